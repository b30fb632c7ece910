//! Normalisation of rows and of columns.

use super::{SUM, close, values};
use crate::kernels::Isa;
use crate::kernels::norm::{
    ColumnNormBackward, Extent, RowNorm, RowNormBackward, column_moments, scale_columns,
};

const EPSILON: f32 = 1e-3;

/// Around every width of a vector, tight rows and padded ones.
fn all() -> Vec<Extent> {
    let mut extents = Vec::new();
    for rows in [1, 2, 5, 33] {
        for width in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65] {
            extents.push(Extent { rows, width, stride: width });
            extents.push(Extent { rows, width, stride: width + 3 });
        }
    }
    extents
}

fn cases() -> impl Iterator<Item = (Isa, Extent)> {
    Isa::available().into_iter().flat_map(|isa| all().into_iter().map(move |extent| (isa, extent)))
}

/// Mean, and 1 / √(variance + epsilon).
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, 1.0 / (variance + f64::from(EPSILON)).sqrt())
}

fn row(extent: Extent, x: &[f32], i: usize) -> Vec<f64> {
    x[i * extent.stride..][..extent.width].iter().copied().map(f64::from).collect()
}

fn column(extent: Extent, x: &[f32], j: usize) -> Vec<f64> {
    (0..extent.rows).map(|i| f64::from(x[i * extent.stride + j])).collect()
}

/// `dx` of one normalised group: `unit · (g - mean(g) - z · mean(g z))`, `g = dy · gain`.
fn chain_rule(x: &[f64], g: &[f64]) -> Vec<f64> {
    let (mean, unit) = moments(x);
    let n = x.len() as f64;
    let z: Vec<f64> = x.iter().map(|x| (x - mean) * unit).collect();
    let sum = g.iter().sum::<f64>() / n;
    let along = g.iter().zip(&z).map(|(g, z)| g * z).sum::<f64>() / n;
    g.iter().zip(&z).map(|(g, z)| unit * (g - sum - z * along)).collect()
}

fn padding_is(extent: Extent, found: &[f32], before: &[f32]) {
    for (at, (found, before)) in found.iter().zip(before).enumerate() {
        assert!(at % extent.stride < extent.width || found == before, "padding at {at} of {extent:?}");
    }
}

/// Relative error behind `power` products with `1 / √(variance + epsilon)`, which is 30 for a row of one value.
fn scaled(unit: f64, power: i32) -> f64 {
    2.0 * SUM * unit.max(1.0).powi(power)
}

#[test]
fn rows_forward_and_backward() {
    for (isa, extent) in cases() {
        let len = extent.rows * extent.stride;
        let (x, dy, gain, offset) =
            (values(1, len), values(2, len), values(3, extent.width), values(4, extent.width));
        let (y0, dx0) = (values(5, len), values(6, len));
        let (mut y, mut dx) = (y0.clone(), dx0.clone());
        let mut kept = vec![f32::NAN; 2 * extent.rows];
        let (mut d_gain, mut d_offset) = (vec![f32::NAN; extent.width], vec![f32::NAN; extent.width]);
        let (epsilon, moments_out) = (EPSILON, &mut kept[..]);
        RowNorm { extent, epsilon, x: &x, gain: &gain, offset: &offset, y: &mut y, moments: moments_out }
            .run(isa);
        RowNormBackward {
            extent,
            x: &x,
            gain: &gain,
            moments: &kept,
            dy: &dy,
            dx: Some(&mut dx),
            d_gain: &mut d_gain,
            d_offset: &mut d_offset,
        }
        .run(isa);
        let (mut by_gain, mut by_offset) = (vec![0.0; extent.width], vec![0.0; extent.width]);
        for i in 0..extent.rows {
            let (values, dy) = (row(extent, &x, i), row(extent, &dy, i));
            let (mean, unit) = moments(&values);
            close("mean", kept[2 * i], mean, SUM);
            close("unit", kept[2 * i + 1], unit, scaled(unit, 0));
            let g: Vec<f64> = dy.iter().zip(&gain).map(|(d, gain)| d * f64::from(*gain)).collect();
            let derivative = chain_rule(&values, &g);
            for j in 0..extent.width {
                let z = (values[j] - mean) * unit;
                let at = i * extent.stride + j;
                close("y", y[at], z * f64::from(gain[j]) + f64::from(offset[j]), scaled(unit, 1));
                close("dx", dx[at], derivative[j], scaled(unit, 2));
                by_gain[j] += dy[j] * z;
                by_offset[j] += dy[j];
            }
        }
        for j in 0..extent.width {
            close("d_gain", d_gain[j], by_gain[j], 10.0 * SUM);
            close("d_offset", d_offset[j], by_offset[j], SUM);
        }
        padding_is(extent, &y, &y0);
        padding_is(extent, &dx, &dx0);
    }
}

#[test]
fn columns_forward_and_backward() {
    for (isa, extent) in cases() {
        let len = extent.rows * extent.stride;
        let (x, dy, gain, offset) =
            (values(1, len), values(2, len), values(3, extent.width), values(4, extent.width));
        let (y0, dx0) = (values(5, len), values(6, len));
        let (mut y, mut dx) = (y0.clone(), dx0.clone());
        let nan = || vec![f32::NAN; extent.width];
        let (mut mean, mut variance, mut d_gain, mut d_offset) = (nan(), nan(), nan(), nan());
        column_moments(isa, extent, &x, &mut mean, &mut variance);
        let unit: Vec<f32> = variance.iter().map(|v| 1.0 / (v + EPSILON).sqrt()).collect();
        let scale: Vec<f32> = unit.iter().zip(&gain).map(|(unit, gain)| unit * gain).collect();
        scale_columns(isa, extent, &x, (&mean, &scale, &offset), &mut y);
        ColumnNormBackward {
            extent,
            x: &x,
            mean: &mean,
            unit: &unit,
            gain: &gain,
            dy: &dy,
            dx: Some(&mut dx),
            d_gain: &mut d_gain,
            d_offset: &mut d_offset,
        }
        .run(isa);
        for j in 0..extent.width {
            let (values, dy) = (column(extent, &x, j), column(extent, &dy, j));
            let (center, by) = moments(&values);
            close("mean", mean[j], center, SUM);
            close("variance", variance[j], by.powi(-2) - f64::from(EPSILON), SUM);
            let z = |i: usize| (values[i] - center) * by;
            close("d_offset", d_offset[j], dy.iter().sum(), SUM);
            close("d_gain", d_gain[j], dy.iter().enumerate().map(|(i, d)| d * z(i)).sum(), 10.0 * SUM);
            let g: Vec<f64> = dy.iter().map(|d| d * f64::from(gain[j])).collect();
            for (i, derivative) in chain_rule(&values, &g).into_iter().enumerate() {
                let at = i * extent.stride + j;
                close("y", y[at], z(i) * f64::from(gain[j]) + f64::from(offset[j]), scaled(by, 1));
                close("dx", dx[at], derivative, scaled(by, 2));
            }
        }
        padding_is(extent, &y, &y0);
        padding_is(extent, &dx, &dx0);
    }
}

#[test]
fn nan_reaches_its_row_or_its_column_and_no_other() {
    let extent = Extent { rows: 5, width: 19, stride: 23 };
    let ones = vec![1.0; extent.width];
    for isa in Isa::available() {
        for (i, j) in [(0, 0), (2, 15), (3, 16), (4, 18)] {
            let mut x = values(1, extent.rows * extent.stride);
            x[i * extent.stride + j] = f32::NAN;
            let mut y = vec![0.0; x.len()];
            let mut kept = vec![0.0; 2 * extent.rows];
            let (epsilon, moments) = (EPSILON, &mut kept[..]);
            RowNorm { extent, epsilon, x: &x, gain: &ones, offset: &ones, y: &mut y, moments }.run(isa);
            for (at, y) in y.iter().enumerate().filter(|(at, _)| at % extent.stride < extent.width) {
                assert_eq!(y.is_nan(), at / extent.stride == i, "{isa:?} row {i}, at {at}");
            }
            let (mut mean, mut variance) = (ones.clone(), ones.clone());
            column_moments(isa, extent, &x, &mut mean, &mut variance);
            for k in 0..extent.width {
                assert_eq!((mean[k].is_nan(), variance[k].is_nan()), (k == j, k == j), "{isa:?} column {k}");
            }
        }
    }
}

#[test]
fn what_stands_in_the_padding_does_not_matter() {
    let extent = Extent { rows: 3, width: 5, stride: 16 };
    let ones = vec![1.0; extent.width];
    for isa in Isa::available() {
        let normed = |padding: f32| {
            let mut x = values(1, extent.rows * extent.stride);
            for (at, x) in x.iter_mut().enumerate().filter(|(at, _)| at % extent.stride >= extent.width) {
                *x = padding + at as f32;
            }
            let (mut y, mut moments) = (vec![0.0; x.len()], vec![0.0; 2 * extent.rows]);
            let (epsilon, moments) = (EPSILON, &mut moments[..]);
            RowNorm { extent, epsilon, x: &x, gain: &ones, offset: &ones, y: &mut y, moments }.run(isa);
            y
        };
        assert_eq!(normed(0.0), normed(1e30), "{isa:?}");
        assert_eq!(normed(0.0), normed(f32::NAN), "{isa:?}");
    }
}

//! Normalisation against its equations in double precision.

use super::{SUM, close, values};
use crate::kernels::Isa;
use crate::kernels::norm::{
    ColumnNormBackward, Extent, RowNorm, RowNormBackward, column_moments, scale_columns,
};

const EPSILON: f64 = 1e-3;

fn extents() -> impl Iterator<Item = (Isa, Extent)> {
    let shapes = [(1, 4), (3, 7), (5, 16), (4, 21), (9, 50)];
    let extents = shapes.map(|(rows, width)| Extent { rows, width, stride: width + 3 });
    Isa::available().into_iter().flat_map(move |isa| extents.map(|extent| (isa, extent)))
}

/// The values of a group that is normalised: those of a row, or those of a column.
fn group(e: Extent, x: &[f32], by_row: bool, index: usize) -> Vec<f64> {
    let value = |row: usize, column: usize| f64::from(x[row * e.stride + column]);
    if by_row {
        (0..e.width).map(|column| value(index, column)).collect()
    } else {
        (0..e.rows).map(|row| value(row, index)).collect()
    }
}

/// Mean and `1 / √(variance + ε)`.
fn moments(x: &[f64]) -> (f64, f64) {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
    (mean, 1.0 / (variance + EPSILON).sqrt())
}

/// Derivatives by the values of a group, from those by the values at mean 0 and variance 1.
fn through(x: &[f64], d_unit: &[f64]) -> Vec<f64> {
    let ((mean, scale), count) = (moments(x), x.len() as f64);
    let sum = d_unit.iter().sum::<f64>() / count;
    let along = x.iter().zip(d_unit).map(|(x, d)| (x - mean) * scale * d).sum::<f64>() / count;
    x.iter().zip(d_unit).map(|(x, d)| scale * (d - sum - (x - mean) * scale * along)).collect()
}

#[test]
fn rows_forward_and_backward() {
    for (isa, e) in extents() {
        let len = e.rows * e.stride;
        let (x, dy, gain, offset) = (values(1, len), values(2, len), values(3, e.width), values(4, e.width));
        let (mut y, mut kept, mut dx) = (vec![9.0; len], vec![0.0; 2 * e.rows], vec![9.0; len]);
        let (mut d_gain, mut d_offset) = (vec![9.0; e.width], vec![9.0; e.width]);
        RowNorm {
            extent: e,
            epsilon: EPSILON as f32,
            x: &x,
            gain: &gain,
            offset: &offset,
            y: &mut y,
            moments: &mut kept,
        }
        .run(isa);
        RowNormBackward {
            extent: e,
            x: &x,
            gain: &gain,
            moments: &kept,
            dy: &dy,
            dx: Some(&mut dx),
            d_gain: &mut d_gain,
            d_offset: &mut d_offset,
        }
        .run(isa);
        let (mut by_gain, mut by_offset) = (vec![0.0; e.width], vec![0.0; e.width]);
        for row in 0..e.rows {
            let (values, d) = (group(e, &x, true, row), group(e, &dy, true, row));
            let (mean, scale) = moments(&values);
            let d_unit: Vec<f64> = d.iter().zip(&gain).map(|(d, g)| d * f64::from(*g)).collect();
            let expected = through(&values, &d_unit);
            for j in 0..e.width {
                let unit = (values[j] - mean) * scale;
                by_gain[j] += d[j] * unit;
                by_offset[j] += d[j];
                let at = row * e.stride + j;
                close("y", y[at], unit * f64::from(gain[j]) + f64::from(offset[j]), 4.0 * SUM);
                close("dx", dx[at], expected[j], 4.0 * SUM);
            }
            assert_eq!((y[row * e.stride + e.width], dx[row * e.stride + e.width]), (9.0, 9.0), "padding");
        }
        for j in 0..e.width {
            close("gain", d_gain[j], by_gain[j], 4.0 * SUM);
            close("offset", d_offset[j], by_offset[j], 4.0 * SUM);
        }
    }
}

#[test]
fn columns_forward_and_backward() {
    for (isa, e) in extents() {
        let len = e.rows * e.stride;
        let (x, dy, gain, offset) = (values(1, len), values(2, len), values(3, e.width), values(4, e.width));
        let (mut mean, mut variance) = (vec![0.0; e.width], vec![0.0; e.width]);
        column_moments(isa, e, &x, &mut mean, &mut variance);
        let unit: Vec<f32> = variance.iter().map(|v| 1.0 / (v + EPSILON as f32).sqrt()).collect();
        let scale: Vec<f32> = unit.iter().zip(&gain).map(|(u, g)| u * g).collect();
        let (mut y, mut dx) = (vec![9.0; len], vec![9.0; len]);
        scale_columns(isa, e, &x, (&mean, &scale, &offset), &mut y);
        let (mut d_gain, mut d_offset) = (vec![9.0; e.width], vec![9.0; e.width]);
        ColumnNormBackward {
            extent: e,
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
        for j in 0..e.width {
            let (values, d) = (group(e, &x, false, j), group(e, &dy, false, j));
            let (center, inverse) = moments(&values);
            let gain = f64::from(gain[j]);
            let expected = through(&values, &d.iter().map(|d| d * gain).collect::<Vec<_>>());
            // in units of the deviation, which may be as small as the root of epsilon
            let tolerance = 4.0 * SUM * inverse;
            for row in 0..e.rows {
                let at = row * e.stride + j;
                let unit = (values[row] - center) * inverse;
                close("y", y[at], unit * gain + f64::from(offset[j]), tolerance);
                close("dx", dx[at], expected[row], tolerance * inverse);
            }
            let by_gain = values.iter().zip(&d).map(|(x, d)| (x - center) * inverse * d).sum();
            close("gain", d_gain[j], by_gain, tolerance);
            close("offset", d_offset[j], d.iter().sum(), tolerance);
        }
        assert_eq!((y[e.width], dx[e.width]), (9.0, 9.0), "padding");
    }
}

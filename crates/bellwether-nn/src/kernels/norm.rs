//! Normalisation over the columns of each row, and over the rows of each column.

use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Ones: a partial load of them masks the lanes behind the end of a row.
const ONES: [f32; 16] = [1.0; 16];

/// Rows of `width` floats, `stride` apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Rows.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) width: usize,
    /// Floats between rows.
    pub(crate) stride: usize,
}

impl Extent {
    pub(super) fn check(self, buffers: &[usize], vectors: &[usize]) {
        assert!(self.rows > 0 && self.width > 0 && self.width <= self.stride, "{self:?}");
        let need = (self.rows - 1) * self.stride + self.width;
        assert!(buffers.iter().all(|&len| len >= need), "a buffer is shorter than {need}");
        assert!(vectors.iter().all(|&len| len >= self.width), "a vector is shorter than {}", self.width);
    }
}

/// `y = (x - mean) / √(variance + epsilon) · gain + offset`, mean and variance of each row.
pub(crate) struct RowNorm<'a> {
    pub(crate) extent: Extent,
    pub(crate) epsilon: f32,
    pub(crate) x: &'a [f32],
    pub(crate) gain: &'a [f32],
    pub(crate) offset: &'a [f32],
    pub(crate) y: &'a mut [f32],
    /// Out: mean and `1 / √(variance + epsilon)` of each row.
    pub(crate) moments: &'a mut [f32],
}

impl RowNorm<'_> {
    /// Computes it.
    pub(crate) fn run(self, isa: Isa) {
        self.extent.check(&[self.x.len(), self.y.len()], &[self.gain.len(), self.offset.len()]);
        assert!(self.moments.len() >= 2 * self.extent.rows, "moments are too short");
        isa.run(self);
    }
}

impl Kernel for RowNorm<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        for row in 0..rows {
            // SAFETY: `Extent::check` found the row inside `x` and `y`, and its width inside the vectors.
            unsafe {
                let x = self.x.as_ptr().add(row * stride);
                let y = self.y.as_mut_ptr().add(row * stride);
                let mut sum = s.splat(0.0);
                for (at, n) in pieces::<S>(width) {
                    sum = s.add(sum, load(s, x.add(at), n));
                }
                let mean = s.sum(sum) / width as f32;
                let center = s.splat(mean);
                let mut square = s.splat(0.0);
                for (at, n) in pieces::<S>(width) {
                    let d = s.mul(s.sub(load(s, x.add(at), n), center), load(s, ONES.as_ptr(), n));
                    square = s.fma(d, d, square);
                }
                let scale = 1.0 / (s.sum(square) / width as f32 + self.epsilon).sqrt();
                for (at, n) in pieces::<S>(width) {
                    let d = s.mul(s.sub(load(s, x.add(at), n), center), s.splat(scale));
                    let gain = load(s, self.gain.as_ptr().add(at), n);
                    store(s, y.add(at), s.fma(d, gain, load(s, self.offset.as_ptr().add(at), n)), n);
                }
                self.moments[2 * row] = mean;
                self.moments[2 * row + 1] = scale;
            }
        }
    }
}

/// Derivatives of [`RowNorm`].
pub(crate) struct RowNormBackward<'a> {
    pub(crate) extent: Extent,
    pub(crate) x: &'a [f32],
    pub(crate) gain: &'a [f32],
    pub(crate) moments: &'a [f32],
    pub(crate) dy: &'a [f32],
    pub(crate) dx: Option<&'a mut [f32]>,
    pub(crate) d_gain: &'a mut [f32],
    pub(crate) d_offset: &'a mut [f32],
}

impl RowNormBackward<'_> {
    /// Computes them.
    pub(crate) fn run(self, isa: Isa) {
        let dx = self.dx.as_ref().map_or(usize::MAX, |dx| dx.len());
        let vectors = [self.gain.len(), self.d_gain.len(), self.d_offset.len()];
        self.extent.check(&[self.x.len(), self.dy.len(), dx], &vectors);
        assert!(self.moments.len() >= 2 * self.extent.rows, "moments are too short");
        isa.run(self);
    }
}

impl Kernel for RowNormBackward<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        self.d_gain[..width].fill(0.0);
        self.d_offset[..width].fill(0.0);
        for row in 0..rows {
            let (mean, scale) = (s.splat(self.moments[2 * row]), s.splat(self.moments[2 * row + 1]));
            let mut dx = self.dx.as_mut().map(|dx| dx[row * stride..].as_mut_ptr());
            // SAFETY: `Extent::check` found the row inside every buffer, and its width inside the vectors.
            unsafe {
                let x = self.x.as_ptr().add(row * stride);
                let dy = self.dy.as_ptr().add(row * stride);
                let (mut sum, mut along) = (s.splat(0.0), s.splat(0.0));
                for (at, n) in pieces::<S>(width) {
                    let unit = s.mul(s.sub(load(s, x.add(at), n), mean), scale);
                    let d = load(s, dy.add(at), n);
                    let (pg, po) = (self.d_gain.as_mut_ptr().add(at), self.d_offset.as_mut_ptr().add(at));
                    store(s, pg, s.fma(d, unit, load(s, pg, n)), n);
                    store(s, po, s.add(d, load(s, po, n)), n);
                    // zero behind the end of the row, as `d` is there
                    let d = s.mul(d, load(s, self.gain.as_ptr().add(at), n));
                    sum = s.add(sum, d);
                    along = s.fma(d, unit, along);
                }
                let Some(dx) = dx.take() else { continue };
                let sum = s.splat(s.sum(sum) / width as f32);
                let along = s.splat(s.sum(along) / width as f32);
                for (at, n) in pieces::<S>(width) {
                    let unit = s.mul(s.sub(load(s, x.add(at), n), mean), scale);
                    let d = s.mul(load(s, dy.add(at), n), load(s, self.gain.as_ptr().add(at), n));
                    let d = s.sub(s.sub(d, sum), s.mul(unit, along));
                    store(s, dx.add(at), s.mul(d, scale), n);
                }
            }
        }
    }
}

/// Mean and variance (divided by the rows) of every column.
pub(crate) fn column_moments(isa: Isa, extent: Extent, x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    extent.check(&[x.len()], &[mean.len(), variance.len()]);
    isa.run(ColumnMoments { extent, x, mean, variance });
}

struct ColumnMoments<'a> {
    extent: Extent,
    x: &'a [f32],
    mean: &'a mut [f32],
    variance: &'a mut [f32],
}

impl Kernel for ColumnMoments<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        let share = s.splat(1.0 / rows as f32);
        for (at, n) in pieces::<S>(width) {
            // SAFETY: `Extent::check` found the piece inside every buffer.
            unsafe {
                let x = self.x.as_ptr().add(at);
                let mut sum = s.splat(0.0);
                for row in 0..rows {
                    sum = s.add(sum, load(s, x.add(row * stride), n));
                }
                let mean = s.mul(sum, share);
                let mut square = s.splat(0.0);
                for row in 0..rows {
                    let d = s.sub(load(s, x.add(row * stride), n), mean);
                    square = s.fma(d, d, square);
                }
                store(s, self.mean.as_mut_ptr().add(at), mean, n);
                store(s, self.variance.as_mut_ptr().add(at), s.mul(square, share), n);
            }
        }
    }
}

/// `y = (x - center) · scale + offset`, column by column.
pub(crate) fn scale_columns(
    isa: Isa,
    extent: Extent,
    x: &[f32],
    (center, scale, offset): (&[f32], &[f32], &[f32]),
    y: &mut [f32],
) {
    extent.check(&[x.len(), y.len()], &[center.len(), scale.len(), offset.len()]);
    isa.run(ScaleColumns { extent, x, center, scale, offset, y });
}

struct ScaleColumns<'a> {
    extent: Extent,
    x: &'a [f32],
    center: &'a [f32],
    scale: &'a [f32],
    offset: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for ScaleColumns<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        for row in 0..rows {
            for (at, n) in pieces::<S>(width) {
                let k = row * stride + at;
                // SAFETY: `Extent::check` found the piece inside every buffer.
                unsafe {
                    let d =
                        s.sub(load(s, self.x.as_ptr().add(k), n), load(s, self.center.as_ptr().add(at), n));
                    let offset = load(s, self.offset.as_ptr().add(at), n);
                    let y = s.fma(d, load(s, self.scale.as_ptr().add(at), n), offset);
                    store(s, self.y.as_mut_ptr().add(k), y, n);
                }
            }
        }
    }
}

/// Derivatives of `y = (x - mean) · unit · gain + offset` where mean and `unit = 1 / √(variance + epsilon)` are those
/// of the columns of `x`.
pub(crate) struct ColumnNormBackward<'a> {
    pub(crate) extent: Extent,
    pub(crate) x: &'a [f32],
    pub(crate) mean: &'a [f32],
    pub(crate) unit: &'a [f32],
    pub(crate) gain: &'a [f32],
    pub(crate) dy: &'a [f32],
    pub(crate) dx: Option<&'a mut [f32]>,
    pub(crate) d_gain: &'a mut [f32],
    pub(crate) d_offset: &'a mut [f32],
}

impl ColumnNormBackward<'_> {
    /// Computes them.
    pub(crate) fn run(self, isa: Isa) {
        let dx = self.dx.as_ref().map_or(usize::MAX, |dx| dx.len());
        let vectors = [self.mean, self.unit, self.gain, &*self.d_gain, &*self.d_offset].map(<[f32]>::len);
        self.extent.check(&[self.x.len(), self.dy.len(), dx], &vectors);
        isa.run(self);
    }
}

impl Kernel for ColumnNormBackward<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let Extent { rows, width, stride } = self.extent;
        let share = s.splat(1.0 / rows as f32);
        let dx = self.dx.as_mut().map(|dx| dx.as_mut_ptr());
        for (at, n) in pieces::<S>(width) {
            // SAFETY: `Extent::check` found the piece inside every buffer.
            unsafe {
                let (x, dy) = (self.x.as_ptr().add(at), self.dy.as_ptr().add(at));
                let mean = load(s, self.mean.as_ptr().add(at), n);
                let unit = load(s, self.unit.as_ptr().add(at), n);
                let (mut sum, mut along) = (s.splat(0.0), s.splat(0.0));
                for row in 0..rows {
                    let d = load(s, dy.add(row * stride), n);
                    let z = s.mul(s.sub(load(s, x.add(row * stride), n), mean), unit);
                    sum = s.add(sum, d);
                    along = s.fma(d, z, along);
                }
                store(s, self.d_offset.as_mut_ptr().add(at), sum, n);
                store(s, self.d_gain.as_mut_ptr().add(at), along, n);
                let Some(dx) = dx else { continue };
                let scale = s.mul(load(s, self.gain.as_ptr().add(at), n), unit);
                let (sum, along) = (s.mul(sum, share), s.mul(along, share));
                for row in 0..rows {
                    let z = s.mul(s.sub(load(s, x.add(row * stride), n), mean), unit);
                    let d = s.sub(s.sub(load(s, dy.add(row * stride), n), sum), s.mul(z, along));
                    store(s, dx.add(row * stride + at), s.mul(d, scale), n);
                }
            }
        }
    }
}

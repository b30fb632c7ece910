use serde::{Deserialize, Serialize};

use super::Scaler;
use crate::FeatureError;

/// `(value - offset) / scale`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Affine {
    pub(super) offset: f64,
    pub(super) scale: f64,
}

/// A scaler with the offset and scale that it learned for each column.
///
/// Plain data: saved and read back it scales bit-identically. Reading checks that offsets are finite and scales finite
/// and positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct FittedScaler {
    kind: Scaler,
    columns: Vec<Affine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    kind: Scaler,
    columns: Vec<Affine>,
}

impl TryFrom<Saved> for FittedScaler {
    type Error = FeatureError;
    fn try_from(Saved { kind, columns }: Saved) -> Result<Self, FeatureError> {
        Self::new(kind, columns)
    }
}

impl FittedScaler {
    pub(super) fn new(kind: Scaler, columns: Vec<Affine>) -> Result<Self, FeatureError> {
        let usable = |a: &Affine| a.offset.is_finite() && a.scale.is_finite() && a.scale > 0.0;
        match columns.iter().position(|a| !usable(a)) {
            Some(column) => {
                let Affine { offset, scale } = columns[column];
                Err(FeatureError::ScaleRange { column, offset, scale })
            }
            None => Ok(Self { kind, columns }),
        }
    }

    /// Which scaler it is.
    pub fn kind(&self) -> Scaler {
        self.kind
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// One value of column `column`, scaled. NaN stays NaN.
    ///
    /// # Panics
    /// When there is no such column.
    pub fn transform_value(&self, column: usize, value: f64) -> f64 {
        let Affine { offset, scale } = self.columns[column];
        (value - offset) / scale
    }

    /// The value that [`transform_value`](Self::transform_value) scales to `scaled`.
    ///
    /// # Panics
    /// When there is no such column.
    pub fn inverse_value(&self, column: usize, scaled: f64) -> f64 {
        let Affine { offset, scale } = self.columns[column];
        scaled * scale + offset
    }

    /// Whole rows, row-major, scaled: as [`transform_into`](Self::transform_into), in double precision.
    ///
    /// # Errors
    /// [`FeatureError::Shape`] when `rows` are not whole rows.
    pub fn transform(&self, rows: &[f64]) -> Result<Vec<f64>, FeatureError> {
        self.check_shape(rows.len(), rows.len())?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows.chunks_exact(self.width().max(1)) {
            out.extend(row.iter().zip(&self.columns).map(|(v, a)| (v - a.offset) / a.scale));
        }
        Ok(out)
    }

    /// Whole rows, row-major, scaled into `out` in single precision, without allocating. Scaled in double precision
    /// first and rounded once; NaN stays NaN.
    ///
    /// # Errors
    /// [`FeatureError::Shape`] when `rows` are not whole rows or `out` has another length.
    pub fn transform_into(&self, rows: &[f64], out: &mut [f32]) -> Result<(), FeatureError> {
        self.check_shape(rows.len(), out.len())?;
        let width = self.width().max(1);
        for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
            for ((v, o), a) in row.iter().zip(out).zip(&self.columns) {
                *o = ((v - a.offset) / a.scale) as f32;
            }
        }
        Ok(())
    }

    fn check_shape(&self, values: usize, outputs: usize) -> Result<(), FeatureError> {
        let width = self.width();
        let whole = if width == 0 { values == 0 } else { values.is_multiple_of(width) };
        if whole && values == outputs { Ok(()) } else { Err(FeatureError::Shape { values, outputs, width }) }
    }
}

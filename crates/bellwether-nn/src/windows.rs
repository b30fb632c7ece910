//! Samples as views on one table.

use crate::error::DataError;

/// Windows on a table of rows: sample `s` is the `lookback` rows that end at row `ends[s]`.
///
/// Rows are shared between samples and never copied by the caller.
///
/// ```
/// use bellwether_nn::Windows;
///
/// let closes = [1.0, 2.0, 3.0, 4.0];
/// let windows = Windows::new(&closes, 1, 3, &[2, 3])?;
/// assert_eq!(windows.len(), 2);
/// assert_eq!(windows.step(1, 0), &[2.0]);
/// # Ok::<(), bellwether_nn::DataError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Windows<'a> {
    data: &'a [f32],
    features: usize,
    lookback: usize,
    ends: &'a [usize],
}

impl<'a> Windows<'a> {
    /// Windows on `data`, row after row of `features` values.
    ///
    /// # Errors
    /// Values that are not whole rows, a lookback of zero, a window that does not lie inside the data, or
    /// an input inside a window that is NaN or infinite.
    pub fn new(
        data: &'a [f32],
        features: usize,
        lookback: usize,
        ends: &'a [usize],
    ) -> Result<Self, DataError> {
        if features == 0 || !data.len().is_multiple_of(features) {
            return Err(DataError::Ragged { values: data.len(), features });
        }
        if lookback == 0 {
            return Err(DataError::ZeroLookback);
        }
        let rows = data.len() / features;
        if let Some(sample) = ends.iter().position(|&end| end >= rows || end + 1 < lookback) {
            return Err(DataError::OutOfRange { sample, end: ends[sample], lookback, rows });
        }
        let windows = Windows { data, features, lookback, ends };
        windows.check_finite()?;
        Ok(windows)
    }

    /// Looks at every row once, however many windows share it.
    fn check_finite(&self) -> Result<(), DataError> {
        let mut used = vec![false; self.data.len() / self.features];
        for &end in self.ends {
            for row in (end + 1 - self.lookback..=end).rev() {
                if std::mem::replace(&mut used[row], true) {
                    continue;
                }
                let values = &self.data[row * self.features..][..self.features];
                if let Some(column) = values.iter().position(|x| !x.is_finite()) {
                    return Err(DataError::NonFiniteInput { row, column, value: values[column] });
                }
            }
        }
        Ok(())
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Steps in a window.
    pub fn lookback(&self) -> usize {
        self.lookback
    }

    /// Values in a step.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Values of one step of one sample, step 0 the oldest.
    pub fn step(&self, sample: usize, step: usize) -> &'a [f32] {
        debug_assert!(step < self.lookback, "step {step} of {}", self.lookback);
        let row = self.ends[sample] + 1 - self.lookback + step;
        &self.data[row * self.features..][..self.features]
    }

    /// Copies samples into time-major rows: step by step, in each the samples, `stride` apart.
    pub(crate) fn gather(&self, samples: impl Iterator<Item = usize> + Clone, to: &mut [f32], stride: usize) {
        let mut rows = to.chunks_exact_mut(stride);
        for step in 0..self.lookback {
            for (sample, row) in samples.clone().zip(&mut rows) {
                row[..self.features].copy_from_slice(self.step(sample, step));
            }
        }
    }
}

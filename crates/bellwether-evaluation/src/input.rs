//! The checks that every function makes of the series it is given.

use std::fmt;

/// The part that a series plays in a call; errors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Series {
    /// What happened.
    Actual,
    /// What was forecast.
    Predicted,
    /// The forecasts of the baseline.
    Baseline,
    /// The last value known when each forecast was made.
    Previous,
    /// The training part of the series.
    Train,
    /// The forecast probability of the positive class.
    Probability,
    /// Errors or losses of the first of two forecasts.
    First,
    /// Errors or losses of the second of two forecasts.
    Second,
    /// Past out-of-sample errors.
    Residuals,
    /// Lower ends of intervals.
    Lower,
    /// Upper ends of intervals.
    Upper,
    /// One score per random seed.
    Seeds,
    /// The p-values of a family of tests.
    PValues,
    /// Places of rows that a bootstrap drew.
    Draw,
    /// Values whose mean or distribution is asked for.
    Values,
    /// Samples or quantiles of a forecast distribution.
    Distribution,
    /// Levels of quantiles.
    Levels,
    /// Fits of one model.
    Members,
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Actual => "actual values",
            Self::Predicted => "predictions",
            Self::Baseline => "baseline predictions",
            Self::Previous => "previous values",
            Self::Train => "training values",
            Self::Probability => "probabilities",
            Self::First => "values of the first forecast",
            Self::Second => "values of the second forecast",
            Self::Residuals => "residuals",
            Self::Lower => "lower ends",
            Self::Upper => "upper ends",
            Self::Seeds => "scores over seeds",
            Self::PValues => "p-values",
            Self::Draw => "places of a draw",
            Self::Values => "values",
            Self::Distribution => "values of a forecast distribution",
            Self::Levels => "levels",
            Self::Members => "members of the ensemble",
        })
    }
}

/// Series that cannot be computed with.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Two series that must be aligned have different lengths.
    #[error("{left_len} {left} stand against {right_len} {right}: the lengths must be equal")]
    LengthMismatch {
        /// The series that sets the length.
        left: Series,
        /// Its length.
        left_len: usize,
        /// The series that differs.
        right: Series,
        /// Its length.
        right_len: usize,
    },
    /// A series has no values.
    #[error("there are no {series}")]
    Empty {
        /// The empty series.
        series: Series,
    },
    /// A value is NaN or infinite.
    #[error("{series} hold {value} at index {index}: only finite numbers can be scored")]
    NonFinite {
        /// The series that holds it.
        series: Series,
        /// Its index.
        index: usize,
        /// NaN or an infinity.
        value: f64,
    },
}

/// A non-empty series of finite numbers.
pub(crate) fn check(series: Series, values: &[f64]) -> Result<(), InputError> {
    if values.is_empty() {
        return Err(InputError::Empty { series });
    }
    match values.iter().position(|v| !v.is_finite()) {
        Some(index) => Err(InputError::NonFinite { series, index, value: values[index] }),
        None => Ok(()),
    }
}

/// Two series of equal length.
pub(crate) fn check_aligned<A, B>(left: (Series, &[A]), right: (Series, &[B])) -> Result<(), InputError> {
    if left.1.len() == right.1.len() {
        return Ok(());
    }
    Err(InputError::LengthMismatch {
        left: left.0,
        left_len: left.1.len(),
        right: right.0,
        right_len: right.1.len(),
    })
}

/// Two aligned, non-empty series of finite numbers.
pub(crate) fn check_pair(left: (Series, &[f64]), right: (Series, &[f64])) -> Result<(), InputError> {
    check_aligned(left, right)?;
    check(left.0, left.1)?;
    check(right.0, right.1)
}

/// Arithmetic mean of a non-empty series.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_carry_both_lengths_and_the_index() {
        let mismatch = check_pair((Series::Actual, &[1.0]), (Series::Predicted, &[1.0, 2.0])).unwrap_err();
        assert_eq!(
            mismatch.to_string(),
            "1 actual values stand against 2 predictions: the lengths must be equal"
        );
        let empty = check_pair((Series::Actual, &[]), (Series::Predicted, &[])).unwrap_err();
        assert_eq!(empty, InputError::Empty { series: Series::Actual });
        let infinite = check_pair((Series::Actual, &[1.0, 2.0]), (Series::Predicted, &[1.0, f64::INFINITY]))
            .unwrap_err();
        assert_eq!(
            infinite,
            InputError::NonFinite { series: Series::Predicted, index: 1, value: f64::INFINITY }
        );
    }
}

//! EnbPI: intervals around an ensemble of any point model, from errors out of bag, that follow the times.

use serde::{Deserialize, Serialize};

use super::conformal::{needed, rank};
use super::window::Window;
use super::{Interval, IntervalError, check_level};
use crate::input::{InputError, Series, check, check_aligned, check_pair};

/// Where the ends of an interval stand among past errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tails {
    /// As far to both sides: the `⌈(n + 1) level⌉`-th smallest size of an error.
    Symmetric,
    /// Each end from its own tail, of equal share.
    Equal,
    /// The narrowest stretch with as many errors as the level asks for, wherever it lies: the published form. Being chosen after the
    /// errors, it holds a little less than its level: 2 points of 250 errors.
    Narrowest,
}

/// Intervals around an ensemble of fits of one model (Xu and Xie, 2021).
///
/// Each of `B` members is fitted on a draw of the training rows, in blocks where they hang together. A row's error is that of the mean of
/// the members that did not learn from it, so that no rows are set aside, and it is as large as that of a row to come:
///
/// ```text
/// f̂₋ᵢ(x) = mean of f_b(x) over the b whose draw lacks row i        eᵢ = yᵢ − f̂₋ᵢ(xᵢ)
/// f̂(x)   = mean of f̂₋ᵢ(x) over the training rows i
/// [f̂(x_t) + e₍ₐ₎, f̂(x_t) + e₍ᵦ₎]                                  e the last T errors, sorted; a and b by `tails`
/// ```
///
/// No model is fitted again: after every `batch` outcomes their errors `y_t − f̂(x_t)` take the place of the oldest. Rows that every
/// member has learnt from have no error and no part in the mean. The share of outcomes inside tends to `level` where the errors' distribution
/// moves slowly beside `T` and the model estimates consistently, without exchangeability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EnbPi {
    /// Nominal coverage, in (0, 1).
    pub level: f64,
    /// Where the ends stand.
    pub tails: Tails,
    /// Outcomes after which their errors are taken in, at least 1.
    pub batch: usize,
}

/// One fit of an ensemble, as it stands to the training rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member<'a> {
    /// Places of the training rows that it learnt from, in any order, repeated or not.
    pub drawn: &'a [usize],
    /// Its forecasts of all training rows, in time order.
    pub fitted: &'a [f64],
}

/// A forecast with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnbPiRow {
    /// The ensemble's forecast, `f̂(x_t)`.
    pub point: f64,
    /// The interval as it stood before the row's actual value was known. The narrowest one need not hold the point.
    pub interval: Interval,
}

/// An ensemble whose errors are known, and which learns from those to come.
#[derive(Debug, Clone)]
pub struct FittedEnbPi {
    how: EnbPi,
    weights: Vec<f64>,
    errors: Window,
    count: usize,
    waiting: Vec<f64>,
}

impl EnbPi {
    /// The smallest number of errors at which both ends are finite: at 95 % 19 to both sides alike, and else 39.
    pub fn needed(&self) -> usize {
        match self.tails {
            Tails::Symmetric => needed(self.level),
            Tails::Equal | Tails::Narrowest => needed(f64::midpoint(self.level, 1.0)),
        }
    }

    /// Errors out of bag of members that were fitted on draws of the rows of `actual`, in time order. O(rows · members).
    ///
    /// # Errors
    /// [`IntervalError::Level`] outside (0, 1); [`IntervalError::Batch`] of 0; [`IntervalError::Input`] without members, and for empty,
    /// unequal or non-finite series; [`IntervalError::Draw`] of a row that is not there; [`IntervalError::TooFewResiduals`] where too few
    /// rows are out of a bag; [`IntervalError::Overflow`].
    pub fn fit(&self, actual: &[f64], members: &[Member<'_>]) -> Result<FittedEnbPi, IntervalError> {
        check_level(self.level)?;
        if self.batch == 0 {
            return Err(IntervalError::Batch);
        }
        if members.is_empty() {
            return Err(InputError::Empty { series: Series::Members }.into());
        }
        let rows = actual.len();
        let mut without: Vec<Vec<usize>> = vec![Vec::new(); rows];
        for (b, member) in members.iter().enumerate() {
            check_pair((Series::Actual, actual), (Series::Predicted, member.fitted))?;
            let mut learnt = vec![false; rows];
            for &place in member.drawn {
                *learnt.get_mut(place).ok_or(IntervalError::Draw { place, rows })? = true;
            }
            for (out, _) in without.iter_mut().zip(&learnt).filter(|(_, learnt)| !**learnt) {
                out.push(b);
            }
        }
        let mut weights = vec![0.0; members.len()];
        let mut errors = Vec::new();
        for (i, out) in without.iter().enumerate().filter(|(_, out)| !out.is_empty()) {
            let share = 1.0 / out.len() as f64;
            errors.push(actual[i] - out.iter().map(|b| members[*b].fitted[i]).sum::<f64>() * share);
            out.iter().for_each(|b| weights[*b] += share);
        }
        let (count, needed) = (errors.len(), self.needed());
        if count < needed {
            return Err(IntervalError::TooFewResiduals { level: self.level, residuals: count, needed });
        }
        weights.iter_mut().for_each(|w| *w /= count as f64);
        let mut fitted =
            FittedEnbPi { how: *self, weights, errors: Window::new(count), count, waiting: Vec::new() };
        for error in errors {
            fitted.take(error)?;
        }
        Ok(fitted)
    }

    /// Fits a member for each draw, and goes through the rows after the first `learnt` ones in time order, `horizon` rows ahead: a row
    /// knows the outcomes of `horizon` rows before it and earlier. `fit` is given the places of the training rows to learn from and answers
    /// with forecasts of all rows; draws are those of [`MovingBlockBootstrap`](crate::bootstrap::MovingBlockBootstrap) or any other.
    ///
    /// One entry for each row after the first `learnt`; the first `horizon − 1` are `None`, since what the last training rows
    /// came to is not known there.
    ///
    /// # Errors
    /// As [`fit`](Self::fit), [`IntervalError::Horizon`] of 0, and what the closure fails with.
    ///
    /// ```
    /// use bellwether_evaluation::bootstrap::MovingBlockBootstrap;
    /// use bellwether_evaluation::intervals::{EnbPi, IntervalError, Tails};
    /// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    ///
    /// // any point model; here the mean of what it learns from
    /// let actual: Vec<f64> = (0..120).map(|t| f64::from(t * 37 % 100)).collect();
    /// let fit = |rows: &[usize]| {
    ///     let mean = rows.iter().map(|i| actual[*i]).sum::<f64>() / rows.len() as f64;
    ///     Ok::<_, IntervalError>(vec![mean; actual.len()])
    /// };
    /// let mut rng = ChaCha8Rng::seed_from_u64(1);
    /// let draws: Vec<_> = (0..20).map(|_| MovingBlockBootstrap::new(5).places(&mut rng, 80)).collect();
    /// let how = EnbPi { level: 0.8, tails: Tails::Equal, batch: 1 };
    /// let rows = how.over(&actual, 80, 1, &draws, fit)?;
    /// let held = rows.iter().zip(&actual[80..]).filter(|(row, y)| {
    ///     row.is_some_and(|row| (row.interval.lower..=row.interval.upper).contains(*y))
    /// });
    /// assert!(held.count() >= 28);
    /// # Ok::<(), IntervalError>(())
    /// ```
    pub fn over<E: From<IntervalError>>(
        &self,
        actual: &[f64],
        learnt: usize,
        horizon: usize,
        draws: &[Vec<usize>],
        mut fit: impl FnMut(&[usize]) -> Result<Vec<f64>, E>,
    ) -> Result<Vec<Option<EnbPiRow>>, E> {
        check(Series::Actual, actual).map_err(IntervalError::from)?;
        if horizon == 0 {
            return Err(IntervalError::Horizon.into());
        }
        if learnt > actual.len() {
            let (left, right) = (Series::Train, Series::Actual);
            let (left_len, right_len) = (learnt, actual.len());
            let wrong = InputError::LengthMismatch { left, left_len, right, right_len };
            return Err(IntervalError::from(wrong).into());
        }
        let mut forecasts: Vec<Vec<f64>> = Vec::with_capacity(draws.len());
        for draw in draws {
            let of_all = fit(draw)?;
            check_pair((Series::Actual, actual), (Series::Predicted, &of_all[..]))
                .map_err(IntervalError::from)?;
            forecasts.push(of_all);
        }
        let members: Vec<Member<'_>> = draws
            .iter()
            .zip(&forecasts)
            .map(|(drawn, forecasts)| Member { drawn, fitted: &forecasts[..learnt] })
            .collect();
        let mut fitted = self.fit(&actual[..learnt], &members)?;
        let mut points = Vec::with_capacity(actual.len() - learnt);
        let mut rows = Vec::with_capacity(actual.len() - learnt);
        for t in learnt..actual.len() {
            if let Some(known) = (t - learnt).checked_sub(horizon) {
                fitted.learn(actual[learnt + known], points[known])?;
            }
            let of_members: Vec<f64> = forecasts.iter().map(|f| f[t]).collect();
            let point = fitted.point(&of_members)?;
            points.push(point);
            rows.push(if t + 1 < learnt + horizon {
                None
            } else {
                Some(EnbPiRow { point, interval: fitted.interval(point)? })
            });
        }
        Ok(rows)
    }
}

impl FittedEnbPi {
    /// What each member counts in the ensemble's forecast; they sum to 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Training rows with an error, and errors kept from then on.
    pub fn errors(&self) -> usize {
        self.count
    }

    /// The ensemble's forecast of a row from those of its members, in their order.
    ///
    /// # Errors
    /// [`IntervalError::Input`] for another number of them, or one that is not finite; [`IntervalError::Overflow`].
    pub fn point(&self, members: &[f64]) -> Result<f64, IntervalError> {
        check_aligned((Series::Members, &self.weights[..]), (Series::Predicted, members))?;
        check(Series::Predicted, members)?;
        let point: f64 = members.iter().zip(&self.weights).map(|(f, w)| f * w).sum();
        if point.is_finite() { Ok(point) } else { Err(IntervalError::Overflow) }
    }

    /// The interval around a forecast of the ensemble's.
    ///
    /// # Errors
    /// [`IntervalError::Point`] if the forecast is NaN or infinite; [`IntervalError::Overflow`].
    pub fn interval(&self, point: f64) -> Result<Interval, IntervalError> {
        if !point.is_finite() {
            return Err(IntervalError::Point { point });
        }
        let sorted = self.errors.sorted();
        let n = sorted.len();
        let level = self.how.level;
        let (low, high) = match self.how.tails {
            Tails::Symmetric => {
                let half = sorted[rank(n, level).min(n) - 1];
                (-half, half)
            }
            Tails::Equal => {
                let upper = rank(n, f64::midpoint(level, 1.0)).min(n);
                (sorted[n - upper], sorted[upper - 1])
            }
            Tails::Narrowest => narrowest(sorted, rank(n, level)),
        };
        let (lower, upper) = (point + low, point + high);
        if lower.is_finite() && upper.is_finite() {
            Ok(Interval { lower, upper })
        } else {
            Err(IntervalError::Overflow)
        }
    }

    /// Takes in an outcome and the ensemble's forecast of it; with the last of a batch the intervals move.
    ///
    /// # Errors
    /// [`IntervalError::Overflow`] for a difference that is not finite.
    pub fn learn(&mut self, actual: f64, point: f64) -> Result<(), IntervalError> {
        let error = actual - point;
        if !error.is_finite() {
            return Err(IntervalError::Overflow);
        }
        self.waiting.push(error);
        if self.waiting.len() >= self.how.batch {
            for error in std::mem::take(&mut self.waiting) {
                self.take(error)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, error: f64) -> Result<(), IntervalError> {
        if !error.is_finite() {
            return Err(IntervalError::Overflow);
        }
        self.errors.push(if self.how.tails == Tails::Symmetric { error.abs() } else { error });
        Ok(())
    }
}

/// The first of the narrowest stretches over so many gaps between sorted values; the whole where there are fewer.
fn narrowest(sorted: &[f64], gaps: usize) -> (f64, f64) {
    let gaps = gaps.min(sorted.len() - 1);
    let stretches = sorted.iter().zip(&sorted[gaps..]);
    let first = (sorted[0], sorted[gaps]);
    stretches.fold(first, |best, (low, high)| if high - low < best.1 - best.0 { (*low, *high) } else { best })
}

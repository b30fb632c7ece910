//! The Theta method of the target's own past.
//!
//! ```text
//! b: slope of the regression of y on 0, 1, …;   l' = l + α (y − l), l = y₀ at first, α by least squares
//! forecast h steps ahead of n values: l + (θ − 1)/θ · b (h − 1 + 1/α − (1 − α)ⁿ/α)
//! variance: σ² (1 + (h − 1) α²), σ² the mean of the squared errors of l
//! ```
//!
//! With θ = 2 that is the standard method: the mean of the line and of the smoothed series whose distances from the line
//! are doubled. With a period, the series is first divided by its seasons (subtracted where a value is not above 0) if
//! the autocorrelation at the period is clear at 10 %, and the forecasts are put back. A missing value leaves the level as
//! it is; the seasons then have no test and no place. Slope, α and seasons are those of the fit; the level goes on.
//!
//! Compared with: statsmodels `ThetaModel`, but for the variance, which there has (α − 1)² for the α² of the process.
//! Assimakopoulos and Nikolopoulos (2000), *International Journal of Forecasting* 16; Hyndman and Billah (2003), same
//! journal 19.

use serde::{Deserialize, Serialize};

use super::Prediction;
use super::ets::SmoothingError;

/// A fitted model and its level after the last value that it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedTheta {
    theta: f64,
    slope: f64,
    alpha: f64,
    variance: f64,
    /// Factors or, when not `ratios`, differences of the season; empty without one.
    seasons: Vec<f64>,
    ratios: bool,
    level: f64,
    values: usize,
}

/// Fits θ's method; NaN is a missing value. With a period, seasons are taken out where they are clear.
///
/// # Errors
/// [`SmoothingError`] when there are fewer than 4 values or, with a period, two seasons, a value is infinite, or all are
/// the same.
pub fn fit(series: &[f64], theta: f64, period: Option<usize>) -> Result<FittedTheta, SmoothingError> {
    let known: Vec<f64> = series.iter().copied().filter(|v| !v.is_nan()).collect();
    let found = known.len();
    let needed = period.map_or(4, |m| (2 * m).max(4));
    if let Some(index) = series.iter().position(|v| v.is_infinite()) {
        return Err(SmoothingError::NotFinite { index, value: series[index] });
    }
    if found < needed {
        return Err(SmoothingError::TooShort { model: "theta".to_owned(), needed, found });
    }
    if let Some(period) = period.filter(|m| !(2..=260).contains(m)) {
        return Err(SmoothingError::Period { period });
    }
    let largest = known.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let (low, high) = known.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let varies = high / largest - low / largest > 1e-13;
    if !varies {
        return Err(SmoothingError::NoVariation { values: found });
    }
    let mut ratios = low > 0.0;
    let clear = |m: &usize| found == series.len() && is_seasonal(series, *m);
    let mut seasons = Vec::new();
    if let Some(m) = period.filter(clear) {
        seasons = season_of(series, m, ratios);
        if ratios && seasons.iter().any(|s| *s <= 0.0) {
            ratios = false;
            seasons = season_of(series, m, false);
        }
    }
    let mut fitted =
        FittedTheta { theta, slope: 0.0, alpha: 1.0, variance: 0.0, seasons, ratios, level: 0.0, values: 0 };
    let plain = fitted.without_season(series);
    fitted.slope = slope(&plain);
    (fitted.alpha, fitted.variance) = smoothing(&plain);
    let sound = fitted.variance > 0.0 && fitted.variance.is_finite() && fitted.slope.is_finite();
    if !sound {
        return Err(SmoothingError::NoVariation { values: found });
    }
    fitted.filter(series)?;
    Ok(fitted)
}

/// Whether the autocorrelation at lag `m` is clear at 10 %, beside those of the lags before it.
fn is_seasonal(series: &[f64], m: usize) -> bool {
    let n = series.len();
    let mean = series.iter().sum::<f64>() / n as f64;
    let e: Vec<f64> = series.iter().map(|v| v - mean).collect();
    let at = |k: usize| e[k..].iter().zip(&e).map(|(a, b)| a * b).sum::<f64>();
    let own = at(0);
    let shorter: f64 = (0..m).map(|k| (at(k) / own).powi(2)).sum();
    n as f64 * (at(m) / own).powi(2) / shorter > 2.705_543_454_095_404
}

/// Means by season of the series over, or less, its centred moving average; they are 1, or 0, on average.
fn season_of(series: &[f64], m: usize, ratios: bool) -> Vec<f64> {
    let (half, even) = (m / 2, m.is_multiple_of(2));
    let mut sums = vec![(0.0, 0.0); m];
    for t in half..series.len() - half {
        let window = &series[t - half..=t + half];
        let mut total: f64 = window.iter().sum();
        if even {
            total -= f64::midpoint(window[0], window[m]);
        }
        let trend = total / m as f64;
        let own = if ratios { series[t] / trend } else { series[t] - trend };
        sums[t % m].0 += own;
        sums[t % m].1 += 1.0;
    }
    let means: Vec<f64> = sums.iter().map(|(sum, n)| sum / f64::max(*n, 1.0)).collect();
    let centre = means.iter().sum::<f64>() / m as f64;
    means.iter().map(|v| if ratios { v / centre } else { v - centre }).collect()
}

/// Of the regression on 0, 1, …, gaps left out.
fn slope(series: &[f64]) -> f64 {
    let known = || series.iter().enumerate().filter(|(_, v)| !v.is_nan()).map(|(t, v)| (t as f64, *v));
    let n = known().count() as f64;
    let (t, y) = known().fold((0.0, 0.0), |(t, y), (a, b)| (t + a / n, y + b / n));
    let (above, below) =
        known().fold((0.0, 0.0), |(a, b), (s, v)| (a + (s - t) * (v - y), b + (s - t).powi(2)));
    above / below
}

/// Mean of the squared errors of exponential smoothing from the first value on.
fn squares(series: &[f64], alpha: f64) -> f64 {
    let mut known = series.iter().filter(|v| !v.is_nan());
    let Some(mut level) = known.next().copied() else { return 0.0 };
    let (mut sum, mut n) = (0.0, 1.0);
    for v in known {
        sum += (v - level) * (v - level);
        level += alpha * (v - level);
        n += 1.0;
    }
    sum / n
}

/// α of least squares within [1e-4, 1], and the mean square: a grid, then a golden section.
fn smoothing(series: &[f64]) -> (f64, f64) {
    const STEPS: usize = 40;
    let low = 1e-4;
    let at = |i: usize| low + (1.0 - low) * i as f64 / STEPS as f64;
    let values: Vec<f64> = (0..=STEPS).map(|i| squares(series, at(i))).collect();
    let best = (0..=STEPS).min_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(STEPS);
    let (mut a, mut b) = (at(best.saturating_sub(1)), at((best + 1).min(STEPS)));
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut c, mut d) = (b - ratio * (b - a), a + ratio * (b - a));
    let (mut of_c, mut of_d) = (squares(series, c), squares(series, d));
    for _ in 0..44 {
        if of_c < of_d {
            (b, d, of_d) = (d, c, of_c);
            c = b - ratio * (b - a);
            of_c = squares(series, c);
        } else {
            (a, c, of_c) = (c, d, of_d);
            d = a + ratio * (b - a);
            of_d = squares(series, d);
        }
    }
    let middle = f64::midpoint(a, b);
    [(middle, squares(series, middle)), (at(best), values[best])]
        .into_iter()
        .min_by(|x, y| x.1.total_cmp(&y.1))
        .unwrap_or((1.0, values[STEPS]))
}

impl FittedTheta {
    /// The slope of the line.
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// The smoothing parameter.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// The mean of the squared errors.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The seasons' factors or differences; empty where none were clear.
    pub fn seasons(&self) -> &[f64] {
        &self.seasons
    }

    fn season(&self, t: usize) -> f64 {
        let neutral = if self.ratios { 1.0 } else { 0.0 };
        if self.seasons.is_empty() { neutral } else { self.seasons[t % self.seasons.len()] }
    }

    fn without_season(&self, series: &[f64]) -> Vec<f64> {
        if self.seasons.is_empty() {
            return series.to_vec();
        }
        let one = |(t, v): (usize, &f64)| if self.ratios { v / self.season(t) } else { v - self.season(t) };
        series.iter().enumerate().map(one).collect()
    }

    /// Takes another series, or more or less of the same, from its first value on, without fitting again; NaN is a
    /// missing value. The state is as before on an error.
    ///
    /// # Errors
    /// [`SmoothingError::NotFinite`]; [`SmoothingError::TooShort`] where nothing is known.
    pub fn filter(&mut self, series: &[f64]) -> Result<(), SmoothingError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(SmoothingError::NotFinite { index, value: series[index] });
        }
        let plain = self.without_season(series);
        let mut known = plain.iter().filter(|v| !v.is_nan());
        let Some(mut level) = known.next().copied() else {
            return Err(SmoothingError::TooShort { model: "theta".to_owned(), needed: 1, found: 0 });
        };
        for v in known {
            level += self.alpha * (v - level);
        }
        self.level = level;
        self.values = series.len();
        Ok(())
    }

    /// Forecasts of the next steps.
    ///
    /// # Errors
    /// [`SmoothingError::Forecast`] when a forecast is not finite.
    pub fn forecast(&self, steps: usize) -> Result<Vec<Prediction>, SmoothingError> {
        let Self { theta, slope, alpha, variance, values, .. } = *self;
        let weight = (theta - 1.0) / theta;
        let n = i32::try_from(values).unwrap_or(i32::MAX);
        let ahead_of_level = (1.0 - (1.0 - alpha).powi(n)) / alpha;
        let mut out: Vec<Prediction> = Vec::with_capacity(steps);
        let mut sum_mean = 0.0;
        // what each error adds to the sum so far
        let mut shares: Vec<f64> = Vec::new();
        for step in 0..steps {
            let season = self.season(values + step);
            let plain = self.level + weight * slope * (step as f64 + ahead_of_level);
            let (mean, size) = if self.ratios { (plain * season, season) } else { (plain + season, 1.0) };
            sum_mean += mean;
            for share in &mut shares {
                *share += alpha * size;
            }
            shares.push(size);
            let own = variance * size * size * (1.0 + step as f64 * alpha * alpha);
            let sum_variance = variance * shares.iter().map(|s| s * s).sum::<f64>();
            let all = [mean, own, sum_mean, sum_variance];
            if let Some(value) = all.into_iter().find(|v| !v.is_finite()) {
                return Err(SmoothingError::Forecast { ahead: step + 1, value });
            }
            out.push(Prediction { mean, variance: own, sum_mean, sum_variance });
        }
        Ok(out)
    }

    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn is_sound(&self) -> bool {
        let Self { theta, slope, alpha, variance, seasons, ratios: _, level, values: _ } = self;
        let numbers = [theta, slope, alpha, variance, level];
        numbers.iter().all(|v| v.is_finite())
            && seasons.iter().all(|v| v.is_finite())
            && *theta >= 1.0
            && *alpha > 0.0
            && *alpha <= 1.0
            && *variance > 0.0
    }
}

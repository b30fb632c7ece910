use super::conditional::Conditional;
use super::filter::{Rows, filter};
use super::fitted::FittedArima;
use super::objective::{Coefficients, Objective, Regression, regression};
use super::polynomial::difference;
use super::standard_errors::standard_errors;
use super::state::{Process, State};
use super::{ArimaError, Constant, Order, start};
use crate::statistical::optimiser::{Function, Minimum, minimise};

/// Where the search for the parameters starts.
#[derive(Debug, Clone, Copy, Default)]
pub enum Start<'a> {
    /// From the likeliest of several points, then from the next ones too: surest.
    #[default]
    Several,
    /// From the likeliest of several points only.
    One,
    /// From where the conditional sum of squares is smallest; as [`Several`](Self::Several) for a series with gaps.
    Conditional,
    /// From the parameters of a fit of the same order, on other data.
    Warm(&'a FittedArima),
}

/// What a fit may be given besides series and order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The deterministic part. Default none.
    pub constant: Constant,
    /// Further regressors, each as long as the series and finite throughout. Default none.
    pub regressors: &'a [Vec<f64>],
    /// Where the search starts. Default several points.
    pub start: Start<'a>,
    /// Whether to compute standard errors. Default no.
    pub standard_errors: bool,
}

/// The rows that are filtered, scaled so that all columns are of order one.
pub(super) struct Design {
    pub(super) rows: Rows,
    /// Observed values that the likelihood is of.
    pub(super) observed: usize,
    /// `δ` when the rows are not differenced, because of gaps.
    pub(super) delta: Option<Vec<f64>>,
    /// Coefficients taken off before filtering.
    offset: Vec<f64>,
    pub(super) scale: f64,
    pub(super) column_scale: Vec<f64>,
}

/// Fits by exact maximum likelihood. NaN in `series` is a missing value.
///
/// ```
/// use bellwether_models::statistical::arima::{Options, Order, fit};
/// // u_t = 0.6 u_{t−1} + noise by rule
/// let mut series = vec![0.0_f64];
/// for t in 1..300 {
///     series.push(0.6 * series[t - 1] + (t as f64 * 1.7).sin() * 1.4);
/// }
/// let mut fitted = fit(&series, Order::new(1, 0, 0), &Options::default())?;
/// let next = fitted.forecast(1, &[])?[0];
/// assert!((next.mean - fitted.ar()[0] * series[299]).abs() < 1e-12);
/// fitted.append(&[0.5], &[])?;
/// # Ok::<(), bellwether_models::statistical::arima::ArimaError>(())
/// ```
///
/// # Errors
/// [`ArimaError`] when the order, the constant or a regressor does not fit, the series is too short, infinite
/// somewhere, or wholly explained by the deterministic part.
pub fn fit(series: &[f64], order: Order, options: &Options<'_>) -> Result<FittedArima, ArimaError> {
    let Options { constant, regressors, start, standard_errors: with_errors } = *options;
    let design = Design::new(series, order, constant, regressors)?;
    let objective =
        Objective { order, rows: &design.rows, observed: design.observed, delta: design.delta.clone() };
    let minimum = search(&objective, &design, start).ok_or(ArimaError::Likelihood { order })?;
    let coefficients = Coefficients::from_free(&order, &minimum.free);
    let process = Process { arma: coefficients.arma(&order), delta: order.delta() };
    let (found, log_f, mut state) = design.last_state(&process).ok_or(ArimaError::Likelihood { order })?;
    let n = design.observed as f64;
    let variance = found.rest / n;
    let beta: Vec<f64> = (0..design.offset.len())
        .map(|c| design.offset[c] + found.coefficients[c] * design.scale / design.column_scale[c])
        .collect();
    if design.delta.is_none() {
        let r = process.arma.dimension();
        for j in 0..process.delta.len() {
            let t = series.len() - 1 - j;
            let mut x = Vec::new();
            deterministic(constant, order.differences(), t, &mut x);
            x.extend(regressors.iter().map(|c| c[t]));
            state.mean[r + j] = series[t] - beta.iter().zip(&x).map(|(b, x)| b * x).sum::<f64>();
        }
    }
    let errors =
        with_errors.then(|| standard_errors(&objective, &design, &coefficients, &found, variance)).flatten();
    let log_likelihood =
        -n / 2.0 * ((std::f64::consts::TAU).ln() + 1.0 + variance.ln()) - log_f / 2.0 - n * design.scale.ln();
    let fitted = FittedArima {
        order,
        constant,
        coefficients,
        beta,
        variance: variance * design.scale * design.scale,
        log_likelihood,
        observed: design.observed,
        values: series.len(),
        converged: minimum.converged,
        free: minimum.free,
        standard_errors: errors,
        state,
    };
    if fitted.variance.is_finite() && fitted.variance > 0.0 && log_likelihood.is_finite() {
        Ok(fitted)
    } else {
        Err(ArimaError::Likelihood { order })
    }
}

fn search(objective: &Objective<'_>, design: &Design, start: Start<'_>) -> Option<Minimum> {
    let k = objective.parameters();
    if k == 0 {
        return minimise(objective, &[]);
    }
    if let Start::Warm(fitted) = start
        && fitted.free.len() == k
    {
        // from the edge there is no way back: its gradient is zero
        let inside: Vec<f64> = fitted.free.iter().map(|u| u.clamp(-4.0, 4.0)).collect();
        if let Some(minimum) = minimise(objective, &inside) {
            return Some(minimum);
        }
    }
    if matches!(start, Start::Conditional)
        && let Some(minimum) = from_conditional(objective, design)
    {
        return Some(minimum);
    }
    let points = start::starts(&objective.order, &design.differences(objective.order));
    let mut ranked: Vec<(f64, Vec<f64>)> = objective.values(&points).into_iter().zip(points).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tried = if matches!(start, Start::Several | Start::Conditional) { 6 } else { 1 };
    let found = ranked.iter().take(tried).filter_map(|(_, point)| minimise(objective, point));
    found.min_by(|a, b| a.value.total_cmp(&b.value))
}

/// The likelihood's top above the smallest conditional sum of squares; `None` with gaps.
fn from_conditional(objective: &Objective<'_>, design: &Design) -> Option<Minimum> {
    let has_gaps = design.rows.values.iter().any(|v| v.is_nan());
    if has_gaps {
        return None;
    }
    let squares = Conditional { order: objective.order, rows: &design.rows };
    let points = start::starts(&objective.order, &design.differences(objective.order));
    let mut ranked: Vec<(f64, Vec<f64>)> = squares.values(&points).into_iter().zip(points).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let least = minimise(&squares, &ranked.first()?.1)?;
    // from the edge there is no way back: its gradient is zero
    let inside: Vec<f64> = least.free.iter().map(|u| u.clamp(-4.0, 4.0)).collect();
    minimise(objective, &inside)
}

/// The regressors of the deterministic part at a step counted from 0, then those given.
pub(super) fn deterministic(constant: Constant, differences: usize, t: usize, out: &mut Vec<f64>) {
    if constant == Constant::Mean || (constant == Constant::Drift && differences == 0) {
        out.push(1.0);
    }
    if constant == Constant::Drift {
        out.push((t + 1) as f64);
    }
}

impl Design {
    fn new(
        series: &[f64],
        order: Order,
        constant: Constant,
        regressors: &[Vec<f64>],
    ) -> Result<Self, ArimaError> {
        order.check()?;
        let differences = order.differences();
        let most = match constant {
            Constant::None => usize::MAX,
            Constant::Mean => 0,
            Constant::Drift => 1,
        };
        if differences > most {
            return Err(ArimaError::Constant { constant, differences });
        }
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(ArimaError::NotFinite { index, value: series[index] });
        }
        for (column, regressor) in regressors.iter().enumerate() {
            let found = regressor.iter().filter(|v| v.is_finite()).count();
            if found != series.len() || regressor.len() != series.len() {
                return Err(ArimaError::Regressor { column, found, expected: series.len() });
            }
        }
        let delta = order.delta();
        let lags = delta.len();
        let first = series.iter().position(|v| !v.is_nan()).unwrap_or(series.len());
        let mut columns = vec![series[first..].to_vec()];
        let mut fixed = Vec::new();
        for t in first..series.len() {
            let mut row = Vec::new();
            deterministic(constant, differences, t, &mut row);
            fixed.push(row);
        }
        for c in 0..fixed.first().map_or(0, Vec::len) {
            columns.push(fixed.iter().map(|row| row[c]).collect());
        }
        columns.extend(regressors.iter().map(|r| r[first..].to_vec()));
        let observed = columns[0].iter().filter(|v| !v.is_nan()).count();
        let needed = lags + order.parts().iter().sum::<usize>() + columns.len() + 1;
        if observed < needed {
            return Err(ArimaError::TooShort { order, needed, found: observed });
        }
        let gap = columns[0].iter().position(|v| v.is_nan());
        if let Some(index) = gap.filter(|i| *i < lags) {
            return Err(ArimaError::EarlyGap { index: first + index, needed: lags });
        }
        let differenced: Vec<Vec<f64>> = columns.iter().map(|c| difference(c, &delta)).collect();
        let whole = (gap.is_some() && lags > 0).then_some(delta);
        let filtered = if whole.is_some() { columns } else { differenced.clone() };
        Self::scaled(filtered, &differenced, observed - lags, whole)
    }

    /// Takes off a plain regression, so that what is filtered is small beside its noise, and scales.
    fn scaled(
        mut columns: Vec<Vec<f64>>,
        differenced: &[Vec<f64>],
        observed: usize,
        delta: Option<Vec<f64>>,
    ) -> Result<Self, ArimaError> {
        let width = columns.len();
        let rms = |c: &[f64]| (c.iter().map(|v| v * v).sum::<f64>() / c.len() as f64).sqrt();
        let column_scale: Vec<f64> = differenced[1..].iter().map(|c| rms(c)).collect();
        if column_scale.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
            return Err(ArimaError::Collinear);
        }
        let largest = differenced[0].iter().filter(|v| !v.is_nan()).fold(0.0_f64, |m, v| m.max(v.abs()));
        let level = columns[0].iter().filter(|v| !v.is_nan()).fold(largest, |m, v| m.max(v.abs()));
        let varies = largest > 0.0;
        if !varies {
            return Err(ArimaError::NoVariation { values: observed });
        }
        let unit = |c: usize| if c == 0 { largest } else { column_scale[c - 1] };
        let mut cross = vec![[0.0]; width * width];
        for t in (0..differenced[0].len()).filter(|t| !differenced[0][*t].is_nan()) {
            for i in 0..width {
                for j in 0..=i {
                    cross[i * width + j][0] += differenced[i][t] / unit(i) * (differenced[j][t] / unit(j));
                }
            }
        }
        let first = regression(&cross, width, 0).ok_or(ArimaError::Collinear)?;
        let offset: Vec<f64> =
            first.coefficients.iter().zip(&column_scale).map(|(b, s)| b * largest / s).collect();
        let (y, x) = columns.split_at_mut(1);
        let mut left: Vec<f64> = differenced[0].clone();
        for ((b, x), dx) in offset.iter().zip(x.iter()).zip(&differenced[1..]) {
            y[0].iter_mut().zip(x).for_each(|(y, x)| *y -= b * x);
            left.iter_mut().zip(dx).for_each(|(y, x)| *y -= b * x);
        }
        let left: Vec<f64> = left.into_iter().filter(|v| !v.is_nan()).map(|v| v / largest).collect();
        let scale = rms(&left) * largest;
        if !(scale > 1e-13 * level && scale.is_finite()) {
            return Err(ArimaError::NoVariation { values: observed });
        }
        y[0].iter_mut().for_each(|v| *v /= scale);
        for (x, s) in x.iter_mut().zip(&column_scale) {
            for v in x.iter_mut() {
                *v /= s;
            }
        }
        let values = (0..columns[0].len()).flat_map(|t| columns.iter().map(move |c| c[t])).collect();
        Ok(Self { rows: Rows { width, values }, observed, delta, offset, scale, column_scale })
    }

    /// The differences that a start is found from, gaps as zeros.
    fn differences(&self, order: Order) -> Vec<f64> {
        let own: Vec<f64> = self.rows.values.iter().step_by(self.rows.width).copied().collect();
        let own = if self.delta.is_some() { difference(&own, &order.delta()) } else { own };
        own.into_iter().map(|v| if v.is_nan() { 0.0 } else { v }).collect()
    }

    /// The regression, Σ ln f, and the state after the last value, in the series' unit.
    fn last_state(&self, process: &Process) -> Option<(Regression, f64, State)> {
        let width = self.rows.width;
        if self.delta.is_some() {
            let (pass, states) = process.filter(&self.rows)?;
            let found = regression(&pass.cross, width, 0)?;
            let mean = combine(&found, process.dimension(), |c, i| states[c].mean[i], self.scale);
            let state = State { mean, covariance: states[0].covariance.clone() };
            return Some((found, pass.log_f[0], state));
        }
        let pass = filter(&self.rows, std::array::from_ref(&process.arma));
        let found = regression(&pass.cross, width, 0).filter(|_| pass.valid[0])?;
        let r = process.arma.dimension();
        let mean = combine(&found, r, |c, i| pass.mean[c * r + i][0], self.scale);
        let covariance: Vec<f64> = pass.covariance.iter().map(|p| p[0]).collect();
        // the lags are of the series less its regression; the caller fills them in
        let past = vec![0.0; process.delta.len()];
        let state = process.joined(&mean, &covariance, &past);
        Some((found, pass.log_f[0], state))
    }
}

fn combine(found: &Regression, m: usize, at: impl Fn(usize, usize) -> f64, scale: f64) -> Vec<f64> {
    let of = |i: usize| {
        let off: f64 = found.coefficients.iter().enumerate().map(|(c, b)| b * at(c + 1, i)).sum();
        scale * (at(0, i) - off)
    };
    (0..m).map(of).collect()
}

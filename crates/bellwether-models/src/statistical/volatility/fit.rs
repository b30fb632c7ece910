//! Maximum likelihood.

use nalgebra::DMatrix;

use super::fitted::{FittedVolatility, State};
use super::likelihood::{backcast, first_variance, gradient, log_likelihood, next_variance, scores};
use super::optimiser::{Minimum, Smooth, minimise};
use super::parameters::{LAMBDA, NATURAL, Parameters, Shape};
use super::standard_errors::standard_errors;
use super::{Errors, Mean, Process, VolatilityError};

/// How the standard errors are had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covariance {
    /// From the second derivatives of the likelihood: right when the errors are as the model says.
    Classic,
    /// From second derivatives and scores (Bollerslev and Wooldridge 1992): right for the wrong distribution too.
    Robust,
}

/// How a model is fitted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// How the variance moves.
    pub process: Process,
    /// The distribution of the errors.
    pub errors: Errors,
    /// The mean.
    pub mean: Mean,
    /// Which standard errors, if any.
    pub standard_errors: Option<Covariance>,
    /// An earlier fit of the same model to start from, and from there only.
    pub warm: Option<&'a FittedVolatility>,
}

/// Observed values that a fit needs at least.
pub(super) const LEAST: usize = 20;

/// Starts: weights of the last square, and persistences.
const ALPHAS: [f64; 4] = [0.01, 0.05, 0.1, 0.2];
const PERSISTENCES: [f64; 4] = [0.5, 0.7, 0.9, 0.98];

/// Degrees of freedom to start from.
const DEGREES: f64 = 8.0;

/// Fits a model to a series, oldest value first; NaN is a missing value.
///
/// # Errors
/// [`VolatilityError`] for fewer than 20 observed values, for an infinite one, or for values that do not vary.
///
/// ```
/// use bellwether_models::statistical::volatility::{Errors, Options, fit};
///
/// let calm_then_wild = |t: u32| (f64::from(t) * 2.4).sin() * if t % 200 < 100 { 0.01 } else { 0.03 };
/// let returns: Vec<f64> = (0..1000).map(calm_then_wild).collect();
/// let mut model = fit(&returns, &Options { errors: Errors::Normal, ..Options::default() })?;
/// let calmer = model.forecast(1)[0];
/// model.update(0.2);
/// assert!(model.forecast(1)[0] > calmer);
/// # Ok::<(), bellwether_models::statistical::volatility::VolatilityError>(())
/// ```
pub fn fit(series: &[f64], options: &Options<'_>) -> Result<FittedVolatility, VolatilityError> {
    let Options { process, errors, mean, standard_errors: covariance, warm } = *options;
    let shape = Shape { process, errors, mean };
    let (scaled, scale) = scaled(series, mean)?;
    let observed = scaled.iter().filter(|v| !v.is_nan()).count();
    let average = match mean {
        Mean::Zero => 0.0,
        Mean::Constant => scaled.iter().filter(|v| !v.is_nan()).sum::<f64>() / observed as f64,
    };
    // what comes before the first observed value is no gap
    let first = scaled.iter().position(|v| !v.is_nan()).unwrap_or(0);
    let scaled = &scaled[first..];
    let objective = Objective { series: scaled, shape, backcast: backcast(scaled, average), observed };
    let starts = match warm.filter(|w| w.shape() == shape) {
        Some(earlier) => vec![shape.encode(&earlier.parameters.scaled(1.0 / scale))],
        None => objective.starts(average),
    };
    let found = starts.iter().filter_map(|start| minimise(&objective, start));
    let best = found.min_by(|a, b| a.value.total_cmp(&b.value));
    let Minimum { x, value: _, converged } = best.ok_or(VolatilityError::Likelihood { values: observed })?;
    let p = shape.decode(&x);
    let errors = covariance.and_then(|c| standard_errors(&objective, &p, c)).map(|own| {
        let unit = Parameters { mean: 1.0, omega: 1.0, ..p }.scaled(scale);
        let unit = |i: &usize| [unit.mean, unit.omega, 1.0, 1.0, 1.0, 1.0][*i];
        own.iter().zip(shape.estimated()).map(|(e, i)| e * unit(&i)).collect()
    });
    let mut variance = first_variance(&p, objective.backcast);
    for value in scaled {
        variance = next_variance(&p, variance, *value);
    }
    Ok(FittedVolatility {
        process,
        errors: options.errors,
        mean,
        parameters: p.scaled(scale),
        log_likelihood: log_likelihood(scaled, &p, objective.backcast) - observed as f64 * scale.ln(),
        observed,
        converged,
        standard_errors: errors,
        backcast: objective.backcast * scale * scale,
        state: State { variance: variance * scale * scale },
    })
}

/// The values in units of their standard deviation, and that.
fn scaled(series: &[f64], mean: Mean) -> Result<(Vec<f64>, f64), VolatilityError> {
    if let Some(index) = series.iter().position(|v| v.is_infinite()) {
        return Err(VolatilityError::NotFinite { index, value: series[index] });
    }
    let own: Vec<f64> = series.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = own.len();
    if n < LEAST {
        return Err(VolatilityError::TooShort { needed: LEAST, found: n });
    }
    let largest = own.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let none = VolatilityError::NoVariation { values: n };
    if largest <= f64::MIN_POSITIVE {
        return Err(none);
    }
    // of order one, so that no square overflows
    let average = own.iter().map(|v| v / largest).sum::<f64>() / n as f64;
    let square = |v: &f64, from: f64| (v / largest - from).powi(2);
    let variance = own.iter().map(|v| square(v, average)).sum::<f64>() / n as f64;
    if variance <= 1e-24 {
        return Err(none);
    }
    let around = if mean == Mean::Zero { 0.0 } else { average };
    let scale = (own.iter().map(|v| square(v, around)).sum::<f64>() / n as f64).sqrt() * largest;
    if !(scale.is_finite() && scale > f64::MIN_POSITIVE) {
        return Err(none);
    }
    Ok((series.iter().map(|v| v / scale).collect(), scale))
}

/// The mean negative log-likelihood of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Objective<'a> {
    pub(super) series: &'a [f64],
    pub(super) shape: Shape,
    pub(super) backcast: f64,
    pub(super) observed: usize,
}

impl Objective<'_> {
    /// The best point of a grid for each of some persistences: those of two halves, and for GJR-GARCH, which has more
    /// than one top at times, all.
    fn starts(&self, average: f64) -> Vec<Vec<f64>> {
        let degrees = (self.shape.errors == Errors::StudentT).then_some(DEGREES);
        let plain =
            Parameters { mean: average, omega: 0.0, alpha: 1.0 - LAMBDA, gamma: 0.0, beta: LAMBDA, degrees };
        let asymmetries: &[f64] = match self.shape.process {
            Process::Garch => &[0.0],
            Process::GjrGarch => &[0.0, 0.8, -0.8],
            Process::Ewma | Process::EwmaFitted => return vec![self.shape.encode(&plain)],
        };
        let best = |persistences: &[f64]| {
            let mut grid = Vec::new();
            for &persistence in persistences {
                for &squares in &ALPHAS {
                    for &skew in asymmetries {
                        let start = Parameters {
                            // the values have variance 1
                            omega: 1.0 - persistence,
                            alpha: squares * (1.0 - skew),
                            gamma: 2.0 * squares * skew,
                            beta: persistence - squares,
                            ..plain
                        };
                        grid.push((log_likelihood(self.series, &start, self.backcast), start));
                    }
                }
            }
            grid.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, start)| self.shape.encode(&start))
        };
        let parts = if self.shape.process == Process::GjrGarch { 1 } else { 2 };
        PERSISTENCES.chunks(parts).filter_map(best).collect()
    }
}

impl Smooth for Objective<'_> {
    fn value(&self, x: &[f64]) -> f64 {
        -log_likelihood(self.series, &self.shape.decode(x), self.backcast) / self.observed as f64
    }

    fn gradient(&self, x: &[f64]) -> Vec<f64> {
        let (p, jacobian) = self.shape.decode_with_jacobian(x);
        let (_, natural) = gradient(self.series, &p, self.backcast);
        let n = self.observed as f64;
        jacobian.iter().map(|row| -row.iter().zip(natural).map(|(j, g)| j * g).sum::<f64>() / n).collect()
    }

    /// The mean outer product of the scores (Berndt, Hall, Hall and Hausman 1974).
    fn curvature(&self, x: &[f64]) -> DMatrix<f64> {
        let (p, jacobian) = self.shape.decode_with_jacobian(x);
        let mut outer = [[0.0; NATURAL]; NATURAL];
        scores(self.series, &p, self.backcast, |score| {
            for i in 0..NATURAL {
                for j in 0..=i {
                    outer[i][j] += score[i] * score[j];
                }
            }
        });
        let n = self.observed as f64;
        let natural = |i: usize, j: usize| outer[i.max(j)][i.min(j)];
        DMatrix::from_fn(x.len(), x.len(), |a, b| {
            let row = |i: usize| (0..NATURAL).map(|j| natural(i, j) * jacobian[b][j]).sum::<f64>();
            (0..NATURAL).map(|i| jacobian[a][i] * row(i)).sum::<f64>() / n
        })
    }
}

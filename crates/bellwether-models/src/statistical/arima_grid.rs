//! ARIMA with the orders of a grid that does best by a stated rule, at every fit.
//!
//! ```text
//! aicc:        d the fewest of the grid that KPSS asks for, p and q by AICc on the rows known when it is fitted
//! validation:  fitted on the rows before the validation part; the least mean squared error over that part, then
//!              fitted again on all rows known
//! test:        fitted on the rows known; the least mean squared error over the TEST part
//! ```
//!
//! Criteria of models with unlike numbers of differences are of unlike values and cannot be compared, which is why `aicc`
//! tests for d first. **`test` sees the answers**: it is the choice of the four-stock paper, for setting figures beside
//! its own, and works only under a protocol that says so (`choose-by-test` of a hold-out). Column, direction, further
//! horizons and quantiles are those of [`Arima`](super::Arima).
//!
//! Compared with: [`Arima`](super::Arima) of each order of the grid.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, Sample, TrainSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::arima::{ArimaError, FittedArima, Options, Order, Start, differences, fit};
use super::own_past::{FittedOwnPast, OwnError, OwnModel, Past};
use super::recipe::{LEVELS, NEEDS, check_quantiles};

/// The rule that chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChosenBy {
    /// AICc, the differences by KPSS.
    #[default]
    Aicc,
    /// The squared error over the validation part.
    Validation,
    /// The squared error over the test part, as the four-stock paper chose: it sees the answers, and needs a protocol
    /// that says so.
    Test,
}

/// Parameters of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ArimaGridParams {
    /// Autoregressive terms to try, each at most 10. Default 1, 2, 3, as the four-stock paper.
    pub p: Vec<usize>,
    /// Differences to try, each at most 3. Default 1, 2, 3.
    pub d: Vec<usize>,
    /// Moving-average terms to try, each at most 10. Default 1, 2, 3.
    pub q: Vec<usize>,
    /// What chooses: `aicc`, `validation` or `test`. Default aicc.
    pub by: ChosenBy,
    /// Levels of the forecast's quantiles, rising, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
}

impl Default for ArimaGridParams {
    fn default() -> Self {
        let grid = || vec![1, 2, 3];
        let quantiles = LEVELS.to_vec();
        Self { p: grid(), d: grid(), q: grid(), by: ChosenBy::Aicc, quantiles }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct ArimaGrid(
    /// Its parameters.
    pub ArimaGridParams,
);

const NAME: &str = "arima-grid";

/// The origins that a choice is judged by, and the values that come true.
struct Judged<'a> {
    values: &'a [f64],
    past: Past,
    horizon: usize,
    samples: &'a [Sample],
}

impl Judged<'_> {
    /// What came true for the forecast at a row: the value of the horizon, or the sum up to it.
    fn realised(&self, row: usize) -> Option<f64> {
        let steps = self.values.get(row + 1..=row + self.horizon)?;
        let value = if self.past.is_summed() { steps.iter().sum() } else { *steps.last()? };
        value.is_finite().then_some(value)
    }

    /// The mean squared error; `None` where there is nothing to judge by, or a forecast is none.
    fn error(&self, fitted: &FittedArima) -> Option<f64> {
        let (mut total, mut n) = (0.0, 0.0);
        let mut model = fitted.clone();
        for sample in self.samples {
            let Some(realised) = self.realised(sample.row) else { continue };
            model.filter(&self.values[..=sample.row], &[]).ok()?;
            let step = *model.forecast(self.horizon, &[]).ok()?.last()?;
            let made = if self.past.is_summed() { step.sum_mean } else { step.mean };
            total += (realised - made).powi(2);
            n += 1.0;
        }
        (n > 0.0).then(|| total / n).filter(|e| e.is_finite())
    }
}

impl ArimaGrid {
    fn orders(&self) -> impl Iterator<Item = Order> {
        let ArimaGridParams { p, d, q, by: _, quantiles: _ } = &self.0;
        d.iter().flat_map(move |d| p.iter().flat_map(move |p| q.iter().map(move |q| Order::new(*p, *d, *q))))
    }

    /// The order of least error over `judged`, fitted on `known`.
    fn least_error(&self, known: &[f64], judged: &Judged<'_>) -> Result<FittedArima, ArimaError> {
        let mut best: Option<(f64, FittedArima)> = None;
        let mut refused = None;
        for order in self.orders() {
            match fit(known, order, &Options { start: Start::One, ..Options::default() }) {
                Ok(found) => {
                    let Some(error) = judged.error(&found) else { continue };
                    if best.as_ref().is_none_or(|b| error < b.0) {
                        best = Some((error, found));
                    }
                }
                Err(e) => {
                    refused.get_or_insert(e);
                }
            }
        }
        let none = || refused.unwrap_or(ArimaError::Likelihood { order: Order::new(0, 0, 0) });
        best.map(|(_, found)| found).ok_or_else(none)
    }

    /// The order of lowest AICc, with the differences that KPSS asks for.
    fn lowest_aicc(&self, values: &[f64]) -> Result<FittedArima, ArimaError> {
        let asked = differences(values, 3);
        let enough = self.0.d.iter().copied().filter(|d| *d >= asked).min();
        let d = enough.or_else(|| self.0.d.iter().copied().max()).unwrap_or(asked);
        let mut best: Option<FittedArima> = None;
        let mut refused = None;
        for order in self.orders().filter(|order| order.d == d) {
            match fit(values, order, &Options::default()) {
                Ok(found) if best.as_ref().is_none_or(|b| found.aicc() < b.aicc()) => best = Some(found),
                Ok(_) => {}
                Err(e) => {
                    refused.get_or_insert(e);
                }
            }
        }
        best.ok_or_else(|| refused.unwrap_or(ArimaError::Likelihood { order: Order::new(0, d, 0) }))
    }
}

impl Forecaster for ArimaGrid {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs { validation: self.0.by == ChosenBy::Validation, ..NEEDS }
    }

    fn validate(&self) -> Result<(), FitError> {
        let ArimaGridParams { p, d, q, by: _, quantiles } = &self.0;
        for (parameter, values, most, expected) in [
            ("p", p, 10, "it names from 1 to 11 numbers of terms, each at most 10"),
            ("d", d, 3, "it names from 1 to 4 numbers of differences, each at most 3"),
            ("q", q, 10, "it names from 1 to 11 numbers of terms, each at most 10"),
        ] {
            if values.is_empty() || values.len() > most + 1 || values.iter().any(|v| *v > most) {
                let value = format!("{values:?}");
                return Err(FitError::Parameter { model: NAME, parameter, value, expected });
            }
        }
        check_quantiles(NAME, quantiles)
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let (past, values) = Past::read(NAME, train)?;
        let horizon = train.target().horizon;
        let failed = |e: ArimaError| OwnError::from(e).fitting(NAME);
        let model = match self.0.by {
            ChosenBy::Aicc => self.lowest_aicc(&values).map_err(failed)?,
            ChosenBy::Validation => {
                let samples = train.validation();
                // what is known where the first of them is forecast
                let Some(first) = samples.iter().map(|s| s.row).min() else {
                    return Err(FitError::Parameter {
                        model: NAME,
                        parameter: "by",
                        value: "validation".to_owned(),
                        expected: "it needs a validation part in the protocol",
                    });
                };
                let judged = Judged { values: &values, past, horizon, samples };
                let order = self.least_error(&values[..=first], &judged).map_err(failed)?.order();
                fit(&values, order, &Options::default()).map_err(failed)?
            }
            ChosenBy::Test => {
                let Some((frame, samples)) = train.shown_test() else {
                    return Err(FitError::Parameter {
                        model: NAME,
                        parameter: "by",
                        value: "test".to_owned(),
                        expected: "choosing by the test error needs a hold-out with `choose-by-test`, which says so",
                    });
                };
                let whole = past.values(&frame).unwrap_or_default();
                let judged = Judged { values: &whole, past, horizon, samples };
                self.least_error(&values, &judged).map_err(failed)?
            }
        };
        Ok(Box::new(FittedOwnPast::new(past, OwnModel::Arima(model), &self.0.quantiles)))
    }
}

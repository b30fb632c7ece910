//! What models that learn from windows share: samples to scaled matrices and back, fitted on training rows only.

use bellwether_core::{
    FitError, Forecast, ForecastError, FrameView, Further, Origin, Sample, Target, TrainSet,
};
use bellwether_features::{FittedScaler, Scaler};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a model learns for a price target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Predict {
    /// The price itself, as the papers do.
    #[default]
    Level,
    /// The log change against the last known price; the forecast is put back on the price's scale. Prices that leave
    /// the range of the training part then stay within what was learnt.
    Change,
}

impl Predict {
    /// The number to learn for one sample.
    fn encode(self, sample: &Sample) -> f64 {
        self.encode_value(sample.target, sample.last_known)
    }

    fn encode_value(self, target: f64, last_known: f64) -> f64 {
        match self {
            Self::Level => target,
            Self::Change => (target / last_known).ln(),
        }
    }

    /// Back on the target's scale.
    fn decode(self, learnt: f64, last_known: f64) -> f64 {
        match self {
            Self::Level => learnt,
            Self::Change => last_known * learnt.exp(),
        }
    }
}

/// How a fitted model turns a window into its inputs and an output back into the target's unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Encoding {
    pub(crate) lookback: usize,
    pub(crate) width: usize,
    predict: Predict,
    inputs: FittedScaler,
    output: FittedScaler,
}

/// A saved encoding whose parts do not fit together.
pub(crate) fn misfit(reason: String) -> ForecastError {
    ForecastError::Saved { reason }
}

/// Scaled rows and targets of a training set.
pub(crate) struct Encoded {
    /// All rows of the frame from `first_row` on, scaled, row-major.
    pub(crate) rows: Vec<f64>,
    /// Row of the frame that `rows` starts with.
    first_row: usize,
    /// Scaled targets of the training samples.
    pub(crate) train: Vec<f64>,
    /// Scaled targets of the validation samples.
    pub(crate) validation: Vec<f64>,
}

impl Encoded {
    /// Positions in `rows` of the samples' last steps.
    pub(crate) fn ends(&self, samples: &[Sample]) -> Vec<usize> {
        samples.iter().map(|s| s.row - self.first_row).collect()
    }
}

impl Encoding {
    /// Fits the scalers on the rows and targets of the training samples, and applies them to all samples.
    pub(crate) fn fit(
        model: &'static str,
        train: &TrainSet<'_>,
        lookback: usize,
        scaler: Scaler,
        predict: Predict,
        min_samples: usize,
    ) -> Result<(Self, Encoded), FitError> {
        let samples = train.samples();
        if samples.len() < min_samples {
            return Err(FitError::TooFewSamples { model, needed: min_samples, found: samples.len() });
        }
        check_predict(model, predict, train.target())?;
        let frame = train.frame();
        if frame.width() == 0 {
            return Err(FitError::Parameter {
                model,
                parameter: "inputs",
                value: "no columns".to_owned(),
                expected: "it learns from at least one input column",
            });
        }
        // samples dealt out at random have validation rows before, between and after those of the training part
        let rows = || samples.iter().chain(train.validation()).map(|s| s.row);
        let (earliest, last) = (rows().min().unwrap_or(0), rows().max().unwrap_or(0));
        let last_train = samples.iter().map(|s| s.row).max().unwrap_or(0);
        let first_row = (earliest + 1).checked_sub(lookback).ok_or_else(|| FitError::Parameter {
            model,
            parameter: "lookback",
            value: lookback.to_string(),
            expected: "it must not reach before the first row",
        })?;
        check_targets(train)?;
        for sample in samples.iter().chain(train.validation()) {
            check_window(&frame, sample.row, lookback)
                .map_err(|(column, date, value)| FitError::NotFinite { column, date, value })?;
        }
        let width = frame.width();
        // rows between samples may hold gaps that no window touches: they must not reach the scaler
        let used = used_rows(samples, lookback, first_row, last_train);
        let fitted: Vec<f64> = (first_row..=last_train)
            .filter(|r| used[r - first_row])
            .flat_map(|r| frame.row(r))
            .copied()
            .collect();
        let failed =
            |e: bellwether_features::FeatureError| FitError::Numerical { model, reason: e.to_string() };
        let inputs = scaler.fit(&fitted, frame.names()).map_err(failed)?;
        let rows = frame.values()[first_row * width..(last + 1) * width].chunks_exact(width);
        let rows = rows.flat_map(|row| scale_row(&inputs, row)).collect();

        let learnt: Vec<f64> = samples.iter().map(|s| predict.encode(s)).collect();
        let watched = train.validation().iter().map(|s| predict.encode(s));
        let encoded = samples.iter().chain(train.validation()).zip(learnt.iter().copied().chain(watched));
        if let Some((sample, value)) = encoded.into_iter().find(|(_, v)| !v.is_finite()) {
            let date = frame.stamps()[sample.row].date;
            return Err(FitError::NotFinite { column: "change of the target".to_owned(), date, value });
        }
        let classes = train.target().is_direction();
        let output =
            (if classes { Scaler::None } else { scaler }).fit(&learnt, &["target"]).map_err(failed)?;
        let scale = |s: &Sample| output.transform_value(0, predict.encode(s));
        let encoded = Encoded {
            rows,
            first_row,
            train: samples.iter().map(scale).collect(),
            validation: train.validation().iter().map(scale).collect(),
        };
        Ok((Self { lookback, width, predict, inputs, output }, encoded))
    }

    /// Values in a window; checks that the parts fit together, as those of a fit do and of damaged bytes may not.
    pub(crate) fn checked_inputs(&self) -> Result<usize, ForecastError> {
        let Self { lookback, width, predict: _, inputs, output } = self;
        let values = lookback.checked_mul(*width).filter(|n| *n > 0);
        let values =
            values.ok_or_else(|| misfit(format!("a window of {lookback} rows of {width} columns")))?;
        if inputs.width() != *width || output.width() != 1 {
            let found = (inputs.width(), output.width());
            return Err(misfit(format!(
                "{} input and {} target scales for {width} columns and 1 target",
                found.0, found.1
            )));
        }
        Ok(values)
    }

    /// Rows of inputs, scaled.
    pub(crate) fn scale(&self, rows: &[f64]) -> Vec<f64> {
        rows.chunks_exact(self.width).flat_map(|row| scale_row(&self.inputs, row)).collect()
    }

    /// A scaled output in the target's unit.
    pub(crate) fn decode(&self, output: f64, last_known: f64) -> f64 {
        self.predict.decode(self.output.inverse_value(0, output), last_known)
    }

    /// The scaled window of an origin, `lookback x width`.
    pub(crate) fn window(&self, at: &Origin<'_>) -> Result<Vec<f64>, ForecastError> {
        let frame = at.frame;
        if frame.width() != self.width {
            return Err(ForecastError::Columns { expected: self.width, found: frame.width() });
        }
        let date = at.stamp.date;
        let too_short = ForecastError::TooLittleHistory { date, needed: self.lookback, found: frame.len() };
        let row = frame.len().checked_sub(1).ok_or(too_short.clone())?;
        let window = frame.window(row, self.lookback).ok_or(too_short)?;
        check_window(&frame, row, self.lookback)
            .map_err(|(column, date, value)| ForecastError::NotFinite { column, date, value })?;
        Ok(self.scale(window))
    }

    /// The forecast from the model's scaled output; for direction the output is the probability of a rise.
    pub(crate) fn forecast(&self, at: &Origin<'_>, output: f64) -> Result<Forecast, ForecastError> {
        if at.target.is_direction() {
            // an infinity must not pass for certainty
            let probability = if output.is_finite() { output.clamp(0.0, 1.0) } else { output };
            return finish(at, probability);
        }
        finish(at, self.decode(output, at.last_known))
    }
}

/// How the target at a further horizon is scaled; its inputs are those of the main one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FurtherEncoding {
    pub(crate) horizon: usize,
    predict: Predict,
    output: FittedScaler,
}

impl FurtherEncoding {
    /// Fits the scale on the training samples; returns it with the scaled targets of training and validation samples.
    pub(crate) fn fit(
        model: &'static str,
        train: &TrainSet<'_>,
        further: &Further<'_>,
        scaler: Scaler,
        predict: Predict,
    ) -> Result<(Self, [Vec<f64>; 2]), FitError> {
        let encode = |samples: &[Sample], values: &[f64]| -> Result<Vec<f64>, FitError> {
            let encoded = samples.iter().zip(values).map(|(s, &value)| {
                let learnt = predict.encode_value(value, s.last_known);
                let column = format!("target at {} sessions", further.horizon);
                let date = train.frame().stamps()[s.row].date;
                if learnt.is_finite() { Ok(learnt) } else { Err(FitError::NotFinite { column, date, value }) }
            });
            encoded.collect()
        };
        let learnt = encode(train.samples(), further.train)?;
        let watched = encode(train.validation(), further.validation)?;
        let scaler = if train.target().is_direction() { Scaler::None } else { scaler };
        let failed =
            |e: bellwether_features::FeatureError| FitError::Numerical { model, reason: e.to_string() };
        let output = scaler.fit(&learnt, &["target"]).map_err(failed)?;
        let scale = |values: Vec<f64>| values.iter().map(|v| output.transform_value(0, *v)).collect();
        let targets = [scale(learnt), scale(watched)];
        Ok((Self { horizon: further.horizon, predict, output }, targets))
    }

    /// A scaled output in the target's unit.
    pub(crate) fn decode(&self, output: f64, last_known: f64) -> f64 {
        self.predict.decode(self.output.inverse_value(0, output), last_known)
    }

    /// Refuses saved state that is not one scale.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        if self.output.width() == 1 {
            Ok(())
        } else {
            Err(misfit("a further horizon without a scale".to_owned()))
        }
    }
}

/// Refuses targets that are not finite numbers.
pub(crate) fn check_targets(train: &TrainSet<'_>) -> Result<(), FitError> {
    let mut all = train.samples().iter().chain(train.validation());
    match all.find(|s| !s.target.is_finite()) {
        None => Ok(()),
        Some(s) => {
            let date = train.frame().stamps()[s.row].date;
            Err(FitError::NotFinite { column: "target".to_owned(), date, value: s.target })
        }
    }
}

/// Refuses series of which none may be learnt from: none at all, or all left out.
pub(crate) fn check_learns(
    model: &'static str,
    series: &[TrainSet<'_>],
    needed: usize,
) -> Result<(), FitError> {
    if series.iter().any(|set| !set.is_left_out()) {
        return Ok(());
    }
    Err(FitError::TooFewSamples { model, needed, found: 0 })
}

/// Refuses `predict = "change"` for a target that is not a price.
pub(crate) fn check_predict(model: &'static str, predict: Predict, target: Target) -> Result<(), FitError> {
    if predict == Predict::Change && !target.is_price() {
        return Err(FitError::Parameter {
            model,
            parameter: "predict",
            value: "change".to_owned(),
            expected: "only a price target (close, open, adj-close) can be learnt as a change",
        });
    }
    Ok(())
}

/// The forecast of a number, or of a class from the probability of a rise; refuses what is not finite.
pub(crate) fn finish(at: &Origin<'_>, value: f64) -> Result<Forecast, ForecastError> {
    let date = at.stamp.date;
    if !value.is_finite() {
        return Err(ForecastError::NotFiniteOutput { date, value });
    }
    let (point, probability) =
        if at.target.is_direction() { (f64::from(value >= 0.5), Some(value)) } else { (value, None) };
    Ok(Forecast {
        origin: date,
        target: at.target,
        point,
        quantiles: Vec::new(),
        probability,
        ahead: Vec::new(),
    })
}

/// One row scaled. NaN stays NaN: gaps that no window touches may be among the rows.
fn scale_row<'a>(scaler: &'a FittedScaler, row: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    row.iter().enumerate().map(|(j, v)| scaler.transform_value(j, *v))
}

fn used_rows(samples: &[Sample], lookback: usize, first: usize, last: usize) -> Vec<bool> {
    let mut used = vec![false; last + 1 - first];
    for s in samples {
        used[s.row + 1 - lookback - first..=s.row - first].fill(true);
    }
    used
}

fn check_window(
    frame: &FrameView<'_>,
    row: usize,
    lookback: usize,
) -> Result<(), (String, bellwether_core::Date, f64)> {
    let Some(window) = frame.window(row, lookback) else {
        let date = frame.stamps()[row].date;
        return Err(("(before the first row)".to_owned(), date, f64::NAN));
    };
    match window.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(i) => {
            let at = row + 1 - lookback + i / frame.width();
            let column = frame.names()[i % frame.width()].clone();
            Err((column, frame.stamps()[at].date, window[i]))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bellwether_core::{
        Date, FeatureFrame, RowStamp, Sample, Target, TargetKind, Ticker, Timestamp, TrainSet,
    };
    use bellwether_features::Scaler;

    use super::{Encoding, Predict};

    #[test]
    fn windows_are_the_rows_of_the_frame_wherever_validation_lies() {
        let stamp = |row: i64| RowStamp {
            date: Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(row)),
            decision: Timestamp::from_second(1_420_000_000 + 86_400 * row).unwrap(),
        };
        let closes: Vec<f64> = (0..80).map(|row| 100.0 + f64::from(row)).collect();
        let column = vec![("close".to_owned(), closes.clone())];
        let ticker = Ticker::new("AAA").unwrap();
        let frame = FeatureFrame::from_columns(ticker, (0..80).map(stamp).collect(), column).unwrap();
        let sample = |row: usize| Sample { row, target: closes[row] + 1.0, last_known: closes[row] };
        let train: Vec<Sample> = (20..40).chain(50..70).map(sample).collect();
        let validation: Vec<Sample> = [9, 12, 19, 45, 72].map(sample).to_vec();
        let target = Target { kind: TargetKind::Close, horizon: 1 };
        let set = TrainSet::new(frame.view(), &train, &validation, target);
        for lookback in [1, 5, 10] {
            let (_, encoded) =
                Encoding::fit("test", &set, lookback, Scaler::None, Predict::Level, 2).unwrap();
            for samples in [&train, &validation] {
                for (sample, end) in samples.iter().zip(encoded.ends(samples)) {
                    let window = &encoded.rows[end + 1 - lookback..=end];
                    assert_eq!(window, &closes[sample.row + 1 - lookback..=sample.row]);
                }
            }
        }
        // the scale is that of the training rows alone
        let (encoding, _) = Encoding::fit("test", &set, 1, Scaler::MinMax, Predict::Level, 2).unwrap();
        assert_eq!(encoding.scale(&[closes[20], closes[69]]), [0.0, 1.0]);
    }
}

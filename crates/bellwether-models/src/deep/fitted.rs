//! Forecasting with a trained network.

use bellwether_core::{Ahead, EpochLoss, Fitted, Forecast, ForecastError, Origin, Quantile};
use bellwether_features::{CandleColumns, CandleSpec};
use bellwether_nn::{InputShape, Network, Windows};
use serde::{Deserialize, Serialize};

use crate::classical::BoostedTrees;
use crate::saved::{self, State};
use crate::supervised::{Encoding, FurtherEncoding, finish, misfit};

/// What the outputs mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Head {
    /// For the target and each further horizon a point and its quantiles.
    Number { horizons: Vec<usize>, levels: Vec<f64> },
    /// For the target and each further horizon the log-odds of a rise.
    Sigmoid { horizons: Vec<usize> },
    /// For the target and each further horizon the logits of fall and rise.
    Softmax { horizons: Vec<usize> },
}

impl Head {
    /// The target and further horizons.
    pub(crate) fn targets(&self) -> usize {
        match self {
            Self::Number { horizons, .. } | Self::Sigmoid { horizons } | Self::Softmax { horizons } => {
                1 + horizons.len()
            }
        }
    }

    pub(crate) fn outputs(&self) -> usize {
        match self {
            Self::Number { levels, .. } => self.targets() * (1 + levels.len()),
            Self::Sigmoid { .. } => self.targets(),
            Self::Softmax { .. } => 2 * self.targets(),
        }
    }
}

/// The scales of one series.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SeriesState {
    pub(crate) encoding: Encoding,
    /// Of the further horizons.
    pub(crate) further: Vec<FurtherEncoding>,
}

/// Trees in the place of the last layer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Boosted {
    /// The layer whose values they see.
    pub(crate) layer: usize,
    /// One for the target and each further horizon.
    pub(crate) trees: Vec<BoostedTrees>,
}

/// What a fitted network keeps besides its weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NetworkState {
    /// Whether it sees the window of columns.
    pub(crate) window: bool,
    /// The pictures that it sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) picture: Option<CandleSpec>,
    pub(crate) head: Head,
    pub(crate) series: Vec<SeriesState>,
    /// Whether it is not told the number of the series, although there are several: one of them was left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unnumbered: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) boosted: Option<Boosted>,
    pub(crate) losses: Vec<EpochLoss>,
}

pub(crate) struct FittedNetwork {
    pub(crate) state: NetworkState,
    pub(crate) network: Network,
}

impl NetworkState {
    /// Whether the number of the series is among the inputs.
    pub(crate) fn numbered(&self) -> bool {
        self.series.len() > 1 && !self.unnumbered
    }

    /// Steps and features of the network's input; checks what the scales must have in common.
    fn input(&self) -> Result<(usize, usize), ForecastError> {
        let Some(first) = self.series.first() else { return Err(misfit("no series".to_owned())) };
        let horizons = self.head.targets() - 1;
        for SeriesState { encoding, further } in &self.series {
            encoding.checked_inputs()?;
            further.iter().try_for_each(FurtherEncoding::check)?;
            if further.len() != horizons {
                return Err(misfit(format!("{} scales for {horizons} further horizons", further.len())));
            }
            let (a, b) =
                ((encoding.lookback, encoding.width), (first.encoding.lookback, first.encoding.width));
            if a != b {
                return Err(misfit(format!("windows of {} x {} and of {} x {}", a.0, a.1, b.0, b.1)));
            }
        }
        let Encoding { lookback, width, .. } = first.encoding;
        let Some(spec) = &self.picture else {
            return Ok((lookback, width + usize::from(self.numbered())));
        };
        spec.validate().map_err(|e| misfit(e.to_string()))?;
        let number = usize::from(self.numbered());
        Ok((1, if self.window { lookback * width } else { 0 } + spec.values() + number))
    }
}

impl FittedNetwork {
    pub(crate) fn restore(state: NetworkState, weights: &[u8]) -> Result<Self, ForecastError> {
        let network = Network::from_bytes(weights).map_err(|e| misfit(e.to_string()))?;
        let (expected, outputs) = (state.input()?, state.head.outputs());
        let InputShape { steps, features } = network.spec().input;
        if (steps, features) != expected || network.outputs() != outputs {
            return Err(misfit(format!(
                "a network of {steps} x {features} inputs and {} outputs for inputs of {} x {} and {outputs} outputs",
                network.outputs(),
                expected.0,
                expected.1
            )));
        }
        if let Some(Boosted { layer, trees }) = &state.boosted {
            let width =
                network.width(*layer).ok_or_else(|| misfit(format!("no layer {layer} for the trees")))?;
            trees.iter().try_for_each(|ensemble| ensemble.check(width))?;
            if trees.len() != state.head.targets() {
                return Err(misfit(format!(
                    "{} ensembles for {} targets",
                    trees.len(),
                    state.head.targets()
                )));
            }
        }
        Ok(Self { state, network })
    }

    pub(super) fn series(&self, at: &Origin<'_>) -> Result<&SeriesState, ForecastError> {
        let fitted = self.state.series.len();
        self.state.series.get(at.series).ok_or(ForecastError::UnknownSeries { series: at.series, fitted })
    }

    /// The network's input at an origin.
    fn input(&self, at: &Origin<'_>, encoding: &Encoding) -> Result<Vec<f32>, ForecastError> {
        let scaled = encoding.window(at)?;
        let mut data = Vec::new();
        let series = self.state.numbered().then_some(at.series as f32);
        if self.state.window {
            let window = single(at, &scaled, encoding.width)?;
            let series = series.filter(|_| self.state.picture.is_none());
            data.extend(
                window.chunks_exact(encoding.width).flat_map(|row| row.iter().copied().chain(series)),
            );
        }
        if let Some(spec) = &self.state.picture {
            let picture = |e: bellwether_features::FeatureError| ForecastError::Picture {
                date: at.stamp.date,
                reason: e.to_string(),
            };
            let columns = CandleColumns::find(spec, at.frame.names()).map_err(picture)?;
            let from = data.len();
            data.resize(from + spec.values(), 0.0);
            spec.draw_row(&at.frame, &columns, at.frame.len() - 1, &mut data[from..]).map_err(picture)?;
            data.extend(series);
        }
        Ok(data)
    }

    /// What the network, or the trees on it, say of one input.
    pub(crate) fn outputs(&self, data: &[f32]) -> Result<Vec<f64>, ForecastError> {
        let InputShape { steps, features } = self.network.spec().input;
        let ends = [steps - 1];
        let windows = Windows::new(data, features, steps, &ends).map_err(|e| misfit(e.to_string()))?;
        let layer = self.state.boosted.as_ref().map_or(self.network.spec().layers.len() - 1, |b| b.layer);
        let width = self.network.width(layer).ok_or_else(|| misfit(format!("no layer {layer}")))?;
        let mut values = vec![0.0f32; width];
        self.network.activations(layer, &windows, &mut values).map_err(|e| misfit(e.to_string()))?;
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        match &self.state.boosted {
            None => Ok(values),
            Some(Boosted { trees, .. }) => {
                Ok(trees.iter().map(|ensemble| ensemble.predict(&values)).collect())
            }
        }
    }

    fn forecast_direction(
        &self,
        at: &Origin<'_>,
        encoding: &Encoding,
        outputs: &[f64],
    ) -> Result<Forecast, ForecastError> {
        let logistic = |x: f64| if x.is_finite() { 1.0 / (1.0 + (-x).exp()) } else { x };
        let (horizons, each) = match &self.state.head {
            Head::Softmax { horizons } => (horizons, 2),
            Head::Number { horizons, .. } | Head::Sigmoid { horizons } => (horizons, 1),
        };
        let trees = self.state.boosted.is_some();
        let rise = |output: &[f64]| match output {
            // trees say probabilities
            [probability] if trees => *probability,
            [fall, rise] => logistic(rise - fall),
            other => logistic(other[0]),
        };
        let mut rises = outputs.chunks_exact(if trees { 1 } else { each }).map(rise);
        let main = rises.next().ok_or_else(|| misfit("a head without outputs".to_owned()))?;
        let mut forecast = encoding.forecast(at, main)?;
        for (horizon, probability) in horizons.iter().zip(rises) {
            let probability = finite(at, probability)?.clamp(0.0, 1.0);
            forecast.ahead.push(Ahead::rise(*horizon, probability));
        }
        Ok(forecast)
    }
}

/// The scaled window of an origin in single precision. A number that a double can hold may be too large for a network.
pub(super) fn single(at: &Origin<'_>, scaled: &[f64], width: usize) -> Result<Vec<f32>, ForecastError> {
    let data: Vec<f32> = scaled.iter().map(|v| *v as f32).collect();
    match data.iter().position(|v| !v.is_finite()) {
        None => Ok(data),
        Some(i) => Err(ForecastError::NotFinite {
            column: at.frame.names()[i % width].clone(),
            date: at.frame.stamps()[at.frame.len() - scaled.len() / width + i / width].date,
            value: f64::from(data[i]),
        }),
    }
}

/// The quantiles that a head's outputs stand for.
fn quantiles(
    at: &Origin<'_>,
    levels: &[f64],
    outputs: &[f64],
    decode: impl Fn(f64) -> f64,
) -> Result<Vec<Quantile>, ForecastError> {
    let decoded = outputs.iter().map(|q| finite(at, decode(*q)));
    let mut values = decoded.collect::<Result<Vec<_>, _>>()?;
    // quantiles of a network may cross; put in order they are never worse (Chernozhukov et al., 2010)
    values.sort_by(f64::total_cmp);
    Ok(levels.iter().zip(values).map(|(level, value)| Quantile { level: *level, value }).collect())
}

pub(super) fn finite(at: &Origin<'_>, value: f64) -> Result<f64, ForecastError> {
    finish(at, value).map(|_| value)
}

impl Fitted for FittedNetwork {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let SeriesState { encoding, further } = self.series(at)?;
        let outputs = self.outputs(&self.input(at, encoding)?)?;
        let Head::Number { levels, .. } = &self.state.head else {
            return self.forecast_direction(at, encoding, &outputs);
        };
        let mut forecast = encoding.forecast(at, outputs[0])?;
        let mut by_horizon = outputs.chunks_exact(1 + levels.len());
        let main = by_horizon.next().map_or(&[][..], |outputs| &outputs[1..]);
        forecast.quantiles = quantiles(at, levels, main, |q| encoding.decode(q, at.last_known))?;
        for (scale, outputs) in further.iter().zip(by_horizon) {
            let decode = |output| scale.decode(output, at.last_known);
            forecast.ahead.push(Ahead {
                quantiles: quantiles(at, levels, &outputs[1..], decode)?,
                ..Ahead::of(scale.horizon, finite(at, decode(outputs[0]))?)
            });
        }
        Ok(forecast)
    }

    fn losses(&self) -> &[EpochLoss] {
        &self.state.losses
    }

    fn to_bytes(&self) -> Vec<u8> {
        let weights = self.network.to_bytes().expect("a trained network has finite weights and a valid spec");
        saved::to_bytes(State::Network(self.state.clone()), &weights)
    }
}

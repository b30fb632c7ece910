use bellwether_core::Forecaster;
use bellwether_features::CandleSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::classical::{GradientBoosting, GradientBoostingParams, Ridge, RidgeParams};
use crate::deep::{
    Alstm, AlstmParams, ArLstm, ArLstmParams, BertInspired, BertInspiredParams, BiLstm, BiLstmParams,
    CandleCnn, CandleCnnParams, Cnn, CnnLstm, CnnLstmParams, CnnParams, Gan, GanParams, Gru, GruParams,
    Hybrid, HybridParams, Joint, JointParams, Lstm, LstmParams, Mlp, MlpParams, SentimentCnn,
    SentimentCnnParams, Transformer, TransformerParams,
};
use crate::naive::{
    AlwaysMajority, AlwaysMajorityParams, Drift, DriftParams, Persistence, PersistenceParams,
};
use crate::statistical::arima::Constant;
use crate::statistical::{Arima, ArimaParams, AutoArima, AutoArimaParams};

/// Every model, one variant each, as a study file writes it: `kind = "ridge"` and the model's own parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ModelSpec {
    /// Tomorrow is as today.
    Persistence(PersistenceParams),
    /// The last value plus the mean change.
    Drift(DriftParams),
    /// The more frequent class of the training part; for direction targets.
    AlwaysMajority(AlwaysMajorityParams),
    /// Autoregression, differences and moving average of the target's own past.
    Arima(ArimaParams),
    /// ARIMA with the orders that AICc prefers.
    AutoArima(AutoArimaParams),
    /// Linear regression with a squared penalty, on the window.
    Ridge(RidgeParams),
    /// A sum of regression trees, on the window.
    GradientBoosting(GradientBoostingParams),
    /// A recurrent network on the window.
    Lstm(LstmParams),
    /// A gated recurrent network on the window.
    Gru(GruParams),
    /// Dense layers on the window.
    Mlp(MlpParams),
    /// A convolution on the window.
    Cnn(CnnParams),
    /// A convolution, then a recurrent network, on the window.
    CnnLstm(CnnLstmParams),
    /// A linear autoregression and a recurrent network on what it leaves over.
    ArLstm(ArLstmParams),
    /// Recurrent networks in both directions of the window.
    #[serde(rename = "bilstm")]
    BiLstm(BiLstmParams),
    /// An encoder with attention on the window.
    Transformer(TransformerParams),
    /// An encoder with many narrow heads on the window.
    BertInspired(BertInspiredParams),
    /// Convolution, recurrence and attention on the window, then boosted trees.
    Hybrid(HybridParams),
    /// A recurrent network with attention over time, if wished trained adversarially.
    Alstm(AlstmParams),
    /// A generator of scenarios, trained against a discriminator.
    Gan(GanParams),
    /// Three convolutions on the window.
    SentimentCnn(SentimentCnnParams),
    /// Convolutions on candlestick pictures.
    CandleCnn(CandleCnnParams),
    /// Convolutions on the window and on candlestick pictures.
    Joint(JointParams),
}

/// A model as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelInfo {
    /// The `kind` of the study file.
    pub kind: &'static str,
    /// What it forecasts with, in one line.
    pub summary: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

impl ModelSpec {
    /// One spec of every kind, with its default parameters: what lists and laws loop over.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Persistence(PersistenceParams::default()),
            Self::Drift(DriftParams::default()),
            Self::AlwaysMajority(AlwaysMajorityParams::default()),
            Self::Arima(ArimaParams::default()),
            Self::AutoArima(AutoArimaParams::default()),
            Self::Ridge(RidgeParams::default()),
            Self::GradientBoosting(GradientBoostingParams::default()),
            Self::Lstm(LstmParams::default()),
            Self::Gru(GruParams::default()),
            Self::Mlp(MlpParams::default()),
            Self::Cnn(CnnParams::default()),
            Self::CnnLstm(CnnLstmParams::default()),
            Self::ArLstm(ArLstmParams::default()),
            Self::BiLstm(BiLstmParams::default()),
            Self::Transformer(TransformerParams::default()),
            Self::BertInspired(BertInspiredParams::default()),
            Self::Hybrid(HybridParams::default()),
            Self::Alstm(AlstmParams::default()),
            Self::Gan(GanParams::default()),
            Self::SentimentCnn(SentimentCnnParams::default()),
            Self::CandleCnn(CandleCnnParams::default()),
            Self::Joint(JointParams::default()),
        ]
    }

    /// The recipe.
    pub fn build(&self) -> Box<dyn Forecaster> {
        match self {
            Self::Persistence(PersistenceParams {}) => Box::new(Persistence),
            Self::Drift(DriftParams {}) => Box::new(Drift),
            Self::AlwaysMajority(AlwaysMajorityParams {}) => Box::new(AlwaysMajority),
            Self::Arima(params) => Box::new(Arima(params.clone())),
            Self::AutoArima(params) => Box::new(AutoArima(params.clone())),
            Self::Ridge(params) => Box::new(Ridge(*params)),
            Self::GradientBoosting(params) => Box::new(GradientBoosting(*params)),
            Self::Lstm(params) => Box::new(Lstm(params.clone())),
            Self::Gru(params) => Box::new(Gru(params.clone())),
            Self::Mlp(params) => Box::new(Mlp(params.clone())),
            Self::Cnn(params) => Box::new(Cnn(params.clone())),
            Self::CnnLstm(params) => Box::new(CnnLstm(params.clone())),
            Self::ArLstm(params) => Box::new(ArLstm(params.clone())),
            Self::BiLstm(params) => Box::new(BiLstm(params.clone())),
            Self::Transformer(params) => Box::new(Transformer(params.clone())),
            Self::BertInspired(params) => Box::new(BertInspired(params.clone())),
            Self::Hybrid(params) => Box::new(Hybrid(params.clone())),
            Self::Alstm(params) => Box::new(Alstm(params.clone())),
            Self::Gan(params) => Box::new(Gan(params.clone())),
            Self::SentimentCnn(params) => Box::new(SentimentCnn(params.clone())),
            Self::CandleCnn(params) => Box::new(CandleCnn(params.clone())),
            Self::Joint(params) => Box::new(Joint(params.clone())),
        }
    }

    /// What a list shows of it.
    pub fn info(&self) -> ModelInfo {
        let (kind, summary, source) = match self {
            Self::Persistence(_) => {
                ("persistence", "the last known value; the row every other model must beat", "random walk")
            }
            Self::Drift(_) => {
                ("drift", "the last known value plus the mean change of the training part", "classical")
            }
            Self::AlwaysMajority(_) => (
                "always-majority",
                "the more frequent class of the training part; for direction targets",
                "classical",
            ),
            Self::Arima(_) => (
                "arima",
                "autoregression, differences and moving average of the target's own past; needs its column",
                "four-stock paper; Box 1970",
            ),
            Self::AutoArima(_) => (
                "auto-arima",
                "ARIMA of the orders that AICc prefers, the differences by KPSS; needs the target's column",
                "Hyndman and Khandakar 2008",
            ),
            Self::Ridge(_) => {
                ("ridge", "linear regression on the window with a squared penalty", "Hoerl and Kennard 1970")
            }
            Self::GradientBoosting(_) => (
                "gradient-boosting",
                "a sum of regression trees on the window, each fitted to what the others left over",
                "Friedman 2001",
            ),
            Self::Lstm(_) => (
                "lstm",
                "LSTM(50) and a linear layer on the window",
                "topic-sentiment paper; Hochreiter 1997",
            ),
            Self::CnnLstm(_) => (
                "cnn-lstm",
                "Conv1d(64, k 2, relu), LSTM(50) and a linear layer on the window",
                "NFLX and topic-sentiment papers",
            ),
            Self::Gru(_) => ("gru", "GRU(50) and a linear layer on the window", "Cho 2014"),
            Self::Mlp(_) => ("mlp", "dense layers of 64 and 32 on the window", "Rumelhart 1986"),
            Self::Cnn(_) => (
                "cnn",
                "Conv1d(64, k 2, relu), max-pool 2, Dense 50 on the window",
                "topic-sentiment and four-stock papers",
            ),
            Self::ArLstm(_) => {
                ("ar-lstm", "linear autoregression, and an LSTM(50) on what it leaves over", "NFLX paper")
            }
            Self::BiLstm(_) => (
                "bilstm",
                "BiLSTM(64), BiLSTM(128) with dropout on the window",
                "four-stock paper; Schuster 1997",
            ),
            Self::Transformer(_) => (
                "transformer",
                "encoder of width 128 with 2 heads, Dense 128 on the window",
                "four-stock paper; Vaswani 2017",
            ),
            Self::BertInspired(_) => (
                "bert-inspired",
                "encoder of width 32 with 6 heads of 96, mean over the window",
                "four-stock paper; Devlin 2019",
            ),
            Self::Hybrid(_) => (
                "hybrid",
                "Conv1d(96), BiLSTM(64), attention, Dense 64, then boosted trees",
                "four-stock paper",
            ),
            Self::Alstm(_) => {
                ("alstm", "LSTM(16) with attention over time; adversarial training", "Feng 2019")
            }
            Self::Gan(_) => (
                "gan",
                "generator of scenarios against a discriminator; gives an interval",
                "topic-sentiment paper; Goodfellow 2014",
            ),
            Self::SentimentCnn(_) => {
                ("sentiment-cnn", "three Conv1d(64, k 3) with batch norm on the window", "candlestick paper")
            }
            Self::CandleCnn(_) => (
                "candle-cnn",
                "four Conv2d on pictures of the last days; needs open, high, low, close",
                "candlestick paper",
            ),
            Self::Joint(_) => (
                "joint",
                "sentiment-cnn and candle-cnn side by side; needs open, high, low, close",
                "candlestick paper",
            ),
        };
        ModelInfo { kind, summary, source }
    }

    /// The candlestick pictures that the model looks at, if it does.
    pub fn picture(&self) -> Option<CandleSpec> {
        match self {
            Self::Persistence(_)
            | Self::Drift(_)
            | Self::AlwaysMajority(_)
            | Self::Arima(_)
            | Self::AutoArima(_)
            | Self::Ridge(_)
            | Self::GradientBoosting(_)
            | Self::Lstm(_)
            | Self::Gru(_)
            | Self::Mlp(_)
            | Self::Cnn(_)
            | Self::CnnLstm(_)
            | Self::ArLstm(_)
            | Self::BiLstm(_)
            | Self::Transformer(_)
            | Self::BertInspired(_)
            | Self::Hybrid(_)
            | Self::Alstm(_)
            | Self::Gan(_)
            | Self::SentimentCnn(_) => None,
            Self::CandleCnn(p) => Some(p.picture),
            Self::Joint(p) => Some(p.picture),
        }
    }

    /// Weights that the model learns when its windows have this many columns; `None` for models that learn no fixed
    /// number.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        match self {
            Self::Persistence(_) => Some(0),
            Self::Drift(_) | Self::AlwaysMajority(_) => Some(1),
            Self::Arima(ArimaParams { p, q, seasonal, constant, d, quantiles: _ }) => {
                let (seasonal, differences) = seasonal.map_or((0, 0), |s| (s.p + s.q, s.d));
                let fixed = match constant {
                    Constant::None => 0,
                    Constant::Mean => 1,
                    Constant::Drift if d + differences == 0 => 2,
                    Constant::Drift => 1,
                };
                Some(p + q + seasonal + fixed + 1)
            }
            Self::Ridge(p) => p.lookback.checked_mul(columns)?.checked_add(1),
            Self::AutoArima(_) | Self::GradientBoosting(_) => None,
            Self::Lstm(p) => Lstm(p.clone()).parameter_count(columns),
            Self::Gru(p) => Gru(p.clone()).parameter_count(columns),
            Self::Mlp(p) => Mlp(p.clone()).parameter_count(columns),
            Self::Cnn(p) => Cnn(p.clone()).parameter_count(columns),
            Self::CnnLstm(p) => CnnLstm(p.clone()).parameter_count(columns),
            Self::ArLstm(p) => ArLstm(p.clone()).parameter_count(columns),
            Self::BiLstm(p) => BiLstm(p.clone()).parameter_count(columns),
            Self::Transformer(p) => Transformer(p.clone()).parameter_count(columns),
            Self::BertInspired(p) => BertInspired(p.clone()).parameter_count(columns),
            Self::Hybrid(p) => Hybrid(p.clone()).parameter_count(columns),
            Self::Alstm(p) => Alstm(p.clone()).parameter_count(columns),
            Self::Gan(p) => Gan(p.clone()).parameter_count(columns),
            Self::SentimentCnn(p) => SentimentCnn(p.clone()).parameter_count(columns),
            Self::CandleCnn(p) => CandleCnn(p.clone()).parameter_count(columns),
            Self::Joint(p) => Joint(p.clone()).parameter_count(columns),
        }
    }
}

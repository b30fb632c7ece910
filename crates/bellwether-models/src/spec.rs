use bellwether_core::{FitError, Forecaster};
use bellwether_features::CandleSpec;
use bellwether_nn::NetworkSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::classical::{
    DecisionTree, DecisionTreeParams, ElasticNet, ElasticNetParams, GaussianNaiveBayes,
    GaussianNaiveBayesParams, GradientBoosting, GradientBoostingParams, HistogramBoosting,
    HistogramBoostingParams, Lasso, LassoParams, LinearSvm, LinearSvmParams, LogisticRegression,
    LogisticRegressionParams, NearestNeighbours, NearestNeighboursParams, RandomForest, RandomForestParams,
    Ridge, RidgeParams,
};
use crate::deep::networks::{Job, gan, one, parts};
use crate::deep::{
    Alstm, AlstmParams, ArLstm, ArLstmParams, BertInspired, BertInspiredParams, BiLstm, BiLstmParams,
    CandleCnn, CandleCnnParams, CeemdCnnLstm, CeemdCnnLstmParams, Cnn, CnnLstm, CnnLstmParams, CnnParams,
    EmdCnnLstm, EmdCnnLstmParams, EmdLstm, EmdLstmParams, Gan, GanParams, Gru, GruParams, Hybrid,
    HybridParams, Joint, JointParams, Lstm, LstmParams, Mlp, MlpParams, SentimentCnn, SentimentCnnParams,
    Transformer, TransformerParams,
};
use crate::naive::{
    AlwaysMajority, AlwaysMajorityParams, Drift, DriftParams, HistoricalMean, HistoricalMeanParams,
    NearestDate, NearestDateParams, Persistence, PersistenceParams,
};
use crate::statistical::{
    Arima, ArimaGrid, ArimaGridParams, ArimaParams, AutoArima, AutoArimaParams, Ets, EtsParams, Garch,
    GarchParams, Holt, HoltParams, SeasonalNaive, SeasonalNaiveParams, Ses, SesParams, Theta, ThetaParams,
};

/// A model as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelInfo {
    /// The `kind` of the study file.
    pub kind: &'static str,
    /// What it forecasts with, in one line.
    pub summary: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What kind of method it is.
    pub family: Family,
}

/// What kind of method a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Rules that others must beat.
    Naive,
    /// Methods of one series, by its own past.
    Statistical,
    /// Learners on a window of columns.
    Classical,
    /// Networks.
    Deep,
}

/// What a model says of itself, or what holds where it says nothing.
macro_rules! or {
    ($otherwise:expr;) => {
        $otherwise
    };
    ($otherwise:expr; $said:expr) => {
        $said
    };
}

/// The register of models: lists, studies, laws and schemas read only this.
macro_rules! models {
    ($(
        $(#[$doc:meta])*
        $variant:ident($params:ty) {
            kind: $kind:literal,
            summary: $summary:literal,
            source: $source:literal,
            family: $family:ident,
            build: $build:expr,
            $(parameters: $parameters:expr,)?
            $(picture: $picture:expr,)?
            $(exogenous: $exogenous:expr,)?
            $(networks: $networks:expr,)?
        }
    )+) => {
        /// Every model, one variant each, as a study file writes it: `kind = "ridge"` and the model's own parameters.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "kind")]
        pub enum ModelSpec {
            $($(#[$doc])* #[serde(rename = $kind)] $variant($params),)+
        }

        impl ModelSpec {
            /// One spec of every kind, with its default parameters: what lists and laws loop over.
            pub fn all() -> Vec<Self> {
                vec![$(Self::$variant(<$params>::default())),+]
            }

            /// The recipe.
            pub fn build(&self) -> Box<dyn Forecaster> {
                match self {
                    $(Self::$variant(params) => {
                        fn boxed<F: Forecaster + 'static>(params: &$params, build: fn(&$params) -> F) -> Box<dyn Forecaster> {
                            Box::new(build(params))
                        }
                        boxed(params, $build)
                    })+
                }
            }

            /// What a list shows of it.
            pub fn info(&self) -> ModelInfo {
                match self {
                    $(Self::$variant(_) => ModelInfo {
                        kind: $kind,
                        summary: $summary,
                        source: $source,
                        family: Family::$family,
                    },)+
                }
            }

            /// The candlestick pictures that the model looks at, if it does.
            pub fn picture(&self) -> Option<CandleSpec> {
                match self {
                    $(Self::$variant(params) => {
                        let picture: fn(&$params) -> Option<CandleSpec> = or!(|_| None; $($picture)?);
                        picture(params)
                    })+
                }
            }

            /// The input columns that the model is regressed on by name, if it is.
            pub fn exogenous(&self) -> &[String] {
                match self {
                    $(Self::$variant(params) => {
                        let names: fn(&$params) -> &[String] = or!(|_| &[]; $($exogenous)?);
                        names(params)
                    })+
                }
            }

            /// Weights that the model learns when its windows have this many columns; `None` for models that learn no
            /// fixed number.
            pub fn parameter_count(&self, columns: usize) -> Option<usize> {
                match self {
                    $(Self::$variant(params) => {
                        let count: fn(&$params, usize) -> Option<usize> = or!(|_, _| None; $($parameters)?);
                        count(params, columns)
                    })+
                }
            }

            /// The networks for one job; none for a model without a network.
            pub(crate) fn networks_for(&self, job: Job<'_>) -> Result<Vec<NetworkSpec>, FitError> {
                match self {
                    $(Self::$variant(params) => {
                        let networks: fn(&$params, Job<'_>) -> Result<Vec<NetworkSpec>, FitError> =
                            or!(|_, _| Ok(Vec::new()); $($networks)?);
                        networks(params, job)
                    })+
                }
            }
        }
    };
}

models! {
    /// Tomorrow is as today.
    Persistence(PersistenceParams) {
        kind: "persistence",
        summary: "the last known value; the row every other model must beat",
        source: "random walk",
        family: Naive,
        build: |_| Persistence,
        parameters: |_, _| Some(0),
    }

    /// The last value plus the mean change.
    Drift(DriftParams) {
        kind: "drift",
        summary: "the last known value plus the mean change of the training part",
        source: "classical",
        family: Naive,
        build: |_| Drift,
        parameters: |_, _| Some(1),
    }

    /// The more frequent class of the training part; for direction targets.
    AlwaysMajority(AlwaysMajorityParams) {
        kind: "always-majority",
        summary: "the more frequent class of the training part; for direction targets",
        source: "classical",
        family: Naive,
        build: |_| AlwaysMajority,
        parameters: |_, _| Some(1),
    }

    /// The mean of the training part; for targets that are numbers.
    HistoricalMean(HistoricalMeanParams) {
        kind: "historical-mean",
        summary: "the mean of the training part, with an interval",
        source: "classical",
        family: Naive,
        build: |p| HistoricalMean(p.clone()),
        parameters: |_, _| Some(2),
    }

    /// What came of the sample whose date is nearest.
    NearestDate(NearestDateParams) {
        kind: "nearest-date",
        summary: "what came of the sample nearest in the calendar; what a random split gives away",
        source: "Cover and Hart 1967, on the date alone",
        family: Naive,
        build: |_| NearestDate,
    }

    /// The value of the same place in the last season.
    SeasonalNaive(SeasonalNaiveParams) {
        kind: "seasonal-naive",
        summary: "the value a season ago, by default a week; needs the target's column",
        source: "classical",
        family: Statistical,
        build: |p| SeasonalNaive(p.clone()),
        parameters: |_, _| Some(1),
    }

    /// Simple exponential smoothing of the target's own past.
    Ses(SesParams) {
        kind: "ses",
        summary: "simple exponential smoothing of the target's own past; needs its column",
        source: "Brown 1959",
        family: Statistical,
        build: |p| Ses(p.clone()),
        parameters: |_, _| Some(3),
    }

    /// Holt's linear trend of the target's own past.
    Holt(HoltParams) {
        kind: "holt",
        summary: "smoothed level and trend, if wished damped, of the target's own past; needs its column",
        source: "Holt 1957",
        family: Statistical,
        build: |p| Holt(p.clone()),
        parameters: |p, _| Some(if p.damped { 6 } else { 5 }),
    }

    /// Exponential smoothing with the error, trend and season that AICc prefers.
    Ets(EtsParams) {
        kind: "ets",
        summary: "exponential smoothing of the form that is given or that AICc prefers; needs the target's column",
        source: "Hyndman 2008",
        family: Statistical,
        build: |p| Ets(p.clone()),
    }

    /// The Theta method.
    Theta(ThetaParams) {
        kind: "theta",
        summary: "the mean of a line and of a smoothed series, of the target's own past; needs its column",
        source: "Assimakopoulos 2000",
        family: Statistical,
        build: |p| Theta(p.clone()),
        parameters: |p, _| p.period.is_none().then_some(3),
    }

    /// Autoregression, differences and moving average of the target's own past.
    Arima(ArimaParams) {
        kind: "arima",
        summary: "autoregression, differences and moving average of the target's own past; needs its column",
        source: "four-stock paper; Box 1970",
        family: Statistical,
        build: |p| Arima(p.clone()),
        parameters: |p, _| Some(p.parameter_count()),
        exogenous: |p| &p.exogenous,
    }

    /// ARIMA with the orders of a grid that AICc, the validation part or, for a paper's figures, the test part prefers.
    ArimaGrid(ArimaGridParams) {
        kind: "arima-grid",
        summary: "ARIMA of the best orders of a grid, by AICc or by the validation part; needs the target's column",
        source: "four-stock paper",
        family: Statistical,
        build: |p| ArimaGrid(p.clone()),
    }

    /// ARIMA with the orders that AICc prefers.
    AutoArima(AutoArimaParams) {
        kind: "auto-arima",
        summary: "ARIMA of the orders that AICc prefers, the differences by KPSS; needs the target's column",
        source: "Hyndman and Khandakar 2008",
        family: Statistical,
        build: |p| AutoArima(p.clone()),
        exogenous: |p| &p.exogenous,
    }

    /// A constant mean and a variance that follows the last changes.
    Garch(GarchParams) {
        kind: "garch",
        summary: "the last value plus a mean change, with intervals as wide as the market is restless; needs its column",
        source: "Bollerslev 1986; Glosten 1993",
        family: Statistical,
        build: |p| Garch(p.clone()),
        parameters: |p, _| Some(p.parameters()),
    }

    /// Linear regression with a squared penalty, on the window.
    Ridge(RidgeParams) {
        kind: "ridge",
        summary: "linear regression on the window with a squared penalty",
        source: "Hoerl and Kennard 1970",
        family: Classical,
        build: |p| Ridge(*p),
        parameters: |p, columns| p.lookback.checked_mul(columns)?.checked_add(1),
    }

    /// Linear regression with an absolute penalty, on the window.
    Lasso(LassoParams) {
        kind: "lasso",
        summary: "linear regression on the window with an absolute penalty, which leaves inputs out",
        source: "Tibshirani 1996",
        family: Classical,
        build: |params| Lasso(params.clone()),
        parameters: |params, columns| params.lookback.checked_mul(columns)?.checked_add(1),
    }

    /// Linear regression with an absolute and a squared penalty, on the window.
    ElasticNet(ElasticNetParams) {
        kind: "elastic-net",
        summary: "linear regression on the window with an absolute and a squared penalty",
        source: "Zou and Hastie 2005",
        family: Classical,
        build: |params| ElasticNet(params.clone()),
        parameters: |params, columns| params.lookback.checked_mul(columns)?.checked_add(1),
    }

    /// Logistic regression on the window; for direction targets.
    LogisticRegression(LogisticRegressionParams) {
        kind: "logistic-regression",
        summary: "the probability of a rise from the window, with a squared penalty; for direction targets",
        source: "Cox 1958",
        family: Classical,
        build: |params| LogisticRegression(params.clone()),
        parameters: |params, columns| params.lookback.checked_mul(columns)?.checked_add(1),
    }

    /// Linear support vector machine on the window.
    LinearSvm(LinearSvmParams) {
        kind: "linear-svm",
        summary: "linear support vector machine on the window, for classes and numbers",
        source: "candlestick paper; Cortes and Vapnik 1995",
        family: Classical,
        build: |params| LinearSvm(params.clone()),
        parameters: |params, columns| params.lookback.checked_mul(columns)?.checked_add(1),
    }

    /// Gaussian naive Bayes on the window; for direction targets.
    GaussianNaiveBayes(GaussianNaiveBayesParams) {
        kind: "gaussian-naive-bayes",
        summary: "classes by each input's mean and variance; for direction targets",
        source: "candlestick paper; Chan 1979",
        family: Classical,
        build: |params| GaussianNaiveBayes(params.clone()),
    }

    /// The windows most like this one.
    NearestNeighbours(NearestNeighboursParams) {
        kind: "nearest-neighbours",
        summary: "the mean over the training windows that are nearest",
        source: "Cover and Hart 1967",
        family: Classical,
        build: |params| NearestNeighbours(params.clone()),
    }

    /// A classification or regression tree on the window.
    DecisionTree(DecisionTreeParams) {
        kind: "decision-tree",
        summary: "a classification or regression tree on the window",
        source: "Breiman 1984",
        family: Classical,
        build: |params| DecisionTree(params.clone()),
    }

    /// Trees on draws of the samples, on the window.
    RandomForest(RandomForestParams) {
        kind: "random-forest",
        summary: "the mean of trees on the window, each grown on a draw of the samples",
        source: "candlestick paper; Breiman 2001",
        family: Classical,
        build: |params| RandomForest(params.clone()),
    }

    /// A sum of regression trees, on the window.
    GradientBoosting(GradientBoostingParams) {
        kind: "gradient-boosting",
        summary: "a sum of regression trees on the window, each fitted to what the others left over",
        source: "Friedman 2001",
        family: Classical,
        build: |params| GradientBoosting(params.clone()),
    }

    /// A sum of regression trees over binned inputs, on the window.
    HistogramBoosting(HistogramBoostingParams) {
        kind: "histogram-boosting",
        summary: "gradient boosting of trees over binned inputs, on the window; gives quantiles",
        source: "Friedman 2001; Ke 2017",
        family: Classical,
        build: |params| HistogramBoosting(params.clone()),
    }

    /// A recurrent network on the window.
    Lstm(LstmParams) {
        kind: "lstm",
        summary: "LSTM(50) and a linear layer on the window",
        source: "topic-sentiment paper; Hochreiter 1997",
        family: Deep,
        build: |p| Lstm(p.clone()),
        parameters: |p, columns| Lstm(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A gated recurrent network on the window.
    Gru(GruParams) {
        kind: "gru",
        summary: "GRU(50) and a linear layer on the window",
        source: "Cho 2014",
        family: Deep,
        build: |p| Gru(p.clone()),
        parameters: |p, columns| Gru(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// Dense layers on the window.
    Mlp(MlpParams) {
        kind: "mlp",
        summary: "dense layers of 64 and 32 on the window",
        source: "Rumelhart 1986",
        family: Deep,
        build: |p| Mlp(p.clone()),
        parameters: |p, columns| Mlp(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A convolution on the window.
    Cnn(CnnParams) {
        kind: "cnn",
        summary: "Conv1d(64, k 2, relu), max-pool 2, Dense 50 on the window",
        source: "topic-sentiment and four-stock papers",
        family: Deep,
        build: |p| Cnn(p.clone()),
        parameters: |p, columns| Cnn(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A convolution, then a recurrent network, on the window.
    CnnLstm(CnnLstmParams) {
        kind: "cnn-lstm",
        summary: "Conv1d(64, k 2, relu), LSTM(50) and a linear layer on the window",
        source: "NFLX and topic-sentiment papers",
        family: Deep,
        build: |p| CnnLstm(p.clone()),
        parameters: |p, columns| CnnLstm(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A linear autoregression and a recurrent network on what it leaves over.
    ArLstm(ArLstmParams) {
        kind: "ar-lstm",
        summary: "linear autoregression, and an LSTM(50) on what it leaves over",
        source: "NFLX paper",
        family: Deep,
        build: |p| ArLstm(p.clone()),
        parameters: |p, columns| ArLstm(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// Recurrent networks in both directions of the window.
    BiLstm(BiLstmParams) {
        kind: "bilstm",
        summary: "BiLSTM(64), BiLSTM(128) with dropout on the window",
        source: "four-stock paper; Schuster 1997",
        family: Deep,
        build: |p| BiLstm(p.clone()),
        parameters: |p, columns| BiLstm(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// An encoder with attention on the window.
    Transformer(TransformerParams) {
        kind: "transformer",
        summary: "encoder of width 128 with 2 heads, Dense 128 on the window",
        source: "four-stock paper; Vaswani 2017",
        family: Deep,
        build: |p| Transformer(p.clone()),
        parameters: |p, columns| Transformer(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// An encoder with many narrow heads on the window.
    BertInspired(BertInspiredParams) {
        kind: "bert-inspired",
        summary: "encoder of width 32 with 6 heads of 96, mean over the window",
        source: "four-stock paper; Devlin 2019",
        family: Deep,
        build: |p| BertInspired(p.clone()),
        parameters: |p, columns| BertInspired(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// Convolution, recurrence and attention on the window, then boosted trees.
    Hybrid(HybridParams) {
        kind: "hybrid",
        summary: "Conv1d(96), BiLSTM(64), attention, Dense 64, then boosted trees",
        source: "four-stock paper",
        family: Deep,
        build: |p| Hybrid(p.clone()),
        parameters: |p, columns| Hybrid(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A recurrent network with attention over time, if wished trained adversarially.
    Alstm(AlstmParams) {
        kind: "alstm",
        summary: "LSTM(16) with attention over time; adversarial training",
        source: "Feng 2019",
        family: Deep,
        build: |p| Alstm(p.clone()),
        parameters: |p, columns| Alstm(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// A generator of scenarios, trained against a discriminator.
    Gan(GanParams) {
        kind: "gan",
        summary: "generator of scenarios against a discriminator; gives an interval",
        source: "topic-sentiment paper; Goodfellow 2014",
        family: Deep,
        build: |p| Gan(p.clone()),
        parameters: |p, columns| Gan(p.clone()).parameter_count(columns),
        networks: gan,
    }

    /// Three convolutions on the window.
    SentimentCnn(SentimentCnnParams) {
        kind: "sentiment-cnn",
        summary: "three Conv1d(64, k 3) with batch norm on the window",
        source: "candlestick paper",
        family: Deep,
        build: |p| SentimentCnn(p.clone()),
        parameters: |p, columns| SentimentCnn(p.clone()).parameter_count(columns),
        networks: one,
    }

    /// Convolutions on candlestick pictures.
    CandleCnn(CandleCnnParams) {
        kind: "candle-cnn",
        summary: "four Conv2d on pictures of the last days; needs open, high, low, close",
        source: "candlestick paper",
        family: Deep,
        build: |p| CandleCnn(p.clone()),
        parameters: |p, columns| CandleCnn(p.clone()).parameter_count(columns),
        picture: |p| Some(p.picture),
        networks: one,
    }

    /// Convolutions on the window and on candlestick pictures.
    Joint(JointParams) {
        kind: "joint",
        summary: "sentiment-cnn and candle-cnn side by side; needs open, high, low, close",
        source: "candlestick paper",
        family: Deep,
        build: |p| Joint(p.clone()),
        parameters: |p, columns| Joint(p.clone()).parameter_count(columns),
        picture: |p| Some(p.picture),
        networks: one,
    }

    /// A recurrent network for each empirical mode.
    EmdLstm(EmdLstmParams) {
        kind: "emd-lstm",
        summary: "an LSTM(50) for each of 4 empirical modes of a window of 64, summed; needs the target's column",
        source: "survey; Huang 1998",
        family: Deep,
        build: |p| EmdLstm(p.clone()),
        parameters: |p, columns| EmdLstm(p.clone()).parameter_count(columns),
        networks: parts,
    }

    /// A convolution and a recurrent network for each empirical mode.
    EmdCnnLstm(EmdCnnLstmParams) {
        kind: "emd-cnn-lstm",
        summary: "as emd-lstm with a Conv1d(64, k 2, relu) before each LSTM; needs the target's column",
        source: "survey; Huang 1998",
        family: Deep,
        build: |p| EmdCnnLstm(p.clone()),
        parameters: |p, columns| EmdCnnLstm(p.clone()).parameter_count(columns),
        networks: parts,
    }

    /// A convolution and a recurrent network for each mode of a complementary ensemble.
    CeemdCnnLstm(CeemdCnnLstmParams) {
        kind: "ceemd-cnn-lstm",
        summary: "as emd-cnn-lstm on modes averaged over 20 pairs of noise; needs the target's column",
        source: "survey; Yeh 2010",
        family: Deep,
        build: |p| CeemdCnnLstm(p.clone()),
        parameters: |p, columns| CeemdCnnLstm(p.clone()).parameter_count(columns),
        networks: parts,
    }
}

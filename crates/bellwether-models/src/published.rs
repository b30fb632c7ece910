//! The papers' settings of their models, where they differ from the defaults or the paper states them.

use crate::classical::{GaussianNaiveBayesParams, LinearSvmParams, RandomForestParams};
use crate::deep::{
    Adversarial, AlstmParams, ArLstmParams, BertInspiredParams, BiLstmParams, CandleCnnParams,
    CellActivation, CnnLstmParams, CnnParams, DirectionHead, GanParams, GanTraining, HybridParams,
    JointParams, LstmParams, SentimentCnnParams, TrainingParams, TransformerParams,
};
use crate::spec::ModelSpec;

/// The settings that a paper states for a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The paper.
    pub paper: &'static str,
    /// Its name as a `preset` of the model in a study file.
    pub preset: &'static str,
    /// The model with the paper's settings; what the paper does not state is as by default.
    pub spec: ModelSpec,
    /// What the paper states that is no setting of the model; may be empty.
    pub beside: &'static str,
}

/// A paper: what it is called, and its name as a preset.
type Paper = (&'static str, &'static str);

const TOPICS: Paper = ("topic-sentiment paper", "topic-sentiment");
const NFLX: Paper = ("NFLX paper", "nflx");
const STOCKS: Paper = ("four-stock paper", "four-stock");
const CANDLES: Paper = ("candlestick paper", "candlestick");
/// Feng et al. (2019), as the program that the authors published has it: <https://github.com/fulifeng/Adv-ALSTM>,
/// `pred_lstm.py`, without and with adversarial training.
const MOVEMENT: Paper = ("program of Feng et al. 2019", "movement");
const MOVEMENT_ADVERSARIAL: Paper =
    ("program of Feng et al. 2019, trained adversarially", "movement-adversarial");

/// Besides what the settings say, the program of Feng et al. has these.
const MOVEMENT_BESIDE: &str = "a mapping as wide as the inputs, of which it has 11; hinge loss, here the cross-entropy; the \
    weights with the best validation accuracy (`training.watch`, for directions); the paper tunes units, lag, penalty, beta and epsilon \
    on the validation part";

impl ModelSpec {
    /// The published settings of the model of a `kind`.
    pub fn presets(kind: &str) -> Vec<Published> {
        Self::published().into_iter().filter(|published| published.spec.info().kind == kind).collect()
    }

    /// Every published setting of every model, in the order of the models.
    ///
    /// ```
    /// use bellwether_models::ModelSpec;
    ///
    /// for published in ModelSpec::published() {
    ///     assert_eq!(published.spec.build().validate(), Ok(()));
    /// }
    /// ```
    pub fn published() -> Vec<Published> {
        // 200 epochs, all of them, and the weights of the last
        let training = TrainingParams { patience: 0, restore_best: false, ..TrainingParams::default() };
        let relu = CellActivation::Relu;
        let softmax = DirectionHead::Softmax;
        let movement = AlstmParams {
            mapping: 11,
            units: 32,
            attention: 32,
            training: TrainingParams {
                epochs: 150,
                batch: 1024,
                learning_rate: 0.01,
                // .01 times half of the squares
                l2_last: 0.005,
                patience: 0,
                ..TrainingParams::default()
            },
            ..AlstmParams::default()
        };
        let of = |(paper, preset): Paper, spec| Published { paper, preset, spec, beside: "" };
        let with = |beside, published| Published { beside, ..published };
        vec![
            with(
                "seed 42, on which the solution does not depend",
                of(
                    CANDLES,
                    ModelSpec::LinearSvm(LinearSvmParams { balanced: true, ..LinearSvmParams::default() }),
                ),
            ),
            of(CANDLES, ModelSpec::GaussianNaiveBayes(GaussianNaiveBayesParams::default())),
            with(
                "Gini impurity, minimum split 2, seed 0 (`seeds = [0]` of the study)",
                of(CANDLES, ModelSpec::RandomForest(RandomForestParams::default())),
            ),
            of(TOPICS, ModelSpec::Lstm(LstmParams { activation: relu, training, ..LstmParams::default() })),
            of(
                CANDLES,
                ModelSpec::Lstm(LstmParams {
                    units: 30,
                    dropout: 0.5,
                    dense: 256,
                    direction_head: softmax,
                    ..LstmParams::default()
                }),
            ),
            of(TOPICS, ModelSpec::Cnn(CnnParams { training, ..CnnParams::default() })),
            of(
                STOCKS,
                ModelSpec::Cnn(CnnParams { filters: 96, dropout: 0.1, dense: 96, ..CnnParams::default() }),
            ),
            of(
                TOPICS,
                ModelSpec::CnnLstm(CnnLstmParams { activation: relu, training, ..CnnLstmParams::default() }),
            ),
            of(NFLX, ModelSpec::CnnLstm(CnnLstmParams { pool: 2, dense: 50, ..CnnLstmParams::default() })),
            of(NFLX, ModelSpec::ArLstm(ArLstmParams::default())),
            of(STOCKS, ModelSpec::BiLstm(BiLstmParams::default())),
            of(STOCKS, ModelSpec::Transformer(TransformerParams::default())),
            of(STOCKS, ModelSpec::BertInspired(BertInspiredParams::default())),
            of(STOCKS, ModelSpec::Hybrid(HybridParams::default())),
            with(MOVEMENT_BESIDE, of(MOVEMENT, ModelSpec::Alstm(movement.clone()))),
            with(
                MOVEMENT_BESIDE,
                of(
                    MOVEMENT_ADVERSARIAL,
                    ModelSpec::Alstm(AlstmParams {
                        adversarial: Some(Adversarial { epsilon: 0.01, beta: 0.01 }),
                        ..movement
                    }),
                ),
            ),
            of(
                TOPICS,
                ModelSpec::Gan(GanParams {
                    training: GanTraining { epochs: 200, ..GanTraining::default() },
                    calibrate: false,
                    ..GanParams::default()
                }),
            ),
            of(CANDLES, ModelSpec::SentimentCnn(SentimentCnnParams::default())),
            of(CANDLES, ModelSpec::CandleCnn(CandleCnnParams::default())),
            of(CANDLES, ModelSpec::Joint(JointParams::default())),
        ]
    }
}

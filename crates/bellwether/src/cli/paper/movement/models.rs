//! The models of the benchmark, and what was published of them.

use bellwether_features::Scaler;
use bellwether_models::ModelSpec;
use bellwether_models::classical::LogisticRegressionParams;
use bellwether_models::deep::{Adversarial, AlstmParams, TrainingParams, Watched};
use bellwether_models::naive::AlwaysMajorityParams;

use super::benchmark::{LAG, Set};

/// Epochs of a quick run.
const QUICK_EPOCHS: usize = 15;
/// Inputs of a day, and units of the mapping before the LSTM.
const MAPPING: usize = 11;

/// Epochs on a set.
pub(super) fn epochs(set: &Set, quick: bool) -> usize {
    if quick { QUICK_EPOCHS.min(set.epochs) } else { set.epochs }
}

/// A model, and its published accuracy in per cent and MCC on the set.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// Days of a window.
    pub(super) lag: usize,
    pub(super) spec: ModelSpec,
    pub(super) published: Option<(f64, f64)>,
}

/// What the authors give for a network on a set, beside the defaults of their program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Published {
    lag: usize,
    units: usize,
    /// The weight of half of the squared weights of the last layer.
    alpha: f64,
    adversarial: Option<Adversarial>,
    /// Accuracy in per cent, and MCC.
    figures: (f64, f64),
}

/// LSTM, LSTM with attention, and trained adversarially. Settings: the authors' list of commands for each set
/// (`hyperparameter` of <https://github.com/fulifeng/Adv-ALSTM>); figures: table 2 of Feng et al. (2019).
pub(super) const ACL18: [Published; 3] = [
    Published { lag: 10, units: 32, alpha: 10.0, adversarial: None, figures: (53.18, 0.0674) },
    Published { lag: 5, units: 4, alpha: 1.0, adversarial: None, figures: (54.90, 0.1043) },
    Published {
        lag: 5,
        units: 4,
        alpha: 1.0,
        adversarial: Some(Adversarial { epsilon: 0.05, beta: 0.01 }),
        figures: (57.20, 0.1483),
    },
];
pub(super) const KDD17: [Published; 3] = [
    Published { lag: 5, units: 4, alpha: 0.001, adversarial: None, figures: (51.62, 0.0183) },
    Published { lag: 15, units: 16, alpha: 0.001, adversarial: None, figures: (51.94, 0.0261) },
    Published {
        lag: 15,
        units: 16,
        alpha: 0.001,
        adversarial: Some(Adversarial { epsilon: 0.001, beta: 0.05 }),
        figures: (53.05, 0.0523),
    },
];

impl Published {
    fn spec(self, attention: bool, epochs: usize) -> ModelSpec {
        ModelSpec::Alstm(AlstmParams {
            lookback: self.lag,
            mapping: MAPPING,
            units: self.units,
            attention: if attention { self.units } else { 0 },
            adversarial: self.adversarial,
            scaler: Scaler::None,
            training: TrainingParams {
                epochs,
                batch: 1024,
                learning_rate: 0.01,
                l2_last: self.alpha / 2.0,
                patience: 0,
                watch: Watched::Accuracy,
                ..TrainingParams::default()
            },
            ..AlstmParams::default()
        })
    }
}

/// The models of a set. The features are scaled as published, and are not scaled again.
pub(super) fn entries(set: &Set, epochs: usize) -> Vec<Entry> {
    let mut out = vec![
        Entry {
            name: "always-majority",
            lag: LAG,
            spec: ModelSpec::AlwaysMajority(AlwaysMajorityParams::default()),
            published: None,
        },
        Entry {
            name: "logistic-regression",
            lag: LAG,
            spec: ModelSpec::LogisticRegression(LogisticRegressionParams {
                lookback: LAG,
                scaler: Scaler::None,
                ..LogisticRegressionParams::default()
            }),
            published: None,
        },
    ];
    let networks = [("lstm", false), ("alstm", true), ("alstm, adversarial", true)];
    out.extend(networks.into_iter().zip(set.networks).map(|((name, attention), published)| Entry {
        name,
        lag: published.lag,
        spec: published.spec(attention, epochs),
        published: Some(published.figures),
    }));
    out
}

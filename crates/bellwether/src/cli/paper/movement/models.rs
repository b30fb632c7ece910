//! The models of the benchmark, and what was published of them.

use bellwether_features::Scaler;
use bellwether_models::ModelSpec;
use bellwether_models::classical::LogisticRegressionParams;
use bellwether_models::deep::{AlstmParams, LstmParams, TrainingParams};
use bellwether_models::naive::AlwaysMajorityParams;

use super::benchmark::{LAG, Set};

/// Epochs of a quick run.
const QUICK_EPOCHS: usize = 15;
/// Epochs without a lower validation loss after which training stops.
pub(super) const PATIENCE: usize = 20;

/// Epochs at most on a set.
pub(super) fn epochs(set: &Set, quick: bool) -> usize {
    if quick { QUICK_EPOCHS.min(set.epochs) } else { set.epochs }
}

/// A model, and its published accuracy in per cent and MCC on ACL18 and KDD17.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) spec: ModelSpec,
    pub(super) published: [Option<(f64, f64)>; 2],
}

/// The models. The features are scaled as published, and are not scaled again.
pub(super) fn entries(epochs: usize) -> Vec<Entry> {
    let mut out = vec![
        Entry {
            name: "always-majority",
            spec: ModelSpec::AlwaysMajority(AlwaysMajorityParams::default()),
            published: [None, None],
        },
        Entry {
            name: "logistic-regression",
            spec: ModelSpec::LogisticRegression(LogisticRegressionParams {
                lookback: LAG,
                scaler: Scaler::None,
                ..LogisticRegressionParams::default()
            }),
            published: [None, None],
        },
    ];
    if let Some(alstm) = preset("movement", epochs) {
        out.push(Entry {
            name: "lstm",
            spec: ModelSpec::Lstm(LstmParams {
                lookback: LAG,
                units: alstm.units,
                scaler: Scaler::None,
                training: alstm.training.clone(),
                ..LstmParams::default()
            }),
            published: [Some((53.18, 0.0674)), Some((51.62, 0.0183))],
        });
        out.push(Entry {
            name: "alstm",
            spec: ModelSpec::Alstm(alstm),
            published: [Some((54.90, 0.1043)), Some((51.94, 0.0261))],
        });
    }
    if let Some(alstm) = preset("movement-adversarial", epochs) {
        out.push(Entry {
            name: "alstm, adversarial",
            spec: ModelSpec::Alstm(alstm),
            published: [Some((57.20, 0.1483)), Some((53.05, 0.0523))],
        });
    }
    out
}

fn preset(name: &str, epochs: usize) -> Option<AlstmParams> {
    ModelSpec::presets("alstm").into_iter().filter(|published| published.preset == name).find_map(
        |published| {
            let ModelSpec::Alstm(params) = published.spec else { return None };
            let epochs = epochs.min(params.training.epochs);
            let training = TrainingParams { epochs, patience: PATIENCE, ..params.training };
            Some(AlstmParams { lookback: LAG, scaler: Scaler::None, training, ..params })
        },
    )
}

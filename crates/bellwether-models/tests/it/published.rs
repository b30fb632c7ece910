//! The networks that recipes build are those that are trained beside PyTorch, so that the two cannot drift apart.

use bellwether_core::{Target, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_models::deep::{
    AlstmParams, CellActivation, CnnLstmParams, CnnParams, DirectionHead, LstmParams,
};
use bellwether_nn::{LayerSpec, NetworkSpec};
use serde::Deserialize;

use crate::support::target;

/// What `papers.py` of the engine's reference data wrote.
#[derive(Deserialize)]
struct File {
    columns: Vec<String>,
    cases: Vec<Case>,
    games: Vec<Game>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    series: Option<usize>,
    spec: NetworkSpec,
}

#[derive(Deserialize)]
struct Game {
    generator: NetworkSpec,
    discriminator: NetworkSpec,
}

fn file() -> File {
    let text = include_str!("../../../bellwether-nn/tests/reference/pytorch/papers.json");
    serde_json::from_str(text).unwrap()
}

fn close() -> Target {
    target(TargetKind::Close, 1)
}

/// The layers, and those inside them, without dropout.
fn without_dropout(layers: Vec<LayerSpec>) -> Vec<LayerSpec> {
    let kept = layers.into_iter().filter(|layer| !matches!(layer, LayerSpec::Dropout { .. }));
    kept.map(|layer| match layer {
        LayerSpec::Residual { layers } => LayerSpec::Residual { layers: without_dropout(layers) },
        LayerSpec::Parallel { branches, merge } => {
            let branches = branches.into_iter().map(without_dropout).collect();
            LayerSpec::Parallel { branches, merge }
        }
        layer => layer,
    })
    .collect()
}

fn networks(model: &ModelSpec, columns: &[String], series: usize, outputs: usize) -> Vec<NetworkSpec> {
    let networks = model.networks(columns, close(), series, outputs).unwrap();
    let bare = |spec: NetworkSpec| NetworkSpec { layers: without_dropout(spec.layers), ..spec };
    networks.into_iter().map(bare).collect()
}

/// The model of each training beside PyTorch, as its recipe has it or a paper sets it.
fn model(name: &str) -> ModelSpec {
    let (relu, softmax) = (CellActivation::Relu, DirectionHead::Softmax);
    let of_kind = |kind: &str| ModelSpec::all().into_iter().find(|spec| spec.info().kind == kind).unwrap();
    match name {
        "lstm" => ModelSpec::Lstm(LstmParams { activation: relu, ..LstmParams::default() }),
        "lstm-candlestick" => ModelSpec::Lstm(LstmParams {
            units: 30,
            dropout: 0.5,
            dense: 256,
            direction_head: softmax,
            ..LstmParams::default()
        }),
        "cnn-four-stock" => {
            ModelSpec::Cnn(CnnParams { filters: 96, dropout: 0.1, dense: 96, ..CnnParams::default() })
        }
        "cnn-lstm-relu" => ModelSpec::CnnLstm(CnnLstmParams { activation: relu, ..CnnLstmParams::default() }),
        "cnn-lstm-nflx" => {
            ModelSpec::CnnLstm(CnnLstmParams { pool: 2, dense: 50, ..CnnLstmParams::default() })
        }
        "alstm-adversarial" => ModelSpec::Alstm(AlstmParams::default()),
        "alstm-movement" => {
            ModelSpec::Alstm(AlstmParams { mapping: 11, units: 32, attention: 32, ..AlstmParams::default() })
        }
        "lstm-tanh" | "global-lstm" => ModelSpec::Lstm(LstmParams::default()),
        // once more by another rule
        kind => of_kind(kind.strip_suffix("-sgd").unwrap_or(kind)),
    }
}

#[test]
fn recipes_build_the_networks_that_are_trained_beside_pytorch() {
    let File { columns, cases, games } = file();
    for Case { name, series, spec } in cases {
        let outputs = spec.validate().unwrap().layers.last().unwrap().features;
        let found = networks(&model(&name), &columns, series.unwrap_or(1), outputs);
        assert_eq!(found, [spec], "{name}");
    }
    assert!(!games.is_empty());
    for Game { generator, discriminator } in games {
        assert_eq!(networks(&model("gan"), &columns, 1, 1), [generator, discriminator]);
    }
}

#[test]
fn every_network_and_every_published_setting_is_trained_beside_pytorch() {
    let File { columns, cases, games } = file();
    let games = games.into_iter().map(|game| vec![game.generator, game.discriminator]);
    let trained: Vec<_> = cases.into_iter().map(|case| vec![case.spec]).chain(games).collect();
    let published = ModelSpec::published().into_iter().map(|published| published.spec);
    let mut seen = 0;
    for spec in ModelSpec::all().into_iter().chain(published) {
        // the head of a number, or of a direction as the candlestick paper has it
        let beside = [1, 2].map(|outputs| networks(&spec, &columns, 1, outputs));
        // the networks of decompositions are those of others on one column: see `modes`
        if beside[0].is_empty() || spec.decomposes() {
            continue;
        }
        assert!(beside.iter().any(|networks| trained.contains(networks)), "{spec:?}");
        seen += 1;
    }
    assert!(seen >= 30, "{seen} networks");
}

#[test]
fn a_model_that_cannot_be_has_no_networks() {
    let nothing = ModelSpec::Lstm(LstmParams { units: 0, ..LstmParams::default() });
    let error = nothing.networks(&["close".to_owned()], close(), 1, 1).unwrap_err();
    assert_eq!(error.to_string(), "lstm: `units` is 0; it must be at least 1");
}

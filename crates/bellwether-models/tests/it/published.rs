//! The networks that recipes build are those that are trained beside PyTorch, so that the two cannot drift apart; and what
//! the papers state beside the sizes (dropout, optimiser, epochs, batch, head), by a table written from the papers.

use bellwether_core::{Target, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_models::deep::{
    AlstmParams, CellActivation, CnnLstmParams, CnnParams, DirectionHead, LstmParams,
};
use bellwether_nn::{AttentionScore, LayerSpec, Merge, NetworkSpec};
use serde::{Deserialize, Serialize};
use serde_json::json;

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

/// A published setting of a network, as the paper has it.
struct Paper {
    kind: &'static str,
    preset: &'static str,
    /// The networks, layer by layer, with the linear layer at the end; for the six columns of `papers.json`.
    figures: &'static [&'static str],
    head: &'static str,
    optimizer: &'static str,
    epochs: usize,
    batch: usize,
    /// Whether all epochs are trained, without a look at the validation part.
    to_the_end: bool,
}

/// What no paper states: Adam, 200 epochs at most, and the batch of 32 that Keras takes.
const UNSTATED: Paper = Paper {
    kind: "",
    preset: "",
    figures: &[],
    head: "sigmoid",
    optimizer: "adam",
    epochs: 200,
    batch: 32,
    to_the_end: false,
};

/// Written from the papers, not from the program. Three rates are not theirs: the hybrid's paper has "dropout" without one, the
/// candlestick paper has three dropouts in its network for pictures, without rates and places, and their joint network likewise.
fn papers() -> Vec<Paper> {
    let of = |kind, preset, figures| Paper { kind, preset, figures, ..UNSTATED };
    // "Adam, MSE, 200 epochs"
    let topics = |kind, figures| Paper { to_the_end: true, ..of(kind, "topic-sentiment", figures) };
    let candles = |kind, figures| Paper { head: "softmax", ..of(kind, "candlestick", figures) };
    let pictures = |kind, figures| Paper { epochs: 50, batch: 16, ..candles(kind, figures) };
    // the defaults of the authors' program
    let movement = |preset| Paper {
        epochs: 150,
        batch: 1024,
        to_the_end: true,
        ..of("alstm", preset, &["dense 11 tanh > lstm 32 all > (attention 32 | last 1) > dense 1"])
    };
    vec![
        topics("lstm", &["lstm 50 relu > dense 1"]),
        candles("lstm", &["lstm 30 > dropout 0.5 > dense 256 relu > dense 2"]),
        topics("cnn", &["conv1d 64 k2 relu > pool 2 > flatten > dense 50 relu > dense 1"]),
        of(
            "cnn",
            "four-stock",
            &["conv1d 96 k2 relu > pool 2 > flatten > dense 96 relu > dropout 0.1 > dense 1"],
        ),
        topics("cnn-lstm", &["conv1d 64 k2 relu > lstm 50 relu > dense 1"]),
        of("cnn-lstm", "nflx", &["conv1d 64 k2 relu > pool 2 > lstm 50 > dense 50 relu > dense 1"]),
        of(
            "ar-lstm",
            "nflx",
            &["(last 6 | slice 3+1 > conv1d 1 k5) > (lstm 50 > dense 1 + slice 6+1 > last 1)"],
        ),
        of("bilstm", "four-stock", &["bilstm 64 all > dropout 0.5 > bilstm 128 > dropout 0.1 > dense 1"]),
        Paper {
            optimizer: "rmsprop",
            ..of(
                "transformer",
                "four-stock",
                &["dense 128 > waves > [attention 2x64 > dropout 0.2] > norm \
                   > [dense 96 relu > dense 128 > dropout 0.2] > norm \
                   > flatten > dense 128 relu > dropout 0.2 > dense 1"],
            )
        },
        of(
            "bert-inspired",
            "four-stock",
            &["dense 32 > places > [attention 6x96 > dropout 0.1] > norm \
               > [dense 64 relu > dense 32 > dropout 0.1] > norm > average > dropout 0.1 > dense 1"],
        ),
        of(
            "hybrid",
            "four-stock",
            &["conv1d 96 k3 same tanh > bilstm 64 all > [attention 2x96] > norm > average \
               > dense 64 relu > dropout 0.1 > dense 1"],
        ),
        movement("movement"),
        movement("movement-adversarial"),
        // the paper does not give the networks
        Paper {
            figures: &["lstm 50 > dense 1", "dense 64 relu > dense 64 relu > dense 1"],
            ..topics("gan", &[])
        },
        candles(
            "sentiment-cnn",
            &["conv1d 64 k3 same > batch-norm > relu > conv1d 64 k3 same > batch-norm > relu \
               > conv1d 64 k3 same > batch-norm > relu > average > dense 32 relu > dropout 0.5 > dense 2"],
        ),
        pictures(
            "candle-cnn",
            &[
                "reshape 50x50x3 > conv2d 32 k3 relu > pool2d 2 > conv2d 48 k3 relu > pool2d 2 > dropout 0.25 \
               > conv2d 64 k3 relu > pool2d 2 > dropout 0.25 > conv2d 96 k3 relu > pool2d 2 > flatten \
               > dense 32 relu > dropout 0.25 > dense 2",
            ],
        ),
        pictures(
            "joint",
            &["(slice 0+60 > reshape 1x10x6 \
               > conv1d 64 k3 same > batch-norm > relu > conv1d 64 k3 same > batch-norm > relu \
               > conv1d 64 k3 same > batch-norm > relu > average > dense 32 relu \
               | slice 60+7500 > reshape 50x50x3 \
               > conv2d 32 k3 relu > pool2d 2 > conv2d 48 k3 relu > pool2d 2 > dropout 0.25 \
               > conv2d 64 k3 relu > pool2d 2 > dropout 0.25 > conv2d 96 k3 relu > pool2d 2 > flatten \
               > dense 32 relu) > dense 32 relu > dropout 0.25 > dense 2"],
        ),
    ]
}

/// A function's name behind a layer, but for the one that is not named.
fn with(function: impl Serialize, unnamed: &str) -> String {
    let name = serde_json::to_value(function).unwrap();
    let name = name.as_str().unwrap();
    if name == unnamed { String::new() } else { format!(" {name}") }
}

fn figure(layers: &[LayerSpec]) -> String {
    let all = |yes: bool| if yes { " all" } else { "" };
    let one = |layer: &LayerSpec| match layer {
        LayerSpec::Dense { units, activation, .. } => format!("dense {units}{}", with(activation, "linear")),
        LayerSpec::Activation { function } => with(function, "linear").trim().to_owned(),
        LayerSpec::Conv1d { filters, kernel, padding, activation, .. } => {
            format!("conv1d {filters} k{kernel}{}{}", with(padding, "valid"), with(activation, "linear"))
        }
        LayerSpec::Conv2d { filters, kernel, activation, .. } => {
            format!("conv2d {filters} k{kernel}{}", with(activation, "linear"))
        }
        LayerSpec::Lstm { units, activation, return_sequences } => {
            format!("lstm {units}{}{}", with(activation, "tanh"), all(*return_sequences))
        }
        LayerSpec::BiLstm { units, activation, return_sequences } => {
            format!("bilstm {units}{}{}", with(activation, "tanh"), all(*return_sequences))
        }
        LayerSpec::MultiHeadAttention { heads, key_dim } => format!("attention {heads}x{key_dim}"),
        LayerSpec::Attention { score: AttentionScore::Additive { units } } => format!("attention {units}"),
        LayerSpec::LayerNorm { .. } => "norm".to_owned(),
        LayerSpec::BatchNorm { .. } => "batch-norm".to_owned(),
        LayerSpec::Dropout { rate } => format!("dropout {rate}"),
        LayerSpec::MaxPool1d { size } => format!("pool {size}"),
        LayerSpec::MaxPool2d { size } => format!("pool2d {size}"),
        LayerSpec::GlobalAveragePool {} => "average".to_owned(),
        LayerSpec::Flatten {} => "flatten".to_owned(),
        LayerSpec::Reshape { rows, columns, features } => format!("reshape {rows}x{columns}x{features}"),
        LayerSpec::Slice { from, count } => format!("slice {from}+{count}"),
        LayerSpec::LastSteps { count } => format!("last {count}"),
        LayerSpec::PositionalEncoding { trained } => (if *trained { "places" } else { "waves" }).to_owned(),
        LayerSpec::Residual { layers } => format!("[{}]", figure(layers)),
        LayerSpec::Parallel { branches, merge } => {
            let branches: Vec<String> = branches.iter().map(|branch| figure(branch)).collect();
            format!("({})", branches.join(if *merge == Merge::Add { " + " } else { " | " }))
        }
        other => panic!("no paper has {other:?}"),
    };
    layers.iter().map(one).collect::<Vec<_>>().join(" > ")
}

/// Networks with their dropouts, and how they are trained: nothing is left out.
#[test]
fn published_settings_are_the_papers() {
    let columns = file().columns;
    let mut published: Vec<_> = ModelSpec::published();
    published.retain(|one| !one.spec.networks(&columns, close(), 1, 1).unwrap().is_empty());
    let papers = papers();
    assert_eq!(published.len(), papers.len());
    for Paper { kind, preset, figures, head, optimizer, epochs, batch, to_the_end } in papers {
        let what = format!("{kind}, {preset}");
        let one = published.iter().find(|one| one.spec.info().kind == kind && one.preset == preset);
        let spec = &one.expect(&what).spec;
        let outputs = if head == "softmax" { 2 } else { 1 };
        let built = spec.networks(&columns, target(TargetKind::Direction, 1), 1, outputs).unwrap();
        let built: Vec<String> = built.iter().map(|network| figure(&network.layers)).collect();
        // what the autoregression looks at goes by the target
        if kind != "ar-lstm" {
            assert_eq!(built, figures, "{what}");
        }
        if outputs == 1 {
            let of_number = spec.networks(&columns, close(), 1, 1).unwrap();
            let of_number: Vec<String> = of_number.iter().map(|network| figure(&network.layers)).collect();
            assert_eq!(of_number, figures, "{what}, a number");
        }
        let settings = serde_json::to_value(spec).unwrap();
        let training = &settings["training"];
        assert_eq!((&training["epochs"], &training["batch"]), (&json!(epochs), &json!(batch)), "{what}");
        // the game is by Adam, in turns, without a best epoch, and its direction is a share of scenarios
        if kind != "gan" {
            assert_eq!(training["optimizer"], json!(optimizer), "{what}");
            assert_eq!(settings["direction-head"], json!(head), "{what}");
            assert_eq!(training["patience"] == json!(0), to_the_end, "{what}");
            assert_eq!(training["loss"], json!("squared-error"), "{what}");
        }
    }
}

/// The same by what stands alone: the papers' defaults of a kind are those of its only preset.
#[test]
fn defaults_of_networks_with_one_preset_are_that_preset() {
    let kinds = [
        "ar-lstm",
        "bilstm",
        "transformer",
        "bert-inspired",
        "hybrid",
        "sentiment-cnn",
        "candle-cnn",
        "joint",
    ];
    for kind in kinds {
        let default: ModelSpec = serde_json::from_value(json!({ "kind": kind })).unwrap();
        assert_eq!(ModelSpec::presets(kind)[0].spec, default, "{kind}");
    }
}

#[test]
fn a_model_that_cannot_be_has_no_networks() {
    let nothing = ModelSpec::Lstm(LstmParams { units: 0, ..LstmParams::default() });
    let error = nothing.networks(&["close".to_owned()], close(), 1, 1).unwrap_err();
    assert_eq!(error.to_string(), "lstm: `units` is 0; it must be at least 1");
}

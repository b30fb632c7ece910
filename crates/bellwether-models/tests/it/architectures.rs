//! Weights of the published networks, from closed formulas of their layers.

use bellwether_models::ModelSpec;

use crate::support::networks;

/// A dense layer of `u` units on `f` values.
fn dense(f: usize, u: usize) -> usize {
    (f + 1) * u
}

/// Four gates, each with inputs, states and a bias.
fn lstm(f: usize, u: usize) -> usize {
    4 * u * (f + u + 1)
}

/// Queries, keys and values of all heads, and the way back to the width.
fn attention(width: usize, heads: usize, key: usize) -> usize {
    3 * dense(width, heads * key) + dense(heads * key, width)
}

/// `c` filters over `k` values.
fn filters(k: usize, c: usize) -> usize {
    (k + 1) * c
}

/// Gain and offset.
fn norm(width: usize) -> usize {
    2 * width
}

/// Three normalised convolutions of 64 filters over 3 rows, Dense 32.
fn window_branch(f: usize) -> usize {
    filters(3 * f, 64) + 2 * filters(3 * 64, 64) + 3 * norm(64) + dense(64, 32)
}

/// A picture of 50 x 50 pixels of 3 colours: 50, 48, 24, 22, 11, 9, 4, 2 and at last 1 x 1 pixel of 96 values, Dense 32.
fn picture_branch() -> usize {
    filters(27, 32) + filters(9 * 32, 48) + filters(9 * 48, 64) + filters(9 * 64, 96) + dense(96, 32)
}

/// Weights for windows of `f` columns, among them the close, and one output.
fn expected(kind: &str, f: usize) -> usize {
    match kind {
        "lstm" => lstm(f, 50) + dense(50, 1),
        // three gates, each with inputs, states and two biases
        "gru" => 3 * 50 * (f + 50 + 2) + dense(50, 1),
        "mlp" => dense(5 * f, 64) + dense(64, 32) + dense(32, 1),
        // 5 rows give 4, pooled to 2
        "cnn" => filters(2 * f, 64) + dense(2 * 64, 50) + dense(50, 1),
        "cnn-lstm" => filters(2 * f, 64) + lstm(64, 50) + dense(50, 1),
        // five lags of the close and a constant; the LSTM sees their sum too
        "ar-lstm" => 6 + lstm(f + 1, 50) + dense(50, 1),
        "bilstm" => 2 * lstm(f, 64) + 2 * lstm(128, 128) + dense(256, 1),
        "transformer" => {
            let block = attention(128, 2, 64) + dense(128, 96) + dense(96, 128) + 2 * norm(128);
            dense(f, 128) + block + dense(5 * 128, 128) + dense(128, 1)
        }
        "bert-inspired" => {
            let block = attention(32, 6, 96) + dense(32, 64) + dense(64, 32) + 2 * norm(32);
            dense(f, 32) + 5 * 32 + block + dense(32, 1)
        }
        "hybrid" => {
            let body = filters(3 * f, 96) + 2 * lstm(96, 64) + attention(128, 2, 96) + norm(128);
            body + dense(128, 64) + dense(64, 1)
        }
        // the score of a step: Dense 16, and a line without a constant
        "alstm" => dense(f, 16) + lstm(16, 16) + dense(16, 16) + 16 + dense(32, 1),
        "gan" => {
            let generator = lstm(f + 4, 50) + dense(50, 1);
            generator + dense(5 * f + 1, 64) + dense(64, 64) + dense(64, 1)
        }
        "sentiment-cnn" => window_branch(f) + dense(32, 1),
        "candle-cnn" => picture_branch() + dense(32, 1),
        "joint" => window_branch(f) + picture_branch() + dense(64, 32) + dense(32, 1),
        other => panic!("{other} has no formula"),
    }
}

#[test]
fn every_network_has_the_published_weights() {
    for spec in networks() {
        let kind = spec.info().kind;
        for columns in [4, 13, 14] {
            assert_eq!(
                spec.parameter_count(columns),
                Some(expected(kind, columns)),
                "{kind}, {columns} columns"
            );
        }
    }
}

#[test]
fn settings_that_do_not_fit_together_have_no_count() {
    for (kind, setting, value) in [
        ("cnn", "kernel", 6),
        ("cnn-lstm", "kernel", 6),
        ("cnn", "pool", 5),
        ("gan", "units", 0),
        ("mlp", "lookback", usize::MAX),
        ("joint", "lookback", usize::MAX),
        ("gan", "lookback", usize::MAX),
        ("gan", "noise", usize::MAX),
        ("transformer", "embedding", usize::MAX),
        ("bert-inspired", "key-dim", usize::MAX),
    ] {
        let text = format!("{{\"kind\":\"{kind}\",\"{setting}\":{value}}}");
        let spec: ModelSpec = serde_json::from_str(&text).unwrap();
        assert_eq!(spec.parameter_count(4), None, "{text}");
        assert!(spec.build().validate().is_err(), "{text}");
    }
}

//! `bellwether features`: what can be named under `[inputs]`.

use bellwether_features::{PriceFeature, TextFeature, TextSettings};
use bellwether_study::TopicColumn;
use serde::Serialize;

use crate::cli::End;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};

/// One column.
#[derive(Debug, Serialize)]
struct Entry {
    /// The key under `[inputs]` that it is named in: `price`, `text`, or `columns` of `topics`.
    inputs: &'static str,
    name: &'static str,
    /// Sessions before its first value.
    warm_up: usize,
    formula: &'static str,
    source: &'static str,
}

pub(crate) fn run(screen: &Screen) -> anyhow::Result<End> {
    let price = PriceFeature::ALL.map(|f| Entry {
        inputs: "price",
        name: f.name(),
        warm_up: f.warm_up(),
        formula: f.formula(),
        source: f.source(),
    });
    let text = TextFeature::ALL.map(|f| Entry {
        inputs: "text",
        name: f.name(),
        warm_up: f.warm_up(&TextSettings::default()),
        formula: f.formula(),
        source: f.source(),
    });
    let topics = TopicColumn::ALL.map(|column| Entry {
        inputs: "topics",
        name: column.as_written(),
        warm_up: 0,
        formula: column.formula(),
        source: "BERTopic; the topic-sentiment paper",
    });
    let entries: Vec<Entry> = price.into_iter().chain(text).chain(topics).collect();
    if screen.is_json() {
        screen::json(&entries)?;
    } else {
        screen::data(list(&entries, screen))?;
    }
    Ok(End::Done)
}

fn list(entries: &[Entry], screen: &Screen) -> String {
    let mut table = Table::new(&[
        ("inputs", Align::Left),
        ("name", Align::Left),
        ("warm-up", Align::Right),
        ("formula (source)", Align::Left),
    ]);
    for e in entries {
        table.row([
            e.inputs.to_owned(),
            e.name.to_owned(),
            e.warm_up.to_string(),
            format!("{} ({})", e.formula, e.source),
        ]);
    }
    let legend = "\
warm-up: sessions before the first value. Every column is causal: its value for a session uses nothing later, but for what \
says so. Silent sessions of text columns are 0, carried or missing by `no-posts`, counts 0. Class thresholds, half-life, \
norm window, week and when followers were counted are set under [inputs.text-settings]. Columns of topics are named in `columns` \
under [inputs.topics]; topics are found anew in the training part of each fold.";
    let legend = wrap(legend, screen.width).join("\n");
    format!("{}\n{legend}\n", table.text(screen.width, |h| screen.heading(h)))
}

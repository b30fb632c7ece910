//! `bellwether models`: what can be named under `[[models]]`.

use bellwether_models::ModelSpec;
use serde::Serialize;
use serde_json::Value;

use crate::cli::End;
use crate::cli::args::ModelsArgs;
use crate::cli::error::CliError;
use crate::cli::nearest::nearest;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};

/// Columns of the windows that weights are counted for.
const COLUMNS: usize = 16;

/// One model, as JSON shows it.
#[derive(Debug, Serialize)]
struct Entry {
    kind: &'static str,
    summary: &'static str,
    source: &'static str,
    /// Its formula, recursion or layers.
    formula: &'static str,
    /// Sessions in its window; 0 for a model that sees no inputs.
    lookback: usize,
    /// Fewest samples that it learns from.
    min_samples: usize,
    /// Whether it sees inputs.
    inputs: bool,
    /// Whether it has a form with text.
    text: bool,
    /// Whether one network may learn from all tickers (`scope = "global"`).
    global: bool,
    /// Whether it looks at candlestick pictures, and so needs the columns open, high, low and close.
    pictures: bool,
    /// Whether a validation part stops its training.
    validation: bool,
    /// Whether it is run once with each seed.
    seeds: bool,
    /// Weights with windows of 16 columns.
    weights_16_columns: Option<usize>,
    /// The papers whose settings can be named as its `preset`.
    presets: Vec<&'static str>,
    /// Its parameters, at their defaults.
    defaults: Value,
}

pub(crate) fn run(args: &ModelsArgs, screen: &Screen) -> anyhow::Result<End> {
    let entries: Vec<Entry> = ModelSpec::all().iter().map(entry).collect();
    match &args.kind {
        Some(kind) => one(kind, &entries, screen)?,
        None if screen.is_json() => screen::json(&entries)?,
        None => screen::data(list(&entries, screen))?,
    }
    Ok(End::Done)
}

fn entry(spec: &ModelSpec) -> Entry {
    let info = spec.info();
    let needs = spec.build().needs();
    Entry {
        kind: info.kind,
        summary: info.summary,
        source: info.source,
        formula: spec.formula(),
        lookback: needs.lookback,
        min_samples: needs.min_samples,
        inputs: needs.features,
        text: needs.text,
        global: needs.global,
        pictures: spec.picture().is_some(),
        validation: needs.validation,
        seeds: needs.seeded,
        weights_16_columns: spec.parameter_count(COLUMNS),
        presets: ModelSpec::presets(info.kind).iter().map(|published| published.preset).collect(),
        defaults: serde_json::to_value(spec).unwrap_or(Value::Null),
    }
}

fn list(entries: &[Entry], screen: &Screen) -> String {
    let mut table = Table::new(&[
        ("kind", Align::Left),
        ("lookback", Align::Right),
        ("text", Align::Left),
        ("global", Align::Left),
        ("validation", Align::Left),
        ("seeds", Align::Left),
        ("weights", Align::Right),
        ("what it is (source)", Align::Left),
    ]);
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    for e in entries {
        table.row([
            e.kind.to_owned(),
            if e.inputs { e.lookback.to_string() } else { "-".to_owned() },
            yes(e.text),
            yes(e.global),
            yes(e.validation),
            yes(e.seeds),
            e.weights_16_columns.map_or("-".to_owned(), |n| n.to_string()),
            format!("{} ({})", e.summary, e.source),
        ]);
    }
    let legend = "\
lookback: sessions in the window, by default. text: run without and with the text columns. global: may \
learn from all tickers at once (`scope = \"global\"`). validation: stops training \
on the validation rows. seeds: run once with each seed. weights: learnt from windows of 16 columns. \
`bellwether models KIND` prints a model's formula and parameters. Beside any model on windows can stand `pca = { components = \
0.95 }`: principal components of its columns, fitted in the fold.";
    let legend = wrap(legend, screen.width).join("\n");
    format!("{}\n{legend}\n", table.text(screen.width, |h| screen.heading(h)))
}

/// The parameters of one model, as a study file writes them.
fn one(kind: &str, entries: &[Entry], screen: &Screen) -> anyhow::Result<()> {
    let Some(entry) = entries.iter().find(|e| e.kind == kind) else {
        let nearest = nearest(kind, entries.iter().map(|e| e.kind));
        let nearest = entries.iter().map(|e| e.kind).find(|k| Some(*k) == nearest);
        return Err(CliError::NoModel { kind: kind.to_owned(), nearest }.into());
    };
    if screen.is_json() {
        screen::json(entry)?;
        return Ok(());
    }
    let said = [format!("{} ({})", entry.summary, entry.source), entry.formula.to_owned()];
    screen::data(super::model_page::page(entry.kind, &said, screen.width)?)?;
    Ok(())
}

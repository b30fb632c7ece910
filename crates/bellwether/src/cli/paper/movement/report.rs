//! What the benchmark found: a record and a page.

use bellwether_evaluation::significance::p_value_words;
use bellwether_report::number;
use serde::Serialize;

use super::score::{Coin, Interval, Scores};
use super::walk::{Walk, Walked};
use crate::cli::count::count;
use crate::cli::paper::changes::QUICK;
use crate::cli::paper::page::{Page, Section};

/// Heads of the tables.
pub(crate) const HEADS: [&str; 6] = [
    "model",
    "accuracy, %",
    "95 % of it",
    "MCC",
    "95 % of it",
    "published accuracy, MCC; or against the market",
];
/// The naive forecast.
pub(super) const MARKET: &str = "market's last direction";

/// Where the published protocol sees what nobody knows beforehand.
const SEES_FUTURE: &str = "Where the protocol as published sees the future: samples are chosen by the size of the move that is to be \
     forecast, and nobody knows beforehand which days will move so far; the settings of each set were found by a search, and the \
     figures are of the settings that it found, on the one test part that there is. Walked forward there is neither: all days are \
     forecast, with one choice of settings.";

const WORDS: [&str; 3] = [
    "Market’s last direction: every stock does what the mean stock did the day before; walked forward, what most stocks did. \
     Always-majority is the class that is the more frequent in the training part.",
    "A sample is a stock’s day with a move of at least .55 % up or .5 % down, which is not known beforehand, and the eleven \
     published features of the days before it: five, but ten of the LSTM on ACL18, fifteen of the attentive ones on KDD17.",
    "Settings are those that the authors list for each set and model, found by a search over them; figures are the means that they \
     state. Networks keep the weights of the epoch with the best validation accuracy, as published. Otherwise than published: \
     cross-entropy for the hinge loss, and adversarial training from the first epoch on and not from a trained network.",
];

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) paper: &'static str,
    /// Set when the run was shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quick: Option<String>,
    words: Vec<String>,
    pub(crate) sets: Vec<SetReport>,
    pub(crate) walk_forward: Walk,
}

#[derive(Debug, Serialize)]
pub(crate) struct SetReport {
    pub(super) name: &'static str,
    /// Of training, validation and test.
    pub(super) samples: [usize; 3],
    /// Tested.
    pub(super) days: usize,
    /// What luck alone gives.
    pub(super) coin: Coin,
    /// At most.
    pub(super) epochs: usize,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) model: String,
    pub(super) seeds: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scores: Option<Scores>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failed: Option<String>,
    /// Accuracy in per cent and MCC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<(f64, f64)>,
}

/// A figure and what it is of.
type Named = (f64, String);

/// What `paper all` shows of it: accuracies, as shares.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) best_published: Option<Named>,
    /// What that model has here, in words.
    pub(crate) rerun: Option<String>,
    pub(crate) naive: Option<Named>,
    /// The best walked forward, and the naive forecast on the same rows.
    pub(crate) honest: Option<Named>,
    pub(crate) baseline: Option<Named>,
    /// Of the best against it.
    pub(crate) p_value: Option<f64>,
    /// Of every model against it.
    pub(crate) p_values: Vec<f64>,
}

impl Report {
    pub(super) fn new(quick: bool, sets: Vec<SetReport>, walk_forward: Walk) -> Self {
        let epochs = sets.iter().map(|set| set.epochs).max().unwrap_or(0);
        let quick = quick.then(|| {
            format!(
                "{QUICK}: one seed, at most {epochs} epochs; walked forward at most {} epochs and a third of the refits",
                walk_forward.epochs
            )
        });
        let [naive, samples, settings] = WORDS.map(str::to_owned);
        let words = vec![naive, coins(&sets), samples, settings, SEES_FUTURE.to_owned()];
        Self { paper: super::NAME, quick, words, sets, walk_forward }
    }

    /// As a page; `links` to the reports.
    pub(crate) fn page(&self, links: Vec<(String, String)>) -> Page {
        let mut sections: Vec<Section> = self
            .sets
            .iter()
            .map(|set| Section { caption: set.caption(), rows: set.rows.iter().map(Row::cells).collect() })
            .collect();
        let walk = &self.walk_forward;
        sections.push(Section {
            caption: format!(
                "StockNet walked forward: {}, {}, {}",
                count(walk.tickers as u64, "stock"),
                count(walk.days as u64, "day"),
                count(walk.rows as u64, "row")
            ),
            rows: walk.models.iter().map(Walked::cells).collect(),
        });
        let title = "Stock movement: ACL18 and KDD17, and StockNet walked forward".to_owned();
        let notice = self
            .quick
            .as_ref()
            .map(|what| format!("This is a {what}. Its figures are not those of the papers’ protocol."));
        Page { title, notice, answer: None, sections, sentences: self.sentences(), links }
            .marked(self.quick.is_some())
    }

    fn sentences(&self) -> Vec<String> {
        let mut out = self.words.clone();
        let walk = &self.walk_forward;
        let left_out: Vec<&str> = walk.left_out.iter().map(bellwether_core::Ticker::as_str).collect();
        let without = if left_out.is_empty() {
            String::new()
        } else {
            format!(" Left out, with fewer than {} sessions: {}.", walk.needed, left_out.join(", "))
        };
        out.push(format!(
            "Walked forward: {}; all days, however small the move; one model for all stocks, of networks {}, forecasts averaged over \
             seeds; p-values are of the daily shares of wrong directions beside those of the market’s last direction.{without}",
            walk.protocol,
            count(walk.epochs.into(), "epoch")
        ));
        for set in &self.sets {
            out.extend(set.rows.iter().filter_map(|row| {
                Some(format!("{} of {} failed: {}.", row.model, set.name, row.failed.as_ref()?))
            }));
        }
        out.extend(
            walk.models
                .iter()
                .filter_map(|row| Some(format!("{} failed: {}.", row.model, row.failures.first()?))),
        );
        out
    }

    /// For `paper all`.
    pub(crate) fn line(&self) -> Line {
        let set = self.sets.first();
        let rows = || set.into_iter().flat_map(|set| &set.rows);
        let published = |row: &Row| row.published.map_or(f64::NEG_INFINITY, |(accuracy, _)| accuracy);
        let best =
            rows().filter(|row| row.published.is_some()).max_by(|a, b| published(a).total_cmp(&published(b)));
        let of = |row: &Row| format!("{}, {}", row.model, set.map_or("", |set| set.name));
        let walked = &self.walk_forward.models;
        let accuracy = |row: &Walked| row.scores.map(|scores| scores.accuracy.mean);
        let (market, models) = (walked.first(), walked.get(1..).unwrap_or_default());
        // what repeats the past is no model to choose
        let models = || models.iter().filter(|row| !NAIVE.contains(&row.model.as_str()));
        let honest = models()
            .filter(|row| row.scores.is_some())
            .max_by(|a, b| accuracy(a).unwrap_or(0.0).total_cmp(&accuracy(b).unwrap_or(0.0)));
        let named = |row: Option<&Walked>| row.and_then(|row| Some((accuracy(row)?, row.model.clone())));
        Line {
            best_published: best.and_then(|row| Some((row.published?.0 / 100.0, of(row)))),
            rerun: best.and_then(|row| {
                let Interval { mean, low, high } = row.scores?.accuracy;
                Some(format!("{} rerun: {mean:.3} [{low:.3}, {high:.3}]", row.model))
            }),
            naive: rows()
                .find(|row| row.model == MARKET)
                .and_then(|row| Some((row.scores?.accuracy.mean, row.model.clone()))),
            honest: named(honest),
            baseline: named(market),
            p_value: honest.and_then(|row| row.p_value),
            p_values: models().filter_map(|row| row.p_value).collect(),
        }
    }
}

/// What luck alone gives on each set.
fn coins(sets: &[SetReport]) -> String {
    let spans: Vec<String> = sets
        .iter()
        .map(|SetReport { name, days, coin: Coin { low, high }, .. }| {
            let (low, high) = (100.0 * low, 100.0 * high);
            format!("{low:.1} to {high:.1} % on the {} of {name}", count(*days as u64, "test day"))
        })
        .collect();
    format!(
        "Stocks of one day move together: the accuracy of a coin thrown once a day for the whole market spans {}. Intervals are \
         95 %, of days drawn whole; of networks they are of the mean over seeds.",
        spans.join(", and ")
    )
}

const NAIVE: [&str; 2] = ["persistence", "always-majority"];

impl SetReport {
    fn caption(&self) -> String {
        let [train, validation, test] = self.samples;
        let seeds = self.rows.iter().map(|row| row.seeds).max().unwrap_or(0) as u64;
        format!(
            "{}: {}, {} epochs; {train} samples to train, {validation} to validate, {test} to test on {}",
            self.name,
            count(seeds, "seed"),
            self.epochs,
            count(self.days as u64, "day")
        )
    }
}

impl Row {
    fn cells(&self) -> [String; 6] {
        let published = self
            .published
            .map_or_else(String::new, |(accuracy, mcc)| format!("{accuracy:.2}, {}", signed(mcc)));
        cells(&self.model, self.scores, published)
    }
}

impl Walked {
    fn cells(&self) -> [String; 6] {
        let against = self.p_value.map_or_else(String::new, p_value_words);
        cells(&self.model, self.scores, against)
    }
}

fn cells(model: &str, scores: Option<Scores>, last: String) -> [String; 6] {
    let Some(Scores { accuracy, mcc }) = scores else {
        return [model, "failed", "", "", "", &last].map(str::to_owned);
    };
    [
        model.to_owned(),
        format!("{:.2}", 100.0 * accuracy.mean),
        format!("{:.1} to {:.1}", 100.0 * accuracy.low, 100.0 * accuracy.high),
        signed(mcc.mean),
        format!("{} to {}", signed(mcc.low), signed(mcc.high)),
        last,
    ]
}

fn signed(value: f64) -> String {
    number::signed(value, 4)
}

//! The table of a paper: what it states, what came out of its protocol here, and what the same models do walked forward.

use std::collections::BTreeMap;

use bellwether::papers::{Figure, Paper, TWEETS};
use bellwether_core::Ticker;
use bellwether_evaluation::significance::{ALPHA, p_value_words};
use bellwether_report::number::fixed;
use bellwether_study::record::{Arm, ModelRow, RunRecord};
use serde::Serialize;

use super::page::{Page, Section};
use super::skill::Skill;
use crate::cli::count::count;

/// Behind the name of a model that is shown only what was known, beside one that is shown the whole series.
const AS_KNOWN: &str = " (as known)";

/// The two runs of a paper at one horizon.
#[derive(Debug)]
pub(crate) struct Runs {
    /// Sessions ahead, in a paper that has several.
    pub(crate) horizon: Option<usize>,
    pub(crate) as_published: RunRecord,
    pub(crate) walk_forward: RunRecord,
}

/// A paper beside its runs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Comparison {
    pub(crate) paper: &'static str,
    pub(crate) title: &'static str,
    data: String,
    /// What was left out of a quick run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quick: Option<String>,
    seeds: usize,
    tickers: Vec<Ticker>,
    /// The metrics, that of the tables first.
    metrics: &'static [&'static str],
    /// What others must beat walked forward.
    pub(crate) baseline: &'static str,
    /// Figures that the paper states of all its models together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    published: Vec<Stated>,
    /// Persistence first; by horizon, where there are several.
    pub(crate) rows: Vec<Row>,
    /// Where the protocol as published sees the future.
    sees_future: Vec<String>,
    /// What came of the same models walked forward.
    verdict: Vec<String>,
    as_published: Tested,
    walk_forward: Tested,
}

/// A figure of no single model.
#[derive(Debug, Clone, Serialize)]
struct Stated {
    what: String,
    scores: BTreeMap<&'static str, f64>,
}

/// What was tested.
#[derive(Debug, Clone, Serialize)]
struct Tested {
    protocol: String,
    rows: usize,
}

/// A model with some inputs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) inputs: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) horizon: Option<usize>,
    /// Whether it looks at no inputs.
    pub(crate) is_naive: bool,
    /// What the paper states, and of its variants.
    pub(crate) published: BTreeMap<&'static str, f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) variants: BTreeMap<&'static str, BTreeMap<&'static str, f64>>,
    pub(crate) as_published: Judged,
    pub(crate) walk_forward: Judged,
}

/// Judged by metric.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Judged {
    /// Mean and standard deviation over seeds; means of both over tickers.
    pub(crate) scores: BTreeMap<&'static str, (f64, Option<f64>)>,
    /// Means over seeds by ticker, where there are several.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tickers: BTreeMap<Ticker, BTreeMap<&'static str, f64>>,
    /// Against the baseline; none of the baseline itself, and as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vs_baseline: Option<Skill>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<String>,
}

impl Comparison {
    /// `runs`: at least one. `joined`: files that are not public and were read.
    pub(crate) fn new(paper: &Paper, runs: &[Runs], quick: Option<String>, joined: &[String]) -> Self {
        let tested = |of: &dyn Fn(&Runs) -> RunRecord| {
            let record = runs.first().map(of);
            let rows = |record: &RunRecord| {
                record.tickers.iter().map(|t| t.rows.first().map_or(0, |row| row.forecasts.len())).sum()
            };
            Tested {
                protocol: record.as_ref().map(|r| r.protocol.clone()).unwrap_or_default(),
                rows: record.as_ref().map_or(0, rows),
            }
        };
        let first = runs.first().map(|r| &r.as_published);
        let seeds =
            first.and_then(|r| r.tickers.iter().flat_map(|t| &t.rows).map(|row| row.seeds.len()).max());
        let mut sees_future: Vec<String> = Vec::new();
        for warning in runs.iter().flat_map(|r| &r.as_published.warnings) {
            if !sees_future.contains(warning) {
                sees_future.push(warning.clone());
            }
        }
        sees_future.extend(paper.remarks.iter().map(|&what| what.to_owned()));
        let verdict = |r: &Runs| {
            let sentences = r.walk_forward.verdict.join(" ");
            match r.horizon {
                Some(horizon) => format!("{horizon} sessions ahead: {sentences}"),
                None => sentences,
            }
        };
        let stated = paper.figures.iter().filter(|f| f.model.is_empty());
        Self {
            paper: paper.name,
            title: paper.title,
            data: match joined {
                [] => paper.data.to_owned(),
                files => format!("{}. Joined here: {}", paper.data, files.join("; ")),
            },
            quick,
            seeds: seeds.unwrap_or(0),
            tickers: first.map(|r| r.tickers.iter().map(|t| t.ticker.clone()).collect()).unwrap_or_default(),
            metrics: paper.metrics,
            baseline: paper.baseline,
            published: stated.map(|f| Stated { what: place(f), scores: scores(f) }).collect(),
            rows: runs.iter().flat_map(|r| rows(paper, r)).collect(),
            sees_future,
            verdict: runs.iter().map(verdict).collect(),
            as_published: tested(&|r| r.as_published.clone()),
            walk_forward: tested(&|r| r.walk_forward.clone()),
        }
    }

    /// The metric of the tables.
    pub(crate) fn metric(&self) -> &'static str {
        self.metrics[0]
    }

    /// As a page; `links` to the reports.
    pub(crate) fn page(&self, links: Vec<(String, String)>) -> Page {
        let mut horizons: Vec<Option<usize>> = self.rows.iter().map(|row| row.horizon).collect();
        horizons.dedup();
        let mut sections = Vec::new();
        for horizon in horizons {
            let rows: Vec<&Row> = self.rows.iter().filter(|row| row.horizon == horizon).collect();
            let mut metrics = vec![self.metric()];
            // another metric has a table where the paper states it of a model of which it does not state the first
            metrics.extend(self.metrics[1..].iter().filter(|&&metric| {
                rows.iter()
                    .any(|r| r.published.contains_key(metric) && !r.published.contains_key(self.metric()))
            }));
            for metric in metrics {
                let ahead = horizon.map(|h| format!(", {h} sessions ahead")).unwrap_or_default();
                sections.push(Section {
                    caption: format!("{}{ahead}", words(metric)),
                    rows: rows.iter().map(|row| self.cells(row, metric)).collect(),
                });
            }
        }
        let page = Page {
            title: self.title.to_owned(),
            notice: self.notice(),
            answer: self.summary_sentence(),
            sections,
            sentences: self.sentences(),
            links,
        };
        page.marked(self.quick.is_some())
    }

    fn cells(&self, row: &Row, metric: &str) -> [String; 6] {
        let mut paper: Vec<String> = row.published.get(metric).map(|v| number(*v)).into_iter().collect();
        let variants = row.variants.values().filter_map(|scores| scores.get(metric));
        paper.extend(variants.map(|v| format!("({})", number(*v))));
        let model = match row.inputs.as_str() {
            // without other arms there is nothing to tell apart
            "without text" if self.rows.iter().all(|r| r.inputs.is_empty() || r.inputs == "without text") => {
                row.model.clone()
            }
            inputs => format!("{} {inputs}", row.model).trim_end().to_owned(),
        };
        let against = if row.model == self.baseline { String::new() } else { row.walk_forward.against() };
        [
            model,
            paper.join(" "),
            row.as_published.cell(metric),
            row.walk_forward.cell(metric),
            row.walk_forward.skill_cell(),
            against,
        ]
    }

    /// What was left out of a quick run.
    fn notice(&self) -> Option<String> {
        let what = self.quick.as_ref()?;
        Some(format!("This is a {what}. Its figures are not those of the paper’s protocol."))
    }

    fn sentences(&self) -> Vec<String> {
        let mut out = Vec::new();
        let Tested { rows, protocol } = &self.as_published;
        let over = match self.tickers.as_slice() {
            [_] => String::new(),
            tickers => format!(", and over the {} tickers", tickers.len()),
        };
        out.push(format!(
            "As published: {protocol}, {}; mean and standard deviation over {}{over}.",
            count(*rows as u64, "row"),
            count(self.seeds as u64, "seed"),
        ));
        let mut variants: Vec<&str> = Vec::new();
        for name in self.rows.iter().flat_map(|row| row.variants.keys().copied()) {
            if !variants.contains(&name) {
                variants.push(name);
            }
        }
        if !variants.is_empty() {
            out.push(format!("Figures of the paper in brackets: {}.", variants.join("; ")));
        }
        for stated in &self.published {
            if let Some(value) = stated.scores.get(self.metric()) {
                out.push(format!("The paper states {}: {}.", stated.what, number(*value)));
            }
        }
        out.extend(self.summary_sentence());
        out.extend(
            self.sees_future.iter().map(|what| format!("What to know of the protocol as published: {what}")),
        );
        let Tested { rows, protocol } = &self.walk_forward;
        out.push(format!(
            "Walked forward: {protocol}, {}; skill is the share of the squared error of {} saved, with its 95 % \
             interval over days drawn in blocks. {}",
            count(*rows as u64, "row"),
            self.baseline,
            self.verdict.join(" ")
        ));
        out.push(format!("Data: {}.", self.data));
        out
    }

    fn summary_sentence(&self) -> Option<String> {
        let summary = super::summary::Summary::new(self);
        let (best, naive) = (summary.best_published?, summary.naive?);
        let name = if naive.what == "persistence" { "The last known value alone" } else { &*naive.what };
        let side =
            if is_better(self.metric(), naive.value, best.value) { "better than" } else { "not better than" };
        Some(format!(
            "{name} has {} {} on these rows, {side} the best figure that the paper states, {} ({}).",
            number(naive.value),
            words(self.metric()),
            number(best.value),
            best.what
        ))
    }
}

/// The rows at one horizon.
fn rows(paper: &Paper, runs: &Runs) -> Vec<Row> {
    let Some(first) = runs.as_published.tickers.first() else { return Vec::new() };
    let several = first.rows.iter().any(|r| r.model.ends_with(AS_KNOWN));
    let has_text =
        |model: &str| first.rows.iter().any(|r| r.model == model && matches!(r.arm, Arm::WithText(_)));
    let row = |template: &ModelRow| {
        let of = |figure: &Figure| {
            let figure = placed(paper, figure, has_text(figure.model));
            let is = figure.model == template.model
                && is_of(&figure, template)
                && (figure.horizon.is_none() || figure.horizon == runs.horizon);
            is.then_some(figure)
        };
        let figures: Vec<Figure> = paper.figures.iter().filter_map(of).collect();
        Row {
            model: template.model.clone(),
            inputs: template.arm.words(template.scorer.as_deref()).unwrap_or_default(),
            horizon: runs.horizon,
            is_naive: template.arm == Arm::NoInputs && is_naive(&template.model),
            published: figures.iter().find(|f| f.variant.is_empty()).map(scores).unwrap_or_default(),
            variants: figures
                .iter()
                .filter(|f| !f.variant.is_empty())
                .map(|f| (f.variant, scores(f)))
                .collect(),
            as_published: judged(paper, &runs.as_published, template, None),
            walk_forward: judged(paper, &runs.walk_forward, template, Some(paper.baseline)),
        }
    };
    let mut out: Vec<Row> = first.rows.iter().map(row).collect();
    // the network that was shown the whole series has no place among forecasts that could have been made
    if several {
        out.sort_by_key(|row| !row.is_naive);
    }
    out
}

/// Whether a model only repeats what was.
fn is_naive(model: &str) -> bool {
    ["persistence", "drift", "always-majority", "historical-mean", "nearest-date"].contains(&model)
}

/// A row's like in a record, over its tickers.
fn judged(paper: &Paper, record: &RunRecord, template: &ModelRow, baseline: Option<&str>) -> Judged {
    let mut out = Judged::default();
    let mut pairs = Vec::new();
    let mut all: BTreeMap<&'static str, Vec<(f64, Option<f64>)>> = BTreeMap::new();
    for ticker in &record.tickers {
        let like = |row: &&ModelRow| {
            row.model == template.model && row.arm == template.arm && row.scorer == template.scorer
        };
        let Some(row) = ticker.rows.iter().find(like) else { continue };
        out.failures.extend(row.failures.iter().cloned());
        let own: BTreeMap<&'static str, (f64, Option<f64>)> = paper
            .metrics
            .iter()
            .filter_map(|&name| {
                let score = row.scores.iter().find(|score| score.metric == name)?;
                Some((name, (score.mean?, score.sd)))
            })
            .collect();
        if record.tickers.len() > 1 {
            out.tickers
                .insert(ticker.ticker.clone(), own.iter().map(|(name, (mean, _))| (*name, *mean)).collect());
        }
        for (name, score) in own {
            all.entry(name).or_default().push(score);
        }
        let base = ticker.rows.iter().find(|row| baseline == Some(row.model.as_str()));
        pairs.extend(base.map(|base| (row, base)));
    }
    let tickers = record.tickers.len();
    // a mean over fewer tickers would be another figure
    out.scores = all
        .into_iter()
        .filter(|(_, of)| of.len() == tickers)
        .map(|(name, of)| {
            let mean = of.iter().map(|(mean, _)| mean).sum::<f64>() / tickers as f64;
            let sds: Option<Vec<f64>> = of.iter().map(|(_, sd)| *sd).collect();
            (name, (mean, sds.map(|sds| sds.iter().sum::<f64>() / tickers as f64)))
        })
        .collect();
    if baseline.is_some_and(|name| name != template.model) && pairs.len() == tickers {
        out.vs_baseline = Skill::of(&pairs, record.target.horizon);
    }
    out
}

fn scores(figure: &Figure) -> BTreeMap<&'static str, f64> {
    figure.scores.iter().copied().collect()
}

/// Which figure it is.
pub(crate) fn place(figure: &Figure) -> String {
    let mut parts = vec![figure.model.to_owned(), figure.variant.to_owned()];
    parts.extend(figure.ticker.map(str::to_owned));
    parts.extend(figure.horizon.map(|h| format!("{h} sessions ahead")));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// A figure of the only arm with text is the main one of that arm, and a variant of the run without where there is no text.
///
/// A paper all of whose models read text has its figures there as well.
fn placed(paper: &Paper, figure: &Figure, has_text: bool) -> Figure {
    match figure.arm {
        Some(TWEETS) if has_text => Figure { variant: "", ..*figure },
        Some(TWEETS) => Figure { arm: None, ..*figure },
        None if has_text && paper.reads_text => Figure { arm: Some(TWEETS), ..*figure },
        _ => *figure,
    }
}

fn is_of(figure: &Figure, row: &ModelRow) -> bool {
    match row.arm {
        Arm::Elsewhere => false,
        Arm::NoInputs | Arm::WithoutText => figure.arm.is_none(),
        // the only arm has no name
        Arm::WithText(_) => figure.arm.is_some_and(|arm| row.scorer.as_deref().unwrap_or(TWEETS) == arm),
    }
}

impl Judged {
    /// Mean and deviation of a metric.
    fn cell(&self, metric: &str) -> String {
        match self.scores.get(metric) {
            Some((mean, Some(sd))) if *sd > 0.0 => {
                format!("{} ± {}", number(*mean), rounded(*sd, decimals(*mean)))
            }
            Some((mean, _)) => number(*mean),
            None if self.failures.is_empty() => "–".to_owned(),
            None => "failed".to_owned(),
        }
    }

    fn skill_cell(&self) -> String {
        let Some(skill) = self.vs_baseline else { return String::new() };
        let percent = |value: f64| fixed(100.0 * value, 1);
        match skill.interval {
            Some((low, high)) => {
                format!("{} % [{}, {}]", percent(skill.share), percent(low), percent(high))
            }
            None => format!("{} %", percent(skill.share)),
        }
    }

    fn against(&self) -> String {
        let Some(Skill { p_value: Some(p), share, .. }) = self.vs_baseline else { return String::new() };
        let side = match share {
            _ if p >= ALPHA => "no difference",
            share if share < 0.0 => "worse",
            _ => "better",
        };
        format!("{side}, {}", p_value_words(p))
    }
}

/// Whether the first value of a metric is the better one.
pub(crate) fn is_better(metric: &str, left: f64, right: f64) -> bool {
    if ["accuracy", "r2", "mcc"].contains(&metric) { left > right } else { left < right }
}

/// A metric in words.
pub(crate) fn words(metric: &str) -> &'static str {
    match metric {
        "rmse" => "root mean squared error",
        "mse" => "mean squared error",
        "mae" => "mean absolute error",
        "mape" => "mean absolute percentage error",
        "r2" => "R²",
        _ => "accuracy",
    }
}

/// Three decimals, fewer of large numbers.
pub(crate) fn number(value: f64) -> String {
    rounded(value, decimals(value))
}

fn decimals(value: f64) -> usize {
    match value.abs() {
        v if v >= 1000.0 => 0,
        v if v >= 100.0 => 1,
        v if v >= 10.0 => 2,
        _ => 3,
    }
}

fn rounded(value: f64, decimals: usize) -> String {
    fixed(value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A deviation is written to the places of its mean.
    #[test]
    fn a_cell_has_one_number_of_decimals() {
        let cell = |mean, sd| {
            let scores = BTreeMap::from([("mse", (mean, Some(sd)))]);
            Judged { scores, ..Judged::default() }.cell("mse")
        };
        assert_eq!(cell(127.5, 6.98), "127.5 ± 7.0");
        assert_eq!(cell(2.604, 0.31), "2.604 ± 0.310");
        assert_eq!(cell(-1500.4, 99.6), "−1,500 ± 100");
    }
}

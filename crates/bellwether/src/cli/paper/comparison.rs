//! The table of a paper: what it states, what came out of its protocol here, and what the same models do walked forward.

use std::collections::BTreeMap;

use bellwether::papers::{Figure, Paper};
use bellwether_evaluation::significance::{ALPHA, p_value_words};
use bellwether_study::record::{Arm, ModelRow, RunRecord};
use serde::Serialize;

use crate::cli::screen::Screen;
use crate::cli::table::{Align, Table, wrap};

/// What models of prices are judged by here, in the order of the papers.
const METRICS: [&str; 4] = ["rmse", "mae", "r2", "mape"];

/// A paper beside two runs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Comparison {
    paper: &'static str,
    title: &'static str,
    data: &'static str,
    /// What was left out of a quick run.
    #[serde(skip_serializing_if = "Option::is_none")]
    quick: Option<&'static str>,
    seeds: usize,
    /// Persistence first.
    rows: Vec<Row>,
    /// Where the protocol as published sees the future.
    sees_future: Vec<String>,
    /// What came of the same models walked forward.
    verdict: Vec<String>,
    as_published: Tested,
    walk_forward: Tested,
}

/// What was tested.
#[derive(Debug, Clone, Serialize)]
struct Tested {
    protocol: String,
    rows: usize,
}

/// A model with some inputs.
#[derive(Debug, Clone, Serialize)]
struct Row {
    model: String,
    inputs: String,
    /// What the paper states, and of its variants.
    published: BTreeMap<&'static str, f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    variants: BTreeMap<&'static str, BTreeMap<&'static str, f64>>,
    as_published: Judged,
    walk_forward: Judged,
}

/// Judged by metric: mean and standard deviation over seeds.
#[derive(Debug, Clone, Default, Serialize)]
struct Judged {
    scores: BTreeMap<&'static str, (f64, Option<f64>)>,
    /// Against persistence, two-sided, and whether the error is above that.
    #[serde(skip_serializing_if = "Option::is_none")]
    p_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_worse: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<String>,
}

impl Comparison {
    pub(crate) fn new(
        paper: &Paper,
        as_published: &RunRecord,
        walk_forward: &RunRecord,
        quick: Option<&'static str>,
    ) -> Self {
        let tested = |record: &RunRecord| Tested {
            protocol: record.protocol.clone(),
            rows: record.tickers.iter().map(|t| t.rows.first().map_or(0, |row| row.forecasts.len())).sum(),
        };
        let rows = as_published.tickers.iter().flat_map(|ticker| &ticker.rows);
        let row = |row: &ModelRow| {
            let of = |figure: &&Figure| figure.model == row.model && is_of(figure, row);
            let figures: Vec<&Figure> = paper.figures.iter().filter(of).collect();
            let walked = walk_forward.tickers.iter().flat_map(|t| &t.rows);
            let walked = walked.filter(|other| other.model == row.model && other.arm == row.arm);
            let scores = |figure: &&Figure| figure.scores.iter().copied().collect::<BTreeMap<_, _>>();
            Row {
                model: row.model.clone(),
                inputs: row.arm.words(row.scorer.as_deref()).unwrap_or_default(),
                published: figures.iter().find(|f| f.variant.is_empty()).map(scores).unwrap_or_default(),
                variants: figures
                    .iter()
                    .filter(|f| !f.variant.is_empty())
                    .map(|f| (f.variant, scores(f)))
                    .collect(),
                as_published: scores_of(row),
                walk_forward: walked.map(scores_of).next().unwrap_or_default(),
            }
        };
        Self {
            paper: paper.name,
            title: paper.title,
            data: paper.data,
            quick,
            seeds: rows.clone().map(|row| row.seeds.len()).max().unwrap_or(0),
            rows: rows.map(row).collect(),
            sees_future: as_published.warnings.clone(),
            verdict: walk_forward.verdict.clone(),
            as_published: tested(as_published),
            walk_forward: tested(walk_forward),
        }
    }

    /// For the terminal: root mean squared errors, and what they say.
    pub(crate) fn text(&self, screen: &Screen) -> String {
        let mut table = Table::new(&[
            ("model", Align::Left),
            ("inputs", Align::Left),
            ("paper", Align::Right),
            ("as published", Align::Right),
            ("±", Align::Right),
            ("walked forward", Align::Right),
            ("against persistence", Align::Left),
        ]);
        for row in &self.rows {
            let mut paper: Vec<String> = row.published.get("rmse").map(|v| number(*v)).into_iter().collect();
            let variants = row.variants.values().filter_map(|scores| scores.get("rmse"));
            paper.extend(variants.map(|v| format!("({})", number(*v))));
            let (mean, sd) = row.as_published.cells();
            let (walked, _) = row.walk_forward.cells();
            table.row([
                row.model.clone(),
                row.inputs.clone(),
                paper.join(" "),
                mean,
                sd,
                walked,
                row.walk_forward.against(),
            ]);
        }
        let mut out = format!("{}\n\n", screen.heading(&format!("{}: root mean squared errors", self.title)));
        out.push_str(&table.text(screen.width, |heading| screen.heading(heading)));
        for sentence in self.sentences() {
            out.push('\n');
            for line in wrap(&sentence, screen.width) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        out
    }

    fn sentences(&self) -> Vec<String> {
        let mut out = Vec::new();
        out.extend(
            self.quick
                .map(|what| format!("This is a {what}. Its figures are not those of the paper’s protocol.")),
        );
        let Tested { rows, protocol } = &self.as_published;
        out.push(format!(
            "As published: {protocol}, {rows} rows, mean and standard deviation of {} seed{}.",
            self.seeds,
            if self.seeds == 1 { "" } else { "s" }
        ));
        if self.rows.iter().any(|row| !row.variants.is_empty()) {
            let names: Vec<&str> = self.rows.iter().flat_map(|row| row.variants.keys().copied()).collect();
            out.push(format!("Figures of the paper in brackets: {}.", names.first().unwrap_or(&"")));
        }
        let naive = self.rows.first().and_then(|row| row.as_published.scores.get("rmse"));
        let best = self
            .rows
            .iter()
            .flat_map(|row| {
                let own = row.published.get("rmse");
                own.into_iter()
                    .chain(row.variants.values().filter_map(|v| v.get("rmse")))
                    .map(move |v| (*v, row))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some((naive, _)), Some((best, row))) = (naive, best) {
            let side = if *naive < best { "below" } else { "not below" };
            out.push(format!(
                "The last known value alone has {} on these rows, {side} the best figure that the paper states, {} \
                 ({} {}).",
                number(*naive),
                number(best),
                row.model,
                row.inputs
            ));
        }
        out.extend(self.sees_future.iter().map(|what| format!("Where it sees the future: {what}")));
        let Tested { rows, protocol } = &self.walk_forward;
        out.push(format!("Walked forward: {protocol}, {rows} rows. {}", self.verdict.join(" ")));
        out.push(format!("Data: {}.", self.data));
        out
    }
}

fn is_of(figure: &Figure, row: &ModelRow) -> bool {
    match row.arm {
        Arm::NoInputs | Arm::Elsewhere => false,
        Arm::WithoutText => figure.arm.is_none(),
        Arm::WithText(_) => figure.arm.is_some() && figure.arm == row.scorer.as_deref(),
    }
}

fn scores_of(row: &ModelRow) -> Judged {
    let of = |name: &'static str| {
        let score = row.scores.iter().find(|score| score.metric == name)?;
        Some((name, (score.mean?, score.sd)))
    };
    Judged {
        scores: METRICS.iter().filter_map(|name| of(name)).collect(),
        p_value: row.vs_persistence.as_ref().and_then(|test| test.p_value),
        is_worse: row.vs_persistence.as_ref().and_then(|test| Some(test.statistic? > 0.0)),
        failures: row.failures.clone(),
    }
}

impl Judged {
    /// Mean and deviation of the root mean squared error.
    fn cells(&self) -> (String, String) {
        match self.scores.get("rmse") {
            Some((mean, sd)) => (number(*mean), sd.map_or_else(String::new, number)),
            None if self.failures.is_empty() => ("–".to_owned(), String::new()),
            None => ("failed".to_owned(), String::new()),
        }
    }

    fn against(&self) -> String {
        let Some(p) = self.p_value else { return String::new() };
        let side = match self.is_worse {
            _ if p >= ALPHA => "no difference",
            Some(true) => "worse",
            _ => "better",
        };
        format!("{side}, {}", p_value_words(p))
    }
}

fn number(value: f64) -> String {
    format!("{value:.3}").replace('-', "−")
}

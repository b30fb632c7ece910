//! A line for each paper: the best that it states, the naive forecast on the same rows, and the best that is honest.

use bellwether::papers::{self, Figure};
use bellwether_core::Ticker;
use bellwether_evaluation::significance::{ALPHA, holm, p_value_words};
use serde::Serialize;

use super::comparison::{Comparison, Row, is_better, number, place, words};
use super::movement;
use super::page::{Page, Section};

/// The line of a paper.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    paper: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick: Option<String>,
    metric: &'static str,
    /// The best figure that the paper states.
    pub(crate) best_published: Option<Value>,
    /// The naive forecast on the rows that the figure is of.
    pub(crate) naive: Option<Value>,
    /// The best model walked forward.
    best_honest: Option<Value>,
    /// What it must beat, on the same rows.
    baseline: Option<Value>,
    /// Of that model against the baseline, adjusted by Holm for the number of models walked forward.
    p_value: Option<f64>,
    verdict: String,
}

/// A figure and what it is of.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Value {
    pub(crate) value: f64,
    pub(crate) what: String,
}

impl Summary {
    pub(crate) fn new(comparison: &Comparison) -> Self {
        let metric = comparison.metric();
        let paper = papers::ALL.iter().find(|paper| paper.name == comparison.paper);
        let score = |figure: &Figure| figure.scores.iter().find(|(name, _)| *name == metric).map(|(_, v)| *v);
        let figures = paper.into_iter().flat_map(|paper| paper.figures);
        let best = figures
            .filter_map(|f| Some((score(f)?, f)))
            .reduce(|a, b| if is_better(metric, b.0, a.0) { b } else { a });
        let naive_name = paper.map_or("persistence", |paper| paper.naive);
        let horizon =
            best.and_then(|(_, f)| f.horizon).or(comparison.rows.first().and_then(|row| row.horizon));
        let ticker = best.and_then(|(_, f)| f.ticker);
        let naive = comparison.rows.iter().find(|row| row.model == naive_name && row.horizon == horizon);
        let naive = naive.and_then(|row| {
            let value = match ticker.and_then(|ticker| Ticker::new(ticker).ok()) {
                Some(ticker) => *row.as_published.tickers.get(&ticker)?.get(metric)?,
                None => row.as_published.scores.get(metric)?.0,
            };
            Some(Value { value, what: row.model.clone() })
        });
        let (best_honest, baseline, p_value) = honest(comparison, metric);
        let mut out = Self {
            paper: comparison.paper,
            quick: comparison.quick.clone(),
            metric,
            best_published: best.map(|(value, figure)| Value { value, what: of_figure(figure) }),
            naive,
            best_honest,
            baseline,
            p_value,
            verdict: String::new(),
        };
        out.verdict = out.words();
        out
    }

    /// Of the movement task, whose naive forecast is the market's last direction.
    pub(crate) fn of_movement(report: &movement::Report) -> Self {
        let line = report.line();
        let value = |of: Option<(f64, String)>| of.map(|(value, what)| Value { value, what });
        let place = line.p_values.iter().position(|p| Some(*p) == line.p_value);
        let mut out = Self {
            paper: report.paper,
            quick: report.quick.clone(),
            metric: "accuracy",
            best_published: value(line.best_published),
            naive: value(line.naive),
            best_honest: value(line.honest),
            baseline: value(line.baseline),
            p_value: place.and_then(|place| holm(&line.p_values).ok().map(|adjusted| adjusted[place])),
            verdict: String::new(),
        };
        let own = out.words();
        out.verdict = line.rerun.into_iter().chain([own]).collect::<Vec<_>>().join("; ");
        out
    }

    fn words(&self) -> String {
        let mut parts = Vec::new();
        if let (Some(best), Some(naive)) = (&self.best_published, &self.naive) {
            let beats = is_better(self.metric, naive.value, best.value);
            parts.push(format!(
                "{} {} the published best",
                naive.what,
                if beats { "beats" } else { "does not beat" }
            ));
        }
        if let (Some(honest), Some(baseline), Some(p)) = (&self.best_honest, &self.baseline, self.p_value) {
            let ahead = is_better(self.metric, honest.value, baseline.value);
            parts.push(match (ahead, p < ALPHA) {
                (true, true) => {
                    format!("{} beats {} walked forward, {}", honest.what, baseline.what, p_value_words(p))
                }
                (false, true) => {
                    format!("walked forward the best is behind {}, {}", baseline.what, p_value_words(p))
                }
                (_, false) => {
                    format!(
                        "walked forward the best is not told from {}, {}",
                        baseline.what,
                        p_value_words(p)
                    )
                }
            });
        }
        parts.join("; ")
    }

    fn cells(&self) -> [String; 6] {
        let value = |value: &Option<Value>| match value {
            Some(v) if v.what == "persistence" => number(v.value),
            Some(v) => format!("{} ({})", number(v.value), v.what),
            None => "–".to_owned(),
        };
        let honest = match (&self.best_honest, &self.baseline) {
            (Some(honest), Some(base)) => {
                format!("{} ({}) to {}", number(honest.value), honest.what, number(base.value))
            }
            _ => "–".to_owned(),
        };
        [
            self.paper.to_owned(),
            words(self.metric).to_owned(),
            value(&self.best_published),
            value(&self.naive),
            honest,
            self.verdict.clone(),
        ]
    }
}

fn of_figure(figure: &Figure) -> String {
    match figure.arm {
        Some(arm) if figure.variant.is_empty() => format!("{} with {arm}", place(figure)),
        _ => place(figure),
    }
}

/// The best model walked forward, what it must beat, and the adjusted p-value of the two.
fn honest(comparison: &Comparison, metric: &str) -> (Option<Value>, Option<Value>, Option<f64>) {
    let own: Vec<&Row> = comparison.rows.iter().filter(|row| !row.is_naive).collect();
    let tested: Vec<(&Row, f64)> =
        own.iter().filter_map(|row| Some((*row, row.walk_forward.vs_baseline?.p_value?))).collect();
    let skill = |row: &Row| row.walk_forward.vs_baseline.map_or(f64::NEG_INFINITY, |s| s.share);
    let Some(best) = own.iter().max_by(|a, b| skill(a).total_cmp(&skill(b))) else {
        return (None, None, None);
    };
    let value = |row: &Row, what: String| Some(Value { value: row.walk_forward.scores.get(metric)?.0, what });
    let ahead = best.horizon.map(|h| format!(", {h} ahead")).unwrap_or_default();
    let inputs = if best.inputs == "without text" { String::new() } else { format!(" {}", best.inputs) };
    let baseline = comparison
        .rows
        .iter()
        .find(|row| row.model == comparison.baseline && row.horizon == best.horizon)
        .and_then(|row| value(row, row.model.clone()));
    let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
    let place = tested.iter().position(|(row, _)| std::ptr::eq(*row, *best));
    let p = place.and_then(|place| holm(&p_values).ok().map(|adjusted| adjusted[place]));
    (value(best, format!("{}{inputs}{ahead}", best.model)), baseline, p)
}

/// All papers on a page.
pub(crate) fn page(summaries: &[Summary], links: Vec<(String, String)>) -> Page {
    let quick: Vec<&str> = summaries.iter().filter_map(|s| s.quick.as_ref().map(|_| s.paper)).collect();
    let notice = (!quick.is_empty()).then(|| {
        format!(
            "Quick runs, with one seed, fewer epochs and a third of the refits: {}. Their figures are not those of the papers’ \
             protocols.",
            quick.join(", ")
        )
    });
    let sentences = vec![
        "The naive forecast is judged on the rows of the protocol as published; the best honest model walked forward, on rows of \
         its own, beside what it must beat there, with a p-value adjusted by Holm for the number of models."
            .to_owned(),
    ];
    Page {
        title: "The papers beside naive forecasts".to_owned(),
        notice,
        answer: None,
        sections: vec![Section {
            caption: String::new(),
            rows: summaries.iter().map(Summary::cells).collect(),
        }],
        sentences,
        links,
    }
    .marked(!quick.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The p-value is of the best model alone, and so are the words.
    #[test]
    fn walked_forward_the_words_are_of_the_best() {
        let said = |honest: f64, p: f64| {
            let value = |value: f64, what: &str| Some(Value { value, what: what.to_owned() });
            let summary = Summary {
                paper: "nflx",
                quick: None,
                metric: "rmse",
                best_published: None,
                naive: None,
                best_honest: value(honest, "lstm"),
                baseline: value(2.0, "persistence"),
                p_value: Some(p),
                verdict: String::new(),
            };
            summary.words()
        };
        assert_eq!(said(3.0, 0.01), "walked forward the best is behind persistence, p = .010");
        assert_eq!(said(3.0, 0.3), "walked forward the best is not told from persistence, p = .30");
        assert_eq!(said(1.0, 0.01), "lstm beats persistence walked forward, p = .010");
    }

    #[test]
    fn a_table_of_quick_runs_says_so() {
        let summary = |quick: Option<&str>| Summary {
            paper: "nflx",
            quick: quick.map(str::to_owned),
            metric: "rmse",
            best_published: None,
            naive: None,
            best_honest: None,
            baseline: None,
            p_value: None,
            verdict: String::new(),
        };
        let caption = |quick| page(&[summary(quick)], Vec::new()).sections[0].caption.clone();
        assert_eq!(
            (caption(None).as_str(), caption(Some("quick run: one seed")).as_str()),
            ("", "quick run")
        );
    }
}

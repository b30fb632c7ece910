//! How each metric is labelled, written and explained.

use crate::number;

/// How a metric's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In the target's unit.
    Target,
    /// Already percent.
    Percent,
    /// A share, written as percent.
    Share,
    /// A signed share: skill.
    Skill,
    /// A number around 1 or below.
    Plain,
}

/// A metric as tables show it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Metric {
    /// Column heading.
    pub(crate) label: &'static str,
    /// How values are written.
    pub(crate) style: Style,
    /// Whether larger is better.
    pub(crate) higher: bool,
    /// What it says, for a reader who has not met it.
    pub(crate) meaning: &'static str,
}

/// The canonical key of a metric's name: kebab-case, whether the record writes `skill-score`, `Skill` or `R²`.
pub(crate) fn key(name: &str) -> String {
    let name = name.trim().to_lowercase().replace('²', "2").replace([' ', '_'], "-");
    match name.as_str() {
        "skill" => "skill-score".into(),
        "direction" => "directional-accuracy".into(),
        _ => name,
    }
}

/// The metric of this canonical key, if it is one that this version knows.
pub(crate) fn lookup(key: &str) -> Option<Metric> {
    use Style::{Percent, Plain, Share, Skill, Target};
    let (label, style, higher, meaning) = match key {
        "rmse" => (
            "RMSE",
            Target,
            false,
            "Root mean squared error, in the unit of what is forecast. The typical miss, with large misses weighing more.",
        ),
        "mae" => {
            ("MAE", Target, false, "Mean absolute error, in the unit of what is forecast. The average miss.")
        }
        "mse" => ("MSE", Target, false, "Mean squared error: RMSE squared."),
        "mape" => (
            "MAPE",
            Percent,
            false,
            "Mean absolute percentage error: the average miss as a share of the actual value.",
        ),
        "r2" => (
            "R²",
            Plain,
            true,
            "Share of the variance that the forecast accounts for. On price levels it is close to 1 for any forecast that stays near the last price, persistence included, so it says little there.",
        ),
        "mase" => (
            "MASE",
            Plain,
            false,
            "Average miss divided by the average daily change in the training data. Below 1 beats the naive forecast of that period.",
        ),
        "skill-score" => (
            "Skill",
            Skill,
            true,
            "Share of persistence’s mean squared error that the forecast saves. 0 % is no better than repeating the last value, negative is worse, 100 % is perfect.",
        ),
        "directional-accuracy" => (
            "Direction",
            Share,
            true,
            "Share of moves whose sign was forecast. Half is a coin toss. Persistence names no direction and has none.",
        ),
        "accuracy" => ("Accuracy", Share, true, "Share of rises and falls that were forecast."),
        "precision" => ("Precision", Share, true, "Of the rises forecast, the share that came."),
        "recall" => ("Recall", Share, true, "Of the rises that came, the share that was forecast."),
        "f1" => (
            "F1",
            Plain,
            true,
            "Harmonic mean of precision and recall. Always forecasting a rise scores high where rises are common.",
        ),
        "mcc" => (
            "MCC",
            Plain,
            true,
            "Matthews correlation between forecast and actual direction. 0 is a coin toss, 1 is perfect; unlike accuracy it is not raised by always naming the commoner class.",
        ),
        "brier" => (
            "Brier",
            Plain,
            false,
            "Mean squared error of the probability. Always saying one half scores 0.25.",
        ),
        "auc" => ("AUC", Plain, true, "Chance that a rise was given a higher probability than a fall."),
        "log-loss" => (
            "Log loss",
            Plain,
            false,
            "Mean surprise at the outcome, in nats. Always saying one half scores 0.693.",
        ),
        _ => return None,
    };
    Some(Metric { label, style, higher, meaning })
}

/// Writes the values of one column alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer {
    style: Style,
    decimals: usize,
}

impl Writer {
    /// For a column with these values.
    pub(crate) fn new(style: Style, values: impl Iterator<Item = f64>) -> Self {
        let largest = values.filter(|v| v.is_finite()).fold(0.0, |m: f64, v| m.max(v.abs()));
        let decimals = match style {
            Style::Target => number::decimals(largest, 4),
            Style::Percent => 2,
            Style::Share => 1,
            Style::Skill => 1,
            Style::Plain => 3,
        };
        Self { style, decimals }
    }

    /// A value.
    pub(crate) fn value(self, x: f64) -> String {
        match self.style {
            Style::Target | Style::Plain => number::fixed(x, self.decimals),
            Style::Percent => unit(number::fixed(x, self.decimals)),
            Style::Share => unit(number::fixed(100.0 * x, self.decimals)),
            Style::Skill => unit(number::signed(100.0 * x, self.decimals)),
        }
    }

    /// A standard deviation, in the column's unit but without its sign.
    pub(crate) fn spread(self, x: f64) -> String {
        let factor = if matches!(self.style, Style::Share | Style::Skill) { 100.0 } else { 1.0 };
        number::fixed(factor * x, self.decimals)
    }
}

fn unit(text: String) -> String {
    if text == number::NONE { text } else { format!("{text}\u{a0}%") }
}

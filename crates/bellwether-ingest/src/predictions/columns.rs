//! What the columns of a file of predictions are, by their names.

use crate::IngestError;
use crate::columns::{self, PREDICTION_ROLES, Roles, simplified};

use super::PredictionOptions;

/// Names that say that a column is a forecast, wherever they stand in it as a word.
const TELLING: [&str; 9] =
    ["predicted", "prediction", "predictions", "pred", "preds", "yhat", "forecast", "forecasts", "score"];

/// Columns of prices and of exported indices, which are no forecasts.
const NOT_FORECASTS: [&str; 8] = ["open", "high", "low", "volume", "index", "unnamed0", "level0", "adjclose"];

/// What a column of forecasts has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Point,
    Probability,
    /// A quantile of this level.
    Quantile(f64),
}

/// A column of forecasts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) at: usize,
    /// The model's place in [`Layout::models`].
    pub(super) model: usize,
    pub(super) part: Part,
    /// Whether the column was named, or has a telling name: then each of its values must be a number.
    pub(super) certain: bool,
}

/// The columns that are used.
pub(super) struct Layout {
    pub(super) date: usize,
    pub(super) ticker: Option<usize>,
    pub(super) actual: Option<usize>,
    pub(super) previous: Option<usize>,
    pub(super) cutoff: Option<usize>,
    pub(super) models: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Layout {
    pub(super) fn find(
        file: &str,
        names: &[String],
        options: &PredictionOptions,
    ) -> Result<Self, IngestError> {
        let given = &options.columns;
        let roles = Roles::predictions(file, names, given)?;
        let date = roles.need(file, names, PREDICTION_ROLES[0].name)?;
        let mut layout = Self {
            date,
            ticker: roles.get("ticker"),
            actual: roles.get("actual"),
            previous: roles.get("previous"),
            cutoff: roles.get("cutoff"),
            models: Vec::new(),
            values: Vec::new(),
        };
        let probability = roles.get("probability");
        let used = |at: &usize| roles.used().any(|(_, other)| other == *at);
        let free: Vec<usize> = (0..names.len()).filter(|at| !used(at)).collect();
        let named: Vec<usize> = given
            .predicted
            .iter()
            .map(|name| columns::value_column(file, names, name))
            .collect::<Result<_, _>>()?;
        let quantiles: Vec<(usize, String, f64)> = free
            .iter()
            .filter(|at| !named.contains(at))
            .filter_map(|&at| quantile(&names[at]).map(|(base, level)| (at, base, level)))
            .collect();
        let plain = |at: &usize| {
            !quantiles.iter().any(|(other, _, _)| other == at)
                && !NOT_FORECASTS.contains(&simplified(&names[*at]).as_str())
                && !names[*at].is_empty()
        };
        let telling: Vec<usize> =
            free.iter().copied().filter(|at| plain(at) && is_telling(&names[*at])).collect();
        let mut others: Vec<usize> = free.iter().copied().filter(plain).collect();
        // a column of closes beside forecasts is what came
        if layout.actual.is_none() && named.is_empty() {
            let close = others.iter().position(|at| simplified(&names[*at]) == "close");
            if let Some(close) = close.filter(|_| others.len() > 1 || !quantiles.is_empty()) {
                layout.actual = Some(others.remove(close));
            }
        }
        let (points, certain) = if !named.is_empty() {
            (named, true)
        } else if !telling.is_empty() {
            (telling, true)
        } else {
            // beside a probability or quantiles without a name, other columns are anything
            let enough = probability.is_some() || quantiles.iter().any(|q| q.1.is_empty());
            (if enough { Vec::new() } else { others }, false)
        };
        for at in points {
            let model = layout.model(file, names, at, &names[at])?;
            layout.values.push(Value { at, model, part: Part::Point, certain });
        }
        let only = (layout.models.len() == 1).then_some(0);
        for (at, base, level) in quantiles {
            let own = layout.models.iter().position(|m| same_model(m, &base));
            let model = match own.or(only.filter(|_| base.is_empty())) {
                Some(model) => model,
                None => layout.added(if base.is_empty() { "quantiles" } else { &base }),
            };
            layout.values.push(Value { at, model, part: Part::Quantile(level), certain: true });
        }
        if let Some(at) = probability {
            let only = (layout.models.len() == 1).then_some(0);
            let model = only.unwrap_or_else(|| layout.added(&names[at]));
            layout.values.push(Value { at, model, part: Part::Probability, certain: true });
        }
        if layout.values.is_empty() {
            return Err(IngestError::MissingColumn {
                file: file.to_owned(),
                role: "predicted",
                given: None,
                found: columns::shown(names),
            });
        }
        Ok(layout)
    }

    /// A model of a column of its own.
    fn model(&mut self, file: &str, names: &[String], at: usize, name: &str) -> Result<usize, IngestError> {
        if let Some(first) = self.models.iter().position(|m| m == name) {
            let first = self.values.iter().find(|v| v.model == first).map_or(at, |v| v.at);
            return Err(IngestError::ColumnTwice {
                file: file.to_owned(),
                role: "predicted",
                first,
                first_name: names[first].clone(),
                second: at,
                second_name: names[at].clone(),
            });
        }
        Ok(self.added(name))
    }

    fn added(&mut self, name: &str) -> usize {
        if let Some(there) = self.models.iter().position(|m| m == name) {
            return there;
        }
        self.models.push(name.to_owned());
        self.models.len() - 1
    }
}

/// Whether quantiles under this name belong to a model.
fn same_model(model: &str, base: &str) -> bool {
    !base.is_empty() && simplified(model) == simplified(base)
}

/// Whether one of the words of a name says that it is a forecast: `y_pred`, `lstm prediction`.
fn is_telling(name: &str) -> bool {
    let lower = name.to_lowercase();
    let whole = simplified(name);
    let word = |w: &str| TELLING.contains(&w) || ["predictedclose", "ypred", "yhat"].contains(&w);
    word(&whole) || lower.split(|c: char| !c.is_alphanumeric()).any(word)
}

/// The model and the level of a column of quantiles: `LSTM-lo-80`, `LSTM-median`, `close_q0.10`, `q10`, `0.1`.
fn quantile(name: &str) -> Option<(String, f64)> {
    let lower = name.to_lowercase();
    let in_range = |level: f64| (level > 0.0 && level < 1.0).then_some((level * 1e6).round() / 1e6);
    let base =
        |end: usize| name.get(..end).unwrap_or_default().trim_end_matches(['-', '_', ' ', '.']).to_owned();
    if let Some(end) = lower.strip_suffix("median")
        && (end.is_empty() || end.ends_with(['-', '_', ' ']))
    {
        return Some((base(end.len()), 0.5));
    }
    for (mark, sign) in [("lo", -1.0), ("hi", 1.0)] {
        for separator in ["-", "_"] {
            let inner = format!("{separator}{mark}{separator}");
            let outer = format!("{mark}{separator}");
            let found = match lower.rfind(&inner) {
                Some(at) => Some((at, at + inner.len())),
                None => lower.starts_with(&outer).then_some((0, outer.len())),
            };
            let Some((at, rest)) = found else { continue };
            let Some(width) = lower.get(rest..).and_then(|n| n.parse::<f64>().ok()) else { continue };
            // 80 and 0.8 are the same interval
            let width = if width >= 1.0 { width / 100.0 } else { width };
            if let Some(level) = in_range(0.5 + sign * width / 2.0).filter(|_| width > 0.0) {
                return Some((base(at), level));
            }
        }
    }
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = lower.get(digits.len()..)?.parse().ok()?;
    if digits.is_empty() {
        return in_range(number).map(|level| (String::new(), level));
    }
    let stem = digits.trim_end_matches(['_', '-']);
    let before = stem.strip_suffix("quantile").or_else(|| stem.strip_suffix('q'))?;
    if !(before.is_empty() || before.ends_with(['_', '-', ' ', '.'])) {
        return None;
    }
    let level = if number >= 1.0 { number / 100.0 } else { number };
    in_range(level).map(|level| (base(before.len()), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_name() {
        let of = |name: &str| quantile(name).map(|(base, level)| format!("{base}:{level}"));
        let names =
            ["LSTM-lo-80", "LSTM-hi-80.0", "lo-95", "close_q0.10", "q_0.9", "q10", "0.025", "NHITS-median"];
        let read = names.map(|n| of(n).unwrap_or_default());
        assert_eq!(
            read,
            ["LSTM:0.1", "LSTM:0.9", ":0.025", "close:0.1", ":0.9", ":0.1", ":0.025", "NHITS:0.5"]
        );
        for other in ["0", "1", "lstm", "iq10", "q0", "q100", "lo-", "-lo-0", "2", "é-lo-80é", "hi-200"] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn forecasts_by_name() {
        for name in ["y_pred", "Prediction", "lstm_pred", "predicted close", "yhat", "score", "y_hat"] {
            assert!(is_telling(name), "{name}");
        }
        for name in ["LSTM", "spread", "y", "predator"] {
            assert!(!is_telling(name), "{name}");
        }
    }
}

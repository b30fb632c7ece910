//! What the name of a column of forecasts says: quantiles and their levels, ends of intervals, samples.

use std::collections::BTreeMap;

/// Names that say that a column is a forecast, wherever they stand in it as a word.
const TELLING: [&str; 9] =
    ["predicted", "prediction", "predictions", "pred", "preds", "yhat", "forecast", "forecasts", "score"];

/// What stands between a model's name and what is said of it.
const SEPARATORS: [char; 4] = ['-', '_', ' ', '.'];

/// Numbered columns from which on they are samples.
const SAMPLES: usize = 5;

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Lower,
    Upper,
}

/// Whether one of the words of a name says that it is a forecast: `y_pred`, `lstm prediction`.
pub(super) fn is_telling(name: &str) -> bool {
    let lower = name.to_lowercase();
    let whole = crate::columns::simplified(name);
    let word = |w: &str| TELLING.contains(&w) || ["predictedclose", "ypred", "yhat"].contains(&w);
    word(&whole) || lower.split(|c: char| !c.is_alphanumeric()).any(word)
}

/// The model and the level of a column of quantiles: `LSTM-lo-80`, `LSTM-median`, `close_q0.10`, `NHITS_ql0.9`, `upper_95`,
/// `q10`, `p90`, `0.1`.
pub(super) fn quantile(name: &str) -> Option<(String, f64)> {
    let lower = name.to_lowercase();
    let base = |end: usize| name.get(..end).unwrap_or_default().trim_end_matches(SEPARATORS).to_owned();
    if let Some(end) = lower.strip_suffix("median").filter(|end| is_end(end)) {
        return Some((base(end.len()), 0.5));
    }
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = lower.get(stem.len()..)?;
    let number: f64 = digits.parse().ok()?;
    if stem.is_empty() {
        return in_range(number).map(|level| (String::new(), level));
    }
    // 80 and 0.8 are the same
    let share = if number >= 1.0 { number / 100.0 } else { number };
    let stem = stem.trim_end_matches(['_', '-', ' ']);
    for (mark, sign) in [("lower", -1.0), ("upper", 1.0), ("lo", -1.0), ("hi", 1.0)] {
        if let Some(before) = stem.strip_suffix(mark).filter(|before| is_end(before)) {
            return in_range(0.5 + sign * share / 2.0)
                .filter(|_| share > 0.0)
                .map(|l| (base(before.len()), l));
        }
    }
    for mark in ["quantile", "ql", "q", "p"] {
        let Some(before) = stem.strip_suffix(mark).filter(|before| is_end(before)) else { continue };
        // p1 is the probability of a class rather than a percentile
        if mark == "p" && (number < 1.0 || digits.len() < 2) {
            return None;
        }
        return in_range(share).map(|level| (base(before.len()), level));
    }
    None
}

/// Whether a model's name, or none, ends here.
fn is_end(before: &str) -> bool {
    before.is_empty() || before.ends_with(SEPARATORS)
}

fn in_range(level: f64) -> Option<f64> {
    (level > 0.0 && level < 1.0).then_some((level * 1e6).round() / 1e6)
}

/// Columns such as `close_0.1` and `close_0.9`: a share alone may be anything, one beside its counterpart is a quantile.
pub(super) fn by_pairs(names: &[String], free: &[usize]) -> Vec<(usize, String, f64)> {
    let mut found: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for &at in free {
        let Some((base, share)) = names[at].rsplit_once(['_', '-']) else { continue };
        let level = share.parse().ok().and_then(in_range).filter(|_| share.contains('.') && !base.is_empty());
        if let Some(level) = level {
            found.entry(base).or_default().push((at, level));
        }
    }
    let paired = |own: &[(usize, f64)]| {
        let counterpart =
            |level: f64| own.iter().any(|(_, other)| (level + other - 1.0).abs() < super::columns::SAME);
        own.iter().any(|(_, level)| *level < 0.5 && counterpart(*level))
    };
    let mut out: Vec<(usize, String, f64)> = found
        .into_iter()
        .filter(|(_, own)| paired(own))
        .flat_map(|(base, own)| own.into_iter().map(|(at, level)| (at, base.to_owned(), level)))
        .collect();
    out.sort_by_key(|(at, _, _)| *at);
    out
}

/// The model of a column that is an end of an interval, which end, and whether the name has `ci`: `yhat_lower`,
/// `mean_ci_upper`, `lower bound`.
pub(super) fn bound(name: &str) -> Option<(String, Side, bool)> {
    let (mut rest, mut side, mut confidence) = (name, None, false);
    while !rest.is_empty() {
        let (before, word) = last_word(rest);
        match (word.to_lowercase().as_str(), side) {
            ("lower" | "lowerbound" | "lo", None) => side = Some(Side::Lower),
            ("upper" | "upperbound" | "hi", None) => side = Some(Side::Upper),
            ("ci", _) => confidence = true,
            ("pi" | "conf", _) | ("bound" | "limit", None) => {}
            _ => break,
        }
        rest = before;
    }
    side.map(|side| (rest.to_owned(), side, confidence))
}

/// What is before the last word, and that.
fn last_word(text: &str) -> (&str, &str) {
    match text.rfind(SEPARATORS) {
        Some(at) => (text[..at].trim_end_matches(SEPARATORS), &text[at + 1..]),
        None => ("", text),
    }
}

/// The name and the number of columns such as `close_s0`, `close_s1`, …: samples of a forecast, each a column.
pub(super) fn samples(names: &[String], free: &[usize]) -> Option<(String, usize)> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for &at in free {
        let Some((base, number)) = names[at].rsplit_once("_s") else { continue };
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            *found.entry(base).or_default() += 1;
        }
    }
    let many = found.into_iter().find(|(_, n)| *n >= SAMPLES);
    many.map(|(base, n)| (base.to_owned(), n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_name() {
        let of = |name: &str| quantile(name).map(|(base, level)| format!("{base}:{level}"));
        let names = [
            ("LSTM-lo-80", "LSTM:0.1"),
            ("LSTM-hi-80.0", "LSTM:0.9"),
            ("lo-95", ":0.025"),
            ("lo_80", ":0.1"),
            ("hi80", ":0.9"),
            ("lstm_upper_95", "lstm:0.975"),
            ("close_q0.10", "close:0.1"),
            ("q_0.9", ":0.9"),
            ("q10", ":0.1"),
            ("p90", ":0.9"),
            ("0.025", ":0.025"),
            ("NHITS-median", "NHITS:0.5"),
            ("NHITS_ql0.9", "NHITS:0.9"),
            ("lstm quantile 0.5", "lstm:0.5"),
        ];
        for (name, read) in names {
            assert_eq!(of(name).as_deref(), Some(read), "{name}");
        }
        let none = [
            "0",
            "1",
            "lstm",
            "iq10",
            "q0",
            "q100",
            "lo-",
            "-lo-0",
            "2",
            "é-lo-80é",
            "hi-200",
            "p1",
            "sp500",
            "chi80",
            "close_0.1",
        ];
        for other in none {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_share_alone_is_no_quantile() {
        let names = ["close_0.1", "close_0.5", "close_0.9", "lstm_0.2", "lstm_0.3"].map(str::to_owned);
        let read = by_pairs(&names, &[0, 1, 2, 3, 4]);
        let levels: Vec<_> = read.iter().map(|(at, base, level)| (*at, base.as_str(), *level)).collect();
        assert_eq!(levels, [(0, "close", 0.1), (1, "close", 0.5), (2, "close", 0.9)]);
    }

    #[test]
    fn ends_of_intervals_by_name() {
        let of = |name: &str| bound(name).map(|(base, side, ci)| format!("{base}:{side:?}:{ci}"));
        let names = [
            ("yhat_lower", "yhat:Lower:false"),
            ("Upper", ":Upper:false"),
            ("mean_ci_lower", "mean:Lower:true"),
            ("upper_bound", ":Upper:false"),
            ("lower y", ""),
            ("lstm-hi", "lstm:Upper:false"),
            ("bound", ""),
            ("flower", ""),
        ];
        for (name, read) in names {
            assert_eq!(of(name).unwrap_or_default(), read, "{name}");
        }
    }

    #[test]
    fn samples_are_counted() {
        let names: Vec<String> = (0..6).map(|i| format!("close_s{i}")).chain(["a_s1".to_owned()]).collect();
        let all: Vec<usize> = (0..7).collect();
        assert_eq!(samples(&names, &all), Some(("close".to_owned(), 6)));
        assert_eq!(samples(&names, &all[4..]), None);
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

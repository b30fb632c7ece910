//! What is forecast, told by values, and values of it.

use std::collections::BTreeMap;

use bellwether_core::{Date, TargetKind};
use bellwether_ingest::{Predicted, Predictions};

/// What the actual values look like; without them, the forecasts.
pub(super) fn told_kind(predictions: &Predictions, has_actual: bool) -> TargetKind {
    let rows = || predictions.rows.values().flatten();
    if !has_actual {
        let values = || rows().flat_map(|r| r.models.iter().flatten());
        let classes =
            values().all(|p| p.point.is_none_or(|v| v == 0.0 || v == 1.0) && p.quantiles.is_empty());
        // no price is forecast to be zero or less
        let below = values().any(|p| p.point.is_some_and(|v| v <= 0.0));
        return match (classes, below) {
            (true, _) => TargetKind::Direction,
            (false, true) => TargetKind::LogReturn,
            (false, false) => TargetKind::Close,
        };
    }
    let actual = || rows().filter_map(|r| r.actual);
    if actual().all(|v| v == 0.0 || v == 1.0) || actual().all(|v| v == -1.0 || v == 1.0) {
        TargetKind::Direction
    } else if actual().any(|v| v <= 0.0) {
        TargetKind::LogReturn
    } else {
        TargetKind::Close
    }
}

pub(super) fn is_price(kind: TargetKind) -> bool {
    matches!(kind, TargetKind::Close | TargetKind::Open | TargetKind::AdjClose)
}

/// Whether a value cannot be one of what is forecast.
pub(super) fn is_wrong(kind: TargetKind, value: f64) -> bool {
    match kind {
        TargetKind::Direction => value != 0.0 && value != 1.0,
        TargetKind::LogReturn => false,
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => value <= 0.0,
    }
}

/// A class of −1 and 1 as 0 and 1.
pub(super) fn class(value: f64, signed: bool) -> f64 {
    if signed && value == -1.0 { 0.0 } else { value }
}

/// Values of the target from closes, `h` sessions apart.
pub(super) fn from_closes(kind: TargetKind, closes: &BTreeMap<Date, f64>, h: usize) -> BTreeMap<Date, f64> {
    let pairs = || closes.iter().zip(closes.iter().skip(h));
    match kind {
        TargetKind::LogReturn => {
            pairs().map(|(a, b)| (*b.0, (b.1 / a.1).ln())).filter(|v| v.1.is_finite()).collect()
        }
        TargetKind::Direction => pairs().map(|(a, b)| (*b.0, f64::from(b.1 > a.1))).collect(),
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => closes.clone(),
    }
}

/// The point where it follows from what is there: the median, or the class that a probability stands for.
pub(super) fn completed(predicted: Predicted, kind: TargetKind, signed: bool) -> Option<Predicted> {
    if kind == TargetKind::Direction {
        let point = predicted.point.map(|p| if signed { class(p, true) } else { p });
        let is_class = point.is_some_and(|p| p == 0.0 || p == 1.0);
        let share = point.filter(|p| (0.0..=1.0).contains(p) && !is_class);
        // a signed score names a direction, a share between the classes a probability
        let probability = predicted.probability.or(share.filter(|_| !signed));
        let named = match (point, probability) {
            (Some(p), _) if is_class => Some(p),
            (_, Some(p)) => Some(f64::from(p >= 0.5)),
            (Some(p), None) if signed => Some(f64::from(p > 0.0)),
            _ => None,
        };
        return Some(Predicted { point: Some(named?), probability, quantiles: Vec::new() });
    }
    let median = || predicted.quantiles.iter().find(|q| (q.level - 0.5).abs() < 1e-9).map(|q| q.value);
    let point = predicted.point.or_else(median)?;
    Some(Predicted { point: Some(point), probability: None, ..predicted })
}

//! Frames and samples from plain numbers.

use bellwether_core::{
    Date, FeatureFrame, Origin, RowStamp, Sample, Target, TargetKind, Ticker, Timestamp, TrainSet,
};
use bellwether_models::ModelSpec;
use serde_json::{Value, json};

/// One series of closes with its columns, ready for a model.
pub(crate) struct Series {
    pub(crate) frame: FeatureFrame,
    pub(crate) closes: Vec<f64>,
    pub(crate) target: Target,
}

pub(crate) fn target(kind: TargetKind, horizon: usize) -> Target {
    Target { kind, horizon }
}

impl Series {
    /// `rows` are the columns' values, row by row; the first column is the close.
    pub(crate) fn new(rows: &[Vec<f64>], target: Target) -> Self {
        let stamp = |row: usize| RowStamp {
            date: Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(row as i64)),
            decision: Timestamp::from_second(1_420_000_000 + 86_400 * row as i64).unwrap(),
        };
        let width = rows.first().map_or(0, Vec::len);
        let column = |j: usize| (format!("c{j}"), rows.iter().map(|r| r[j]).collect());
        let frame = FeatureFrame::from_columns(
            Ticker::new("AAA").unwrap(),
            (0..rows.len()).map(stamp).collect(),
            (0..width).map(column).collect(),
        );
        Self { frame: frame.unwrap(), closes: rows.iter().map(|r| r[0]).collect(), target }
    }

    /// A wandering price as the columns close, open, high, low, volume and score: what every network can be fitted on.
    /// The score is the next change of the price, in parts of its range.
    pub(crate) fn market(rows: usize, target: Target) -> Self {
        let price = |i: usize| 100.0 + 5.0 * (i as f64 * 0.37).sin() + 2.0 * (i as f64 * 1.3).cos();
        let row = |i: usize| {
            let (open, close) = (price(i), price(i + 1));
            let volume = 1e6 + 1e5 * (i as f64 * 0.9).sin();
            vec![close, open, open.max(close) + 0.5, open.min(close) - 0.5, volume, price(i + 2) - close]
        };
        let names = ["close", "open", "high", "low", "volume", "score"];
        Self::named(&names, &(0..rows).map(row).collect::<Vec<_>>(), target)
    }

    /// As [`new`](Self::new), with names for the columns.
    pub(crate) fn named(names: &[&str], rows: &[Vec<f64>], target: Target) -> Self {
        let mut series = Self::new(rows, target);
        let column = |(j, name): (usize, &&str)| ((*name).to_owned(), rows.iter().map(|r| r[j]).collect());
        let stamps = series.frame.view().stamps().to_vec();
        let columns = names.iter().enumerate().map(column).collect();
        series.frame = FeatureFrame::from_columns(Ticker::new("AAA").unwrap(), stamps, columns).unwrap();
        series
    }

    /// The targets of some samples at another horizon.
    pub(crate) fn at_horizon(&self, samples: &[Sample], horizon: usize) -> Vec<f64> {
        let other = Target { horizon, ..self.target };
        samples.iter().map(|s| self.value_of(s.row, other)).collect()
    }

    /// A price that wanders by rule, with a second column.
    pub(crate) fn wandering(rows: usize, target: Target) -> Self {
        let price = |i: usize| 100.0 + 5.0 * (i as f64 * 0.37).sin() + 2.0 * (i as f64 * 1.3).cos();
        Self::new(&(0..rows).map(|i| vec![price(i), (i as f64 * 0.9).sin()]).collect::<Vec<_>>(), target)
    }

    fn value(&self, row: usize) -> f64 {
        self.value_of(row, self.target)
    }

    fn value_of(&self, row: usize, target: Target) -> f64 {
        let (now, then) = (self.closes[row], self.closes[row + target.horizon]);
        match target.kind {
            TargetKind::LogReturn => (then / now).ln(),
            TargetKind::Direction => f64::from(then > now),
            _ => then,
        }
    }

    pub(crate) fn last_known(&self, row: usize) -> f64 {
        match self.target.kind {
            TargetKind::LogReturn => 0.0,
            TargetKind::Direction => f64::from(
                row >= self.target.horizon && self.closes[row] > self.closes[row - self.target.horizon],
            ),
            _ => self.closes[row],
        }
    }

    /// The samples of some rows.
    pub(crate) fn samples(&self, rows: std::ops::Range<usize>) -> Vec<Sample> {
        rows.map(|row| Sample { row, target: self.value(row), last_known: self.last_known(row) }).collect()
    }

    pub(crate) fn train_set<'a>(&'a self, samples: &'a [Sample], validation: &'a [Sample]) -> TrainSet<'a> {
        TrainSet::new(self.frame.view(), samples, validation, self.target)
    }

    pub(crate) fn origin(&self, row: usize) -> Origin<'_> {
        let frame = self.frame.first(row + 1);
        Origin {
            frame,
            last_known: self.last_known(row),
            target: self.target,
            stamp: frame.stamps()[row],
            series: 0,
            further: &[],
        }
    }
}

/// The model with some settings changed, by JSON pointer, where it has them and they are of the same kind.
pub(crate) fn with(spec: &ModelSpec, settings: &[(&str, Value)]) -> ModelSpec {
    let mut value = serde_json::to_value(spec).unwrap();
    for (pointer, setting) in settings {
        match value.pointer_mut(pointer) {
            // a kind alone may become a table
            Some(slot)
                if std::mem::discriminant(slot) == std::mem::discriminant(setting)
                    || (slot.is_string() && setting.is_object()) =>
            {
                *slot = setting.clone();
            }
            _ => {}
        }
    }
    serde_json::from_value(value).unwrap()
}

/// The model with layers of `size`, and pictures of 12 x 12.
pub(crate) fn small(spec: &ModelSpec, size: usize, epochs: usize) -> ModelSpec {
    let mut settings: Vec<(&str, Value)> = vec![
        ("/training/epochs", json!(epochs)),
        ("/training/batch", json!(16)),
        ("/trees", json!(8)),
        ("/boosting/trees", json!(8)),
        ("/draws", json!(20)),
        ("/heads", json!(2)),
        ("/window", json!(10)),
        ("/modes", json!(2)),
        ("/pairs", json!(2)),
        ("/picture/days", json!(4)),
        ("/picture/width", json!(12)),
        ("/picture/height", json!(12)),
        ("/picture-filters", json!([size, size])),
        ("/filters", json!(size)),
        ("/filters", json!([size, size])),
        ("/units", json!(size)),
        ("/units", json!([size, size])),
    ];
    for layer in
        ["/dense", "/mapping", "/embedding", "/feed-forward", "/key-dim", "/attention", "/discriminator"]
    {
        settings.push((layer, json!(size)));
    }
    with(spec, &settings)
}

/// Every network on windows or pictures; those of decompositions have tests of their own.
pub(crate) fn networks() -> Vec<ModelSpec> {
    let columns = ["close", "open", "high", "low", "volume", "score"].map(str::to_owned);
    let is_network = |spec: &ModelSpec| {
        let networks = spec.networks(&columns, target(TargetKind::Close, 1), 1, 1);
        !spec.decomposes() && networks.is_ok_and(|networks| !networks.is_empty())
    };
    ModelSpec::all().into_iter().filter(is_network).collect()
}

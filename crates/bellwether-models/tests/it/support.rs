//! Frames and samples from plain numbers.

use bellwether_core::{
    Date, FeatureFrame, Origin, RowStamp, Sample, Target, TargetKind, Ticker, Timestamp, TrainSet,
};

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
        Self::named(rows, target, "c0")
    }

    /// With a name for the first column.
    pub(crate) fn named(rows: &[Vec<f64>], target: Target, first: &str) -> Self {
        let stamp = |row: usize| RowStamp {
            date: Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(row as i64)),
            decision: Timestamp::from_second(1_420_000_000 + 86_400 * row as i64).unwrap(),
        };
        let width = rows.first().map_or(0, Vec::len);
        let name = |j: usize| if j == 0 { first.to_owned() } else { format!("c{j}") };
        let column = |j: usize| (name(j), rows.iter().map(|r| r[j]).collect());
        let frame = FeatureFrame::from_columns(
            Ticker::new("AAA").unwrap(),
            (0..rows.len()).map(stamp).collect(),
            (0..width).map(column).collect(),
        );
        Self { frame: frame.unwrap(), closes: rows.iter().map(|r| r[0]).collect(), target }
    }

    /// A price that wanders by rule, with a second column.
    pub(crate) fn wandering(rows: usize, target: Target) -> Self {
        let price = |i: usize| 100.0 + 5.0 * (i as f64 * 0.37).sin() + 2.0 * (i as f64 * 1.3).cos();
        let rows: Vec<Vec<f64>> = (0..rows).map(|i| vec![price(i), (i as f64 * 0.9).sin()]).collect();
        Self::named(&rows, target, "close")
    }

    fn value(&self, row: usize) -> f64 {
        let (now, then) = (self.closes[row], self.closes[row + self.target.horizon]);
        match self.target.kind {
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

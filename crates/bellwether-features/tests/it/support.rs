//! Fixture tables, synthetic bars and comparisons.

use std::collections::BTreeMap;

use bellwether_core::{
    Bar, Bell, Calendar, Date, DecisionTime, FeatureFrame, Panel, Post, PostScore, Session, Ticker,
    TickerData, Timestamp,
};
use bellwether_features::{FeatureError, FrameSpec, build_frame};

/// A fixture: text cells by column name. Lines that start with `#` name the versions.
pub(crate) struct Table(BTreeMap<String, Vec<String>>);

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut table: BTreeMap<_, Vec<String>> = names.iter().map(|n| (n.clone(), Vec::new())).collect();
        for record in reader.records() {
            for (name, cell) in names.iter().zip(record.unwrap().iter()) {
                table.get_mut(name).unwrap().push(cell.to_owned());
            }
        }
        Self(table)
    }

    pub(crate) fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(&self, name: &str) -> Vec<T> {
        self.0[name].iter().map(|cell| cell.parse().unwrap()).collect()
    }

    /// A column of numbers; an empty cell is NaN.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        self.get(name).unwrap()
    }

    /// As [`Self::numbers`], if there is such a column.
    pub(crate) fn get(&self, name: &str) -> Option<Vec<f64>> {
        let number = |c: &String| if c.is_empty() { f64::NAN } else { c.parse().unwrap() };
        Some(self.0.get(name)?.iter().map(number).collect())
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn ticker() -> Ticker {
    Ticker::new("AMZN").unwrap()
}

/// New York sessions from the first of September 2015 on.
pub(crate) fn sessions(n: usize) -> Vec<Session> {
    let mut date = Date::constant(2015, 8, 31);
    let next = || {
        let session = Calendar::Xnys.next_session(date).unwrap();
        date = session.date;
        session
    };
    std::iter::repeat_with(next).take(n).collect()
}

/// A bar with this close; the other prices lie around it.
pub(crate) fn bar(session: Session, close: f64) -> Bar {
    Bar {
        session,
        open: close * 0.99,
        high: close * 1.02,
        low: close * 0.98,
        close,
        adj_close: close * 0.5,
        volume: close * 1e4,
    }
}

/// Bars with these closes, on successive sessions.
pub(crate) fn bars(closes: &[f64]) -> Vec<Bar> {
    sessions(closes.len()).into_iter().zip(closes).map(|(s, &c)| bar(s, c)).collect()
}

/// The bar with every number replaced.
pub(crate) fn poisoned(bar: &Bar, value: f64) -> Bar {
    Bar { open: value, high: value, low: value, close: value, adj_close: value, volume: value, ..*bar }
}

/// A decision so many minutes after a bell, `open` or `close`.
pub(crate) fn decision(at: &str, offset_minutes: i32) -> DecisionTime {
    let at = match at {
        "open" => Bell::Open,
        "close" => Bell::Close,
        other => panic!("`{other}` is not a bell"),
    };
    DecisionTime { at, offset_minutes }
}

pub(crate) fn polarity(polarity: f64) -> PostScore {
    PostScore { polarity, ..PostScore::default() }
}

/// A panel of one ticker, its posts scored by `vader` with the polarities given.
pub(crate) fn panel(bars: Vec<Bar>, posts: &[(Timestamp, u32, f64)]) -> Panel {
    let mut posts = posts.to_vec();
    posts.sort_by_key(|p| p.0);
    let scores = posts.iter().map(|p| polarity(p.2)).collect();
    let posts = posts.iter().map(|p| Post { copies: p.1, ..Post::new(p.0, "") }).collect();
    let mut data = TickerData::new(&ticker(), bars, posts).unwrap();
    data.add_scores("vader", scores).unwrap();
    Panel::new(BTreeMap::from([(ticker(), data)]))
}

/// The frame of all that the panel has, with decisions at the close.
pub(crate) fn frame(panel: &Panel, spec: &FrameSpec) -> Result<FeatureFrame, FeatureError> {
    let history = panel.as_of(Timestamp::MAX);
    build_frame(&history, &ticker(), spec, &DecisionTime::default(), &Calendar::Xnys)
}

pub(crate) fn column(frame: &FeatureFrame, name: &str) -> Vec<f64> {
    let view = frame.view();
    let j = view.column(name).unwrap();
    (0..view.len()).map(|i| view.row(i)[j]).collect()
}

/// Bits, with every NaN the same: what "bit-identical" compares.
pub(crate) fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| if v.is_nan() { f64::NAN.to_bits() } else { v.to_bits() }).collect()
}

/// Each value within `relative` of the expected one, as a share of the larger of the expected value and `floor`, and
/// NaN exactly where NaN is expected.
pub(crate) fn assert_close(what: &str, found: &[f64], expected: &[f64], relative: f64, floor: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: length");
    for (row, (&f, &e)) in found.iter().zip(expected).enumerate() {
        let agree = if e.is_nan() { f.is_nan() } else { (f - e).abs() <= relative * e.abs().max(floor) };
        assert!(agree, "{what}, row {row}: found {f:e}, expected {e:e}, apart {:e}", (f - e).abs());
    }
}

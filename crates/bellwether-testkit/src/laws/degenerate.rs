//! On any input a typed error or a finite forecast in its range, never a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bellwether_core::{
    Date, FeatureFrame, Fitted, Forecast, ForecastError, Forecaster, FrameView, Origin, RowStamp, RunContext,
    Sample, Target, TargetKind, Ticker, Timestamp, TrainSet,
};

use crate::Violation;

/// Fits and forecasts on every degenerate table with every target.
///
/// # Errors
/// [`Violation::Panicked`] or [`Violation::BadSuccess`] on the first table that shows one.
pub fn model(model: &dyn Forecaster, targets: &[Target]) -> Result<(), Violation> {
    for table in tables() {
        for &target in targets {
            for validation in [0, table.rows / 5] {
                let case = format!(
                    "{} {} on {}, {validation} for validation",
                    model.name(),
                    target.kind,
                    table.name
                );
                unharmed(&case, || table.put_through(model, target, validation, &case))??;
            }
        }
    }
    Ok(())
}

/// Runs `what`; a panic is a [`Violation::Panicked`].
///
/// # Errors
/// Only that.
pub fn unharmed<T>(case: &str, what: impl FnOnce() -> T) -> Result<T, Violation> {
    catch_unwind(AssertUnwindSafe(what)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Violation::Panicked { case: case.to_owned(), message: text.unwrap_or_default() }
    })
}

/// What a forecast must be, if there is one: a finite point, at further horizons too; for direction 0 or 1, with a
/// probability in 0..=1 if any; quantiles finite and rising.
///
/// # Errors
/// [`Violation::BadSuccess`].
pub fn forecast(forecast: &Forecast, case: &str) -> Result<(), Violation> {
    let bad = |quantity, value| Err(Violation::BadSuccess { case: case.to_owned(), quantity, value });
    let direction = forecast.target.is_direction();
    if !forecast.point.is_finite() || (direction && forecast.point != 0.0 && forecast.point != 1.0) {
        return bad("point", forecast.point);
    }
    match forecast.probability {
        Some(p) if !(0.0..=1.0).contains(&p) => return bad("probability", p),
        _ => {}
    }
    let class = |v: f64| !direction || v == 0.0 || v == 1.0;
    if let Some(ahead) = forecast.ahead.iter().find(|a| !a.point.is_finite() || !class(a.point)) {
        return bad("point at a further horizon", ahead.point);
    }
    let whole = |level: f64, value: f64| level > 0.0 && level < 1.0 && value.is_finite();
    if let Some(q) = forecast.quantiles.iter().find(|q| !whole(q.level, q.value)) {
        return bad("quantile", q.value);
    }
    match forecast.quantiles.windows(2).find(|q| q[0].level >= q[1].level || q[0].value > q[1].value) {
        Some(q) => bad("quantile", q[1].value),
        None => Ok(()),
    }
}

/// A table that no market gives, row-major, with the target of each row.
struct Table {
    name: &'static str,
    rows: usize,
    width: usize,
    value: fn(usize, usize) -> f64,
    target: fn(usize) -> f64,
}

/// A price that wanders, the ordinary value of most tables.
fn price(row: usize) -> f64 {
    100.0 + (row as f64 * 0.7).sin() + row as f64 * 0.01
}

fn ordinary(row: usize, column: usize) -> f64 {
    price(row + 3 * column)
}

/// Close, open, high and low.
fn candle(row: usize, column: usize) -> f64 {
    let (open, close) = (price(row), price(row + 1));
    [close, open, open.max(close) + 0.5, open.min(close) - 0.5][column.min(3)]
}

fn tables() -> Vec<Table> {
    let table = |name, rows, width, value, target| Table { name, rows, width, value, target };
    vec![
        table("no rows", 0, 2, ordinary, price),
        table("one row", 1, 2, ordinary, price),
        table("two rows", 2, 2, ordinary, price),
        table("fewer rows than the window", 4, 2, ordinary, price),
        table("no columns", 60, 0, ordinary, price),
        table("constant columns and target", 60, 2, |_, _| 5.0, |_| 5.0),
        table("all zero", 60, 2, |_, _| 0.0, |_| 0.0),
        table("the same row again and again", 60, 2, |r, c| ordinary(r % 2, c), |r| price(r % 2)),
        table(
            "a split by twenty",
            60,
            2,
            |r, c| if r < 30 { ordinary(r, c) } else { ordinary(r, c) / 20.0 },
            |r| if r < 29 { price(r) } else { price(r) / 20.0 },
        ),
        table(
            "a single price of zero",
            60,
            2,
            |r, c| if r == 30 && c == 0 { 0.0 } else { ordinary(r, c) },
            |r| if r == 29 { 0.0 } else { price(r) },
        ),
        table("a NaN column", 60, 2, |r, c| if c == 1 { f64::NAN } else { ordinary(r, c) }, price),
        table("one NaN", 60, 2, |r, c| if r == 20 && c == 0 { f64::NAN } else { ordinary(r, c) }, price),
        table(
            "infinity in the last row",
            60,
            2,
            |r, c| if r == 59 { f64::INFINITY } else { ordinary(r, c) },
            price,
        ),
        table("infinities", 60, 2, |r, _| if r % 2 == 0 { f64::INFINITY } else { f64::NEG_INFINITY }, price),
        table(
            "1e300",
            60,
            2,
            |r, c| 1e300 * (1.0 + ordinary(r, c) / 1e3),
            |r| 1e300 * (1.0 + price(r) / 1e3),
        ),
        table("1e300 in the last row", 60, 2, |r, c| if r == 59 { 1e300 } else { ordinary(r, c) }, price),
        table("1e300 and -1e300", 60, 2, |r, _| if r % 2 == 0 { 1e300 } else { -1e300 }, price),
        table(
            "the largest doubles",
            60,
            2,
            |r, _| if r % 2 == 0 { f64::MAX } else { f64::MIN },
            |_| f64::MAX,
        ),
        table(
            "the smallest doubles",
            60,
            2,
            |r, _| f64::from_bits(1 + r as u64),
            |r| f64::from_bits(1 + r as u64),
        ),
        table("NaN targets", 60, 2, ordinary, |_| f64::NAN),
        table("one NaN target", 60, 2, ordinary, |r| if r == 30 { f64::NAN } else { price(r) }),
        table("a NaN target in the validation part", 60, 2, ordinary, |r| {
            if r == 55 { f64::NAN } else { price(r) }
        }),
        table("infinite targets", 60, 2, ordinary, |_| f64::INFINITY),
        table("candles", 60, 4, candle, price),
        table("candles that never move", 60, 4, |_, _| 5.0, |_| 5.0),
        table("candles without a high", 60, 4, |r, c| if c == 2 { f64::NAN } else { candle(r, c) }, price),
        table(
            "one candle without an open",
            60,
            4,
            |r, c| if r == 30 && c == 1 { f64::NAN } else { candle(r, c) },
            price,
        ),
        table("candles upside down", 60, 4, |r, c| -candle(r, c), price),
        table("candles of 1e300", 60, 4, |r, c| 1e300 * candle(r, c) / 1e3, price),
        table("negative targets", 60, 2, ordinary, |r| -price(r)),
    ]
}

impl Table {
    fn frame(&self) -> FeatureFrame {
        let second = |row: usize| Timestamp::from_second(1_400_000_000 + 86_400 * row as i64);
        let stamp = |row: usize| RowStamp {
            date: Date::constant(2014, 1, 1).saturating_add(jiff::Span::new().days(row as i64)),
            decision: second(row).unwrap_or(Timestamp::MAX),
        };
        // named as prices, so that models of pictures find theirs
        let name =
            |c: usize| ["close", "open", "high", "low"].get(c).map_or(format!("c{c}"), |n| (*n).to_owned());
        let column = |c: usize| (name(c), (0..self.rows).map(|r| (self.value)(r, c)).collect());
        let ticker = Ticker::new("AAA").expect("three letters are a ticker");
        FeatureFrame::from_columns(
            ticker,
            (0..self.rows).map(stamp).collect(),
            (0..self.width).map(column).collect(),
        )
        .expect("columns are as long as the frame")
    }

    /// Every row is a sample, whatever is in its window: the model has to look.
    fn samples(&self, target: Target) -> Vec<Sample> {
        let sample = |row: usize| {
            let (then, now) = ((self.target)(row + 1), (self.target)(row));
            let (value, last_known) = match target.kind {
                TargetKind::Direction if then.is_nan() => (f64::NAN, f64::NAN),
                TargetKind::Direction => (f64::from(then > now), f64::from(row.is_multiple_of(3))),
                TargetKind::LogReturn => ((then / now).ln(), 0.0),
                _ => (then, now),
            };
            Sample { row, target: value, last_known }
        };
        (0..self.rows.saturating_sub(1)).map(sample).collect()
    }

    fn put_through(
        &self,
        model: &dyn Forecaster,
        target: Target,
        validation: usize,
        case: &str,
    ) -> Result<(), Violation> {
        let frame = self.frame();
        let samples = self.samples(target);
        let windows_full = samples.iter().position(|s| s.row + 1 >= model.needs().lookback);
        // twice: with the samples whose window is there, and with those too whose window is not
        for first in [windows_full.unwrap_or(samples.len()), 0] {
            let usable = &samples[first..];
            let (train, watched) = usable.split_at(usable.len() - validation.min(usable.len()));
            let train = TrainSet::new(frame.view(), train, watched, target);
            if let Ok(fitted) = model.fit(&train, &RunContext::new(1)) {
                self.ask(&*fitted, target, case)?;
            }
            if !model.needs().global {
                continue;
            }
            // beside itself, beside nothing, and no series at all
            let nothing = TrainSet::new(frame.first(0), &[], &[], target);
            for series in [&[train, train][..], &[train, nothing], &[]] {
                if let Ok(fitted) = model.fit_global(series, &RunContext::new(1)) {
                    self.ask(&*fitted, target, case)?;
                }
            }
        }
        Ok(())
    }

    /// Forecasts from every row, and with a column too many, of the first series, the second, and one that there is not.
    fn ask(&self, fitted: &dyn Fitted, target: Target, case: &str) -> Result<(), Violation> {
        let frame = self.frame();
        let other = Table { width: self.width + 1, ..*self }.frame();
        for series in [0, 1, 2] {
            let origins = (0..=self.rows).map(|rows| self.origin(frame.first(rows), target));
            for origin in origins.chain([self.origin(other.view(), target)]) {
                match fitted.forecast(&Origin { series, ..origin }) {
                    Ok(made) => forecast(&made, case)?,
                    Err(ForecastError::Saved { reason }) => {
                        return Err(Violation::untested(format!(
                            "{case}: a forecast failed as damaged bytes would: {reason}"
                        )));
                    }
                    Err(_) => {}
                }
            }
        }
        Ok(())
    }

    fn origin<'a>(&self, frame: FrameView<'a>, target: Target) -> Origin<'a> {
        let last = frame.len().saturating_sub(1);
        let nowhere = RowStamp { date: Date::constant(2014, 1, 1), decision: Timestamp::UNIX_EPOCH };
        let stamp = frame.stamps().last().copied().unwrap_or(nowhere);
        let last_known = match target.kind {
            TargetKind::Direction => f64::from(last.is_multiple_of(2)),
            TargetKind::LogReturn => 0.0,
            _ => (self.target)(last),
        };
        Origin { frame, last_known, target, stamp, series: 0, further: &[] }
    }
}

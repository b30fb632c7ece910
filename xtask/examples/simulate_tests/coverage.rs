//! How often intervals around persistence held, walked forward over the bundled tickers.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use bellwether_evaluation::intervals::{
    AdaptiveConformal, Interval, IntervalError, RollingIntervals, SplitConformal,
};
use bellwether_ingest::{PriceOptions, read_prices};

/// Sessions before the first that counts.
pub(crate) const WARM_UP: usize = 250;
/// Sessions of a quarter, over all tickers, below which it is not called the worst.
const FEWEST: usize = 100;
/// Sessions between refits of the split form.
pub(crate) const REFIT: usize = 25;

/// Of one ticker: when, what happened, what was said; logarithms of closes, whose errors do not grow with the price.
pub(crate) struct Walk {
    pub(crate) quarters: Vec<String>,
    pub(crate) actual: Vec<f64>,
    pub(crate) predicted: Vec<f64>,
}

/// Appends the table.
pub(crate) fn table(prices: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    let prices = read_prices(prices, &PriceOptions::default())?;
    let tickers: Vec<String> = prices.bars.keys().map(ToString::to_string).collect();
    let bars: Vec<_> = prices.bars.values().collect();
    writeln!(
        page,
        "## Intervals around persistence\n\n\
         Closes of {}, each forecast by the last close known, walked forward; every session after the first {WARM_UP} counts.\n\
         Errors are of logarithms, as they grow with the price. Split: all errors so far, fitted again every {REFIT} sessions. Rolling: each\n\
         end from its own tail of the last 250 or 100 errors. Adaptive: sizes of the last 250 errors, step .01; now and\n\
         then its interval is the whole line, left out of the mean width. Width in % of the close. The worst quarter is of those with\n\
         at least {FEWEST} sessions over all tickers. Coverage should be within 2 points of the level.\n\n\
         | ahead | level | intervals | coverage | within 2 points | worst quarter | mean width |\n|---:|---:|---|---:|---|---|---:|",
        tickers.join(", ")
    )?;
    for horizon in [1, 5] {
        let walks: Vec<Walk> = bars
            .iter()
            .map(|bars| Walk {
                quarters: bars[horizon..].iter().map(|bar| quarter(&bar.date().to_string())).collect(),
                actual: bars[horizon..].iter().map(|bar| bar.close.ln()).collect(),
                predicted: bars[..bars.len() - horizon].iter().map(|bar| bar.close.ln()).collect(),
            })
            .collect();
        for level in [0.8, 0.95] {
            for (name, form) in FORMS {
                let of = |k: usize| form(&walks[k], WARM_UP, level, horizon);
                let walks: Vec<&Walk> = walks.iter().collect();
                row(page, &walks, WARM_UP, (horizon, level, *name), &of)?;
            }
        }
    }
    Ok(())
}

/// `2014 Q1` of `2014-02-03`.
pub(crate) fn quarter(date: &str) -> String {
    let month: u32 = date.get(5..7).and_then(|m| m.parse().ok()).unwrap_or(1);
    format!("{} Q{}", date.get(..4).unwrap_or(date), month.div_ceil(3))
}

/// Of a walk, the first row that counts, the level and the horizon.
pub(crate) type Form = fn(&Walk, usize, f64, usize) -> Result<Vec<Option<Interval>>, IntervalError>;

pub(crate) const FORMS: &[(&str, Form)] = &[
    ("split", split),
    ("rolling 250", |walk, _, level, horizon| rolling(walk, level, horizon, 250)),
    ("rolling 100", |walk, _, level, horizon| rolling(walk, level, horizon, 100)),
    ("adaptive", |walk, _, level, horizon| adaptive(walk, level, horizon)),
];

fn split(
    walk: &Walk,
    from: usize,
    level: f64,
    horizon: usize,
) -> Result<Vec<Option<Interval>>, IntervalError> {
    let errors: Vec<f64> = walk.actual.iter().zip(&walk.predicted).map(|(y, f)| y - f).collect();
    let mut intervals = vec![None; errors.len()];
    for start in (from..errors.len()).step_by(REFIT) {
        let fitted = SplitConformal::fit(&errors[..=start - horizon], level)?;
        for t in start..(start + REFIT).min(errors.len()) {
            intervals[t] = Some(fitted.interval(walk.predicted[t])?);
        }
    }
    Ok(intervals)
}

fn rolling(
    walk: &Walk,
    level: f64,
    horizon: usize,
    window: usize,
) -> Result<Vec<Option<Interval>>, IntervalError> {
    RollingIntervals { level, window, horizon }.over(&walk.actual, &walk.predicted)
}

fn adaptive(walk: &Walk, level: f64, horizon: usize) -> Result<Vec<Option<Interval>>, IntervalError> {
    let rows =
        AdaptiveConformal { level, step: 0.01, window: 250, horizon }.over(&walk.actual, &walk.predicted)?;
    Ok(rows.into_iter().map(|row| row.map(|row| row.interval)).collect())
}

/// A row of the table; `of` gives the intervals of the walk of a number, and rows from `from` on count.
pub(crate) fn row(
    page: &mut String,
    walks: &[&Walk],
    from: usize,
    (horizon, level, name): (usize, f64, &str),
    of: &dyn Fn(usize) -> Result<Vec<Option<Interval>>, IntervalError>,
) -> Result<(), Box<dyn Error>> {
    let mut quarters: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let (mut width, mut infinite) = (0.0, 0);
    for (k, walk) in walks.iter().enumerate() {
        let intervals = of(k)?;
        for t in from..intervals.len() {
            let interval = intervals[t].ok_or("an interval is missing after the warm-up")?;
            let held = (interval.lower..=interval.upper).contains(&walk.actual[t]);
            let [inside, all] = quarters.entry(&walk.quarters[t]).or_default();
            *inside += usize::from(held);
            *all += 1;
            let part = ((interval.upper - walk.predicted[t]).exp()
                - (interval.lower - walk.predicted[t]).exp())
                * 100.0;
            if part.is_finite() { width += part } else { infinite += 1 }
        }
    }
    let percent = |[inside, all]: [usize; 2]| inside as f64 / all as f64 * 100.0;
    let total = quarters.values().fold([0, 0], |sum, q| [sum[0] + q[0], sum[1] + q[1]]);
    let worst = quarters
        .iter()
        .filter(|(_, counts)| counts[1] >= FEWEST)
        .map(|(quarter, counts)| (*quarter, percent(*counts)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .ok_or("no quarter has enough sessions")?;
    let off = (percent(total) - level * 100.0).abs();
    let wide = if infinite > 0 { format!(", {infinite} without end") } else { String::new() };
    writeln!(
        page,
        "| {horizon} | {:.0} % | {name} | {:.1} % of {} | {} | {:.0} % in {} | {:.2} %{wide} |",
        level * 100.0,
        percent(total),
        total[1],
        if off <= 2.0 { "yes" } else { "no" },
        worst.1,
        worst.0,
        width / (total[1] - infinite).max(1) as f64
    )?;
    Ok(())
}

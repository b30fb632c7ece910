//! What predictions look like: how they name directions, how their intervals held, and whether they are the previous close
//! moved by a day, or too good to have been made before.

use bellwether_core::Target;
use bellwether_evaluation::significance::{ALPHA, p_value_words};

use crate::record::{Arm, CheckRow, DirectionRow, ForecastPoint, ModelRow, TickerRecord};
use crate::words::{count, listed, percent};

/// Days below which a correlation says nothing.
const FEWEST: usize = 20;
/// How much nearer to one the correlation with the last known value must be.
const NEARER: f64 = 4.0;
/// A skill at one row ahead that prices rarely allow.
const TOO_GOOD: f64 = 0.5;

/// All of it, in sentences.
pub(super) fn remarks(
    target: Target,
    tickers: &[TickerRecord],
    models: &[String],
    rows: &[CheckRow],
) -> Vec<String> {
    let mut out = Vec::new();
    if rows.iter().any(|r| r.days >= super::verdict::FEWEST) {
        out.push(directions(rows));
    }
    out.extend(coverage(tickers));
    out.extend(shapes(target, tickers, models));
    out
}

/// Of prices: near the last known value; of prices and returns: too near to what came.
fn shapes(target: Target, tickers: &[TickerRecord], models: &[String]) -> Vec<String> {
    if target.is_direction() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let naive = tickers.first().map_or(0, |t| t.rows.iter().filter(|r| r.arm != Arm::Elsewhere).count());
    for m in 0..models.len() {
        let of = |t: &'_ TickerRecord| t.rows.get(naive + m).map(shifted);
        let found: Vec<(String, f64, f64)> = tickers
            .iter()
            .filter(|_| target.is_price())
            .filter_map(|t| of(t)?.map(|(known, came)| (t.ticker.to_string(), known, came)))
            .collect();
        let Some(row) = tickers.first().and_then(|t| t.rows.get(naive + m)) else { continue };
        if let Some((_, known, came)) = found.first() {
            let names: Vec<String> = found.iter().take(6).map(|f| f.0.clone()).collect();
            out.push(format!(
                "The predictions of {} look like the last known value moved by a day ({}): their correlation with it is \
                 {known:.5}, that with what came {came:.5}. A chart of both seems to fit well, and says only that the price \
                 of a day is near that of the day before; persistence does the same.",
                row.model,
                listed(&names)
            ));
        }
        let skills: Vec<f64> = tickers.iter().filter_map(|t| skill(t.rows.get(naive + m)?)).collect();
        let mean = skills.iter().sum::<f64>() / skills.len() as f64;
        if target.horizon == 1 && mean > TOO_GOOD {
            out.push(format!(
                "The squared error of {} is {} below that of persistence. One row ahead that is hardly ever so: look \
                 whether the model saw the day itself (scaling or filling over the whole series, a column of the same day, \
                 a random split).",
                row.model,
                percent(mean)
            ));
        }
    }
    out
}

/// Whether directions are named better than by chance.
fn directions(rows: &[CheckRow]) -> String {
    let all: Vec<(&CheckRow, &DirectionRow)> =
        rows.iter().flat_map(|r| r.directions.iter().map(move |d| (r, d))).collect();
    let tested = all.iter().filter(|(_, d)| d.p_value.is_some()).count();
    if tested == 0 {
        return "Whether directions are named better than by chance could not be tested: forecasts or changes all go one way."
            .to_owned();
    }
    let better: Vec<String> = all
        .iter()
        .filter(|(_, d)| d.adjusted.is_some_and(|p| p < ALPHA))
        .map(|(r, d)| format!("{} on {}", r.model, d.ticker))
        .collect();
    let least = all.iter().filter_map(|(_, d)| d.adjusted).fold(f64::INFINITY, f64::min);
    let tests = if tested == 1 { String::new() } else { format!(", Holm-adjusted for {tested} tests") };
    if better.is_empty() {
        format!(
            "Directions are not named better than by chance (Pesaran-Timmermann, {}{tests}).",
            p_value_words(least)
        )
    } else {
        let shown = better.iter().take(6).cloned().collect::<Vec<_>>();
        let more = better.len().saturating_sub(6);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(
            "Directions are named better than by chance by {}{more} (Pesaran-Timmermann, {}{tests}).",
            listed(&shown),
            p_value_words(least)
        )
    }
}

/// How intervals held, over all tickers, where models give the same.
fn coverage(tickers: &[TickerRecord]) -> Vec<String> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let sentence = |i: usize| {
        let widest =
            |t: &TickerRecord| Some((t.rows.get(i)?.quantiles.as_ref()?.widest?, t.rows[i].forecasts.len()));
        let all: Option<Vec<_>> = tickers.iter().map(widest).collect();
        let all = all?;
        let level = all.first()?.0.level;
        let rows: usize = all.iter().map(|(_, n)| n).sum();
        let inside: f64 = all.iter().map(|(w, n)| w.coverage * *n as f64).sum::<f64>() / rows as f64;
        Some(format!(
            "The {:.0} % interval of {} held on {} of {}.",
            100.0 * level,
            first.rows[i].model,
            percent(inside),
            count(rows, "row")
        ))
    };
    (0..first.rows.len()).filter_map(sentence).collect()
}

fn skill(row: &ModelRow) -> Option<f64> {
    row.scores.iter().find(|s| s.metric == "skill-score")?.mean
}

/// The correlations with the last known value and with what came, where the first is far nearer to one and there is no
/// skill.
fn shifted(row: &ModelRow) -> Option<(f64, f64)> {
    // a forecast that adds something to the last known value is near it as well, and is no copy
    if row.forecasts.len() < FEWEST || skill(row).is_some_and(|s| s > 0.0) {
        return None;
    }
    let column = |of: &dyn Fn(&ForecastPoint) -> f64| row.forecasts.iter().map(of).collect::<Vec<f64>>();
    let said = column(&|f| f.predicted);
    let (known, came) =
        (correlation(&said, &column(&|f| f.last_known))?, correlation(&said, &column(&|f| f.actual))?);
    (known > came && NEARER * (1.0 - known) < 1.0 - came).then_some((known, came))
}

/// Pearson's; none where a series does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let r = product(a, ma, b, mb) / (product(a, ma, a, ma) * product(b, mb, b, mb)).sqrt();
    r.is_finite().then_some(r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwether_core::{Date, TargetKind, Ticker};

    /// Derivation: (1, 2, 3) and (1, 3, 2) have deviations (-1, 0, 1) and (-1, 1, 0): 1 / sqrt(2 · 2).
    #[test]
    fn correlation_by_hand() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-15);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    /// A walk of 60 days with steps of 1 up and down in no order.
    fn walk() -> Vec<f64> {
        let mut at = 100.0;
        let step = |i: u32| if (i * i / 3 + i / 5).is_multiple_of(2) { 1.0 } else { -1.0 };
        (0..60)
            .map(|i| {
                at += step(i);
                at
            })
            .collect()
    }

    fn record(predicted: impl Fn(&[f64], usize) -> f64) -> TickerRecord {
        let walk = walk();
        let first = Date::new(2024, 1, 1).unwrap();
        let forecasts = (1..walk.len()).map(|i| ForecastPoint {
            origin: first,
            date: first,
            actual: walk[i],
            predicted: predicted(&walk, i),
            probability: None,
            last_known: walk[i - 1],
            quantiles: Vec::new(),
        });
        let forecasts: Vec<ForecastPoint> = forecasts.collect();
        let naive =
            forecasts.iter().map(|f| ForecastPoint { predicted: f.last_known, ..f.clone() }).collect();
        let row = |arm, forecasts| crate::check::rows::row(TARGET, "lstm", arm, forecasts);
        TickerRecord {
            ticker: Ticker::new("A").unwrap(),
            series: crate::record::DailySeries::default(),
            findings: Vec::new(),
            folds: Vec::new(),
            skipped_samples: 0,
            rows: vec![row(Arm::NoInputs, naive), row(Arm::Elsewhere, forecasts)],
        }
    }

    const TARGET: Target = Target { kind: TargetKind::Close, horizon: 1 };

    fn said(predicted: impl Fn(&[f64], usize) -> f64) -> Vec<String> {
        shapes(TARGET, &[record(predicted)], &["lstm".to_owned()])
    }

    /// The last value with a little noise has no skill and is told; halfway to what came is no copy, and too good; a forecast
    /// with a gain of its own on the last value is neither.
    #[test]
    fn the_last_value_is_told_from_a_forecast() {
        let noise = |i: usize| 0.12 * ((i * 7 % 11) as f64 - 5.0);
        let copied = said(|w, i| w[i - 1] + noise(i));
        assert_eq!(copied.len(), 1, "{copied:?}");
        assert!(copied[0].contains("moved by a day (A)"), "{copied:?}");
        let good = said(|w, i| 0.2 * w[i - 1] + 0.8 * w[i]);
        assert_eq!(good.len(), 1, "{good:?}");
        assert!(
            good[0].starts_with("The squared error of lstm is 96.0 % below that of persistence."),
            "{good:?}"
        );
        let honest = said(|w, i| 0.8 * w[i - 1] + 0.2 * w[i]);
        assert_eq!(honest, Vec::<String>::new());
    }
}

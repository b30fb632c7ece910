//! What predictions look like: how they name directions, how their intervals held, and whether they are the previous close
//! moved by a day, or too good to have been made before.

use bellwether_core::Target;
use bellwether_evaluation::significance::{ALPHA, p_value_words};

use super::copies::{Copied, copied};
use super::scale::median;
use crate::record::{Arm, CheckRow, DirectionRow, ForecastPoint, ModelRow, TickerRecord};
use crate::words::{count, listed, percent, value};

/// Days below which a correlation says nothing.
const FEWEST: usize = 20;
/// How much nearer to one the correlation with the last known value must be.
const NEARER: f64 = 4.0;
/// A skill that prices rarely allow.
const TOO_GOOD: f64 = 0.5;
/// A share of directions that prices rarely allow, and how far above the more frequent class.
const TOO_MANY_RIGHT: f64 = 0.75;
const TOO_MUCH_BETTER: f64 = 0.2;
/// How many times larger is another size.
const OTHER_SIZE: f64 = 20.0;
/// Days for each row of the horizon below which the remark is made that they are few.
const FEW: usize = 15;
/// What to look for.
const LOOK: &str = "look whether the model saw the day itself (scaling or filling over the whole series, a column of the same day, \
                    a random split).";

/// All of it, in sentences.
pub(super) fn remarks(
    target: Target,
    tickers: &[TickerRecord],
    models: &[String],
    rows: &[CheckRow],
) -> Vec<String> {
    let mut out = Vec::new();
    if rows.iter().any(|r| r.days >= super::verdict::FEWEST) {
        out.push(directions(target, rows));
    }
    out.extend(few(target, rows));
    out.extend(coverage(tickers));
    out.extend(shapes(target, tickers, models));
    out
}

/// Of prices: near the last known value; of prices and returns: copies of what came, of another size, or too near to it.
fn shapes(target: Target, tickers: &[TickerRecord], models: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let naive = tickers.first().map_or(0, |t| t.rows.iter().filter(|r| r.arm != Arm::Elsewhere).count());
    for place in naive..naive + models.len() {
        let Some(name) = tickers.first().and_then(|t| t.rows.get(place)).map(|r| r.model.as_str()) else {
            continue;
        };
        if target.is_direction() {
            out.extend(too_many_right(target, name, tickers, place));
            continue;
        }
        out.extend(size(target, name, tickers, place));
        let copy = copy(target, name, tickers, place);
        let told = copy.is_some();
        out.extend(copy);
        if !told {
            out.extend(moved(target, name, tickers, place));
            out.extend(too_good(target, name, tickers, place));
        }
    }
    out
}

/// Models whose predictions are what came on a day that was not known when they were made.
pub(super) fn no_forecasts(target: Target, tickers: &[TickerRecord], models: &[String]) -> Vec<String> {
    let seen = |row: &ModelRow| {
        copied(target, row)
            .is_some_and(|c| c.shift >= 0 || (c.shift.unsigned_abs() as usize) < target.horizon)
    };
    let all = || tickers.iter().flat_map(|t| &t.rows).filter(|row| row.arm == Arm::Elsewhere);
    models.iter().filter(|name| all().any(|row| row.model == **name && seen(row))).cloned().collect()
}

/// Tickers by name, the first of many.
fn named(all: impl Iterator<Item = String>) -> String {
    listed(&all.take(6).collect::<Vec<_>>())
}

/// Whether predictions are what came on another day.
fn copy(target: Target, name: &str, tickers: &[TickerRecord], place: usize) -> Option<String> {
    let of = |t: &TickerRecord| Some((t.ticker.to_string(), copied(target, t.rows.get(place)?)?));
    let all: Vec<(String, Copied)> = tickers.iter().filter_map(of).collect();
    let (_, first) = all.first()?;
    let on = named(all.iter().filter(|(_, c)| c.shift == first.shift).map(|(t, _)| t.clone()));
    let times = if (first.factor - 1.0).abs() < 0.0005 {
        String::new()
    } else {
        format!(", times {}", value(first.factor, 3))
    };
    let rows = count(first.shift.unsigned_abs() as usize, "row");
    Some(match first.shift {
        0 => format!(
            "The predictions of {name} are what came on the day itself{times} ({on}), which nobody can know before: look whether a \
             column of what came is taken for the predictions, or is an input of the model."
        ),
        1.. => format!(
            "The predictions of {name} are what came {rows} after the day that they are of{times} ({on}): the columns are moved \
             against each other, or the model saw the future."
        ),
        shift if (shift.unsigned_abs() as usize) < target.horizon => format!(
            "The predictions of {name} are what came {rows} before the day that they are of{times} ({on}), which was not known \
             {} before it: the columns are moved against each other, or the model saw the future.",
            count(target.horizon, "row")
        ),
        shift if shift.unsigned_abs() as usize == target.horizon => format!(
            "The predictions of {name} are the last known value{times} ({on}): persistence is the same forecast."
        ),
        _ => format!(
            "The predictions of {name} are what came {rows} before the day that they are of{times} ({on})."
        ),
    })
}

/// Whether predictions are the last known value with a little noise.
fn moved(target: Target, name: &str, tickers: &[TickerRecord], place: usize) -> Option<String> {
    let of = |t: &TickerRecord| {
        let (known, came) = shifted(t.rows.get(place)?)?;
        Some((t.ticker.to_string(), known, came))
    };
    let found: Vec<_> = tickers.iter().filter(|_| target.is_price()).filter_map(of).collect();
    let (_, known, came) = found.first()?;
    Some(format!(
        "The predictions of {name} look like the last known value moved by a day ({}): their correlation with it is \
         {known:.5}, that with what came {came:.5}. A chart of both seems to fit well, and says only that the price \
         of a day is near that of the day before; persistence does the same.",
        named(found.iter().map(|f| f.0.clone()))
    ))
}

fn too_good(target: Target, name: &str, tickers: &[TickerRecord], place: usize) -> Option<String> {
    let skills: Vec<f64> = tickers.iter().filter_map(|t| skill(t.rows.get(place)?)).collect();
    let mean = skills.iter().sum::<f64>() / skills.len() as f64;
    (mean > TOO_GOOD).then(|| {
        format!(
            "The squared error of {name} is {} below that of persistence. {} ahead that is hardly ever so: {LOOK}",
            percent(mean),
            ahead(target)
        )
    })
}

/// As [`too_good`], of directions.
fn too_many_right(target: Target, name: &str, tickers: &[TickerRecord], place: usize) -> Option<String> {
    let rows = || tickers.iter().filter_map(|t| t.rows.get(place)).flat_map(|r| &r.forecasts);
    let n = rows().count();
    let share = |is: &dyn Fn(&ForecastPoint) -> bool| rows().filter(|f| is(f)).count() as f64 / n as f64;
    let (right, up) = (share(&|f| (f.actual > 0.5) == (f.predicted > 0.5)), share(&|f| f.actual > 0.5));
    (n >= 2 * FEWEST && right > TOO_MANY_RIGHT && right - up.max(1.0 - up) > TOO_MUCH_BETTER).then(|| {
        format!(
            "{name} names {} of the directions right. {} ahead that is hardly ever so: {LOOK}",
            percent(right),
            ahead(target)
        )
    })
}

fn ahead(target: Target) -> String {
    if target.horizon == 1 { "One row".to_owned() } else { count(target.horizon, "row") }
}

/// Whether predictions are of another size than what came.
fn size(target: Target, name: &str, tickers: &[TickerRecord], place: usize) -> Option<String> {
    let rows = || tickers.iter().filter_map(|t| t.rows.get(place)).flat_map(|r| &r.forecasts);
    let of = |value: &dyn Fn(&ForecastPoint) -> f64| median(rows().map(|f| value(f).abs()).collect());
    let (said, came) = (of(&|f| f.predicted)?, of(&|f| f.actual)?);
    let larger = said > OTHER_SIZE * came;
    let other = larger || (target.is_price() && said * OTHER_SIZE < came);
    (other && came > 0.0).then(|| {
        let taken = if target.is_price() { "prices" } else { "returns" };
        format!(
            "The predictions of {name} are of size {said:.4}, and what came of size {came:.4}, in the median: what came is taken \
             for {taken}, and these are something else, or are scaled."
        )
    })
}

/// Whether directions are named better than by chance.
fn directions(target: Target, rows: &[CheckRow]) -> String {
    if target.horizon > 1 {
        return "Directions are not tested: further ahead than one row the changes of neighbouring rows overlap.".to_owned();
    }
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

/// Whether the days are few for the horizon.
fn few(target: Target, rows: &[CheckRow]) -> Option<String> {
    let days = rows.iter().map(|r| r.days).max()?;
    let is_few = target.horizon > 1 && days >= super::verdict::FEWEST && days < FEW * target.horizon;
    is_few.then(|| {
        format!(
            "{} are few for {} ahead, whose errors overlap: intervals are too narrow and p-values too small by as much as a \
             few hundredths.",
            count(days, "day"),
            count(target.horizon, "row")
        )
    })
}

/// How the widest interval of a model held.
pub(super) struct Covered {
    /// Nominal coverage.
    pub(super) level: f64,
    /// Share of the rows inside.
    pub(super) inside: f64,
    rows: usize,
}

/// Over all tickers, where each has quantiles; `place` is that of the model among the rows.
pub(super) fn covered(tickers: &[TickerRecord], place: usize) -> Option<Covered> {
    let widest = |t: &TickerRecord| {
        Some((t.rows.get(place)?.quantiles.as_ref()?.widest?, t.rows[place].forecasts.len()))
    };
    let all: Vec<_> = tickers.iter().map(widest).collect::<Option<_>>()?;
    let rows: usize = all.iter().map(|(_, n)| n).sum();
    let inside = all.iter().map(|(w, n)| w.coverage * *n as f64).sum::<f64>() / rows as f64;
    Some(Covered { level: all.first()?.0.level, inside, rows })
}

/// How intervals held, over all tickers, where models give the same.
fn coverage(tickers: &[TickerRecord]) -> Vec<String> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let sentence = |i: usize| {
        let Covered { level, inside, rows } = covered(tickers, i)?;
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
pub(super) mod tests {
    use super::*;
    use bellwether_core::{Date, TargetKind, Ticker};

    /// Derivation: (1, 2, 3) and (1, 3, 2) have deviations (-1, 0, 1) and (-1, 1, 0): 1 / sqrt(2 · 2).
    #[test]
    fn correlation_by_hand() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-15);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    /// A walk of 60 days with steps of 1 up and down in no order.
    pub(in crate::check) fn walk() -> Vec<f64> {
        let mut at = 100.0;
        let step = |i: u32| if (i * i / 3 + i / 5).is_multiple_of(2) { 1.0 } else { -1.0 };
        (0..60)
            .map(|i| {
                at += step(i);
                at
            })
            .collect()
    }

    pub(in crate::check) fn record(predicted: impl Fn(&[f64], usize) -> f64) -> TickerRecord {
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

    pub(in crate::check) const TARGET: Target = Target { kind: TargetKind::Close, horizon: 1 };

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

    /// Copies are told whatever their skill, and predictions of another size than what came.
    #[test]
    fn copies_and_other_sizes_are_told() {
        let later = said(|w, i| 1.001 * w[(i + 1).min(w.len() - 1)]);
        assert_eq!(later.len(), 1, "{later:?}");
        assert!(
            later[0].contains("what came 1 row after the day that they are of, times 1.001 (A)"),
            "{later:?}"
        );
        let same = said(|w, i| 1.001 * w[i]);
        assert!(same.len() == 1 && same[0].contains("on the day itself, times 1.001 (A)"), "{same:?}");
        let returns = said(|w, i| w[i] / w[i - 1] - 1.0);
        assert!(returns[0].starts_with("The predictions of lstm are of size 0.0"), "{returns:?}");
    }
}

//! What predictions look like: the previous close moved by a day, or too good to have been made before.

use bellwether_core::Target;

use crate::record::{Arm, ForecastPoint, ModelRow, TickerRecord};
use crate::words::{listed, percent};

/// Days below which a correlation says nothing.
const FEWEST: usize = 20;
/// How much nearer to one the correlation with the last known value must be.
const NEARER: f64 = 4.0;
/// A skill at one row ahead that prices rarely allow.
const TOO_GOOD: f64 = 0.5;

pub(super) fn remarks(target: Target, tickers: &[TickerRecord], models: &[String]) -> Vec<String> {
    if !target.is_price() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let naive = tickers.first().map_or(0, |t| t.rows.iter().filter(|r| r.arm != Arm::Elsewhere).count());
    for m in 0..models.len() {
        let of = |t: &'_ TickerRecord| t.rows.get(naive + m).map(shifted);
        let found: Vec<(String, f64, f64)> = tickers
            .iter()
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

fn skill(row: &ModelRow) -> Option<f64> {
    row.scores.iter().find(|s| s.metric == "skill-score")?.mean
}

/// The correlations with the last known value and with what came, where the first is far nearer to one.
fn shifted(row: &ModelRow) -> Option<(f64, f64)> {
    if row.forecasts.len() < FEWEST {
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

    /// Derivation: (1, 2, 3) and (1, 3, 2) have deviations (-1, 0, 1) and (-1, 1, 0): 1 / sqrt(2 · 2).
    #[test]
    fn correlation_by_hand() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]).unwrap() - 0.5).abs() < 1e-15);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}

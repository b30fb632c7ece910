//! What a model gains on persistence, by day: stocks of one day are not independent, so days are resampled, not rows.

use std::collections::BTreeMap;

use bellwether_core::{Date, RunContext, Target};
use bellwether_evaluation::bootstrap::{StationaryBootstrap, optimal_block_length};
use bellwether_evaluation::significance::{holm, pesaran_timmermann};

use super::CheckConfig;
use crate::record::{Arm, CheckRow, DirectionRow, ForecastPoint, ModelRow, PooledRow, TickerRecord};

/// One for each model of the file.
pub(super) fn rows(
    config: &CheckConfig,
    target: Target,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    models: &[String],
) -> Vec<CheckRow> {
    let own: Vec<&PooledRow> = pooled.iter().filter(|r| r.arm == Arm::Elsewhere).collect();
    let mut out: Vec<CheckRow> = own
        .iter()
        .take(models.len())
        .map(|row| {
            let of = |t: &TickerRecord| t.rows.iter().position(|r| r.model == row.model && r.arm == row.arm);
            let pairs: Vec<(&ModelRow, &ModelRow)> =
                tickers.iter().filter_map(|t| Some((&t.rows[of(t)?], t.rows.first()?))).collect();
            let losses = Losses::of(&pairs);
            let block = losses.block(target.horizon);
            CheckRow {
                model: row.model.clone(),
                skill: losses.skill(),
                interval: losses.interval(config, &row.model, block),
                block,
                days: losses.days.len(),
                observations: losses.rows,
                effective: losses.effective(),
                p_value: row.vs_persistence.as_ref().and_then(|t| t.p_value),
                adjusted: None,
                directions: tickers.iter().filter_map(|t| direction(target, t, &t.rows[of(t)?])).collect(),
            }
        })
        .collect();
    adjust(&mut out);
    out
}

/// Holm's adjustment, over models, and over models and tickers of the tests of direction.
fn adjust(rows: &mut [CheckRow]) {
    let family: Vec<f64> = rows.iter().filter_map(|r| r.p_value).collect();
    if let Ok(adjusted) = holm(&family) {
        let mut adjusted = adjusted.into_iter();
        for row in rows.iter_mut().filter(|r| r.p_value.is_some()) {
            row.adjusted = adjusted.next();
        }
    }
    let tested = |r: &&mut DirectionRow| r.p_value.is_some();
    let family: Vec<f64> = rows.iter().flat_map(|r| &r.directions).filter_map(|d| d.p_value).collect();
    if let Ok(adjusted) = holm(&family) {
        let mut adjusted = adjusted.into_iter();
        for row in rows.iter_mut().flat_map(|r| &mut r.directions).filter(tested) {
            row.adjusted = adjusted.next();
        }
    }
}

/// Pesaran and Timmermann's test of the changes that a row names.
fn direction(target: Target, ticker: &TickerRecord, row: &ModelRow) -> Option<DirectionRow> {
    let change = |f: &ForecastPoint, value: f64| {
        if target.is_direction() { value - 0.5 } else { value - f.last_known }
    };
    let came: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.actual)).collect();
    let said: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.predicted)).collect();
    let test = pesaran_timmermann(&came, &said).ok()?;
    let moved = || came.iter().zip(&said).filter(|(c, _)| **c != 0.0);
    let right = moved().filter(|(c, s)| (**c > 0.0) == (**s > 0.0) && **s != 0.0).count();
    Some(DirectionRow {
        ticker: ticker.ticker.clone(),
        share: (moved().count() > 0).then(|| right as f64 / moved().count() as f64),
        statistic: test.map(|t| t.statistic),
        p_value: test.map(|t| t.p_value),
        adjusted: None,
    })
}

/// Losses of a model and of persistence, summed by day. Each is in units of the ticker's sum of persistence's losses, so
/// that one less the ratio of the sums is the mean over tickers of their skill.
struct Losses {
    /// By day, oldest first: of the model, of persistence.
    days: Vec<(f64, f64)>,
    /// Differences of the two, by day.
    within: Vec<Vec<f64>>,
    rows: usize,
}

impl Losses {
    fn of(pairs: &[(&ModelRow, &ModelRow)]) -> Self {
        let mut days: BTreeMap<Date, (f64, f64, Vec<f64>)> = BTreeMap::new();
        let loss = |f: &ForecastPoint| (f.actual - f.predicted).powi(2);
        for (own, naive) in pairs {
            let total: f64 = naive.forecasts.iter().map(loss).sum();
            let unit = if total > 0.0 { total } else { 1.0 };
            for (a, b) in own.forecasts.iter().zip(&naive.forecasts) {
                let day = days.entry(a.date).or_default();
                let (a, b) = (loss(a) / unit, loss(b) / unit);
                day.0 += a;
                day.1 += b;
                day.2.push(a - b);
            }
        }
        let rows = days.values().map(|d| d.2.len()).sum();
        let (days, within) = days.into_values().map(|(a, b, d)| ((a, b), d)).unzip();
        Self { days, within, rows }
    }

    fn skill(&self) -> Option<f64> {
        ratio(self.days.iter())
    }

    /// The mean length of blocks that fits the daily differences, and at least the horizon, over which errors overlap.
    fn block(&self, horizon: usize) -> f64 {
        let differences: Vec<f64> = self.days.iter().map(|(a, b)| a - b).collect();
        optimal_block_length(&differences).unwrap_or(1.0).max(horizon as f64)
    }

    /// The middle 95 % of the skill over resampled days; none of fewer than 20.
    fn interval(&self, config: &CheckConfig, model: &str, block: f64) -> Option<(f64, f64)> {
        if self.days.len() < super::verdict::FEWEST || config.draws < 20 {
            return None;
        }
        let mut rng = RunContext::new(config.seed).rng(&format!("check/skill/{model}"));
        let bootstrap = StationaryBootstrap::new(block);
        let mut skills: Vec<f64> = (0..config.draws)
            .filter_map(|_| {
                let places = bootstrap.places(&mut rng, self.days.len());
                ratio(places.into_iter().map(|at| &self.days[at]))
            })
            .collect();
        skills.sort_by(f64::total_cmp);
        let at = |level: f64| {
            let place = level * (skills.len().checked_sub(1)?) as f64;
            let (low, high) = (place.floor() as usize, place.ceil() as usize);
            Some(skills[low] + (place - low as f64) * (skills[high] - skills[low]))
        };
        Some((at(0.025)?, at(0.975)?))
    }

    /// How many independent rows would tell as much: rows times the variance of the mean difference as if rows were
    /// independent, over its variance with days as clusters (Kish's design effect). At most the rows that there are.
    fn effective(&self) -> Option<f64> {
        let n = self.rows as f64;
        let mean = self.within.iter().flatten().sum::<f64>() / n;
        let apart: f64 = self.within.iter().flatten().map(|d| (d - mean).powi(2)).sum();
        let together: f64 =
            self.within.iter().map(|day| day.iter().map(|d| d - mean).sum::<f64>().powi(2)).sum();
        let effective = n * apart / together;
        (apart > 0.0 && effective.is_finite()).then(|| effective.clamp(1.0, n))
    }
}

/// One less the ratio of sums; none where persistence has no error.
fn ratio<'a>(days: impl Iterator<Item = &'a (f64, f64)>) -> Option<f64> {
    let (own, naive) = days.fold((0.0, 0.0), |(a, b), day| (a + day.0, b + day.1));
    (naive > 0.0).then(|| 1.0 - own / naive)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses(days: &[(f64, f64)], within: Vec<Vec<f64>>) -> Losses {
        let rows = within.iter().map(Vec::len).sum();
        Losses { days: days.to_vec(), within, rows }
    }

    /// Derivation: where the model's loss is a fixed share of persistence's on each day, so it is of every resample.
    #[test]
    fn a_constant_share_has_no_spread() {
        let days: Vec<(f64, f64)> =
            (1..60).map(|i| (0.25 * f64::from(i % 7 + 1), f64::from(i % 7 + 1))).collect();
        let all = losses(&days, vec![vec![0.0]]);
        assert_eq!(all.skill(), Some(0.75));
        assert_eq!(all.interval(&CheckConfig::default(), "m", 3.0), Some((0.75, 0.75)));
        assert_eq!(losses(&days[..19], vec![]).interval(&CheckConfig::default(), "m", 3.0), None);
    }

    /// Derivation: k equal stocks a day count as one, stocks that are unlike in a balanced way as all of them, and of one
    /// stock a day as many as there are days.
    #[test]
    fn equal_stocks_of_a_day_count_once() {
        let day = |i: i32, k: usize| vec![f64::from(i % 3 - 1); k];
        let of = |k| losses(&[], (0..30).map(|i| day(i, k)).collect()).effective();
        assert_eq!((of(1), of(4)), (Some(30.0), Some(30.0)));
        let balanced = (0..30).map(|i| vec![1.0 + f64::from(i % 2), -1.0 - f64::from(i % 2)]).collect();
        assert_eq!(losses(&[], balanced).effective(), None);
        assert_eq!(losses(&[], vec![vec![0.0; 3]; 5]).effective(), None);
    }
}

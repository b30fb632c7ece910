//! What a model gains on persistence, by day: stocks of one day are not independent, so days are resampled, not rows.

use bellwether_core::{RunContext, Target};
use bellwether_evaluation::bootstrap::{DailySkill, DayBootstrap};
use bellwether_evaluation::significance::{holm, pesaran_timmermann};

use super::CheckConfig;
use crate::record::{Arm, CheckRow, DirectionRow, ForecastPoint, ModelRow, PooledRow, TickerRecord};

/// One for each model of the file; `directions` where tests of them are asked for.
pub(super) fn rows(
    config: &CheckConfig,
    target: Target,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    models: &[String],
    directions: bool,
) -> Vec<CheckRow> {
    let own: Vec<&PooledRow> = pooled.iter().filter(|r| r.arm == Arm::Elsewhere).collect();
    let mut out: Vec<CheckRow> = own
        .iter()
        .take(models.len())
        .map(|row| {
            let of = |t: &TickerRecord| t.rows.iter().position(|r| r.model == row.model && r.arm == row.arm);
            let pairs: Vec<(&ModelRow, &ModelRow)> =
                tickers.iter().filter_map(|t| Some((&t.rows[of(t)?], t.rows.first()?))).collect();
            let skill = skill_of(&pairs);
            let found = skill.as_ref();
            let block = found.map_or(1.0, |s| s.block(target.horizon));
            let how = DayBootstrap { level: 0.95, block, draws: config.draws };
            let mut rng = RunContext::new(config.seed).rng(&format!("check/skill/{}", row.model));
            let long = found.filter(|s| s.days() >= super::verdict::FEWEST);
            CheckRow {
                model: row.model.clone(),
                skill: found.map(DailySkill::skill),
                interval: long.and_then(|s| s.interval(&how, &mut rng)),
                block,
                days: found.map_or(0, DailySkill::days),
                observations: found.map_or(0, DailySkill::rows),
                effective: found.and_then(DailySkill::effective_rows),
                p_value: row.vs_persistence.as_ref().and_then(|t| t.p_value),
                adjusted: None,
                directions: tickers
                    .iter()
                    .filter(|_| directions)
                    .filter_map(|t| direction(target, t, &t.rows[of(t)?]))
                    .collect(),
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

/// Pesaran and Timmermann's test of the changes that a row names; one row ahead, as further ahead changes overlap, and the
/// test is of independent ones.
fn direction(target: Target, ticker: &TickerRecord, row: &ModelRow) -> Option<DirectionRow> {
    let change = |f: &ForecastPoint, value: f64| {
        if target.is_direction() { value - 0.5 } else { value - f.last_known }
    };
    let came: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.actual)).collect();
    let said: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.predicted)).collect();
    let test = if target.horizon == 1 { pesaran_timmermann(&came, &said).ok()? } else { None };
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

/// Squared errors of a model and of persistence by day, ticker by ticker.
fn skill_of(pairs: &[(&ModelRow, &ModelRow)]) -> Option<DailySkill> {
    let loss = |f: &ForecastPoint| (f.actual - f.predicted).powi(2);
    let ticker = |(own, naive): &(&ModelRow, &ModelRow)| {
        own.forecasts.iter().zip(&naive.forecasts).map(|(a, b)| (a.date, loss(a), loss(b))).collect()
    };
    DailySkill::of(&pairs.iter().map(ticker).collect::<Vec<_>>())
}

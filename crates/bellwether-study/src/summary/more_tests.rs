//! Tests of rows by themselves.

use bellwether_evaluation::significance::{
    DirectionTest, anatolyev_gerko, holm, mcnemar, mincer_zarnowitz, pesaran_timmermann,
};

use crate::StudyConfig;
use crate::record::{Arm, Calibration, ForecastPoint, HitTest, ModelRow, MoreTests, SignTest, TickerRecord};

/// Rows below which nothing is tested.
const FEWEST: usize = 20;

/// Adds them; none where the future is seen.
pub(crate) fn add_more_tests(tickers: &mut [TickerRecord], config: &StudyConfig) {
    if config.sees_future() {
        return;
    }
    for ticker in tickers.iter_mut() {
        let hits = |row: &ModelRow| row.forecasts.iter().map(hit).collect::<Vec<bool>>();
        let naive = ticker.rows.iter().filter(|r| r.arm == Arm::NoInputs && !r.forecasts.is_empty());
        let best = naive.map(|r| (r.model.clone(), hits(r))).reduce(|a, b| {
            let right = |(_, hits): &(String, Vec<bool>)| hits.iter().filter(|h| **h).count();
            if right(&b) > right(&a) { b } else { a }
        });
        for row in ticker.rows.iter_mut().filter(|r| r.forecasts.len() >= FEWEST) {
            row.tests = tests(config, row);
            if config.target.main().is_direction() && config.target.horizon == 1 && row.arm != Arm::NoInputs {
                row.tests.hits = best.as_ref().and_then(|(name, other)| against(&hits(row), name, other));
            }
        }
    }
    adjust(tickers, |t| t.directions.as_mut().map(|d| (d.p_value, &mut d.adjusted)));
    adjust(tickers, |t| t.profit.as_mut().map(|d| (d.p_value, &mut d.adjusted)));
    adjust(tickers, |t| t.calibration.as_mut().map(|d| (d.p_value, &mut d.adjusted)));
    adjust(tickers, |t| t.hits.as_mut().map(|d| (d.p_value, &mut d.adjusted)));
}

fn tests(config: &StudyConfig, row: &ModelRow) -> MoreTests {
    let target = config.target.main();
    let change = |f: &ForecastPoint, value: f64| {
        if target.is_direction() {
            value - 0.5
        } else if target.is_price() {
            (value - f.last_known) / f.last_known.abs()
        } else {
            value
        }
    };
    let came: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.actual)).collect();
    let said: Vec<f64> = row.forecasts.iter().map(|f| change(f, f.predicted)).collect();
    let sign =
        |t: DirectionTest| SignTest { statistic: t.statistic, p_value: t.p_value, adjusted: None, n: t.n };
    let (mut directions, mut profit, mut calibration) = (None, None, None);
    if target.horizon == 1 {
        directions = pesaran_timmermann(&came, &said).ok().flatten().map(sign);
        profit = anatolyev_gerko(&came, &said).ok().flatten().map(sign).filter(|_| !target.is_direction());
    }
    if !target.is_direction() {
        let test = mincer_zarnowitz(&came, &said, target.horizon).ok().flatten();
        calibration = test.map(|t| Calibration {
            intercept: t.intercept,
            slope: t.slope,
            statistic: t.statistic,
            p_value: t.p_value,
            adjusted: None,
            n: t.n,
        });
    }
    MoreTests { directions, profit, calibration, hits: None }
}

fn hit(f: &ForecastPoint) -> bool {
    (f.actual > 0.5) == (f.predicted > 0.5)
}

fn against(own: &[bool], name: &str, other: &[bool]) -> Option<HitTest> {
    let test = mcnemar(own, other).ok()?;
    Some(HitTest {
        against: name.to_owned(),
        only_this: test.only_first,
        only_other: test.only_second,
        p_value: test.p_value,
        adjusted: None,
    })
}

/// Holm's adjustment of the tests that a function picks, over all rows and tickers.
fn adjust(tickers: &mut [TickerRecord], pick: impl Fn(&mut MoreTests) -> Option<(f64, &mut Option<f64>)>) {
    let mut slots: Vec<(f64, &mut Option<f64>)> =
        tickers.iter_mut().flat_map(|t| &mut t.rows).filter_map(|r| pick(&mut r.tests)).collect();
    let family: Vec<f64> = slots.iter().map(|s| s.0).collect();
    let Ok(adjusted) = holm(&family) else { return };
    for ((_, slot), p) in slots.iter_mut().zip(adjusted) {
        **slot = Some(p);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of six days on which only one is right, five are of the model: 2 · (1 + 6) / 64.
    #[test]
    fn hits_that_only_one_has() {
        let own = [true, true, true, true, true, false, true, false];
        let other = [false, false, false, false, false, true, true, false];
        let test = against(&own, "always-majority", &other).unwrap();
        assert_eq!((test.only_this, test.only_other, &test.against[..]), (5, 1, "always-majority"));
        assert!((test.p_value - 14.0 / 64.0).abs() < 1e-12);
    }
}

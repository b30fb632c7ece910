//! A check of predictions against other implementations of the same tests.

use std::fmt::Write;

use bellwether_ingest::{PredictionOptions, read_predictions_bytes};
use bellwether_study::record::{MoreTests, RunRecord};
use bellwether_study::{CheckConfig, check};

/// Skill and tests of two tickers by pandas, statsmodels and scipy.
#[test]
fn as_statsmodels_and_scipy() {
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("reference/statsmodels/check.json")).unwrap();
    let csv = expected["csv"].as_str().unwrap();
    let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
    let record = check(&CheckConfig::default(), &read, None).unwrap();
    let row = &record.check.as_ref().unwrap().rows[0];
    let near = |a: Option<f64>, b: &serde_json::Value, what: &str| {
        let (a, b) = (a.unwrap(), b.as_f64().unwrap());
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1e-3), "{what}: {a} and {b}");
    };
    near(row.skill, &expected["skill"], "skill");
    near(row.p_value, &expected["p_value"], "Diebold-Mariano");
    assert_eq!(row.days as u64, expected["days"].as_u64().unwrap());
    assert_eq!(row.observations as u64, expected["rows"].as_u64().unwrap());
    assert_eq!(row.directions.len(), 2);
    for direction in &row.directions {
        let own = &expected["directions"][direction.ticker.as_str()];
        near(direction.statistic, &own["statistic"], "statistic");
        near(direction.p_value, &own["p_value"], "Pesaran-Timmermann");
        near(direction.share, &own["share"], "share");
    }
    for ticker in &record.tickers {
        let (tests, own) = (&ticker.rows[2].tests, &expected["more"][ticker.ticker.as_str()]);
        let calibration = tests.calibration.as_ref().unwrap();
        near(Some(calibration.slope), &own["slope"], "slope");
        near(Some(calibration.intercept), &own["intercept"], "intercept");
        near(Some(calibration.statistic), &own["wald"], "Mincer-Zarnowitz");
        near(Some(calibration.p_value), &own["wald_p"], "its p");
        let profit = tests.profit.as_ref().unwrap();
        near(Some(profit.statistic), &own["profit"], "Anatolyev-Gerko");
        near(Some(profit.p_value), &own["profit_p"], "its p");
        let directions = &expected["directions"][ticker.ticker.as_str()];
        near(tests.directions.as_ref().map(|d| d.p_value), &directions["p_value"], "Pesaran-Timmermann");
        assert!(calibration.adjusted.unwrap() >= calibration.p_value);
        assert_eq!(ticker.rows[0].tests, MoreTests::default(), "persistence forecasts no change");
    }
    assert_eq!(record.verdict.len(), 2, "{:?}", record.verdict);
}

/// A record is read as it was written, with its forecasts, and a damaged one is refused.
#[test]
fn a_record_is_read_as_it_was_written() {
    let mut csv = "unique_id,ds,cutoff,y,a,a-lo-80,a-hi-80,b\n".to_owned();
    let first = bellwether_core::Date::new(2024, 1, 1).unwrap();
    for i in 0..40_i32 {
        let day = |n: i32| first + jiff::Span::new().days(i64::from(n));
        let y = 100.0 + f64::from(i * 7 % 11) / 3.0;
        for ahead in 1..=2 {
            let low = y - 2.0 + f64::from(ahead) * 0.1;
            writeln!(csv, "A,{},{},{y},{},{low},{},{}", day(i), day(i - ahead), y - 0.3, y + 2.0, y + 0.7)
                .unwrap();
        }
    }
    let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
    let record = check(&CheckConfig { draws: 50, ..CheckConfig::default() }, &read, None).unwrap();
    let ticker = &record.tickers[0];
    assert!(ticker.rows.iter().all(|r| r.forecasts.len() == 39), "the first day has none before it");
    assert_eq!(ticker.rows[2].forecasts[0].quantiles.len(), 2);
    assert_eq!(record.check.as_ref().unwrap().horizons.len(), 2);
    let json = record.to_json();
    assert_eq!(serde_json::from_str::<RunRecord>(&json).unwrap(), record);
    let damaged = json.replacen("\"actual\": [", "\"actual\": [1.0,", 1);
    let error = serde_json::from_str::<RunRecord>(&damaged).unwrap_err().to_string();
    assert!(error.contains("the columns of the forecasts of A differ in length"), "{error}");
}

/// Each horizon on its own rows, and p-values adjusted over all, by pandas and statsmodels.
#[test]
fn horizons_as_statsmodels() {
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("reference/statsmodels/horizons.json")).unwrap();
    let csv = expected["csv"].as_str().unwrap();
    let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
    let record = check(&CheckConfig { draws: 50, ..CheckConfig::default() }, &read, None).unwrap();
    let found = &record.check.as_ref().unwrap().horizons;
    let all = expected["horizons"].as_array().unwrap();
    assert_eq!(found.len(), all.len());
    for (found, own) in found.iter().zip(all) {
        let row = &found.rows[0];
        assert_eq!(found.horizon as u64, own["horizon"].as_u64().unwrap());
        assert_eq!(row.days as u64, own["days"].as_u64().unwrap());
        assert_eq!(row.observations as u64, own["rows"].as_u64().unwrap());
        let near = |a: Option<f64>, key: &str| {
            let (a, b) = (a.unwrap(), own[key].as_f64().unwrap());
            assert!(
                (a - b).abs() <= 1e-10 * b.abs().max(1e-3),
                "{} ahead, {key}: {a} and {b}",
                found.horizon
            );
        };
        near(row.skill, "skill");
        near(row.p_value, "p_value");
        near(row.adjusted, "adjusted");
        near(row.covered.map(|c| c.1), "covered");
    }
}

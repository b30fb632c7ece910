//! A check of predictions against other implementations of the same tests.

use bellwether_ingest::{PredictionOptions, read_predictions_bytes};
use bellwether_study::record::MoreTests;
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

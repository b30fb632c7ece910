//! Models of one series on prices that a file can hold and a market seldom shows.

use bellwether_core::{FitError, ForecastError, RunContext, TargetKind};
use bellwether_models::{Family, ModelSpec};

use crate::support::{Series, target};

/// The models that know one series.
fn of_one_series() -> impl Iterator<Item = ModelSpec> {
    let family = |spec: &ModelSpec| matches!(spec.info().family, Family::Naive | Family::Statistical);
    ModelSpec::all().into_iter().filter(family)
}

fn price(t: usize) -> f64 {
    100.0 + (t as f64 * 0.7).sin() + (t as f64 * 0.13).cos() * 3.0
}

/// A name, and a series of prices.
fn odd() -> Vec<(&'static str, Vec<f64>)> {
    let with = |change: &dyn Fn(usize, f64) -> f64| (0..120).map(|t| change(t, price(t))).collect::<Vec<_>>();
    vec![
        ("constant", vec![50.0; 120]),
        ("short", with(&|_, v| v)[..6].to_vec()),
        ("a gap", with(&|t, v| if (30..33).contains(&t) { f64::NAN } else { v })),
        ("mostly gaps", with(&|t, v| if t % 3 == 0 { v } else { f64::NAN })),
        ("a split", with(&|t, v| if t < 60 { v } else { v / 20.0 })),
        ("a price of zero", with(&|t, v| if t == 70 { 0.0 } else { v })),
        ("a ramp", with(&|t, _| t as f64)),
        ("two values", with(&|t, _| [10.0, 20.0][t % 2])),
        ("hardly moving", with(&|t, _| if t == 50 { 10.01 } else { 10.0 })),
        ("enormous", with(&|_, v| v * 1e300)),
    ]
}

#[test]
fn an_infinite_return_is_refused_by_name() {
    let closes: Vec<f64> = (0..120).map(|t| if t == 70 { 0.0 } else { price(t) }).collect();
    let rows: Vec<Vec<f64>> =
        (0..120).map(|t| vec![if t == 0 { f64::NAN } else { (closes[t] / closes[t - 1]).ln() }]).collect();
    let mut series = Series::named(&["log-return"], &rows, target(TargetKind::LogReturn, 1));
    series.closes = closes;
    let samples = series.samples(0..118);
    assert!(samples.iter().any(|s| s.target == f64::NEG_INFINITY));
    // these learn nothing of the returns' sizes
    let by_sign = ["persistence", "always-majority"];
    for spec in of_one_series().filter(|spec| !by_sign.contains(&spec.info().kind)) {
        let fitted = spec.build().fit(&series.train_set(&samples, &[]), &RunContext::new(1));
        let error = fitted.err().unwrap_or_else(|| panic!("{} learns from it", spec.info().kind));
        assert!(matches!(error, FitError::NotFinite { .. }), "{}: {error}", spec.info().kind);
    }
}

#[test]
fn a_forecast_is_finite_or_an_error_with_its_values() {
    let mut made = 0;
    for (name, closes) in odd() {
        for kind in [TargetKind::Close, TargetKind::Direction, TargetKind::LogReturn] {
            // of a price of zero the log return is infinite, on its day and on the next
            let log_return = |t: usize| if t == 0 { f64::NAN } else { (closes[t] / closes[t - 1]).ln() };
            let rows: Vec<Vec<f64>> = (0..closes.len()).map(|t| vec![closes[t], log_return(t)]).collect();
            let mut series = Series::named(&["close", "log-return"], &rows, target(kind, 1));
            series.closes.clone_from(&closes);
            let last = closes.len() - 2;
            let mut samples = series.samples(0..last);
            samples.retain(|s| s.target.is_finite() && s.last_known.is_finite());
            for spec in of_one_series() {
                let fitted = spec.build().fit(&series.train_set(&samples, &[]), &RunContext::new(1));
                let Ok(fitted) = fitted else { continue };
                match fitted.forecast(&series.origin(last)) {
                    Ok(forecast) => {
                        made += 1;
                        assert!(forecast.point.is_finite(), "{name} {}", spec.info().kind);
                        assert!(forecast.quantiles.iter().all(|q| q.value.is_finite()), "{name}");
                        assert!(forecast.quantiles.windows(2).all(|q| q[0].value <= q[1].value), "{name}");
                    }
                    Err(ForecastError::Model { reason, .. }) => assert!(!reason.is_empty(), "{name}"),
                    Err(_) => {}
                }
            }
        }
    }
    assert!(made >= 130, "{made}");
}

//! What every network forecasts: numbers, directions, quantiles, further horizons.

use bellwether_core::{Fitted, Further, Origin, RunContext, Target, TargetKind};
use bellwether_models::ModelSpec;
use bellwether_models::deep::{GanParams, Lstm, LstmParams, MlpParams, TrainingParams};
use serde_json::json;

use crate::support::{Series, networks, small, target, with};

fn fit(spec: &ModelSpec, series: &Series) -> Box<dyn Fitted> {
    let (samples, validation) = (series.samples(10..70), series.samples(70..85));
    let fitted = spec.build().fit(&series.train_set(&samples, &validation), &RunContext::new(1));
    fitted.unwrap_or_else(|e| panic!("{} {:?}: {e}", spec.info().kind, series.target))
}

#[test]
fn every_network_forecasts_levels_changes_and_returns() {
    for spec in networks() {
        for (kind, predict) in [
            (TargetKind::Close, "level"),
            (TargetKind::Close, "change"),
            (TargetKind::Open, "change"),
            (TargetKind::AdjClose, "level"),
            (TargetKind::LogReturn, "level"),
        ] {
            let spec = with(&small(&spec, 4, 8), &[("/predict", json!(predict))]);
            let series = Series::market(100, target(kind, 1));
            let forecast = fit(&spec, &series).forecast(&series.origin(90)).unwrap();
            // prices lie from 93 to 107, and change by at most 6 a day
            let range = if kind == TargetKind::LogReturn { -0.3..0.3 } else { 60.0..140.0 };
            assert!(range.contains(&forecast.point), "{} {kind}: {}", spec.info().kind, forecast.point);
            assert_eq!(forecast.probability, None);
        }
    }
}

#[test]
fn every_network_forecasts_a_direction_with_either_head() {
    for spec in networks() {
        let series = Series::market(100, target(TargetKind::Direction, 1));
        let bytes = ["sigmoid", "softmax"].map(|head| {
            let spec = with(&small(&spec, 4, 3), &[("/direction-head", json!(head))]);
            let fitted = fit(&spec, &series);
            let forecast = fitted.forecast(&series.origin(90)).unwrap();
            let p = forecast.probability.unwrap();
            assert!((0.0..=1.0).contains(&p) && forecast.point == f64::from(p >= 0.5));
            fitted.to_bytes()
        });
        assert_eq!(bytes[0] == bytes[1], spec.info().kind == "gan", "{}", spec.info().kind);
    }
}

/// The same price for ever, and the number that is added to it the next day: nothing that can be known.
fn noise(rows: usize) -> Series {
    let mut state = 9_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let rows: Vec<_> = (0..rows).map(|_| vec![100.0 + 10.0 * uniform()]).collect();
    Series::new(&rows, target(TargetKind::Close, 1))
}

#[test]
fn quantiles_are_in_order_and_cover_what_they_say() {
    let series = noise(500);
    let quantiles = vec![0.1, 0.5, 0.9];
    let training = TrainingParams { epochs: 40, learning_rate: 0.005, ..TrainingParams::default() };
    let samples = series.samples(4..300);
    let train = series.train_set(&samples, &[]);
    let params = LstmParams { lookback: 2, units: 4, quantiles, training, ..LstmParams::default() };
    let fitted = ModelSpec::Lstm(params).build().fit(&train, &RunContext::new(1)).unwrap();
    let mut below = [0_u32; 3];
    for sample in series.samples(300..499) {
        let forecast = fitted.forecast(&series.origin(sample.row)).unwrap();
        let values: Vec<f64> = forecast.quantiles.iter().map(|q| q.value).collect();
        assert!(values.is_sorted() && forecast.quantiles.iter().map(|q| q.level).eq([0.1, 0.5, 0.9]));
        for (count, value) in below.iter_mut().zip(values) {
            *count += u32::from(sample.target <= value);
        }
    }
    // four standard errors of a share of .5 among 199, and what 300 training samples leave open: 0.14 + 0.06
    for (count, level) in below.iter().zip([0.1, 0.5, 0.9]) {
        let share = f64::from(*count) / 199.0;
        assert!((share - level).abs() < 0.2, "{below:?} of 199");
    }
    // uniform noise of width 10: eight tenths of it lie in 8
    let last = fitted.forecast(&series.origin(499)).unwrap().quantiles;
    let width = last[2].value - last[0].value;
    assert!((6.0..10.0).contains(&width), "{width}");
}

#[test]
fn calibrated_scenarios_cover_what_they_say() {
    let series = noise(900);
    let (samples, watched) = (series.samples(5..300), series.samples(300..500));
    let train = series.train_set(&samples, &watched);
    let coverage = |calibrate: bool, reconstruction: f64| {
        let quantiles = vec![0.05, 0.5, 0.95];
        let mut params = GanParams { calibrate, units: 8, quantiles, ..GanParams::default() };
        params.training.epochs = 30;
        params.training.reconstruction = reconstruction;
        let fitted = ModelSpec::Gan(params).build().fit(&train, &RunContext::new(1)).unwrap();
        let inside = series.samples(500..899).into_iter().filter(|sample| {
            let quantiles = fitted.forecast(&series.origin(sample.row)).unwrap().quantiles;
            assert!(quantiles.windows(2).all(|q| q[0].value <= q[1].value));
            (quantiles[0].value..=quantiles[2].value).contains(&sample.target)
        });
        inside.count() as f64 / 399.0
    };
    for reconstruction in [0.0, 1.0] {
        let (own, moved) = (coverage(false, reconstruction), coverage(true, reconstruction));
        // four standard errors of a share of .9 among 399 and among the 200 that it is learnt from: .06 and .085
        assert!((moved - 0.9).abs() < 0.105, "{moved} covered, with reconstruction {reconstruction}");
        assert!((moved - 0.9).abs() < (own - 0.9).abs(), "{own} before, {moved} after");
    }
}

#[test]
fn every_network_with_a_head_gives_quantiles() {
    let series = Series::market(100, target(TargetKind::Close, 1));
    for spec in networks() {
        let settings = [("/quantiles", json!([0.2, 0.8])), ("/trees", json!(false))];
        let forecast =
            fit(&with(&small(&spec, 4, 2), &settings), &series).forecast(&series.origin(90)).unwrap();
        let levels: Vec<f64> = forecast.quantiles.iter().map(|q| q.level).collect();
        assert_eq!(levels, [0.2, 0.8], "{}", spec.info().kind);
        assert!(forecast.quantiles[0].value <= forecast.quantiles[1].value);
    }
}

/// The fit on all horizons, and forecasts of rows 190 to 209.
fn ahead(spec: &ModelSpec, series: &Series, horizons: &[usize]) -> Vec<bellwether_core::Forecast> {
    let samples = series.samples(10..180);
    let values: Vec<_> = horizons.iter().map(|h| series.at_horizon(&samples, *h)).collect();
    let further: Vec<_> = horizons
        .iter()
        .zip(&values)
        .map(|(&horizon, train)| Further { horizon, train, validation: &[] })
        .collect();
    let train = series.train_set(&samples, &[]).with_further(&further);
    let fitted = spec.build().fit(&train, &RunContext::new(1)).unwrap();
    (190..210).map(|row| fitted.forecast(&series.origin(row)).unwrap()).collect()
}

#[test]
fn further_horizons_come_in_order_from_every_network() {
    let setting = |key: &'static str, value| [(key, value), ("/trees", json!(false))];
    for spec in networks() {
        for (kind, settings) in [
            (TargetKind::Close, setting("/quantiles", json!([0.2, 0.8]))),
            (TargetKind::Direction, setting("/direction-head", json!("sigmoid"))),
            (TargetKind::Direction, setting("/direction-head", json!("softmax"))),
        ] {
            let series = Series::market(230, target(kind, 1));
            let spec = with(&small(&spec, 4, 1), &settings);
            for forecast in ahead(&spec, &series, &[7, 3]) {
                let horizons: Vec<usize> = forecast.ahead.iter().map(|a| a.horizon).collect();
                assert_eq!(horizons, [7, 3], "{} {kind}", spec.info().kind);
                for ahead in forecast.ahead {
                    let levels: Vec<f64> = ahead.quantiles.iter().map(|q| q.level).collect();
                    if kind == TargetKind::Close {
                        assert_eq!((levels, ahead.probability), (vec![0.2, 0.8], None));
                        assert!(ahead.quantiles[0].value <= ahead.quantiles[1].value);
                    } else {
                        let p = ahead.probability.unwrap();
                        assert!((0.0..=1.0).contains(&p) && ahead.point == f64::from(p >= 0.5));
                        assert!(levels.is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn directions_at_several_horizons_are_learnt_by_either_head() {
    let rows: Vec<_> = (0..230).map(|i| vec![50.0 + 10.0 * (f64::from(i) * 0.37).sin()]).collect();
    let training = TrainingParams { epochs: 60, learning_rate: 0.01, ..TrainingParams::default() };
    let mlp = ModelSpec::Mlp(MlpParams { units: vec![16], training, ..MlpParams::default() });
    let lstm = ModelSpec::Lstm(LstmParams { units: 12, training, ..LstmParams::default() });
    for (spec, head) in [(&mlp, "sigmoid"), (&mlp, "softmax"), (&lstm, "sigmoid"), (&lstm, "softmax")] {
        let spec = with(spec, &[("/direction-head", json!(head))]);
        let series = Series::new(&rows, target(TargetKind::Direction, 2));
        let (mut hits, mut brier) = ([0; 2], [0.0; 2]);
        for (row, forecast) in (190..210).zip(ahead(&spec, &series, &[5, 9])) {
            for (i, ahead) in forecast.ahead.iter().enumerate() {
                let rises = f64::from(rows[row + ahead.horizon][0] > rows[row][0]);
                hits[i] += u32::from(ahead.point == rises);
                brier[i] += (rises - ahead.probability.unwrap()).powi(2) / 20.0;
            }
        }
        // a coin has 10 hits and a Brier score of .25
        let kind = spec.info().kind;
        assert!(
            hits.iter().all(|h| *h >= 17) && brier.iter().all(|b| *b < 0.12),
            "{kind} {head} {hits:?} {brier:?}"
        );
    }
}

#[test]
fn quantiles_of_each_horizon_are_those_of_its_own_noise() {
    // noise that is ten times as wide on every fourth row, to which horizon 4 leads from there
    let mut wide = noise(600);
    let closes: Vec<_> = (0..600)
        .map(|i| {
            vec![(wide.closes[i] - 105.0) * if i % 4 == 0 { 10.0 } else { 1.0 }, f64::from(i as u32 % 4)]
        })
        .collect();
    wide = Series::new(&closes, target(TargetKind::Close, 1));
    let quantiles = vec![0.1, 0.9];
    let training = TrainingParams { epochs: 60, learning_rate: 0.01, ..TrainingParams::default() };
    let spec = ModelSpec::Mlp(MlpParams {
        lookback: 1,
        units: vec![16],
        quantiles,
        training,
        ..MlpParams::default()
    });
    let (samples, horizon) = (wide.samples(4..500), [4]);
    let values = wide.at_horizon(&samples, 4);
    let further = [Further { horizon: horizon[0], train: &values, validation: &[] }];
    let train = wide.train_set(&samples, &[]).with_further(&further);
    let fitted = spec.build().fit(&train, &RunContext::new(1)).unwrap();
    let width = |q: &[bellwether_core::Quantile]| q[1].value - q[0].value;
    for row in (520..560).step_by(4) {
        // the next row is of narrow noise, the fourth of wide; one row before, it is the other way round
        let forecast = fitted.forecast(&wide.origin(row)).unwrap();
        assert!(width(&forecast.ahead[0].quantiles) > 3.0 * width(&forecast.quantiles), "{forecast:?}");
        let forecast = fitted.forecast(&wide.origin(row - 1)).unwrap();
        assert!(width(&forecast.quantiles) > 3.0 * width(&forecast.ahead[0].quantiles), "{forecast:?}");
    }
}

#[test]
fn further_horizons_of_a_wave_are_learnt() {
    let rows: Vec<_> = (0..230).map(|i| vec![50.0 + 10.0 * (f64::from(i) * 0.37).sin()]).collect();
    let training = TrainingParams { epochs: 60, learning_rate: 0.01, ..TrainingParams::default() };
    let mlp = ModelSpec::Mlp(MlpParams { units: vec![16], training, ..MlpParams::default() });
    let lstm = ModelSpec::Lstm(LstmParams { units: 12, training, ..LstmParams::default() });
    for spec in [mlp, lstm] {
        let series = Series::new(&rows, target(TargetKind::Close, 1));
        let (mut own, mut naive) = ([0.0; 2], [0.0; 2]);
        for (row, forecast) in (190..210).zip(ahead(&spec, &series, &[5, 9])) {
            for (i, ahead) in forecast.ahead.iter().enumerate() {
                let realised = rows[row + ahead.horizon][0];
                own[i] += (realised - ahead.point).powi(2);
                naive[i] += (realised - rows[row][0]).powi(2);
            }
        }
        assert!(own.iter().zip(naive).all(|(o, n)| *o < 0.1 * n), "{}: {own:?} {naive:?}", spec.info().kind);
    }
}

#[test]
fn outputs_of_several_horizons_are_as_many_as_they_should_be() {
    // a horizon more is a unit more in the last layer: of an LSTM of 7 units, 8 weights, in single precision
    let series = Series::market(100, target(TargetKind::Close, 1));
    let samples = series.samples(10..80);
    let lstm = Lstm(LstmParams {
        units: 7,
        training: TrainingParams { epochs: 1, ..TrainingParams::default() },
        ..LstmParams::default()
    });
    let weights = |horizons: &[usize]| {
        use bellwether_core::Forecaster;
        let values: Vec<_> = horizons.iter().map(|h| series.at_horizon(&samples, *h)).collect();
        let further: Vec<_> = horizons
            .iter()
            .zip(&values)
            .map(|(&horizon, train)| Further { horizon, train, validation: &[] })
            .collect();
        let fitted = lstm.fit(&series.train_set(&samples, &[]).with_further(&further), &RunContext::new(1));
        let bytes = fitted.unwrap().to_bytes();
        let header = u64::from_le_bytes(bytes[8..16].try_into().unwrap()) as usize;
        (bytes.len() - header) as i64
    };
    let more = weights(&[2, 3, 4]) - weights(&[2]);
    // their shapes are in the weights' own header, whose digits and padding may differ
    assert!((more - 2 * 8 * 4).abs() <= 8, "{more} bytes more");
}

#[test]
fn one_network_stands_behind_both_encodings_of_a_price() {
    // forecasts of the level and of the change are on the same scale
    let series = Series::market(230, target(TargetKind::Close, 1));
    let training = TrainingParams { epochs: 60, learning_rate: 0.01, ..TrainingParams::default() };
    for predict in ["level", "change"] {
        let mlp = ModelSpec::Mlp(MlpParams { units: vec![16], training, ..MlpParams::default() });
        let spec = with(&mlp, &[("/predict", json!(predict))]);
        let samples = series.samples(10..180);
        let fitted = spec.build().fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
        let (mut own, mut naive) = (0.0, 0.0);
        for sample in series.samples(190..220) {
            let point = fitted.forecast(&series.origin(sample.row)).unwrap().point;
            own += (sample.target - point).powi(2);
            naive += (sample.target - sample.last_known).powi(2);
        }
        assert!(own < 0.1 * naive, "{predict}: {own} {naive}");
    }
    let at: Origin<'_> = series.origin(100);
    assert_eq!(at.target, Target { kind: TargetKind::Close, horizon: 1 });
}

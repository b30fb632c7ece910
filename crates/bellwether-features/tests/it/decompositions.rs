//! Wavelets, modes, components and segments against other implementations, and their laws.

use bellwether_features::{
    Boundary, Ceemdan, Components, Denoising, FeatureError, Modes, Noise, Pca, PriceFeature, Shrinkage,
    Sifting, Stop, Threshold, Wavelet, ceemd_given, ceemdan, ceemdan_given, denoise, dwt, eemd_given, emd,
    idwt, segments, turning_points, wavedec, waverec,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{Table, bars};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn lists(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn named<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

/// Fails where two series differ by more than `tolerance` times the largest value among both.
fn close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().chain(found).fold(1e-300, |m: f64, v| m.max(v.abs()));
    let worst = found.iter().zip(expected).map(|(f, e)| (f - e).abs() / scale).fold(0.0, f64::max);
    assert!(worst <= tolerance, "{what}: {worst:e}");
}

#[test]
fn filters_are_those_of_sixty_digits() {
    let table = Table::read(include_str!("../reference/mpmath/filters.csv"));
    let (names, taps) = (table.parsed::<String>("wavelet"), table.numbers("value"));
    for wavelet in Wavelet::ALL {
        let own: Vec<f64> =
            names.iter().zip(&taps).filter(|(n, _)| *n == wavelet.name()).map(|(_, v)| *v).collect();
        assert_eq!(wavelet.scaling_filter(), own, "{}", wavelet.name());
        assert_eq!(named::<Wavelet>(&wavelet.name().into()), wavelet);
    }
}

#[test]
fn levels_are_those_of_pywavelets() {
    // its symlets are tabled to 4e-12
    let json: Value = serde_json::from_str(include_str!("../reference/pywavelets/levels.json")).unwrap();
    let found = json["found"].as_array().unwrap();
    assert_eq!(found.len(), 2 * Wavelet::ALL.len() * Boundary::ALL.len());
    for case in found {
        let series = numbers(&json["series"][case["series"].as_str().unwrap()]);
        let (wavelet, boundary) = (named(&case["wavelet"]), named(&case["boundary"]));
        let (approximation, detail) = dwt(&series, wavelet, boundary).unwrap();
        let what = format!("{wavelet:?} {boundary:?} of {}", series.len());
        let scale = approximation.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        close(&approximation, &numbers(&case["approximation"]), 1e-10, &what);
        let worst =
            detail.iter().zip(numbers(&case["detail"])).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst <= 1e-10 * scale, "{what}: {worst:e}");
    }
}

#[test]
fn denoised_prices_are_those_of_pywavelets() {
    let json: Value = serde_json::from_str(include_str!("../reference/pywavelets/denoised.json")).unwrap();
    let series = numbers(&json["series"]);
    for case in json["found"].as_array().unwrap() {
        let amount = case["amount"].as_f64().unwrap();
        let (soft, hard) = (Shrinkage::Soft, Shrinkage::Hard);
        let threshold = match case["rule"].as_str().unwrap() {
            "universal-soft" => Threshold::Universal { shrinkage: soft },
            "universal-hard" => Threshold::Universal { shrinkage: hard },
            "fixed-soft" => Threshold::Fixed { value: amount, shrinkage: soft },
            "fixed-hard" => Threshold::Fixed { value: amount, shrinkage: hard },
            _ => Threshold::Deviations { k: amount },
        };
        let how = Denoising {
            wavelet: named(&case["wavelet"]),
            boundary: named(&case["boundary"]),
            levels: case["levels"].as_u64().unwrap() as usize,
            threshold,
        };
        close(&denoise(&series, &how).unwrap(), &numbers(&case["values"]), 1e-10, &format!("{how:?}"));
    }
}

#[test]
fn columns_are_those_of_windows_and_of_the_whole() {
    let closes = Table::read(include_str!("../reference/amzn/bars.csv")).numbers("close");
    let bars = bars(&closes[..240]);
    let windows = Table::read(include_str!("../reference/pyemd/columns.csv"));
    let whole = Table::read(include_str!("../reference/pyemd/whole.csv"));
    for feature in PriceFeature::ALL.into_iter().filter(|f| f.compute_whole(&[]).is_some()) {
        let name = feature.name();
        let found = feature.compute(&bars);
        assert_eq!(feature.warm_up(), 63);
        assert!(found[..63].iter().all(|v| v.is_nan()));
        close(&found[63..], &windows.numbers(name)[63..], 1e-9, name);
        close(&feature.compute_whole(&bars).unwrap(), &whole.numbers(name), 1e-9, name);
    }
    assert!(PriceFeature::Close.compute_whole(&bars).is_none());
}

#[test]
fn the_whole_passes_over_missing_closes() {
    let mut closes: Vec<f64> = (0..100).map(|i| 50.0 + f64::from(i % 9)).collect();
    let without = PriceFeature::EmdFirst64.compute_whole(&bars(&closes)).unwrap();
    closes.insert(40, f64::NAN);
    let mut with = PriceFeature::EmdFirst64.compute_whole(&bars(&closes)).unwrap();
    assert!(with.remove(40).is_nan());
    assert_eq!(with, without);
}

fn check_modes(found: &Modes, case: &Value, tolerance: f64, what: &str) {
    let expected = lists(&case["modes"]);
    assert_eq!(found.modes.len(), expected.len(), "{what}");
    for (k, (mode, expected)) in found.modes.iter().zip(&expected).enumerate() {
        close(mode, expected, tolerance, &format!("{what}, mode {}", k + 1));
    }
    close(&found.residual, &numbers(&case["residual"]), tolerance, what);
}

#[test]
fn modes_are_those_of_pyemd() {
    // the same steps in the same order; rounding grows from step to step
    let json: Value = serde_json::from_str(include_str!("../reference/pyemd/modes.json")).unwrap();
    for case in json["found"].as_array().unwrap() {
        let (name, rule) = (case["series"].as_str().unwrap(), case["rule"].as_str().unwrap());
        let (stop, max_modes) = match rule {
            "fixed-10" => (Stop::Fixed { steps: 10 }, 0),
            "settled-4" => (Stop::Settled { steps: 4 }, 0),
            "two-modes" => (Stop::default(), 2),
            _ => (Stop::default(), 0),
        };
        let sifting = Sifting { stop, max_modes, ..Sifting::default() };
        let found = emd(&numbers(&json["series"][name]), &sifting).unwrap();
        check_modes(&found, case, 1e-9, &format!("{name} {rule}"));
    }
}

#[test]
fn ensembles_are_those_of_pyemd_with_the_same_noise() {
    let json: Value = serde_json::from_str(include_str!("../reference/pyemd/ensembles.json")).unwrap();
    let (series, width) = (numbers(&json["series"]), json["width"].as_f64().unwrap());
    let noise = Noise::given(lists(&json["noise"]));
    for case in json["found"].as_array().unwrap() {
        let method = case["method"].as_str().unwrap();
        let adaptive = |epsilon| ceemdan_given(&series, &Ceemdan { epsilon, ..Ceemdan::default() }, &noise);
        let found = match method {
            "eemd" => eemd_given(&series, &Sifting::default(), &noise, width),
            "ceemd" => ceemd_given(&series, &Sifting::default(), &noise, width),
            "ceemdan-0.005" => adaptive(0.005),
            _ => adaptive(0.2),
        };
        check_modes(&found.unwrap(), case, 1e-9, method);
    }
}

#[test]
fn components_are_those_of_scikit_learn() {
    let json: Value = serde_json::from_str(include_str!("../reference/scikit-learn/pca.json")).unwrap();
    let rows: Vec<f64> = lists(&json["rows"]).concat();
    let names = ["a", "b", "c", "d", "e", "f"].map(str::to_owned);
    for case in json["found"].as_array().unwrap() {
        let components = named::<Components>(&case["components"]);
        let fitted = Pca { components, ..Pca::default() }.fit(&rows[..150 * 6], &names).unwrap();
        let what = format!("{components:?}");
        let directions = lists(&case["directions"]);
        assert_eq!(fitted.components(), directions.len(), "{what}");
        for (k, direction) in directions.iter().enumerate() {
            close(fitted.direction(k), direction, 1e-9, &what);
        }
        close(fitted.explained(), &numbers(&case["explained"]), 1e-12, &what);
        close(&fitted.transform(&rows), &lists(&case["scores"]).concat(), 1e-9, &what);
    }
}

#[test]
fn components_of_nothing_are_refused() {
    let names = ["a", "b"].map(str::to_owned);
    let constant = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    assert!(matches!(Pca::default().fit(&constant, &names), Err(FeatureError::NoComponents { .. })));
    let three = Pca { components: Components::Count(3), ..Pca::default() };
    assert!(matches!(three.fit(&[1.0, 2.0, 3.0, 5.0], &names), Err(FeatureError::Setting { .. })));
    for components in [Components::Count(0), Components::Explained(1.0), Components::Explained(f64::NAN)] {
        assert!(Pca { components, ..Pca::default() }.validate().is_err(), "{components:?}");
    }
    assert_eq!(named::<Components>(&serde_json::json!(3)), Components::Count(3));
    assert_eq!(named::<Components>(&serde_json::json!(0.9)), Components::Explained(0.9));
}

#[test]
fn bad_series_are_refused_with_the_values() {
    let sifting = Sifting::default();
    assert_eq!(
        emd(&[1.0, f64::NAN], &sifting).unwrap_err().to_string(),
        "empirical mode decomposition cannot take NaN, value 1 of the series (counted from 0)"
    );
    assert!(matches!(emd(&[], &sifting), Err(FeatureError::SeriesTooShort { .. })));
    let none = Sifting { stop: Stop::Fixed { steps: 0 }, ..sifting };
    assert!(matches!(emd(&[1.0], &none), Err(FeatureError::Setting { .. })));
    let error = wavedec(&[1.0; 20], Wavelet::Db4, Boundary::Symmetric, 3).unwrap_err();
    assert_eq!(error.to_string(), "db4 divides 20 values into 1 to 1 levels, not 3");
    assert!(matches!(
        idwt(&[1.0], &[], Wavelet::Haar, Boundary::Zero),
        Err(FeatureError::Coefficients { .. })
    ));
    assert!(matches!(turning_points(&[1.0], 1), Err(FeatureError::SeriesTooShort { .. })));
    let short = Noise::given(vec![vec![0.0; 3]]);
    assert!(matches!(eemd_given(&[1.0; 4], &sifting, &short, 0.1), Err(FeatureError::SeriesTooShort { .. })));
    let nothing = Noise::given(Vec::new());
    assert!(matches!(
        ceemdan_given(&[1.0; 4], &Ceemdan::default(), &nothing),
        Err(FeatureError::Setting { .. })
    ));
}

#[test]
fn the_same_stream_gives_the_same_modes() {
    let series: Vec<f64> = (0..80).map(|i| f64::from(i % 7) + f64::from(i) * 0.1).collect();
    let settings = Ceemdan { trials: 5, ..Ceemdan::default() };
    let run = bellwether_core::RunContext::new(3);
    let found = |name: &str| ceemdan(&series, &settings, &mut run.rng(name)).unwrap();
    assert_eq!(found("a"), found("a"));
    assert_ne!(found("a"), found("b"));
}

#[test]
fn segments_follow_the_turns() {
    let zigzag = [0.0, 2.0, 4.0, 3.0, 2.0, 1.0, 5.0];
    let found = segments(&zigzag, 2).unwrap();
    let slopes: Vec<f64> = found.iter().map(|s| s.slope).collect();
    assert_eq!((slopes, found[1].rows.clone()), (vec![2.0, -1.0, 4.0], 2..6));
    // nothing turns on a line
    assert_eq!(turning_points(&[1.0, 2.0, 3.0, 4.0], 5).unwrap(), [0, 3]);
}

/// The farthest point of all from the lines between those found, by looking at every one each time.
fn next_point(series: &[f64], points: &[usize]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (i, y) in series.iter().enumerate().filter(|(i, _)| !points.contains(i)) {
        let right = points.partition_point(|p| *p < i);
        let (a, b) = (points[right - 1], points[right]);
        let line = series[a] + (series[b] - series[a]) / (b - a) as f64 * (i - a) as f64;
        let distance = (y - line).abs();
        if distance > best.map_or(0.0, |b| b.1) {
            best = Some((i, distance));
        }
    }
    best.map(|b| b.0)
}

fn series() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        prop::collection::vec(-100.0..100.0f64, 1..120),
        // plateaus and zeros
        prop::collection::vec((-3i32..4).prop_map(f64::from), 1..60),
        prop::collection::vec(-1.0..1.0f64, 2..120).prop_map(|steps| {
            steps
                .iter()
                .scan(100.0, |x, s| {
                    *x += s;
                    Some(*x)
                })
                .collect()
        }),
    ]
}

fn sums_to(found: &Modes, series: &[f64]) -> Result<(), TestCaseError> {
    let scale = series.iter().fold(1.0f64, |m, v| m.max(v.abs()));
    for (sum, x) in found.sum().iter().zip(series) {
        prop_assert!((sum - x).abs() <= 1e-10 * scale, "{sum} is not {x}");
    }
    prop_assert!(found.modes.iter().flatten().all(|v| v.is_finite()));
    Ok(())
}

proptest! {
    #[test]
    fn modes_and_residual_are_the_series(series in series(), steps in 1usize..12) {
        for stop in [Stop::default(), Stop::Fixed { steps }, Stop::Settled { steps }] {
            let sifting = Sifting { stop, max_steps: 100, ..Sifting::default() };
            sums_to(&emd(&series, &sifting).unwrap(), &series)?;
        }
    }

    #[test]
    fn ensembles_are_the_series(series in series(), seed in 0u64..50) {
        let sifting = Sifting { max_steps: 30, ..Sifting::default() };
        let mut stream = bellwether_core::RunContext::new(seed).rng("law");
        let noise = Noise::draw(&mut stream, 3, series.len());
        sums_to(&eemd_given(&series, &sifting, &noise, 0.1).unwrap(), &series)?;
        sums_to(&ceemd_given(&series, &sifting, &noise, 0.1).unwrap(), &series)?;
        let settings = Ceemdan { sifting, ..Ceemdan::default() };
        sums_to(&ceemdan_given(&series, &settings, &noise).unwrap(), &series)?;
    }

    #[test]
    fn the_transform_is_undone(series in series(), wavelet in 0..Wavelet::ALL.len(), boundary in 0..Boundary::ALL.len()) {
        let (wavelet, boundary) = (Wavelet::ALL[wavelet], Boundary::ALL[boundary]);
        let scale = series.iter().fold(1.0f64, |m, v| m.max(v.abs()));
        let same = |found: &[f64]| found.iter().zip(&series).all(|(f, x)| (f - x).abs() <= 1e-10 * scale);
        let (a, d) = dwt(&series, wavelet, boundary).unwrap();
        prop_assert!(same(&idwt(&a, &d, wavelet, boundary).unwrap()));
        for levels in 1..=wavelet.max_level(series.len()) {
            let found = waverec(&wavedec(&series, wavelet, boundary, levels).unwrap()).unwrap();
            prop_assert!(found.len() == series.len() && same(&found));
        }
    }

    #[test]
    fn energy_is_kept(series in prop::collection::vec(-10.0..10.0f64, 32..33), wavelet in 0..Wavelet::ALL.len()) {
        let wavelet = Wavelet::ALL[wavelet];
        let (a, d) = dwt(&series, wavelet, Boundary::Periodization).unwrap();
        let energy = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>();
        prop_assert!((energy(&a) + energy(&d) - energy(&series)).abs() <= 1e-10 * (1.0 + energy(&series)));
    }

    #[test]
    fn turning_points_are_the_farthest(series in series().prop_filter("two values", |s| s.len() > 1), count in 0usize..8) {
        let mut points = vec![0, series.len() - 1];
        for _ in 0..count {
            let Some(next) = next_point(&series, &points) else { break };
            points.push(next);
            points.sort_unstable();
        }
        prop_assert_eq!(turning_points(&series, count).unwrap(), points);
    }
}

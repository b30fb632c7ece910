//! Tests of series against statsmodels, closed forms, and their own limits.

use bellwether_models::statistical::diagnostics::{
    AdfLags, Deterministic, DiagnosticError, KpssLags, Level, adf, arch_lm, autocorrelations, jarque_bera,
    kpss, ljung_box, partial_autocorrelations,
};

const SERIES: &str = include_str!("../reference/arch/series.csv");
const EXPECTED: &str = include_str!("../reference/statsmodels/diagnostics.csv");

/// Of a statistic; both solve the same least squares by different factorisations.
const STATISTIC: f64 = 1e-8;

fn series(name: &str) -> Vec<f64> {
    let (column, form) = name.split_once(':').unwrap_or((name, ""));
    let mut lines = SERIES.lines().filter(|l| !l.starts_with('#'));
    let column = lines.next().unwrap().split(',').position(|n| n == column).unwrap();
    let returns: Vec<f64> = lines.filter_map(|l| l.split(',').nth(column)?.parse().ok()).collect();
    match form {
        "price" => {
            let mut sum = 0.0;
            let price = returns.iter().map(|r| {
                sum += r;
                100.0 * (sum / 100.0_f64).exp()
            });
            price.collect()
        }
        "short" => returns[..40].to_vec(),
        _ => returns,
    }
}

fn near(own: f64, theirs: f64, room: f64) -> bool {
    (own - theirs).abs() <= room * theirs.abs().max(1e-3)
}

#[test]
fn statistics_and_probabilities_are_those_of_statsmodels() {
    let mut faults = Vec::new();
    let mut largest = std::collections::BTreeMap::<String, f64>::new();
    for line in EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, test, setting, statistic, p, others] = cells[..] else { panic!("{line}") };
        let values = series(name);
        let others: Vec<f64> = others.split_whitespace().map(|v| v.parse().unwrap()).collect();
        let mut theirs: Vec<f64> = vec![statistic.parse().unwrap(), p.parse().unwrap()];
        theirs.extend(others);
        let lags = || setting.split(' ').next_back().unwrap();
        let own: Vec<f64> = match test {
            "adf" => {
                let deterministic = match setting.split(' ').next().unwrap() {
                    "n" => Deterministic::None,
                    "c" => Deterministic::Constant,
                    _ => Deterministic::Trend,
                };
                let lags = lags().parse().map_or(AdfLags::Aic, AdfLags::Fixed);
                let found = adf(&values, deterministic, lags).unwrap();
                let whole = [found.statistic, found.p, found.lags as f64, found.values as f64];
                [&whole[..], &found.critical].concat()
            }
            "kpss" => {
                let level = if setting.starts_with("ct") { Level::Trend } else { Level::Constant };
                let lags = lags().parse().map_or(KpssLags::Automatic, KpssLags::Fixed);
                let found = kpss(&values, level, lags).unwrap();
                vec![found.statistic, found.p, found.lags as f64]
            }
            "ljung-box" => {
                let found = ljung_box(&values, setting.parse().unwrap()).unwrap();
                vec![found.statistic, found.p]
            }
            "arch-lm" => {
                let found = arch_lm(&values, setting.parse().unwrap()).unwrap();
                vec![found.statistic, found.p]
            }
            "jarque-bera" => {
                let found = jarque_bera(&values).unwrap();
                vec![found.statistic, found.p, found.skewness, found.kurtosis]
            }
            "acf" => [&[0.0; 2][..], &autocorrelations(&values, 12).unwrap()].concat(),
            "pacf" => [&[0.0; 2][..], &partial_autocorrelations(&values, 12).unwrap()].concat(),
            other => panic!("{other}"),
        };
        assert_eq!(own.len(), theirs.len(), "{line}");
        for (own, theirs) in own.iter().zip(&theirs) {
            let far = (own - theirs).abs() / theirs.abs().max(1e-3);
            let most = largest.entry(test.to_owned()).or_default();
            *most = most.max(far);
            if !near(*own, *theirs, STATISTIC) {
                faults.push(format!("{name} {test} {setting}: {own} for {theirs}"));
            }
        }
    }
    println!("largest relative differences: {largest:?}");
    assert!(largest.len() == 7 && faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_unit_does_not_matter() {
    let values = series("AAPL:price");
    for unit in [1e-200, 1e200] {
        let scaled: Vec<f64> = values.iter().map(|v| v * unit).collect();
        let of = |v: &[f64]| {
            [
                adf(v, Deterministic::Constant, AdfLags::Aic).unwrap().statistic,
                kpss(v, Level::Constant, KpssLags::Automatic).unwrap().statistic,
                ljung_box(v, 5).unwrap().statistic,
                arch_lm(v, 5).unwrap().statistic,
                jarque_bera(v).unwrap().statistic,
            ]
        };
        for (own, other) in of(&values).iter().zip(of(&scaled)) {
            assert!((own - other).abs() < 1e-8 * own.abs(), "{unit}: {other} for {own}");
        }
    }
}

#[test]
fn what_cannot_be_tested_is_said() {
    let wave: Vec<f64> = (0..60).map(|t| (f64::from(t) * 0.9).sin()).collect();
    let none = DiagnosticError::NoVariation { values: 60 };
    let constant = [7.1; 60];
    assert_eq!(adf(&constant, Deterministic::Constant, AdfLags::Aic).unwrap_err(), none);
    assert_eq!(kpss(&constant, Level::Trend, KpssLags::Automatic).unwrap_err(), none);
    assert_eq!(ljung_box(&constant, 3).unwrap_err(), none);
    assert_eq!(jarque_bera(&[0.0; 60]).unwrap_err(), none);
    // a sine is told wholly by its last two values
    let exact = adf(&wave, Deterministic::Constant, AdfLags::Fixed(4)).unwrap_err();
    assert_eq!(exact, DiagnosticError::Exact { lags: 4 });
    assert_eq!(arch_lm(&constant, 3).unwrap_err(), DiagnosticError::Exact { lags: 3 });
    assert_eq!(ljung_box(&wave, 0).unwrap_err(), DiagnosticError::NoLags);
    assert_eq!(ljung_box(&wave, 59).unwrap_err(), DiagnosticError::TooShort { needed: 61, found: 60 });
    let long = adf(&wave, Deterministic::Trend, AdfLags::Fixed(28)).unwrap_err();
    assert_eq!(long, DiagnosticError::TooShort { needed: 62, found: 60 });
    let mut torn = wave.clone();
    torn[3] = f64::NAN;
    assert!(matches!(
        kpss(&torn, Level::Constant, KpssLags::Automatic),
        Err(DiagnosticError::NotFinite { index: 3, .. })
    ));
    for n in 0..12 {
        let short = &wave[..n];
        // whatever the answer, no panic
        let _ = adf(short, Deterministic::Trend, AdfLags::Aic);
        let _ = kpss(short, Level::Trend, KpssLags::Automatic);
        let _ = arch_lm(short, 2);
        let _ = partial_autocorrelations(short, 4);
        let _ = jarque_bera(short);
    }
}

//! Many models against a benchmark as arch has it; nested models, what could be corrected and directions as statsmodels and the
//! papers' formulas in numpy have them; size and power.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::bootstrap::StationaryBootstrap;
use bellwether_evaluation::significance::{
    SignificanceError, anatolyev_gerko, clark_west, mincer_zarnowitz, pesaran_timmermann, superior_ability,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    others: Vec<Other>,
}

#[derive(Deserialize)]
struct Case {
    benchmark: Vec<f64>,
    models: Vec<Vec<f64>>,
    block: f64,
    draws: Vec<Vec<usize>>,
    lower: f64,
    consistent: f64,
    upper: f64,
}

#[derive(Deserialize)]
struct Other {
    actual: Vec<f64>,
    smaller: Vec<f64>,
    larger: Vec<f64>,
    horizon: usize,
    clark_west: [f64; 2],
    mincer_zarnowitz: [f64; 4],
    pesaran_timmermann: [f64; 2],
    anatolyev_gerko: [f64; 2],
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/arch/superior.json")).unwrap()
}

/// The same draws: the same p-values.
#[test]
fn the_best_of_many_as_arch() {
    for case in reference().cases {
        let models: Vec<&[f64]> = case.models.iter().map(Vec::as_slice).collect();
        let found = superior_ability(&case.benchmark, &models, &case.draws, case.block).unwrap();
        let expected = [case.lower, case.consistent, case.upper];
        assert_eq!([found.lower, found.consistent, found.upper], expected);
    }
}

/// 1e-10: sums of 250 products in another order, and two implementations of the tails.
#[test]
fn one_model_as_statsmodels_and_the_formulas() {
    let close = |found: &[f64], expected: &[f64]| {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-10 * (1.0 + b.abs()), "{found:?} {expected:?}");
        }
    };
    for o in reference().others {
        let cw = clark_west(&o.actual, &o.smaller, &o.larger, o.horizon).unwrap().unwrap();
        close(&[cw.statistic, cw.p_value], &o.clark_west);
        let mz = mincer_zarnowitz(&o.actual, &o.larger, o.horizon).unwrap().unwrap();
        close(&[mz.intercept, mz.slope, mz.statistic, mz.p_value], &o.mincer_zarnowitz);
        let pt = pesaran_timmermann(&o.actual, &o.larger).unwrap().unwrap();
        close(&[pt.statistic, pt.p_value], &o.pesaran_timmermann);
        let ep = anatolyev_gerko(&o.actual, &o.larger).unwrap().unwrap();
        close(&[ep.statistic, ep.p_value], &o.anatolyev_gerko);
    }
}

#[test]
fn what_cannot_be_tested_is_said() {
    let (up, mixed) = ([1.0, 2.0, 3.0, 4.0], [1.0, -1.0, 2.0, -0.5]);
    assert_eq!(pesaran_timmermann(&mixed, &up).unwrap(), None);
    assert_eq!(pesaran_timmermann(&up, &mixed).unwrap(), None);
    assert_eq!(anatolyev_gerko(&mixed, &up).unwrap(), None);
    assert_eq!(anatolyev_gerko(&[1.0; 4], &mixed).unwrap(), None);
    assert_eq!(clark_west(&mixed, &up, &up, 1).unwrap(), None);
    assert_eq!(mincer_zarnowitz(&mixed, &[1.0; 4], 1).unwrap(), None);
    assert_eq!(mincer_zarnowitz(&mixed, &mixed, 1).unwrap(), None, "no error is left");
    let few = SignificanceError::TooFewRows { horizon: 3, rows: 4, needed: 18 };
    assert_eq!(mincer_zarnowitz(&mixed, &up, 3), Err(few));
    assert_eq!(clark_west(&mixed, &up, &up, 0), Err(SignificanceError::ZeroHorizon));
    assert!(matches!(superior_ability(&mixed, &[], &[], 2.0), Err(SignificanceError::Input(_))));
    let beyond = superior_ability(&mixed, &[&up], &[vec![0, 1, 2, 4]], 2.0);
    assert_eq!(beyond, Err(SignificanceError::Draw { place: 4, rows: 4 }));
    assert!(matches!(superior_ability(&mixed, &[&up], &[vec![0]], 2.0), Err(SignificanceError::Input(_))));
}

/// Without skill about 5 in 100 are found, with it nearly all: 400 series of 120 rows; 3 to 7 in 100 is two standard errors and a bit
/// around 5, the tests' size in small samples included.
#[test]
fn size_and_power() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut noise = |n: usize| -> Vec<f64> {
        (0..n).map(|_| (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0).collect()
    };
    let runs = 400;
    let mut found = [[0_usize; 3]; 2];
    for _ in 0..runs {
        let actual = noise(120);
        for (skilled, found) in found.iter_mut().enumerate() {
            let luck = noise(120);
            let forecast: Vec<f64> =
                actual.iter().zip(&luck).map(|(a, b)| if skilled == 1 { 0.5 * a + b } else { *b }).collect();
            let p = [
                pesaran_timmermann(&actual, &forecast).unwrap().unwrap().p_value,
                anatolyev_gerko(&actual, &forecast).unwrap().unwrap().p_value,
                clark_west(&actual, &[0.0; 120], &forecast, 1).unwrap().unwrap().p_value,
            ];
            found.iter_mut().zip(p).for_each(|(count, p)| *count += usize::from(p < 0.05));
        }
    }
    for j in 0..3 {
        let (size, power) = (found[0][j] as f64 / runs as f64, found[1][j] as f64 / runs as f64);
        assert!((0.025..0.08).contains(&size) && power > 0.9, "test {j}: {size} {power}");
    }
}

/// Of ten models without skill the best is called better about 5 times in 100, not 40.
#[test]
fn the_search_is_paid_for() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut places = ChaCha8Rng::seed_from_u64(7);
    let bootstrap = StationaryBootstrap::new(3.0);
    let runs = 200;
    let mut called = 0;
    for _ in 0..runs {
        let mut losses = || -> Vec<f64> { (0..80).map(|_| rng.random::<f64>()).collect() };
        let benchmark = losses();
        let models: Vec<Vec<f64>> = (0..10).map(|_| losses()).collect();
        let models: Vec<&[f64]> = models.iter().map(Vec::as_slice).collect();
        let draws: Vec<Vec<usize>> = (0..200).map(|_| bootstrap.places(&mut places, 80)).collect();
        let found = superior_ability(&benchmark, &models, &draws, 3.0).unwrap();
        assert!(found.lower <= found.consistent && found.consistent <= found.upper);
        called += usize::from(found.consistent < 0.05);
    }
    // 10 are expected; 22 would be four standard errors more
    assert!((1..=22).contains(&called), "{called} of {runs}");
}

/// Derivation: a copy gains exactly nothing in any draw, and the best of it and of worse models gains no more.
#[test]
fn a_copy_of_the_benchmark_is_no_evidence() {
    let benchmark: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 11)).collect();
    let worse: Vec<f64> = benchmark.iter().map(|loss| loss + 5.0).collect();
    let draws: Vec<Vec<usize>> = (0..50).map(|d| (0..40).map(|i| (i * 13 + d * 7) % 40).collect()).collect();
    let found = superior_ability(&benchmark, &[&benchmark.clone(), &worse], &draws, 2.0).unwrap();
    assert_eq!((found.best, found.gain), (0, 0.0));
    assert_eq!((found.lower, found.consistent, found.upper), (1.0, 1.0, 1.0));
}

//! Block lengths, draws and rank correlations against arch, scipy and numpy, and what leading rests on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::agreement::spearman;
use bellwether_evaluation::bootstrap::{StationaryBootstrap, optimal_block_length};
use bellwether_evaluation::leading::{FEWEST_PAIRS, Leading, lagged_pairs};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    lengths: Vec<Length>,
    pairs: Vec<Pairs>,
    draws: Vec<Draws>,
}

#[derive(Deserialize)]
struct Length {
    series: Vec<f64>,
    stationary: f64,
}

#[derive(Deserialize)]
struct Pairs {
    x: Vec<f64>,
    y: Vec<f64>,
    spearman: f64,
}

#[derive(Deserialize)]
struct Draws {
    n: usize,
    block: f64,
    follow: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/arch/bootstrap.json")).unwrap()
}

/// 1e-9: sums of a thousand products in another order, then a cube root. A length below 1 is no length: arch gives it
/// all the same.
#[test]
fn block_lengths_as_arch() {
    for Length { series, stationary } in reference().lengths {
        let length = optimal_block_length(&series).unwrap();
        assert!(
            (length - stationary.max(1.0)).abs() < 1e-9,
            "{} values: {length} {stationary}",
            series.len()
        );
    }
    assert_eq!(optimal_block_length(&[1.0; 50]), None);
    assert_eq!(optimal_block_length(&[1.0, 2.0]), None);
    let mut broken: Vec<f64> = (0..50).map(f64::from).collect();
    broken[3] = f64::NAN;
    assert_eq!(optimal_block_length(&broken), None);
}

/// 1e-12: as for Pearson's.
#[test]
fn rank_correlations_as_scipy() {
    for Pairs { x, y, spearman: expected } in reference().pairs {
        assert!((spearman(&x, &y).unwrap() - expected).abs() < 1e-12);
    }
    assert_eq!(spearman(&[1.0, f64::NAN, 2.0], &[1.0, 2.0, 3.0]), None);
}

/// .01: five standard errors of the two shares, each of at least 78,000 places.
#[test]
fn places_follow_each_other_as_often_as_those_of_arch() {
    for Draws { n, block, follow } in reference().draws {
        let bootstrap = StationaryBootstrap::new(block);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut own = 0;
        let mut drawn = vec![0_usize; n];
        for _ in 0..2000 {
            let places = bootstrap.places(&mut rng, n);
            assert_eq!(places.len(), n);
            own += places.windows(2).filter(|two| (two[0] + 1) % n == two[1]).count();
            places.iter().for_each(|&place| drawn[place] += 1);
        }
        let share = own as f64 / (2000 * (n - 1)) as f64;
        assert!((share - follow).abs() < 0.01, "block {block}: {share} {follow}");
        // no place is favoured: 2000 draws of each, of which 1,400 would be far out even in blocks of 12
        assert!(drawn.iter().all(|&times| times > 1400 && times < 2600), "{drawn:?}");
    }
}

/// Moving averages that neither lead nor follow are called clear about as often as the coverage says, though their
/// neighbours hang together; one that leads by a step is found at that step alone.
#[test]
fn what_leads_is_told_from_what_does_not() {
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let mut moving = |n: usize| -> Vec<f64> {
        let noise: Vec<f64> = (0..n + 2).map(|_| rng.random::<f64>() + rng.random::<f64>() - 1.0).collect();
        noise.windows(3).map(|three| three.iter().sum()).collect()
    };
    let leading = Leading { coverage: 0.95, draws: 300 };
    let mut draws = ChaCha8Rng::seed_from_u64(21);
    let runs = 200;
    let clear = (0..runs)
        .filter(|_| leading.of(&moving(250), &moving(250), 1, &mut draws).unwrap().is_clear())
        .count();
    // 5 % of 200 is 10; the quantiles of a block bootstrap are somewhat narrow, 14 % would be 28
    assert!((3..=28).contains(&clear), "{clear} of {runs}");
    let talk = moving(250);
    let noise = moving(250);
    let price: Vec<f64> = (0..250).map(|t| if t == 0 { 0.0 } else { talk[t - 1] } + 0.5 * noise[t]).collect();
    let ahead = leading.of(&talk, &price, 1, &mut draws).unwrap();
    assert!(ahead.low > 0.5 && ahead.is_clear(), "{ahead:?}");
    let behind = leading.of(&talk, &price, -3, &mut draws).unwrap();
    assert!(!behind.is_clear(), "{behind:?}");
}

#[test]
fn pairs_stand_at_their_lag() {
    let (x, y) = ([1.0, 2.0, f64::NAN, 4.0], [10.0, 20.0, 30.0, f64::INFINITY]);
    assert_eq!(lagged_pairs(&x, &y, 1), (vec![1.0, 2.0], vec![20.0, 30.0]));
    assert_eq!(lagged_pairs(&x, &y, -1), (vec![2.0, 4.0], vec![10.0, 30.0]));
    assert_eq!(lagged_pairs(&x, &y, 9), (vec![], vec![]));
    let few: Vec<f64> = (0..FEWEST_PAIRS).map(|t| t as f64).collect();
    let leading = Leading { coverage: 0.95, draws: 50 };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert_eq!(leading.of(&few, &few, 1, &mut rng), None, "one pair too few");
    assert!(leading.of(&few, &few, 0, &mut rng).is_some());
    assert_eq!(leading.of(&few, &[1.0; FEWEST_PAIRS], 0, &mut rng), None);
}

proptest! {
    #[test]
    fn any_series_have_an_answer(
        x in prop::collection::vec(prop_oneof![Just(0.0), -1.0..1.0_f64, Just(f64::NAN)], 0..90),
        y in prop::collection::vec(prop_oneof![Just(0.0), -1e300..1e300_f64, Just(f64::INFINITY)], 0..90),
        lag in -95..95_isize,
        coverage in -1.0..2.0_f64,
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        if let Some(lead) = (Leading { coverage, draws: 20 }).of(&x, &y, lag, &mut rng) {
            prop_assert!(lead.low <= lead.high && lead.low >= -1.0 && lead.high <= 1.0);
            prop_assert!(lead.correlation.abs() <= 1.0 && lead.pairs >= FEWEST_PAIRS);
        }
    }
}

//! Rows clustered by day as statsmodels has them, moving blocks as arch draws them, and intervals that hold.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::bootstrap::{
    BootstrapError, DayBootstrap, DayClusters, MovingBlockBootstrap, day_clustered_mean,
};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    moving: Moving,
}

#[derive(Deserialize)]
struct Case {
    days: Vec<u32>,
    values: Vec<f64>,
    mean: f64,
    variance: f64,
    effective: f64,
    draws: Vec<Vec<usize>>,
    means: Vec<f64>,
}

#[derive(Deserialize)]
struct Moving {
    n: usize,
    block: usize,
    shares: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/statsmodels/clusters.json")).unwrap()
}

/// 1e-12: sums of 150 terms in another order.
#[test]
fn clustered_variance_and_drawn_means_as_statsmodels_and_numpy() {
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} {b}");
    for case in reference().cases {
        let rows: Vec<(u32, f64)> = case.days.iter().copied().zip(case.values.iter().copied()).collect();
        let clusters = DayClusters::of(&rows).unwrap();
        close(clusters.mean(), case.mean);
        close(clusters.variance_of_mean(), case.variance);
        let how = DayBootstrap { level: 0.9, block: 3.0, draws: 200 };
        let found = day_clustered_mean(&rows, &how, &mut ChaCha8Rng::seed_from_u64(4)).unwrap();
        close(found.effective_rows.unwrap(), case.effective);
        close(found.standard_error.powi(2), case.variance);
        assert!(found.low < found.mean && found.mean < found.high);
        for (draw, mean) in case.draws.iter().zip(&case.means) {
            close(clusters.mean_of(draw).unwrap(), *mean);
        }
    }
}

/// .006: five standard errors of a share over 20,000 draws of three blocks.
#[test]
fn moving_blocks_take_places_as_often_as_those_of_arch() {
    let Moving { n, block, shares } = reference().moving;
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut drawn = vec![0_usize; n];
    for _ in 0..20_000 {
        for place in MovingBlockBootstrap::new(block).places(&mut rng, n) {
            drawn[place] += 1;
        }
    }
    for (own, share) in drawn.iter().zip(&shares) {
        let own = *own as f64 / (20_000 * n) as f64;
        assert!((own - share).abs() < 0.006, "{drawn:?} {shares:?}");
    }
}

/// Five tickers that share half of their day's movement: rows as one heap give intervals that hold far too seldom, days those that
/// hold. 400 intervals at 90 %: the standard error of their share is 1.5 %.
#[test]
fn intervals_of_days_hold_where_those_of_rows_do_not() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let mut normal = move || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut draws = ChaCha8Rng::seed_from_u64(10);
    let how = DayBootstrap { level: 0.9, block: 1.0, draws: 300 };
    let (mut of_days, mut of_rows, runs) = (0, 0, 400);
    for _ in 0..runs {
        let shocks: Vec<f64> = (0..60).map(|_| normal()).collect();
        let rows: Vec<(usize, f64)> = (0..300).map(|i| (i / 5, shocks[i / 5] + normal())).collect();
        let alone: Vec<(usize, f64)> = rows.iter().enumerate().map(|(i, row)| (i, row.1)).collect();
        let found = day_clustered_mean(&rows, &how, &mut draws).unwrap();
        of_days += usize::from(found.low <= 0.0 && 0.0 <= found.high);
        let heap = day_clustered_mean(&alone, &how, &mut draws).unwrap();
        of_rows += usize::from(heap.low <= 0.0 && 0.0 <= heap.high);
    }
    assert!((344..=376).contains(&of_days), "{of_days} of {runs}");
    assert!(of_rows < 300, "{of_rows} of {runs}");
}

#[test]
fn the_edges_have_names() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let how = DayBootstrap { level: 0.9, block: 2.0, draws: 10 };
    let none: [(u32, f64); 0] = [];
    assert!(matches!(day_clustered_mean(&none, &how, &mut rng), Err(BootstrapError::Input(_))));
    let one = [(1, 2.0), (1, 3.0)];
    assert_eq!(day_clustered_mean(&one, &how, &mut rng), Err(BootstrapError::TooFewDays { days: 1 }));
    let rows = [(1, 2.0), (2, 3.0)];
    assert!(matches!(
        day_clustered_mean(&[(1, 1e300), (2, -1e300)], &how, &mut rng),
        Err(BootstrapError::Overflow)
    ));
    let how = DayBootstrap { draws: 0, ..how };
    assert_eq!(day_clustered_mean(&rows, &how, &mut rng), Err(BootstrapError::NoDraws));
    let how = DayBootstrap { level: 1.0, ..how };
    assert_eq!(day_clustered_mean(&rows, &how, &mut rng), Err(BootstrapError::Level { level: 1.0 }));
    let equal = DayClusters::of(&[(1, 2.0), (2, 2.0)]).unwrap();
    let how = DayBootstrap { level: 0.9, block: 2.0, draws: 10 };
    assert_eq!(equal.interval(&how, &mut rng).unwrap().effective_rows, None);
    assert_eq!(equal.mean_of(&[2]), None);
}

proptest! {
    /// A draw is full, of blocks of neighbours that end within the series.
    #[test]
    fn moving_blocks_stay_in_the_series(n in 0_usize..60, block in 0_usize..80, seed in any::<u64>()) {
        let places = MovingBlockBootstrap::new(block).places(&mut ChaCha8Rng::seed_from_u64(seed), n);
        prop_assert_eq!(places.len(), n);
        for block in places.chunks(block.clamp(1, n.max(1))) {
            prop_assert!(block.windows(2).all(|two| two[1] == two[0] + 1) && block.iter().all(|p| *p < n));
        }
    }

    /// The order of rows does not matter beyond rounding, and the ends are in order.
    #[test]
    fn days_are_gathered_from_any_order(rows in prop::collection::vec((0_u8..9, -5.0..5.0_f64), 2..60), seed in any::<u64>()) {
        let how = DayBootstrap { level: 0.8, block: 2.0, draws: 50 };
        let of = |rows: &[(u8, f64)]| day_clustered_mean(rows, &how, &mut ChaCha8Rng::seed_from_u64(seed));
        let back: Vec<(u8, f64)> = rows.iter().rev().copied().collect();
        if let Ok(found) = of(&rows) {
            let other = of(&back)?;
            prop_assert!((found.low - other.low).abs() < 1e-12 && (found.high - other.high).abs() < 1e-12);
            prop_assert!(found.low <= found.high && found.rows == rows.len());
        }
    }
}

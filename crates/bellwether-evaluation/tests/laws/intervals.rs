use bellwether_evaluation::intervals::{SplitConformal, coverage, mean_width, pinball_loss};
use bellwether_evaluation::metrics::mae;
use proptest::prelude::*;

use crate::random::Normal;

/// 4,000 fits on 99 residuals at 90 % and one new value each: the expected coverage is exactly 90 of 100, its
/// standard error √(.9 · .1 / 4000) = 0.47 %; ±1.5 % is three of them.
#[test]
fn exchangeable_residuals_are_covered() {
    let mut normal = Normal::seeded(30);
    let (mut actual, mut lower, mut upper) = (vec![], vec![], vec![]);
    for _ in 0..4000 {
        let conformal = SplitConformal::fit(&normal.draws(99), 0.9).unwrap();
        let interval = conformal.interval(7.0).unwrap();
        actual.push(7.0 + normal.draw());
        lower.push(interval.lower);
        upper.push(interval.upper);
    }
    let share = coverage(&actual, &lower, &upper).unwrap();
    assert!((share - 0.9).abs() <= 0.015, "covers {share}");
    // the 95 % point of the normal distribution is 1.645; the 90th of 99 order statistics has standard
    // deviation 0.146 at 1.65
    let width = mean_width(&lower, &upper).unwrap();
    assert!((width - 2.0 * 1.645).abs() < 0.1, "width {width}");
}

#[test]
fn bad_intervals_are_typed() {
    assert!(coverage(&[1.0], &[2.0], &[0.0]).unwrap_err().to_string().contains("index 0"));
    assert!(mean_width(&[2.0], &[0.0]).is_err());
    assert!(coverage(&[], &[], &[]).is_err());
    assert!(pinball_loss(&[1.0], &[1.0], 0.0).is_err());
}

proptest! {
    /// The promise without chance: leave each of `n + 1` residuals out in turn, and exactly ⌈(n + 1) level⌉
    /// of them lie inside the interval of the others (at least, where some are tied).
    #[test]
    fn leaving_one_out_covers_the_promised_share(
        residuals in prop::collection::vec(-1000_i32..1000, 2..60),
        percent in 1_usize..100,
    ) {
        let residuals: Vec<f64> = residuals.into_iter().map(f64::from).collect();
        let total = residuals.len();
        let promised = (total * percent).div_ceil(100);
        let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.dedup();
        let mut inside = 0;
        for out in 0..total {
            let mut others = residuals.clone();
            let left_out = others.remove(out);
            let Ok(conformal) = SplitConformal::fit(&others, percent as f64 / 100.0) else {
                prop_assert!(promised > total - 1);
                return Ok(());
            };
            inside += usize::from(left_out.abs() <= conformal.half_width);
        }
        prop_assert!(inside >= promised);
        prop_assert!(inside == promised || sizes.len() < total);
    }

    /// A higher level never gives a narrower interval.
    #[test]
    fn levels_are_nested(
        residuals in prop::collection::vec(-9.0..9.0_f64, 20..60),
        low in 0.05..0.5_f64,
        high in 0.5..0.95_f64,
    ) {
        let width = |level| SplitConformal::fit(&residuals, level).map(|c| c.half_width);
        prop_assert!(width(low)? <= width(high)?);
    }

    /// At level ½ the pinball loss is half the MAE.
    #[test]
    fn the_median_pinball_is_half_the_mae(
        rows in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 1..30),
    ) {
        let (actual, median): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        prop_assert_eq!(pinball_loss(&actual, &median, 0.5)?, 0.5 * mae(&actual, &median)?);
    }
}

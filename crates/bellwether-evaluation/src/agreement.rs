//! How far two raters of the same things agree.
//!
//! ```
//! use bellwether_evaluation::agreement::{pearson, same_sign};
//!
//! let (a, b) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 5.0]);
//! assert!((pearson(&a, &b).unwrap() - 0.831_521_8).abs() < 1e-6);
//! assert_eq!(pearson(&a, &[2.0; 4]), None, "what never varies correlates with nothing");
//! assert_eq!(same_sign(&[0.5, -0.1, 0.0], &[0.1, 0.2, 0.0]), Some(2.0 / 3.0));
//! ```

/// Pearson's correlation of pairs, in [−1, 1]; `None` with fewer than two, of unequal numbers, or where one side does not
/// vary or is not finite.
///
/// `sum (x − mean x)(y − mean y) / sqrt(sum (x − mean x)² sum (y − mean y)²)`
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() != y.len() || x.len() < 2 {
        return None;
    }
    let varies = |v: &[f64]| v.iter().any(|a| *a != v[0]);
    if !varies(x) || !varies(y) {
        return None;
    }
    let n = x.len() as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (mx, my) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
        xy += (a - mx) * (b - my);
    }
    let r = xy / (xx.sqrt() * yy.sqrt());
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

/// Share of pairs with the same sign: both above zero, both below, or both zero. `None` without pairs, or of unequal numbers.
pub fn same_sign(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() != y.len() || x.is_empty() {
        return None;
    }
    let same = x.iter().zip(y).filter(|(a, b)| a.partial_cmp(&&0.0) == b.partial_cmp(&&0.0)).count();
    Some(same as f64 / x.len() as f64)
}

/// Ranks from 1; equal values share the mean of theirs. `None` where one is NaN.
pub(crate) fn ranks(values: &[f64]) -> Option<Vec<f64>> {
    if values.iter().any(|v| v.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].partial_cmp(&values[b]).expect("there is no NaN"));
    let mut ranks = vec![0.0; values.len()];
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let before = order.partition_point(|&at| values[at] < values[equal[0]]);
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&at| ranks[at] = rank);
    }
    Some(ranks)
}

/// Spearman's rank correlation of pairs, in [−1, 1]: Pearson's of their ranks, equal values sharing the mean rank. `None`
/// where [`pearson`] has none.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&ranks(x)?, &ranks(y)?)
}

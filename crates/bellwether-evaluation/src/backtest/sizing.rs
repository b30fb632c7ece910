//! From forecasts to wanted positions in [−1, 1]. Long-only leaves out what is below zero.

fn allowed(position: f64, long_only: bool) -> f64 {
    if long_only { position.max(0.0) } else { position }
}

/// All of the equity in the direction of the expected change; none where it is zero or no number.
pub fn by_sign(expected: &[f64], long_only: bool) -> Vec<f64> {
    let sign = |e: &f64| {
        if *e > 0.0 {
            1.0
        } else if *e < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    expected.iter().map(|e| allowed(sign(e), long_only)).collect()
}

/// Twice the probability of a rise less 1: nothing at even odds, all of the equity when sure. None where it is no number; held within
/// [−1, 1].
pub fn by_probability(probability: &[f64], long_only: bool) -> Vec<f64> {
    let size = |p: &f64| if p.is_nan() { 0.0 } else { (2.0 * p - 1.0).clamp(-1.0, 1.0) };
    probability.iter().map(|p| allowed(size(p), long_only)).collect()
}

/// Positions of the tickers of one day by the rank of their expected changes: −1 for the lowest, 1 for the highest, evenly between;
/// equal ones share their mean rank. Of those that are numbers; none for the others, and none for a single one.
pub fn by_rank(expected: &[f64], long_only: bool) -> Vec<f64> {
    let known = || expected.iter().filter(|e| !e.is_nan());
    let n = known().count();
    let place = |e: &f64| {
        if e.is_nan() || n < 2 {
            return 0.0;
        }
        let below = known().filter(|other| *other < e).count() as f64;
        let equal = known().filter(|other| *other == e).count() as f64;
        // the mean rank counted from 0
        let rank = below + (equal - 1.0) / 2.0;
        2.0 * rank / (n - 1) as f64 - 1.0
    };
    expected.iter().map(|e| allowed(place(e), long_only)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_follow_the_forecast() {
        let expected = [0.3, -0.1, 0.0, f64::NAN];
        assert_eq!(by_sign(&expected, false), [1.0, -1.0, 0.0, 0.0]);
        assert_eq!(by_sign(&expected, true), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(by_probability(&[0.75, 0.5, 0.0, f64::NAN], false), [0.5, 0.0, -1.0, 0.0]);
        assert_eq!(by_probability(&[0.75, 0.5, 0.0], true), [0.5, 0.0, 0.0]);
    }

    /// Ranks 2, 0 and 1 of three are 1, −1 and 0; two that are equal share 0.5 of 0 and 1 below one, 2 · 0.5 / 2 − 1 = −0.5.
    #[test]
    fn ranks_are_spread_evenly() {
        assert_eq!(by_rank(&[0.3, -0.1, 0.0], false), [1.0, -1.0, 0.0]);
        assert_eq!(by_rank(&[0.1, 0.1, 0.2], false), [-0.5, -0.5, 1.0]);
        assert_eq!(by_rank(&[0.1, f64::NAN, 0.2], true), [0.0, 0.0, 1.0]);
        assert_eq!(by_rank(&[0.1], false), [0.0]);
        assert_eq!(by_rank(&[0.0, 0.0], false), [0.0, 0.0]);
    }
}

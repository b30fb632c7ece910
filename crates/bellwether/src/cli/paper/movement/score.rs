//! Accuracy and MCC over seeds, with intervals of resampled days.

use bellwether_core::RunContext;
use bellwether_evaluation::bootstrap::{StationaryBootstrap, widened_interval};
use serde::Serialize;

const DRAWS: usize = 2000;

/// A score, and what of it 95 of 100 draws of the days leave it between, widened by what so few days leave out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Interval {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The mean over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Scores {
    pub(super) accuracy: Interval,
    pub(super) mcc: Interval,
}

/// The middle 95 % of the accuracy of a coin that is thrown once a day for the whole market.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Coin {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Of what happened, and the day that each sample is of; samples weigh alike. Exact: the chance of every number of right samples,
/// day by day.
pub(super) fn coin(actual: &[bool], days: &[usize]) -> Coin {
    let mut sides = vec![[0, 0]; days.iter().max().map_or(0, |last| last + 1)];
    for (rise, day) in actual.iter().zip(days) {
        sides[*day][usize::from(*rise)] += 1;
    }
    let mut chances = vec![0.0; actual.len() + 1];
    chances[0] = 1.0;
    for sides in sides {
        let mut next = vec![0.0; chances.len()];
        for right in sides {
            next[right..].iter_mut().zip(&chances).for_each(|(to, chance)| *to += 0.5 * chance);
        }
        chances = next;
    }
    let below = chances.iter().scan(0.0, |sum, chance| {
        *sum += chance;
        Some(*sum)
    });
    let low = below.take_while(|sum| *sum < 0.025).count() as f64 / actual.len().max(1) as f64;
    // heads are as likely as tails
    Coin { low, high: 1.0 - low }
}

/// True and false rises, true and false falls.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counts([f64; 4]);

impl Counts {
    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }

    fn accuracy(self) -> f64 {
        let [tp, _, tn, _] = self.0;
        (tp + tn) / self.0.iter().sum::<f64>()
    }

    /// 0 where one class is all that was forecast, or all that happened.
    fn mcc(self) -> f64 {
        let [tp, fp, tn, fne] = self.0;
        let product = (tp + fp) * (tp + fne) * (tn + fp) * (tn + fne);
        if product > 0.0 { (tp * tn - fp * fne) / product.sqrt() } else { 0.0 }
    }
}

/// Scores of forecasts, seed by seed; `days` says which day each is of, and days are drawn whole.
pub(super) fn scores(actual: &[bool], days: &[usize], seeds: &[Vec<bool>]) -> Scores {
    let count = days.iter().max().map_or(0, |last| last + 1);
    let by_day: Vec<Vec<Counts>> = seeds
        .iter()
        .map(|predicted| {
            let mut by_day = vec![Counts::default(); count];
            for ((p, a), day) in predicted.iter().zip(actual).zip(days) {
                let place = match (p, a) {
                    (true, true) => 0,
                    (true, false) => 1,
                    (false, false) => 2,
                    (false, true) => 3,
                };
                by_day[*day].0[place] += 1.0;
            }
            by_day
        })
        .collect();
    let of = |places: &[usize]| {
        let (mut accuracy, mut mcc) = (0.0, 0.0);
        for by_day in &by_day {
            let mut all = Counts::default();
            places.iter().for_each(|day| all.add(by_day[*day]));
            accuracy += all.accuracy() / by_day_len(seeds);
            mcc += all.mcc() / by_day_len(seeds);
        }
        (accuracy, mcc)
    };
    let whole: Vec<usize> = (0..count).collect();
    let (accuracy, mcc) = of(&whole);
    // blocks of one: days are drawn each for itself; the same draws for every model
    let bootstrap = StationaryBootstrap::new(1.0);
    let mut rng = RunContext::new(0).rng("movement/days");
    let draws: Vec<(f64, f64)> = (0..DRAWS).map(|_| of(&bootstrap.places(&mut rng, count))).collect();
    Scores {
        accuracy: interval(accuracy, count, draws.iter().map(|d| d.0)),
        mcc: interval(mcc, count, draws.iter().map(|d| d.1)),
    }
}

fn by_day_len(seeds: &[Vec<bool>]) -> f64 {
    seeds.len().max(1) as f64
}

fn interval(mean: f64, days: usize, draws: impl Iterator<Item = f64>) -> Interval {
    let mut draws: Vec<f64> = draws.filter(|v| v.is_finite()).collect();
    draws.sort_by(f64::total_cmp);
    let (low, high) = widened_interval(&draws, days, 1.0, 0.95).unwrap_or((mean, mean));
    Interval { mean, low, high }
}

#[cfg(test)]
mod tests {
    use bellwether_evaluation::metrics::{accuracy, mcc};

    use super::{coin, scores};

    #[test]
    fn whole_scores_are_those_of_the_metrics_and_lie_in_their_intervals() {
        let actual: Vec<bool> = (0..60).map(|i| i % 3 == 0).collect();
        let predicted: Vec<bool> = (0..60).map(|i| i % 5 < 2).collect();
        let days: Vec<usize> = (0..60).map(|i| i / 4).collect();
        let own = scores(&actual, &days, std::slice::from_ref(&predicted));
        assert!((own.accuracy.mean - accuracy(&actual, &predicted).unwrap_or(f64::NAN)).abs() < 1e-12);
        assert!((own.mcc.mean - mcc(&actual, &predicted).unwrap_or(f64::NAN)).abs() < 1e-12);
        assert!(own.accuracy.low < own.accuracy.mean && own.accuracy.mean < own.accuracy.high);
        assert!(own.mcc.low < own.mcc.mean && own.mcc.mean < own.mcc.high);
    }

    /// Of days of one sample each the number right is binomial: of ten days, one or less in 1.1 % of throws, two or less in 5.5 %.
    #[test]
    fn a_coin_on_single_samples_is_binomial() {
        let actual: Vec<bool> = (0..10).map(|i| i % 3 == 0).collect();
        let own = coin(&actual, &(0..10).collect::<Vec<_>>());
        assert_eq!((own.low, own.high), (0.2, 0.8));
    }

    /// Of days with `up` rises and `down` falls the accuracy has the deviation √Σ(up - down)² / 2N about a half, and over many
    /// days it is normal.
    #[test]
    fn a_coin_for_a_market_that_moves_together_spans_more() {
        let counts: Vec<(usize, usize)> = (0..400).map(|d| (d * 7 % 11 + 1, d * 5 % 13)).collect();
        let (mut actual, mut days) = (Vec::new(), Vec::new());
        for (day, (up, down)) in counts.iter().enumerate() {
            actual.extend((0..up + down).map(|i| i < *up));
            days.extend((0..up + down).map(|_| day));
        }
        let squares: f64 = counts.iter().map(|(up, down)| (*up as f64 - *down as f64).powi(2)).sum();
        let half = 1.96 * squares.sqrt() / (2.0 * actual.len() as f64);
        let own = coin(&actual, &days);
        assert!((own.low - (0.5 - half)).abs() < 0.002, "{own:?}, {half}");
        assert!((own.high - (0.5 + half)).abs() < 0.002, "{own:?}, {half}");
    }

    #[test]
    fn one_answer_for_all_has_no_correlation() {
        let own = scores(&[true, false, true], &[0, 1, 2], &[vec![true; 3]]);
        assert_eq!((own.mcc.mean, own.accuracy.mean), (0.0, 2.0 / 3.0));
    }
}

//! Accuracy and MCC over seeds, with intervals of resampled days.

use bellwether_core::RunContext;
use bellwether_evaluation::bootstrap::StationaryBootstrap;
use serde::Serialize;

const DRAWS: usize = 2000;

/// A score, and what of it 95 of 100 draws of the days leave it between.
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
        accuracy: interval(accuracy, draws.iter().map(|d| d.0)),
        mcc: interval(mcc, draws.iter().map(|d| d.1)),
    }
}

fn by_day_len(seeds: &[Vec<bool>]) -> f64 {
    seeds.len().max(1) as f64
}

fn interval(mean: f64, draws: impl Iterator<Item = f64>) -> Interval {
    let mut draws: Vec<f64> = draws.filter(|v| v.is_finite()).collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * draws.len().saturating_sub(1) as f64;
        draws.get(place.round() as usize).copied().unwrap_or(mean)
    };
    Interval { mean, low: at(0.025), high: at(0.975) }
}

#[cfg(test)]
mod tests {
    use bellwether_evaluation::metrics::{accuracy, mcc};

    use super::scores;

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

    #[test]
    fn one_answer_for_all_has_no_correlation() {
        let own = scores(&[true, false, true], &[0, 1, 2], &[vec![true; 3]]);
        assert_eq!((own.mcc.mean, own.accuracy.mean), (0.0, 2.0 / 3.0));
    }
}

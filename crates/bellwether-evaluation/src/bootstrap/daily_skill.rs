//! How much of a baseline's loss a model saves, when stocks of one day hang together.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::{DayBootstrap, DayClusters, StationaryBootstrap, block_length, optimal_block_length, widening};

/// Losses of a model and of a baseline, gathered by day over several series.
///
/// ```text
/// loss of a row = its own / the sum of the baseline's over its series
/// skill         = 1 − Σ losses of the model / Σ losses of the baseline
/// ```
///
/// so that the skill is the mean over series of the share of the baseline's loss that the model saves, whatever the series'
/// units. What is resampled are days, with all that happened on them.
///
/// ```
/// use bellwether_evaluation::bootstrap::DailySkill;
///
/// // two series: (day, loss of the model, loss of the baseline); one half and one quarter are saved
/// let first = vec![(1, 1.0, 2.0), (2, 2.0, 4.0)];
/// let second = vec![(1, 30.0, 40.0), (2, 60.0, 80.0)];
/// let skill = DailySkill::of(&[first, second]).unwrap();
/// assert_eq!((skill.skill(), skill.days(), skill.rows()), (0.375, 2, 4));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DailySkill {
    /// By day, ascending: sums of the model and of the baseline, and rows.
    days: Vec<(f64, f64, usize)>,
    /// Independent rows that would tell as much of the mean difference.
    effective: Option<f64>,
    rows: usize,
}

impl DailySkill {
    /// Of series of (day, loss of the model, loss of the baseline). A series without any loss of the baseline is in units of its
    /// own. `None` where the baseline has no loss at all, or a loss is not finite.
    pub fn of<D: Ord + Clone>(series: &[Vec<(D, f64, f64)>]) -> Option<Self> {
        let mut days: BTreeMap<D, (f64, f64, usize)> = BTreeMap::new();
        let mut differences = Vec::new();
        for rows in series {
            let total: f64 = rows.iter().map(|row| row.2).sum();
            let unit = if total > 0.0 { total } else { 1.0 };
            for (day, own, base) in rows {
                let (own, base) = (own / unit, base / unit);
                let sums = days.entry(day.clone()).or_default();
                *sums = (sums.0 + own, sums.1 + base, sums.2 + 1);
                differences.push((day.clone(), own - base));
            }
        }
        let days: Vec<_> = days.into_values().collect();
        let base: f64 = days.iter().map(|day| day.1).sum();
        if !(base > 0.0 && days.iter().all(|day| day.0.is_finite() && day.1.is_finite())) {
            return None;
        }
        let clusters = DayClusters::of(&differences).ok();
        Some(Self { days, effective: clusters.and_then(|c| c.effective_rows()), rows: differences.len() })
    }

    /// 1 is perfect, 0 as good as the baseline.
    pub fn skill(&self) -> f64 {
        skill_of(self.days.iter())
    }

    /// Days.
    pub fn days(&self) -> usize {
        self.days.len()
    }

    /// Rows, of all series.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Independent rows that would tell as much of the mean difference of losses; see
    /// [`ClusteredMean::effective_rows`](super::ClusteredMean::effective_rows).
    pub fn effective_rows(&self) -> Option<f64> {
        self.effective
    }

    /// Mean losses of the model and of the baseline, day by day, for a test of their difference.
    pub fn means(&self) -> (Vec<f64>, Vec<f64>) {
        self.days.iter().map(|(own, base, rows)| (own / *rows as f64, base / *rows as f64)).unzip()
    }

    /// The mean length of blocks that fits the daily differences, and at least the horizon, over which errors overlap.
    pub fn block(&self, horizon: usize) -> f64 {
        let differences: Vec<f64> = self.days.iter().map(|(own, base, _)| own - base).collect();
        optimal_block_length(&differences).unwrap_or(1.0).max(horizon as f64)
    }

    /// The skills between which the middle `level` of the draws lie, widened about the middle draw as
    /// [`DayClusters::interval`] does, and not beyond 1, above which there is no skill. `None` of one day, without draws, outside
    /// (0, 1), or where a draw has no loss of the baseline.
    pub fn interval(&self, bootstrap: &DayBootstrap, rng: &mut ChaCha8Rng) -> Option<(f64, f64)> {
        let DayBootstrap { level, block, draws } = *bootstrap;
        if draws == 0 || !(level > 0.0 && level < 1.0) {
            return None;
        }
        // how far each day moves the ratio of the sums
        let share = 1.0 - self.skill();
        let moves: Vec<f64> = self.days.iter().map(|(own, base, _)| own - share * base).collect();
        let left_out = block_length::left_out(&moves, block);
        let factor = widening::factor(self.days.len(), block, left_out, level)?;
        let stationary = StationaryBootstrap::new(block);
        let mut skills: Vec<f64> = (0..draws)
            .map(|_| {
                let places = stationary.places(rng, self.days.len());
                skill_of(places.into_iter().map(|place| &self.days[place]))
            })
            .collect();
        if skills.iter().any(|skill| !skill.is_finite()) {
            return None;
        }
        skills.sort_by(f64::total_cmp);
        let (low, high) = widening::ends(&skills, level, factor);
        Some((low, high.min(1.0)))
    }
}

/// NaN where the baseline has no loss.
fn skill_of<'a>(days: impl Iterator<Item = &'a (f64, f64, usize)>) -> f64 {
    let (own, base) = days.fold((0.0, 0.0), |(own, base), day| (own + day.0, base + day.1));
    if base > 0.0 { 1.0 - own / base } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    fn how(block: f64) -> DayBootstrap {
        DayBootstrap { level: 0.95, block, draws: 1000 }
    }

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(1)
    }

    /// Derivation: where the model's loss is a fixed share of the baseline's on each day, so it is in every draw.
    #[test]
    fn a_constant_share_has_no_spread() {
        let rows = (1..60).map(|i| (i, 0.25 * f64::from(i % 7 + 1), f64::from(i % 7 + 1))).collect();
        let skill = DailySkill::of(&[rows]).unwrap();
        let (low, high) = skill.interval(&how(3.0), &mut rng()).unwrap();
        assert!((low - 0.75).abs() < 1e-12 && (high - 0.75).abs() < 1e-12);
    }

    /// With independent days the interval is that of a mean: ± 1.96 deviations of the daily ratio. A tenth of tolerance: the
    /// ends of 1,000 draws vary by about a twentieth.
    #[test]
    fn the_interval_is_that_of_a_mean_where_days_are_independent() {
        let own = |i: i32| if (i * 7919 % 400) % 4 == 0 { 1.4 } else { 0.8 };
        let skill = DailySkill::of(&[(0..400).map(|i| (i, own(i), 1.0)).collect()]).unwrap();
        let mean = (0..400).map(own).sum::<f64>() / 400.0;
        let deviation = ((0..400).map(|i| (own(i) - mean).powi(2)).sum::<f64>() / 400.0).sqrt() / 20.0;
        let (low, high) = skill.interval(&how(1.0), &mut rng()).unwrap();
        assert!((skill.skill() - (1.0 - mean)).abs() < 1e-12);
        assert!(((high - low) / (2.0 * 1.96 * deviation) - 1.0).abs() < 0.1, "{low} {high}");
    }

    /// Derivation: stocks that move as one tell no more than one of them, but for the degrees of freedom of the variance.
    #[test]
    fn equal_stocks_of_a_day_count_once() {
        let of = |stocks: usize| {
            let rows: Vec<(i32, f64, f64)> = (0..30).map(|i| (i, f64::from(i % 3), 1.0)).collect();
            DailySkill::of(&vec![rows; stocks]).unwrap().effective_rows().unwrap()
        };
        assert!((of(1) - 30.0).abs() < 1e-9);
        // 4 S / 119 rows less one, over 16 S / 120² · 30 / 29
        assert!((of(4) - 4.0 / 119.0 / (16.0 / 14400.0 * 30.0 / 29.0)).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_compared_is_none() {
        assert_eq!(DailySkill::of::<i32>(&[]), None);
        assert_eq!(DailySkill::of(&[vec![(1, 1.0, 0.0), (2, 1.0, 0.0)]]), None);
        assert_eq!(DailySkill::of(&[vec![(1, f64::NAN, 1.0)]]), None);
        let one = DailySkill::of(&[vec![(1, 1.0, 2.0)]]).unwrap();
        assert_eq!((one.effective_rows(), one.interval(&how(1.0), &mut rng())), (None, None));
        let wrong = DayBootstrap { level: 1.0, ..how(1.0) };
        assert_eq!(one.interval(&wrong, &mut rng()), None);
    }
}

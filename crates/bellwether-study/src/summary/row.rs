//! One row of the record, gathered from its trials.

use std::collections::BTreeMap;
use std::ops::Range;

use bellwether_core::{Ahead, Date, Quantile, Sample};
use bellwether_evaluation::metrics::{Metric, SeasonalTrain};
use bellwether_evaluation::seeds::SeedSummary;

use super::scored::Scored;
use super::{further, key, quantiles};
use crate::intervals::{Beyond, Errors};
use crate::record::{
    Arm, ColumnImportance, ForecastPoint, HeldIntervals, LossCurve, MetricScore, ModelRow, MoreTests,
    NextAhead, NextForecast,
};
use crate::runner::{Outcomes, seeds};
use crate::samples::{TickerStudy, left_out};
use crate::trial::{FoldIndex, Outcome, TrialPoint};
use crate::{ModelEntry, StudyConfig, importances};

/// Gathers one row from its trials.
pub(super) struct RowBuilder<'a> {
    pub(super) config: &'a StudyConfig,
    pub(super) study: &'a TickerStudy,
    pub(super) outcomes: &'a Outcomes,
    pub(super) ticker: usize,
    pub(super) model_index: usize,
    pub(super) model: &'a ModelEntry,
    pub(super) arm: Arm,
}

impl RowBuilder<'_> {
    pub(super) fn row(&self) -> ModelRow {
        let seeds = seeds(self.model, self.config);
        let columns = self.study.frame(self.arm).view().width();
        let mut row = ModelRow {
            model: self.model.label(),
            arm: self.arm,
            scorer: self.config.inputs.arm_name(self.arm),
            seeds: seeds.to_vec(),
            parameters: self.model.parameter_count(columns),
            failures: self.failures(seeds),
            scores: Vec::new(),
            vs_persistence: None,
            vs_without_text: None,
            forecasts: Vec::new(),
            losses: self.losses(seeds),
            further: Vec::new(),
            quantiles: None,
            intervals: Vec::new(),
            tests: MoreTests::default(),
            next: None,
            next_failure: self.next_failure(seeds),
            importances: Vec::new(),
        };
        if let Some(error) = &self.study.unfit {
            return ModelRow { failures: vec![left_out(error)], next_failure: None, ..row };
        }
        let by_seed: Option<Vec<Vec<Vec<TrialPoint>>>> = seeds.iter().map(|s| self.test_points(*s)).collect();
        if let Some(by_seed) = by_seed {
            // a history of its own for each seed, and each path of combinatorial cross-validation
            let by_seed = by_seed.concat();
            let samples = self.test_samples();
            row.scores = self.scores(&samples, &by_seed);
            row.forecasts = self.mean_forecasts(&samples, &by_seed);
            let actual: Vec<f64> = row.forecasts.iter().map(|f| f.actual).collect();
            let own: Vec<&[Quantile]> = row.forecasts.iter().map(|f| &f.quantiles[..]).collect();
            row.quantiles = quantiles::scores(&actual, &own);
            row.further = further::scores(self.config, self.study, &samples, &by_seed);
            if self.model_index == 0 {
                row.further.iter_mut().for_each(|f| f.vs_persistence = None);
            }
            row.intervals = self.held(&row);
            self.hold_further(&samples, &mut row);
            row.next = self.next(seeds, &row);
            row.importances = self.importances(seeds);
        }
        row
    }

    fn outcome(&self, seed: u64, fold: FoldIndex) -> Option<&Outcome> {
        self.outcomes.get(&(self.ticker, self.model_index, self.arm, seed, fold))
    }

    fn failures(&self, seeds: &[u64]) -> Vec<String> {
        let folds = self.study.folds.len();
        let mut failures = Vec::new();
        for fold in 0..folds {
            for &seed in seeds {
                if let Some(Outcome::Failed(reason)) = self.outcome(seed, FoldIndex::Test(fold)) {
                    failures.push(format!("fold {} of {folds}, seed {seed}: {reason}", fold + 1));
                }
            }
        }
        failures
    }

    /// Why there is no forecast beyond the data.
    fn next_failure(&self, seeds: &[u64]) -> Option<String> {
        seeds.iter().find_map(|&seed| match self.outcome(seed, FoldIndex::Next) {
            Some(Outcome::Failed(reason)) => Some(format!("seed {seed}: {reason}")),
            _ => None,
        })
    }

    /// One seed's forecasts over all folds, path by path, each in time order; none when one is missing or failed.
    fn test_points(&self, seed: u64) -> Option<Vec<Vec<TrialPoint>>> {
        let piece = |(fold, at): &(usize, Range<usize>)| match self.outcome(seed, FoldIndex::Test(*fold))? {
            Outcome::Forecasts { points, .. } => points.get(at.clone()),
            Outcome::Failed(_) => None,
        };
        let whole = |path: &Vec<(usize, Range<usize>)>| {
            Some(path.iter().map(piece).collect::<Option<Vec<_>>>()?.concat())
        };
        self.study.paths.iter().map(whole).collect()
    }

    fn test_samples(&self) -> Vec<Sample> {
        self.study.tested().into_iter().map(|i| self.study.samples[i]).collect()
    }

    fn losses(&self, seeds: &[u64]) -> Vec<LossCurve> {
        let Some(last) = self.study.folds.len().checked_sub(1) else { return Vec::new() };
        let curve = |&seed: &u64| match self.outcome(seed, FoldIndex::Test(last)) {
            Some(Outcome::Forecasts { losses, .. }) if !losses.is_empty() => {
                Some(LossCurve { seed, epochs: losses.clone() })
            }
            _ => None,
        };
        seeds.iter().filter_map(curve).collect()
    }

    /// Over the folds that are tested.
    fn importances(&self, seeds: &[u64]) -> Vec<ColumnImportance> {
        let of = |(seed, fold): (u64, usize)| match self.outcome(seed, FoldIndex::Test(fold)) {
            Some(Outcome::Forecasts { importances, .. }) => Some(&importances[..]),
            _ => None,
        };
        let folds = self.study.folds.len();
        let fits = seeds.iter().flat_map(|&seed| (0..folds).map(move |fold| (seed, fold)));
        let fits: Option<Vec<&[f64]>> = fits.map(of).collect();
        fits.map_or_else(Vec::new, |fits| importances::mean(&fits, self.study.frame(self.arm)))
    }

    /// Each metric, mean and spread over seeds and paths.
    fn scores(&self, samples: &[Sample], by_seed: &[Vec<TrialPoint>]) -> Vec<MetricScore> {
        let tables: Vec<BTreeMap<Metric, Result<f64, String>>> =
            by_seed.iter().map(|points| self.score_once(samples, points)).collect();
        let mut out = Vec::new();
        for metric in Metric::ALL {
            let values: Vec<&Result<f64, String>> = tables.iter().filter_map(|t| t.get(&metric)).collect();
            if values.is_empty() {
                continue;
            }
            let numbers: Option<Vec<f64>> = values.iter().map(|v| v.as_ref().ok().copied()).collect();
            let summary = numbers.and_then(|n| SeedSummary::of(&n).ok());
            out.push(MetricScore {
                metric: key(metric),
                mean: summary.map(|s| s.mean),
                sd: summary.and_then(|s| s.standard_deviation),
                undefined: values.iter().find_map(|v| v.as_ref().err().cloned()),
            });
        }
        out
    }

    fn score_once(&self, samples: &[Sample], points: &[TrialPoint]) -> BTreeMap<Metric, Result<f64, String>> {
        let target = self.config.target.main();
        // the scale is that of steps from one session to the next, which such splits have torn apart
        let in_order = !target.is_direction() && !self.config.protocol.learns_from_later();
        let train = if in_order { self.mase_train() } else { Vec::new() };
        let scored = Scored {
            actual: samples.iter().map(|s| s.target).collect(),
            predicted: points.iter().map(|p| p.point).collect(),
            last_known: samples.iter().map(|s| s.last_known).collect(),
            probability: points.iter().map(|p| p.probability).collect(),
            train: in_order.then_some(SeasonalTrain { values: &train, season: 1 }),
        };
        scored.by_metric(target)
    }

    /// The target quantity over the first fold's training part: the scale of MASE.
    fn mase_train(&self) -> Vec<f64> {
        let fold = self.study.folds.first();
        let samples = fold.map_or(&[][..], |f| &self.study.samples[f.train.clone()]);
        samples.iter().map(|s| s.target).collect()
    }

    fn mean_forecasts(&self, samples: &[Sample], by_seed: &[Vec<TrialPoint>]) -> Vec<ForecastPoint> {
        let horizon = self.config.target.horizon;
        let direction = self.config.target.main().is_direction();
        samples
            .iter()
            .enumerate()
            .map(|(i, sample)| {
                let points: Vec<&TrialPoint> = by_seed.iter().map(|points| &points[i]).collect();
                let TrialPoint { point, probability, quantiles, ahead: _ } = average(&points, direction);
                ForecastPoint {
                    origin: self.study.bars[sample.row].date(),
                    date: self.study.target_date(sample, horizon),
                    actual: sample.target,
                    predicted: point,
                    probability,
                    last_known: sample.last_known,
                    quantiles,
                }
            })
            .collect()
    }

    fn next(&self, seeds: &[u64], row: &ModelRow) -> Option<NextForecast> {
        let next = self.study.next.as_ref()?;
        let points: Option<Vec<&TrialPoint>> = seeds
            .iter()
            .map(|s| match self.outcome(*s, FoldIndex::Next)? {
                Outcome::Forecasts { points, .. } => points.first(),
                Outcome::Failed(_) => None,
            })
            .collect();
        let direction = self.config.target.main().is_direction();
        let TrialPoint { point, probability, ahead, quantiles } = average(&points?, direction);
        let seen = row.forecasts.iter().map(|f| (f.actual, f.predicted, f.last_known));
        let horizon = self.config.target.horizon;
        let (Beyond { intervals, endless }, own_intervals) = if direction {
            (Beyond::default(), false)
        } else {
            self.intervals(horizon, point, next.last_known, &quantiles, seen)
        };
        let naive = self.study.naive(self.config, next.row);
        let horizons = next.further.iter().zip(&naive).zip(&row.further).enumerate();
        let ahead = horizons.zip(ahead).map(|((k, ((session, naive), scored)), ahead)| {
            let (Beyond { intervals, endless }, own_intervals) = if direction {
                (Beyond::default(), false)
            } else {
                let seen = further::seen(self.config, self.study, k, &scored.predicted);
                self.intervals(ahead.horizon, ahead.point, naive.point, &ahead.quantiles, seen.into_iter())
            };
            let Ahead { horizon, point, probability, quantiles: _ } = ahead;
            NextAhead { horizon, date: session.date, point, probability, intervals, endless, own_intervals }
        });
        Some(NextForecast {
            origin: self.study.bars[next.row].date(),
            date: next.session.date,
            point,
            probability,
            intervals,
            endless,
            own_intervals,
            last_known: next.last_known,
            ahead: ahead.collect(),
        })
    }

    /// How the study's intervals held around the row's forecasts; under a protocol by which nobody could forecast nothing is said.
    fn held(&self, row: &ModelRow) -> Vec<HeldIntervals> {
        if self.config.target.main().is_direction() || self.config.sees_future() {
            return Vec::new();
        }
        let seen = row.forecasts.iter().map(|f| (f.actual, f.predicted, f.last_known));
        let dates: Vec<Date> = row.forecasts.iter().map(|f| f.date).collect();
        Errors::of(self.config, self.config.target.horizon, seen).held(&self.config.intervals, &dates)
    }

    /// The same at the further horizons.
    fn hold_further(&self, samples: &[Sample], row: &mut ModelRow) {
        if self.config.target.main().is_direction() || self.config.sees_future() {
            return;
        }
        for (k, further) in row.further.iter_mut().enumerate() {
            let seen = further::seen(self.config, self.study, k, &further.predicted);
            let dates: Vec<Date> =
                samples.iter().map(|s| self.study.target_date(s, further.horizon)).collect();
            let errors = Errors::of(self.config, further.horizon, seen.into_iter());
            further.intervals = errors.held(&self.config.intervals, &dates);
        }
    }

    /// Intervals of the model's own quantiles, and whether they are: otherwise the study's, from the row's out-of-sample errors
    /// (actual, predicted and last known).
    fn intervals(
        &self,
        horizon: usize,
        point: f64,
        last_known: f64,
        own: &[Quantile],
        seen: impl Iterator<Item = (f64, f64, f64)>,
    ) -> (Beyond, bool) {
        let own = quantiles::intervals(own);
        if !own.is_empty() {
            return (Beyond { intervals: own, endless: Vec::new() }, true);
        }
        let errors = Errors::of(self.config, horizon, seen);
        (errors.beyond(&self.config.intervals, point, last_known), false)
    }
}

/// The mean over seeds; for classes the mean probability decides.
fn average(points: &[&TrialPoint], direction: bool) -> TrialPoint {
    let n = points.len() as f64;
    let mean = |value: &dyn Fn(&TrialPoint) -> f64| points.iter().map(|p| value(p)).sum::<f64>() / n;
    let given = points.iter().all(|p| p.probability.is_some());
    let rise = mean(&|p| p.probability.unwrap_or(p.point));
    let class = |share: f64| f64::from(share >= 0.5);
    TrialPoint {
        point: if direction { class(rise) } else { mean(&|p| p.point) },
        probability: (direction && given).then_some(rise),
        ahead: further::average(points, direction),
        quantiles: quantiles::average(points.iter().map(|p| &p.quantiles[..])),
    }
}

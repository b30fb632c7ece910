//! From outcomes to the record: scores, tests, intervals.

mod further;
mod quantiles;
mod scorers;

use std::collections::BTreeMap;

use bellwether_core::{Ahead, Quantile, Sample, TargetKind};
use bellwether_evaluation::intervals::SplitConformal;
use bellwether_evaluation::metrics::{
    ClassificationScores, Metric, RegressionInput, RegressionScores, Score, SeasonalTrain, Task, labels,
};
use bellwether_evaluation::seeds::SeedSummary;
use bellwether_evaluation::significance::{
    DieboldMariano, Loss, Verdict as DmVerdict, diebold_mariano, diebold_mariano_losses, p_value_words,
};

use crate::dataset::Dataset;
use crate::gallery::gallery;
use crate::record::{
    Arm, ColumnImportance, DailySeries, ForecastPoint, Hashes, Interval, LossCurve, MetricScore, ModelRow,
    NextAhead, NextForecast, PooledRow, RunRecord, TestResult, TickerRecord, TrialCounts, Verdict,
};
use crate::runner::{Outcomes, arms, seeds};
use crate::samples::{TickerStudy, left_out};
use crate::trial::{FoldIndex, Outcome, TrialPoint};
use crate::{ModelEntry, StudyConfig, StudyError, beyond, config, default_inputs, importances, verdict};

/// Nominal coverage of the intervals, narrow to wide.
const LEVELS: [f64; 2] = [0.8, 0.95];

pub(crate) fn record(
    study: &StudyConfig,
    dataset: &Dataset,
    tickers: &[TickerStudy],
    outcomes: &Outcomes,
    trials: TrialCounts,
) -> Result<RunRecord, StudyError> {
    let pictures = gallery(study, tickers);
    let without_next = beyond::sentences(study, tickers);
    let tickers: Vec<TickerRecord> = tickers
        .iter()
        .enumerate()
        .map(|(index, ticker)| ticker_record(study, dataset, ticker, index, outcomes))
        .collect::<Result<_, _>>()?;
    // of a ticker that the protocol does not fit nothing is known, and nothing is said of it with the others
    let (mut tickers, left_out): (Vec<_>, Vec<_>) = tickers.into_iter().partition(|t| !t.folds.is_empty());
    let pooled = pooled(study, &tickers);
    let scorers = scorers::compare(study, dataset, &tickers, &pooled)?;
    let settings_toml = study.to_toml();
    let warnings = verdict::warnings(study, dataset.findings());
    let mut verdict = verdict::sentences(study, &tickers, &pooled, &trials, warnings.is_empty());
    verdict.extend(without_next);
    verdict.extend(beyond::without_further(study, &tickers));
    verdict.extend(verdict::left_out(&left_out));
    tickers.extend(left_out);
    tickers.sort_by_key(|record| dataset.tickers().iter().position(|t| *t == record.ticker));
    Ok(RunRecord {
        format: RunRecord::FORMAT,
        bellwether: env!("CARGO_PKG_VERSION").to_owned(),
        name: study.study.name.clone(),
        description: study.study.description.clone(),
        complete: trials.missing == 0,
        trials,
        hashes: Hashes {
            prices: dataset.prices_hash().to_owned(),
            posts: dataset.posts_hash().to_owned(),
            series: dataset.series_hash().to_owned(),
            settings: blake3::hash(settings_toml.as_bytes()).to_hex().to_string(),
        },
        settings: serde_json::to_value(study).expect("settings are tables, numbers and strings"),
        settings_toml,
        warnings,
        not_evidence: verdict::not_evidence(study),
        whole_series: study.decomposes_whole_series()
            && !study.protocol.is_random()
            && study.foreseen().is_empty(),
        target: study.target.main(),
        further: study.target.further.clone(),
        protocol: config::words(&study.protocol, study.inputs.decision),
        verdict,
        tickers,
        findings: dataset
            .general_findings()
            .into_iter()
            .chain(default_inputs::finding(study, dataset))
            .collect(),
        pooled,
        scorers,
        pictures,
    })
}

fn ticker_record(
    config: &StudyConfig,
    dataset: &Dataset,
    study: &TickerStudy,
    index: usize,
    outcomes: &Outcomes,
) -> Result<TickerRecord, StudyError> {
    let row_of = |(m, model): (usize, &ModelEntry)| -> Vec<ModelRow> {
        arms(model, study.scorers())
            .into_iter()
            .map(|arm| {
                RowBuilder { config, study, outcomes, ticker: index, model_index: m, model, arm }.row()
            })
            .collect()
    };
    let mut rows: Vec<ModelRow> = config.models.iter().enumerate().flat_map(row_of).collect();
    let series = series(config, dataset, study)?;
    add_tests(&mut rows, config, has_posts(&series));
    Ok(TickerRecord {
        ticker: study.ticker.clone(),
        series,
        findings: dataset.ticker_findings(&study.ticker),
        folds: study.folds.iter().map(|f| study.fold_record(f)).collect(),
        skipped_samples: study.skipped,
        rows,
    })
}

/// Close, mean polarity and post count by session, as the report draws them.
fn series(config: &StudyConfig, dataset: &Dataset, study: &TickerStudy) -> Result<DailySeries, StudyError> {
    let finite = |v: f64| v.is_finite().then_some(v);
    let mut out = DailySeries {
        dates: study.bars.iter().map(bellwether_core::Bar::date).collect(),
        close: study.bars.iter().map(|b| finite(b.close)).collect(),
        ..DailySeries::default()
    };
    if config.data.posts.is_some() {
        // the report draws the first scorer's
        let scorers = config.inputs.scorers();
        let (score, count) = dataset.daily_text(config, &study.ticker, &scorers[0].0)?;
        out.score = score.into_iter().map(finite).collect();
        out.posts = count.into_iter().map(|c| if c.is_finite() { c as u64 } else { 0 }).collect();
    }
    Ok(out)
}

/// Gathers one row from its trials.
struct RowBuilder<'a> {
    config: &'a StudyConfig,
    study: &'a TickerStudy,
    outcomes: &'a Outcomes,
    ticker: usize,
    model_index: usize,
    model: &'a ModelEntry,
    arm: Arm,
}

impl RowBuilder<'_> {
    fn row(&self) -> ModelRow {
        let seeds = seeds(self.model, self.config);
        let columns = self.study.frame(self.arm).view().width();
        let mut row = ModelRow {
            model: self.model.label(),
            arm: self.arm,
            scorer: self.config.inputs.scorer_of(self.arm),
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
            next: None,
            next_failure: self.next_failure(seeds),
            importances: Vec::new(),
        };
        if let Some(error) = &self.study.unfit {
            return ModelRow { failures: vec![left_out(error)], next_failure: None, ..row };
        }
        let by_seed: Option<Vec<Vec<TrialPoint>>> = seeds.iter().map(|s| self.test_points(*s)).collect();
        if let Some(by_seed) = by_seed {
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

    /// One seed's forecasts over all folds, in time order; none when one is missing or failed.
    fn test_points(&self, seed: u64) -> Option<Vec<TrialPoint>> {
        let mut all = Vec::new();
        for fold in 0..self.study.folds.len() {
            match self.outcome(seed, FoldIndex::Test(fold))? {
                Outcome::Forecasts { points, .. } => all.extend_from_slice(points),
                Outcome::Failed(_) => return None,
            }
        }
        Some(all)
    }

    fn test_samples(&self) -> Vec<Sample> {
        self.study.folds.iter().flat_map(|f| &self.study.samples[f.test.clone()]).copied().collect()
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

    /// Each metric, mean and spread over seeds.
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
        let actual: Vec<f64> = samples.iter().map(|s| s.target).collect();
        let predicted: Vec<f64> = points.iter().map(|p| p.point).collect();
        let target = self.config.target.main();
        let task = if target.is_direction() { Task::Classification } else { Task::Regression };
        // a return is close to zero, and a percentage of it says nothing
        let returns = target.kind == TargetKind::LogReturn;
        let of_task =
            Metric::ALL.into_iter().filter(|m| m.task() == task && !(returns && *m == Metric::Mape));
        let tell = |score: Score| match score {
            Score::Value(v) => Ok(v),
            Score::Undefined(reason) => Err(reason.to_string()),
        };
        let refuse = |reason: String| of_task.clone().map(|m| (m, Err(reason.clone()))).collect();
        if task == Task::Classification {
            let (Ok(actual), Ok(predicted)) = (labels(&actual), labels(&predicted)) else {
                return refuse("a class is neither 0 nor 1".to_owned());
            };
            let probability: Option<Vec<f64>> = points.iter().map(|p| p.probability).collect();
            return match ClassificationScores::compute(&actual, &predicted, probability.as_deref()) {
                Ok(scores) => of_task.filter_map(|m| Some((m, tell(scores.get(m)?)))).collect(),
                Err(e) => refuse(e.to_string()),
            };
        }
        let last_known: Vec<f64> = samples.iter().map(|s| s.last_known).collect();
        // the scale is that of steps from one session to the next, which the random split has torn apart
        let in_order = !self.config.protocol.is_random();
        let train = if in_order { self.mase_train() } else { Vec::new() };
        let input = RegressionInput {
            actual: &actual,
            predicted: &predicted,
            previous: Some(&last_known),
            baseline: Some(&last_known),
            train: in_order.then_some(SeasonalTrain { values: &train, season: 1 }),
        };
        match RegressionScores::compute(&input) {
            Ok(scores) => of_task.filter_map(|m| Some((m, tell(scores.get(m)?)))).collect(),
            Err(e) => refuse(e.to_string()),
        }
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
        let (intervals, own_intervals) = if direction {
            (Vec::new(), false)
        } else {
            self.intervals(point, next.last_known, &quantiles, seen)
        };
        let naive = self.study.naive(self.config, next.row);
        let horizons = next.further.iter().zip(&naive).zip(&row.further).enumerate();
        let ahead = horizons.zip(ahead).map(|((k, ((session, naive), scored)), ahead)| {
            let (intervals, own_intervals) = if direction {
                (Vec::new(), false)
            } else {
                let seen = further::seen(self.config, self.study, k, &scored.predicted);
                self.intervals(ahead.point, naive.point, &ahead.quantiles, seen.into_iter())
            };
            let Ahead { horizon, point, probability, quantiles: _ } = ahead;
            NextAhead { horizon, date: session.date, point, probability, intervals, own_intervals }
        });
        Some(NextForecast {
            origin: self.study.bars[next.row].date(),
            date: next.session.date,
            point,
            probability,
            intervals,
            own_intervals,
            last_known: next.last_known,
            ahead: ahead.collect(),
        })
    }

    /// Intervals of the model's own quantiles, and whether they are: otherwise split-conformal ones from the row's
    /// out-of-sample errors (actual, predicted and last known), relative errors for prices, so that a price level long
    /// past does not set the width.
    fn intervals(
        &self,
        point: f64,
        last_known: f64,
        own: &[Quantile],
        seen: impl Iterator<Item = (f64, f64, f64)>,
    ) -> (Vec<Interval>, bool) {
        let own = quantiles::intervals(own);
        if !own.is_empty() {
            return (own, true);
        }
        let price = self.config.target.main().is_price();
        let error = |(actual, predicted, known): (f64, f64, f64)| {
            (actual - predicted) / if price { known.abs() } else { 1.0 }
        };
        let residuals: Vec<f64> = seen.map(error).collect();
        let unit = if price { last_known.abs() } else { 1.0 };
        let interval = |&level: &f64| {
            let half = SplitConformal::fit(&residuals, level).ok()?.half_width * unit;
            Some(Interval { level, lower: point - half, upper: point + half })
        };
        (LEVELS.iter().filter_map(interval).collect(), false)
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

/// Errors behind the Diebold-Mariano test: of numbers the difference; of classes 1 for a miss, 0 for a hit.
fn errors(row: &ModelRow) -> Vec<f64> {
    row.forecasts.iter().map(|f| f.actual - f.predicted).collect()
}

fn find<'a>(rows: &'a [ModelRow], model: &str, arm: Arm) -> Option<&'a ModelRow> {
    rows.iter().find(|r| r.model == model && r.arm == arm && !r.forecasts.is_empty())
}

fn persistence(rows: &[ModelRow]) -> Option<&ModelRow> {
    rows.first().filter(|r| !r.forecasts.is_empty())
}

/// Whether the ticker has a post at all: without any, with text and without differ by luck alone.
pub(crate) fn has_posts(series: &DailySeries) -> bool {
    series.posts.iter().any(|n| *n > 0)
}

/// Adds the tests against persistence and against the same model without text.
fn add_tests(rows: &mut [ModelRow], config: &StudyConfig, has_posts: bool) {
    let horizon = config.target.horizon;
    let tests: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            if row.forecasts.is_empty() {
                return (None, None);
            }
            let against = |other: Option<&ModelRow>, name: &str| {
                other.map(|o| {
                    let outcome = diebold_mariano(&errors(row), &errors(o), Loss::Squared, horizon);
                    test(config, outcome, name)
                })
            };
            let naive = (i > 0).then(|| against(persistence(rows), "persistence")).flatten();
            let bare = (row.arm.has_text() && has_posts)
                .then(|| against(find(rows, &row.model, Arm::WithoutText), "the same model without text"))
                .flatten();
            (naive, bare)
        })
        .collect();
    for (row, (naive, bare)) in rows.iter_mut().zip(tests) {
        row.vs_persistence = naive;
        row.vs_without_text = bare;
    }
}

/// The outcome of a test in words. Under a protocol that sees the future there is none: significance would be claimed
/// of what is no evidence.
fn test(
    config: &StudyConfig,
    outcome: Result<DieboldMariano, bellwether_evaluation::significance::SignificanceError>,
    other: &str,
) -> TestResult {
    let untested =
        |n, words| TestResult { statistic: None, p_value: None, n, verdict: Verdict::Untested, words };
    if config.protocol.chooses_by_test() {
        return untested(0, "not tested: models may be chosen by the test part".to_owned());
    }
    if config.protocol.is_random() {
        return untested(0, "not tested: the random split sees the future".to_owned());
    }
    if !config.foreseen().is_empty() {
        return untested(0, "not tested: the inputs see the future".to_owned());
    }
    if config.decomposes_whole_series() {
        return untested(0, "not tested: a model was shown the whole series decomposed".to_owned());
    }
    match outcome {
        Err(e) => untested(0, format!("not tested: {e}")),
        Ok(DieboldMariano::IdenticalForecasts { n }) => TestResult {
            statistic: None,
            p_value: None,
            n,
            verdict: Verdict::Identical,
            words: format!("the same losses as {other}"),
        },
        Ok(DieboldMariano::ConstantDifference { n, .. }) => {
            untested(n, format!("not tested: the losses differ from those of {other} by a constant"))
        }
        Ok(DieboldMariano::Tested(t)) => {
            let p = p_value_words(t.p_two_sided);
            let (verdict, words) = match DmVerdict::at(t.p_two_sided, t.mean_loss_difference) {
                DmVerdict::Better => (Verdict::Better, format!("better than {other} ({p})")),
                DmVerdict::Worse => (Verdict::Worse, format!("worse than {other} ({p})")),
                _ => (Verdict::NoDifference, format!("no significant difference from {other} ({p})")),
            };
            TestResult { statistic: Some(t.statistic), p_value: Some(t.p_two_sided), n: t.n, verdict, words }
        }
    }
}

/// Picks the row of a ticker that another is compared with.
type Pick<'a> = &'a dyn for<'t> Fn(&'t TickerRecord) -> Option<&'t ModelRow>;

/// Tests over all tickers (those with posts, where text is tested): stocks of one day are not independent, so a day is one observation, the mean of the
/// tickers' squared errors, each in units of that ticker's persistence error.
fn pooled(config: &StudyConfig, tickers: &[TickerRecord]) -> Vec<PooledRow> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let mut out: Vec<PooledRow> = Vec::new();
    for (i, template) in first.rows.iter().enumerate() {
        let rows: Vec<&ModelRow> = tickers.iter().filter_map(|t| t.rows.get(i)).collect();
        if rows.len() < tickers.len() || rows.iter().any(|r| r.forecasts.is_empty()) {
            continue;
        }
        let all: Vec<(&TickerRecord, &ModelRow)> = tickers.iter().zip(rows.iter().copied()).collect();
        let talked_of: Vec<_> = all.iter().copied().filter(|(t, _)| has_posts(&t.series)).collect();
        let against = |pairs: &[(&TickerRecord, &ModelRow)], pick: Pick<'_>, name: &str| {
            let others: Option<Vec<&ModelRow>> = pairs.iter().map(|(t, _)| pick(t)).collect();
            let (own, other) = daily_losses(pairs, &others?);
            let outcome = diebold_mariano_losses(&own, &other, config.target.horizon);
            Some(test(config, outcome, name))
        };
        out.push(PooledRow {
            model: template.model.clone(),
            arm: template.arm,
            scorer: template.scorer.clone(),
            scores: mean_scores(&rows),
            vs_persistence: (i > 0)
                .then(|| against(&all, &|t| persistence(&t.rows), "persistence"))
                .flatten(),
            vs_without_text: (template.arm.has_text() && !talked_of.is_empty())
                .then(|| {
                    against(
                        &talked_of,
                        &|t| find(&t.rows, &template.model, Arm::WithoutText),
                        "the same model without text",
                    )
                })
                .flatten(),
        });
    }
    out
}

/// Daily mean losses of the rows of some tickers and of others of the same tickers.
fn daily_losses(pairs: &[(&TickerRecord, &ModelRow)], other: &[&ModelRow]) -> (Vec<f64>, Vec<f64>) {
    let mut days: BTreeMap<bellwether_core::Date, (f64, f64, f64)> = BTreeMap::new();
    for ((ticker, own), other) in pairs.iter().zip(other) {
        let naive = persistence(&ticker.rows).map(errors).unwrap_or_default();
        let scale = naive.iter().map(|e| e * e).sum::<f64>() / naive.len().max(1) as f64;
        let scale = if scale > 0.0 { scale } else { 1.0 };
        for ((point, a), b) in own.forecasts.iter().zip(errors(own)).zip(errors(other)) {
            let day = days.entry(point.origin).or_default();
            day.0 += a * a / scale;
            day.1 += b * b / scale;
            day.2 += 1.0;
        }
    }
    days.values().map(|(a, b, n)| (a / n, b / n)).unzip()
}

/// Means over tickers of the scores that have no unit.
fn mean_scores(rows: &[&ModelRow]) -> BTreeMap<String, f64> {
    let unitless = [
        Metric::Mape,
        Metric::Mase,
        Metric::SkillScore,
        Metric::DirectionalAccuracy,
        Metric::Accuracy,
        Metric::Precision,
        Metric::Recall,
        Metric::F1,
        Metric::Mcc,
        Metric::Auc,
    ];
    let mut out = BTreeMap::new();
    for metric in unitless {
        let value = |r: &&ModelRow| r.scores.iter().find(|s| s.metric == key(metric))?.mean;
        let values: Option<Vec<f64>> = rows.iter().map(value).collect();
        if let Some(values) = values {
            out.insert(key(metric), values.iter().sum::<f64>() / values.len() as f64);
        }
    }
    out
}

/// A metric's name in records: kebab-case.
fn key(metric: Metric) -> String {
    serde_json::to_value(metric).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

//! Every number against another implementation; the scripts and versions stand beside the data.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use bellwether_evaluation::intervals::{SplitConformal, pinball_loss};
use bellwether_evaluation::metrics::{
    self, ClassificationScores, ConfusionMatrix, Metric, RegressionInput, RegressionScores, SeasonalTrain,
    Task, labels,
};
use bellwether_evaluation::seeds::SeedSummary;
use bellwether_evaluation::significance::{
    DieboldMarianoTest, Kernel, Loss, benjamini_hochberg, diebold_mariano, holm,
};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Sums of up to 250 terms in another order: some 250 units of rounding, 6e-14, on either side.
const SUM: f64 = 1e-13;
/// The statistic inherits the rounding of cancelling autocovariances, and the p-value that of two
/// implementations of the incomplete beta integral.
const TEST: f64 = 1e-10;

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1.0),
        "{what}: {found} against {expected}, error {error:e}"
    );
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

#[derive(Deserialize)]
struct Metrics {
    regression: Vec<Regression>,
    classification: Vec<Classification>,
}

#[derive(Deserialize)]
struct Regression {
    actual: Vec<f64>,
    predicted: Vec<f64>,
    previous: Vec<f64>,
    baseline: Vec<f64>,
    train: Vec<f64>,
    season: usize,
    expected: Map<String, Value>,
    pinball: Map<String, Value>,
}

#[derive(Deserialize)]
struct Classification {
    kind: String,
    actual: Vec<f64>,
    predicted: Vec<f64>,
    probability: Vec<f64>,
    confusion: ConfusionMatrix,
    expected: Map<String, Value>,
}

fn scikit_learn() -> Metrics {
    read(include_str!("reference/scikit-learn/metrics.json"))
}

/// The metric that a fixture names: the names are those of configs.
fn expected(values: &Map<String, Value>, metric: Metric) -> Option<f64> {
    let name = serde_json::to_value(metric).unwrap();
    values[name.as_str().unwrap()].as_f64()
}

#[test]
fn point_metrics_agree_with_scikit_learn() {
    for case in scikit_learn().regression {
        let scores = RegressionScores::compute(&RegressionInput {
            actual: &case.actual,
            predicted: &case.predicted,
            previous: Some(&case.previous),
            baseline: Some(&case.baseline),
            train: Some(SeasonalTrain { values: &case.train, season: case.season }),
        })
        .unwrap();
        for metric in Metric::ALL.into_iter().filter(|m| m.task() == Task::Regression) {
            let found = scores.get(metric).unwrap().value().unwrap();
            assert_close(found, expected(&case.expected, metric).unwrap(), SUM, metric.name());
        }
        for (level, loss) in &case.pinball {
            let found = pinball_loss(&case.actual, &case.predicted, level.parse().unwrap()).unwrap();
            assert_close(found, loss.as_f64().unwrap(), SUM, "pinball loss");
        }
    }
}

#[test]
fn direction_metrics_agree_with_scikit_learn() {
    for case in scikit_learn().classification {
        let (actual, predicted) = (labels(&case.actual).unwrap(), labels(&case.predicted).unwrap());
        let scores = ClassificationScores::compute(&actual, &predicted, Some(&case.probability)).unwrap();
        assert_eq!(scores.confusion, case.confusion, "{}", case.kind);
        for metric in Metric::ALL.into_iter().filter(|m| m.task() == Task::Classification) {
            let found = scores.get(metric).unwrap().value();
            match expected(&case.expected, metric) {
                Some(value) => assert_close(found.unwrap(), value, SUM, &format!("{}: {metric}", case.kind)),
                None => assert_eq!((found, metric), (None, Metric::Auc), "{}", case.kind),
            }
        }
    }
}

/// The function of each metric gives what the tables of all metrics give.
#[test]
fn single_functions_agree_with_scikit_learn() {
    for case in scikit_learn().classification {
        let (actual, predicted) = (labels(&case.actual).unwrap(), labels(&case.predicted).unwrap());
        type OfLabels = fn(&[bool], &[bool]) -> Result<f64, metrics::MetricError>;
        let functions: [(Metric, OfLabels); 5] = [
            (Metric::Accuracy, metrics::accuracy),
            (Metric::Precision, metrics::precision),
            (Metric::Recall, metrics::recall),
            (Metric::F1, metrics::f1),
            (Metric::Mcc, metrics::mcc),
        ];
        for (metric, function) in functions {
            let value = expected(&case.expected, metric).unwrap();
            assert_close(function(&actual, &predicted).unwrap(), value, SUM, metric.name());
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Significance {
    diebold_mariano: Vec<Pair>,
    families: Vec<Family>,
}

#[derive(Deserialize)]
struct Pair {
    first: Vec<f64>,
    second: Vec<f64>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Test {
    loss: Loss,
    horizon: usize,
    statistic: f64,
    p_two_sided: f64,
    p_first_better: f64,
    p_first_worse: f64,
    mean_loss_difference: f64,
    lags: usize,
    kernel: Kernel,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Family {
    p: Vec<f64>,
    holm: Vec<f64>,
    benjamini_hochberg: Vec<f64>,
}

fn statsmodels() -> Significance {
    read(include_str!("reference/statsmodels/significance.json"))
}

fn assert_same_test(found: &DieboldMarianoTest, expected: &Test) {
    assert_eq!((found.lags, found.kernel, found.horizon), (expected.lags, expected.kernel, expected.horizon));
    assert_close(found.mean_loss_difference, expected.mean_loss_difference, TEST, "mean loss difference");
    assert_close(found.statistic, expected.statistic, TEST, "statistic");
    assert_close(found.p_two_sided, expected.p_two_sided, TEST, "two-sided p");
    assert_close(found.p_first_better, expected.p_first_better, TEST, "p of better");
    assert_close(found.p_first_worse, expected.p_first_worse, TEST, "p of worse");
    // far out, an absolute tolerance would let any small number pass
    assert!((found.p_two_sided / expected.p_two_sided - 1.0).abs() < TEST, "{}", found.p_two_sided);
}

#[test]
fn diebold_mariano_agrees_with_a_hac_regression_of_statsmodels() {
    let pairs = statsmodels().diebold_mariano;
    let kernel = |k: Kernel| pairs.iter().flat_map(|p| &p.tests).filter(|t| t.kernel == k).count();
    assert!(pairs.len() >= 10 && kernel(Kernel::Bartlett) >= 2 && kernel(Kernel::Rectangular) >= 10);
    for pair in &pairs {
        for expected in &pair.tests {
            let found = diebold_mariano(&pair.first, &pair.second, expected.loss, expected.horizon).unwrap();
            assert_same_test(found.test().unwrap(), expected);
        }
    }
}

#[test]
fn adjustments_agree_with_statsmodels() {
    for family in statsmodels().families {
        let adjusted = [holm(&family.p).unwrap(), benjamini_hochberg(&family.p).unwrap()];
        for (found, expected) in adjusted.iter().zip([&family.holm, &family.benjamini_hochberg]) {
            assert_eq!(found.len(), expected.len());
            for (f, e) in found.iter().zip(expected) {
                // one product and one quotient on either side
                assert_close(*f, *e, 1e-15, "adjusted p");
            }
        }
    }
}

#[derive(Deserialize)]
struct Intervals {
    conformal: Vec<Conformal>,
    seeds: Vec<Seeds>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Conformal {
    residuals: Vec<f64>,
    level: f64,
    half_width: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Seeds {
    scores: Vec<f64>,
    mean: f64,
    standard_deviation: f64,
}

#[test]
fn conformal_half_widths_agree_with_numpy_to_the_last_bit() {
    let cases: Intervals = read(include_str!("reference/numpy/intervals.json"));
    for case in cases.conformal {
        assert_eq!(SplitConformal::fit(&case.residuals, case.level).unwrap().half_width, case.half_width);
    }
}

#[test]
fn seed_summaries_agree_with_the_exact_sums_of_python() {
    let cases: Intervals = read(include_str!("reference/numpy/intervals.json"));
    for case in cases.seeds {
        let summary = SeedSummary::of(&case.scores).unwrap();
        assert_close(summary.mean, case.mean, SUM, "mean");
        assert_close(summary.standard_deviation.unwrap(), case.standard_deviation, SUM, "standard deviation");
        assert!(case.scores.iter().all(|s| (summary.min..=summary.max).contains(s)));
        assert!(case.scores.contains(&summary.min) && case.scores.contains(&summary.max));
    }
}

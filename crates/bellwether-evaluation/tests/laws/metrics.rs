use std::cmp::Ordering;

use bellwether_evaluation::metrics::{
    Better, ClassificationScores, Metric, MetricError, RegressionInput, RegressionScores, Score,
    SeasonalTrain, Task, Undefined, auc, directional_accuracy, mae, mape, mase, mse, r2, rmse, skill_score,
};
use proptest::prelude::*;

const RAMP: [f64; 6] = [1.0, 2.0, 4.0, 3.0, 5.0, 9.0];

fn regression(actual: &[f64], predicted: &[f64], previous: &[f64]) -> Result<RegressionScores, MetricError> {
    RegressionScores::compute(&RegressionInput {
        actual,
        predicted,
        previous: Some(previous),
        baseline: Some(previous),
        train: Some(SeasonalTrain { values: &RAMP, season: 1 }),
    })
}

fn rows(n: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<(f64, f64, f64)>> {
    prop::collection::vec((-50.0..50.0, -50.0..50.0, -50.0..50.0), n)
}

fn columns(rows: &[(f64, f64, f64)]) -> [Vec<f64>; 3] {
    [
        rows.iter().map(|r| r.0).collect(),
        rows.iter().map(|r| r.1).collect(),
        rows.iter().map(|r| r.2).collect(),
    ]
}

/// A perfect forecast is at least as good as any other, by every metric.
#[test]
fn nothing_beats_the_truth() {
    let previous = [0.5, 1.0, 2.0, 4.0, 3.0, 5.0];
    let truth = regression(&RAMP, &RAMP, &previous).unwrap();
    let other = regression(&RAMP, &[1.5, 0.5, 4.0, 3.5, 4.5, 8.0], &previous).unwrap();
    let labels = [true, false, true, true];
    let certain = ClassificationScores::compute(&labels, &labels, Some(&[1.0, 0.0, 1.0, 1.0])).unwrap();
    let unsure =
        ClassificationScores::compute(&labels, &[true, true, false, true], Some(&[0.6, 0.7, 0.4, 0.8]))
            .unwrap();
    for metric in Metric::ALL {
        let pair = match metric.task() {
            Task::Regression => (truth.get(metric), other.get(metric)),
            Task::Classification => (certain.get(metric), unsure.get(metric)),
        };
        let (best, worse) = (pair.0.unwrap().value().unwrap(), pair.1.unwrap().value().unwrap());
        assert!(metric.better().prefers(best, worse), "{metric}: {best} against {worse}");
        let ideal = if metric.better() == Better::Lower { 0.0 } else { 1.0 };
        // the logarithmic loss is clipped one unit of rounding away from certainty
        assert!((best - ideal).abs() <= f64::EPSILON, "{metric}: {best}");
    }
}

#[test]
fn undefined_metrics_say_why_and_leave_the_others() {
    let scores = regression(&[0.0, 0.0], &[1.0, 2.0], &[0.0, 0.0]).unwrap();
    assert_eq!(scores.mae, Score::Value(1.5));
    assert_eq!(scores.mape, Score::Undefined(Undefined::ZeroActual { index: 0 }));
    assert_eq!(scores.r2, Score::Undefined(Undefined::ConstantActual { rows: 2 }));
    assert_eq!(scores.skill_score, Some(Score::Undefined(Undefined::PerfectBaseline)));
    let direction = scores.get(Metric::DirectionalAccuracy).unwrap();
    assert_eq!(direction, Score::Undefined(Undefined::NoActualMove { rows: 2 }));
    let flat = mase(&[1.0], &[2.0], &[3.0, 4.0, 3.0, 4.0], 2);
    assert_eq!(flat, Err(Undefined::ConstantTrain { season: 2 }.into()));
    assert_eq!(
        mase(&[1.0], &[2.0], &[3.0], 1),
        Err(Undefined::TrainTooShort { season: 1, rows: 1, needed: 2 }.into())
    );
    assert_eq!(mase(&[1.0], &[2.0], &[3.0], 0), Err(MetricError::ZeroSeason));
    assert_eq!(auc(&[true], &[0.5]), Err(Undefined::OneClass { positives: 1, negatives: 0 }.into()));
    assert_eq!(auc(&[true], &[1.5]), Err(MetricError::Probability { index: 0, value: 1.5 }));
    assert_eq!(mse(&[1e200], &[-1e200]), Err(Undefined::Overflow.into()));
    let text = serde_json::to_string(&scores).unwrap();
    assert_eq!(serde_json::from_str::<RegressionScores>(&text).unwrap(), scores);
}

/// Equal values whose mean differs from them in the last bit are still constant.
#[test]
fn constant_values_have_no_r2() {
    for rows in 1..40 {
        assert_eq!(r2(&vec![0.1; rows], &vec![0.2; rows]), Err(Undefined::ConstantActual { rows }.into()));
    }
}

#[test]
fn every_point_metric_rejects_bad_series() {
    type OfPoints = fn(&[f64], &[f64]) -> Result<f64, MetricError>;
    let all: [OfPoints; 8] = [
        mae,
        mse,
        rmse,
        mape,
        r2,
        |a, p| mase(a, p, &RAMP, 1),
        |a, p| skill_score(a, p, a),
        |a, p| directional_accuracy(a, p, a).map(|d| d.share.unwrap_or(0.0)),
    ];
    for metric in all {
        for (actual, predicted) in
            [(&[][..], &[][..]), (&[1.0], &[1.0, 2.0]), (&[f64::NAN], &[1.0]), (&[1.0], &[f64::INFINITY])]
        {
            assert!(matches!(metric(actual, predicted), Err(MetricError::Input(_))));
        }
    }
}

proptest! {
    /// A score is finite or says why not; it is never NaN.
    #[test]
    fn scores_are_finite_or_typed(
        actual in prop::collection::vec(any::<f64>(), 1..6),
        offset in any::<f64>(),
    ) {
        let predicted: Vec<f64> = actual.iter().map(|a| a + offset).collect();
        if let Ok(scores) = regression(&actual, &predicted, &actual) {
            for metric in Metric::ALL {
                if let Some(Score::Value(value)) = scores.get(metric) {
                    prop_assert!(value.is_finite());
                }
            }
        }
    }

    /// MAE ≤ RMSE (Jensen), and errors scale with the unit of the target while pure numbers do not.
    #[test]
    fn metrics_scale_with_their_unit(rows in rows(2..30)) {
        let [actual, predicted, previous] = columns(&rows);
        let scale = |v: &[f64]| v.iter().map(|x| x * 4.0).collect::<Vec<_>>();
        let (a, p, b) = (scale(&actual), scale(&predicted), scale(&previous));
        prop_assert!(mae(&actual, &predicted)? <= rmse(&actual, &predicted)? * (1.0 + 1e-12));
        // four is a power of two: scaling by it does not round
        prop_assert_eq!(mae(&a, &p)?, 4.0 * mae(&actual, &predicted)?);
        prop_assert_eq!(mse(&a, &p)?, 16.0 * mse(&actual, &predicted)?);
        prop_assert_eq!(r2(&a, &p), r2(&actual, &predicted));
        prop_assert_eq!(mape(&a, &p), mape(&actual, &predicted));
        prop_assert_eq!(skill_score(&a, &p, &b), skill_score(&actual, &predicted, &previous));
        let direction = directional_accuracy(&actual, &predicted, &previous)?;
        prop_assert_eq!(directional_accuracy(&a, &p, &b)?, direction);
    }

    /// The baseline has no skill against itself, and persistence names no direction.
    #[test]
    fn persistence_is_the_zero_of_skill(rows in rows(1..30)) {
        let [actual, _, previous] = columns(&rows);
        prop_assert_eq!(skill_score(&actual, &previous, &previous)?, 0.0);
        let direction = directional_accuracy(&actual, &previous, &previous)?;
        prop_assert_eq!((direction.share, direction.no_direction), (None, direction.counted));
    }

    /// Where every row moves and every forecast names a direction, a forecast and its mirror share the hits.
    #[test]
    fn mirrored_forecasts_share_the_directions(
        moves in prop::collection::vec((1.0..9.0, any::<bool>(), 1.0..9.0, any::<bool>()), 1..30),
    ) {
        let signed = |size: f64, up: bool| if up { size } else { -size };
        let actual: Vec<f64> = moves.iter().map(|m| signed(m.0, m.1)).collect();
        let predicted: Vec<f64> = moves.iter().map(|m| signed(m.2, m.3)).collect();
        let mirrored: Vec<f64> = predicted.iter().map(|p| -p).collect();
        let zero = vec![0.0; actual.len()];
        let direct = directional_accuracy(&actual, &predicted, &zero)?;
        let mirror = directional_accuracy(&actual, &mirrored, &zero)?;
        prop_assert_eq!(direct.hits + mirror.hits, actual.len());
    }

    /// AUC is the share of (one, zero) pairs in the right order, ties half, by counting them all.
    #[test]
    fn auc_counts_pairs(rows in prop::collection::vec((prop::bool::ANY, 0_u8..8), 2..40)) {
        let labels: Vec<bool> = rows.iter().map(|r| r.0).collect();
        let probability: Vec<f64> = rows.iter().map(|r| f64::from(r.1) / 8.0).collect();
        let (mut wins, mut pairs) = (0.0, 0.0);
        for one in rows.iter().filter(|r| r.0) {
            for zero in rows.iter().filter(|r| !r.0) {
                pairs += 1.0;
                wins += match one.1.cmp(&zero.1) {
                    Ordering::Greater => 1.0,
                    Ordering::Equal => 0.5,
                    Ordering::Less => 0.0,
                };
            }
        }
        let defined = pairs > 0.0;
        prop_assert_eq!(auc(&labels, &probability).ok(), defined.then(|| wins / pairs));
    }
}

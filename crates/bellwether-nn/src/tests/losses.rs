//! What must hold for every loss.

use proptest::prelude::*;

use super::training::outputs_and_targets;
use crate::error::{DataError, TrainError};
use crate::kernels::row_stride;
use crate::loss::Loss;

pub(super) fn loss() -> impl Strategy<Value = Loss> {
    let levels = || {
        prop::collection::btree_set(1u8..100, 1..4)
            .prop_map(|levels| levels.into_iter().map(|level| f32::from(level) / 100.0).collect::<Vec<_>>())
    };
    prop_oneof![
        Just(Loss::MeanSquaredError),
        Just(Loss::MeanAbsoluteError),
        (0.05f32..3.0).prop_map(|delta| Loss::Huber { delta }),
        levels().prop_map(|levels| Loss::Quantile { levels }),
        levels().prop_map(|levels| Loss::PointAndQuantiles { levels }),
        Just(Loss::BinaryCrossEntropy),
        (0.1f32..4.0, 0.1f32..4.0).prop_map(|(a, b)| Loss::WeightedBinaryCrossEntropy { weights: [a, b] }),
        Just(Loss::SoftmaxCrossEntropy),
        prop::collection::vec(0.1f32..4.0, 2..5)
            .prop_map(|weights| Loss::WeightedSoftmaxCrossEntropy { weights }),
        (2usize..5).prop_map(|classes| Loss::GroupedSoftmaxCrossEntropy { classes }),
    ]
}

/// Outputs that the loss can be taken of.
pub(super) fn outputs(loss: &Loss, groups: usize) -> usize {
    match loss {
        Loss::Quantile { levels } => groups * levels.len(),
        Loss::PointAndQuantiles { levels } => groups * (1 + levels.len()),
        Loss::SoftmaxCrossEntropy => groups + 1,
        Loss::WeightedSoftmaxCrossEntropy { weights } => weights.len(),
        Loss::GroupedSoftmaxCrossEntropy { classes } => groups * classes,
        _ => groups,
    }
}

proptest! {
    /// All losses are convex in each output, so that the derivative lies between the slopes to both sides.
    #[test]
    fn derivatives_lie_between_the_slopes(loss in loss(), samples in 1usize..5, groups in 1usize..4) {
        let outputs = outputs(&loss, groups);
        prop_assert!(loss.validate().is_ok());
        let (rows, targets) = outputs_and_targets(&loss, samples, outputs, false);
        let each = loss.check(outputs, samples, &targets).unwrap();
        let mean = |rows: &[f32]| loss.mean(rows, outputs, targets.chunks_exact(each), None);
        let mut derivative = vec![0.0; rows.len()];
        let middle = loss.mean(&rows, outputs, targets.chunks_exact(each), Some(&mut derivative));
        prop_assert_eq!(middle.to_bits(), mean(&rows).to_bits());
        prop_assert!(middle >= 0.0);
        let step = 2f32.powi(-10);
        for at in (0..samples * outputs).map(|i| i / outputs * row_stride(outputs) + i % outputs) {
            let moved = |by: f32| {
                let mut rows = rows.clone();
                rows[at] += by;
                (mean(&rows) - middle) / f64::from(by)
            };
            let (left, right, d) = (moved(-step), moved(step), f64::from(derivative[at]));
            // the derivative is rounded to single precision
            let rounding = 1e-6 * d.abs().max(1e-3);
            prop_assert!(left - rounding <= d && d <= right + rounding, "{:?}: {} {} {}", loss, left, d, right);
        }
    }

    #[test]
    fn what_is_not_finite_stays_so(loss in loss(), groups in 1usize..4, at in any::<prop::sample::Index>()) {
        let outputs = outputs(&loss, groups);
        let (mut rows, targets) = outputs_and_targets(&loss, 3, outputs, false);
        let each = loss.targets(outputs).unwrap();
        rows[at.index(outputs)] = f32::NAN;
        let mean = loss.mean(&rows, outputs, targets.chunks_exact(each), None);
        prop_assert!(!mean.is_finite(), "{:?}: {}", loss, mean);
    }

    #[test]
    fn losses_are_written_and_read(loss in loss()) {
        let json = serde_json::to_string(&loss).unwrap();
        prop_assert_eq!(serde_json::from_str::<Loss>(&json).unwrap(), loss.clone());
        prop_assert!(json.contains(loss.kind()));
    }
}

#[test]
fn kinks_have_derivative_zero() {
    let levels = vec![0.25];
    for loss in [Loss::MeanAbsoluteError, Loss::Quantile { levels }, Loss::Huber { delta: 1.0 }] {
        let mut derivative = [9.0; 16];
        assert_eq!(loss.mean(&[0.5; 16], 1, [&[0.5][..]].into_iter(), Some(&mut derivative)), 0.0);
        assert_eq!(derivative[0], 0.0, "{loss:?}");
    }
}

/// The constant with the least loss is the quantile of each level, and the mean for the point.
#[test]
fn a_quantile_makes_its_loss_least() {
    let targets: Vec<f32> = (0..101).map(|i| ((i * 37) % 101) as f32).collect();
    let loss = Loss::PointAndQuantiles { levels: vec![0.1, 0.5, 0.9] };
    let at = |p: [f32; 4]| {
        let mut rows = vec![0.0; 101 * row_stride(4)];
        rows.chunks_exact_mut(row_stride(4)).for_each(|row| row[..4].copy_from_slice(&p));
        loss.mean(&rows, 4, targets.chunks_exact(1), None)
    };
    let best = [50.0, 10.0, 50.0, 90.0];
    for j in 0..4 {
        for by in [-1.0, 1.0] {
            let mut other = best;
            other[j] += by;
            assert!(at(other) > at(best), "{other:?}");
        }
    }
}

#[test]
fn settings_of_losses_are_refused() {
    let refuse = |loss: Loss| match loss.validate() {
        Err(TrainError::Setting { field, .. }) => field,
        other => panic!("{loss:?}: {other:?}"),
    };
    assert_eq!(refuse(Loss::Huber { delta: 0.0 }), "loss.delta");
    assert_eq!(refuse(Loss::Huber { delta: f32::NAN }), "loss.delta");
    assert_eq!(refuse(Loss::Quantile { levels: vec![] }), "the number of loss.levels");
    for levels in [vec![0.0], vec![1.0], vec![0.5, 0.5], vec![0.9, 0.1], vec![f32::NAN]] {
        assert_eq!(refuse(Loss::Quantile { levels: levels.clone() }), "a level of loss.levels");
        assert_eq!(refuse(Loss::PointAndQuantiles { levels }), "a level of loss.levels");
    }
    for weight in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let weights = [1.0, weight];
        assert_eq!(refuse(Loss::WeightedBinaryCrossEntropy { weights }), "a weight of loss.weights");
        let weights = weights.to_vec();
        assert_eq!(refuse(Loss::WeightedSoftmaxCrossEntropy { weights }), "a weight of loss.weights");
    }
}

#[test]
fn targets_that_a_loss_is_not_defined_for_are_refused() {
    let refuse = |loss: &Loss, outputs, targets: &[f32]| {
        loss.check(outputs, targets.len(), targets).unwrap_err().to_string()
    };
    let quantile = Loss::Quantile { levels: vec![0.1, 0.9] };
    assert_eq!((quantile.targets(4), quantile.targets(0)), (Some(2), None));
    assert_eq!(Loss::Quantile { levels: vec![] }.targets(4), None);
    assert_eq!(
        refuse(&quantile, 3, &[0.0]),
        "the quantile loss takes 2 outputs for each target, but the network has 3 outputs"
    );
    let both = Loss::PointAndQuantiles { levels: vec![0.1, 0.9] };
    assert!(matches!(both.check(4, 1, &[0.0]), Err(DataError::Groups { group: 3, outputs: 4, .. })));
    assert_eq!(both.check(6, 2, &[0.0; 4]), Ok(2));
    assert_eq!(
        both.check(6, 2, &[0.0; 6]).unwrap_err().to_string(),
        "the samples have 3 target(s) each, but a network of 6 output(s) takes 2 under the point-and-quantiles loss"
    );
    let softmax = Loss::SoftmaxCrossEntropy;
    assert_eq!(softmax.check(1, 1, &[0.0]), Err(DataError::Classes { outputs: 1 }));
    for value in [3.0, -1.0, 0.5, 1e30] {
        let error = softmax.check(3, 2, &[2.0, value]).unwrap_err();
        assert_eq!(error, DataError::NotAClass { sample: 1, value, classes: 3 });
    }
    assert!(refuse(&softmax, 3, &[f32::NAN]).contains("must be finite"));
    let weighted = Loss::WeightedSoftmaxCrossEntropy { weights: vec![1.0; 3] };
    assert_eq!(refuse(&weighted, 4, &[0.0]), "3 class weights for a network of 4 outputs");
    let grouped = Loss::GroupedSoftmaxCrossEntropy { classes: 2 };
    assert!(matches!(grouped.check(3, 1, &[0.0]), Err(DataError::Groups { group: 2, outputs: 3, .. })));
    assert_eq!(grouped.check(4, 2, &[0.0, 1.0, 1.0, 0.0]), Ok(2));
    let error = grouped.check(4, 1, &[1.0, 2.0]).unwrap_err();
    assert_eq!(error, DataError::NotAClass { sample: 0, value: 2.0, classes: 2 });
    let weighted = Loss::WeightedBinaryCrossEntropy { weights: [1.0, 2.0] };
    assert!(refuse(&weighted, 1, &[1.5]).contains("a probability is in [0, 1]"));
}

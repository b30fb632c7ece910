//! An interrupted training ends as one that was not, to the bit.

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{laws, losses, sample};
use crate::*;

fn optimizer() -> impl Strategy<Value = Optimizer> {
    let momentum = 0.1f32..0.95;
    prop_oneof![
        Just(Optimizer::Sgd(Sgd::keras(0.001))),
        (momentum.clone(), any::<bool>()).prop_map(|(momentum, nesterov)| {
            Optimizer::Sgd(Sgd { momentum, nesterov, ..Sgd::pytorch(0.001) })
        }),
        Just(Optimizer::Adam(Adam::keras(0.001))),
        Just(Optimizer::AdamW(AdamW::pytorch(0.001))),
        Just(Optimizer::RmsProp(RmsProp::pytorch(0.001))),
        momentum.prop_map(|momentum| Optimizer::RmsProp(RmsProp { momentum, ..RmsProp::keras(0.001) })),
    ]
}

fn schedule() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        Just(Schedule::Constant),
        Just(Schedule::StepDecay { every: 2, factor: 0.5 }),
        Just(Schedule::Exponential { factor: 0.9 }),
        Just(Schedule::LinearWarmup { warmup: 3 }),
        Just(Schedule::Cosine { warmup: 1, floor: 0.1 }),
    ]
}

prop_compose! {
    fn params()(
        loss in losses::loss(),
        optimizer in optimizer(),
        schedule in schedule(),
        batch_size in 1usize..6,
        (shuffle, restore_best, clipped, attacked) in any::<(bool, bool, bool, bool)>(),
        (l2_last, errors) in (prop_oneof![Just(0.0f32), Just(0.01)], any::<bool>()),
        l2 in prop_oneof![Just(0.0f32), Just(0.001)],
        patience in prop::option::of(1usize..4),
        plateau in prop::option::of((1usize..3, 0usize..3)),
    ) -> TrainParams {
        TrainParams {
            epochs: 6,
            batch_size,
            watch: if errors && loss.has_classes() { Watch::Errors } else { Watch::Loss },
            loss,
            optimizer,
            shuffle,
            schedule,
            reduce_on_plateau: plateau.map(|(patience, cooldown)| {
                ReduceOnPlateau { patience, cooldown, min_delta: 0.01, ..ReduceOnPlateau::default() }
            }),
            l2,
            l2_last,
            clip_value: clipped.then_some(0.5),
            clip_norm: clipped.then_some(1.0),
            adversarial: attacked.then_some(Adversarial { epsilon: 0.1, beta: 0.5, layer: 0 }),
            early_stopping: patience.map(|patience| {
                EarlyStopping { patience, min_delta: 0.0, restore_best: clipped }
            }),
            restore_best,
        }
    }
}

fn streams(seed: u64) -> Streams {
    Streams { shuffle: ChaCha8Rng::seed_from_u64(seed), dropout: ChaCha8Rng::seed_from_u64(seed + 1) }
}

/// What is left in the end.
type End = (Vec<u32>, LossHistory, [u128; 2]);

fn finish(mut trainer: Trainer<'_>) -> Result<LossHistory, TrainError> {
    while trainer.epoch()?.is_some() {}
    Ok(trainer.finish())
}

fn end(network: &Network, history: LossHistory, streams: &Streams) -> End {
    let positions = [streams.shuffle.get_word_pos(), streams.dropout.get_word_pos()];
    (laws::bits(network), history, positions)
}

proptest! {
    #[test]
    fn resumed_training_is_the_same_to_the_bit(
        spec in laws::valid_spec(), params in params(), seed in 0u64..1000, cut in 0usize..7,
    ) {
        let mut spec = spec;
        // a dropout that draws, in a head that the attack goes through, and the outputs that the loss takes
        spec.layers.pop();
        spec.layers.push(LayerSpec::Dropout { rate: 0.25 });
        spec.layers.push(LayerSpec::dense(losses::outputs(&params.loss, 2)));
        prop_assume!(spec.validate().is_ok());
        let fresh = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(seed)).unwrap();
        let (fit, check) = (sample(&fresh, 7, params.loss.clone()), sample(&fresh, 5, params.loss.clone()));
        let (fit, check) = (fit.view(&fresh), Some(check.view(&fresh)));

        let (mut network, mut whole) = (fresh.clone(), streams(seed));
        let history = finish(Trainer::new(&mut network, fit, check, &params, &mut whole).unwrap());
        // a few of so many networks diverge, and that is another law's business
        let Ok(history) = history else { return Ok(()) };
        let expected = end(&network, history, &whole);

        let (mut network, mut first) = (fresh.clone(), streams(seed));
        let mut trainer = Trainer::new(&mut network, fit, check, &params, &mut first).unwrap();
        for _ in 0..cut {
            trainer.epoch().unwrap();
        }
        let saved = trainer.checkpoint().to_bytes().unwrap();
        prop_assert_eq!(&saved, &trainer.checkpoint().to_bytes().unwrap());
        // asking for a checkpoint moves nothing
        let history = finish(trainer).unwrap();
        prop_assert_eq!(&end(&network, history, &first), &expected);

        let checkpoint = Checkpoint::from_bytes(&saved).unwrap();
        prop_assert_eq!(&checkpoint.to_bytes().unwrap(), &saved);
        prop_assert!(checkpoint.epoch() <= cut);
        // other weights and streams, which the checkpoint replaces
        let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(seed + 1)).unwrap();
        let mut second = streams(seed + 5);
        let mut trainer = Trainer::new(&mut network, fit, check, &params, &mut second).unwrap();
        trainer.resume(&checkpoint).unwrap();
        let history = finish(trainer).unwrap();
        prop_assert_eq!(&end(&network, history, &second), &expected);
    }

    #[test]
    fn damaged_checkpoints_are_refused(cut in any::<prop::sample::Index>(), flip in any::<u8>()) {
        let mut bytes = example().to_bytes().unwrap();
        let at = cut.index(bytes.len());
        prop_assert!(Checkpoint::from_bytes(&bytes[..at]).is_err());
        bytes[at] ^= flip;
        // a flipped moment is another moment, anything else an error; neither is a panic
        let _ = Checkpoint::from_bytes(&bytes);
    }
}

fn small() -> Network {
    let layers = vec![LayerSpec::Flatten {}, LayerSpec::dense(3), LayerSpec::dense(1)];
    let spec = NetworkSpec { input: InputShape { steps: 2, features: 2 }, layers };
    Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap()
}

fn example() -> Checkpoint {
    let mut network = small();
    let data = sample(&network, 7, Loss::MeanSquaredError);
    let view = data.view(&network.clone());
    let (params, mut streams) = (TrainParams { restore_best: true, ..TrainParams::default() }, streams(1));
    let view = Samples { windows: view.windows, targets: &data.targets };
    let mut trainer = Trainer::new(&mut network, view, Some(view), &params, &mut streams).unwrap();
    trainer.epoch().unwrap();
    trainer.checkpoint()
}

#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let checkpoint = example();
    let network = small();
    let data = sample(&network, 8, Loss::MeanSquaredError);
    let windows = data.view(&network).windows;
    let seven = Windows::new(&data.rows, 2, 2, &data.ends[..7]).unwrap();
    let all = Samples { windows, targets: &data.targets };
    let fit = Samples { windows: seven, targets: &data.targets[..7] };
    let resume = |network: &mut Network, fit, check, params: &TrainParams| {
        let mut streams = streams(1);
        Trainer::new(network, fit, check, params, &mut streams).unwrap().resume(&checkpoint)
    };
    let params = checkpoint.params().clone();
    assert_eq!(resume(&mut small(), fit, Some(fit), &params), Ok(()));
    // more epochs than before
    let longer = TrainParams { epochs: 500, ..params.clone() };
    assert_eq!(resume(&mut small(), fit, Some(fit), &longer), Ok(()));
    let error = TrainError::ResumeSamples { found: 7, expected: 8 };
    assert_eq!(resume(&mut small(), all, Some(all), &params), Err(error));
    let other = TrainParams { optimizer: Optimizer::Sgd(Sgd::keras(0.1)), ..params.clone() };
    let error = resume(&mut small(), fit, Some(fit), &other).unwrap_err();
    assert_eq!(error.to_string(), "the checkpoint was made with another `optimizer`");
    let layers = vec![LayerSpec::Flatten {}, LayerSpec::dense(1)];
    let spec = NetworkSpec { input: InputShape { steps: 2, features: 2 }, layers };
    let mut other = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    assert_eq!(resume(&mut other, fit, Some(fit), &params), Err(TrainError::ResumeNetwork));
    let error = Checkpoint::from_bytes(&network.to_bytes().unwrap()).unwrap_err();
    assert!(error.to_string().contains("not a checkpoint"), "{error}");
}

//! What a game of generator and discriminator promises.
#![allow(clippy::unwrap_used)] // helpers of tests

use bellwether_nn::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn streams() -> GanStreams {
    GanStreams { shuffle: seeded(7), dropout: seeded(8), noise: seeded(9) }
}

fn go(_: &GanReport) -> Flow {
    Flow::Continue
}

fn tanh(units: usize) -> LayerSpec {
    LayerSpec::Dense { units, activation: Activation::Tanh, initializer: Initializer::GlorotUniform }
}

fn network(steps: usize, features: usize, layers: Vec<LayerSpec>, seed: u64) -> Network {
    Network::new(&NetworkSpec { input: InputShape { steps, features }, layers }, &mut seeded(seed)).unwrap()
}

fn generator(noise: usize) -> Network {
    network(2, 1 + noise, vec![LayerSpec::Flatten {}, tanh(16), LayerSpec::dense(1)], 1)
}

fn discriminator() -> Network {
    network(1, 3, vec![tanh(24), tanh(12), LayerSpec::dense(1)], 2)
}

/// Noise `x` on [-1, 1), and after each window the value `x/2 ± 1` with both signs equally likely: mean `x/2`, where
/// nothing ever is, and standard deviation 1.
struct Data {
    rows: Vec<f32>,
    ends: Vec<usize>,
    targets: Vec<f32>,
}

impl Data {
    fn new(count: usize) -> Self {
        let mut rng = seeded(3);
        let rows: Vec<f32> = (0..=count).map(|_| rng.next_u32() as f32 / 2f32.powi(31) - 1.0).collect();
        let ends: Vec<usize> = (1..=count).collect();
        let side = |rng: &mut ChaCha8Rng| if rng.next_u32().is_multiple_of(2) { 1.0 } else { -1.0 };
        let targets = ends.iter().map(|&end| 0.5 * rows[end] + side(&mut rng)).collect();
        Data { rows, ends, targets }
    }

    fn samples(&self) -> Samples<'_> {
        Samples { windows: Windows::new(&self.rows, 1, 2, &self.ends).unwrap(), targets: &self.targets }
    }
}

fn fast() -> GanParams {
    let optimizer = Optimizer::Adam(Adam { beta1: 0.5, ..Adam::keras(2e-3) });
    GanParams {
        epochs: 60,
        generator_optimizer: optimizer,
        discriminator_optimizer: optimizer,
        ..GanParams::default()
    }
}

fn moments(values: &[f32]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    let square = values.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / count;
    (mean, square.sqrt())
}

#[test]
fn a_planted_distribution_is_learnt() {
    let data = Data::new(1000);
    let (mut generator, mut discriminator) = (generator(2), discriminator());
    let history =
        train_gan(&mut generator, &mut discriminator, data.samples(), &fast(), &mut streams(), &mut go)
            .unwrap();
    assert_eq!((history.generator.len(), history.stop), (60, StopReason::Completed));
    for x in [-0.8, 0.0, 0.8] {
        let rows = [0.0, x];
        let window = Windows::new(&rows, 1, 2, &[1]).unwrap();
        let mut draws = vec![0.0; 2000];
        sample_gan(&generator, &window, 2000, &mut seeded(4), &mut draws).unwrap();
        let (mean, spread) = moments(&draws);
        let near = draws.iter().filter(|y| ((**y - 0.5 * x).abs() - 1.0).abs() < 0.5).count();
        // a game does not settle: the tolerance is a quarter of the distance between the sides' middle and a side
        assert!((mean - 0.5 * f64::from(x)).abs() < 0.25, "{x}: mean {mean}");
        assert!((spread - 1.0).abs() < 0.3, "{x}: standard deviation {spread}");
        assert!(near > 1400, "{x}: {near} of 2000 draws near one of the two sides");
    }
}

#[test]
fn reconstruction_draws_everything_to_the_mean() {
    let data = Data::new(500);
    let params = GanParams { reconstruction: 100.0, ..fast() };
    let (mut generator, mut discriminator) = (generator(1), discriminator());
    train_gan(&mut generator, &mut discriminator, data.samples(), &params, &mut streams(), &mut go).unwrap();
    let mut draws = vec![0.0; 1000];
    let window = Windows::new(&[0.0, 0.0], 1, 2, &[1]).unwrap();
    sample_gan(&generator, &window, 1000, &mut seeded(4), &mut draws).unwrap();
    let (mean, spread) = moments(&draws);
    assert!(mean.abs() < 0.3 && spread < 0.3, "{mean} {spread}");
}

#[test]
fn games_and_draws_repeat() {
    let data = Data::new(60);
    let params = GanParams { epochs: 3, discriminator_steps: 2, batch_size: 16, ..fast() };
    let layers = vec![LayerSpec::lstm(5), LayerSpec::Dropout { rate: 0.2 }, LayerSpec::dense(1)];
    let run = || {
        let (mut generator, mut discriminator) = (network(2, 3, layers.clone(), 1), discriminator());
        let history =
            train_gan(&mut generator, &mut discriminator, data.samples(), &params, &mut streams(), &mut go)
                .unwrap();
        (generator.to_bytes().unwrap(), discriminator.to_bytes().unwrap(), history)
    };
    let alone = run();
    std::thread::scope(|scope| {
        let many: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
        assert!(many.into_iter().all(|thread| thread.join().unwrap() == alone));
    });
    // a draw does not depend on those behind it, nor on how many go through the network together
    let generator = Network::from_bytes(&alone.0).unwrap();
    let (mut few, mut many) = (vec![0.0; 5 * 3], vec![0.0; 60 * 3]);
    let five = Windows::new(&data.rows, 1, 2, &data.ends[..5]).unwrap();
    sample_gan(&generator, &five, 3, &mut seeded(4), &mut few).unwrap();
    sample_gan(&generator, &data.samples().windows, 3, &mut seeded(4), &mut many).unwrap();
    assert_eq!(few, many[..15]);
    assert!(few[0] != few[1] && few[1] != few[2]);
}

#[test]
fn the_observer_can_cancel_a_game() {
    let data = Data::new(20);
    let mut stop = |report: &GanReport| if report.epoch == 2 { Flow::Stop } else { Flow::Continue };
    let history = train_gan(
        &mut generator(1),
        &mut discriminator(),
        data.samples(),
        &fast(),
        &mut streams(),
        &mut stop,
    )
    .unwrap();
    assert_eq!((history.stop, history.discriminator.len()), (StopReason::Cancelled, 2));
}

#[test]
fn a_diverging_game_is_an_error() {
    let data = Data::new(40);
    let wild = Optimizer::Sgd(Sgd::keras(1e30));
    // without a function that saturates, the second step overflows
    let linear = || vec![LayerSpec::dense(3), LayerSpec::dense(1)];
    for (params, what) in [
        (GanParams { generator_optimizer: wild, ..fast() }, "a generated value"),
        (GanParams { discriminator_optimizer: wild, ..fast() }, "the generator's loss"),
    ] {
        let layers = [vec![LayerSpec::Flatten {}], linear()].concat();
        let (mut generator, mut discriminator) = (network(2, 2, layers, 1), network(1, 3, linear(), 2));
        let error =
            train_gan(&mut generator, &mut discriminator, data.samples(), &params, &mut streams(), &mut go)
                .unwrap_err();
        let TrainError::NonFinite { epoch: 1, quantity, layer: Some(_), .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(quantity, what);
    }
}

#[test]
fn a_generator_that_runs_away_behind_a_saturated_discriminator_is_an_error() {
    let data = Data::new(40);
    // one step puts every weight at some 1e30: no value overflows, and only the squared error tells
    let wild = Optimizer::Adam(Adam::keras(1e30));
    let layers = vec![LayerSpec::Flatten {}, LayerSpec::dense(1)];
    let judge = vec![LayerSpec::Activation { function: Activation::Tanh }, LayerSpec::dense(1)];
    let (mut generator, mut discriminator) = (network(2, 2, layers, 1), network(1, 3, judge, 2));
    let params = GanParams { generator_optimizer: wild, ..fast() };
    let error =
        train_gan(&mut generator, &mut discriminator, data.samples(), &params, &mut streams(), &mut go)
            .unwrap_err();
    assert_eq!(error.to_string(), "epoch 1: the generator's squared error is inf, first in layer 1 (dense)",);
}

#[test]
fn games_that_do_not_fit_are_refused() {
    let data = Data::new(20);
    let refuse = |mut generator: Network, mut discriminator: Network, params: &GanParams| {
        train_gan(&mut generator, &mut discriminator, data.samples(), params, &mut streams(), &mut go)
            .unwrap_err()
            .to_string()
    };
    let good = fast();
    assert_eq!(
        refuse(generator(0), discriminator(), &good),
        "the generator takes 1 features, but needs more than the 1 of the windows: the others are noise"
    );
    let long = network(3, 2, vec![LayerSpec::Flatten {}, LayerSpec::dense(1)], 1);
    assert!(refuse(long, discriminator(), &good).contains("meet a network for 3 steps"));
    let wide = network(1, 4, vec![LayerSpec::dense(1)], 1);
    assert!(refuse(generator(1), wide, &good).contains("must take 1 step x 3 features and return 1 value"));
    let two = network(2, 2, vec![LayerSpec::Flatten {}, LayerSpec::dense(2)], 1);
    let refused = refuse(two, discriminator(), &good);
    assert!(refused.contains("1 target(s) each, but a network of 2 output(s) takes 2"), "{refused}");
    for (params, message) in [
        (GanParams { epochs: 0, ..fast() }, "epochs is 0"),
        (GanParams { batch_size: 0, ..fast() }, "batch_size is 0"),
        (GanParams { discriminator_steps: 0, ..fast() }, "discriminator_steps is 0"),
        (GanParams { label_smoothing: 0.5, ..fast() }, "label_smoothing is 0.5"),
        (GanParams { reconstruction: f32::NAN, ..fast() }, "reconstruction is NaN"),
        (GanParams { generator_optimizer: Optimizer::Sgd(Sgd::keras(0.0)), ..fast() }, "learning_rate is 0"),
    ] {
        let refused = refuse(generator(1), discriminator(), &params);
        assert!(refused.starts_with(message), "{refused}");
    }
    let mut short = [0.0; 3];
    let windows = data.samples().windows;
    assert!(sample_gan(&generator(1), &windows, 2, &mut seeded(1), &mut short).is_err());
    assert!(sample_gan(&generator(0), &windows, 2, &mut seeded(1), &mut [0.0; 40]).is_err());
    assert!(sample_gan(&generator(1), &windows, 0, &mut seeded(1), &mut []).is_ok());
}

#[test]
fn a_game_that_is_interrupted_goes_on_bit_for_bit() {
    let data = Data::new(100);
    for optimizer in
        [Optimizer::Adam(Adam::keras(2e-3)), Optimizer::Sgd(Sgd { momentum: 0.5, ..Sgd::keras(0.01) })]
    {
        let params = GanParams { epochs: 7, generator_optimizer: optimizer, ..fast() };
        let (mut g, mut d) = (generator(2), discriminator());
        let whole = train_gan(&mut g, &mut d, data.samples(), &params, &mut streams(), &mut go).unwrap();
        let weights = (g.to_bytes().unwrap(), d.to_bytes().unwrap());

        let (mut g, mut d, mut s) = (generator(2), discriminator(), streams());
        let mut first = GanTrainer::new(&mut g, &mut d, data.samples(), &params, &mut s).unwrap();
        for _ in 0..3 {
            first.epoch().unwrap().unwrap();
        }
        let saved = first.checkpoint().to_bytes().unwrap();
        assert_eq!(first.checkpoint().to_bytes().unwrap(), saved);
        assert_eq!(first.finish().stop, StopReason::Cancelled);

        // other weights and streams than it began with
        let checkpoint = GanCheckpoint::from_bytes(&saved).unwrap();
        assert_eq!((checkpoint.epoch(), checkpoint.to_bytes().unwrap()), (3, saved.clone()));
        let mut s = GanStreams { shuffle: seeded(1), dropout: seeded(1), noise: seeded(1) };
        let mut second = GanTrainer::new(&mut g, &mut d, data.samples(), &params, &mut s).unwrap();
        second.resume(&checkpoint).unwrap();
        while second.epoch().unwrap().is_some() {}
        assert_eq!(second.finish(), whole);
        assert_eq!((g.to_bytes().unwrap(), d.to_bytes().unwrap()), weights);

        for cut in [0, 10, saved.len() / 2, saved.len() - 1] {
            assert!(GanCheckpoint::from_bytes(&saved[..cut]).is_err(), "cut at {cut}");
        }
    }
}

#[test]
fn a_checkpoint_of_another_game_is_refused() {
    let (data, params) = (Data::new(50), fast());
    let (mut g, mut d, mut s) = (generator(2), discriminator(), streams());
    let checkpoint = GanTrainer::new(&mut g, &mut d, data.samples(), &params, &mut s).unwrap().checkpoint();
    let refuse = |mut g: Network, data: &Data, params: &GanParams| {
        let (mut d, mut s) = (discriminator(), streams());
        let mut trainer = GanTrainer::new(&mut g, &mut d, data.samples(), params, &mut s).unwrap();
        trainer.resume(&checkpoint)
    };
    assert_eq!(refuse(generator(3), &data, &params), Err(TrainError::ResumeNetwork));
    let other = GanParams { reconstruction: 1.0, ..fast() };
    assert_eq!(
        refuse(generator(2), &data, &other),
        Err(TrainError::ResumeSetting { field: "reconstruction" })
    );
    let found = refuse(generator(2), &Data::new(40), &params);
    assert_eq!(found, Err(TrainError::ResumeSamples { found: 50, expected: 40 }));
    assert_eq!(refuse(generator(2), &data, &GanParams { epochs: 9, ..fast() }), Ok(()));
}

//! What training promises its caller.
#![allow(clippy::unwrap_used)] // helpers of tests

use bellwether_nn::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn streams() -> Streams {
    Streams { shuffle: seeded(8), dropout: seeded(9) }
}

/// A table of noise and, as target of a window, its last value.
struct Data {
    rows: Vec<f32>,
    ends: Vec<usize>,
    targets: Vec<f32>,
}

impl Data {
    fn new(seed: u64, count: usize) -> Self {
        let mut rng = seeded(seed);
        let rows: Vec<f32> =
            (0..(count + 3) * 2).map(|_| rng.next_u32() as f32 / 2f32.powi(31) - 1.0).collect();
        let ends: Vec<usize> = (3..count + 3).collect();
        let targets = ends.iter().map(|end| 0.5 * rows[end * 2] - 0.2 * rows[end * 2 - 1]).collect();
        Data { rows, ends, targets }
    }

    fn samples(&self) -> Samples<'_> {
        Samples { windows: Windows::new(&self.rows, 2, 4, &self.ends).unwrap(), targets: &self.targets }
    }
}

fn network(layers: Vec<LayerSpec>) -> Network {
    let spec = NetworkSpec { input: InputShape { steps: 4, features: 2 }, layers };
    Network::new(&spec, &mut seeded(1)).unwrap()
}

fn lstm() -> Network {
    network(vec![LayerSpec::lstm(9), LayerSpec::Dropout { rate: 0.2 }, LayerSpec::dense(1)])
}

fn go(_: &EpochReport) -> Flow {
    Flow::Continue
}

#[test]
fn a_planted_signal_is_learnt() {
    let (fit, test) = (Data::new(1, 300), Data::new(2, 100));
    let params = TrainParams { epochs: 150, ..TrainParams::default() };
    let mut network = network(vec![LayerSpec::conv1d(8, 2), LayerSpec::lstm(12), LayerSpec::dense(1)]);
    let history =
        train(&mut network, fit.samples(), Some(test.samples()), &params, &mut streams(), &mut go).unwrap();
    assert_eq!((history.train.len(), history.validation.len(), history.epoch), (150, 150, 150));
    assert_eq!(history.stop, StopReason::Completed);
    assert!(history.validation[149] < 0.02 * history.validation[0], "{:?}", history.validation[149]);
}

#[test]
fn early_stopping_restores_the_best_weights() {
    let (fit, check) = (Data::new(1, 40), Data::new(2, 40));
    let stopping = EarlyStopping { patience: 4, min_delta: 0.0, restore_best: true };
    // a rate so high that the loss cannot fall for long
    let optimizer = Optimizer::Adam(Adam::keras(0.05));
    let params =
        TrainParams { epochs: 500, early_stopping: Some(stopping), optimizer, ..TrainParams::default() };
    let mut net = lstm();
    let mut bests = Vec::new();
    let history =
        train(&mut net, fit.samples(), Some(check.samples()), &params, &mut streams(), &mut |report| {
            if report.best {
                bests.push(report.epoch);
            }
            Flow::Continue
        })
        .unwrap();
    assert_eq!(history.stop, StopReason::EarlyStopped);
    assert_eq!(history.train.len(), history.epoch + 4);
    assert_eq!(bests.last(), Some(&history.epoch));
    let lowest = history.validation.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(history.validation[history.epoch - 1], lowest);
    // the network has the weights of that epoch: the same training, ended there, agrees to the bit
    let mut same = lstm();
    let params = TrainParams { epochs: history.epoch, early_stopping: None, ..params };
    train(&mut same, fit.samples(), Some(check.samples()), &params, &mut streams(), &mut go).unwrap();
    assert_eq!(same.to_bytes().unwrap(), net.to_bytes().unwrap());
}

#[test]
fn validation_does_not_move_the_training() {
    let (fit, check) = (Data::new(1, 40), Data::new(2, 40));
    let params = TrainParams { epochs: 5, ..TrainParams::default() };
    let run = |validation| {
        let mut network = lstm();
        train(&mut network, fit.samples(), validation, &params, &mut streams(), &mut go).unwrap();
        network.to_bytes().unwrap()
    };
    assert_eq!(run(None), run(Some(check.samples())));
}

#[test]
fn the_observer_can_cancel() {
    let fit = Data::new(1, 40);
    let mut stop = |report: &EpochReport| if report.epoch == 3 { Flow::Stop } else { Flow::Continue };
    let history =
        train(&mut lstm(), fit.samples(), None, &TrainParams::default(), &mut streams(), &mut stop).unwrap();
    assert_eq!((history.stop, history.epoch, history.train.len()), (StopReason::Cancelled, 3, 3));
}

#[test]
fn same_bits_on_any_thread() {
    let fit = Data::new(1, 60);
    let params = TrainParams { epochs: 3, ..TrainParams::default() };
    let run = || {
        let mut network = lstm();
        train(&mut network, fit.samples(), None, &params, &mut streams(), &mut go).unwrap();
        network.to_bytes().unwrap()
    };
    let alone = run();
    std::thread::scope(|scope| {
        let many: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        assert!(many.into_iter().all(|thread| thread.join().unwrap() == alone));
    });
}

#[test]
fn a_diverging_loss_is_an_error_that_names_epoch_and_layer() {
    let fit = Data::new(1, 40);
    let optimizer = Optimizer::Adam(Adam::keras(1e30));
    let params = TrainParams { epochs: 5, optimizer, ..TrainParams::default() };
    let mut net = network(vec![LayerSpec::Flatten {}, LayerSpec::dense(3), LayerSpec::dense(1)]);
    let error = train(&mut net, fit.samples(), None, &params, &mut streams(), &mut go).unwrap_err();
    let TrainError::NonFinite { epoch: 1, layer: Some(layer), kind: Some("dense"), .. } = error else {
        panic!("{error:?}")
    };
    assert!(error.to_string().contains(&format!("first in layer {layer} (dense)")), "{error}");
}

#[test]
fn bad_settings_and_samples_are_refused() {
    let fit = Data::new(1, 40);
    let refuse = |params: TrainParams, samples: Samples<'_>| {
        train(&mut lstm(), samples, None, &params, &mut streams(), &mut go).unwrap_err().to_string()
    };
    let good = TrainParams::default;
    let refused = refuse(TrainParams { epochs: 0, ..good() }, fit.samples());
    assert_eq!(refused, "epochs is 0, but must be in [1, 1000000]");
    let refused = refuse(TrainParams { batch_size: 0, ..good() }, fit.samples());
    assert_eq!(refused, "batch_size is 0, but must be at least 1");
    let refused = refuse(TrainParams { clip_norm: Some(f32::NAN), ..good() }, fit.samples());
    assert_eq!(refused, "clip_norm is NaN, but must be finite and above 0");
    let optimizer = Optimizer::Adam(Adam { beta1: 1.0, ..Adam::keras(1e-3) });
    let refused = refuse(TrainParams { optimizer, ..good() }, fit.samples());
    assert_eq!(refused, "beta1 is 1, but must be in [0, 1)");
    let stopping = Some(EarlyStopping { patience: 3, min_delta: 0.0, restore_best: true });
    let refused = refuse(TrainParams { early_stopping: stopping, ..good() }, fit.samples());
    assert_eq!(refused, "early stopping needs validation samples");

    let short = Samples { targets: &fit.targets[1..], ..fit.samples() };
    assert_eq!(
        refuse(good(), short),
        "training samples: 39 target values for 40 samples of 1 target(s) each"
    );
    let two = [&fit.targets[..], &fit.targets[..]].concat();
    assert_eq!(
        refuse(good(), Samples { targets: &two, ..fit.samples() }),
        "training samples: the samples have 2 target(s) each, but a network of 1 output(s) takes 1 under the \
         mean-squared-error loss"
    );
    let probability = TrainParams { loss: Loss::BinaryCrossEntropy, ..good() };
    assert!(refuse(probability, fit.samples()).ends_with("but a probability is in [0, 1]"));
    let mut targets = fit.targets.clone();
    targets[7] = f32::INFINITY;
    let infinite = Samples { targets: &targets, ..fit.samples() };
    assert_eq!(refuse(good(), infinite), "training samples: target 0 of sample 7 is inf, but must be finite");
    let none = Windows::new(&fit.rows, 2, 4, &[]).unwrap();
    assert_eq!(
        refuse(good(), Samples { windows: none, targets: &[] }),
        "training samples: there are no samples"
    );
    let wrong = Windows::new(&fit.rows, 2, 3, &fit.ends).unwrap();
    let refused = refuse(good(), Samples { windows: wrong, ..fit.samples() });
    assert!(refused.contains("3 steps x 2 features meet a network for 4 steps x 2 features"), "{refused}");
}

#[test]
fn bad_callbacks_are_refused() {
    let (fit, params) = (Data::new(1, 40), TrainParams::default);
    let refuse = |params: TrainParams| {
        let samples = fit.samples();
        train(&mut lstm(), samples, None, &params, &mut streams(), &mut go).unwrap_err().to_string()
    };
    let plateau = |change: fn(&mut ReduceOnPlateau)| {
        let mut plateau = ReduceOnPlateau::default();
        change(&mut plateau);
        TrainParams { reduce_on_plateau: Some(plateau), ..params() }
    };
    let attack = |epsilon, beta, layer| TrainParams {
        adversarial: Some(Adversarial { epsilon, beta, layer }),
        ..params()
    };
    let sgd = |sgd| TrainParams { optimizer: Optimizer::Sgd(sgd), ..params() };
    let rmsprop = |rmsprop| TrainParams { optimizer: Optimizer::RmsProp(rmsprop), ..params() };
    let adamw = |adamw| TrainParams { optimizer: Optimizer::AdamW(adamw), ..params() };
    for (params, message) in [
        (TrainParams { l2: -1.0, ..params() }, "l2 is -1,"),
        (TrainParams { l2_last: f32::NAN, ..params() }, "l2_last is NaN,"),
        (
            TrainParams { watch: Watch::Errors, ..params() },
            "errors cannot be watched with the loss mean-squared-error",
        ),
        (TrainParams { clip_value: Some(0.0), ..params() }, "clip_value is 0,"),
        (TrainParams { schedule: Schedule::LinearWarmup { warmup: 0 }, ..params() }, "schedule.warmup is 0,"),
        (TrainParams { loss: Loss::Huber { delta: -1.0 }, ..params() }, "loss.delta is -1,"),
        (plateau(|_| ()), "lowering the learning rate on a plateau needs validation samples"),
        (plateau(|p| p.factor = 1.0), "reduce_on_plateau.factor is 1,"),
        (plateau(|p| p.patience = 0), "reduce_on_plateau.patience is 0,"),
        (plateau(|p| p.min_delta = f64::NAN), "reduce_on_plateau.min_delta is NaN,"),
        (plateau(|p| p.min_learning_rate = -1.0), "reduce_on_plateau.min_learning_rate is -1,"),
        (
            TrainParams { restore_best: true, ..params() },
            "restoring the best weights needs validation samples",
        ),
        (attack(0.0, 1.0, 0), "adversarial.epsilon is 0,"),
        (attack(1.0, f32::INFINITY, 0), "adversarial.beta is inf,"),
        (attack(1.0, 1.0, 2), "adversarial.layer is 2, but must be the position of a layer before the last"),
        (attack(1.0, 1.0, usize::MAX), "adversarial.layer is"),
        (sgd(Sgd { momentum: 1.0, ..Sgd::keras(0.1) }), "momentum is 1, but must be in [0, 1)"),
        (sgd(Sgd { nesterov: true, ..Sgd::keras(0.1) }), "momentum is 0, but must be above 0 where nesterov"),
        (rmsprop(RmsProp { rho: 1.0, ..RmsProp::keras(0.1) }), "rho is 1,"),
        (rmsprop(RmsProp { epsilon: 0.0, ..RmsProp::keras(0.1) }), "epsilon is 0,"),
        (adamw(AdamW { weight_decay: -1.0, ..AdamW::keras(0.1) }), "weight_decay is -1,"),
        (adamw(AdamW { beta2: 1.0, ..AdamW::keras(0.1) }), "beta2 is 1,"),
    ] {
        let refused = refuse(params);
        assert!(refused.starts_with(message), "{refused} for {message}");
    }
}

#[test]
fn the_best_weights_are_restored_without_early_stopping() {
    let (fit, check) = (Data::new(1, 40), Data::new(2, 40));
    let params = TrainParams {
        epochs: 30,
        optimizer: Optimizer::Adam(Adam::keras(0.05)),
        restore_best: true,
        ..TrainParams::default()
    };
    let (mut net, view) = (lstm(), check.samples());
    let history = train(&mut net, fit.samples(), Some(view), &params, &mut streams(), &mut go).unwrap();
    assert_eq!((history.train.len(), history.stop), (30, StopReason::Completed));
    let lowest = history.validation.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(history.epoch < 30 && history.validation[history.epoch - 1] == lowest);
    let mut out = vec![0.0; 40];
    net.predict(&view.windows, &mut out).unwrap();
    let errors = out.iter().zip(&check.targets).map(|(p, y)| f64::from(p - y).powi(2));
    assert!((errors.sum::<f64>() / 40.0 / lowest - 1.0).abs() < 1e-5, "these are the weights of that epoch");
}

/// Derivation: errors are counted from what the network says after each epoch; the weights kept are those of the first epoch
/// with the fewest.
#[test]
fn errors_are_watched_where_they_are_asked_for() {
    let (mut fit, mut check) = (Data::new(1, 40), Data::new(2, 40));
    for data in [&mut fit, &mut check] {
        data.targets.iter_mut().for_each(|y| *y = f32::from(u8::from(*y > 0.0)));
    }
    for (loss, outputs) in [
        (Loss::BinaryCrossEntropy, 1),
        (Loss::SoftmaxCrossEntropy, 2),
        (Loss::GroupedSoftmaxCrossEntropy { classes: 2 }, 2),
    ] {
        let params = TrainParams {
            epochs: 12,
            loss,
            watch: Watch::Errors,
            optimizer: Optimizer::Adam(Adam::keras(0.05)),
            restore_best: true,
            ..TrainParams::default()
        };
        let new = || network(vec![LayerSpec::lstm(5), LayerSpec::dense(outputs)]);
        let wrong = |net: &Network| {
            let mut out = vec![0.0; 40 * outputs];
            net.predict(&check.samples().windows, &mut out).unwrap();
            let rises = |p: &[f32]| if outputs == 1 { p[0] > 0.0 } else { p[1] > p[0] };
            out.chunks(outputs).zip(&check.targets).filter(|(p, y)| rises(p) != (**y > 0.5)).count()
        };
        let (mut net, mut own) = (new(), streams());
        let view = Some(check.samples());
        let mut trainer = Trainer::new(&mut net, fit.samples(), view, &params, &mut own).unwrap();
        let mut by_epoch = Vec::new();
        while trainer.epoch().unwrap().is_some() {
            by_epoch.push(wrong(trainer.network()));
        }
        let history = trainer.finish();
        let fewest = by_epoch.iter().copied().min().unwrap();
        let first = by_epoch.iter().position(|errors| *errors == fewest).unwrap();
        assert_eq!((history.epoch, wrong(&net)), (first + 1, fewest), "{by_epoch:?}");
        let lowest = history.validation.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(
            history.validation.iter().all(|loss| *loss >= lowest && *loss > 0.0),
            "losses are still losses"
        );
    }
}

#[test]
fn the_rate_falls_on_a_plateau() {
    let (fit, check) = (Data::new(1, 40), Data::new(2, 40));
    let plateau = ReduceOnPlateau { patience: 2, min_learning_rate: 0.01, ..ReduceOnPlateau::default() };
    let params = TrainParams {
        epochs: 40,
        optimizer: Optimizer::Adam(Adam::keras(0.05)),
        reduce_on_plateau: Some(plateau),
        ..TrainParams::default()
    };
    let mut rates = Vec::new();
    let view = Some(check.samples());
    let history = train(&mut lstm(), fit.samples(), view, &params, &mut streams(), &mut |report| {
        rates.push(report.learning_rate);
        Flow::Continue
    })
    .unwrap();
    assert_eq!(rates, history.learning_rate);
    assert!(rates.windows(2).all(|pair| pair[1] <= pair[0]));
    assert_eq!((rates[0], rates[39]), (f64::from(0.05f32), f64::from(0.01f32)));
    // and when it falls follows from the validation losses
    let (mut best, mut wait, mut rate) = (f64::INFINITY, 0, rates[0]);
    for (found, &loss) in rates.iter().zip(&history.validation) {
        assert_eq!(*found, rate);
        wait = if loss < best { 0 } else { wait + 1 };
        best = best.min(loss);
        if wait >= 2 && rate > rates[39] {
            (rate, wait) = ((0.5 * rate).max(rates[39]), 0);
        }
    }
}

#[test]
fn every_loss_and_optimiser_that_diverges_is_an_error() {
    let fit = Data::new(1, 40);
    let classes: Vec<f32> = fit.targets.iter().map(|y| f32::from(*y > 0.0)).collect();
    let levels = vec![0.5, 0.75];
    let wild = [
        Optimizer::Sgd(Sgd::keras(1e38)),
        Optimizer::AdamW(AdamW::keras(1e38)),
        Optimizer::RmsProp(RmsProp::pytorch(1e38)),
    ];
    for (outputs, loss) in [
        (1, Loss::MeanSquaredError),
        (1, Loss::MeanAbsoluteError),
        (1, Loss::Huber { delta: 1.0 }),
        (2, Loss::Quantile { levels: levels.clone() }),
        (3, Loss::PointAndQuantiles { levels }),
        (1, Loss::WeightedBinaryCrossEntropy { weights: [1.0, 2.0] }),
        (3, Loss::SoftmaxCrossEntropy),
        (2, Loss::WeightedSoftmaxCrossEntropy { weights: vec![1.0, 2.0] }),
        (2, Loss::GroupedSoftmaxCrossEntropy { classes: 2 }),
    ] {
        for (optimizer, attacked) in wild.into_iter().zip([false, true, false]) {
            let adversarial = attacked.then_some(Adversarial { epsilon: 1.0, beta: 1.0, layer: 1 });
            let params = TrainParams { optimizer, adversarial, loss: loss.clone(), ..TrainParams::default() };
            let mut net =
                network(vec![LayerSpec::Flatten {}, LayerSpec::dense(3), LayerSpec::dense(outputs)]);
            let samples = Samples { targets: &classes, ..fit.samples() };
            let error = train(&mut net, samples, None, &params, &mut streams(), &mut go).unwrap_err();
            assert!(matches!(error, TrainError::NonFinite { layer: Some(_), .. }), "{loss:?}: {error:?}");
        }
    }
}

/// Adversarial training against its own definition: a move of length zero doubles the loss, and a step of plain
/// gradient descent with it.
#[test]
fn an_attack_that_hardly_moves_doubles_the_step() {
    let fit = Data::new(1, 40);
    let layers = vec![LayerSpec::lstm(9), LayerSpec::dense(4), LayerSpec::dense(1)];
    let run = |rate, adversarial| {
        let optimizer = Optimizer::Sgd(Sgd::keras(rate));
        let params = TrainParams { epochs: 2, optimizer, adversarial, ..TrainParams::default() };
        let mut net = network(layers.clone());
        train(&mut net, fit.samples(), None, &params, &mut streams(), &mut go).unwrap().train[1]
    };
    let attack = |epsilon| Some(Adversarial { epsilon, beta: 1.0, layer: 0 });
    let (still, double) = (run(0.02, attack(1e-12)), run(0.04, None));
    assert!((still / double - 1.0).abs() < 1e-6, "{still} {double}");
    assert!((run(0.02, attack(0.5)) / double - 1.0).abs() > 1e-4, "and a real move does not");
}

#[test]
fn settings_are_written_and_read() {
    let params = TrainParams {
        loss: Loss::PointAndQuantiles { levels: vec![0.25, 0.75] },
        optimizer: Optimizer::AdamW(AdamW::pytorch(0.01)),
        schedule: Schedule::Cosine { warmup: 3, floor: 0.5 },
        reduce_on_plateau: Some(ReduceOnPlateau::default()),
        adversarial: Some(Adversarial { epsilon: 0.1, beta: 0.5, layer: 1 }),
        ..TrainParams::default()
    };
    let json = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<TrainParams>(&json).unwrap(), params);
    for (kind, name) in [("sgd", "Sgd"), ("adamw", "AdamW"), ("rmsprop", "RmsProp")] {
        let json = format!(r#"{{"optimizer":{{"kind":"{kind}","learning_rate":0.5}}}}"#);
        let params: TrainParams = serde_json::from_str(&json).unwrap();
        assert!(format!("{:?}", params.optimizer).starts_with(name));
        assert_eq!(params.optimizer.learning_rate(), 0.5);
    }
    for json in [
        r#"{"loss":{"huber":{"delta":1.0,"beta":2.0}}}"#,
        r#"{"schedule":{"kind":"cosine","warm_up":2}}"#,
        r#"{"optimizer":{"kind":"sgd","learning_rate":0.5,"decay":0.1}}"#,
        r#"{"reduce_on_plateau":{"wait":3}}"#,
    ] {
        assert!(serde_json::from_str::<TrainParams>(json).is_err(), "{json}");
    }
}

#[test]
fn bad_windows_are_refused() {
    let rows = [1.0, 2.0, 3.0, f32::NAN, 5.0, 6.0];
    assert_eq!(Windows::new(&rows, 4, 1, &[0]).unwrap_err(), DataError::Ragged { values: 6, features: 4 });
    assert_eq!(Windows::new(&rows, 2, 0, &[0]).unwrap_err(), DataError::ZeroLookback);
    let error = Windows::new(&rows, 2, 2, &[0]).unwrap_err();
    assert_eq!(error, DataError::OutOfRange { sample: 0, end: 0, lookback: 2, rows: 3 });
    assert!(Windows::new(&rows, 2, 1, &[usize::MAX]).is_err());
    assert!(Windows::new(&rows, 2, usize::MAX, &[2]).is_err());
    let error = Windows::new(&rows, 2, 1, &[2, 1]).unwrap_err();
    assert!(matches!(error, DataError::NonFiniteInput { row: 1, column: 1, .. }), "{error}");
    // rows that no window touches may be missing
    assert!(Windows::new(&rows, 2, 1, &[0, 2]).is_ok());
}

#[test]
fn bad_specs_are_refused_with_both_numbers() {
    let refuse = |steps, layers: Vec<LayerSpec>| {
        let spec = NetworkSpec { input: InputShape { steps, features: 2 }, layers };
        spec.validate().unwrap_err().to_string()
    };
    assert_eq!(refuse(0, vec![]), "a sample of 0 steps x 2 features has no values");
    assert_eq!(refuse(5, vec![]), "the network has no layers");
    assert_eq!(refuse(5, vec![LayerSpec::lstm(0)]), "layer 0 (lstm): units is 0, but must be at least 1");
    let layers = vec![LayerSpec::conv1d(4, 3), LayerSpec::conv1d(4, 4)];
    assert_eq!(refuse(5, layers), "layer 1 (conv1d): kernel 4 is longer than the 3 steps that reach it");
    let layers = vec![LayerSpec::Dropout { rate: 1.0 }];
    assert_eq!(refuse(5, layers), "layer 0 (dropout): rate 1 is not in [0, 1)");
    assert!(refuse(5, vec![LayerSpec::dense(3)]).starts_with("the last layer returns 5 steps x 3 features"));
    assert!(refuse(1, vec![LayerSpec::dense(usize::MAX)]).starts_with("layer 0 (dense) holds more than"));
}

#[test]
fn unknown_fields_are_refused() {
    for json in [
        r#"{"input":{"steps":5,"features":1},"layers":[{"kind":"lstm","units":5,"unit":3}]}"#,
        r#"{"input":{"steps":5,"features":1},"layers":[{"kind":"flatten","size":1}]}"#,
        r#"{"input":{"steps":5,"features":1},"layers":[{"kind":"Lstm","units":5}]}"#,
    ] {
        assert!(serde_json::from_str::<NetworkSpec>(json).is_err(), "{json}");
    }
    let json = r#"{"epochs":3,"optimizer":{"kind":"adam","learning_rate":0.01,"epsilon_placement":"corrected-moment"}}"#;
    let params: TrainParams = serde_json::from_str(json).unwrap();
    let Optimizer::Adam(adam) = params.optimizer else { panic!("{params:?}") };
    assert_eq!((params.epochs, adam.learning_rate, adam.beta2), (3, 0.01, 0.999));
    assert!(serde_json::from_str::<TrainParams>(r#"{"epoch":3}"#).is_err());
}

#[test]
fn a_network_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Network>();
}

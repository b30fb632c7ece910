//! Fitting, shared by every network: scale in the fold, train, keep the scale.

use bellwether_core::{EpochLoss, FitError, Fitted, RunContext, Target, TrainSet};
use bellwether_features::{CandleColumns, CandleSpec};
use bellwether_nn::{Loss, LossHistory, Network, NetworkSpec, Samples, Streams, Trainer, Windows};

use super::architecture::{Architecture, Common, DirectionHead, Input, needs, network_spec};
use super::by_epochs::run_epochs;
use super::fitted::{Boosted, FittedNetwork, Head, NetworkState, SeriesState};
use super::layers::{SERIES_DIM, series_beside};
use crate::classical::{BoostedTrees, BoostedTreesParams, Rows, TreesLoss};
use crate::supervised::{Encoded, Encoding, FurtherEncoding, check_learns, check_predict};

/// Inputs and targets of all series, one after the other, in single precision.
#[derive(Default)]
pub(super) struct Table {
    /// Values in a row.
    pub(super) width: usize,
    /// Rows in a sample.
    pub(super) steps: usize,
    pub(super) rows: Vec<f32>,
    pub(super) train: Part,
    pub(super) validation: Part,
}

#[derive(Default)]
pub(super) struct Part {
    pub(super) ends: Vec<usize>,
    /// Sample after sample, horizon after horizon.
    pub(super) targets: Vec<f32>,
}

/// Trains the network on the training samples of all series, watching the validation samples.
pub(crate) fn fit<A: Architecture>(
    network: &A,
    series: &[TrainSet<'_>],
    run: &RunContext,
) -> Result<Box<dyn Fitted>, FitError> {
    Ok(Box::new(train(network, series, run)?))
}

/// As [`fit`], for recipes that go on with the network.
pub(crate) fn train<A: Architecture>(
    network: &A,
    series: &[TrainSet<'_>],
    run: &RunContext,
) -> Result<FittedNetwork, FitError> {
    super::architecture::validate(network)?;
    let model = A::NAME;
    check_learns(model, series, needs(network).min_samples)?;
    let Some(first) = series.first() else {
        return Err(FitError::TooFewSamples { model, needed: needs(network).min_samples, found: 0 });
    };
    if series.len() > 1 && !needs(network).global {
        return Err(FitError::OneSeries { model });
    }
    let common = network.common();
    let horizons: Vec<usize> = first.further().iter().map(|further| further.horizon).collect();
    let head = head(A::NAME, first.target(), &horizons, &common)?;
    let mut table = Table::default();
    let mut states = Vec::with_capacity(series.len());
    let told = told_apart(series);
    for (i, set) in series.iter().enumerate() {
        states.push(encode(network, &common, set, (i, told), &mut table)?);
    }
    let spec = spec_of(network, first.frame().names(), first.target(), told, head.outputs())?;
    let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
    let stream = |part: &str| run.rng(&format!("{model}/{part}"));
    let mut net = Network::new(&spec, &mut stream("init")).map_err(|e| failed(&e))?;
    let history = learn(network, &mut net, &table, &head, run)?;
    let mut state = NetworkState {
        window: network.window(),
        picture: network.picture(),
        head,
        series: states,
        unnumbered: told < series.len(),
        boosted: None,
        losses: losses(&history),
    };
    if let Some(params) = network.boosting() {
        state.boosted = Some(boost(model, &net, &table, &state.head, (&params, run))?);
    }
    Ok(FittedNetwork { state, network: net })
}

/// Series that the network tells apart by their numbers: all, but none where one is left out, whose number it could not
/// learn. All series then look alike to it but for their windows.
pub(super) fn told_apart(series: &[TrainSet<'_>]) -> usize {
    if series.iter().any(TrainSet::is_left_out) { 1 } else { series.len() }
}

/// What the last layer returns for these targets.
pub(crate) fn head(
    model: &'static str,
    target: Target,
    further: &[usize],
    common: &Common,
) -> Result<Head, FitError> {
    let (direction, horizons) = (target.is_direction(), further.to_vec());
    check_predict(model, common.predict, target)?;
    let softmax = common.direction_head == DirectionHead::Softmax;
    if direction && !common.quantiles.is_empty() {
        let levels = format!("{:?}", common.quantiles);
        return Input::refuse(model, "quantiles", levels, "a direction has a probability and no quantiles");
    }
    if !direction && common.training.watch == super::Watched::Accuracy {
        return Input::refuse(model, "training.watch", "accuracy", "only a direction is right or wrong");
    }
    if direction && common.training.loss != super::LossKind::SquaredError {
        let loss = common.training.loss.name();
        return Input::refuse(model, "training.loss", loss, "a direction is learnt by its cross-entropy");
    }
    if !direction && common.training.balanced {
        return Input::refuse(model, "training.balanced", true, "only a direction has classes");
    }
    if common.training.balanced && !horizons.is_empty() {
        let expected = "classes are balanced at one horizon; leave the further ones out";
        return Input::refuse(model, "training.balanced", true, expected);
    }
    Ok(if direction {
        if softmax { Head::Softmax { horizons } } else { Head::Sigmoid { horizons } }
    } else {
        Head::Number { horizons, levels: common.quantiles.clone() }
    })
}

/// The network for these columns; several series have a vector each beside them.
pub(super) fn spec_of<A: Architecture>(
    network: &A,
    columns: &[String],
    target: Target,
    series: usize,
    outputs: usize,
) -> Result<NetworkSpec, FitError> {
    let beside = series > 1 && network.picture().is_none();
    let width = columns.len() + if beside { SERIES_DIM } else { 0 };
    let lookback = network.common().lookback;
    let mut spec = network_spec(network, &Input { lookback, columns, width, series, target }, outputs)?;
    if beside {
        spec.layers.insert(0, series_beside(columns.len(), series, 0));
        spec.input.features = columns.len() + 1;
    }
    Ok(spec)
}

/// Fits the scales of one series and adds its samples to the table, unless it is left out.
pub(super) fn encode<A: Architecture>(
    network: &A,
    common: &Common,
    train: &TrainSet<'_>,
    (number, count): (usize, usize),
    table: &mut Table,
) -> Result<SeriesState, FitError> {
    let (model, minimum) = (A::NAME, needs(network).min_samples);
    let lookback = if network.window() { common.lookback } else { 1 };
    let (encoding, encoded) = Encoding::fit(model, train, lookback, common.scaler, common.predict, minimum)?;
    let mut targets = [vec![encoded.train.clone()], vec![encoded.validation.clone()]];
    let mut further = Vec::new();
    for horizon in train.further() {
        let (scale, values) = FurtherEncoding::fit(model, train, horizon, common.scaler, common.predict)?;
        for (all, values) in targets.iter_mut().zip(values) {
            all.push(values);
        }
        further.push(scale);
    }
    if train.is_left_out() {
        return Ok(SeriesState { encoding, further });
    }
    table.add_targets([train.samples().len(), train.validation().len()], &targets);
    match network.picture() {
        Some(spec) => {
            table.add_pictures(
                model,
                &spec,
                network.window(),
                train,
                (&encoding, &encoded),
                (number, count),
            )?;
        }
        None => table.add_rows(train, (number, count), (&encoding, &encoded)),
    }
    Ok(SeriesState { encoding, further })
}

impl Table {
    /// Targets of training and validation samples, given horizon by horizon.
    fn add_targets(&mut self, samples: [usize; 2], targets: &[Vec<Vec<f64>>; 2]) {
        for ((part, samples), values) in
            [&mut self.train, &mut self.validation].into_iter().zip(samples).zip(targets)
        {
            for i in 0..samples {
                part.targets.extend(values.iter().map(|of_horizon| of_horizon[i] as f32));
            }
        }
    }

    /// Scaled rows, of which samples are windows; behind each the number of its series, if there are several.
    fn add_rows(
        &mut self,
        train: &TrainSet<'_>,
        (number, count): (usize, usize),
        (encoding, encoded): (&Encoding, &Encoded),
    ) {
        let width = encoding.width;
        (self.width, self.steps) = (width + usize::from(count > 1), encoding.lookback);
        let before = self.rows.len() / self.width;
        for row in encoded.rows.chunks_exact(width) {
            self.rows.extend(row.iter().map(|v| *v as f32));
            self.rows.extend((count > 1).then_some(number as f32));
        }
        for (part, samples) in
            [(&mut self.train, train.samples()), (&mut self.validation, train.validation())]
        {
            part.ends.extend(encoded.ends(samples).into_iter().map(|end| before + end));
        }
    }

    /// One row for each sample: its scaled window, if the network sees it, its picture, and the number of its series, if
    /// there are several.
    fn add_pictures(
        &mut self,
        model: &'static str,
        spec: &CandleSpec,
        windows: bool,
        train: &TrainSet<'_>,
        (encoding, encoded): (&Encoding, &Encoded),
        (number, count): (usize, usize),
    ) -> Result<(), FitError> {
        let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
        let columns = CandleColumns::find(spec, train.frame().names()).map_err(|e| failed(&e))?;
        let (lookback, width) = (encoding.lookback, encoding.width);
        let window = if windows { lookback * width } else { 0 };
        (self.width, self.steps) = (window + spec.values() + usize::from(count > 1), 1);
        for (part, samples) in
            [(&mut self.train, train.samples()), (&mut self.validation, train.validation())]
        {
            for (sample, end) in samples.iter().zip(encoded.ends(samples)) {
                part.ends.push(self.rows.len() / self.width);
                let from = (end + 1 - lookback) * width;
                self.rows.extend(encoded.rows[from..][..window].iter().map(|v| *v as f32));
                let at = self.rows.len();
                self.rows.resize(at + spec.values(), 0.0);
                spec.draw_row(&train.frame(), &columns, sample.row, &mut self.rows[at..])
                    .map_err(|e| failed(&e))?;
                self.rows.extend((count > 1).then_some(number as f32));
            }
        }
        Ok(())
    }
}

fn learn<A: Architecture>(
    network: &A,
    net: &mut Network,
    table: &Table,
    head: &Head,
    run: &RunContext,
) -> Result<LossHistory, FitError> {
    let model = A::NAME;
    let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
    let windows = |part| Windows::new(&table.rows, table.width, table.steps, part).map_err(|e| failed(&e));
    let learnt = Samples { windows: windows(&table.train.ends)?, targets: &table.train.targets };
    let watched = Samples { windows: windows(&table.validation.ends)?, targets: &table.validation.targets };
    let watched = (!table.validation.ends.is_empty()).then_some(watched);
    let common = network.common();
    let loss = loss_of(head, &common, &table.train.targets);
    let mut params = common.training.engine(loss, watched.is_some());
    if let Some(super::architecture::Adversarial { epsilon, beta }) = network.adversarial() {
        let layer = net.spec().layers.len() - 2;
        let (epsilon, beta) = (epsilon as f32, beta as f32);
        params.adversarial = Some(bellwether_nn::Adversarial { epsilon, beta, layer });
    }
    let stream = |part: &str| run.rng(&format!("{model}/{part}"));
    let mut streams = Streams { shuffle: stream("shuffle"), dropout: stream("dropout") };
    let work = net.parameter_count() as f64 * (table.steps * table.train.ends.len()) as f64;
    let mut trainer = Trainer::new(net, learnt, watched, &params, &mut streams).map_err(|e| failed(&e))?;
    run_epochs(model, &mut trainer, work, run)?;
    Ok(trainer.finish())
}

/// What is made small; balanced classes weigh the same in all, a class that is not there nothing.
fn loss_of(head: &Head, common: &Common, targets: &[f32]) -> Loss {
    let rises = targets.iter().filter(|y| **y > 0.5).count();
    let weight = |class: usize| targets.len() as f32 / (2 * class.max(1)) as f32;
    let weights = [weight(targets.len() - rises), weight(rises)];
    match (head, common.training.balanced) {
        (Head::Number { levels, .. }, _) if levels.is_empty() => common.training.loss.engine(),
        (Head::Number { levels, .. }, _) => {
            Loss::PointAndQuantiles { levels: levels.iter().map(|q| *q as f32).collect() }
        }
        (Head::Sigmoid { .. }, false) => Loss::BinaryCrossEntropy,
        (Head::Sigmoid { .. }, true) => Loss::WeightedBinaryCrossEntropy { weights },
        (Head::Softmax { horizons }, false) if horizons.is_empty() => Loss::SoftmaxCrossEntropy,
        (Head::Softmax { .. }, false) => Loss::GroupedSoftmaxCrossEntropy { classes: 2 },
        (Head::Softmax { .. }, true) => Loss::WeightedSoftmaxCrossEntropy { weights: weights.to_vec() },
    }
}

/// Trees on what the layer before the last of the trained network returns for the training samples, one ensemble for
/// each horizon.
fn boost(
    model: &'static str,
    net: &Network,
    table: &Table,
    head: &Head,
    (params, run): (&BoostedTreesParams, &RunContext),
) -> Result<Boosted, FitError> {
    let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
    let layer = net.spec().layers.len() - 2;
    let width = net.width(layer).unwrap_or(0);
    let values = |part: &Part| -> Result<Vec<f64>, FitError> {
        let windows =
            Windows::new(&table.rows, table.width, table.steps, &part.ends).map_err(|e| failed(&e))?;
        let mut values = vec![0.0f32; part.ends.len() * width];
        net.activations(layer, &windows, &mut values).map_err(|e| failed(&e))?;
        Ok(values.into_iter().map(f64::from).collect())
    };
    let watches = params.patience > 0 && !table.validation.ends.is_empty();
    let (inputs, watched) =
        (values(&table.train)?, if watches { values(&table.validation)? } else { Vec::new() });
    let loss = match head {
        Head::Number { .. } => TreesLoss::SquaredError,
        Head::Sigmoid { .. } | Head::Softmax { .. } => TreesLoss::Logistic,
    };
    let targets = head.targets();
    let of = |part: &Part, t: usize| -> Vec<f64> {
        part.targets.iter().skip(t).step_by(targets).map(|v| f64::from(*v)).collect()
    };
    let ensemble = |t: usize| {
        let (y, seen) = (of(&table.train, t), if watches { of(&table.validation, t) } else { Vec::new() });
        let train = Rows { inputs: &inputs, targets: &y };
        let watched = Rows { inputs: &watched, targets: &seen };
        BoostedTrees::fit(train, None, watched, loss, params, run, model)
    };
    let trees = (0..targets).map(ensemble).collect::<Result<_, _>>()?;
    Ok(Boosted { layer, trees })
}

fn losses(history: &LossHistory) -> Vec<EpochLoss> {
    let by_epoch = |(i, train): (usize, &f64)| EpochLoss {
        train: *train,
        validation: history.validation.get(i).copied(),
    };
    history.train.iter().enumerate().map(by_epoch).collect()
}

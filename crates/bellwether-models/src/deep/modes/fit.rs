//! Fitting one network a part.

use std::collections::BTreeMap;

use bellwether_core::{
    EpochLoss, FeatureFrame, FitError, FrameView, Further, RowStamp, RunContext, Sample, Target, TargetKind,
    Ticker, TrainSet,
};

use super::fitted::{FittedModes, ModesState};
use super::parts::{NoParts, Splitter, part_name};
use super::recipes::Composite;
use crate::Predict;
use crate::statistical::Past;

/// The last values of every part at the rows that a fit looks at.
struct Parts<'a> {
    frame: FrameView<'a>,
    splitter: &'a Splitter,
    known: BTreeMap<usize, Vec<Vec<f64>>>,
}

/// One network's samples, training first, and their targets at every horizon.
struct Learnt {
    frame: FeatureFrame,
    train: Vec<Sample>,
    validation: Vec<Sample>,
    /// By further horizon, then training and validation samples.
    further: Vec<(usize, [Vec<f64>; 2])>,
}

pub(super) fn fit<C: Composite>(
    params: &C,
    train: &TrainSet<'_>,
    run: &RunContext,
) -> Result<FittedModes, FitError> {
    let model = C::NAME;
    let (past, _) = Past::read(model, train)?;
    let horizons: Vec<usize> =
        std::iter::once(train.target().horizon).chain(train.further().iter().map(|f| f.horizon)).collect();
    let longest = horizons.iter().copied().max().unwrap_or(1);
    let (splitting, lookback) = (params.splitting(), params.common().lookback);
    if past.is_summed() && longest > splitting.window {
        let expected = "a return over several sessions is a sum of values in the window";
        return crate::deep::architecture::Input::refuse(model, "window", splitting.window, expected);
    }
    let keep = if past.is_summed() { lookback.max(longest) } else { lookback };
    let seed = run.rng(&format!("{model}/noise")).get_seed();
    let splitter = Splitter::new(splitting, past, seed, keep);
    let mut parts = Parts { frame: train.frame(), splitter: &splitter, known: BTreeMap::new() };
    // under the random split the last targets lie beyond the rows that the frame has
    let reach = |s: &&Sample| s.row + longest < train.frame().len();
    let kept: [Vec<usize>; 2] = [train.samples(), train.validation()]
        .map(|samples| samples.iter().enumerate().filter(|(_, s)| reach(s)).map(|(i, _)| i).collect());
    let mut networks = Vec::with_capacity(splitting.modes + 1);
    for part in 0..=splitting.modes {
        let learnt = parts.learnt(params, train, &kept, &horizons, part, run)?;
        let further: Vec<Further<'_>> = learnt
            .further
            .iter()
            .map(|(horizon, [train, validation])| Further { horizon: *horizon, train, validation })
            .collect();
        let target = number(train.target());
        let set = TrainSet::new(learnt.frame.view(), &learnt.train, &learnt.validation, target);
        let context = run.part(&format!("{model}/part {}", part + 1));
        let network = crate::deep::fit::train(params, &[set.with_further(&further)], &context)?;
        networks.push(network);
    }
    let losses = losses(networks.iter().map(|n| n.state.losses.as_slice()).collect());
    let state = ModesState {
        past,
        splitting,
        lookback,
        keep,
        columns: params.columns(),
        changes: params.predict() == Predict::Change,
        seed,
        deviations: Vec::new(),
        networks: Vec::new(),
        lengths: Vec::new(),
        losses,
    };
    let mut fitted = FittedModes { state, splitter, networks };
    if train.target().is_direction() {
        fitted.state.deviations = deviations(model, &fitted, train, &kept, &horizons)?;
    }
    Ok(fitted)
}

/// A direction is forecast by a price.
pub(super) fn number(target: Target) -> Target {
    let kind = if target.is_direction() { TargetKind::Close } else { target.kind };
    Target { kind, ..target }
}

/// The columns that networks see beside their parts.
fn others(frame: &FrameView<'_>, wanted: bool) -> Vec<usize> {
    let part = part_name(0);
    let is_part = |name: &str| name.starts_with(part.trim_end_matches('1'));
    (0..frame.width()).filter(|j| wanted && !is_part(&frame.names()[*j])).collect()
}

/// The rows that a network sees, one window after the other: its part, and the columns beside it.
pub(super) fn windows(
    frame: &FrameView<'_>,
    columns: bool,
    lookback: usize,
    windows: &[(usize, &[f64])],
) -> Result<FeatureFrame, bellwether_core::CoreError> {
    let others = others(frame, columns);
    let rows = || {
        windows.iter().flat_map(|(row, part)| {
            let from = part.len() - lookback;
            (0..lookback).map(move |k| (row + 1 + k - lookback, part[from + k]))
        })
    };
    let stamps: Vec<RowStamp> = rows().map(|(row, _)| frame.stamps()[row]).collect();
    let mut table = vec![("part".to_owned(), rows().map(|(_, v)| v).collect::<Vec<f64>>())];
    for j in others {
        table.push((frame.names()[j].clone(), rows().map(|(row, _)| frame.row(row)[j]).collect()));
    }
    FeatureFrame::from_columns(Ticker::new("PART").expect("letters are a ticker"), stamps, table)
}

impl Parts<'_> {
    fn at(&mut self, model: &'static str, row: usize) -> Result<&[Vec<f64>], FitError> {
        if !self.known.contains_key(&row) {
            let found = self.splitter.at(&self.frame, row).map_err(|e| self.refused(model, e))?;
            self.known.insert(row, found);
        }
        Ok(&self.known[&row])
    }

    fn refused(&self, model: &'static str, error: NoParts) -> FitError {
        match error {
            NoParts::Rows => FitError::Parameter {
                model,
                parameter: "window",
                value: self.splitter.splitting.window.to_string(),
                expected: "it must not reach before the first row",
            },
            NoParts::Value(row, value) => FitError::NotFinite {
                column: self.splitter.past.column().to_owned(),
                date: self.frame.stamps()[row].date,
                value,
            },
        }
    }

    /// The value that a part will have: that in the window which ends at the target's row.
    fn later(
        &mut self,
        model: &'static str,
        (row, part): (usize, usize),
        horizon: usize,
        changes: bool,
    ) -> Result<f64, FitError> {
        let summed = self.splitter.past.is_summed();
        let newest = |values: &[f64], n: usize| values[values.len() - n..].iter().sum::<f64>();
        let then = newest(&self.at(model, row + horizon)?[part], if summed { horizon } else { 1 });
        let now = newest(&self.at(model, row)?[part], 1);
        Ok(if changes { then - now } else { then })
    }

    /// The target of one network: for all but the last the later value of its part, for the last what makes all of them
    /// sum to the target.
    fn target(
        &mut self,
        model: &'static str,
        (sample, target): (&Sample, Option<f64>),
        part: usize,
        horizon: usize,
        changes: bool,
    ) -> Result<f64, FitError> {
        let last = self.splitter.splitting.modes;
        let Some(target) = target.filter(|_| part == last) else {
            return self.later(model, (sample.row, part), horizon, changes);
        };
        let mut left = target;
        if changes {
            left -= self.at(model, sample.row)?.iter().map(|p| p[p.len() - 1]).sum::<f64>();
        }
        for other in 0..last {
            left -= self.later(model, (sample.row, other), horizon, changes)?;
        }
        Ok(left)
    }

    fn learnt<C: Composite>(
        &mut self,
        params: &C,
        train: &TrainSet<'_>,
        kept: &[Vec<usize>; 2],
        horizons: &[usize],
        part: usize,
        run: &RunContext,
    ) -> Result<Learnt, FitError> {
        let (model, lookback) = (C::NAME, params.common().lookback);
        let changes = params.predict() == Predict::Change;
        let direction = train.target().is_direction();
        let mut inputs: Vec<(usize, Vec<f64>)> = Vec::new();
        let mut samples: [Vec<Sample>; 2] = Default::default();
        let mut further: Vec<(usize, [Vec<f64>; 2])> =
            horizons[1..].iter().map(|h| (*h, Default::default())).collect();
        for (half, of) in [train.samples(), train.validation()].into_iter().enumerate() {
            for &i in &kept[half] {
                if run.is_stopped() {
                    return Err(FitError::Cancelled);
                }
                let sample = &of[i];
                let own = self.at(model, sample.row)?[part].clone();
                let given = (!direction).then_some(sample.target);
                let target = self.target(model, (sample, given), part, horizons[0], changes)?;
                let last_known = own[own.len() - 1];
                samples[half].push(Sample { row: (inputs.len() + 1) * lookback - 1, target, last_known });
                inputs.push((sample.row, own));
                for (values, given) in further.iter_mut().zip(train.further()) {
                    let all = if half == 0 { given.train } else { given.validation };
                    let value = (!direction).then_some(all[i]);
                    let target = self.target(model, (sample, value), part, values.0, changes)?;
                    values.1[half].push(target);
                }
            }
        }
        let rows: Vec<(usize, &[f64])> = inputs.iter().map(|(row, part)| (*row, part.as_slice())).collect();
        let frame = windows(&self.frame, params.columns(), lookback, &rows)
            .map_err(|e| FitError::Numerical { model, reason: e.to_string() })?;
        let [train, validation] = samples;
        Ok(Learnt { frame, train, validation, further })
    }
}

/// Root mean squared errors, by horizon, of the price forecasts behind directions: on the validation part or else the
/// training part.
fn deviations(
    model: &'static str,
    fitted: &FittedModes,
    train: &TrainSet<'_>,
    kept: &[Vec<usize>; 2],
    horizons: &[usize],
) -> Result<Vec<f64>, FitError> {
    let (samples, kept) =
        if kept[1].is_empty() { (train.samples(), &kept[0]) } else { (train.validation(), &kept[1]) };
    let frame = train.frame();
    let past = fitted.state.past;
    let values = past.values(&frame).unwrap_or_default();
    let actual = |row: usize, horizon: usize| {
        if past.is_summed() { values[row + 1..=row + horizon].iter().sum() } else { values[row + horizon] }
    };
    let mut sums = vec![0.0; horizons.len()];
    for &i in kept {
        let row = samples[i].row;
        let found = fitted
            .at_row(&frame, row, number(train.target()))
            .map_err(|e| FitError::Numerical { model, reason: e.to_string() })?;
        let points = std::iter::once(found.point).chain(found.ahead.iter().map(|a| a.point));
        for ((sum, horizon), point) in sums.iter_mut().zip(horizons).zip(points) {
            *sum += (point - actual(row, *horizon)).powi(2);
        }
    }
    Ok(sums.into_iter().map(|sum| (sum / kept.len().max(1) as f64).sqrt()).collect())
}

/// The mean over networks by epoch; one that stopped early stays where it was.
fn losses(networks: Vec<&[EpochLoss]>) -> Vec<EpochLoss> {
    let epochs = networks.iter().map(|l| l.len()).max().unwrap_or(0);
    let count = networks.len() as f64;
    let at = |epoch: usize| {
        let of = networks.iter().filter_map(|l| l.get(epoch).or(l.last()));
        let train = of.clone().map(|l| l.train).sum::<f64>() / count;
        let validation = of.map(|l| l.validation).sum::<Option<f64>>().map(|sum| sum / count);
        EpochLoss { train, validation }
    };
    (0..epochs).map(at).collect()
}

//! The epochs.

// as in the forces, which these call
#![allow(clippy::inline_always)]

use bellwether_core::RunContext;
use rayon::prelude::*;

use super::super::hash::Stream;
use super::forces::{Forces, LANES, Others};
use super::pulls::Pulls;
use crate::TopicsError;

/// Points moved by one task.
const POINTS: usize = 128;
/// Decay of Adam's mean of gradients.
const BETA_1: f32 = 0.5;
/// Decay of Adam's mean of squared gradients.
const BETA_2: f32 = 0.9;
/// What Adam adds to the root of it.
const EPSILON: f32 = 1e-7;

/// What the epochs share.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Plan {
    pub(in super::super) forces: Forces,
    pub(in super::super) epochs: usize,
    pub(in super::super) learning_rate: f32,
    /// Points that push with each pull.
    pub(in super::super) pushes: usize,
    pub(in super::super) seed: u64,
}

/// Adam's step in one epoch: the learning rate falls to zero, and the means begin at zero.
#[derive(Clone, Copy)]
struct Step {
    rate: f32,
    correct_1: f32,
    correct_2: f32,
}

impl Step {
    fn new(plan: &Plan, epoch: usize) -> Self {
        let t = epoch as i32 + 1;
        Self {
            rate: plan.learning_rate * (1.0 - epoch as f32 / plan.epochs as f32),
            correct_1: 1.0 / (1.0 - BETA_1.powi(t)),
            correct_2: 1.0 / (1.0 - BETA_2.powi(t)),
        }
    }

    #[inline(always)]
    fn go(self, at: &mut f32, gradient: f32, mean: &mut f32, squares: &mut f32) {
        *mean = BETA_1 * *mean + (1.0 - BETA_1) * gradient;
        *squares = BETA_2 * *squares + (1.0 - BETA_2) * gradient * gradient;
        *at += self.rate * (*mean * self.correct_1) / ((*squares * self.correct_2).sqrt() + EPSILON);
    }
}

/// Moves all points. Each edge is in the graph from both its ends, and pulls both: twice, then.
pub(in super::super) fn together<const D: usize>(
    points: &mut Vec<[f32; D]>,
    pulls: &Pulls,
    plan: &Plan,
    run: &RunContext,
) -> Result<(), TopicsError> {
    let mut next = points.clone();
    let mut means = vec![[0.0_f32; D]; points.len()];
    let mut squares = vec![[0.0_f32; D]; points.len()];
    for epoch in 0..plan.epochs {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let step = Step::new(plan, epoch);
        let old = points.as_slice();
        next.par_chunks_mut(POINTS)
            .zip(means.par_chunks_mut(POINTS).zip(squares.par_chunks_mut(POINTS)))
            .enumerate()
            .for_each(|(task, (next, (means, squares)))| {
                let mut due = Vec::new();
                for (i, next) in next.iter_mut().enumerate() {
                    let point = task * POINTS + i;
                    let stream = Stream::new(plan.seed, epoch as u64, point as u64);
                    let at = &old[point];
                    let count = pulls.due(point, epoch as u32, &mut due);
                    let gradient = gradient(at, old, &due[..count], 2.0, stream, plan);
                    *next = *at;
                    for d in 0..D {
                        step.go(&mut next[d], gradient[d], &mut means[i][d], &mut squares[i][d]);
                    }
                }
            });
        std::mem::swap(points, &mut next);
    }
    Ok(())
}

/// Moves points among fixed ones, each by itself; `keys` are their streams of chance.
pub(in super::super) fn among_fixed<const D: usize>(
    points: &mut [[f32; D]],
    fixed: &[[f32; D]],
    pulls: &Pulls,
    keys: &[u64],
    plan: &Plan,
    run: &RunContext,
) -> Result<(), TopicsError> {
    points.par_iter_mut().enumerate().try_for_each(|(point, at)| {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let mut due = Vec::new();
        let (mut mean, mut squares) = ([0.0; D], [0.0; D]);
        for epoch in 0..plan.epochs {
            let step = Step::new(plan, epoch);
            let stream = Stream::new(keys[point], epoch as u64, plan.seed);
            let count = pulls.due(point, epoch as u32, &mut due);
            let gradient = gradient(at, fixed, &due[..count], 1.0, stream, plan);
            for d in 0..D {
                step.go(&mut at[d], gradient[d], &mut mean[d], &mut squares[d]);
            }
        }
        Ok(())
    })
}

/// What a point gathers from the edges that pull it, and from points drawn by chance.
#[inline(always)]
fn gradient<const D: usize>(
    at: &[f32; D],
    others: &[[f32; D]],
    due: &[u32],
    factor: f32,
    mut stream: Stream,
    plan: &Plan,
) -> [f32; D] {
    let mut sums = [[0.0; LANES]; D];
    for group in due.chunks(LANES) {
        let mut gathered = itself(at);
        for (lane, &j) in group.iter().enumerate() {
            put(&mut gathered, lane, &others[j as usize]);
        }
        plan.forces.pull(at, &gathered, factor, &mut sums);
    }
    let mut left = due.len() * plan.pushes;
    let n = others.len() as u32;
    while left > 0 {
        let mut gathered = itself(at);
        let count = left.min(LANES);
        for pair in 0..LANES / 2 {
            let [a, b] = stream.two_below(n);
            if 2 * pair < count {
                put(&mut gathered, 2 * pair, &others[a as usize]);
            }
            if 2 * pair + 1 < count {
                put(&mut gathered, 2 * pair + 1, &others[b as usize]);
            }
        }
        plan.forces.push(at, &gathered, &mut sums);
        left -= count;
    }
    sums.map(|lanes| lanes.iter().sum())
}

/// The point in all lanes: nothing comes from itself.
#[inline(always)]
fn itself<const D: usize>(at: &[f32; D]) -> Others<D> {
    at.map(|v| [v; LANES])
}

#[inline(always)]
fn put<const D: usize>(others: &mut Others<D>, lane: usize, other: &[f32; D]) {
    for d in 0..D {
        others[d][lane] = other[d];
    }
}

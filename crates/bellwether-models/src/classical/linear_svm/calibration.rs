//! The sigmoid of Platt (1999), with the targets and Newton's method of Lin, Lin and Weng (2007), *Machine Learning* 68(3).

use bellwether_core::{FitError, RunContext};

use super::LinearSvmParams;
use crate::classical::learner::{Learner, Table};
use crate::classical::linear::Link;

const PARTS: usize = 5;
const ROUNDS: usize = 100;

/// The sigmoid on values of fits that did not see their samples.
pub(super) fn of(
    params: &LinearSvmParams,
    table: &Table,
    weights: &[f64],
    run: &RunContext,
) -> Result<Link, FitError> {
    let n = table.y.len();
    let mut values = vec![0.0; n];
    for part in 0..PARTS {
        let (from, to) = (n * part / PARTS, n * (part + 1) / PARTS);
        let rest: Vec<usize> = (0..from).chain(to..n).collect();
        let first = rest.first().map(|i| table.y[*i]);
        if rest.iter().all(|i| Some(table.y[*i]) == first) {
            let reason =
                format!("without one fifth of the {n} samples there are no two classes to calibrate by");
            return Err(FitError::Numerical { model: LinearSvmParams::NAME, reason });
        }
        let model = params.classification(table, &rest, weights, run)?;
        for i in from..to {
            values[i] = model.score(&table.x[i * table.width..(i + 1) * table.width]);
        }
    }
    let (slope, offset) = sigmoid(&values, &table.y, weights);
    Ok(Link::Calibrated { slope, offset })
}

/// Slope and offset of `1 / (1 + e^(slope · f + offset))` with the largest likelihood.
fn sigmoid(values: &[f64], y: &[f64], weights: &[f64]) -> (f64, f64) {
    let weigh = |label: f64| {
        let both = y.iter().zip(weights);
        both.filter(|(y, _)| **y == label).map(|(_, w)| w).sum::<f64>()
    };
    let (falls, rises) = (weigh(0.0), weigh(1.0));
    // not 0 and 1, so that classes that values tell apart have a finite slope
    let (low, high) = (1.0 / (falls + 2.0), (rises + 1.0) / (rises + 2.0));
    let targets: Vec<f64> = y.iter().map(|y| if *y > 0.5 { high } else { low }).collect();
    let loss = |a: f64, b: f64| {
        let each = values.iter().zip(targets.iter().zip(weights)).map(|(f, (t, w))| {
            let z = -(a * f + b);
            w * (z.max(0.0) + (-z.abs()).exp().ln_1p() - t * z)
        });
        each.sum::<f64>()
    };
    let (mut a, mut b) = (0.0, ((falls + 1.0) / (rises + 1.0)).ln());
    let mut now = loss(a, b);
    for _ in 0..ROUNDS {
        // gradient and curvature; the 1e-12 keeps values that are all the same from having none
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
        for ((f, t), w) in values.iter().zip(&targets).zip(weights) {
            let p = 1.0 / (1.0 + (a * f + b).exp());
            let (g, h) = (w * (t - p), w * p * (1.0 - p));
            (ga, gb) = (ga + g * f, gb + g);
            (haa, hab, hbb) = (haa + h * f * f, hab + h * f, hbb + h);
        }
        let det = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det);
        let decrement = ga * da + gb * db;
        let mut length = 1.0;
        while loss(a - length * da, b - length * db) > now - 1e-4 * length * decrement && length > 1e-10 {
            length /= 2.0;
        }
        if decrement.is_nan() || length <= 1e-10 {
            break;
        }
        (a, b) = (a - length * da, b - length * db);
        now = loss(a, b);
        if decrement < 1e-18 {
            break;
        }
    }
    (a, b)
}

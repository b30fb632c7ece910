//! Scaled dot-product attention.

use super::{SUM, close, values};
use crate::kernels::Isa;
use crate::kernels::attention::{Backward, Forward, Heads};

/// Heads narrower and wider than a vector, one step and many, rows apart by more than they hold.
fn all() -> Vec<Heads> {
    let mut heads = Vec::new();
    for (steps, batch, count, size) in [
        (1, 1, 1, 1),
        (2, 3, 1, 5),
        (5, 2, 2, 8),
        (3, 4, 3, 17),
        (7, 1, 2, 16),
        (17, 2, 1, 33),
        (5, 3, 6, 96),
    ] {
        let width = count * size;
        heads.push(Heads { steps, batch, count, size, projected_row: 3 * width, context_row: width });
        heads.push(Heads { projected_row: 3 * width + 5, context_row: width + 2, ..heads[heads.len() - 1] });
    }
    heads
}

/// The buffers of a pass: what was projected, the weights and the context, each with something in it before.
fn buffers(heads: Heads) -> [Vec<f32>; 3] {
    let rows = heads.steps * heads.batch;
    [
        // far enough apart for weights that differ
        values(1, rows * heads.projected_row).iter().map(|x| 2.0 * x).collect(),
        values(2, heads.weights()),
        values(3, rows * heads.context_row),
    ]
}

/// Where value `i` of part 0, 1 or 2 (query, key, value) of a head stands.
fn place(heads: Heads, (step, sample, head): (usize, usize, usize), part: usize, i: usize) -> usize {
    let row = step * heads.batch + sample;
    row * heads.projected_row + (part * heads.count + head) * heads.size + i
}

/// The weights of one head of one sample in double precision, `steps × steps`.
fn softmax(heads: Heads, projected: &[f32], sample: usize, head: usize) -> Vec<Vec<f64>> {
    let at = |step, part, i| f64::from(projected[place(heads, (step, sample, head), part, i)]);
    let score = |t: usize, k: usize| {
        let dot: f64 = (0..heads.size).map(|i| at(t, 0, i) * at(k, 1, i)).sum();
        dot / (heads.size as f64).sqrt()
    };
    let row = |t: usize| {
        let scores: Vec<f64> = (0..heads.steps).map(|k| score(t, k)).collect();
        let greatest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|s| (s - greatest).exp()).sum();
        scores.iter().map(|s| (s - greatest).exp() / sum).collect()
    };
    (0..heads.steps).map(row).collect()
}

/// Every head of every sample, in the order of the weights.
fn pairs(heads: Heads) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..heads.batch * heads.count).map(move |pair| (pair, pair / heads.count, pair % heads.count))
}

#[test]
fn forward_is_the_softmax_of_the_products() {
    for (isa, heads) in Isa::available().into_iter().flat_map(|isa| all().into_iter().map(move |h| (isa, h)))
    {
        let [projected, mut weights, mut context] = buffers(heads);
        let before = context.clone();
        Forward { heads, projected: &projected, weights: &mut weights, context: &mut context }.run(isa);
        for (pair, sample, head) in pairs(heads) {
            let expected = softmax(heads, &projected, sample, head);
            for (t, row) in expected.iter().enumerate() {
                for (k, &share) in row.iter().enumerate() {
                    let found = weights[(pair * heads.steps + t) * heads.steps + k];
                    // a relative error of the exponential function of a score of some units
                    close("weight", found, share, 5.0 * SUM);
                }
                for i in 0..heads.size {
                    let value = |k| f64::from(projected[place(heads, (k, sample, head), 2, i)]);
                    let mean = row.iter().enumerate().map(|(k, share)| share * value(k)).sum();
                    let at = (t * heads.batch + sample) * heads.context_row + head * heads.size + i;
                    close(&format!("{isa:?} {heads:?}"), context[at], mean, 5.0 * SUM);
                }
            }
        }
        for row in 0..heads.steps * heads.batch {
            let padding = row * heads.context_row + heads.count * heads.size..(row + 1) * heads.context_row;
            assert_eq!(context[padding.clone()], before[padding], "padding");
        }
    }
}

#[test]
fn backward_is_the_chain_rule() {
    for (isa, heads) in Isa::available().into_iter().flat_map(|isa| all().into_iter().map(move |h| (isa, h)))
    {
        let [projected, mut weights, mut context] = buffers(heads);
        Forward { heads, projected: &projected, weights: &mut weights, context: &mut context }.run(isa);
        let d_context = values(4, context.len());
        let before = values(5, projected.len());
        let mut found = before.clone();
        let (weights, d_projected) = (&mut weights[..], &mut found[..]);
        Backward { heads, projected: &projected, weights, d_context: &d_context, d_projected }.run(isa);
        let expected = derivatives(heads, &projected, &d_context);
        let width = 3 * heads.count * heads.size;
        for (at, &found) in found.iter().enumerate() {
            if at % heads.projected_row < width {
                // sums of as many terms as there are steps, each a sum of `size`
                close(&format!("{isa:?} {heads:?} {at}"), found, expected[at], 20.0 * SUM);
            } else {
                assert_eq!(found, before[at], "padding");
            }
        }
    }
}

/// Derivatives by what was projected, in double precision.
fn derivatives(heads: Heads, projected: &[f32], d_context: &[f32]) -> Vec<f64> {
    let mut d = vec![0.0; projected.len()];
    let scale = 1.0 / (heads.size as f64).sqrt();
    for (_, sample, head) in pairs(heads) {
        let at = |step, part, i| place(heads, (step, sample, head), part, i);
        let p = |step, part, i| f64::from(projected[at(step, part, i)]);
        let dy = |t: usize, i: usize| {
            f64::from(d_context[(t * heads.batch + sample) * heads.context_row + head * heads.size + i])
        };
        for (t, row) in softmax(heads, projected, sample, head).iter().enumerate() {
            let by_weight = |k: usize| (0..heads.size).map(|i| dy(t, i) * p(k, 2, i)).sum::<f64>();
            let mean: f64 = row.iter().enumerate().map(|(k, a)| a * by_weight(k)).sum();
            for (k, a) in row.iter().enumerate() {
                let by_score = scale * a * (by_weight(k) - mean);
                for i in 0..heads.size {
                    d[at(t, 0, i)] += by_score * p(k, 1, i);
                    d[at(k, 1, i)] += by_score * p(t, 0, i);
                    d[at(k, 2, i)] += a * dy(t, i);
                }
            }
        }
    }
    d
}

#[test]
fn great_scores_do_not_overflow() {
    let heads = Heads { steps: 4, batch: 1, count: 1, size: 3, projected_row: 9, context_row: 3 };
    for isa in Isa::available() {
        let [mut projected, mut weights, mut context] = buffers(heads);
        for x in &mut projected {
            *x *= 1e4;
        }
        Forward { heads, projected: &projected, weights: &mut weights, context: &mut context }.run(isa);
        for row in weights.chunks_exact(4) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{isa:?} {row:?}");
        }
        assert!(context.iter().all(|x| x.is_finite()), "{isa:?}");
    }
}

#[test]
fn nan_reaches_its_head_and_no_other() {
    let heads = Heads { steps: 5, batch: 3, count: 2, size: 19, projected_row: 120, context_row: 40 };
    for isa in Isa::available() {
        for part in 0..3 {
            let [mut projected, mut weights, mut context] = buffers(heads);
            // step 2 of sample 1, head 1
            projected[place(heads, (2, 1, 1), part, 18)] = f32::NAN;
            Forward { heads, projected: &projected, weights: &mut weights, context: &mut context }.run(isa);
            for (_, sample, head) in pairs(heads) {
                for (t, i) in (0..heads.steps).flat_map(|t| (0..heads.size).map(move |i| (t, i))) {
                    let at = (t * heads.batch + sample) * heads.context_row + head * heads.size + i;
                    // a query spoils its step, a key every step, a value its own column
                    let spoilt = (sample, head) == (1, 1) && [t == 2, true, i == 18][part];
                    assert_eq!(context[at].is_nan(), spoilt, "{isa:?} part {part} {sample} {head} {t} {i}");
                }
            }
        }
    }
}

#[test]
#[should_panic(expected = "context is too short")]
fn short_buffers_are_refused() {
    let heads = Heads { steps: 2, batch: 2, count: 1, size: 3, projected_row: 9, context_row: 3 };
    let [projected, mut weights, mut context] = buffers(heads);
    Forward { heads, projected: &projected, weights: &mut weights, context: &mut context[1..] }
        .run(Isa::detect());
}

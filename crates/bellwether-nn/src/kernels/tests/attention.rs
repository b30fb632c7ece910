//! Attention against its equations in double precision.

use super::{SUM, close, values};
use crate::kernels::Isa;
use crate::kernels::attention::{Backward, Forward, Heads};

fn shapes() -> impl Iterator<Item = Heads> {
    [(1, 1, 1, 1), (2, 3, 1, 5), (5, 2, 2, 16), (3, 2, 3, 21), (18, 1, 2, 8)].into_iter().map(
        |(steps, batch, count, size)| Heads {
            steps,
            batch,
            count,
            size,
            projected_row: 3 * count * size + 2,
            context_row: count * size + 1,
        },
    )
}

/// Query, key or value `i` of step `t`.
fn part(h: Heads, x: &[f32], (t, b, head): (usize, usize, usize), part: usize, i: usize) -> f64 {
    let at = (t * h.batch + b) * h.projected_row + part * h.count * h.size + head * h.size + i;
    f64::from(x[at])
}

/// The weights of one query over all steps.
fn weights(h: Heads, x: &[f32], (t, b, head): (usize, usize, usize)) -> Vec<f64> {
    let score = |k| {
        let product = |i| part(h, x, (t, b, head), 0, i) * part(h, x, (k, b, head), 1, i);
        (0..h.size).map(product).sum::<f64>() / (h.size as f64).sqrt()
    };
    let exponentials: Vec<f64> = (0..h.steps).map(|k| score(k).exp()).collect();
    let sum: f64 = exponentials.iter().sum();
    exponentials.iter().map(|e| e / sum).collect()
}

/// `Σ context · d_context` of all steps.
fn along(h: Heads, x: &[f32], d_context: &[f32]) -> f64 {
    let mut sum = 0.0;
    for (t, b, head) in every(h) {
        let a = weights(h, x, (t, b, head));
        for i in 0..h.size {
            let context: f64 = (0..h.steps).map(|k| a[k] * part(h, x, (k, b, head), 2, i)).sum();
            let at = (t * h.batch + b) * h.context_row + head * h.size + i;
            sum += context * f64::from(d_context[at]);
        }
    }
    sum
}

fn every(h: Heads) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..h.steps).flat_map(move |t| (0..h.batch).flat_map(move |b| (0..h.count).map(move |head| (t, b, head))))
}

#[test]
fn forward_is_its_equations() {
    for (isa, h) in Isa::available().into_iter().flat_map(|isa| shapes().map(move |h| (isa, h))) {
        let x = values(1, h.steps * h.batch * h.projected_row);
        let mut a = vec![0.0; h.weights()];
        let mut context = vec![9.0; h.steps * h.batch * h.context_row];
        Forward { heads: h, projected: &x, weights: &mut a, context: &mut context }.run(isa);
        for (t, b, head) in every(h) {
            let expected = weights(h, &x, (t, b, head));
            for (k, &weight) in expected.iter().enumerate() {
                let found = a[((b * h.count + head) * h.steps + t) * h.steps + k];
                close("weight", found, weight, SUM);
            }
            let row = &context[(t * h.batch + b) * h.context_row..][..h.context_row];
            for i in 0..h.size {
                let value = (0..h.steps).map(|k| expected[k] * part(h, &x, (k, b, head), 2, i)).sum();
                close("context", row[head * h.size + i], value, SUM);
            }
            assert_eq!(row[h.count * h.size], 9.0, "padding");
        }
    }
}

#[test]
fn backward_is_the_slope() {
    for (isa, h) in Isa::available().into_iter().flat_map(|isa| shapes().take(4).map(move |h| (isa, h))) {
        let x = values(1, h.steps * h.batch * h.projected_row);
        let d_context = values(2, h.steps * h.batch * h.context_row);
        let mut a = vec![0.0; h.weights()];
        let mut context = vec![0.0; d_context.len()];
        Forward { heads: h, projected: &x, weights: &mut a, context: &mut context }.run(isa);
        let mut dx = vec![9.0; x.len()];
        let buffers = Backward {
            heads: h,
            projected: &x,
            weights: &mut a,
            d_context: &d_context,
            d_projected: &mut dx,
        };
        buffers.run(isa);
        let used = 3 * h.count * h.size;
        for at in (0..x.len()).filter(|at| at % h.projected_row < used).step_by(7) {
            // a power of two, so that the moved values are exact in `f32`
            let by = 2f32.powi(-10);
            let moved = |by: f32| {
                let mut x = x.clone();
                x[at] += by;
                (along(h, &x, &d_context), f64::from(x[at]))
            };
            let ((up, above), (down, below)) = (moved(by), moved(-by));
            // the error of the difference is that of the third derivative
            close("slope", dx[at], (up - down) / (above - below), 1e-5);
        }
    }
}

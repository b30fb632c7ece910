//! Every instruction set against the equations in double precision.

mod attention;
mod encoder;
mod gru;
mod norm;
mod pool;
mod sum;
mod taps;
mod transposition;

use super::lstm::{self, Cell};
use super::{
    AdamStep, Gemm, Isa, PAD, RmsPropStep, SgdStep, Start, Taps, activate, activate_backward, adam,
    column_sum, rmsprop, row_stride, sgd, transpose,
};
use crate::spec::Activation;

/// Relative error of an `f32` sum of some hundred products.
const SUM: f64 = 2e-6;

/// Values on [-1, 1) that repeat late.
fn values(seed: usize, len: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * 7919 + seed * 104_729) % 20_011) as f32 / 10_005.5 - 1.0).collect()
}

fn close(what: &str, found: f32, expected: f64, tolerance: f64) {
    let error = (f64::from(found) - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1.0), "{what}: {found} for {expected}");
}

/// Where `a[i][p]` of tap `tap` stands.
#[derive(Clone, Copy, Debug)]
struct Left {
    row: usize,
    depth: usize,
    tap: usize,
}

fn check_gemm(
    isa: Isa,
    (rows, columns, depth, taps): (usize, usize, usize, usize),
    left: Left,
    start: usize,
) {
    let b_row = row_stride(columns);
    let c_row = columns + 3;
    let last = (rows - 1) * left.row + depth.saturating_sub(1) * left.depth + (taps - 1) * left.tap;
    let (a, b) = (values(1, last + 1), values(2, taps * depth * b_row));
    let (bias, c0) = (values(3, columns.next_multiple_of(PAD)), values(4, rows * c_row));
    let mut c = c0.clone();
    let start = [Start::Zero, Start::Accumulate, Start::Bias(&bias)][start];
    Gemm {
        rows,
        columns,
        depth,
        taps: Taps::line(taps, left.tap),
        a: &a,
        a_row: left.row,
        a_depth: left.depth,
        b: &b,
        b_row,
        c: &mut c,
        c_row,
        start,
    }
    .run(isa);
    if taps == 1 {
        let mut again = c0.clone();
        let mut turned = vec![0.0; columns * (depth + 1)];
        for (at, x) in turned.iter_mut().enumerate().filter(|(at, _)| at % (depth + 1) < depth) {
            *x = b[at % (depth + 1) * b_row + at / (depth + 1)];
        }
        Gemm {
            rows,
            columns,
            depth,
            taps: Taps::ONE,
            a: &a,
            a_row: left.row,
            a_depth: left.depth,
            b: &turned,
            b_row: depth + 1,
            c: &mut again,
            c_row,
            start,
        }
        .run_turned(isa);
        assert_eq!(again, c, "{isa:?} {rows}x{columns}x{depth} turned");
    }
    for i in 0..rows {
        for j in 0..c_row {
            let at = i * c_row + j;
            if j >= columns {
                assert_eq!(c[at], c0[at], "padding");
                continue;
            }
            let mut sum = match start {
                Start::Zero => 0.0,
                Start::Accumulate => f64::from(c0[at]),
                Start::Bias(bias) => f64::from(bias[j]),
            };
            for tap in 0..taps {
                for p in 0..depth {
                    let x = a[i * left.row + p * left.depth + tap * left.tap];
                    sum += f64::from(x) * f64::from(b[(tap * depth + p) * b_row + j]);
                }
            }
            close(&format!("{isa:?} {rows}x{columns}x{depth}x{taps} {left:?}"), c[at], sum, SUM * 4.0);
        }
    }
}

#[test]
fn gemm_is_the_sum_of_products() {
    for isa in Isa::available() {
        for rows in [1, 2, 3, 6, 7, 8, 9, 13, 17, 33] {
            for columns in [1, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 48, 50, 65, 200] {
                for depth in [0, 1, 5, 200] {
                    let start = (rows + columns + depth) % 3;
                    let by_rows = Left { row: depth + 2, depth: 1, tap: 0 };
                    let by_columns = Left { row: 1, depth: rows + 1, tap: 0 };
                    check_gemm(isa, (rows, columns, depth, 1), by_rows, start);
                    check_gemm(isa, (rows, columns, depth, 1), by_columns, (start + 1) % 3);
                }
                let shifted = Left { row: 7, depth: 1, tap: 14 };
                check_gemm(isa, (rows, columns, 5, 3), shifted, (rows + columns) % 3);
            }
        }
    }
}

#[test]
fn gemm_beyond_one_depth_block() {
    for isa in Isa::available() {
        for depth in [159, 160, 161, 500] {
            for start in 0..3 {
                check_gemm(isa, (9, 50, depth, 1), Left { row: depth, depth: 1, tap: 0 }, start);
            }
        }
    }
}

#[test]
#[should_panic(expected = "b is too short")]
fn gemm_refuses_a_short_matrix() {
    let (a, b, mut c) = ([1.0; 4], [1.0; 31], [0.0; 4]);
    Gemm {
        rows: 2,
        columns: 2,
        depth: 2,
        taps: Taps::ONE,
        a: &a,
        a_row: 2,
        a_depth: 1,
        b: &b,
        b_row: 16,
        c: &mut c,
        c_row: 2,
        start: Start::Zero,
    }
    .run(Isa::detect());
}

#[test]
fn transpose_turns_every_value_and_leaves_padding_alone() {
    for isa in Isa::available() {
        for rows in [1, 3, 4, 7, 8, 15, 16, 17, 33, 50] {
            for columns in [1, 2, 4, 5, 8, 9, 16, 31, 32, 50] {
                let (from_row, to_row) = (columns + 3, rows + 2);
                let from = values(1, (rows - 1) * from_row + columns);
                let before = values(2, (columns - 1) * to_row + rows);
                let mut to = before.clone();
                transpose(isa, (&from, from_row), (rows, columns), (&mut to, to_row));
                for (at, &found) in to.iter().enumerate() {
                    let (j, i) = (at / to_row, at % to_row);
                    let expected = if i < rows { from[i * from_row + j] } else { before[at] };
                    assert_eq!(found, expected, "{isa:?} {rows} by {columns}: {i}, {j}");
                }
            }
        }
    }
}

/// The function and its derivative in terms of its value.
fn activation(which: Activation, x: f64) -> (f64, f64) {
    match which {
        Activation::Linear => (x, 1.0),
        Activation::Relu => (x.max(0.0), f64::from(x > 0.0)),
        Activation::Tanh => (x.tanh(), 1.0 - x.tanh().powi(2)),
        Activation::Sigmoid => {
            let y = 1.0 / (1.0 + (-x).exp());
            (y, y * (1.0 - y))
        }
    }
}

const ACTIVATIONS: [Activation; 4] =
    [Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid];

#[test]
fn activations_and_derivatives() {
    // dense where the curve is, and far out where it is flat
    let mut x: Vec<f32> = (-400_000..400_000).map(|i| i as f32 * 3e-5).collect();
    x.extend([1e-30, -1e-30, 1e-6, 20.0, -20.0, 89.0, -89.0, 1e30, -1e30, f32::INFINITY, f32::NEG_INFINITY]);
    for isa in Isa::available() {
        for which in ACTIVATIONS {
            let mut y = x.clone();
            let n = y.len();
            activate(isa, which, &mut y, 1, n, n);
            let mut d = vec![2.0; n];
            activate_backward(isa, which, &y, &mut d, (1, n, n));
            for i in 0..n {
                let (value, slope) = activation(which, f64::from(x[i]));
                let error = (f64::from(y[i]) - value).abs();
                // tanh to its last bits at every size, the logistic function to those of 1
                let allowed = if which == Activation::Sigmoid { 2e-7 } else { 4e-7 * value.abs() };
                assert!(error <= allowed || f64::from(y[i]) == value, "{which:?}({}) = {}", x[i], y[i]);
                assert!((f64::from(d[i]) - 2.0 * slope).abs() <= 2e-6, "{which:?}'({}) = {}", x[i], d[i]);
                if matches!(which, Activation::Tanh | Activation::Sigmoid) {
                    assert!((-1.0..=1.0).contains(&y[i]), "{which:?}({}) = {}", x[i], y[i]);
                }
                assert!(which != Activation::Sigmoid || y[i] >= 0.0, "sigmoid({}) = {}", x[i], y[i]);
            }
        }
    }
}

#[test]
fn nan_stays_nan() {
    for isa in Isa::available() {
        for which in ACTIVATIONS {
            let mut y = [f32::NAN; 19];
            activate(isa, which, &mut y, 1, 19, 19);
            assert!(y.iter().all(|y| y.is_nan()), "{isa:?} {which:?}");
        }
    }
}

#[test]
fn column_sums_leave_padding_alone() {
    for isa in Isa::available() {
        for width in [1, 7, 16, 21] {
            let x = values(1, 40 * (width + 2));
            let mut sum = vec![9.0; width + 1];
            column_sum(isa, &x, 40, width, width + 2, &mut sum);
            for (j, &found) in sum[..width].iter().enumerate() {
                let expected = (0..40).map(|i| f64::from(x[i * (width + 2) + j])).sum();
                close("sum", found, expected, SUM);
            }
            assert_eq!(sum[width], 9.0);
        }
    }
}

#[test]
fn adam_steps() {
    let step = AdamStep { beta1: 0.9, beta2: 0.999, step: 0.01, epsilon: 1e-7, scale: 0.5, keep: 0.99 };
    for isa in Isa::available() {
        for len in [1, 5, 16, 37] {
            let (w0, g) = (values(1, len), values(2, len));
            let (m0, v0) = (values(3, len), values(4, len).iter().map(|x| x * x).collect::<Vec<_>>());
            let (mut w, mut m, mut v) = (w0.clone(), m0.clone(), v0.clone());
            adam(isa, step, &mut w, &g, &mut m, &mut v);
            for i in 0..len {
                let g = 0.5 * f64::from(g[i]);
                let mean = 0.9 * f64::from(m0[i]) + 0.1 * g;
                let square = 0.999 * f64::from(v0[i]) + 0.001 * g * g;
                close("m", m[i], mean, SUM);
                close("v", v[i], square, SUM);
                close("w", w[i], 0.99 * f64::from(w0[i]) - 0.01 * mean / (square.sqrt() + 1e-7), SUM * 10.0);
            }
        }
    }
}

#[test]
fn moments_of_dead_units_reach_zero() {
    let step = AdamStep { beta1: 0.9, beta2: 0.999, step: 0.01, epsilon: 1e-7, scale: 1.0, keep: 1.0 };
    for isa in Isa::available() {
        let (mut w, mut m, mut v) = ([1.0; 17], [1e-3; 17], [1e-29; 17]);
        for _ in 0..3000 {
            adam(isa, step, &mut w, &[0.0; 17], &mut m, &mut v);
            assert!(m.iter().chain(&v).all(|x| *x == 0.0 || x.is_normal()));
        }
        assert_eq!((m, v), ([0.0; 17], [0.0; 17]));
        adam(isa, step, &mut w, &[f32::NAN; 17], &mut m, &mut v);
        assert!(m.iter().chain(&v).chain(&w).all(|x| x.is_nan()), "NaN is not small");
    }
}

/// Buffers of one step, rows apart by more than their width.
struct Step {
    gates: Vec<f32>,
    units: [Vec<f32>; 5],
}

fn step(cell: Cell) -> Step {
    let unit = |seed| values(seed, cell.batch * cell.unit_row.max(cell.hidden_row));
    Step {
        gates: values(1, cell.batch * cell.gate_row).iter().map(|x| 4.0 * x).collect(),
        units: [unit(2), unit(3), unit(4), unit(5), unit(6)],
    }
}

fn cells() -> impl Iterator<Item = Cell> {
    [1, 3, 8, 16, 21].into_iter().flat_map(|units| {
        [false, true].map(|relu| Cell {
            batch: 3,
            units,
            gate_row: 4 * units + 5,
            unit_row: units + 2,
            hidden_row: units + 7,
            relu,
        })
    })
}

#[test]
fn lstm_forward_is_its_equations() {
    for (isa, cell) in Isa::available().into_iter().flat_map(|isa| cells().map(move |c| (isa, c))) {
        let squash = if cell.relu { Activation::Relu } else { Activation::Tanh };
        let mut s = step(cell);
        let sums = s.gates.clone();
        let [before, c, squashed, hidden, _] = &mut s.units;
        let untouched = hidden.clone();
        let buffers = lstm::Forward { gates: &mut s.gates, before, cell: c, squashed, hidden };
        lstm::forward(isa, cell, buffers);
        for row in 0..cell.batch {
            for j in 0..cell.units {
                let sum = |gate| f64::from(sums[row * cell.gate_row + gate * cell.units + j]);
                let gate = |gate| activation(Activation::Sigmoid, sum(gate)).0;
                let k = row * cell.unit_row + j;
                let g = activation(squash, sum(2)).0;
                let state = gate(1) * f64::from(before[k]) + gate(0) * g;
                let out = activation(squash, state).0;
                close("c", c[k], state, SUM);
                close("act(c)", squashed[k], out, SUM);
                close("h", hidden[row * cell.hidden_row + j], gate(3) * out, SUM);
                for (position, expected) in [gate(0), gate(1), g, gate(3)].into_iter().enumerate() {
                    let found = s.gates[row * cell.gate_row + position * cell.units + j];
                    close("gate", found, expected, SUM);
                }
            }
            for k in row * cell.hidden_row + cell.units..(row + 1) * cell.hidden_row {
                assert_eq!(hidden[k], untouched[k], "padding");
            }
        }
    }
}

#[test]
fn lstm_backward_is_the_chain_rule() {
    for (isa, cell) in Isa::available().into_iter().flat_map(|isa| cells().map(move |c| (isa, c))) {
        let squash = |y: f64| if cell.relu { f64::from(y > 0.0) } else { 1.0 - y * y };
        let mut s = step(cell);
        let gates = s.gates.clone();
        let [before, squashed, d_hidden, d_cell, _] = &mut s.units;
        let d_behind = d_cell.clone();
        let buffers = lstm::Backward { gates: &mut s.gates, before, squashed, d_hidden, d_cell };
        lstm::backward(isa, cell, buffers);
        for row in 0..cell.batch {
            for j in 0..cell.units {
                let k = row * cell.unit_row + j;
                let at = |position: usize| row * cell.gate_row + position * cell.units + j;
                let [i, f, g, o] = [0, 1, 2, 3].map(|p| f64::from(gates[at(p)]));
                let dh = f64::from(d_hidden[row * cell.hidden_row + j]);
                let t = f64::from(squashed[k]);
                let dc = f64::from(d_behind[k]) + dh * o * squash(t);
                let expected = [
                    dc * g * i * (1.0 - i),
                    dc * f64::from(before[k]) * f * (1.0 - f),
                    dc * i * squash(g),
                    dh * t * o * (1.0 - o),
                ];
                for (position, expected) in expected.into_iter().enumerate() {
                    close("gate", s.gates[at(position)], expected, SUM);
                }
                close("c", d_cell[k], dc * f, SUM);
            }
        }
    }
}

#[test]
fn momentum_steps() {
    for isa in Isa::available() {
        for (len, nesterov) in [(1, false), (5, true), (16, false), (37, true)] {
            let (w0, g, u0) = (values(1, len), values(2, len), values(3, len));
            let (mut w, mut u) = (w0.clone(), u0.clone());
            let step = SgdStep { momentum: 0.75, nesterov, take: 0.25, step: 0.125, scale: 0.5 };
            sgd(isa, step, &mut w, &g, &mut u);
            for i in 0..len {
                let g = 0.25 * 0.5 * f64::from(g[i]);
                let velocity = 0.75 * f64::from(u0[i]) + g;
                let along = if nesterov { 0.75 * velocity + g } else { velocity };
                close("u", u[i], velocity, SUM);
                close("w", w[i], f64::from(w0[i]) - 0.125 * along, SUM);
            }
        }
    }
}

#[test]
fn rmsprop_steps() {
    for isa in Isa::available() {
        for (len, inside, outside) in [(1, 1e-3, 0.0), (5, 0.0, 1e-3), (16, 1e-3, 0.0), (37, 0.0, 1e-3)] {
            let (w0, g, u0) = (values(1, len), values(2, len), values(3, len));
            let v0: Vec<f32> = values(4, len).iter().map(|x| x * x).collect();
            let (mut w, mut u, mut v) = (w0.clone(), u0.clone(), v0.clone());
            let step = RmsPropStep {
                rho: 0.75,
                momentum: 0.5,
                inside,
                outside,
                take: 0.25,
                step: 0.125,
                scale: 0.5,
            };
            rmsprop(isa, step, &mut w, &g, &mut u, &mut v);
            for i in 0..len {
                let g = 0.5 * f64::from(g[i]);
                let square = 0.75 * f64::from(v0[i]) + 0.25 * g * g;
                let root = (square + f64::from(inside)).sqrt() + f64::from(outside);
                let velocity = 0.5 * f64::from(u0[i]) + 0.25 * g / root;
                close("v", v[i], square, SUM);
                close("u", u[i], velocity, SUM * 10.0);
                close("w", w[i], f64::from(w0[i]) - 0.125 * velocity, SUM * 10.0);
            }
        }
    }
}

#[test]
fn velocities_of_dead_units_reach_zero() {
    let push = SgdStep { momentum: 0.9, nesterov: true, take: 1.0, step: 0.01, scale: 1.0 };
    let drive = RmsPropStep {
        rho: 0.9,
        momentum: 0.9,
        inside: 1e-7,
        outside: 0.0,
        take: 1.0,
        step: 0.01,
        scale: 1.0,
    };
    for isa in Isa::available() {
        let (mut w, mut u, mut v) = ([1.0; 17], [1e-3; 17], [1e-29; 17]);
        let mut alone = u;
        for _ in 0..3000 {
            sgd(isa, push, &mut w, &[0.0; 17], &mut alone);
            rmsprop(isa, drive, &mut w, &[0.0; 17], &mut u, &mut v);
            assert!(u.iter().chain(&v).chain(&alone).all(|x| *x == 0.0 || x.is_normal()));
        }
        assert_eq!((u, v, alone), ([0.0; 17], [0.0; 17], [0.0; 17]));
        rmsprop(isa, drive, &mut w, &[f32::NAN; 17], &mut u, &mut v);
        sgd(isa, push, &mut w, &[f32::NAN; 17], &mut alone);
        assert!(u.iter().chain(&v).chain(&w).chain(&alone).all(|x| x.is_nan()), "NaN is not small");
    }
}

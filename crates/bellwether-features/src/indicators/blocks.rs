//! Rolling sums and extremes in a few steps a row, whatever the window's width.
//!
//! The method of van Herk (1992) and of Gil and Werman (1993): the series is cut into blocks of the window's width, so
//! that each window is the end of one block and the start of the next. Ends are summed from the block's last value
//! backwards, starts from its first value on, and a window is one of each. Nothing that has left a window is ever in
//! its sum, so no rounding error gathers and a NaN or a huge value leaves no trace, as running sums have it.
//!
//! Sums are of deviations from the last value of the earlier block, which is in every window that begins in it: a
//! constant window has exactly that mean and a deviation of exactly zero, and a small spread about a large level keeps
//! its digits. The base being one of the `W` values, the sum of squares about the mean loses at most a factor `W` to
//! cancellation.
//!
//! A value's bits depend on its window and on the row's index modulo `W`. Several blocks are worked on side by side, so
//! that additions need not wait for one another; no block's sums depend on how many.

/// Blocks side by side.
const LANES: usize = 4;

type Lanes = [f64; LANES];

/// Successive blocks, and the one after them.
type Blocks<const W: usize> = [[f64; W]; LANES + 1];

/// A value for each window that begins in the blocks.
type Values<const W: usize> = [[f64; W]; LANES];

/// Has the kernel fill `out`, row `t` of it with the value of the window that ends there; NaN before the first window.
#[inline]
fn over<const W: usize, const I: usize>(
    inputs: [&[f64]; I],
    out: &mut [f64],
    mut kernel: impl FnMut([&Blocks<W>; I], &mut Values<W>),
) {
    let rows = out.len();
    out[..rows.min(W - 1)].fill(f64::NAN);
    let mut first = 0;
    while first + (LANES + 1) * W <= rows {
        let values = out[first + W - 1..].as_chunks_mut().0.first_chunk_mut();
        let blocks = inputs.map(|input| input[first..].as_chunks().0.first_chunk().expect("long enough"));
        kernel(blocks, values.expect("long enough"));
        first += LANES * W;
    }
    if first + W <= rows {
        let padded = inputs.map(|input| {
            let mut blocks = [[0.0; W]; LANES + 1];
            blocks.as_flattened_mut()[..rows - first].copy_from_slice(&input[first..]);
            blocks
        });
        let mut values = [[0.0; W]; LANES];
        kernel(padded.each_ref(), &mut values);
        let windows = rows + 1 - W - first;
        out[first + W - 1..].copy_from_slice(&values.as_flattened()[..windows]);
    }
}

#[inline]
fn lanes(of: impl Fn(usize) -> f64) -> Lanes {
    std::array::from_fn(of)
}

/// Values kept by place in the block, as vector registers hold them, to where they belong.
#[inline]
fn turn<const W: usize>(values: &mut Values<W>, of: impl Fn(usize, usize) -> f64) {
    for (l, block) in values.iter_mut().enumerate() {
        for (k, value) in block.iter_mut().enumerate() {
            *value = of(k, l);
        }
    }
}

/// `of(mean)` of every window.
pub(super) fn means<const W: usize>(input: &[f64], out: &mut [f64], of: impl Fn(f64) -> f64) {
    let mut ends = [[0.0; LANES]; W];
    over::<W, 1>([input], out, |[blocks], values| {
        let base = lanes(|l| blocks[l][W - 1]);
        let mut sum = [0.0; LANES];
        for k in (0..W).rev() {
            sum = lanes(|l| sum[l] + (blocks[l][k] - base[l]));
            ends[k] = sum;
        }
        let mut start = [0.0; LANES];
        for k in 0..W {
            ends[k] = lanes(|l| of(mean::<W>(base[l], ends[k][l] + start[l])));
            start = lanes(|l| start[l] + (blocks[l + 1][k] - base[l]));
        }
        turn(values, |k, l| ends[k][l]);
    });
}

/// The mean of `W` values whose deviations from the base have this sum.
#[inline]
fn mean<const W: usize>(base: f64, sum: f64) -> f64 {
    base + sum * (1.0 / W as f64)
}

/// Mean and sample variance (divisor `W - 1`) of one window.
#[derive(Clone, Copy)]
pub(super) struct Moments {
    pub(super) mean: f64,
    pub(super) variance: f64,
}

/// `of(moments)` of every window. A deviation whose square is beyond what a double holds gives NaN.
pub(super) fn moments<const W: usize>(input: &[f64], out: &mut [f64], of: impl Fn(Moments) -> f64) {
    let (mut ends, mut end_squares) = ([[0.0; LANES]; W], [[0.0; LANES]; W]);
    over::<W, 1>([input], out, |[blocks], values| {
        let base = lanes(|l| blocks[l][W - 1]);
        let (mut sum, mut squares) = ([0.0; LANES], [0.0; LANES]);
        for k in (0..W).rev() {
            let deviation = lanes(|l| blocks[l][k] - base[l]);
            sum = lanes(|l| sum[l] + deviation[l]);
            squares = lanes(|l| squares[l] + deviation[l] * deviation[l]);
            (ends[k], end_squares[k]) = (sum, squares);
        }
        let (mut start, mut start_squares) = ([0.0; LANES], [0.0; LANES]);
        for k in 0..W {
            ends[k] = lanes(|l| {
                let (sum, squares) = (ends[k][l] + start[l], end_squares[k][l] + start_squares[l]);
                let about_mean = squares - sum * (sum * (1.0 / W as f64));
                let variance = if about_mean < 0.0 { 0.0 } else { about_mean } * (1.0 / (W - 1) as f64);
                of(Moments { mean: mean::<W>(base[l], sum), variance })
            });
            let deviation = lanes(|l| blocks[l + 1][k] - base[l]);
            start = lanes(|l| start[l] + deviation[l]);
            start_squares = lanes(|l| start_squares[l] + deviation[l] * deviation[l]);
        }
        turn(values, |k, l| ends[k][l]);
    });
}

/// The mean of every window with weights 1 for the oldest to `W` for the newest value.
///
/// Summing the sums of a block's ends gives its last value one weight more each time that the window begins one value
/// earlier. The start of the next block has weights that fall by one as the window moves on: `W + 1` times its sum less
/// the sum of its sums.
pub(super) fn weighted_means<const W: usize>(input: &[f64], out: &mut [f64]) {
    let mut ends = [[0.0; LANES]; W];
    over::<W, 1>([input], out, |[blocks], values| {
        let base = lanes(|l| blocks[l][W - 1]);
        let (mut sum, mut total) = ([0.0; LANES], [0.0; LANES]);
        for k in (0..W).rev() {
            sum = lanes(|l| sum[l] + (blocks[l][k] - base[l]));
            total = lanes(|l| total[l] + sum[l]);
            ends[k] = total;
        }
        let (mut start, mut starts) = ([0.0; LANES], [0.0; LANES]);
        let share = 1.0 / (W * (W + 1) / 2) as f64;
        for k in 0..W {
            starts = lanes(|l| starts[l] + start[l]);
            ends[k] = lanes(|l| {
                let weighted = ends[k][l] + (start[l] * (W + 1) as f64 - starts[l]);
                base[l] + weighted * share
            });
            start = lanes(|l| start[l] + (blocks[l + 1][k] - base[l]));
        }
        turn(values, |k, l| ends[k][l]);
    });
}

/// `of(sum, sum)` of the windows of two series.
pub(super) fn two_sums<const W: usize>(inputs: [&[f64]; 2], out: &mut [f64], of: impl Fn(f64, f64) -> f64) {
    let mut ends = [[[0.0; LANES]; 2]; W];
    over::<W, 2>(inputs, out, |[a, b], values| {
        let mut sums = [[0.0; LANES]; 2];
        for k in (0..W).rev() {
            sums = [lanes(|l| sums[0][l] + a[l][k]), lanes(|l| sums[1][l] + b[l][k])];
            ends[k] = sums;
        }
        let mut starts = [[0.0; LANES]; 2];
        for k in 0..W {
            ends[k][0] = lanes(|l| of(ends[k][0][l] + starts[0][l], ends[k][1][l] + starts[1][l]));
            starts = [lanes(|l| starts[0][l] + a[l + 1][k]), lanes(|l| starts[1][l] + b[l + 1][k])];
        }
        turn(values, |k, l| ends[k][0][l]);
    });
}

/// `of(largest of highs, smallest of lows, last of closes)` of every window. No high or low may be NaN. Exact, so that
/// bits depend on the window alone.
pub(super) fn extremes<const W: usize>(
    [highs, lows, closes]: [&[f64]; 3],
    out: &mut [f64],
    of: impl Fn(f64, f64, f64) -> f64,
) {
    let mut ends = [[[0.0; LANES]; 2]; W];
    over::<W, 3>([highs, lows, closes], out, |[highs, lows, closes], values| {
        let larger = |a: Lanes, b: Lanes| lanes(|l| if a[l] > b[l] { a[l] } else { b[l] });
        let smaller = |a: Lanes, b: Lanes| lanes(|l| if a[l] < b[l] { a[l] } else { b[l] });
        let (mut highest, mut lowest) = ([f64::NEG_INFINITY; LANES], [f64::INFINITY; LANES]);
        for k in (0..W).rev() {
            highest = larger(highest, lanes(|l| highs[l][k]));
            lowest = smaller(lowest, lanes(|l| lows[l][k]));
            ends[k] = [highest, lowest];
        }
        let mut close = lanes(|l| closes[l][W - 1]);
        (highest, lowest) = ([f64::NEG_INFINITY; LANES], [f64::INFINITY; LANES]);
        for k in 0..W {
            let (high, low) = (larger(ends[k][0], highest), smaller(ends[k][1], lowest));
            ends[k][0] = lanes(|l| of(high[l], low[l], close[l]));
            highest = larger(highest, lanes(|l| highs[l + 1][k]));
            lowest = smaller(lowest, lanes(|l| lows[l + 1][k]));
            close = lanes(|l| closes[l + 1][k]);
        }
        turn(values, |k, l| ends[k][0][l]);
    });
}

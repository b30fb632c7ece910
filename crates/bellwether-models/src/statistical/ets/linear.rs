//! The best initial states of a linear form with additive errors, by least squares.
//!
//! The errors are linear in the initial states: `e = e₀ − Z x₀`. The recursion runs for all columns side by side, the
//! series from states of zero, and for each free state a series of zeros from that state alone.

use super::recursion::{Smoothing, States};
use super::{Form, Season, Trend};

/// Sum of squares, and the states that it is smallest with.
pub(super) struct Best {
    pub(super) squares: f64,
    pub(super) start: States,
}

/// The least squares over the initial states of `series`, whose place in the season is 0 at first.
pub(super) fn best_start(form: &Form, s: &Smoothing, period: usize, series: &[f64]) -> Option<Best> {
    let has_trend = form.trend != Trend::None;
    let has_season = form.season != Season::None;
    let states = form.states(period);
    let width = states + 1;
    let slots = if has_season { period } else { 0 };
    // columns: the series, the level, the trend, the seasons but the last
    let (mut level, mut trend) = (vec![0.0; width], vec![0.0; width]);
    let mut season = vec![0.0; slots * width];
    level[1] = 1.0;
    if has_trend {
        trend[2] = 1.0;
    }
    let first_season = 2 + usize::from(has_trend);
    for j in 0..slots.saturating_sub(1) {
        season[j * width + first_season + j] = 1.0;
    }
    let mut cross = vec![0.0; width * width];
    let mut e = vec![0.0; width];
    let mut place = 0;
    for y in series {
        let missing = y.is_nan();
        let own = if has_season { &mut season[place * width..(place + 1) * width] } else { &mut [][..] };
        for c in 0..width {
            let faded = s.phi * trend[c];
            let base = level[c] + faded;
            let expected = base + own.get(c).copied().unwrap_or(0.0);
            let value = if c == 0 { *y } else { 0.0 };
            let error = if missing { 0.0 } else { value - expected };
            level[c] = base + s.alpha * error;
            trend[c] = faded + s.beta * error;
            if has_season {
                own[c] += s.gamma * error;
            }
            e[c] = error;
        }
        if has_season {
            place = if place + 1 == period { 0 } else { place + 1 };
        }
        if !missing {
            for i in 0..width {
                for j in 0..=i {
                    cross[i * width + j] += e[i] * e[j];
                }
            }
        }
    }
    // e = e₀ + E x with E the responses, which carry the sign
    let x = solve(&cross, width);
    let squares = cross[0] + (0..states).map(|i| x[i] * cross[(i + 1) * width]).sum::<f64>();
    let mut start = States { level: x[0], trend: 0.0, season: vec![0.0; period.max(1)], place: 0 };
    if has_trend {
        start.trend = x[1];
    }
    if has_season {
        start.season[..period - 1].copy_from_slice(&x[first_season - 1..]);
    }
    (squares.is_finite() && x.iter().all(|v| v.is_finite()))
        .then_some(Best { squares: squares.max(0.0), start })
}

/// `x` with `G x = −r` by Cholesky; a state that the others already tell stays 0.
fn solve(cross: &[f64], width: usize) -> Vec<f64> {
    let k = width - 1;
    let at = |i: usize, j: usize| cross[i * width + j];
    let mut root = vec![0.0; k * k];
    let mut forward = vec![0.0; k];
    for i in 0..k {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|m| root[i * k + m] * root[j * k + m]).sum();
            let value = at(i + 1, j + 1) - inner;
            if i == j {
                root[i * k + i] = if value > 1e-12 * at(i + 1, i + 1) { value.sqrt() } else { 0.0 };
            } else if root[j * k + j] > 0.0 {
                root[i * k + j] = value / root[j * k + j];
            }
        }
        if root[i * k + i] > 0.0 {
            let inner: f64 = (0..i).map(|m| root[i * k + m] * forward[m]).sum();
            forward[i] = (-at(i + 1, 0) - inner) / root[i * k + i];
        }
    }
    let mut x = vec![0.0; k];
    for i in (0..k).rev() {
        if root[i * k + i] > 0.0 {
            let inner: f64 = (i + 1..k).map(|m| root[m * k + i] * x[m]).sum();
            x[i] = (forward[i] - inner) / root[i * k + i];
        }
    }
    x
}

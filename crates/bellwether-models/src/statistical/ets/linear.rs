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
pub(super) fn best_start(form: Form, s: &Smoothing, period: usize, series: &[f64]) -> Option<Best> {
    let has_trend = form.trend != Trend::None;
    let has_season = form.season != Season::None;
    let width = form.states(period) + 1;
    let cross = match (has_season, has_trend) {
        (true, _) => seasonal(s, has_trend, period, series),
        (false, true) => plain::<3>(s, series),
        (false, false) => plain::<2>(s, series),
    };
    // e = e₀ + E x with E the responses, which carry the sign
    let x = solve(&cross, width);
    let squares = cross[0] + (1..width).map(|i| x[i - 1] * cross[i * width]).sum::<f64>();
    let trend = if has_trend { x[1] } else { 0.0 };
    let mut start = States { level: x[0], trend, season: vec![0.0; period.max(1)], place: 0 };
    let seasons = &x[1 + usize::from(has_trend)..];
    start.season[..seasons.len()].copy_from_slice(seasons);
    let sound = squares.is_finite() && x.iter().all(|v| v.is_finite());
    sound.then_some(Best { squares: squares.max(0.0), start })
}

/// Sums of products without a season: of the series, the level and, where `W` is 3, the trend.
fn plain<const W: usize>(s: &Smoothing, series: &[f64]) -> Vec<f64> {
    let (mut level, mut trend, mut cross) = ([0.0; W], [0.0; W], [[0.0; W]; W]);
    level[1] = 1.0;
    if W > 2 {
        trend[2] = 1.0;
    }
    for y in series {
        let missing = y.is_nan();
        let faded: [f64; W] = std::array::from_fn(|c| s.phi * trend[c]);
        let base: [f64; W] = std::array::from_fn(|c| level[c] + faded[c]);
        let error: [f64; W] = std::array::from_fn(|c| match c {
            _ if missing => 0.0,
            0 => y - base[0],
            _ => -base[c],
        });
        for c in 0..W {
            level[c] = base[c] + s.alpha * error[c];
            trend[c] = faded[c] + s.beta * error[c];
        }
        for i in 0..W {
            for j in 0..=i {
                cross[i][j] += error[i] * error[j];
            }
        }
    }
    cross.as_flattened().to_vec()
}

/// Sums of products: of the series, the level, the trend, and the seasons but the last.
fn seasonal(s: &Smoothing, has_trend: bool, period: usize, series: &[f64]) -> Vec<f64> {
    let first_season = 2 + usize::from(has_trend);
    let width = first_season + period - 1;
    let (mut level, mut trend) = (vec![0.0; width], vec![0.0; width]);
    let mut season = vec![0.0; period * width];
    level[1] = 1.0;
    if has_trend {
        trend[2] = 1.0;
    }
    for j in 0..period - 1 {
        season[j * width + first_season + j] = 1.0;
    }
    let mut cross = vec![0.0; width * width];
    let mut e = vec![0.0; width];
    let mut place = 0;
    for y in series {
        let missing = y.is_nan();
        let own = &mut season[place * width..(place + 1) * width];
        for c in 0..width {
            let faded = s.phi * trend[c];
            let base = level[c] + faded;
            let value = if c == 0 { *y } else { 0.0 };
            let error = if missing { 0.0 } else { value - (base + own[c]) };
            level[c] = base + s.alpha * error;
            trend[c] = faded + s.beta * error;
            own[c] += s.gamma * error;
            e[c] = error;
        }
        place = if place + 1 == period { 0 } else { place + 1 };
        if !missing {
            for i in 0..width {
                for j in 0..=i {
                    cross[i * width + j] += e[i] * e[j];
                }
            }
        }
    }
    cross
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

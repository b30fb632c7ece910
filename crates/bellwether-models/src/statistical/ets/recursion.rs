//! One pass over a series.
//!
//! ```text
//! base = l, l + φb or l b^φ;   ŷ = base, base + s or base · s;   e = y − ŷ;   r = 1, or s with a multiplicative season
//! l' = base + α e / r
//! b' = φb + β e / r,  or  b^φ + β e / (l r)
//! s' = s + γ e,  or  s + γ e / base
//! ```
//!
//! It is the same for additive and multiplicative errors, which differ in the likelihood alone. A missing value moves
//! the states on without an error.

use serde::{Deserialize, Serialize};

use super::{ErrorKind, Form, Season, Trend};

/// Smoothing parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Smoothing {
    /// Of the level, α.
    pub alpha: f64,
    /// Of the trend, β; 0 without one.
    pub beta: f64,
    /// Of the season, γ; 0 without one.
    pub gamma: f64,
    /// Damping of the trend, φ; 1 without one.
    pub phi: f64,
}

/// Level, trend and season before a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct States {
    /// The level, l.
    pub level: f64,
    /// The trend, b: a change, or a ratio.
    pub trend: f64,
    /// One value for each place in the season; a single neutral one without a season.
    pub season: Vec<f64>,
    /// Whose turn it is in the season.
    pub place: usize,
}

/// What a pass leaves.
#[derive(Debug, Clone)]
pub(super) struct Pass {
    /// Σ e², or Σ (e / ŷ)² with multiplicative errors.
    pub(super) squares: f64,
    /// Σ ln ŷ with multiplicative errors, else 0.
    pub(super) logs: f64,
    /// The states after the last value.
    pub(super) last: States,
}

/// One value on: what was expected, and the states after it. NaN is a missing value.
#[inline]
fn step<const TREND: u8, const SEASON: u8>(s: &Smoothing, x: &mut States, y: f64) -> (f64, f64) {
    let Smoothing { alpha, beta, gamma, phi } = *s;
    let (faded, base) = match TREND {
        0 => (0.0, x.level),
        1 => (phi * x.trend, x.level + phi * x.trend),
        _ => {
            let faded = if phi < 1.0 { x.trend.powf(phi) } else { x.trend };
            (faded, x.level * faded)
        }
    };
    let own = if SEASON == 0 { 0.0 } else { x.season[x.place] };
    let (expected, ratio) = match SEASON {
        0 => (base, 1.0),
        1 => (base + own, 1.0),
        _ => (base * own, own),
    };
    let error = if y.is_nan() { 0.0 } else { y - expected };
    let part = if SEASON == 2 { error / ratio } else { error };
    match TREND {
        0 => {}
        1 => x.trend = faded + beta * part,
        _ => x.trend = faded + beta * part / x.level,
    }
    x.level = base + alpha * part;
    if SEASON > 0 {
        x.season[x.place] = own + if SEASON == 1 { gamma * error } else { gamma * error / base };
        x.place = if x.place + 1 == x.season.len() { 0 } else { x.place + 1 };
    }
    (expected, error)
}

/// One value on by the form.
pub(super) fn advance(form: Form, s: &Smoothing, x: &mut States, y: f64) -> f64 {
    let go = match (code(form.trend), form.season) {
        (0, Season::None) => step::<0, 0>,
        (0, Season::Additive) => step::<0, 1>,
        (0, Season::Multiplicative) => step::<0, 2>,
        (1, Season::None) => step::<1, 0>,
        (1, Season::Additive) => step::<1, 1>,
        (1, Season::Multiplicative) => step::<1, 2>,
        (_, Season::None) => step::<2, 0>,
        (_, Season::Additive) => step::<2, 1>,
        (_, Season::Multiplicative) => step::<2, 2>,
    };
    go(s, x, y).0
}

fn code(trend: Trend) -> u8 {
    match trend {
        Trend::None => 0,
        Trend::Additive | Trend::AdditiveDamped => 1,
        Trend::Multiplicative | Trend::MultiplicativeDamped => 2,
    }
}

/// The whole series; `None` where a multiplicative part would need what is not above 0.
pub(super) fn pass(form: Form, s: &Smoothing, start: &States, series: &[f64]) -> Option<Pass> {
    match (code(form.trend), form.season) {
        (0, Season::None) => run::<0, 0>(form, s, start, series),
        (0, Season::Additive) => run::<0, 1>(form, s, start, series),
        (0, Season::Multiplicative) => run::<0, 2>(form, s, start, series),
        (1, Season::None) => run::<1, 0>(form, s, start, series),
        (1, Season::Additive) => run::<1, 1>(form, s, start, series),
        (1, Season::Multiplicative) => run::<1, 2>(form, s, start, series),
        (_, Season::None) => run::<2, 0>(form, s, start, series),
        (_, Season::Additive) => run::<2, 1>(form, s, start, series),
        (_, Season::Multiplicative) => run::<2, 2>(form, s, start, series),
    }
}

fn run<const TREND: u8, const SEASON: u8>(
    form: Form,
    s: &Smoothing,
    start: &States,
    series: &[f64],
) -> Option<Pass> {
    let relative = form.error == ErrorKind::Multiplicative;
    let positive = form.needs_positive();
    let mut x = start.clone();
    let (mut squares, mut logs, mut product) = (0.0, 0.0, 1.0_f64);
    for y in series {
        let (expected, error) = step::<TREND, SEASON>(s, &mut x, *y);
        if positive {
            let sound = expected > 0.0
                && x.level > 0.0
                && (TREND < 2 || x.trend > 0.0)
                && (SEASON < 2
                    || x.season[if x.place == 0 { x.season.len() - 1 } else { x.place - 1 }] > 0.0);
            if !sound {
                return None;
            }
        }
        if y.is_nan() {
            continue;
        }
        if relative {
            let part = error / expected;
            squares += part * part;
            product *= expected;
            if !(1e-150..1e150).contains(&product) {
                logs += product.ln();
                product = 1.0;
            }
        } else {
            squares += error * error;
        }
    }
    if relative {
        logs += product.ln();
    }
    (squares.is_finite() && logs.is_finite()).then_some(Pass { squares, logs, last: x })
}

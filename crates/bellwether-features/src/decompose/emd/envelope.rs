//! Envelopes: cubic splines through the extrema, mirrored at both ends (Rilling, Flandrin and Gonçalvès, 2003).

use super::extrema::Extrema;
use super::spline::Spline;

/// Extrema mirrored at each end.
const MIRRORED: usize = 2;

/// Room for the envelopes of a series.
#[derive(Debug, Default)]
pub(super) struct Envelopes {
    upper: Knots,
    lower: Knots,
    spline: Spline,
}

/// Positions and values that a spline goes through.
#[derive(Debug, Default)]
struct Knots {
    t: Vec<f64>,
    y: Vec<f64>,
}

/// Extrema to mirror at one end, nearest first, and the position that they are mirrored about.
struct Mirror {
    maxima: Vec<usize>,
    minima: Vec<usize>,
    about: usize,
}

impl Envelopes {
    /// Writes the mean of both envelopes; there is at least one extremum of each kind and three in all.
    ///
    /// Returns whether no maximum lies below zero and no minimum above it, the mirrored ones among them.
    pub(super) fn mean(&mut self, x: &[f64], extrema: &Extrema, out: &mut [f64]) -> bool {
        let last = x.len() - 1;
        let left = mirror(x, 0, &extrema.maxima, &extrema.minima, <[usize]>::get);
        let right = mirror(x, last, &extrema.maxima, &extrema.minima, |v, i| {
            v.len().checked_sub(i + 1).and_then(|i| v.get(i))
        });
        self.upper.fill(x, &extrema.maxima, (&left.maxima, left.about), (&right.maxima, right.about));
        self.lower.fill(x, &extrema.minima, (&left.minima, left.about), (&right.minima, right.about));
        out.fill(0.0);
        self.spline.add(&self.upper.t, &self.upper.y, 0.5, out);
        self.spline.add(&self.lower.t, &self.lower.y, 0.5, out);
        self.upper.y.iter().all(|y| *y >= 0.0) && self.lower.y.iter().all(|y| *y <= 0.0)
    }
}

/// Which extrema are mirrored at the end `edge`, about which position. `near(list, i)` is the `i`-th from that end.
///
/// About the extremum next to the end, if the series ends within the range that the nearest pair spans; else about the end
/// itself, which then counts as an extremum of the other kind. Where the mirrored ones do not reach beyond the end, they
/// are mirrored about the end after all.
fn mirror(
    x: &[f64],
    edge: usize,
    maxima: &[usize],
    minima: &[usize],
    near: fn(&[usize], usize) -> Option<&usize>,
) -> Mirror {
    let nearest = |list: &[usize], from: usize, count: usize| -> Vec<usize> {
        (from..from + count).map_while(|i| near(list, i).copied()).collect()
    };
    let distance = |list: &[usize]| near(list, 0).map_or(usize::MAX, |i| i.abs_diff(edge));
    let leads = distance(maxima) < distance(minima);
    let (lead, other) = if leads { (maxima, minima) } else { (minima, maxima) };
    let opposite = x[near(other, 0).copied().unwrap_or(edge)];
    let inside = if leads { x[edge] > opposite } else { x[edge] < opposite };
    let (mut first, second, mut about);
    if inside {
        about = near(lead, 0).copied().unwrap_or(edge);
        first = nearest(lead, 1, MIRRORED);
        second = nearest(other, 0, MIRRORED);
        if first.is_empty() {
            first = lead.to_vec();
        }
        let farthest = |list: &[usize]| list.last().is_none_or(|i| beyond(about, *i, edge));
        if !farthest(&first) || !farthest(&second) {
            first = nearest(lead, 0, MIRRORED);
            about = edge;
        }
    } else {
        about = edge;
        first = nearest(lead, 0, MIRRORED);
        second = std::iter::once(edge).chain(nearest(other, 0, MIRRORED - 1)).collect();
    }
    let (maxima, minima) = if leads { (first, second) } else { (second, first) };
    Mirror { maxima, minima, about }
}

/// Whether the mirrored position is not inside the series.
fn beyond(about: usize, i: usize, edge: usize) -> bool {
    let mirrored = 2 * about as i64 - i as i64;
    if edge == 0 { mirrored <= 0 } else { mirrored >= edge as i64 }
}

impl Knots {
    /// Mirrored on the left, then the extrema, then mirrored on the right; of two at one position the later one.
    fn fill(&mut self, x: &[f64], own: &[usize], left: (&[usize], usize), right: (&[usize], usize)) {
        self.t.clear();
        self.y.clear();
        let mirrored = |about: usize, i: &usize| (2.0 * about as f64 - *i as f64, x[*i]);
        for i in left.0.iter().rev() {
            let (t, y) = mirrored(left.1, i);
            self.push(t, y);
        }
        for i in own {
            self.push(*i as f64, x[*i]);
        }
        for i in right.0 {
            let (t, y) = mirrored(right.1, i);
            self.push(t, y);
        }
    }

    fn push(&mut self, t: f64, y: f64) {
        if self.t.last() == Some(&t) {
            self.t.pop();
            self.y.pop();
        }
        self.t.push(t);
        self.y.push(y);
    }
}

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

/// A few positions, nearest to an end first.
#[derive(Debug, Clone, Copy)]
struct Near {
    at: [usize; MIRRORED],
    count: usize,
}

impl Near {
    fn from(positions: impl Iterator<Item = usize>) -> Self {
        let mut near = Self { at: [0; MIRRORED], count: 0 };
        for position in positions.take(MIRRORED) {
            near.at[near.count] = position;
            near.count += 1;
        }
        near
    }

    fn as_slice(&self) -> &[usize] {
        &self.at[..self.count]
    }
}

/// Extrema to mirror at one end, and the position that they are mirrored about.
#[derive(Debug, Clone, Copy)]
struct Mirror {
    maxima: Near,
    minima: Near,
    about: usize,
}

impl Envelopes {
    /// Writes the mean of both envelopes; there is at least one extremum of each kind and three in all.
    ///
    /// Returns whether no maximum lies below zero and no minimum above it, the mirrored ones among them.
    pub(super) fn mean(&mut self, x: &[f64], extrema: &Extrema, out: &mut [f64]) -> bool {
        let Extrema { maxima, minima, .. } = extrema;
        let left = mirror(x, 0, maxima.iter().copied(), minima.iter().copied());
        let right = mirror(x, x.len() - 1, maxima.iter().rev().copied(), minima.iter().rev().copied());
        self.upper.fill(x, maxima, (left.maxima, left.about), (right.maxima, right.about));
        self.lower.fill(x, minima, (left.minima, left.about), (right.minima, right.about));
        out.fill(0.0);
        self.spline.add(&self.upper.t, &self.upper.y, 0.5, out);
        self.spline.add(&self.lower.t, &self.lower.y, 0.5, out);
        self.upper.y.iter().all(|y| *y >= 0.0) && self.lower.y.iter().all(|y| *y <= 0.0)
    }
}

/// Which extrema are mirrored at the end `edge`, about which position; both lists start with the nearest.
///
/// About the extremum next to the end, if the series ends within the range that the nearest pair spans; else about the end
/// itself, which then counts as an extremum of the other kind. Where the mirrored ones do not reach beyond the end, they
/// are mirrored about the end after all.
fn mirror(
    x: &[f64],
    edge: usize,
    maxima: impl Iterator<Item = usize> + Clone,
    minima: impl Iterator<Item = usize> + Clone,
) -> Mirror {
    let (high, low) = (maxima.clone().next(), minima.clone().next());
    let distance = |near: Option<usize>| near.map_or(usize::MAX, |i| i.abs_diff(edge));
    if distance(high) < distance(low) {
        let inside = low.is_some_and(|i| x[edge] > x[i]);
        let (maxima, minima, about) = reflect(edge, inside, maxima, minima);
        Mirror { maxima, minima, about }
    } else {
        let inside = high.is_some_and(|i| x[edge] < x[i]);
        let (minima, maxima, about) = reflect(edge, inside, minima, maxima);
        Mirror { maxima, minima, about }
    }
}

/// The extrema of the kind that is nearest to the end, those of the other, and the position that they are mirrored about.
fn reflect(
    edge: usize,
    inside: bool,
    lead: impl Iterator<Item = usize> + Clone,
    other: impl Iterator<Item = usize> + Clone,
) -> (Near, Near, usize) {
    if !inside {
        return (Near::from(lead), Near::from(std::iter::once(edge).chain(other)), edge);
    }
    let about = lead.clone().next().unwrap_or(edge);
    let mut first = Near::from(lead.clone().skip(1));
    if first.count == 0 {
        first = Near::from(lead.clone());
    }
    let second = Near::from(other);
    let reaches = |near: &Near| near.as_slice().last().is_none_or(|i| beyond(about, *i, edge));
    if reaches(&first) && reaches(&second) {
        (first, second, about)
    } else {
        (Near::from(lead), second, edge)
    }
}

/// Whether the mirrored position is not inside the series.
fn beyond(about: usize, i: usize, edge: usize) -> bool {
    let mirrored = 2 * about as i64 - i as i64;
    if edge == 0 { mirrored <= 0 } else { mirrored >= edge as i64 }
}

impl Knots {
    /// Mirrored on the left, then the extrema, then mirrored on the right; of two at one position the later one.
    fn fill(&mut self, x: &[f64], own: &[usize], left: (Near, usize), right: (Near, usize)) {
        self.t.clear();
        self.y.clear();
        let mirrored = |about: usize, i: &usize| (2.0 * about as f64 - *i as f64, x[*i]);
        for i in left.0.as_slice().iter().rev() {
            let (t, y) = mirrored(left.1, i);
            self.push(t, y);
        }
        for i in own {
            self.push(*i as f64, x[*i]);
        }
        for i in right.0.as_slice() {
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

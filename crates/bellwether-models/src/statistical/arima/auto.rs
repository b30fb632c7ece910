//! The steps of Hyndman and Khandakar (2008), *Journal of Statistical Software* 27(3).
//!
//! 1. d by repeated KPSS tests.
//! 2. The best by AICc of (2, d, 2), (0, d, 0), (1, d, 0), (0, d, 1), with a constant where d ≤ 1, and (0, d, 0) without.
//! 3. From the best, p and q by ±1, both together, and the constant in or out; on from each that is better, until none is.
//!
//! Every model is fitted by exact likelihood, none by conditional sums of squares.

use super::fit::{Options, Start, fit};
use super::kpss::differences;
use super::{ArimaError, Constant, FittedArima, Order};

/// How far the search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Most autoregressive terms. Default 5.
    pub most_p: usize,
    /// Most differences. Default 2.
    pub most_d: usize,
    /// Most moving-average terms. Default 5.
    pub most_q: usize,
    /// Whether a mean or a drift may be in. Default yes.
    pub constant: bool,
    /// Whether to fit all orders with `p + q ≤ 5`, rather than go step by step. Default no.
    pub grid: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { most_p: 5, most_d: 2, most_q: 5, constant: true, grid: false }
    }
}

/// The model that is preferred, and how many were fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The fit with the lowest AICc.
    pub best: FittedArima,
    /// Models fitted.
    pub tried: usize,
}

/// A model of the search: p, q, and whether a constant is in.
type Candidate = (usize, usize, bool);

struct Candidates<'a> {
    series: &'a [f64],
    search: Search,
    d: usize,
    seen: Vec<Candidate>,
    best: Option<(f64, Candidate, FittedArima)>,
    refused: Option<ArimaError>,
}

/// The ARIMA model of a series that AICc prefers. NaN is a missing value.
///
/// # Errors
/// [`ArimaError`] of the first model when none can be fitted.
pub fn select(series: &[f64], search: &Search) -> Result<Selection, ArimaError> {
    if let Some(index) = series.iter().position(|v| v.is_infinite()) {
        return Err(ArimaError::NotFinite { index, value: series[index] });
    }
    let Search { most_p, most_d, most_q, constant, grid } = *search;
    let d = differences(series, most_d);
    let mut candidates =
        Candidates { series, search: *search, d, seen: Vec::new(), best: None, refused: None };
    let with = constant && d <= 1;
    if grid {
        for p in 0..=most_p {
            for q in 0..=most_q.min(5_usize.saturating_sub(p)) {
                candidates.consider((p, q, with));
                candidates.consider((p, q, false));
            }
        }
    } else {
        for (p, q) in [(2, 2), (0, 0), (1, 0), (0, 1)] {
            candidates.consider((p.min(most_p), q.min(most_q), with));
        }
        candidates.consider((0, 0, false));
        while candidates.step() {}
    }
    let tried = candidates.seen.len();
    match candidates.best {
        Some((_, _, best)) => Ok(Selection { best, tried }),
        None => Err(candidates.refused.unwrap_or(ArimaError::Likelihood { order: Order::new(0, d, 0) })),
    }
}

impl Candidates<'_> {
    fn fit(&self, (p, q, constant): Candidate) -> Result<FittedArima, ArimaError> {
        let constant = match (constant, self.d) {
            (false, _) => Constant::None,
            (true, 0) => Constant::Mean,
            (true, _) => Constant::Drift,
        };
        let options = Options { constant, start: Start::One, ..Options::default() };
        fit(self.series, Order::new(p, self.d, q), &options)
    }

    /// Whether it is better than the best so far.
    fn consider(&mut self, candidate: Candidate) -> bool {
        if self.seen.contains(&candidate) {
            return false;
        }
        self.seen.push(candidate);
        match self.fit(candidate) {
            Err(e) => {
                self.refused.get_or_insert(e);
                false
            }
            Ok(found) => {
                let aicc = found.aicc();
                let better = self.best.as_ref().is_none_or(|b| aicc < b.0);
                if better {
                    self.best = Some((aicc, candidate, found));
                }
                better
            }
        }
    }

    /// One move to the first better neighbour; false when there is none.
    fn step(&mut self) -> bool {
        let Some((_, (p, q, constant), _)) = self.best else { return false };
        let (most_p, most_q) = (self.search.most_p, self.search.most_q);
        let may = self.search.constant && self.d <= 1;
        let moves: [(isize, isize); 8] =
            [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        for (dp, dq) in moves {
            if let (Some(p), Some(q)) = (p.checked_add_signed(dp), q.checked_add_signed(dq))
                && p <= most_p
                && q <= most_q
                && self.consider((p, q, constant))
            {
                return true;
            }
        }
        may && self.consider((p, q, !constant))
    }
}

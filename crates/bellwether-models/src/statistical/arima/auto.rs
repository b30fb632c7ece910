//! The steps of Hyndman and Khandakar (2008), *Journal of Statistical Software* 27(3).
//!
//! 1. With a period, D = 1 where the season is strong. d by repeated KPSS tests of the series that is left.
//! 2. The best by AICc of (2, d, 2)(1, D, 1), (0, d, 0)(0, D, 0), (1, d, 0)(1, D, 0), (0, d, 1)(0, D, 1), with a constant
//!    where d + D ≤ 1, and (0, d, 0)(0, D, 0) without; no seasonal terms without a period.
//! 3. From the best, P and Q, p and q by ±1, both together, and the constant in or out; on from each that is better, until
//!    none is.
//!
//! Every model is fitted by exact likelihood, none by conditional sums of squares. With regressors, the tests are of what
//! a plain regression leaves over.

use super::fit::{Options, Start, fit};
use super::kpss::differences;
use super::objective::regression;
use super::polynomial::{difference, differencing};
use super::seasonal::seasonal_differences;
use super::{ArimaError, Constant, FittedArima, Order, Seasonal};

/// How far the search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Most autoregressive terms. Default 5.
    pub most_p: usize,
    /// Most differences. Default 2.
    pub most_d: usize,
    /// Most moving-average terms. Default 5.
    pub most_q: usize,
    /// Values in a season. Default none: no seasonal part.
    pub period: Option<usize>,
    /// Most seasonal terms of each kind. Default 2.
    pub most_seasonal: usize,
    /// Whether a mean or a drift may be in. Default yes.
    pub constant: bool,
    /// Whether to fit all orders with `p + q + P + Q ≤ 5`, rather than go step by step. Default no.
    pub grid: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { most_p: 5, most_d: 2, most_q: 5, period: None, most_seasonal: 2, constant: true, grid: false }
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

/// A model of the search: p, q, P, Q, and whether a constant is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    terms: [usize; 4],
    constant: bool,
}

struct Candidates<'a> {
    series: &'a [f64],
    regressors: &'a [Vec<f64>],
    most: [usize; 4],
    /// Whether a constant may be in.
    may: bool,
    d: usize,
    /// Seasonal differences and values in a season.
    season: Option<(usize, usize)>,
    seen: Vec<Candidate>,
    best: Option<(f64, Candidate, FittedArima)>,
    refused: Option<ArimaError>,
}

/// The ARIMA model of a series that AICc prefers. NaN is a missing value.
///
/// # Errors
/// [`ArimaError`] of the first model when none can be fitted.
pub fn select(series: &[f64], search: &Search) -> Result<Selection, ArimaError> {
    select_with(series, &[], search)
}

/// The model that AICc prefers of a series with regressors, each as long as the series and finite throughout.
///
/// # Errors
/// As [`select`].
pub fn select_with(
    series: &[f64],
    regressors: &[Vec<f64>],
    search: &Search,
) -> Result<Selection, ArimaError> {
    if let Some(index) = series.iter().position(|v| v.is_infinite()) {
        return Err(ArimaError::NotFinite { index, value: series[index] });
    }
    let Search { most_p, most_d, most_q, period, most_seasonal, constant, grid } = *search;
    let left = left_over(series, regressors);
    let season = period.map(|m| (seasonal_differences(&left, m), m));
    let left = match season {
        Some((1, m)) => difference(&left, &differencing(0, 1, m)),
        _ => left,
    };
    let d = differences(&left, most_d);
    let seasonal = if period.is_some() { most_seasonal } else { 0 };
    let mut candidates = Candidates {
        series,
        regressors,
        most: [most_p, most_q, seasonal, seasonal],
        may: constant && d + season.map_or(0, |s| s.0) <= 1,
        d,
        season,
        seen: Vec::new(),
        best: None,
        refused: None,
    };
    if grid {
        candidates.all();
    } else {
        candidates.walk();
    }
    let tried = candidates.seen.len();
    match candidates.best {
        Some((_, _, best)) => Ok(Selection { best, tried }),
        None => Err(candidates.refused.unwrap_or(ArimaError::Likelihood { order: Order::new(0, d, 0) })),
    }
}

/// What a plain regression with a mean leaves over; the series itself without regressors, or where they are collinear.
fn left_over(series: &[f64], regressors: &[Vec<f64>]) -> Vec<f64> {
    let fits = |r: &Vec<f64>| r.len() == series.len() && r.iter().all(|v| v.is_finite());
    if regressors.is_empty() || !regressors.iter().all(fits) {
        return series.to_vec();
    }
    let width = regressors.len() + 2;
    let row = |t: usize| {
        let mut row = vec![series[t], 1.0];
        row.extend(regressors.iter().map(|r| r[t]));
        row
    };
    let mut cross = vec![[0.0]; width * width];
    for t in (0..series.len()).filter(|t| !series[*t].is_nan()) {
        let row = row(t);
        for i in 0..width {
            for j in 0..=i {
                cross[i * width + j][0] += row[i] * row[j];
            }
        }
    }
    let Some(found) = regression(&cross, width, 0) else { return series.to_vec() };
    let fitted = |t: usize| row(t)[1..].iter().zip(&found.coefficients).map(|(x, b)| x * b).sum::<f64>();
    series.iter().enumerate().map(|(t, y)| y - fitted(t)).collect()
}

impl Candidates<'_> {
    /// All orders of at most five terms.
    fn all(&mut self) {
        let [most_p, most_q, seasonal, _] = self.most;
        for p in 0..=most_p {
            for q in 0..=most_q {
                for sp in 0..=seasonal {
                    for sq in 0..=seasonal {
                        if p + q + sp + sq <= 5 {
                            self.consider(Candidate { terms: [p, q, sp, sq], constant: self.may });
                            self.consider(Candidate { terms: [p, q, sp, sq], constant: false });
                        }
                    }
                }
            }
        }
    }

    /// The first models, then step by step.
    fn walk(&mut self) {
        for terms in [[2, 2, 1, 1], [0; 4], [1, 0, 1, 0], [0, 1, 0, 1]] {
            let terms = std::array::from_fn(|i| terms[i].min(self.most[i]));
            self.consider(Candidate { terms, constant: self.may });
        }
        self.consider(Candidate { terms: [0; 4], constant: false });
        while self.step() {}
    }

    fn fit(&self, candidate: Candidate) -> Result<FittedArima, ArimaError> {
        let Candidate { terms: [p, q, sp, sq], constant } = candidate;
        let seasonal = self.season.map(|(d, period)| Seasonal { p: sp, d, q: sq, period });
        // a season without terms or differences only lengthens the state
        let seasonal = seasonal.filter(|s| s.p + s.d + s.q > 0);
        let order = Order { p, d: self.d, q, seasonal };
        let constant = match (constant, order.differences()) {
            (false, _) => Constant::None,
            (true, 0) => Constant::Mean,
            (true, _) => Constant::Drift,
        };
        let regressors = self.regressors;
        fit(self.series, order, &Options { constant, regressors, start: Start::One, ..Options::default() })
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
        let Some((_, Candidate { terms, constant }, _)) = self.best else { return false };
        let moves: [(isize, isize); 8] =
            [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        // the seasonal pair, then the ordinary one
        for pair in [2, 0] {
            for (first, second) in moves {
                let moved =
                    [(pair, first), (pair + 1, second)].iter().try_fold(terms, |mut terms, (i, by)| {
                        terms[*i] = terms[*i].checked_add_signed(*by).filter(|to| *to <= self.most[*i])?;
                        Some(terms)
                    });
                if let Some(terms) = moved
                    && self.consider(Candidate { terms, constant })
                {
                    return true;
                }
            }
        }
        self.may && self.consider(Candidate { terms, constant: !constant })
    }
}

//! Tickers in equal parts.

use super::{Backtest, BacktestError};

/// One ticker's backtest, and the portfolio's bar that each of its bars is.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The backtest.
    pub backtest: &'a Backtest,
    /// One place for each of its bars.
    pub places: &'a [usize],
}

/// A portfolio of `bars` bars in which every member that has a bar stands with the same share, set again each bar: returns, positions
/// and traded values are means over them. What evening out the shares between members would cost is not charged.
///
/// # Errors
/// [`BacktestError::Member`] for places that do not fit, [`BacktestError::TooFewBars`] below two.
pub fn equal_weight(members: &[Member<'_>], bars: usize) -> Result<Backtest, BacktestError> {
    if bars < 2 {
        return Err(BacktestError::TooFewBars { bars });
    }
    let (mut counts, mut returns) = (vec![0_usize; bars], vec![0.0; bars]);
    let (mut positions, mut traded) = (vec![0.0; bars], vec![0.0; bars]);
    for (member, Member { backtest, places }) in members.iter().enumerate() {
        let own = backtest.returns.len();
        if places.len() != own || places.iter().any(|p| *p >= bars) {
            return Err(BacktestError::Member { member, bars: own, places: places.len(), all: bars });
        }
        for (i, &place) in places.iter().enumerate() {
            counts[place] += 1;
            returns[place] += backtest.returns[i];
            positions[place] += backtest.positions[i];
            traded[place] += backtest.traded[i];
        }
    }
    for column in [&mut returns, &mut positions, &mut traded] {
        column.iter_mut().zip(&counts).for_each(|(value, count)| *value /= (*count).max(1) as f64);
    }
    let mut equity = Vec::with_capacity(bars);
    let mut now = 1.0;
    for r in &returns {
        now *= 1.0 + r;
        equity.push(now);
    }
    let ruined = equity.iter().position(|e| *e <= 0.0);
    Ok(Backtest { equity, returns, positions, traded, ruined })
}

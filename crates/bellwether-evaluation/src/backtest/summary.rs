//! Return, risk and turnover of a backtest.

use serde::{Deserialize, Serialize};

use super::{Backtest, BacktestError};
use crate::input::mean;

/// Figures of one backtest. Returns are shares (0.01 is 1 %), over the bars after the first; the rate without risk is taken to be 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TradingSummary {
    /// Bars over which something could be earned.
    pub bars: usize,
    /// Last equity less 1.
    pub total_return: f64,
    /// The same a year, compounded; `None` where that leaves the range of a double.
    pub annual_return: Option<f64>,
    /// Sample standard deviation of the returns times the root of the bars in a year; `None` with one bar.
    pub volatility: Option<f64>,
    /// Mean return over its sample standard deviation, times the root of the bars in a year; `None` without any deviation.
    pub sharpe: Option<f64>,
    /// The same over the root of the mean square of the returns below 0; `None` where there is none.
    pub sortino: Option<f64>,
    /// Largest loss since the highest equity before, as a share.
    pub max_drawdown: f64,
    /// Annual return over it; `None` where there is none.
    pub calmar: Option<f64>,
    /// Value traded in a year, as a multiple of the equity; in and out both count.
    pub turnover: f64,
    /// Share of the bars that gained among those with a position that gained or lost, after costs; `None` without any.
    pub hit_rate: Option<f64>,
    /// Mean size of the position, long or short.
    pub exposure: f64,
}

impl TradingSummary {
    /// With so many bars in a year: 252 for sessions of a stock exchange.
    ///
    /// # Errors
    /// [`BacktestError::BarsPerYear`] unless that is finite and above 0; [`BacktestError::TooFewBars`] below two.
    pub fn of(backtest: &Backtest, bars_per_year: f64) -> Result<Self, BacktestError> {
        if !(bars_per_year.is_finite() && bars_per_year > 0.0) {
            return Err(BacktestError::BarsPerYear { value: bars_per_year });
        }
        if backtest.returns.len() < 2 {
            return Err(BacktestError::TooFewBars { bars: backtest.returns.len() });
        }
        let returns = &backtest.returns[1..];
        let bars = returns.len();
        let root = bars_per_year.sqrt();
        let last = backtest.equity.last().copied().unwrap_or(1.0);
        let annual_return = last.max(0.0).powf(bars_per_year / bars as f64) - 1.0;
        let annual_return = annual_return.is_finite().then_some(annual_return);
        let centre = mean(returns);
        let squares: f64 = returns.iter().map(|r| (r - centre) * (r - centre)).sum();
        let deviation = (bars > 1).then(|| (squares / (bars - 1) as f64).sqrt());
        let below = (returns.iter().map(|r| r.min(0.0).powi(2)).sum::<f64>() / bars as f64).sqrt();
        let max_drawdown = drawdown(&backtest.equity).into_iter().fold(0.0, f64::max);
        let held = returns.iter().zip(&backtest.positions[1..]).filter(|(r, p)| **p != 0.0 && **r != 0.0);
        let (gained, moved) = held.fold((0_u32, 0_u32), |(g, m), (r, _)| (g + u32::from(*r > 0.0), m + 1));
        let over =
            |value: f64, divisor: f64| Some(value / divisor).filter(|q| divisor > 0.0 && q.is_finite());
        Ok(Self {
            bars,
            total_return: last - 1.0,
            annual_return,
            volatility: deviation.map(|d| d * root),
            sharpe: deviation.and_then(|d| over(centre * root, d)),
            sortino: over(centre * root, below),
            max_drawdown,
            calmar: annual_return.and_then(|a| over(a, max_drawdown)),
            turnover: mean(&backtest.traded[1..]) * bars_per_year,
            hit_rate: over(f64::from(gained), f64::from(moved)),
            exposure: backtest.positions[1..].iter().map(|p| p.abs()).sum::<f64>() / bars as f64,
        })
    }
}

/// At each bar, the loss since the highest equity so far, as a share of it.
pub fn drawdown(equity: &[f64]) -> Vec<f64> {
    let mut highest = f64::NEG_INFINITY;
    let step = |e: &f64| {
        highest = highest.max(*e);
        1.0 - e / highest
    };
    equity.iter().map(step).collect()
}

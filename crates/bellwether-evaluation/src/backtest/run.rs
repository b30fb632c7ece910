//! Trading wanted positions bar by bar.
//!
//! A position is a share of the equity: 1 is all of it long, −1 all of it short. It is set again at each execution, so that a position
//! which has drifted with the price is brought back, and that trade is paid as well; one of 1 never drifts. With price ratio `g` over a
//! stretch, position `w`, cost rate `c` and wanted position `v`:
//!
//! ```text
//! equity   → equity · (1 + w (g − 1))        w → w g / (1 + w (g − 1))
//! trade:     equity · (1 − c |v − w|)        w → v
//! ```
//!
//! The last bar's position is closed at its close, and paid. Equity that reaches zero stays there.

use serde::{Deserialize, Serialize};

use super::error::PriceSeries;
use super::{BacktestError, Execution, Rules};

/// Columns of equal length, one value a bar; nothing is held at the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Backtest {
    /// Equity at the close, 1 at the first.
    pub equity: Vec<f64>,
    /// Its change since the close before, as a share; 0 at the first.
    pub returns: Vec<f64>,
    /// The position over the bar: the one that its trade has set, as a share of the equity.
    pub positions: Vec<f64>,
    /// Value traded in the bar, as a share of the equity before the trade.
    pub traded: Vec<f64>,
    /// The bar at which the equity was gone, if it was.
    pub ruined: Option<usize>,
}

/// Trades the positions wanted at each bar's close. What is wanted at the last close is not traded: there is no bar after it.
///
/// With [`Execution::NextOpen`] what is wanted at bar `t` is held from the open of `t + 1` to the open of `t + 2`; with
/// [`Execution::Close`] from the close of `t` to that of `t + 1`, and the trade is booked with bar `t + 1`.
///
/// # Errors
/// [`BacktestError`] for slices of other lengths, fewer than two bars, prices that are not finite and positive, positions beyond 1, and
/// costs out of range.
pub fn backtest(
    open: &[f64],
    close: &[f64],
    wanted: &[f64],
    rules: &Rules,
) -> Result<Backtest, BacktestError> {
    let (opens, closes) = (open.len(), close.len());
    if opens != closes || opens != wanted.len() {
        return Err(BacktestError::Lengths { opens, closes, wanted: wanted.len() });
    }
    if opens < 2 {
        return Err(BacktestError::TooFewBars { bars: opens });
    }
    for (series, values) in [(PriceSeries::Open, open), (PriceSeries::Close, close)] {
        if let Some(index) = values.iter().position(|v| !(v.is_finite() && *v > 0.0)) {
            return Err(BacktestError::Price { series, index, value: values[index] });
        }
    }
    if let Some(index) = wanted.iter().position(|v| !(-1.0..=1.0).contains(v)) {
        return Err(BacktestError::Position { index, value: wanted[index] });
    }
    Ok(walk(open, close, wanted, rules.execution, rules.costs.rate()?))
}

/// All of the equity long from the first trade that the rules allow to the last close, under the same costs.
///
/// # Errors
/// As [`backtest`].
pub fn buy_and_hold(open: &[f64], close: &[f64], rules: &Rules) -> Result<Backtest, BacktestError> {
    backtest(open, close, &vec![1.0; close.len()], rules)
}

/// Equity, and the share of it that is in the position now.
struct Account {
    equity: f64,
    held: f64,
    rate: f64,
}

impl Account {
    fn grow(&mut self, ratio: f64) {
        let factor = 1.0 + self.held * (ratio - 1.0);
        if factor > 0.0 {
            self.equity *= factor;
            self.held *= ratio / factor;
        } else {
            (self.equity, self.held) = (0.0, 0.0);
        }
    }

    /// The value traded.
    fn trade(&mut self, wanted: f64) -> f64 {
        if self.equity == 0.0 {
            return 0.0;
        }
        let traded = (wanted - self.held).abs();
        self.equity *= (1.0 - self.rate * traded).max(0.0);
        self.held = wanted;
        traded
    }
}

fn walk(open: &[f64], close: &[f64], wanted: &[f64], execution: Execution, rate: f64) -> Backtest {
    let n = close.len();
    let column = |first: f64| {
        let mut column = Vec::with_capacity(n);
        column.push(first);
        column
    };
    let (mut equity, mut returns, mut positions, mut traded) =
        (column(1.0), column(0.0), column(0.0), column(0.0));
    let mut account = Account { equity: 1.0, held: 0.0, rate };
    let mut ruined = None;
    for t in 1..n {
        let before = account.equity;
        let mut value = match execution {
            Execution::NextOpen => {
                account.grow(open[t] / close[t - 1]);
                let value = account.trade(wanted[t - 1]);
                account.grow(close[t] / open[t]);
                value
            }
            Execution::Close => {
                let value = account.trade(wanted[t - 1]);
                account.grow(close[t] / close[t - 1]);
                value
            }
        };
        positions.push(if before > 0.0 { wanted[t - 1] } else { 0.0 });
        if t + 1 == n {
            value += account.trade(0.0);
        }
        if account.equity == 0.0 && ruined.is_none() {
            ruined = Some(t);
        }
        equity.push(account.equity);
        returns.push(if before > 0.0 { account.equity / before - 1.0 } else { 0.0 });
        traded.push(value);
    }
    Backtest { equity, returns, positions, traded, ruined }
}

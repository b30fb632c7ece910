//! What forecasts would have earned when traded, after costs, and whether that is more than luck and search.
//!
//! [`by_sign`], [`by_rank`] and [`by_probability`] turn forecasts into wanted positions, [`backtest`] trades them on plain slices of
//! prices, [`equal_weight`] joins tickers to a portfolio, [`TradingSummary`] reckons returns, risk and turnover.
//! [`probabilistic_sharpe`], [`deflated_sharpe`] and [`minimum_track_record`] say how much a Sharpe ratio proves, and [`overfitting`]
//! how often the best of several strategies in one half of the time is below the middle in the other.
//!
//! ```
//! use bellwether_evaluation::backtest::{Rules, TradingSummary, backtest, by_sign};
//!
//! let (open, close) = ([100.0, 101.0, 104.0, 103.0], [101.0, 103.0, 104.0, 102.0]);
//! // what was forecast at each close for the change to the next one; the last is never traded
//! let wanted = by_sign(&[0.01, 0.02, -0.01, 0.0], false);
//! let traded = backtest(&open, &close, &wanted, &Rules::default())?;
//! assert_eq!(traded.positions, [0.0, 1.0, 1.0, -1.0]);
//! assert!(TradingSummary::of(&traded, 252.0)?.total_return < 104.0 / 101.0 - 1.0);
//! # Ok::<(), bellwether_evaluation::backtest::BacktestError>(())
//! ```

mod accuracy_level;
mod error;
mod overfitting;
mod portfolio;
mod rules;
mod run;
mod sharpe;
mod sizing;
mod summary;

pub use accuracy_level::{DirectionHits, accuracy_level};
pub use error::{BacktestError, PriceSeries};
pub use overfitting::{Overfitting, overfitting};
pub use portfolio::{Member, equal_weight};
pub use rules::{Costs, Execution, Rules};
pub use run::{Backtest, backtest, buy_and_hold};
pub use sharpe::{
    Moments, deflated_sharpe, expected_largest_sharpe, minimum_track_record, probabilistic_sharpe,
};
pub use sizing::{by_probability, by_rank, by_sign};
pub use summary::{TradingSummary, drawdown};

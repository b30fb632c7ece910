//! Why a backtest could not be made.

use std::fmt;

use crate::input::InputError;

/// A column of prices; errors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PriceSeries {
    /// Opening prices.
    Open,
    /// Closing prices.
    Close,
}

impl fmt::Display for PriceSeries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Close => "close",
        })
    }
}

/// A backtest that was not made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BacktestError {
    /// Series that are empty or hold NaN or infinity.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The slices are not of one length.
    #[error("{opens} opens, {closes} closes and {wanted} wanted positions: the lengths must be equal")]
    Lengths {
        /// Opening prices.
        opens: usize,
        /// Closing prices.
        closes: usize,
        /// Wanted positions.
        wanted: usize,
    },
    /// Too few bars for one trade.
    #[error("{bars} bar(s): a trade needs the bar of the decision and the one after it")]
    TooFewBars {
        /// Bars given.
        bars: usize,
    },
    /// A price that is no price.
    #[error("the {series} of bar {index} is {value}: prices are finite and above 0")]
    Price {
        /// Which column.
        series: PriceSeries,
        /// Index of the bar.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// A wanted position beyond the whole of the equity.
    #[error("the position wanted at bar {index} is {value}: positions lie in [-1, 1]")]
    Position {
        /// Index of the bar.
        index: usize,
        /// What stands there.
        value: f64,
    },
    /// Costs that are none.
    #[error(
        "costs of {value} basis points: each is finite and not below 0, and together they are at most 1000"
    )]
    Costs {
        /// The one that is out of range, or their sum.
        value: f64,
    },
    /// Bars of a year that are none.
    #[error("{value} bars in a year: it must be finite and above 0")]
    BarsPerYear {
        /// The number given.
        value: f64,
    },
    /// A member of a portfolio with a place for more or fewer bars than it has, or a place beyond the portfolio.
    #[error(
        "member {member} of the portfolio has {bars} bars and {places} places, of which none may reach {all}"
    )]
    Member {
        /// The member, counted from 0.
        member: usize,
        /// Its bars.
        bars: usize,
        /// Places given.
        places: usize,
        /// Bars of the portfolio.
        all: usize,
    },
    /// Too few returns for the moments.
    #[error("{returns} return(s): a Sharpe ratio needs at least 2")]
    TooFewReturns {
        /// Returns given.
        returns: usize,
    },
    /// All returns are equal, so that there is no risk to divide by.
    #[error("all {returns} returns are equal: a Sharpe ratio would divide by zero")]
    NoRisk {
        /// Returns given.
        returns: usize,
    },
    /// The share of blocks cannot be halved.
    #[error("{blocks} blocks: an even number from 2 to 16")]
    Blocks {
        /// Blocks asked for.
        blocks: usize,
    },
    /// Too few strategies or returns for splits.
    #[error(
        "{strategies} strategies of {returns} returns in {blocks} blocks: at least 2 strategies, and 2 returns a block"
    )]
    TooFewToSplit {
        /// Strategies given.
        strategies: usize,
        /// Returns of each.
        returns: usize,
        /// Blocks asked for.
        blocks: usize,
    },
    /// A strategy has another number of returns than the first.
    #[error("strategy {strategy} has {found} returns, and the first has {expected}")]
    Strategy {
        /// The strategy, counted from 0.
        strategy: usize,
        /// Its returns.
        found: usize,
        /// Returns of the first.
        expected: usize,
    },
}

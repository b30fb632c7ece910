//! Time, tickers, bars, posts, panels, targets, forecasts and the traits between the stages.

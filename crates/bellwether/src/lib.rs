//! Forecasts stock prices from market data and talk, and tells honestly whether the talk helped.

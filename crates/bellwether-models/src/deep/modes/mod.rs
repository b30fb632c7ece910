//! A network for each mode of the target's past, and one for what the modes leave over; their forecasts are summed.
//!
//! ```text
//! the last `window` values of the target's own column, up to row t  →  `modes` modes and a residual, parts c_1 … c_m
//! network j:  the last `lookback` values of c_j (beside them the columns, with `columns = true`)  →  ĉ_j
//! forecast = Σ_j ĉ_j
//! ```
//!
//! Nothing looks ahead: every row's window is decomposed anew. What network j learns at row t is the value that c_j has in
//! the window that ends at the target's row (for returns the sum of its steps), so that the targets of all networks sum to
//! the target. Published EMD networks decompose the whole series once, test part and all; that is what
//! `decomposition = "whole-series"` beside a model of a study shows.
//!
//! A direction is that of the forecast price, its probability that of normal errors as large as those on the validation
//! part, or without one on the training part.
//!
//! Huang et al. (1998); Yeh, Shieh and Huang (2010) for complementary pairs, Wu and Huang (2009) for ensembles without,
//! Torres et al. (2011) for CEEMDAN: `ensemble` of the CEEMD-CNN-LSTM. The decompositions are compared with PyEMD,
//! the networks with PyTorch.

mod fit;
mod fitted;
mod parts;
mod recipes;
mod whole;

pub use parts::EnsembleKind;
pub use recipes::{CeemdCnnLstm, CeemdCnnLstmParams, EmdCnnLstm, EmdCnnLstmParams, EmdLstm, EmdLstmParams};

pub(crate) use fitted::{FittedModes, ModesState};
pub(crate) use recipes::Composite;

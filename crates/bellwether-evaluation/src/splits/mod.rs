//! Which rows may be learned from, and which are forecast.
//!
//! Rows are decisions in time order, `0..n`, each with a target that is known. With several tickers a row is
//! a session that all of them share. A [`Fold`] never looks back: its training rows come before its
//! validation rows, and these before its test rows.
//!
//! # Why rows are dropped between the parts
//!
//! The target of row `i` at horizon `h` is a value of `h` rows later: it is *known* at row `i + h`. The
//! fold's model must exist at the decision of its first test row, `t₀`. So row `i` may be learned from only
//! if
//!
//! ```text
//! i + h ≤ t₀    that is    i ≤ t₀ - h
//! ```
//!
//! The last usable row is `t₀ - h`, and the `h - 1` rows `t₀ - h + 1 ..= t₀ - 1` are **purged**: their
//! features are past, but their targets lie inside the test period. At `h = 1` none is. The same holds
//! between training and validation, where a purged row would let early stopping see its own answer. An
//! **embargo** drops further rows at both places, for targets or features that spread over more rows than the
//! horizon tells (smoothed targets, posts dated late).
//!
//! ```text
//! train ░░░░░░░░░░░│ h-1+embargo │ validation ▒▒▒▒▒│ h-1+embargo │ test ▓▓▓▓▓
//! ```
//!
//! Purging is after López de Prado (2018), *Advances in Financial Machine Learning*, chapter 7, for folds
//! that never train on rows after the test; there his embargo has nothing to do, and the word here means the
//! extra gap before it, but for the two that train behind it.
//!
//! [`KFold`] and [`Combinatorial`] purge on both sides of what they test and learn from later days too, so that their folds are
//! no forecasts: [`Split::draws`] deals their rows out.
//!
//! Under [`Split::LeaveOneTickerOut`] these are the rows of one ticker, and models learn from the rows of the others that
//! were known at the first of its test rows: ticker and days are both new to them. [`SameDatesNewTickers`] leaves a ticker
//! out as well, but learns from the others' rows of the very days that are tested; it is kept apart like the random split.
//!
//! The [`RandomSplit`] keeps to none of this. It exists to show what papers that divide rows at random report, and is
//! kept apart: [`Split::folds`] refuses it, and its rows are drawn with [`RandomSplit::draw`].

mod combinatorial;
mod error;
mod fold;
mod hold_out;
mod k_fold;
mod random;
mod same_dates;
mod size;
mod walk_forward;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use combinatorial::Combinatorial;
pub use error::{Part, SplitError};
pub use fold::Fold;
pub use hold_out::HoldOut;
pub use k_fold::KFold;
pub use random::{Draw, RandomSplit};
pub use same_dates::SameDatesNewTickers;
pub use size::Size;
pub use walk_forward::{WalkForward, Window};

/// How the rows of a study are split; in configs the field `kind` names the variant.
///
/// ```
/// use bellwether_evaluation::splits::{HoldOut, Split};
///
/// let split = Split::HoldOut(HoldOut::default());
/// let folds = split.folds(100, 5)?;
/// assert_eq!((folds[0].train.clone(), folds[0].validation.clone(), folds[0].test.clone()), (0..62, 66..76, 80..100));
/// # Ok::<(), bellwether_evaluation::splits::SplitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Split {
    /// One fold: the last rows are the test.
    HoldOut(HoldOut),
    /// Many folds: refitted again and again on the way through the test rows.
    WalkForward(WalkForward),
    /// Rows dealt out at random, as some papers do: **training sees the future**, and no score of it is evidence of what
    /// a forecast is worth. For reproducing those papers, and nothing else.
    RandomSplit(RandomSplit),
    /// Blocks of time, each tested by a model that learns from both sides of it, purged and embargoed: no label leaks, but
    /// **training sees later days**.
    KFold(KFold),
    /// Every choice of several blocks of time, purged and embargoed, whose forecasts make several whole histories; likewise
    /// **training sees later days**.
    Combinatorial(Combinatorial),
    /// The walk-forward, each ticker forecast by models that learnt from the other tickers alone, and only from what was
    /// known of them at each refit: ticker and days are both new to the model. For models with `scope = "global"`; naive and
    /// statistical models, which are of one series, are fitted to the ticker's own past as in a walk-forward.
    LeaveOneTickerOut(WalkForward),
    /// Each ticker forecast by models that learnt from the other tickers **on the same days**, as some papers do: stocks of
    /// one day move together, so that training sees the tested days, and no score is evidence of what a forecast is worth.
    SameDatesNewTickers(SameDatesNewTickers),
}

impl Split {
    /// The folds over `rows` decisions at `horizon` rows.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong;
    /// [`SplitError::Interleaved`] for those that learn from the days that they test or from later ones
    /// ([`draws`](Self::draws)).
    pub fn folds(&self, rows: usize, horizon: usize) -> Result<Vec<Fold>, SplitError> {
        match self {
            Self::HoldOut(split) => split.folds(rows, horizon),
            Self::WalkForward(split) | Self::LeaveOneTickerOut(split) => split.folds(rows, horizon),
            Self::RandomSplit(_) | Self::KFold(_) | Self::Combinatorial(_) | Self::SameDatesNewTickers(_) => {
                Err(SplitError::Interleaved)
            }
        }
    }

    /// The parts of each fold under a split that learns from the days that it tests or from later ones; `None` for every
    /// other.
    ///
    /// # Errors
    ///
    /// [`SplitError`] with the rows available and needed, or the setting that is wrong.
    pub fn draws(&self, rows: usize, horizon: usize) -> Option<Result<Vec<Draw>, SplitError>> {
        match self {
            Self::RandomSplit(split) => Some(split.draw(rows).map(|draw| vec![draw])),
            Self::KFold(split) => Some(split.draws(rows, horizon)),
            Self::Combinatorial(split) => Some(split.draws(rows, horizon)),
            Self::SameDatesNewTickers(split) => Some(split.draw(rows, horizon).map(|draw| vec![draw])),
            Self::HoldOut(_) | Self::WalkForward(_) | Self::LeaveOneTickerOut(_) => None,
        }
    }

    /// The value of `kind` in configs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::HoldOut(_) => "hold-out",
            Self::WalkForward(_) => "walk-forward",
            Self::RandomSplit(_) => "random-split",
            Self::KFold(_) => "k-fold",
            Self::Combinatorial(_) => "combinatorial",
            Self::LeaveOneTickerOut(_) => "leave-one-ticker-out",
            Self::SameDatesNewTickers(_) => "same-dates-new-tickers",
        }
    }

    /// Whether models learn from the days that they are tested on or from later ones, so that no score is evidence of what a
    /// forecast is worth.
    pub fn learns_from_later(&self) -> bool {
        match self {
            Self::RandomSplit(_) | Self::KFold(_) | Self::Combinatorial(_) | Self::SameDatesNewTickers(_) => {
                true
            }
            Self::HoldOut(_) | Self::WalkForward(_) | Self::LeaveOneTickerOut(_) => false,
        }
    }

    /// Whether models learn from other tickers than the one that they forecast.
    pub fn leaves_ticker_out(&self) -> bool {
        matches!(self, Self::LeaveOneTickerOut(_) | Self::SameDatesNewTickers(_))
    }

    /// Whether models learn from other tickers on the days that are tested, so that no score is evidence of what a forecast
    /// is worth.
    pub fn shares_dates(&self) -> bool {
        matches!(self, Self::SameDatesNewTickers(_))
    }

    /// Whether it is the random split, whose scores are no evidence of what a forecast is worth.
    pub fn is_random(&self) -> bool {
        matches!(self, Self::RandomSplit(_))
    }

    /// Whether models that can are shown the test part to choose by it, which makes no score evidence.
    pub fn chooses_by_test(&self) -> bool {
        matches!(self, Self::HoldOut(HoldOut { choose_by_test: true, .. }))
    }

    /// Whether the split lets training see targets of the test period; tables and records must then say so.
    pub fn sees_future(&self, horizon: usize) -> bool {
        let (purge, embargo) = match self {
            Self::RandomSplit(_) | Self::KFold(_) | Self::Combinatorial(_) | Self::SameDatesNewTickers(_) => {
                return true;
            }
            Self::HoldOut(split) if split.choose_by_test => return true,
            Self::HoldOut(split) => (split.purge, split.embargo),
            Self::WalkForward(split) | Self::LeaveOneTickerOut(split) => (split.purge, split.embargo),
        };
        !purge && embargo < horizon.saturating_sub(1)
    }
}

//! The size of a part.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Part, SplitError};

/// The size of a part of the rows: `{ fraction = 0.2 }` or `{ rows = 60 }` in configs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// A fraction of *all* rows (not of those that other parts leave), in [0, 1), rounded to the nearest row.
    Fraction(f64),
    /// A number of rows.
    Rows(usize),
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fraction(fraction) => write!(f, "the fraction {fraction}"),
            Self::Rows(rows) => write!(f, "{rows}"),
        }
    }
}

impl Size {
    /// Rows of a part that may be left out by asking for zero.
    ///
    /// A positive fraction that rounds to nothing is an error, not a part silently left out.
    pub(super) fn resolve_optional(self, part: Part, rows: usize) -> Result<usize, SplitError> {
        match self {
            Self::Rows(count) => Ok(count),
            Self::Fraction(fraction) if !(0.0..1.0).contains(&fraction) => {
                Err(SplitError::Fraction { part, fraction })
            }
            Self::Fraction(fraction) => {
                let count = (fraction * rows as f64).round() as usize;
                if count == 0 && fraction > 0.0 {
                    return Err(SplitError::EmptyPart { part, size: self, rows });
                }
                Ok(count)
            }
        }
    }

    /// Rows of a part that must have some.
    pub(super) fn resolve(self, part: Part, rows: usize) -> Result<usize, SplitError> {
        match self.resolve_optional(part, rows)? {
            0 => Err(SplitError::EmptyPart { part, size: self, rows }),
            count => Ok(count),
        }
    }
}

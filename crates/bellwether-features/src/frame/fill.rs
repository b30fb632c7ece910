use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of NaN in a column: warm-up, missing prices, silent sessions under [`NoPosts::Nan`](crate::NoPosts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// It stays.
    #[default]
    None,
    /// The last value before it; NaN before the first value (the warm-up) stays.
    Forward,
    /// The next value after it; NaN after the last value stays. It shows a row what came later and exists only to
    /// reproduce papers that did so.
    Backward,
}

impl Fill {
    /// Whether a filled value may come from a later row. Records and reports of a run that used it say so.
    pub fn sees_future(self) -> bool {
        match self {
            Self::None | Self::Forward => false,
            Self::Backward => true,
        }
    }

    /// Fills a column in place.
    pub fn apply(self, column: &mut [f64]) {
        match self {
            Self::None => {}
            Self::Forward => fill_from_last(column.iter_mut()),
            Self::Backward => fill_from_last(column.iter_mut().rev()),
        }
    }
}

fn fill_from_last<'a>(values: impl Iterator<Item = &'a mut f64>) {
    let mut last = f64::NAN;
    for v in values {
        if v.is_nan() {
            *v = last;
        }
        last = *v;
    }
}

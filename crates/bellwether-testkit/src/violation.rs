/// A law that does not hold, with the values.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A number that should have stayed.
    #[error("{under}: {label}[{index}] moved from {before} to {after}")]
    Moved {
        /// What was changed.
        under: String,
        /// The quantity.
        label: String,
        /// Position in it.
        index: usize,
        /// Before the change.
        before: String,
        /// After it.
        after: String,
    },
    /// Results of another shape than before.
    #[error("{under}: {label} has {after} values where there were {before}")]
    Reshaped {
        /// What was changed.
        under: String,
        /// The quantity.
        label: String,
        /// Values before.
        before: usize,
        /// Values after.
        after: usize,
    },
    /// Nothing moved where something must.
    #[error("{under}: nothing moved")]
    Unmoved {
        /// What was changed.
        under: String,
    },
    /// A result that is not a number, or not in its range, passed as success.
    #[error("{case}: {quantity} is {value} and passed as success")]
    BadSuccess {
        /// The input.
        case: String,
        /// The quantity.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A panic on data.
    #[error("{case}: panicked: {message}")]
    Panicked {
        /// The input.
        case: String,
        /// The panic's message.
        message: String,
    },
    /// Damaged bytes that were accepted.
    #[error("{damage}: accepted")]
    Accepted {
        /// What was done to the bytes.
        damage: String,
    },
    /// Skill where there can be none.
    #[error("{case}: skill {skill:.4} where at most {bound} is luck")]
    Skill {
        /// What was forecast.
        case: String,
        /// One less the ratio of squared errors.
        skill: f64,
        /// The bound.
        bound: f64,
    },
    /// A training part that reaches into what is forecast.
    #[error(
        "fold {fold}: {part} ends at row {last}, whose target is known at row {known}, after the first test row {test}"
    )]
    Overlap {
        /// The fold.
        fold: usize,
        /// Train or validation.
        part: &'static str,
        /// Its last row.
        last: usize,
        /// When that row's target is known.
        known: usize,
        /// The first row forecast.
        test: usize,
    },
    /// The law could not be put to the test.
    #[error("not tested: {reason}")]
    Untested {
        /// Why.
        reason: String,
    },
}

impl Violation {
    /// The law could not be put to the test, because of this error.
    pub fn untested(reason: impl std::fmt::Display) -> Self {
        Self::Untested { reason: reason.to_string() }
    }
}

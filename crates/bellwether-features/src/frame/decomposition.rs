use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a decomposition is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decomposition {
    /// At each row the window that ends there, decomposed anew.
    #[default]
    Window,
    /// The whole series once. Every value then knows what came later; it exists only to show what papers that decompose so
    /// gain by it.
    WholeSeries,
}

impl Decomposition {
    /// Whether values come from later rows. Records and reports of a run that used it say so.
    pub fn sees_future(self) -> bool {
        match self {
            Self::Window => false,
            Self::WholeSeries => true,
        }
    }
}

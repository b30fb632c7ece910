use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::CoreError;

/// A stock's symbol, upper case, as the exchange writes it (`AAPL`, `BRK-B`). Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Ticker(Arc<str>);

impl Ticker {
    /// Reads a symbol: surrounding space and a leading `$` are dropped and letters made upper case.
    ///
    /// # Errors
    /// [`CoreError::Ticker`] when the text is empty, longer than 16 characters, or holds anything but ASCII letters,
    /// digits, `.`, `-`, `^`, `=` and `_`.
    ///
    /// ```
    /// # use bellwether_core::Ticker;
    /// assert_eq!(Ticker::new(" $aapl ")?.as_str(), "AAPL");
    /// assert!(Ticker::new("two words").is_err());
    /// # Ok::<(), bellwether_core::CoreError>(())
    /// ```
    pub fn new(text: &str) -> Result<Self, CoreError> {
        let symbol = text.trim().trim_start_matches('$').to_ascii_uppercase();
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-^=_".contains(c);
        if symbol.is_empty() || symbol.len() > 16 || !symbol.chars().all(allowed) {
            return Err(CoreError::Ticker { text: text.chars().take(40).collect() });
        }
        Ok(Self(symbol.into()))
    }

    /// The symbol.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ticker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Ticker {
    type Error = CoreError;
    fn try_from(text: String) -> Result<Self, CoreError> {
        Self::new(&text)
    }
}

impl From<Ticker> for String {
    fn from(ticker: Ticker) -> Self {
        ticker.0.to_string()
    }
}

//! What a protocol that leaves one ticker out asks of a study.

use bellwether_models::{Family, ModelSpec};

use super::{ModelEntry, Scope, StudyConfig};
use crate::ConfigError;

impl StudyConfig {
    /// Whether the study's own settings go with a protocol that leaves one ticker out.
    pub(super) fn validate_left_out(&self) -> Result<(), ConfigError> {
        if !self.protocol.leaves_ticker_out() {
            return Ok(());
        }
        if let [only] = self.data.tickers.as_slice() {
            return refuse("data.tickers", format!("{only} alone"), &self.two_tickers());
        }
        if self.topics().is_some() && !self.protocol.shares_dates() {
            let expected = "topics are found in the posts of all tickers, that of the one left out among them; leave `topics` out";
            return refuse("inputs.topics", "given".to_owned(), expected);
        }
        Ok(())
    }

    fn two_tickers(&self) -> String {
        format!("`{}` needs another ticker to learn from; `walk-forward` does with one", self.protocol.kind())
    }

    /// Whether a model can do without the ticker that it forecasts: as a model of all others, or as one of a single series that
    /// only its own past tells anything.
    pub(super) fn validate_model_left_out(&self, entry: &ModelEntry) -> Result<(), ConfigError> {
        if !self.protocol.leaves_ticker_out() || entry.scope == Scope::Global {
            return Ok(());
        }
        let info = entry.spec.info();
        let (kind, protocol) = (info.kind, self.protocol.kind());
        if entry.pca.is_some() {
            let expected = format!(
                "under `{protocol}` a model learns from the other tickers, and the components of one ticker are not those of \
                 another: leave `pca` out and set `scope = \"global\"`"
            );
            return refuse("models.pca", format!("given for `{kind}`"), &expected);
        }
        match info.family {
            Family::Naive | Family::Statistical => Ok(()),
            Family::Classical | Family::Deep if entry.build().needs().global => refuse(
                "models.scope",
                format!("per-ticker for `{kind}`"),
                &format!(
                    "under `{protocol}` a model learns from the other tickers: set `scope = \"global\"`"
                ),
            ),
            Family::Classical | Family::Deep => {
                let able = ModelSpec::all().into_iter().filter(|m| m.build().needs().global);
                let able: Vec<&str> = able.map(|m| m.info().kind).collect();
                let expected = format!(
                    "under `{protocol}` a model learns from the other tickers; these can: {}",
                    able.join(", ")
                );
                refuse("models.kind", format!("`{kind}`, which learns from one ticker"), &expected)
            }
        }
    }
}

fn refuse(key: &str, value: String, expected: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Value { key: key.to_owned(), value, expected: expected.to_owned() })
}

//! From the text of a study file to its settings, and from the parser's errors to places.

use std::path::Path;

use bellwether_models::ModelSpec;
use bellwether_text::ScorerSpec;

use super::{InputsConfig, ModelEntry, StudyConfig, preset};
use crate::nearest::nearest;
use crate::{ConfigError, place};

impl StudyConfig {
    /// Reads and checks a study file.
    ///
    /// # Errors
    /// [`ConfigError`] with line, column and the nearest valid key, or the value that is out of range.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Reads and checks the text of a study file; `path` is for messages.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|e| parse_error(&e, text, path))?;
        preset::lay_under(&mut config.inputs, text);
        let written: Vec<String> = config.models.iter().map(ModelEntry::label).collect();
        if !config.models.iter().any(ModelEntry::is_plain_persistence) {
            let spec = ModelSpec::Persistence(bellwether_models::naive::PersistenceParams::default());
            config.models.insert(0, ModelEntry::new(spec));
        }
        let has_majority = config.models.iter().any(|m| matches!(m.spec, ModelSpec::AlwaysMajority(_)));
        if config.target.main().is_direction() && !has_majority {
            let spec = ModelSpec::AlwaysMajority(bellwether_models::naive::AlwaysMajorityParams::default());
            config.models.insert(1, ModelEntry::new(spec));
        }
        config.add_honest_twins();
        if config.inputs.scorer.is_none() && config.inputs.scorers.is_empty() {
            config.inputs.scorer = Some(ScorerSpec::Vader {}.into());
        }
        let InputsConfig { scorer, scorers, cleaning, .. } = &mut config.inputs;
        scorer.iter_mut().chain(scorers).for_each(|entry| entry.fill_cleaning(cleaning));
        // the naive row comes first in every table
        config.models.sort_by_key(|m| !m.is_plain_persistence());
        config.validate().map_err(|e| place::with_line(e, &written, text))?;
        Ok(config)
    }

    /// A model that is shown the whole series stands behind the same model that is not.
    fn add_honest_twins(&mut self) {
        let mut models = Vec::with_capacity(self.models.len());
        for entry in &self.models {
            let same = |other: &ModelEntry| {
                ModelEntry { name: None, ..other.clone() } == ModelEntry { name: None, ..entry.honest() }
            };
            if entry.decomposition.sees_future() && !self.models.iter().any(same) && !models.iter().any(same)
            {
                models.push(entry.honest());
            }
            models.push(entry.clone());
        }
        self.models = models;
    }
}

/// Turns the parser's error into one with a place and the nearest valid word.
fn parse_error(error: &toml::de::Error, text: &str, path: &Path) -> ConfigError {
    let message = plain(error.message());
    let message = place::with_kinds(message, error.span().map_or("", |s| &text[s.start.min(text.len())..]));
    let mut quoted = message.split('`').skip(1).step_by(2);
    // a choice that is none, or the key of a value of the wrong kind
    let names_key = message.starts_with("unknown ") || message.starts_with('`');
    let written = quoted.next().filter(|_| names_key);
    let quoted = quoted.filter(|_| !message.starts_with('`'));
    let nearest = written.and_then(|w| nearest(w, quoted)).map(str::to_owned);
    let mut at = error.span().map_or(0, |s| s.start);
    // inside a model's table the parser only knows the table: look for the key itself behind it
    let key = written.map(|w| w.rsplit('.').next().unwrap_or(w));
    if let Some(found) = key.and_then(|w| place::find_word(&text[at.min(text.len())..], w)) {
        at += found;
    }
    let before = &text[..at.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    ConfigError::Parse { path: path.to_owned(), line, column, message, nearest }
}

/// The parser's message in the words of a study file.
fn plain(message: &str) -> String {
    const WORDS: [(&str, &str); 13] = [
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown value"),
        ("missing field", "missing key"),
        ("duplicate field", "key given twice:"),
        ("expected usize", "expected a whole number of 0 or more"),
        ("expected u64", "expected a whole number of 0 or more"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a sequence", "expected a list"),
        (
            "invalid value: map, expected map with a single key",
            "more than one key where one is expected, such as `{ fraction = 0.2 }` or `{ rows = 60 }`",
        ),
        ("expected a map", "expected a table"),
        (", there are no fields", ", it has no keys of its own"),
        ("internally tagged enum ", "table with a `kind`: "),
    ];
    let mut text = WORDS.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    if let Some(at) = text.find("expected struct ") {
        text.truncate(at);
        text.push_str("expected a table");
    }
    text
}

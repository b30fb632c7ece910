//! Settings that nothing in the study would read.

use bellwether_features::{TextFeature, TextSettings};
use bellwether_text::{CleaningSpec, ScorerSpec};
use toml::{Table, Value};

use super::{Assign, StudyConfig};
use crate::ConfigError;

impl StudyConfig {
    /// Refuses settings of posts in a study without any, of tickers that it does not look at, and of text columns that it
    /// has not. Values that are the default's, or the preset's, say nothing of their own.
    ///
    /// # Errors
    /// [`ConfigError::Value`] with the key and what to do.
    pub(super) fn validate_read(&self) -> Result<(), ConfigError> {
        if self.data.posts.is_none()
            && let Some(key) = self.of_posts()
        {
            let expected =
                "the study has no posts to read it for; name their file in `data.posts`, or leave it out";
            return Err(ConfigError::Value {
                key: key.to_owned(),
                value: "given".to_owned(),
                expected: expected.to_owned(),
            });
        }
        let replaces = self.data.matching.as_ref().is_some_and(|m| m.assign == Assign::Replace);
        let column = self.data.post_columns.as_ref().and_then(|columns| columns.ticker.as_ref());
        if let (true, Some(column)) = (replaces, column) {
            let expected = "`data.matching` does not look at the tickers of the files; leave it out, or set `assign = \"add\"`";
            return Err(ConfigError::Value {
                key: "data.post-columns.ticker".to_owned(),
                value: format!("`{column}`"),
                expected: expected.to_owned(),
            });
        }
        self.validate_text_settings()
    }

    /// The first setting that is of posts alone. The columns of `inputs.text` and what silence is to them are none: without
    /// the line that names the posts, a study is the same one without text.
    fn of_posts(&self) -> Option<&'static str> {
        let (data, inputs) = (&self.data, &self.inputs);
        let own_scorer = inputs.scorer.as_ref().is_some_and(|s| *s != ScorerSpec::Vader {}.into());
        let settings = [
            ("data.matching", data.matching.is_some()),
            ("data.post-columns", data.post_columns.is_some()),
            ("data.time-zone", data.time_zone.is_some()),
            ("inputs.scorer", own_scorer),
            ("inputs.scorers", !inputs.scorers.is_empty()),
            ("inputs.topics", inputs.topics.is_some()),
            ("inputs.cleaning", inputs.cleaning != CleaningSpec::default()),
        ];
        settings.into_iter().find(|(_, is_given)| *is_given).map(|(key, _)| key)
    }

    fn validate_text_settings(&self) -> Result<(), ConfigError> {
        let has_posts = self.data.posts.is_some();
        let default = TextSettings::default();
        let published = self.inputs.preset.map_or(default, |preset| preset.settings().1);
        let [own, default, published] = [self.inputs.text_settings, default, published].map(table);
        for (key, value) in &own {
            let is_own = default.get(key) != Some(value) && published.get(key) != Some(value);
            let reads = |f: &&TextFeature| f.settings().contains(&key.as_str());
            if is_own && !(has_posts && self.inputs.text.iter().any(|f| reads(&f))) {
                let readers = TextFeature::ALL.iter().filter(reads).map(|f| format!("`{f}`"));
                let readers = readers.collect::<Vec<_>>().join(" or ");
                let expected = if has_posts {
                    format!("no column of `inputs.text` reads it; add {readers}, or leave it out")
                } else {
                    format!("{readers} of posts would read it, and the study has none; leave it out")
                };
                return Err(ConfigError::Value {
                    key: format!("inputs.text-settings.{key}"),
                    value: value.to_string(),
                    expected,
                });
            }
        }
        Ok(())
    }
}

fn table(settings: TextSettings) -> Table {
    match Value::try_from(settings) {
        Ok(Value::Table(table)) => table,
        _ => Table::new(),
    }
}

//! A shorter run of a paper's study, which its tables say.

use std::path::Path;

use bellwether_study::{ConfigError, StudyConfig};

/// Epochs at most, and how many times as rarely models are fitted anew.
const EPOCHS: i64 = 40;
const REFITS: i64 = 3;

/// What a quick run leaves out, for tables.
pub(crate) const WORDS: &str = "quick run: one seed, at most 40 epochs, a third of the refits";

/// The study with one seed, few epochs and few refits.
pub(crate) fn shortened(config: &StudyConfig, path: &Path) -> Result<StudyConfig, ConfigError> {
    let mut table = config.to_toml().parse::<toml::Table>().unwrap_or_default();
    fn at_most(table: &mut toml::Table, key: &str, most: i64) {
        if let Some(value) = table.get_mut(key)
            && value.as_integer().is_some_and(|value| value > most)
        {
            *value = most.into();
        }
    }
    if let Some(seeds) = table.get_mut("study").and_then(|study| study.get_mut("seeds"))
        && let Some(seeds) = seeds.as_array_mut()
    {
        seeds.truncate(1);
    }
    if let Some(refit) = table.get_mut("protocol").and_then(|protocol| protocol.get_mut("refit-every"))
        && let Some(every) = refit.as_integer()
    {
        *refit = (REFITS * every).into();
    }
    for model in table.get_mut("models").and_then(toml::Value::as_array_mut).into_iter().flatten() {
        if let Some(training) = model.get_mut("training").and_then(toml::Value::as_table_mut) {
            at_most(training, "epochs", EPOCHS);
        }
    }
    StudyConfig::parse(&toml::to_string(&table).unwrap_or_default(), path)
}

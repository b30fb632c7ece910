//! What a run changes of a paper's study file: the horizon, the number of seeds, and for a quick run more, which its tables and the
//! study's name say.

use std::path::Path;

use bellwether_study::{ConfigError, StudyConfig};

/// How many times as rarely a quick run fits models anew.
const REFITS: i64 = 3;

/// What every table of a quick run says.
pub(crate) const QUICK: &str = "quick run";

/// The changes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Changes {
    /// Sessions ahead.
    pub(crate) horizon: Option<usize>,
    /// Seeds at most.
    pub(crate) seeds: Option<usize>,
    /// For a quick run: epochs at most. It has one seed.
    pub(crate) quick_epochs: Option<u32>,
}

/// What a quick run leaves out, for tables.
pub(crate) fn quick_words(epochs: u32) -> String {
    format!("{QUICK}: one seed, at most {epochs} epochs, a third of the refits")
}

impl Changes {
    /// The study with them.
    pub(crate) fn of(self, config: &StudyConfig, path: &Path) -> Result<StudyConfig, ConfigError> {
        let mut table = config.to_toml().parse::<toml::Table>().unwrap_or_default();
        let mut section = |name: &str| table.get_mut(name).and_then(toml::Value::as_table_mut).cloned();
        if let (Some(horizon), Some(mut target)) = (self.horizon, section("target")) {
            target.insert("horizon".to_owned(), whole(horizon));
            table.insert("target".to_owned(), target.into());
        }
        let seeds = if self.quick_epochs.is_some() { Some(1) } else { self.seeds };
        if let Some(most) = seeds
            && let Some(seeds) = table.get_mut("study").and_then(|study| study.get_mut("seeds"))
            && let Some(seeds) = seeds.as_array_mut()
        {
            seeds.truncate(most);
        }
        if let Some(epochs) = self.quick_epochs {
            // the report and the record are of this name
            if let Some(name) = table.get_mut("study").and_then(|study| study.get_mut("name"))
                && let Some(own) = name.as_str()
            {
                *name = format!("{own} ({QUICK})").into();
            }
            shorten(&mut table, epochs);
        }
        StudyConfig::parse(&toml::to_string(&table).unwrap_or_default(), path)
    }
}

/// Fewer epochs and refits.
fn shorten(table: &mut toml::Table, epochs: u32) {
    if let Some(refit) = table.get_mut("protocol").and_then(|protocol| protocol.get_mut("refit-every"))
        && let Some(every) = refit.as_integer()
    {
        *refit = (REFITS * every).into();
    }
    for model in table.get_mut("models").and_then(toml::Value::as_array_mut).into_iter().flatten() {
        if let Some(training) = model.get_mut("training").and_then(toml::Value::as_table_mut)
            && let Some(value) = training.get_mut("epochs")
            && value.as_integer().is_some_and(|value| value > i64::from(epochs))
        {
            *value = i64::from(epochs).into();
        }
    }
}

fn whole(value: usize) -> toml::Value {
    i64::try_from(value).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_run_bears_it_in_its_name() {
        let path = Path::new("study.toml");
        for paper in bellwether::papers::ALL {
            for text in [paper.as_published, paper.walk_forward] {
                let config = StudyConfig::parse(text, path).unwrap();
                let name = |quick_epochs| {
                    Changes { quick_epochs, ..Changes::default() }.of(&config, path).unwrap().study.name
                };
                assert_eq!(name(None), config.study.name);
                assert_eq!(name(Some(1)), format!("{} (quick run)", config.study.name));
            }
        }
    }
}

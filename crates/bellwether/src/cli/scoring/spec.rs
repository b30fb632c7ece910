//! Scorers as they are written on the command line: `vader`, `lexicon:words.csv`, `{ kind = "vader" }`.

use std::borrow::Cow;
use std::path::Path;

use bellwether_study::{KeptScores, ScoreFolder, ScorerEntry, StudyError};
use bellwether_text::{
    CleaningPreset, CleaningSpec, CleaningSteps, Polarity, RoutedCleaner, Scorer, ScorerKind, ScorerSpec,
    Step,
};

use crate::cli::cache_folder;
use crate::cli::error::CliError;
use crate::cli::nearest::nearest;
use crate::cli::proxy;

/// The parts of a polarity, as columns are called after the scorer's name.
const PARTS: [&str; 4] = ["negative", "neutral", "positive", "compound"];

/// A scorer and its name in columns and tables.
pub(crate) struct NamedScorer {
    pub(crate) name: String,
    pub(crate) scorer: Box<dyn Scorer>,
    /// What is done with texts before it reads them.
    cleaning: CleaningSpec,
    /// What is kept of its scores for other runs, and found of theirs.
    kept: KeptScores,
}

impl NamedScorer {
    /// The steps that texts go through before it reads them.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.cleaning.steps
    }

    /// The texts as it reads them.
    pub(crate) fn cleaned<'t>(&self, texts: &[&'t str]) -> Vec<Cow<'t, str>> {
        RoutedCleaner::new(&self.cleaning).clean_all(texts.iter().copied())
    }

    /// What its columns are called: its name before the parts of a polarity, and before what more it knows.
    pub(crate) fn columns(&self) -> impl Iterator<Item = String> {
        PARTS.iter().chain(self.scorer.extra_names()).map(|part| format!("{}_{part}", self.name))
    }

    /// The values of [`Self::columns`].
    pub(crate) fn values(&self, texts: &[&str], polarities: &[Polarity]) -> Vec<Vec<f64>> {
        let part = |part: usize| polarities.iter().map(|polarity| polarity.to_array()[part]).collect();
        let mut columns: Vec<Vec<f64>> = (0..PARTS.len()).map(part).collect();
        let names = self.scorer.extra_names();
        if !names.is_empty() {
            columns.resize(PARTS.len() + names.len(), Vec::with_capacity(texts.len()));
            for text in self.cleaned(texts) {
                for (column, value) in columns[PARTS.len()..].iter_mut().zip(self.scorer.extra(&text)) {
                    column.push(value);
                }
            }
        }
        columns
    }

    pub(crate) fn score_all(&self, texts: &[&str]) -> Result<Vec<Polarity>, StudyError> {
        let texts = self.cleaned(texts);
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        self.kept.score_all(&*self.scorer, &texts)
    }
}

/// Builds the scorers of a list such as `vader,lm=lexicon:words.csv`. Files are relative to the working folder. Those that do
/// not say what they read, read texts cleaned by `clean`, or by what their model is known to want.
pub(crate) fn build(lists: &[String], clean: Option<CleaningPreset>) -> anyhow::Result<Vec<NamedScorer>> {
    let mut scorers: Vec<NamedScorer> = Vec::new();
    for written in lists.iter().flat_map(|list| items(list)) {
        let mut entry = read(&written)?;
        if let Some(proxy) = proxy::proxy() {
            entry.spec.fetch_through(&proxy);
        }
        let name = entry.label();
        let known = clean.or_else(|| entry.spec.cleaning()).map(CleaningSteps::Preset);
        let steps = entry.cleaning.or(known).map_or_else(Vec::new, |own| own.steps().to_vec());
        let cleaning = CleaningSpec { steps, ..CleaningSpec::default() };
        if scorers.iter().any(|s| s.name == name) {
            return Err(CliError::ScorerTwice { name }.into());
        }
        scorers.push(NamedScorer {
            name,
            scorer: entry.spec.build(Path::new("."))?,
            cleaning,
            kept: KeptScores::default(),
        });
    }
    if scorers.is_empty() {
        return Err(CliError::NoScorer { kind: String::new(), nearest: None, known: known() }.into());
    }
    Ok(scorers)
}

/// Keeps the scores of slow scorers in the user's folder of scores and looks for them there. None where there is no folder.
pub(crate) fn keep(scorers: &mut [NamedScorer]) -> Result<Option<ScoreFolder>, StudyError> {
    let Some(path) = cache_folder::scores() else { return Ok(None) };
    let mut folder = ScoreFolder::new(&path);
    for named in scorers {
        named.kept = folder.open(&*named.scorer)?;
    }
    Ok(Some(folder))
}

/// All kinds as they are written.
pub(crate) fn known() -> Vec<String> {
    ScorerSpec::KINDS.iter().map(written).collect()
}

/// A kind as it is written: with its file, or as a table where it needs other settings.
pub(crate) fn written(kind: &ScorerKind) -> String {
    let ScorerKind { kind, needs, file, is_folder, .. } = kind;
    match file {
        Some(_) => format!("{kind}:{}", if *is_folder { "FOLDER" } else { "FILE" }),
        None if needs.is_empty() => (*kind).to_owned(),
        None => format!("{{ kind = \"{kind}\", {needs} = … }}"),
    }
}

/// The parts between commas that stand outside of brackets and quotes.
fn items(list: &str) -> Vec<String> {
    let (mut parts, mut depth, mut quote) = (vec![String::new()], 0_i32, None);
    for c in list.chars() {
        match (c, quote) {
            (_, Some(q)) if c == q => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('{' | '[', None) => depth += 1,
            ('}' | ']', None) => depth -= 1,
            (',', None) if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// One scorer, with the name that it is given.
fn read(written: &str) -> Result<ScorerEntry, CliError> {
    let (name, spec) = match written.split_once('=') {
        Some((name, spec)) if !name.contains(['{', ':']) => (Some(name.trim().to_owned()), spec.trim()),
        _ => (None, written),
    };
    if name.as_ref().is_some_and(String::is_empty) {
        return Err(CliError::ScorerSettings {
            written: written.to_owned(),
            reason: "an empty name".to_owned(),
        });
    }
    let table = if spec.starts_with('{') {
        let document = format!("scorer = {spec}");
        let parsed: Result<toml::Table, _> = toml::from_str(&document);
        parsed.map_err(|e| settings(spec, &e))?.remove("scorer").unwrap_or(toml::Value::Boolean(false))
    } else {
        short(spec)?
    };
    if let Some(kind) = table.get("kind").and_then(toml::Value::as_str) {
        of_kind(kind)?;
    }
    let entry = table.try_into::<ScorerEntry>().map_err(|e| settings(spec, &e))?;
    Ok(ScorerEntry { name: name.or(entry.name), ..entry })
}

/// `kind` or `kind:FILE` as a table.
fn short(written: &str) -> Result<toml::Value, CliError> {
    let (kind, file) = match written.split_once(':') {
        Some((kind, file)) => (kind.trim(), Some(file.trim())),
        None => (written, None),
    };
    let known = of_kind(kind)?;
    let mut table = toml::Table::from_iter([("kind".to_owned(), kind.into())]);
    match (file, known.file) {
        (Some(file), Some(key)) if !file.is_empty() => {
            table.insert(key.to_owned(), file.into());
        }
        (Some(_), None) => return Err(CliError::ScorerTakesNoFile { kind: kind.to_owned() }),
        (Some(_), Some(_)) => {
            return Err(CliError::ScorerNeedsFile {
                kind: kind.to_owned(),
                what: if known.is_folder { "folder" } else { "file" },
            });
        }
        (None, Some(_)) => {
            return Err(CliError::ScorerNeedsFile {
                kind: kind.to_owned(),
                what: if known.is_folder { "folder" } else { "file" },
            });
        }
        (None, None) => {}
    }
    Ok(table.into())
}

fn of_kind(kind: &str) -> Result<&'static ScorerKind, CliError> {
    let kinds = ScorerSpec::KINDS;
    kinds.iter().find(|k| k.kind == kind).ok_or_else(|| CliError::NoScorer {
        kind: kind.to_owned(),
        nearest: nearest(kind, kinds.iter().map(|k| k.kind)).map(str::to_owned),
        known: known(),
    })
}

fn settings(written: &str, error: &toml::de::Error) -> CliError {
    CliError::ScorerSettings { written: written.to_owned(), reason: error.message().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_outside_of_brackets_and_quotes() {
        assert_eq!(
            items(" a, b:x.csv ,{ kind = \"c,d\", e = [1, 2] },"),
            ["a", "b:x.csv", "{ kind = \"c,d\", e = [1, 2] }"]
        );
    }

    #[test]
    fn a_scorer_is_a_kind_or_a_table_and_can_be_named() {
        let built = build(&["vader,v={ kind = \"vader\" }".to_owned()], None).unwrap();
        assert_eq!(built.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["vader", "v"]);
        let said = |list: &str| build(&[list.to_owned()], None).err().unwrap().to_string();
        assert_eq!(said("vadre"), "there is no scorer `vadre`");
        assert_eq!(said("vader,vader"), "two scorers are called `vader`");
        assert_eq!(said("vader:x"), "the scorer `vader` takes no file");
        assert!(said("{ kind = \"vader\", alpha = 1 }").contains("unknown field `alpha`"));
        assert_eq!(said("lexicon"), "the scorer `lexicon` needs a file");
        assert!(said("ensemble").contains("missing field `of`"));
        for kind in ["vader", "lexicon:FILE", "{ kind = \"ensemble\", of = … }"] {
            assert!(known().contains(&kind.to_owned()), "{kind}");
        }
    }
}

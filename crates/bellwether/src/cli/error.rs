//! What can go wrong on the command line, and how any error is shown.

use std::io;
use std::path::{Path, PathBuf};

use bellwether_ingest::IngestError;
use bellwether_report::ReportError;
use bellwether_study::{ConfigError, StudyError};
use bellwether_text::TextError;

use super::screen::{Screen, stderr_line};
use super::{OURS, USER, hint};

/// Errors of the command line itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    #[error("cannot write to stdout")]
    Stdout(#[source] io::Error),
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    #[error("there is no model `{kind}`")]
    NoModel { kind: String, nearest: Option<&'static str> },
    #[error("`{role}` is not what a column can be used as")]
    NoRole { role: String },
    #[error("`{role}` is not what a column of predictions can be used as")]
    NoCheckRole { role: String },
    #[error("{file} does not say whose prices it has, and the predictions are of {}: {}", tickers.len(), some(tickers))]
    PricesOfWhom { file: String, tickers: Vec<String> },
    #[error("{failed} of {total} files cannot be used")]
    Inspect { failed: usize, total: usize },
    #[error("nothing can be said of {ticker}: {reason}")]
    Diagnose { ticker: String, reason: String },
    #[error("{}", if kind.is_empty() { "no scorer is named".to_owned() } else { format!("there is no scorer `{kind}`") })]
    NoScorer { kind: String, nearest: Option<String>, known: Vec<String> },
    #[error("two scorers are called `{name}`")]
    ScorerTwice { name: String },
    #[error("the scorer `{kind}` needs a {what}")]
    ScorerNeedsFile { kind: String, what: &'static str },
    #[error("the scorer `{kind}` takes no file")]
    ScorerTakesNoFile { kind: String },
    #[error("the scorer `{written}` cannot be understood: {reason}")]
    ScorerSettings { written: String, reason: String },
    #[error("{}: the ending does not say what to write", path.display())]
    OutputForm { path: PathBuf },
    #[error("{} is also read", path.display())]
    OutputIsInput { path: PathBuf },
    #[error("the output would have two columns called `{name}`")]
    ColumnTwice { name: String },
    #[error("{} has other columns than the first file: {} and not {}", file.display(), found.join(", "), expected.join(", "))]
    ColumnsDiffer { file: PathBuf, found: Vec<String>, expected: Vec<String> },
    #[error("{} cannot be opened", path.display())]
    Journal { path: PathBuf, source: io::Error },
    #[error("{file}: no column `{name}` among {}", found.join(", "))]
    NoLabelColumn { file: String, name: String, found: Vec<String> },
    #[error("{file}, row {row}: the label `{label}` is not known")]
    Label { file: String, row: u64, label: String },
    #[error("{}, row {row}: the scorer {scorer} has no polarity for it", file.display())]
    Unscored { file: PathBuf, row: u64, scorer: String, source: Box<TextError> },
    #[error("{file}: only texts labelled {only}: there is nothing to tell apart")]
    OneClass { file: String, only: &'static str },
    #[error("{found} scorers are named, and topics have the polarity of one")]
    OneScorer { found: usize },
    #[error(transparent)]
    NoTextColumn(IngestError),
    #[error("{} holds settings of {found}, and the model is {model}", file.display())]
    SettingsOfOther { file: PathBuf, found: String, model: &'static str },
    #[error("there is no paper `{name}`")]
    NoPaper { name: String, nearest: Option<String>, known: String },
    #[error("{} is not there", path.display())]
    NoPaperData { path: PathBuf, data: &'static str },
    #[error("`bellwether paper {name}` needs a folder of data: --data DIR")]
    NoDataFolder { name: String, needed: String },
    #[error("{} is a table, and no study file", path.display())]
    TableForStudy { path: PathBuf },
    #[error("{} is a study file, and no table", path.display())]
    StudyForTable { path: PathBuf },
    #[error("{flag} is for a table, and {} is a study", path.display())]
    OnlyForTables { flag: &'static str, path: PathBuf },
    #[error("{flag} does nothing here: {why}")]
    Unused { flag: &'static str, why: String },
    #[error("{flag} is not for {model}")]
    OtherModel { flag: &'static str, model: &'static str },
    #[error("{file}: no value of `{column}` is a time, such as `{example}`")]
    NoTimes { file: String, column: String, example: String },
    #[error("no text was published between the first and the last session of --prices")]
    OtherDays,
    #[error("{} is named for two outputs", path.display())]
    OutputTwice { path: PathBuf },
    #[error("--prices needs the times of the texts, and a file has none")]
    PricesWithoutTimes,
    #[error("none of the {posts} texts has a word")]
    NoWords { posts: usize },
    #[error("{}", if *posts == 1 { "there is one text, and topics need several".to_owned() } else { format!("all {posts} texts say the same") })]
    OneText { posts: usize },
    #[error("the stop signal cannot be caught")]
    Interrupt(#[source] ctrlc::Error),
}

/// The first six.
fn some(names: &[String]) -> String {
    let more = names.len().saturating_sub(6);
    let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

impl CliError {
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}

/// Whether the reader of stdout went away, as `head` does: no error.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CliError::Stdout(e)) if e.kind() == io::ErrorKind::BrokenPipe)
}

pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    let ours = error.downcast_ref::<ReportError>().is_some()
        || matches!(error.downcast_ref(), Some(StudyError::Threads { .. }))
        || matches!(error.downcast_ref(), Some(CliError::Interrupt(_)));
    if ours { OURS } else { USER }
}

/// Prints `error:`, `caused by:` and `hint:` lines to stderr.
pub(crate) fn print(screen: &Screen, error: &anyhow::Error) {
    stderr_line(format_args!("{} {error}", screen.label("error:", "31")));
    if let Some(excerpt) = excerpt(error) {
        stderr_line(excerpt);
    }
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // some errors quote their cause in their own message
        if !said.contains(&cause) {
            stderr_line(format_args!("{} {cause}", screen.label("caused by:", "31")));
            said = cause;
        }
    }
    if let Some(hint) = hint::hint(error) {
        stderr_line(format_args!("{} {hint}", screen.label("hint:", "36")));
    }
}

/// After a panic, whose own message has been printed.
pub(crate) fn print_bug(screen: &Screen) {
    stderr_line(format_args!(
        "{} Bellwether stopped on a fault of its own; finished trials are kept",
        screen.label("error:", "31")
    ));
    stderr_line(format_args!(
        "{} please report the message above, with the study file and the output of `bellwether --version`",
        screen.label("hint:", "36")
    ));
}

/// The line of the study file that is wrong, with a mark under the place.
fn excerpt(error: &anyhow::Error) -> Option<String> {
    let config = match error.downcast_ref::<StudyError>() {
        Some(StudyError::Config(config)) => Some(config),
        _ => error.downcast_ref::<ConfigError>(),
    };
    let Some(ConfigError::Parse { path, line, column, .. }) = config else { return None };
    let text = std::fs::read_to_string(path).ok()?;
    let source = text.lines().nth(line.checked_sub(1)?)?.trim_end();
    let margin = " ".repeat(line.to_string().len());
    let indent: String =
        source.chars().take(column.saturating_sub(1)).map(|c| if c == '\t' { c } else { ' ' }).collect();
    let is_word = |c: &char| c.is_alphanumeric() || "-_".contains(*c);
    let marked = source.chars().skip(column.saturating_sub(1)).take_while(is_word).count().max(1);
    Some(format!(" {margin} |\n {line} | {source}\n {margin} | {indent}{}", "^".repeat(marked)))
}

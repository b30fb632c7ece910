//! What to do next, by error.

use std::io::ErrorKind;
use std::path::Path;

use bellwether_core::FitError;
use bellwether_ingest::IngestError;
use bellwether_models::ModelSpec;
use bellwether_report::ReportError;
use bellwether_study::audit::{TableError, TableRole};
use bellwether_study::{CheckError, ConfigError, StudyError};
use bellwether_topics::TopicsError;

use super::error::CliError;
use super::hint_data;
use super::nearest::{nearest, nearest_file};

/// One sentence on what to do about an error; `None` when its message says it.
pub(crate) fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(e) = error.downcast_ref::<CliError>() {
        return of_cli(e);
    }
    if let Some(e) = error.downcast_ref::<StudyError>() {
        return of_study(e);
    }
    if let Some(e) = error.downcast_ref::<ConfigError>() {
        return of_config(e);
    }
    if let Some(e) = error.downcast_ref::<IngestError>() {
        return Some(hint_data::on_command_line(e));
    }
    if let Some(e) = error.downcast_ref::<CheckError>() {
        return Some(e.hint());
    }
    if let Some(e) = error.downcast_ref::<TableError>() {
        return of_table(e);
    }
    if let Some(e) = error.downcast_ref::<TopicsError>() {
        return of_topics(e);
    }
    error
        .downcast_ref::<ReportError>()
        .map(|_| "the run record is written; only its report is not".to_owned())
}

fn of_table(error: &TableError) -> Option<String> {
    match error {
        TableError::Read(e) => Some(hint_data::on_command_line(e)),
        TableError::Calendar(_) => Some("--time-zone takes names such as Europe/London".to_owned()),
        TableError::NoColumn { role: TableRole::Date, .. } => {
            Some("name the column of the dates: --date COLUMN".to_owned())
        }
        TableError::NoColumn { .. } => Some(
            "name the column of what is forecast: --target COLUMN; --horizon ROWS says how many rows later it is known"
                .to_owned(),
        ),
        TableError::Value { role: TableRole::Date, .. } => {
            Some("write it so, or name another column of dates: --date COLUMN".to_owned())
        }
        TableError::Value { role: TableRole::Target, .. } => {
            Some("correct it, or name another column of what is forecast: --target COLUMN".to_owned())
        }
        TableError::Value { role: TableRole::Feature, .. } => {
            Some("correct it, leave it empty where nothing is known, or take the column out".to_owned())
        }
        TableError::Value { .. } => Some("correct it, or rename the column, or take it out".to_owned()),
        TableError::NoFeature { .. } => {
            Some("give it the columns that a model is to learn from; --date and --target name the other two".to_owned())
        }
        _ => None,
    }
}

fn of_topics(error: &TopicsError) -> Option<String> {
    match error {
        TopicsError::TooFewDocuments { setting: "width", .. } | TopicsError::TooFewTerms { .. } => Some(
            "give more texts, or shorter vectors in a file of --settings: `embed = { width = 20 }`".to_owned(),
        ),
        TopicsError::TooFewDocuments { setting: "umap.n_neighbors", .. } => Some(
            "give more texts, or fewer neighbours in a file of --settings: `reduce = { n_neighbors = 5 }`".to_owned(),
        ),
        TopicsError::TooFewDocuments { setting: "min_cluster_size" | "min_samples", .. } => {
            Some("give more texts, or a smaller --min-size".to_owned())
        }
        TopicsError::TooFewDocuments { setting: "topics", .. } => {
            Some("give more texts, or fewer --topics".to_owned())
        }
        TopicsError::TooFewDocuments { .. } => Some("give more texts".to_owned()),
        TopicsError::AllTheSame { .. } => {
            Some("there are no topics among equal texts: is --text-column the right one?".to_owned())
        }
        TopicsError::EmptyVocabulary { words, stop_words, .. } if words == stop_words => Some(
            "is it the right column? --text-column names another; a file of --settings with `stop-words = \"none\"` in \
             both [vocabulary] and [embed.vocabulary] keeps such words"
                .to_owned(),
        ),
        TopicsError::EmptyVocabulary { .. } => Some(
            "give more texts; a file of --settings with `min-documents = 1` in both [vocabulary] and [embed.vocabulary] \
             keeps rarer words"
                .to_owned(),
        ),
        _ => None,
    }
}

fn of_cli(error: &CliError) -> Option<String> {
    match error {
        CliError::NoTextColumn(_) => Some("name the column of the texts: --text-column NAME".to_owned()),
        CliError::Exists { .. } => Some("give another place, or --force to overwrite it".to_owned()),
        CliError::NoModel { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
        CliError::NoModel { nearest: None, .. } => Some("`bellwether models` lists them".to_owned()),
        CliError::NoCheckRole { .. } => Some(
            "predictions have date, ticker, actual, predicted, previous, cutoff, step, probability".to_owned(),
        ),
        CliError::PricesOfWhom { .. } => Some(
            "add a column `ticker` to the prices, or give a folder with a file for each ticker (AAPL.csv)".to_owned(),
        ),
        CliError::NoRole { .. } => Some(
            "prices have date, ticker, open, high, low, close, adj-close, volume; posts have ticker, created-at, text, \
             id, author, copies, followers, likes, retweets, replies, kind"
                .to_owned(),
        ),
        CliError::NoScorer { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
        CliError::NoScorer { known, .. } => Some(format!("the scorers are {}", known.join(", "))),
        CliError::ScorerTwice { name } => Some(format!("give one another name: OTHER={name}")),
        CliError::ScorerNeedsFile { kind, what } => Some(format!("write {kind}:{}", what.to_uppercase())),
        CliError::ScorerTakesNoFile { kind } => Some(format!("write {kind} alone")),
        CliError::ScorerSettings { .. } => {
            Some("a scorer is a kind, KIND:FILE, or a table such as '{ kind = \"vader\" }'".to_owned())
        }
        CliError::OutputForm { .. } => Some("give it the ending .parquet, .csv or .jsonl".to_owned()),
        CliError::OutputIsInput { .. } => Some("give another output".to_owned()),
        CliError::ColumnTwice { .. } => {
            Some("`--keep text` leaves out the other columns of the input, and NAME=SCORER renames a scorer".to_owned())
        }
        CliError::ColumnsDiffer { .. } => {
            Some("score the file by itself, or write the texts alone: --keep text".to_owned())
        }
        CliError::Journal { source, .. } if source.kind() == ErrorKind::ResourceBusy => {
            Some("another run writes the same output: wait for its end, or give another output".to_owned())
        }
        CliError::Journal { .. } => Some("-o names another output".to_owned()),
        CliError::NoLabelColumn { name, found, .. } => {
            nearest(name, found.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
        }
        CliError::Label { label, .. } => Some(format!(
            "say what it means: --labels '{label}=bullish' (or bearish, neutral, positive, negative, skip)"
        )),
        CliError::OneScorer { .. } => Some("name one, such as --scorer vader".to_owned()),
        CliError::OtherModel { flag: "--min-size", .. } => Some(
            "it is for the HDBSCAN of --model bertopic: leave it out, or set the number of topics with --topics".to_owned(),
        ),
        CliError::OtherModel { .. } => Some("it is for --model bertopic: leave it out".to_owned()),
        CliError::NoPaper { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
        CliError::NoPaper { known, .. } => Some(format!("the papers are {known}")),
        CliError::NoDataFolder { needed, .. } => Some(format!("DIR holds{needed}")),
        CliError::TableForStudy { path } => {
            Some(format!("this is a table: add --table: bellwether audit --table {}", path.display()))
        }
        CliError::StudyForTable { path } => Some(format!("leave --table out: bellwether audit {}", path.display())),
        CliError::OnlyForTables { flag: "--horizon", .. } => {
            Some("a study has its own: `horizon` under [target]; leave the option out".to_owned())
        }
        CliError::OnlyForTables { flag: "--target", .. } => {
            Some("a study has its own, under [target]; leave the option out".to_owned())
        }
        CliError::OnlyForTables { flag: "--time-zone" | "--close", .. } => {
            Some("a study has its own: `calendar` under [data]; leave the option out".to_owned())
        }
        CliError::OnlyForTables { .. } => Some("leave it out; a table is audited with --table".to_owned()),
        CliError::NoPaperData { data, .. } => Some(format!("the folder of --data holds {data}")),
        CliError::SettingsOfOther { .. } => Some("name it with --model, or leave `kind` out of the file".to_owned()),
        CliError::Unused { .. } => Some("leave it out".to_owned()),
        CliError::NoTimes { .. } => Some("name another column with --time-column, or leave it out".to_owned()),
        CliError::OtherDays => Some("give prices of the same days, or leave --prices out".to_owned()),
        CliError::OutputTwice { .. } => Some("give each a file of its own".to_owned()),
        CliError::PricesWithoutTimes => {
            Some("leave --prices out, or name the column of the times: --time-column NAME".to_owned())
        }
        CliError::NoWords { .. } | CliError::OneText { .. } => {
            Some("is it the right column? --text-column names another".to_owned())
        }
        CliError::Unscored { .. } => Some("take the row out, or give another scorer".to_owned()),
        CliError::Write { source, .. } if source.kind() == ErrorKind::StorageFull => Some(
            "the disk is full: free some space and run the same command; what was done is kept".to_owned(),
        ),
        CliError::Write { source, .. } if source.kind() == ErrorKind::NotFound => {
            Some("make the folder first, or give another place".to_owned())
        }
        CliError::Write { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
            Some("give another place, where you may write".to_owned())
        }
        CliError::Stdout(_) | CliError::Write { .. } | CliError::Inspect { .. } | CliError::Diagnose { .. } | CliError::OneClass { .. } | CliError::Interrupt(_) => {
            None
        }
    }
}

fn of_study(error: &StudyError) -> Option<String> {
    match error {
        StudyError::Config(e) => of_config(e),
        StudyError::Ingest { what, source } => Some(hint_data::in_study(what, source)),
        StudyError::NoPrices { ticker, available } => {
            let names = available.split([',', ' ']).filter(|w| !w.is_empty());
            let meant = nearest(ticker.as_str(), names).map(|t| format!("did you mean {t}? "));
            Some(format!("{}`tickers` under [data] names the tickers to study", meant.unwrap_or_default()))
        }
        StudyError::OneTicker { .. } => Some(
            "give prices of more tickers, or `kind = \"walk-forward\"` under [protocol], which does with one".to_owned(),
        ),
        StudyError::EmptyRange { .. } => Some("`start` and `end` under [data] set the range".to_owned()),
        StudyError::NoSamples { empty, .. } if !empty.is_empty() => Some(
            "name the columns that the file has, for example `price = [\"close\", \"ma7\", \"log-return\"]` under [inputs]"
                .to_owned(),
        ),
        StudyError::NoSamples { .. } => {
            Some("look at the prices with `bellwether data inspect`".to_owned())
        }
        StudyError::NoPosts { .. } => {
            Some("`bellwether data inspect` lists the tickers and dates of the posts".to_owned())
        }
        StudyError::Topics { source: TopicsError::Text(_) | TopicsError::OtherEncoder { .. }, .. } => {
            Some("`embed` under [inputs.topics.model] names the encoder".to_owned())
        }
        StudyError::Topics { source: TopicsError::VectorStore { .. }, .. } => {
            Some("`vectors` under [inputs.topics.model] names another folder".to_owned())
        }
        StudyError::Topics { .. } => Some(
            "settings of the topics are under [inputs.topics.model]; a longer `initial` part under [protocol] gives them more posts"
                .to_owned(),
        ),
        StudyError::Split { .. } => Some(
            "make `test`, `validation` or `initial` under [protocol] smaller, or give more data".to_owned(),
        ),
        StudyError::Scores { path, .. } => {
            Some(format!("let {} be read, or take it away: its texts are then scored again", path.display()))
        }
        StudyError::Write { .. } => Some("--out names another folder for the results".to_owned()),
        StudyError::Threads { .. } => Some("try --threads 1".to_owned()),
        _ => None,
    }
}

fn of_config(error: &ConfigError) -> Option<String> {
    match error {
        ConfigError::Read { path, source } if source.kind() == ErrorKind::NotFound => {
            Some(missing_study_file(path))
        }
        ConfigError::Read { source, .. } if source.kind() == ErrorKind::IsADirectory => {
            Some("give the study file in it".to_owned())
        }
        ConfigError::Parse { nearest, message, .. } => of_parse(nearest.as_deref(), message),
        ConfigError::Model {
            source: FitError::Parameter { model, .. } | FitError::Numerical { model, .. },
            ..
        } => Some(format!("`bellwether models {model}` prints its parameters")),
        _ => None,
    }
}

fn of_parse(nearest: Option<&str>, message: &str) -> Option<String> {
    let is_choice = message.starts_with("unknown ");
    let names_models = ModelSpec::all().iter().all(|m| message.contains(&format!("`{}`", m.info().kind)));
    let mut parts = Vec::new();
    if let Some(nearest) = nearest {
        parts.push(format!("did you mean `{nearest}`?"));
    }
    if is_choice && names_models {
        parts.push("`bellwether models` lists the models".to_owned());
    } else if nearest.is_none()
        && (is_choice || message.starts_with("invalid ") || message.starts_with("missing "))
    {
        parts.push("`bellwether study --schema` prints every key and what it may be".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn missing_study_file(path: &Path) -> String {
    match nearest_file(path) {
        Some(near) => format!("did you mean {near}?"),
        None => "`bellwether demo --export DIR` writes a study file to start from".to_owned(),
    }
}

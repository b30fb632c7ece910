//! What to do about a data file, in the words of the place where the user can do it: a study file or the command line.

use std::io::ErrorKind;

use bellwether_ingest::IngestError;

use super::nearest::{nearest, nearest_file};

/// For a file named in a study; `what` is prices or posts.
pub(crate) fn in_study(what: &str, error: &IngestError) -> String {
    let table = if what == "prices" { "[data.price-columns]" } else { "[data.post-columns]" };
    match error {
        IngestError::Io { source, .. } if source.kind() == ErrorKind::NotFound => match near(error) {
            Some(near) => format!("did you mean {near}? Paths in a study file are relative to its folder"),
            None => "paths in a study file are relative to its folder".to_owned(),
        },
        IngestError::MissingColumn { role, given: None, .. } => {
            format!("name the column in the study file: `{} = \"...\"` under {table}", key(role))
        }
        IngestError::MissingColumn { role, given: Some(_), .. } => {
            format!("give `{}` under {table} the name of a column that is there, or leave it out", key(role))
        }
        IngestError::ColumnTwice { role, first_name, second_name, .. } if first_name != second_name => {
            format!("say which one: `{} = \"{first_name}\"` under {table}", key(role))
        }
        IngestError::NoTicker { .. } => {
            "name the file after its ticker, or study that ticker alone: `tickers = [\"AAPL\"]` under [data]".to_owned()
        }
        IngestError::TickerAbsent { ticker, found, .. } => {
            let meant = nearest(ticker.as_str(), found.iter().map(String::as_str));
            let meant = meant.map_or(String::new(), |t| format!("did you mean {t}? "));
            format!("{meant}`tickers` under [data] names the tickers to study")
        }
        IngestError::AmbiguousDates { .. } | IngestError::AmbiguousNumbers { .. } => {
            format!("{} under [data]", error.hint())
        }
        IngestError::TimeZone { .. } => "`time-zone` under [data] takes names such as America/New_York".to_owned(),
        IngestError::NoSession { .. } => {
            "for another exchange than New York's, say its hours under [data]: \
             `calendar = { kind = \"from-prices\", time-zone = \"Europe/London\", open = \"08:00\", close = \"16:30\" }`"
                .to_owned()
        }
        other => other.hint().replace("in the options", &format!("under {table}")),
    }
}

/// For a file named on the command line.
pub(crate) fn on_command_line(error: &IngestError) -> String {
    match error {
        IngestError::Io { source, .. } if source.kind() == ErrorKind::NotFound => match near(error) {
            Some(near) => format!("did you mean {near}?"),
            None => "there is no such file or folder".to_owned(),
        },
        IngestError::MissingColumn { role: "text", .. } => {
            "name the column: --text-column NAME (with `data`: --column text=NAME)".to_owned()
        }
        IngestError::MissingColumn { role: "created_at", .. } => {
            "name the column: --time-column NAME (with `data`: --column created-at=NAME)".to_owned()
        }
        IngestError::MissingColumn { role, .. } => format!("name the column: --column {}=NAME", key(role)),
        IngestError::ColumnTwice { role, first_name, second_name, .. } if first_name != second_name => {
            format!("say which one: --column '{}={first_name}'", key(role))
        }
        IngestError::NoTicker { .. } => {
            "name the file after its ticker (with `data`, --ticker AAPL gives it)".to_owned()
        }
        IngestError::AmbiguousDates { .. } => {
            "say which comes first: --dates day-first or --dates month-first".to_owned()
        }
        IngestError::AmbiguousNumbers { .. } => {
            "say which mark is used: --decimal point or --decimal comma".to_owned()
        }
        IngestError::LooseQuantile { models, .. } => format!(
            "write the model before it, such as `{0}_q0.1` or `{0}-lo-80`; where only one column is a model, name it: --column \
             predicted={0}",
            models.first().map_or("MODEL", String::as_str)
        ),
        IngestError::Step { .. } => {
            "count from 1, or name another column: --column step=NAME; with a column `cutoff` the rows are counted".to_owned()
        }
        IngestError::TimeZone { .. } => "--time-zone takes names such as America/New_York".to_owned(),
        IngestError::NoSession { .. } => {
            "a study of another exchange than New York's sets `calendar` under [data]".to_owned()
        }
        other => other.hint().replace("in the options", "with --column ROLE=NAME"),
    }
}

/// The file or folder that was probably meant.
fn near(error: &IngestError) -> Option<String> {
    match error {
        IngestError::Io { path, .. } => nearest_file(path),
        _ => None,
    }
}

/// A role as a key of a study file.
fn key(role: &str) -> String {
    role.replace('_', "-")
}

//! `bellwether data`: `inspect`, what is recognised in files, and [`diagnose`](super::diagnose).

use bellwether_core::{Date, Finding};
use bellwether_ingest::{
    Arrangement, Codec, DateForm, Format, Inspection, InspectionKind, Layout, PostColumns, PostOptions,
    PriceColumns, PriceOptions, TickerSource,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::cli::End;
use crate::cli::args::{DataArgs, DataVerb, ReadingArgs};
use crate::cli::error::{self, CliError};
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};

/// One file, as JSON shows it.
#[derive(Debug, Serialize)]
struct Entry {
    file: String,
    #[serde(flatten)]
    inspection: Inspection,
}

pub(crate) fn run(args: &DataArgs, screen: &Screen) -> anyhow::Result<End> {
    let args = match &args.verb {
        DataVerb::Inspect(args) => args,
        DataVerb::Diagnose(args) => {
            let (prices, _) = options(&args.reading)?;
            return super::diagnose::run(args, screen, &prices);
        }
    };
    let (prices, posts) = options(&args.reading)?;
    let mut read = Vec::new();
    let mut failed = Vec::new();
    for file in &args.files {
        match bellwether_ingest::inspect(file, &prices, &posts) {
            Ok(inspection) => read.push(Entry { file: file.display().to_string(), inspection }),
            Err(e) => failed.push(anyhow::Error::from(e)),
        }
    }
    if screen.is_json() {
        screen::json(&read)?;
    } else {
        let texts: Vec<String> = read.iter().map(|e| describe(e, screen)).collect();
        screen::data(texts.join("\n"))?;
    }
    if args.files.len() == 1
        && let Some(only) = failed.pop()
    {
        return Err(only);
    }
    for e in &failed {
        error::print(screen, e);
    }
    match failed.len() {
        0 => Ok(End::Done),
        failed => Err(CliError::Inspect { failed, total: args.files.len() }.into()),
    }
}

/// The options for prices and for posts.
fn options(args: &ReadingArgs) -> Result<(PriceOptions, PostOptions), CliError> {
    let ReadingArgs { ticker, columns, dates, decimal, time_zone } = args;
    let (mut of_prices, mut of_posts) = (Map::new(), Map::new());
    for (role, name) in columns {
        let one = Map::from_iter([(role.clone(), Value::from(name.as_str()))]);
        let is_price = as_columns::<PriceColumns>(&one).is_some();
        let is_post = as_columns::<PostColumns>(&one).is_some();
        if !is_price && !is_post {
            return Err(CliError::NoRole { role: role.clone() });
        }
        for (_, map) in [(is_price, &mut of_prices), (is_post, &mut of_posts)].into_iter().filter(|m| m.0) {
            map.extend(one.clone());
        }
    }
    let dates = dates.map(Into::into);
    let prices = PriceOptions {
        columns: as_columns(&of_prices).unwrap_or_default(),
        ticker: ticker.clone(),
        dates,
        decimal: decimal.map(Into::into),
        ..PriceOptions::default()
    };
    let posts = PostOptions {
        columns: as_columns(&of_posts).unwrap_or_default(),
        ticker: ticker.clone(),
        dates,
        time_zone: time_zone.clone(),
        ..PostOptions::default()
    };
    Ok((prices, posts))
}

/// Names by role, as a study file has them; `None` when a role is not known.
fn as_columns<T: DeserializeOwned>(roles: &Map<String, Value>) -> Option<T> {
    serde_json::from_value(Value::Object(roles.clone())).ok()
}

fn describe(entry: &Entry, screen: &Screen) -> String {
    let Entry { file, inspection } = entry;
    let Inspection { kind, layout, rows, tickers, findings } = inspection;
    let kind = match kind {
        InspectionKind::Prices => "prices",
        InspectionKind::Posts => "posts",
    };
    let mut out = format!("{}\n", screen.heading(&format!("{file}: {kind}, {}", count(*rows, "row"))));
    for (name, text) in layout_lines(layout) {
        field(&mut out, name, &text, screen.width);
    }
    let mut table = Table::new(&[
        ("ticker", Align::Left),
        (kind, Align::Right),
        ("first", Align::Left),
        ("last", Align::Left),
    ]);
    let date = |d: Option<Date>| d.map_or("-".to_owned(), |d| d.to_string());
    for t in tickers {
        table.row([t.ticker.to_string(), t.rows.to_string(), date(t.first), date(t.last)]);
    }
    out.push('\n');
    out.push_str(&table.text(screen.width, |h| screen.heading(h)));
    out.push('\n');
    out.push_str(&findings_text(findings, screen));
    out
}

/// What is odd, a line each.
pub(super) fn findings_text(findings: &[Finding], screen: &Screen) -> String {
    if findings.is_empty() {
        return format!("{}\n", screen.heading("nothing odd"));
    }
    let mut out = format!("{}\n", screen.heading(&count(findings.len(), "finding")));
    for f in findings {
        let about = f.ticker.as_ref().map_or(String::new(), |t| format!("{t}: "));
        for (i, line) in wrap(&format!("{about}{}", f.message), screen.width - 2).iter().enumerate() {
            out.push_str(if i == 0 { "- " } else { "  " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// What was recognised, as names and values.
fn layout_lines(layout: &Layout) -> Vec<(&'static str, String)> {
    let Layout {
        arrangement,
        files,
        format,
        compression,
        separator,
        columns,
        unused,
        ticker,
        dates,
        date_order,
        ..
    } = layout;
    let format = match format {
        Format::Csv => "CSV",
        Format::CsvByTicker => "CSV with a header of fields and tickers",
        Format::JsonLines => "JSON lines",
        Format::Parquet => "Parquet",
    };
    let separator = separator.map_or(String::new(), |c| format!(", {} between values", separator_name(c)));
    let compression = compression.map_or(String::new(), |c| format!(", {}", compression_name(c)));
    let files = match arrangement {
        Arrangement::File => String::new(),
        Arrangement::Folder => format!(", folder of {}", count(*files, "file")),
        Arrangement::FolderPerTicker => format!(", folders by ticker with {}", count(*files, "file")),
    };
    let columns: Vec<String> = columns
        .iter()
        .map(|c| if c.role == c.column { c.role.clone() } else { format!("{} ({})", c.role, c.column) })
        .collect();
    let ticker = match ticker {
        TickerSource::Column => "in a column",
        TickerSource::FileName => "the file's name",
        TickerSource::FolderName => "the folder's name",
        TickerSource::Given => "given",
    };
    let dates = match dates {
        DateForm::Date => "dates without a time of day",
        DateForm::LocalTime => "times without a time zone",
        DateForm::ZonedTime => "times with a time zone",
        DateForm::Epoch => "seconds since 1970",
    };
    let order = date_order.map_or(String::new(), |o| format!(", {}", order_name(o)));
    let mut lines = vec![
        ("format", format!("{format}{separator}{compression}{files}")),
        ("columns", columns.join(", ")),
        ("ticker", ticker.to_owned()),
        ("time", format!("{dates}{order}")),
    ];
    if !unused.is_empty() {
        lines.insert(2, ("unused", unused.join(", ")));
    }
    lines
}

fn order_name(order: bellwether_ingest::DateOrder) -> &'static str {
    match order {
        bellwether_ingest::DateOrder::DayFirst => "day first",
        bellwether_ingest::DateOrder::MonthFirst => "month first",
    }
}

fn separator_name(separator: char) -> String {
    match separator {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "bar".to_owned(),
        other => format!("`{other}`"),
    }
}

fn compression_name(codec: Codec) -> &'static str {
    match codec {
        Codec::Gzip => "gzip",
        Codec::Zstd => "Zstandard",
    }
}

/// `name  text`, the text wrapped beside the name.
fn field(out: &mut String, name: &str, text: &str, width: usize) {
    const NAME: usize = 9;
    for (i, line) in wrap(text, width.saturating_sub(NAME)).iter().enumerate() {
        let name = if i == 0 { name } else { "" };
        out.push_str(format!("{name:NAME$}{line}").trim_end());
        out.push('\n');
    }
}

pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

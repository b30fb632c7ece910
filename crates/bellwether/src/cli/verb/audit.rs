//! `bellwether audit`: whether a study sees the future.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bellwether::bundled;
use bellwether_core::Calendar;
use bellwether_study::audit::{Audit, AuditFolds, AuditOptions, TableOptions, audit, audit_table};
use bellwether_study::{Dataset, Scoring, StudyConfig, StudyError};

use crate::cli::args::{AuditArgs, Folds};
use crate::cli::count::count;
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};
use crate::cli::{End, cache_folder, proxy, threads};

pub(crate) fn run(args: &AuditArgs, screen: &Screen) -> anyhow::Result<End> {
    check(args)?;
    let meter = Meter::new(screen);
    let interrupt = Interrupt::catch(&meter)?;
    let outcome = match (&args.file, &args.table) {
        (Some(file), _) => of_study(file, args, &meter, &interrupt),
        (None, Some(file)) => of_table(file, args),
        (None, None) => return Ok(End::Done),
    };
    meter.finish();
    let found = match outcome {
        Err(error) if matches!(error.downcast_ref(), Some(StudyError::Stopped)) => {
            return Ok(End::Interrupted);
        }
        outcome => outcome?,
    };
    if screen.is_json() {
        screen::json(&found)?;
    } else {
        screen::data(text(&found, screen))?;
    }
    Ok(if found.is_clean() { End::Done } else { End::Found })
}

/// Nothing that is asked for is ignored, and no file is taken for another kind.
fn check(args: &AuditArgs) -> Result<(), CliError> {
    let Some(path) = args.file.clone() else {
        let is_study = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "toml");
        return match args.table.as_ref().filter(is_study) {
            Some(path) => Err(CliError::StudyForTable { path: path.clone() }),
            None => Ok(()),
        };
    };
    if is_table(&path) {
        return Err(CliError::TableForStudy { path });
    }
    let of_tables = [
        ("--date", args.date.is_some()),
        ("--target", args.target.is_some()),
        ("--horizon", args.horizon.is_some()),
        ("--time-zone", args.time_zone.is_some()),
        ("--close", args.close.is_some()),
    ];
    match of_tables.into_iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(CliError::OnlyForTables { flag, path }),
        None => Ok(()),
    }
}

/// Whether a file is rows of values, by its name or its beginning, and no TOML.
fn is_table(path: &Path) -> bool {
    let mut head = Vec::new();
    let Ok(file) = File::open(path) else { return false };
    if file.take(4096).read_to_end(&mut head).is_err() {
        return false;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let known = [".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"];
    let packed = [&b"PAR1"[..], &[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];
    if known.iter().any(|ending| name.ends_with(ending)) || packed.iter().any(|mark| head.starts_with(mark)) {
        return true;
    }
    let head = String::from_utf8_lossy(&head);
    let first = head.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    // a line of TOML is a comment, a heading, or has an equals sign
    !first.starts_with(['#', '[']) && !first.contains('=') && first.contains([',', '\t', ';'])
}

fn of_study(file: &Path, args: &AuditArgs, meter: &Meter, interrupt: &Interrupt) -> anyhow::Result<Audit> {
    let mut config = StudyConfig::read(file)?;
    if let Some(proxy) = proxy::proxy() {
        config.inputs.fetch_through(&proxy);
    }
    let base = file.parent().unwrap_or(Path::new(""));
    meter.stage("reading the data");
    let kept = cache_folder::scores();
    let scoring = Scoring { scores: kept.as_deref(), stop: interrupt.signal(), progress: None };
    let pool = threads::pool(args.threads.map(Into::into))?;
    let dataset = pool.install(|| Dataset::load_with(&config, base, &bundled::ALL, &scoring))?;
    meter.stage(if args.inputs_only {
        "changing the future"
    } else {
        "changing the future, and fitting each model again and again"
    });
    let mut options = AuditOptions::new(config.output_directory().join("audit"));
    options.models = !args.inputs_only;
    if args.folds == Some(Folds::All) {
        options.folds = AuditFolds::All;
    }
    options.stop = interrupt.run_begins();
    Ok(pool.install(|| audit(&config, &dataset, &options))?)
}

fn of_table(file: &Path, args: &AuditArgs) -> anyhow::Result<Audit> {
    let calendar = match (&args.time_zone, args.close) {
        (Some(zone), Some(close)) => {
            Calendar::FromPrices { timezone: zone.clone(), open: jiff::civil::Time::midnight(), close }
        }
        _ => Calendar::Xnys,
    };
    let options = TableOptions {
        date: args.date.clone(),
        target: args.target.clone(),
        horizon: args.horizon.unwrap_or(1).into(),
        calendar,
    };
    Ok(audit_table(file, &options)?)
}

/// Experiments, then leaks, then the verdict.
fn text(found: &Audit, screen: &Screen) -> String {
    let mut out = format!("{}\n\n", screen.heading(&format!("Audit of {}", found.name)));
    let mut experiments =
        Table::new(&[("Experiment", Align::Left), ("Compared", Align::Right), ("Found", Align::Left)]);
    for trialled in &found.experiments {
        let own = trialled.found as u64;
        let mut result = if own == 0 { "nothing".to_owned() } else { count(own, "leak") };
        for untested in &trialled.untested {
            result.push_str(&format!("; not tested: {untested}"));
        }
        experiments.row([trialled.experiment.to_string(), trialled.compared.to_string(), result]);
    }
    out.push_str(&experiments.text(screen.width, |line| screen.heading(line)));
    if !found.is_clean() {
        let columns = [
            ("Leak", Align::Left),
            ("Column or model", Align::Left),
            ("First", Align::Left),
            ("What was seen", Align::Left),
        ];
        let mut leaks = Table::new(&columns);
        for leak in &found.leaks {
            let guilty = leak.column.clone().or(leak.model.clone()).unwrap_or_default();
            let date = leak.date.map_or(String::new(), |date| date.to_string());
            leaks.row([leak.class.to_string(), guilty, date, leak.words.clone()]);
        }
        out.push('\n');
        out.push_str(&leaks.text(screen.width, |line| screen.heading(line)));
    }
    if !found.text_shifts.is_empty() {
        let columns = [
            ("Text later by sessions", Align::Right),
            ("It saves", Align::Right),
            ("Statistic", Align::Right),
        ];
        let mut shifts = Table::new(&columns);
        for shift in &found.text_shifts {
            let figure = |value: f64| format!("{value:.1}").replace("-0.0", "0.0").replace('-', "−");
            let (saved, statistic) = (format!("{} %", figure(100.0 * shift.saved)), figure(shift.statistic));
            let by = match shift.sessions {
                0 => "as stamped".to_owned(),
                sessions => format!("{sessions:+}").replace('-', "−"),
            };
            shifts.row([by, saved, statistic]);
        }
        out.push('\n');
        out.push_str(&shifts.text(screen.width, |line| screen.heading(line)));
    }
    if let Some(fitted) = &found.fitted_again {
        let more = if fitted.is_whole() { "" } else { "; --folds all fits the others too" };
        out.push('\n');
        for line in wrap(&format!("Models were fitted again {}{more}.", fitted.words()), screen.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    for remark in found.experiments.iter().flat_map(|trialled| &trialled.remarks) {
        out.push('\n');
        for line in wrap(&format!("Remark: {remark}."), screen.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    let verdict = if found.is_clean() {
        "No leak was found.".to_owned()
    } else {
        let verb = if found.leaks.len() == 1 { "was" } else { "were" };
        format!(
            "{} {verb} found: no score is evidence of what a forecast is worth.",
            count(found.leaks.len() as u64, "leak")
        )
    };
    out.push('\n');
    for line in wrap(&verdict, screen.width) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

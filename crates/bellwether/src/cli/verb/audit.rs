//! `bellwether audit`: whether a study sees the future.

use std::path::Path;

use bellwether::bundled;
use bellwether_core::Calendar;
use bellwether_study::audit::{Audit, AuditOptions, TableOptions, audit, audit_table};
use bellwether_study::{Dataset, Scoring, StudyConfig, StudyError};

use crate::cli::args::AuditArgs;
use crate::cli::count::count;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::screen::{self, Screen};
use crate::cli::table::{Align, Table, wrap};
use crate::cli::{End, cache_folder, proxy, threads};

pub(crate) fn run(args: &AuditArgs, screen: &Screen) -> anyhow::Result<End> {
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
            let (saved, statistic) =
                (format!("{:.1} %", 100.0 * shift.saved), format!("{:.1}", shift.statistic));
            let by = match shift.sessions {
                0 => "as stamped".to_owned(),
                sessions => format!("{sessions:+}"),
            };
            shifts.row([by, saved, statistic]);
        }
        out.push('\n');
        out.push_str(&shifts.text(screen.width, |line| screen.heading(line)));
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

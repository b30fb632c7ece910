//! An audit: a study that gives the mean of the running week, the same study honest, and a table of features from elsewhere.
//!
//! `cargo run --example 13_audit -- FOLDER` leaves the findings in FOLDER, as findings.md.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use bellwether::prelude::*;
use bellwether::study::audit::{Audit, AuditOptions, LeakClass, TableOptions, audit, audit_table};

fn study(week: &str) -> String {
    format!(
        r#"
study = {{ name = "The {week} week" }}
data = {{ prices = "bundled:stocknet", posts = "bundled:stocknet", tickers = ["GOOG"], end = "2016-03-31" }}
inputs = {{ price = ["close"], text = ["score", "weekly-mean"], text-settings = {{ week = "{week}" }} }}
protocol = {{ kind = "hold-out", test = {{ rows = 120 }} }}
models = [{{ kind = "ridge", predict = "change" }}]
"#
    )
}

/// What was found, as Markdown.
fn markdown(audit: &Audit) -> Result<String, std::fmt::Error> {
    let compared: usize = audit.experiments.iter().map(|e| e.compared).sum();
    let mut out = format!("# {}\n\n{compared} numbers compared, {} found\n\n", audit.name, audit.leaks.len());
    for leak in &audit.leaks {
        writeln!(out, "- {}: {}", leak.class, leak.words)?;
    }
    Ok(out)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let own = tempfile::tempdir()?;
    let asked = std::env::args().nth(1).map(PathBuf::from);
    let folder = asked.as_deref().unwrap_or(own.path());
    std::fs::create_dir_all(folder)?;
    let mut findings = String::new();
    // everything after a day is changed, and the study is made again: what moves knew the future
    for (week, honest) in [("running", false), ("completed", true)] {
        let config = StudyConfig::parse(&study(week), Path::new("week.toml"))?;
        let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
        let found = audit(&config, &data, &AuditOptions::new(folder))?;
        findings.push_str(&markdown(&found)?);
        assert_eq!(found.is_clean(), honest);
        assert!(honest || found.leaks[0].class == LeakClass::LaterPosts);
    }

    // a table cannot be made again: its columns are asked for the marks that only the future leaves
    let prices =
        read_prices_bytes(bundled::STOCKNET.prices_name, bundled::STOCKNET.prices, &PriceOptions::default())?;
    let bars = &prices.bars[&Ticker::new("MSFT")?];
    let mut table = String::from("date,close,smooth,target\n");
    for five in bars.windows(5) {
        let mean = five.iter().map(|bar| bar.close).sum::<f64>() / 5.0;
        let target = five[3].close / five[2].close - 1.0;
        writeln!(table, "{},{},{mean},{target}", five[2].date(), five[2].close)?;
    }
    let path = folder.join("features.csv");
    std::fs::write(&path, table)?;
    let found = audit_table(&path, &TableOptions::default())?;
    findings.push_str(&markdown(&found)?);
    assert_eq!(found.leaks[0].class, LeakClass::Centred);
    assert_eq!(found.leaks[0].column.as_deref(), Some("smooth"));

    println!("{findings}");
    let page = folder.join("findings.md");
    std::fs::write(&page, findings)?;
    if asked.is_some() {
        println!("findings  {}", page.display());
    }
    Ok(())
}

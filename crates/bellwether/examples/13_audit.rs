//! An audit: a study that gives the mean of the running week, the same study honest, and a table of features from elsewhere.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::fmt::Write;
use std::path::Path;

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

fn shown(audit: &Audit) {
    let compared: usize = audit.experiments.iter().map(|e| e.compared).sum();
    println!("{}: {compared} numbers compared, {} found", audit.name, audit.leaks.len());
    for leak in &audit.leaks {
        println!("  {}: {}", leak.class, leak.words);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    // everything after a day is changed, and the study is made again: what moves knew the future
    for (week, honest) in [("running", false), ("completed", true)] {
        let config = StudyConfig::parse(&study(week), Path::new("week.toml"))?;
        let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
        let found = audit(&config, &data, &AuditOptions::new(folder.path()))?;
        shown(&found);
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
    let path = folder.path().join("features.csv");
    std::fs::write(&path, table)?;
    let found = audit_table(&path, &TableOptions::default())?;
    shown(&found);
    assert_eq!(found.leaks[0].class, LeakClass::Centred);
    assert_eq!(found.leaks[0].column.as_deref(), Some("smooth"));
    Ok(())
}

//! A report: one HTML file from the record of a run, which needs no network to be read.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::path::Path;

use bellwether::prelude::*;

const STUDY: &str = r#"
study = { name = "Drift of Google" }
data = { prices = "bundled:stocknet", posts = "bundled:stocknet", tickers = ["GOOG"], end = "2016-03-31" }
inputs = { price = ["close", "volume"] }
protocol = { kind = "hold-out", test = { rows = 120 } }
models = [{ kind = "drift" }, { kind = "ridge", predict = "change" }]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = StudyConfig::parse(STUDY, Path::new("google.toml"))?;
    let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
    let folder = tempfile::tempdir()?;
    let run = run_study(&config, &data, &RunOptions::new(folder.path()), &|_| {})?;

    // the record is all that a report reads, so a record from disk gives the same page
    let record: RunRecord = serde_json::from_slice(&std::fs::read(&run.record_path)?)?;
    let page = html::render(&record)?;
    assert_eq!(page, html::render(&run.record)?);

    let path = folder.path().join("report.html");
    std::fs::write(&path, &page)?;
    println!("{} bytes in {}", page.len(), path.display());
    assert!(page.contains("Drift of Google"));
    for outside in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!page.contains(outside), "the page loads something from elsewhere");
    }
    Ok(())
}

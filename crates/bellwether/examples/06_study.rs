//! A study: models with and without text, under a protocol that cannot see the future.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::path::Path;
use std::sync::Mutex;

use bellwether::prelude::*;
use bellwether::study::record::Arm;

const STUDY: &str = r#"
[study]
name = "Does Twitter help ridge regression?"

[data]
prices = "bundled:stocknet"
posts = "bundled:stocknet"
tickers = ["AAPL", "MSFT"]
start = "2014-01-02"
end = "2016-03-31"

[inputs]
price = ["close", "volume", "ma7", "macd"]
text = ["score", "post-count"]

[protocol]
kind = "walk-forward"
test = { rows = 200 }
refit-every = 50

[[models]]
kind = "ridge"
predict = "change"
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = StudyConfig::parse(STUDY, Path::new("ridge.toml"))?;
    let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
    let folder = tempfile::tempdir()?;
    let options = RunOptions::new(folder.path());
    let run = run_study(&config, &data, &options, &|_| {})?;

    println!("{}", terminal::leaderboard(&run.record, 100, false));
    let rows = &run.record.tickers[0].rows;
    assert_eq!(rows[0].model, "persistence");
    assert_eq!(
        rows.iter().map(|r| r.arm).collect::<Vec<_>>(),
        [Arm::NoInputs, Arm::WithoutText, Arm::WithText(0)]
    );
    assert!(rows[2].vs_without_text.is_some());

    // a second run finds every trial done, and writes the same bytes
    let first = std::fs::read(&run.record_path)?;
    let planned = Mutex::new((0, 0));
    run_study(&config, &data, &options, &|progress| {
        if let Progress::Planned { total, cached } = progress
            && let Ok(mut planned) = planned.lock()
        {
            *planned = (total, cached);
        }
    })?;
    let (total, cached) = planned.into_inner()?;
    println!("{cached} of {total} trials kept");
    assert_eq!(total, cached);
    assert_eq!(first, std::fs::read(&run.record_path)?);
    Ok(())
}

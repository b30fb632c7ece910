//! The movement task on the published tables: samples and naive forecasts beside figures by pandas, networks beside published ones.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build;
use crate::line::{Line, skipped};
use crate::place::shared;

/// Of each set by pandas: samples of training, validation and test; in per cent the greater class and the market's last
/// direction, and that one's MCC. The rules are those of `crates/bellwether/tests/reference/pandas/movement.py`.
const SETS: [(&str, [u64; 3], [f64; 3]); 2] = [
    ("ACL18", [20315, 2555, 3720], [51.29, 53.55, 0.0748]),
    ("KDD17", [64644, 8070, 7398], [52.85, 45.11, -0.1005]),
];
/// How far below the published accuracy LSTM and ALSTM may be, in points.
const ROOM: f64 = 1.5;

/// Figures that differ, and networks too far below what is published.
pub(super) fn run() -> Result<usize> {
    let data = match shared("data/advalstm/acl18_features.parquet").and_then(|_| shared("data")) {
        Ok(data) => data,
        Err(reason) => {
            skipped("parity.movement", &reason);
            return Ok(0);
        }
    };
    if let Err(reason) = shared("data/stocknet/tweets.parquet") {
        skipped("parity.movement", &reason);
        return Ok(0);
    }
    let (program, folder) = (build::bellwether()?, tempfile::tempdir()?);
    let output = std::process::Command::new(program)
        .args(["paper", "movement", "--format", "json", "--data"])
        .arg(data)
        .arg("--out")
        .arg(folder.path())
        .stderr(std::process::Stdio::inherit())
        .output()?;
    let report: Value =
        serde_json::from_slice(&output.stdout).context("`paper movement` prints no record")?;
    let mut missed = 0;
    for (i, (name, samples, naive)) in SETS.iter().enumerate() {
        let set = &report["sets"][i];
        let of = |model: &str, score: &str| {
            let mut rows = set["rows"].as_array().into_iter().flatten();
            rows.find(|row| row["model"] == model).and_then(|row| row["scores"][score]["mean"].as_f64())
        };
        let differs = set["samples"] != serde_json::json!(samples);
        missed += usize::from(differs);
        Line::new(&format!("parity.movement.{name}.samples"), &set["samples"], "samples")
            .with("pandas", format!("{samples:?}").replace(' ', ""))
            .print();
        let market = "market's last direction";
        for (what, own, theirs, within) in [
            ("majority", of("always-majority", "accuracy").map(|v| 100.0 * v), naive[0], 0.005),
            ("market", of(market, "accuracy").map(|v| 100.0 * v), naive[1], 0.005),
            ("market-mcc", of(market, "mcc"), naive[2], 0.00005),
        ] {
            let off = own.map_or(f64::INFINITY, |own| (own - theirs).abs());
            missed += usize::from(off > within + 1e-9);
            let own = own.map_or_else(|| "none".to_owned(), |own| format!("{own:.4}"));
            Line::new(&format!("parity.movement.{name}.{what}"), own, "")
                .with("pandas", theirs)
                .goal(off, within + 1e-9)
                .print();
        }
        for row in set["rows"].as_array().into_iter().flatten() {
            let model = row["model"].as_str().unwrap_or_default();
            let (Some(published), true) = (row["published"][0].as_f64(), ["lstm", "alstm"].contains(&model))
            else {
                continue;
            };
            let own = of(model, "accuracy").map_or(0.0, |v| 100.0 * v);
            missed += usize::from(own < published - ROOM);
            Line::new(&format!("parity.movement.{name}.{model}"), format!("{own:.2}"), "%")
                .with("published", published)
                .at_least(own, published - ROOM)
                .print();
        }
    }
    Ok(missed)
}

//! GARCH and GJR-GARCH, with normal and Student-t errors, beside arch: 96 simulated series and the bundled prices.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::root;
use crate::python::Python;
use crate::{build, process};

/// The log-likelihood is no lower than this, relative.
const LIKELIHOOD: f64 = 1e-6;

/// Where both likelihoods are this near, parameters are compared: a higher top, or a flat one, has others.
const SAME: f64 = 1e-6;

/// Of a parameter that is not next to an edge.
const PARAMETER: f64 = 1e-3;

/// Nearer to 0 than this, or ν beyond 100, a parameter is at an edge, where the likelihood is flat.
const EDGE: f64 = 1e-2;

/// Rows that are printed: those furthest apart.
const PRINTED: usize = 12;
/// Share of the rows of equal likelihood whose parameters are to be alike: on a flat top, where arch stops hangs on the
/// processor.
const ALIKE: f64 = 0.99;

struct Row {
    name: String,
    log_likelihood: f64,
    parameters: Vec<f64>,
}

/// Results that differ.
pub(super) fn run() -> Result<usize> {
    let python = match Python::with(&["numpy", "pandas", "zstandard", "arch"])? {
        Ok(python) => python,
        Err(reason) => {
            skipped("parity.garch", &reason);
            return Ok(0);
        }
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("garch.txt");
    let mut script = python.script(&root().join("xtask/python/garch_parity.py"));
    script.arg(&file).arg(root().join("crates/bellwether/data/demo/prices.csv.zst"));
    let theirs = rows(&python.output(&mut script)?)?;
    let ours = rows(&process::watch(Command::new(build::example("garch_parity")?).arg(&file))?.stdout)?;
    let peer = python.peer("arch")?;
    let mut apart: Vec<(f64, &Row, &Row)> = Vec::new();
    let (mut worse, mut better, mut compared, mut far) = (0, 0, 0, 0);
    let mut largest = 0.0_f64;
    for reference in &theirs {
        let own = ours.iter().find(|r| r.name == reference.name);
        let own = own.with_context(|| format!("the example prints no `{}`", reference.name))?;
        let short = reference.log_likelihood - own.log_likelihood;
        worse += usize::from(short.is_nan() || short > LIKELIHOOD * reference.log_likelihood.abs());
        better += usize::from(short < -1e-3);
        apart.push((short, own, reference));
        if short.abs() < SAME {
            compared += 1;
            let inside = |v: f64| v.abs() > EDGE && v < 100.0;
            let pairs = own.parameters.iter().zip(&reference.parameters).filter(|(_, r)| inside(**r));
            let most = pairs.map(|(o, r)| ((o - r) / r).abs()).fold(0.0, f64::max);
            largest = largest.max(most);
            far += usize::from(most > PARAMETER);
        }
    }
    apart.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("# garch: the {} of {} rows furthest apart", PRINTED.min(apart.len()), apart.len());
    println!("# {:<36} {:>18} {:>18} {:>12}", "series and model", "ours", "reference", "difference");
    for (short, own, reference) in apart.iter().take(PRINTED) {
        let (ours, theirs) = (own.log_likelihood, reference.log_likelihood);
        println!("# {:<36} {ours:>18.8} {theirs:>18.8} {short:>12.3e}", own.name);
    }
    Line::new("parity.garch", worse, "differences")
        .with("rows", theirs.len())
        .with("better", better)
        .with("largest", format!("{:.1e}", apart.first().map_or(f64::NAN, |a| a.0)))
        .with("peer", &peer)
        .print();
    let share = 1.0 - far as f64 / compared as f64;
    Line::new("parity.garch-parameters", far, "differences")
        .with("rows", compared)
        .with("share", format!("{share:.4}"))
        .with("largest-relative", format!("{largest:.1e}"))
        .with("peer", &peer)
        .at_least(share, ALIKE)
        .print();
    Ok(worse + if share < ALIKE { far } else { 0 })
}

/// Lines `series model log-likelihood parameters`.
fn rows(printed: &str) -> Result<Vec<Row>> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let [series, model, log_likelihood, parameters] = words[..] else { return None };
        Some(Row {
            name: format!("{series} {model}"),
            log_likelihood: log_likelihood.parse().ok()?,
            parameters: parameters.split(',').map(str::parse).collect::<Result<_, _>>().ok()?,
        })
    };
    printed.lines().map(row).collect::<Option<_>>().context("a line that is not a series and its fit")
}

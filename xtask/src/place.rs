//! Where things lie.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root")
}

/// A file of the evaluation data beside the repository, or why there is none.
pub(crate) fn shared(path: &str) -> Result<PathBuf, String> {
    let full = root().join("../shared").join(path);
    full.canonicalize().map_err(|_| format!("../shared/{path} is not there"))
}

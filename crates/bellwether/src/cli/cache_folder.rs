//! Where what can be made again is kept between runs.

use std::path::PathBuf;

/// The folder of kept scores; `None` where the system names no home.
///
/// `BELLWETHER_CACHE`, or else bellwether in the user's cache folder: `XDG_CACHE_HOME`, `~/Library/Caches` on macOS,
/// `LOCALAPPDATA` on Windows, `~/.cache` elsewhere.
pub(crate) fn scores() -> Option<PathBuf> {
    root().map(|root| root.join("scores"))
}

fn root() -> Option<PathBuf> {
    if let Some(own) = variable("BELLWETHER_CACHE") {
        return Some(own);
    }
    let user = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    user.map(|user| user.join("bellwether"))
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from)
}

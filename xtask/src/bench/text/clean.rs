//! Text at length: posts cleaned a second on one core, and the memory of a long stream.

use std::fs::File;
use std::process::Command;

use anyhow::{Context, Result};

use crate::line::Line;
use crate::place::root;
use crate::{build, process};

const POSTS: &str = "crates/bellwether/data/demo/tweets.csv.zst";
/// In one stream.
const COUNT: usize = 10_000_000;
/// Posts a second and core.
const RATE: f64 = 200_000.0;
/// Of 10^6 bytes.
const MEMORY: f64 = 300.0;

/// The NFLX paper's steps; then with all filters and the language in front.
pub(super) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let posts = folder.path().join("tweets.csv");
    zstd::stream::copy_decode(File::open(root().join(POSTS))?, File::create(&posts)?)?;
    let mut command = Command::new(build::example("clean_speed")?);
    let ours = process::watch(command.arg(&posts).arg(COUNT.to_string()))?;
    let rate = |name: &str| -> Result<f64> {
        let value = ours.stdout.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
        value.with_context(|| format!("the example prints no `{name}`"))?.parse().map_err(Into::into)
    };
    let (clean, sift) = (rate("clean ")?, rate("sift ")?);
    Line::new("text.clean", format!("{clean:.0}"), "posts/s")
        .at_least(clean, RATE)
        .with("posts", COUNT)
        .print();
    Line::new("text.clean.sifted", format!("{sift:.0}"), "posts/s")
        .at_least(sift, RATE)
        .with("posts", COUNT)
        .with("kept", rate("kept ")?)
        .print();
    if let Some(peak) = ours.peak_mb {
        Line::new("text.clean.memory", format!("{peak:.0}"), "MB")
            .goal(peak, MEMORY)
            .with("posts", COUNT)
            .print();
    }
    Ok(())
}

//! Speed of the scorers of posts.

mod finance;

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    super::vader::run("text.vader")?;
    finance::run()
}

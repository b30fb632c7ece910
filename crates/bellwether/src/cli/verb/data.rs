//! `bellwether data inspect`: what is recognised in files.

use crate::cli::End;
use crate::cli::args::DataArgs;
use crate::cli::screen::Screen;

pub(crate) fn run(_args: &DataArgs, _screen: &Screen) -> anyhow::Result<End> {
    Ok(End::Done)
}

//! What the user sees with: width, colour, and the two streams.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::args::{Color, Format, Global};
use super::error::CliError;

/// Columns of text when stdout is no terminal and `COLUMNS` says nothing.
const PIPED_WIDTH: usize = 100;
/// A narrower terminal wraps lines by itself.
const NARROWEST: usize = 40;
/// Wider lines are hard to follow.
const WIDEST: usize = 160;

/// How output is laid out. Data go to stdout, everything else to stderr.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) format: Format,
    /// Columns of stdout.
    pub(crate) width: usize,
    /// Whether stdout is coloured.
    pub(crate) color: bool,
    /// Whether stderr is coloured.
    pub(crate) color_stderr: bool,
    pub(crate) quiet: bool,
}

impl Screen {
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(w, _)| usize::from(w.0));
        let width = columns().or_else(terminal).unwrap_or(PIPED_WIDTH);
        Self {
            format: global.format,
            width: width.clamp(NARROWEST, WIDEST),
            color: colored(global.color, io::stdout().is_terminal()),
            color_stderr: colored(global.color, io::stderr().is_terminal()),
            quiet: global.quiet,
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Something worth knowing, to stderr; not with `--quiet`.
    pub(crate) fn note(&self, text: impl Display) {
        if !self.quiet {
            stderr_line(text);
        }
    }

    /// Something that the user must not miss, to stderr.
    pub(crate) fn warn(&self, text: impl Display) {
        stderr_line(format_args!("{} {text}", self.label("warning:", "33")));
    }

    /// A word at the start of a line of stderr, bold and in this ANSI colour.
    pub(crate) fn label(&self, word: &str, color: &str) -> String {
        if self.color_stderr { format!("\u{1b}[1;{color}m{word}\u{1b}[0m") } else { word.to_owned() }
    }

    /// A heading on stdout.
    pub(crate) fn heading(&self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Data, to stdout.
pub(crate) fn data(text: impl Display) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    write!(out, "{text}").and_then(|()| out.flush()).map_err(CliError::Stdout)
}

/// Data for machines, to stdout.
pub(crate) fn json(value: &impl Serialize) -> Result<(), CliError> {
    let text = serde_json::to_string_pretty(value).map_err(|e| CliError::Stdout(e.into()))?;
    data(text + "\n")
}

/// One line to stderr. When stderr is closed there is nobody left to tell.
pub(crate) fn stderr_line(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The width that the user sets, which goes before the terminal's.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.trim().parse().ok().filter(|columns| *columns > 0)
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn colored(color: Color, is_terminal: bool) -> bool {
    let refused = || {
        std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|v| v == "dumb")
    };
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !refused(),
    }
}

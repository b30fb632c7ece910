//! Colour, wrapping, and text made safe for a terminal.

/// How a piece of text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    Bold,
    Dim,
    Good,
    Bad,
    Warn,
}

/// Colours text, or leaves it as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Painter {
    color: bool,
}

impl Painter {
    /// A painter that colours only if `color`.
    pub(crate) fn new(color: bool) -> Self {
        Self { color }
    }

    /// The text in this ink; every line on its own, so that a pager can cut anywhere.
    pub(crate) fn paint(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => return text.to_owned(),
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Warn => "33",
        };
        if !self.color {
            return text.to_owned();
        }
        let lines: Vec<String> = text.lines().map(|l| format!("\u{1b}[{code}m{l}\u{1b}[0m")).collect();
        lines.join("\n")
    }
}

/// One line without control characters, which could move the cursor or change the colours.
pub(crate) fn plain(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Breaks between words; lines after the first begin with `indent`.
pub(crate) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

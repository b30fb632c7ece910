//! Small pieces of SVG text.

use std::fmt::Write as _;

use serde::Serialize;

/// A finished piece of SVG: safe to put into a page as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Svg(pub(crate) String);

/// Text for an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // characters that no HTML text may hold
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A fraction as a percentage with two decimals at most; 0 when it is not finite.
pub(crate) fn percent(fraction: f64) -> String {
    if !fraction.is_finite() {
        return "0%".into();
    }
    let text = format!("{:.2}", 100.0 * fraction);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}%", if text == "-0" { "0" } else { text })
}

/// Appends formatted text; writing to a string cannot fail.
pub(crate) fn append(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(arguments);
    debug_assert!(written.is_ok(), "writing to a string");
}

/// `push!(out, "…", …)`: [`append`] with `format!`'s syntax.
macro_rules! push {
    ($out:expr, $($arguments:tt)*) => { $crate::chart::svg::append($out, format_args!($($arguments)*)) };
}
pub(crate) use push;

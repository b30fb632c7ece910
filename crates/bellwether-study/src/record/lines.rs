//! How records are written: an object's keys on lines of their own, arrays of numbers and words on one.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// The value as JSON; the same value gives the same bytes.
///
/// # Errors
/// Values that JSON cannot have.
pub(crate) fn to_vec(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Lines::default()))?;
    Ok(out)
}

/// Breaks lines before objects and arrays, and not before what is neither.
#[derive(Default)]
struct Lines {
    depth: usize,
    /// Whether an element of an array comes next.
    element: bool,
    /// Of each array that is open whether it has a line for each element.
    broken: Vec<bool>,
    /// Whether the object that ends has a key.
    filled: bool,
}

impl Lines {
    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }

    /// What is written before an object or array.
    fn open<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if std::mem::take(&mut self.element) {
            self.line(out)?;
            if let Some(broken) = self.broken.last_mut() {
                *broken = true;
            }
        }
        self.depth += 1;
        Ok(())
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out)?;
        self.broken.push(false);
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        self.element = false;
        if self.broken.pop().unwrap_or(false) {
            self.line(out)?;
        }
        out.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.element = true;
        if first { Ok(()) } else { out.write_all(b",") }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out)?;
        self.filled = false;
        out.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.filled {
            self.line(out)?;
        }
        out.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.line(out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.element = false;
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _out: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_share_a_line() {
        let value = json!({ "a": [1, 2.5, null], "b": [{ "c": [] }, {}], "d": [["x", "y"], ["z"]], "e": {} });
        let text = String::from_utf8(to_vec(&value).unwrap()).unwrap();
        let written = "{\n  \"a\": [1,2.5,null],\n  \"b\": [\n    {\n      \"c\": []\n    },\n    {}\n  ],\n  \"d\": [\n    \
                       [\"x\",\"y\"],\n    [\"z\"]\n  ],\n  \"e\": {}\n}";
        assert_eq!(text, written);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}

//! Plain tables: aligned columns, the last one wrapped.

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A header and rows of as many cells.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

const GAP: &str = "  ";
/// The last column is never squeezed below this; the line then runs over.
const NARROWEST: usize = 20;

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns.len());
        self.rows.push(cells.to_vec());
    }

    /// The table in at most `width` columns, `heading` applied to the header line; each line ends with a line break.
    pub(crate) fn text(&self, width: usize, heading: impl Fn(&str) -> String) -> String {
        let last = self.columns.len() - 1;
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(j, (name, _))| {
                let cells = self.rows.iter().map(|r| r[j].chars().count());
                cells.chain([name.chars().count()]).max().unwrap_or(0)
            })
            .collect();
        let before: usize = widths[..last].iter().map(|w| w + GAP.len()).sum();
        let room = width.saturating_sub(before).max(NARROWEST);
        let line = |cells: &[&str], tail: &str| {
            let mut line = String::new();
            for (j, cell) in cells.iter().enumerate() {
                let pad = " ".repeat(widths[j] - cell.chars().count());
                match self.columns[j].1 {
                    Align::Left => line.extend([cell, pad.as_str(), GAP]),
                    Align::Right => line.extend([pad.as_str(), cell, GAP]),
                }
            }
            line.push_str(tail);
            line.trim_end().to_owned()
        };
        let names: Vec<&str> = self.columns.iter().map(|c| c.0).collect();
        let mut out = heading(&line(&names[..last], names[last]));
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<&str> = row[..last].iter().map(String::as_str).collect();
            let blank = vec![""; last];
            for (i, tail) in wrap(&row[last], room).iter().enumerate() {
                out.push_str(&line(if i == 0 { &cells } else { &blank }, tail));
                out.push('\n');
            }
        }
        out
    }
}

/// Words in lines of at most `width` characters, at least one line; a longer word has a line of its own.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let line = lines.last_mut().expect("there is always a line");
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_the_last_is_wrapped() {
        let mut table = Table::new(&[("name", Align::Left), ("n", Align::Right), ("what", Align::Left)]);
        table.row(["a".into(), "12".into(), "some words that do not fit".into()]);
        table.row(["long".into(), "3".into(), String::new()]);
        let text = table.text(30, str::to_owned);
        assert_eq!(text, "name   n  what\na     12  some words that do\n          not fit\nlong   3\n");
    }
}

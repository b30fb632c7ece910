//! Numbers as people and exports write them: `1,234.5`, `1.234,5`, `$12.30`, `12.3M`, `N/A`.

use crate::options::DecimalMark;
use crate::table::{Cells, Places, TextColumn};
use crate::value::shortened;
use crate::{IngestError, Place};

/// What exports write for a missing value.
const MISSING: [&str; 12] = ["", "-", "--", "n/a", "na", "nan", "null", "none", "nil", "#n/a", "<na>", "."];

/// Decides the decimal mark of a file's number columns. Numbers without a comma are plain; numbers with one need a
/// value that decides, such as `1,234.5`, `1,234,567`, `12,5` or `12.50`.
pub(crate) fn decimal_mark(
    file: &str,
    given: Option<DecimalMark>,
    columns: &[(&str, &Cells)],
    places: &Places,
) -> Result<DecimalMark, IngestError> {
    if let Some(given) = given {
        return Ok(given);
    }
    let texts = || {
        columns.iter().filter_map(|(name, cells)| match cells {
            Cells::Text(column) => Some((*name, column)),
            _ => None,
        })
    };
    let mut undecided: Option<(&str, Place, String)> = None;
    for (name, column) in texts() {
        for (row, text) in column.iter().enumerate().filter(|(_, t)| t.contains(',')) {
            if let Some(mark) = evidence(text) {
                return Ok(mark);
            }
            undecided.get_or_insert_with(|| (name, places.of(row), shortened(text)));
        }
    }
    let Some((column, place, value)) = undecided else { return Ok(DecimalMark::Point) };
    // no comma decides; a point may: 12.50 has a decimal point, for groups have three digits
    let decided = texts().any(|(_, column)| column.iter().any(|t| evidence(t) == Some(DecimalMark::Point)));
    if decided {
        return Ok(DecimalMark::Point);
    }
    Err(IngestError::AmbiguousNumbers { file: file.to_owned(), place, column: column.to_owned(), value })
}

/// What one number says about the decimal mark.
fn evidence(text: &str) -> Option<DecimalMark> {
    let text = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let after = |mark| text.rsplit(mark).next().map_or(0, str::len);
    match (commas, points) {
        (0, 0) => None,
        (1.., 1..) if text.rfind(',') < text.rfind('.') => Some(DecimalMark::Point),
        (1.., 1..) => Some(DecimalMark::Comma),
        (2.., 0) => Some(DecimalMark::Point),
        (0, 2..) => Some(DecimalMark::Comma),
        (1, 0) if after(',') != 3 || text.starts_with("0,") => Some(DecimalMark::Comma),
        (0, 1) if after('.') != 3 || text.starts_with("0.") => Some(DecimalMark::Point),
        _ => None,
    }
}

/// A column of numbers; missing ones are NaN.
pub(crate) fn floats(
    file: &str,
    name: &str,
    cells: Cells,
    mark: DecimalMark,
    places: &Places,
) -> Result<Vec<f64>, IngestError> {
    match cells {
        Cells::Float(values) => Ok(values.into_iter().map(finite).collect()),
        Cells::Int(values) => Ok(values.into_iter().map(|v| v.map_or(f64::NAN, |v| v as f64)).collect()),
        Cells::Text(column) => texts(file, name, &column, mark, places),
        other => Err(IngestError::ColumnType {
            file: file.to_owned(),
            column: name.to_owned(),
            found: other.kind(),
            wanted: "numbers",
        }),
    }
}

fn texts(
    file: &str,
    name: &str,
    column: &TextColumn,
    mark: DecimalMark,
    places: &Places,
) -> Result<Vec<f64>, IngestError> {
    let read = |(row, text): (usize, &str)| {
        parse(text, mark).ok_or_else(|| IngestError::Number {
            file: file.to_owned(),
            place: places.of(row),
            column: name.to_owned(),
            value: shortened(text),
        })
    };
    column.iter().enumerate().map(read).collect()
}

/// One number; NaN when missing, `None` when it is none.
fn parse(text: &str, mark: DecimalMark) -> Option<f64> {
    let text = text.trim();
    let plain = mark == DecimalMark::Point || !text.contains('.');
    if plain && let Ok(value) = text.parse::<f64>() {
        return Some(finite(value));
    }
    if MISSING.iter().any(|m| text.eq_ignore_ascii_case(m)) {
        return Some(f64::NAN);
    }
    decorated(text, mark)
}

/// Infinities are what a division by zero leaves behind: not a price.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// A number with currency sign, grouped thousands, or a letter for a power of a thousand.
fn decorated(text: &str, mark: DecimalMark) -> Option<f64> {
    let (negative, body) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        },
    };
    let body = body.trim_matches(|c: char| c.is_whitespace() || "$€£¥".contains(c));
    let (digits, exponent) = match body.char_indices().next_back() {
        Some((i, 'K' | 'k')) => (&body[..i], 3),
        Some((i, 'M' | 'm')) => (&body[..i], 6),
        Some((i, 'B' | 'b')) => (&body[..i], 9),
        Some((i, 'T' | 't')) => (&body[..i], 12),
        _ => (body, 0),
    };
    let (group, decimal) = match mark {
        DecimalMark::Point => (',', '.'),
        DecimalMark::Comma => ('.', ','),
    };
    let (whole, fraction) = digits.trim().split_once(decimal).unwrap_or((digits.trim(), ""));
    let whole = ungrouped(whole, group)?;
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}e{exponent}").parse().ok()?;
    Some(if negative { -value } else { value })
}

/// Digits without the marks that group them: by threes after the first, by comma or point, space or apostrophe.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let is_mark = |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let mut groups = whole.split(is_mark);
    let mut digits = groups.next()?.to_owned();
    let first_fits = whole.split(is_mark).nth(1).is_none() || (1..=3).contains(&digits.len());
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    (first_fits && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then_some(digits)
}

/// A count such as likes; `Ok(None)` when missing, `Err` when it is no count.
pub(crate) fn parse_count(text: &str) -> Result<Option<u64>, ()> {
    let value = match text.trim().parse::<u64>() {
        Ok(value) => return Ok(Some(value)),
        Err(_) => parse(text, DecimalMark::Point).ok_or(())?,
    };
    if value.is_nan() {
        return Ok(None);
    }
    let whole = value >= 0.0 && value.fract() == 0.0 && value < 1e15;
    if whole { Ok(Some(value as u64)) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_decimal_point() {
        for (text, value) in [
            ("12.5", 12.5),
            (" $1,234.50 ", 1234.5),
            ("-$3.20", -3.2),
            ("(3.20)", -3.2),
            ("1,234,567", 1234567.0),
            ("12.3M", 12.3e6),
            ("2.5B", 2.5e9),
            ("1 234.5", 1234.5),
            ("1e3", 1000.0),
            ("+7", 7.0),
        ] {
            assert_eq!(parse(text, DecimalMark::Point), Some(value), "{text}");
        }
    }

    #[test]
    fn numbers_with_a_decimal_comma() {
        for (text, value) in
            [("12,5", 12.5), ("1.234,50 €", 1234.5), ("1.234", 1234.0), ("7", 7.0), ("0,5", 0.5)]
        {
            assert_eq!(parse(text, DecimalMark::Comma), Some(value), "{text}");
        }
    }

    #[test]
    fn missing_and_wrong_values() {
        for text in ["", " ", "N/A", "null", "NaN", "-", "inf"] {
            assert!(parse(text, DecimalMark::Point).unwrap().is_nan(), "{text}");
        }
        for text in ["abc", "12.3.4", "1,23,4", "12,34", "1.2X", "$", "12 34", "—", "1,", "K"] {
            assert_eq!(parse(text, DecimalMark::Point), None, "{text}");
        }
    }

    #[test]
    fn what_a_number_says_about_the_mark() {
        for (text, mark) in [
            ("1,234", None),
            ("1234", None),
            ("1.234", None),
            ("1,234.5", Some(DecimalMark::Point)),
            ("1.234,5", Some(DecimalMark::Comma)),
            ("1,234,567", Some(DecimalMark::Point)),
            ("1.234.567", Some(DecimalMark::Comma)),
            ("12,5", Some(DecimalMark::Comma)),
            ("12.50", Some(DecimalMark::Point)),
            ("$1,234.50", Some(DecimalMark::Point)),
            ("0.125", Some(DecimalMark::Point)),
        ] {
            assert_eq!(evidence(text), mark, "{text}");
        }
    }

    #[test]
    fn counts() {
        assert_eq!(parse_count("12"), Ok(Some(12)));
        assert_eq!(parse_count("1,234"), Ok(Some(1234)));
        assert_eq!(parse_count("12.0"), Ok(Some(12)));
        assert_eq!(parse_count("2.5K"), Ok(Some(2500)));
        assert_eq!(parse_count(""), Ok(None));
        assert_eq!(parse_count("-1"), Err(()));
        assert_eq!(parse_count("many"), Err(()));
    }
}

//! Enums of the record in words.

use bellwether_core::{Date, FindingKind, Target, TargetKind};
use bellwether_evaluation::significance::p_value_words;
use bellwether_study::record::{Arm, RunRecord, TestResult, Verdict};

use crate::number;

/// A row's inputs; empty for models without any. With several scorers it names the one behind the text columns.
pub(crate) fn arm(arm: Arm, scorer: Option<&str>) -> String {
    arm.words(scorer).unwrap_or_default()
}

/// What a test compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// The persistence forecast.
    Persistence,
    /// The same model without text.
    WithoutText,
}

/// A test's answer as a sentence fragment, with its p-value.
pub(crate) fn test_long(test: &TestResult, against: Against) -> String {
    if !test.words.is_empty() {
        return test.words.clone();
    }
    let other = match against {
        Against::Persistence => "persistence",
        Against::WithoutText => "the same model without text",
    };
    let p = test.p_value.map_or_else(String::new, |p| format!(" ({})", p_value_words(p)));
    match test.verdict {
        Verdict::Better => format!("better than {other}{p}"),
        Verdict::Worse => format!("worse than {other}{p}"),
        Verdict::NoDifference => format!("no significant difference from {other}{p}"),
        Verdict::Identical => format!("the same forecasts as {other}"),
        Verdict::Untested => "not tested".into(),
    }
}

/// The text with its p-values and percentages kept on one line.
pub(crate) fn bound(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
        .replace("p = ", "p\u{a0}=\u{a0}")
        .replace("p < ", "p\u{a0}<\u{a0}")
        .replace("p > ", "p\u{a0}>\u{a0}")
}

/// A test's answer in two or three words.
pub(crate) fn test_short(test: &TestResult) -> String {
    let short = verdict_short(test.verdict);
    match (test.verdict, test.p_value) {
        (Verdict::Better | Verdict::Worse | Verdict::NoDifference, Some(p)) => {
            format!("{short}, {}", p_value_words(p))
        }
        _ => short.into(),
    }
}

/// A verdict in one or two words.
pub(crate) fn verdict_short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::NoDifference => "no difference",
        Verdict::Identical => "identical",
        Verdict::Untested => "untested",
    }
}

/// The class of a verdict in the style sheet.
pub(crate) fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::NoDifference => "same",
        Verdict::Identical => "same",
        Verdict::Untested => "untested",
    }
}

/// What is forecast, as a noun phrase: "closing price, 1 session ahead".
pub(crate) fn target(target: Target) -> String {
    let sessions = if target.horizon == 1 { "session" } else { "sessions" };
    format!("{}, {} {sessions} ahead", quantity(target.kind), target.horizon)
}

/// As [`target`], of a record: predictions made elsewhere are of whatever returns their file has, and of its rows.
pub(crate) fn target_of(record: &RunRecord) -> String {
    let Some(check) = &record.check else { return target(record.target) };
    let nearest = format!("{}, {} ahead", quantity_of(record), count(record.target.horizon, "row"));
    match check.horizons.last() {
        Some(last) => format!("{nearest}, and in a table of its own each horizon up to {}", last.horizon),
        None => nearest,
    }
}

/// As [`quantity`], of a record: predictions made elsewhere are of whatever returns and directions their file has.
pub(crate) fn quantity_of(record: &RunRecord) -> &'static str {
    match record.target.kind {
        TargetKind::LogReturn if record.check.is_some() => "return",
        TargetKind::Direction if record.check.is_some() => "direction",
        kind => quantity(kind),
    }
}

/// The forecast quantity as a noun.
pub(crate) fn quantity(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Close => "closing price",
        TargetKind::Open => "opening price",
        TargetKind::AdjClose => "adjusted closing price",
        TargetKind::LogReturn => "log return",
        TargetKind::Direction => "direction of the closing price",
    }
}

/// A nominal coverage: `80 %`, `97.5 %`.
pub(crate) fn level(level: f64) -> String {
    let text = number::fixed(100.0 * level, 1);
    format!("{}\u{a0}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// What a finding is about.
pub(crate) fn finding(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::FoldedCopies => "Folded posts",
        FindingKind::NoPosts => "No posts",
        FindingKind::SilentSessions => "Sessions without posts",
        FindingKind::DuplicateRows => "Duplicate rows",
        FindingKind::OhlcViolation => "Impossible bars",
        FindingKind::NonPositivePrice => "Prices not above zero",
        FindingKind::MissingSession => "Missing sessions",
        FindingKind::UnexpectedSession => "Rows on closed days",
        FindingKind::LikelySplit => "Likely unadjusted split",
        FindingKind::NanRow => "Rows without prices",
        FindingKind::UnsortedRows => "Rows out of order",
        FindingKind::PostsOutsidePrices => "Posts outside the prices",
        FindingKind::TimeZoneAbsent => "Post times without a time zone",
        FindingKind::TimeOfDayAbsent => "Post dates without a time",
        FindingKind::SkippedRows => "Rows left out",
        FindingKind::FilteredPosts => "Posts dropped",
        FindingKind::MatchedPosts => "Posts by what they name",
        FindingKind::UnusedColumns => "Columns not used",
        FindingKind::AbsentColumns => "Columns not in the file",
        FindingKind::BrokenText => "Bytes that are not UTF-8",
        FindingKind::UnknownKind => "Neither news nor chatter",
        FindingKind::RepeatedValues => "Repeated values of a series",
        FindingKind::CrossedQuantiles => "Quantiles that cross",
        FindingKind::UnsaidCoverage => "Intervals of unsaid coverage",
        FindingKind::DamagedCache => "Damaged kept scores",
    }
}

/// A date as prose: `4 Jan 2016`.
pub(crate) fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// The month's short name.
pub(crate) fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1]
}

/// `1 fold`, `2 folds`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number::fixed(n as f64, 0))
}

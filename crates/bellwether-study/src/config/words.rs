//! Settings in words.

use bellwether_core::{Bell, DecisionTime};
use bellwether_evaluation::splits::{
    Combinatorial, HoldOut, KFold, RandomSplit, SameDatesNewTickers, Size, Split, WalkForward, Window,
};
use bellwether_text::TextError;

use crate::ConfigError;
use crate::words::count;

/// The protocol and the decision time in words.
pub(crate) fn words(protocol: &Split, decision: DecisionTime) -> String {
    let bell = if decision.at == Bell::Open { "open" } else { "close" };
    let minutes = decision.offset_minutes.unsigned_abs();
    let decided = match decision.offset_minutes {
        0 => format!("decided at the {bell}"),
        1.. => format!("decided {minutes} minutes after the {bell}"),
        _ => format!("decided {minutes} minutes before the {bell}"),
    };
    format!("{}, {decided}", split_words(protocol))
}

fn split_words(protocol: &Split) -> String {
    match protocol {
        Split::HoldOut(HoldOut { test, validation, purge, embargo, choose_by_test }) => format!(
            "chronological hold-out{}: test {}, validation {}, {}",
            if *choose_by_test {
                " whose test part chooses models (it sees the answers; its scores are not evidence)"
            } else {
                ""
            },
            size(test),
            size(validation),
            gap(*purge, *embargo)
        ),
        Split::RandomSplit(RandomSplit { test, validation, seed }) => format!(
            "random split (it sees the future; its scores are not evidence): test {}, validation {}, drawn with seed {seed}",
            size(test),
            size(validation)
        ),
        Split::KFold(KFold { folds, purge, embargo }) => format!(
            "k-fold cross-validation (models learn from later days; its scores are not evidence): {folds} blocks, {}",
            gap(*purge, *embargo)
        ),
        Split::Combinatorial(Combinatorial { groups, tested, purge, embargo }) => format!(
            "combinatorial cross-validation (models learn from later days; its scores are not evidence): {tested} of {groups} \
             blocks tested at a time, {}",
            gap(*purge, *embargo)
        ),
        Split::WalkForward(split) => format!("walk-forward: {}", walk_words(split)),
        Split::LeaveOneTickerOut(split) => format!(
            "leave one ticker out, with new dates: each ticker is forecast by models that learnt from the other tickers only, \
             up to its days, and by naive and statistical models of its own past; {}",
            walk_words(split)
        ),
        Split::SameDatesNewTickers(SameDatesNewTickers { test }) => format!(
            "other tickers on the same dates (models learn from the tested days; its scores are not evidence): each ticker is \
             forecast by models that learnt from the other tickers on all days, test {}",
            size(test)
        ),
    }
}

fn walk_words(split: &WalkForward) -> String {
    let WalkForward { window, initial: _, validation, refit_every, test, purge, embargo } = split;
    let window = match window {
        Window::Expanding => "expanding window".to_owned(),
        Window::Rolling { rows } => format!("rolling window of {}", count(*rows, "sample")),
    };
    format!(
        "{window}, refitted every {}, test {}, validation {}, {}",
        if *refit_every == 1 { "session".to_owned() } else { format!("{refit_every} sessions") },
        size(test),
        size(validation),
        gap(*purge, *embargo)
    )
}

fn gap(purge: bool, embargo: usize) -> String {
    let purge = if purge { "labels purged" } else { "labels not purged" };
    if embargo == 0 { purge.to_owned() } else { format!("{purge}, embargo {}", count(embargo, "row")) }
}

fn size(size: &Size) -> String {
    match size {
        Size::Fraction(f) => format!("{} % of the samples", (f * 1e4).round() / 1e2),
        Size::Rows(0) => "none".to_owned(),
        Size::Rows(rows) => count(*rows, "sample"),
    }
}

/// A setting of posts that is out of range, under the key of the study file.
pub(super) fn setting(section: &str, error: &TextError) -> ConfigError {
    match error {
        TextError::Setting { setting, found, expected } => ConfigError::Value {
            key: format!("{section}: {setting}"),
            value: found.clone(),
            expected: expected.clone(),
        },
        other => ConfigError::Value {
            key: section.to_owned(),
            value: "not usable".to_owned(),
            expected: other.to_string(),
        },
    }
}

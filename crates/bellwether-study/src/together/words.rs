//! The models taken together, in two sentences.

use bellwether_evaluation::significance::p_value_words;

use crate::record::{SearchTest, TogetherRecord, TogetherRow};
use crate::words::{count, listed};

/// Names beyond which only their number is said.
const MOST: usize = 4;

/// Whether any model beats the baseline when all that were tried are counted, and how many may be the best.
pub(crate) fn sentence(record: &TogetherRecord) -> String {
    let set: Vec<String> = record.models.iter().filter(|m| m.in_set).map(label).collect();
    let naive = record.models.first().is_some_and(|m| m.in_set);
    let all = record.models.len();
    let confidence = format!("{:.0} %", 100.0 * record.confidence);
    let holds = match set.len() {
        n if n == all => format!("The {confidence} confidence set of the best leaves none of the {all} out."),
        1 => format!("The {confidence} confidence set of the best holds {} alone.", set[0]),
        n if n <= MOST => {
            format!("The {confidence} confidence set of the best holds {} of {all}: {}.", n, listed(&set))
        }
        n => {
            let among = if naive { "persistence among them" } else { "persistence not among them" };
            format!("The {confidence} confidence set of the best holds {n} of {all}, {among}.")
        }
    };
    format!("{} {holds}", searched(record, &record.search))
}

fn searched(record: &TogetherRecord, search: &SearchTest) -> String {
    let beats: Vec<String> = record.models.iter().filter(|m| m.beats).map(label).collect();
    let baseline = &record.baseline;
    let p = format!(
        "superior predictive ability {}, reality check {}, by day",
        p_value_words(search.superior),
        p_value_words(search.reality_check)
    );
    let tried = count(search.tried, "model");
    match beats.len() {
        0 => format!("Counting the search over {tried}, none beats {baseline} ({p})."),
        1 => format!("Counting the search over {tried}, {} still beats {baseline} ({p}).", beats[0]),
        n if n <= MOST => {
            format!("Counting the search over {tried}, {} still beat {baseline} ({p}).", listed(&beats))
        }
        n => format!("Counting the search over {tried}, {n} of them still beat {baseline} ({p})."),
    }
}

fn label(row: &TogetherRow) -> String {
    row.arm
        .words(row.scorer.as_deref())
        .map_or_else(|| row.model.clone(), |arm| format!("{} {arm}", row.model))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Arm;

    fn record(rows: &[(&str, bool, bool)], superior: f64) -> TogetherRecord {
        let row = |(model, in_set, beats): &(&str, bool, bool)| TogetherRow {
            model: (*model).to_owned(),
            arm: if *model == "lstm" { Arm::WithText(0) } else { Arm::NoInputs },
            scorer: None,
            loss: 1.0,
            p_value: 0.5,
            in_set: *in_set,
            beats: *beats,
        };
        TogetherRecord {
            days: 100,
            rows: 100,
            rows_left_out: 0,
            draws: 1000,
            block: 1.0,
            baseline: "persistence".to_owned(),
            confidence: 0.9,
            size: 0.05,
            models: rows.iter().map(row).collect(),
            search: SearchTest {
                tried: rows.len() - 1,
                best: 1,
                gain: 0.1,
                superior,
                reality_check: 2.0 * superior,
            },
            left_out: Vec::new(),
        }
    }

    #[test]
    fn who_beats_and_who_may_be_the_best() {
        let told = |rows: &[(&str, bool, bool)], p: f64| sentence(&record(rows, p));
        assert_eq!(
            told(&[("persistence", true, false), ("drift", true, false), ("lstm", false, false)], 0.42),
            "Counting the search over 2 models, none beats persistence (superior \
             predictive ability p = .42, reality check p = .84, by day). The 90 % confidence set of the best holds 2 of 3: \
             persistence and drift."
        );
        assert_eq!(
            told(&[("persistence", false, false), ("drift", false, false), ("lstm", true, true)], 0.001),
            "Counting the search over 2 models, lstm with text still beats persistence (superior predictive ability \
             p = .001, reality check p = .002, by day). The 90 % confidence set of the best holds lstm with text alone."
        );
        let all = [("persistence", true, false), ("drift", true, false), ("lstm", true, false)];
        assert!(told(&all, 0.6).ends_with("leaves none of the 3 out."));
    }
}

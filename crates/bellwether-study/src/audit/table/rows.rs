//! Rows beside each other: twice the same, and parts that overlap.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::Date;

use super::super::{Experiment, Found, Leak, LeakClass};
use super::read::{Part, Table};

pub(super) fn compared(table: &Table, horizon: usize) -> Found {
    let mut found = Found { compared: table.dates.len(), ..Found::default() };
    duplicates(table, &mut found);
    match &table.parts {
        Some(parts) => division(table, parts, horizon, &mut found),
        None => found.untested.push("no column says which rows are tested (`split`)".to_owned()),
    }
    found
}

fn leak(class: LeakClass, column: &str, date: Option<Date>, rows: usize, words: String) -> Leak {
    Leak {
        column: Some(column.to_owned()),
        date,
        size: rows as f64,
        rows,
        words,
        ..Leak::new(class, Experiment::Rows)
    }
}

fn duplicates(table: &Table, found: &mut Found) {
    let mut seen: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let mut days: BTreeSet<(&str, Date)> = BTreeSet::new();
    let mut twice: Vec<usize> = Vec::new();
    let mut crossing = 0;
    for i in 0..table.dates.len() {
        let values: Vec<f64> = table.features.iter().map(|f| f.values[i]).chain([table.target[i]]).collect();
        let whole = values.len() > 2 && values.iter().all(|v| v.is_finite());
        // rows of zeros and of one number are no marks
        let telling = whole && values.iter().map(|v| v.to_bits()).collect::<BTreeSet<_>>().len() > 2;
        let earlier =
            if telling { seen.insert(values.iter().map(|v| v.to_bits()).collect(), i) } else { None };
        if earlier.is_some() || !days.insert((&table.tickers[i], table.dates[i])) {
            twice.push(i);
            let other = |j: usize| table.parts.as_ref().is_some_and(|p| p[i] != p[j]);
            crossing += usize::from(earlier.is_some_and(other));
        }
    }
    if let Some(first) = twice.iter().map(|i| table.dates[*i]).min() {
        let across =
            if crossing > 0 { format!(", {crossing} of them in another part") } else { String::new() };
        let words = format!(
            "{} {} twice{across}",
            crate::words::count(twice.len(), "row"),
            crate::words::verb(twice.len(), "stands", "stand")
        );
        found.leaks.push(leak(LeakClass::Duplicates, "all", Some(first), twice.len(), words));
    }
}

fn division(table: &Table, parts: &[Part], horizon: usize, found: &mut Found) {
    let mut mixed: Vec<Date> = Vec::new();
    let mut overlapping: Vec<Date> = Vec::new();
    for rows in &table.groups {
        let Some(test) = rows.iter().position(|i| parts[*i] == Part::Test) else { continue };
        let tested = table.dates[rows[test]];
        let learnt = |i: &&usize| parts[**i] != Part::Test;
        mixed.extend(rows.iter().filter(learnt).map(|i| table.dates[*i]).filter(|d| *d > tested));
        let near = rows[..test].iter().enumerate().filter(|(at, _)| at + horizon > test);
        overlapping.extend(near.map(|(_, i)| table.dates[*i]));
        let watched = rows.iter().position(|i| parts[*i] == Part::Validation);
        let near = rows[..watched.unwrap_or(0)]
            .iter()
            .enumerate()
            .filter(|(at, _)| at + horizon > watched.unwrap_or(0));
        overlapping.extend(near.filter(|(_, i)| parts[**i] == Part::Train).map(|(_, i)| table.dates[*i]));
    }
    if let Some(first) = mixed.iter().min() {
        let words = format!(
            "{} that {} learnt from {} after tested days",
            crate::words::count(mixed.len(), "row"),
            crate::words::verb(mixed.len(), "is", "are"),
            crate::words::verb(mixed.len(), "lies", "lie")
        );
        found.leaks.push(leak(LeakClass::RandomSplit, "split", Some(*first), mixed.len(), words));
        return;
    }
    if let Some(first) = overlapping.iter().min() {
        let words = format!(
            "the targets of {}, {} ahead, are realised within the next part",
            crate::words::count(overlapping.len(), "row"),
            crate::words::count(horizon, "row")
        );
        found.leaks.push(leak(
            LeakClass::OverlappingLabels,
            "target",
            Some(*first),
            overlapping.len(),
            words,
        ));
    }
    let of = |part: Part| (0..parts.len()).filter(move |i| parts[*i] == part).map(|i| table.dates[i]);
    let tested: BTreeSet<Date> = of(Part::Test).collect();
    let shared: Vec<Date> = of(Part::Train).filter(|date| tested.contains(date)).collect();
    if let Some(first) = shared.iter().min() {
        let words = format!(
            "{} {} learnt from on dates on which other tickers are tested",
            crate::words::count(shared.len(), "row"),
            crate::words::verb(shared.len(), "is", "are")
        );
        found.leaks.push(leak(LeakClass::SameDates, "split", Some(*first), shared.len(), words));
    }
}

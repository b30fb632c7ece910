//! Posts and their stocks, against labels by hand.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use bellwether_core::Ticker;
use bellwether_text::matching::{Companies, MatchKind, Matcher};

/// Posts with the stocks that a reader finds in them.
fn labelled() -> Vec<(BTreeSet<Ticker>, &'static str)> {
    let lines = include_str!("matching/labelled.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let (stocks, post) = line.split_once('\t').unwrap();
        let stocks = stocks.split(' ').filter(|s| *s != "-").map(|s| Ticker::new(s).unwrap());
        (stocks.collect(), post)
    };
    lines.map(read).collect()
}

#[test]
fn precision_and_recall_on_posts_labelled_by_hand() {
    let matcher = Matcher::new(&Companies::bundled());
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (stocks, post) in labelled() {
        let found: BTreeSet<Ticker> = matcher.tickers(post).into_iter().collect();
        right += found.intersection(&stocks).count();
        wrong += found.difference(&stocks).count();
        missed += stocks.difference(&found).count();
        if found != stocks {
            println!("{post:?}: found {found:?}, labelled {stocks:?}");
        }
    }
    let (right, wrong, missed) = (f64::from(right as u32), f64::from(wrong as u32), f64::from(missed as u32));
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    println!("precision {precision:.3}, recall {recall:.3} ({right} right, {wrong} wrong, {missed} missed)");
    assert!(precision >= 0.95, "{precision}");
    assert!(recall >= 0.9, "{recall}");
}

#[test]
fn places_are_those_of_the_post() {
    let matcher = Matcher::new(&Companies::bundled());
    let post = "Ünïcode 🚀 Bank of America’s $BAC, @Boeing #netflix";
    let found: Vec<(&str, MatchKind)> =
        matcher.matches(post).iter().map(|m| (&post[m.start..m.end], m.kind)).collect();
    let expected = [
        ("Bank of America", MatchKind::Name),
        ("$BAC", MatchKind::Cashtag),
        ("@Boeing", MatchKind::Mention),
        ("#netflix", MatchKind::Hashtag),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_table_of_the_user_stands_over_the_bundled_one() {
    let folder = std::env::temp_dir().join(format!("bellwether-companies-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("mine.csv");
    std::fs::write(&path, "ticker,kind,alias\nVOW3,name,Volkswagen\nAAPL,name,Cupertino\n").unwrap();
    let mut companies = Companies::bundled();
    companies.extend(Companies::read(&path).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
    let matcher = Matcher::new(&companies);
    let found = matcher.tickers("Volkswagen and Cupertino, not Apple, and Microsoft");
    assert_eq!(found.iter().map(Ticker::as_str).collect::<Vec<_>>(), ["VOW3", "AAPL", "MSFT"]);
    assert!(Companies::read(&path).unwrap_err().to_string().contains("mine.csv"));
}

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

/// The bundled table with a file of the user's beside it.
fn with_own(csv: &str) -> Matcher {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    std::fs::write(&path, format!("ticker,kind,alias\n{csv}")).unwrap();
    let mut companies = Companies::bundled();
    companies.extend(Companies::read(&path).unwrap());
    Matcher::new(&companies)
}

fn symbols(matcher: &Matcher, text: &str) -> Vec<String> {
    matcher.tickers(text).iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_of_the_user_extends_the_bundled_one() {
    let own = "VOW3,name,Volkswagen\nAAPL,name,Cupertino\nAAPL,except,Apple Records\n";
    let matcher = with_own(own);
    assert_eq!(symbols(&matcher, "Volkswagen and Cupertino, and Microsoft"), ["VOW3", "AAPL", "MSFT"]);
    for said in ["Apple slips", "new iPhone", "by @apple", "an #ipad", "Apple Inc, not Apple pie"] {
        assert_eq!(symbols(&matcher, said), ["AAPL"], "{said}");
    }
    assert!(symbols(&matcher, "Apple Records and Apple pie").is_empty());
}

#[test]
fn a_table_of_the_user_replaces_where_it_says_so() {
    let matcher = with_own("AAPL,name,Cupertino\nAAPL,replace,\n");
    for (said, found) in [("Cupertino", 1), ("Apple slips", 0), ("an #ipad", 0), ("$AAPL", 1)] {
        assert_eq!(symbols(&matcher, said).len(), found, "{said}");
    }
    assert_eq!(symbols(&matcher, "Microsoft"), ["MSFT"]);
}

#[test]
fn a_table_that_is_not_there_is_named() {
    let error = Companies::read(std::path::Path::new("nowhere/mine.csv")).unwrap_err();
    assert!(error.to_string().contains("mine.csv"), "{error}");
}

//! The leaderboard as text.

mod common;

use bellwether_report::terminal::leaderboard;

#[test]
fn wide() {
    insta::assert_snapshot!(leaderboard(&common::study(), 132, false));
}

#[test]
fn narrow() {
    insta::assert_snapshot!(leaderboard(&common::study(), 80, false));
}

#[test]
fn direction() {
    insta::assert_snapshot!(leaderboard(&common::direction(), 120, false));
}

#[test]
fn interrupted() {
    insta::assert_snapshot!(leaderboard(&common::interrupted(), 100, false));
}

#[test]
fn many_tickers() {
    insta::assert_snapshot!(leaderboard(&common::many(10), 100, false));
}

#[test]
fn nothing() {
    insta::assert_snapshot!(leaderboard(&common::empty(), 100, false));
}

#[test]
fn lines_fit_and_colour_is_only_added() {
    for record in [
        common::study(),
        common::direction(),
        common::interrupted(),
        common::hollow(),
        common::wild(),
        common::several(),
        common::random_split(),
    ] {
        for width in [60, 80, 100, 132, 200] {
            let text = leaderboard(&record, width, false);
            let longest = text.lines().map(|l| l.chars().count()).max().unwrap();
            assert!(longest <= width, "{longest} of {width}\n{text}");
            let mut bare = leaderboard(&record, width, true);
            for code in ["0", "1", "2", "31", "32", "33"] {
                bare = bare.replace(&format!("\u{1b}[{code}m"), "");
            }
            assert_eq!(bare, text);
        }
    }
}

#[test]
fn text_of_the_record_cannot_steer_the_terminal() {
    assert!(!leaderboard(&common::hostile(), 100, false).contains('\u{1b}'));
}

#[test]
fn several_horizons_and_quantiles() {
    insta::assert_snapshot!(leaderboard(&common::several(), 140, false));
}

#[test]
fn random_split() {
    insta::assert_snapshot!(leaderboard(&common::random_split(), 110, false));
}

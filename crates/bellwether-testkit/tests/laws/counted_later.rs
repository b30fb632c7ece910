//! What is counted after a post was published moves what says that it sees the future, and nothing else.

use std::sync::Arc;

use bellwether_core::{Panel, TargetKind, Timestamp};
use bellwether_features::{Followers, FrameSpec, PriceFeature, TextFeature, TextSettings};
use bellwether_testkit::laws::poison;
use bellwether_testkit::{Market, Poison, Setup, Trace, Violation, registered};
use bellwether_text::noise::{AuthorRateFilter, Filter, Sieve};

use crate::support::target;

/// A Friday when every column is past its warm-up.
const ROW: usize = 131;

/// The law held where nothing of later counts is claimed, and is broken by them where it is.
fn exactly(what: &str, sees_future: bool, law: Result<(), Violation>) {
    match law {
        Ok(()) => assert!(!sees_future, "{what} says that it sees the future, and does not"),
        Err(Violation::Moved { under, .. } | Violation::Reshaped { under, .. }) => {
            assert!(sees_future && under.contains("Recounted"), "{what} sees the future: {under}");
        }
        Err(other) => panic!("{what}: {other}"),
    }
}

#[test]
fn no_text_column_depends_on_later_counts_without_saying_so() {
    let market = Market::planted(4, 150);
    let settings = TextSettings::default();
    let mut seeing = 0;
    for feature in registered::<TextFeature>() {
        let inputs = FrameSpec {
            price: vec![PriceFeature::Close],
            text: vec![feature],
            scorer: "vader".to_owned(),
            text_settings: settings,
            ..FrameSpec::default()
        };
        let setup = Setup { inputs, ..Setup::new(target(TargetKind::Close, 1)) };
        seeing += usize::from(feature.sees_future(&settings));
        exactly(feature.name(), feature.sees_future(&settings), poison::frame(&market, ROW, &setup));
    }
    assert_eq!(seeing, 2);
    // that they were counted at the post is the user's word, and takes nothing back but its own column
    let at_post = TextSettings { followers: Followers::AtPost, ..settings };
    for feature in registered::<TextFeature>() {
        let taken_back = feature == TextFeature::FollowerWeighted;
        assert_eq!(feature.sees_future(&at_post), feature.sees_future(&settings) && !taken_back);
    }
}

/// The market with authors, promotion, retweets and cashtags, so that every filter finds something to drop.
fn noisy() -> Market {
    let mut market = Market::planted(4, 150);
    for (place, post) in market.posts.values_mut().flatten().enumerate() {
        post.author = Some(Arc::from(format!("author {}", place % 3)));
        let text = match place % 9 {
            0 => format!("RT @author: {}", post.text),
            1 => "$AAA $BBB $CCC $DDD $EEE $FFF $GGG up".to_owned(),
            2 => format!("join my chat room for free alerts, DM me, number {place}"),
            3..6 => format!("{} and this is what number {place} has to say of it", post.text),
            _ => post.text.to_string(),
        };
        post.text = text.into();
    }
    market
}

#[test]
fn no_filter_of_posts_depends_on_what_comes_later_without_saying_so() {
    let market = noisy();
    let (ticker, cutoff) = (market.ticker(), market.close_of(ROW));
    let all = &market.posts[&ticker];
    for filter in Filter::all() {
        let filter = match filter {
            // nobody here has ten posts an hour
            Filter::AuthorRate(_) => Filter::AuthorRate(AuthorRateFilter { most: 1, minutes: 1440 }),
            other => other,
        };
        let kept = |panel: &Panel| {
            let history = panel.as_of(panel.last_available().unwrap_or(Timestamp::MAX));
            let kept = Sieve::new(std::slice::from_ref(&filter)).sift(history.posts(&ticker).to_vec());
            let mut trace = Trace::default();
            let known = kept.iter().filter(|post| post.available_at() <= cutoff);
            for post in known {
                trace.bytes(post.created_at.to_string(), post.text.as_bytes());
            }
            Ok(trace)
        };
        let left = Sieve::new(std::slice::from_ref(&filter)).sift(all.clone()).len();
        assert!((1..all.len()).contains(&left), "{} keeps {left} of {}", filter.name(), all.len());
        exactly(filter.name(), filter.sees_future(), poison::future(&market, cutoff, &Poison::ALL, &kept));
    }
}

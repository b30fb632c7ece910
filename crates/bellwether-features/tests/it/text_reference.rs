//! Text aggregates against pandas, over sessions with a change of clocks, holidays and early closes.

use std::collections::BTreeMap;

use bellwether_core::{Panel, Post, PostKind, TickerData, Timestamp};
use bellwether_features::{FrameSpec, NoPosts, TextFeature, TextSettings, Week};

use crate::support::{self, Table, assert_close, bar, column, frame, ticker};

const SESSIONS: &str = include_str!("../reference/pandas/sessions.csv");
const POSTS: &str = include_str!("../reference/pandas/posts.csv");
const SILENCE: &str = include_str!("../reference/pandas/silence.csv");
const TEXT: &str = include_str!("../reference/pandas/text.csv");

/// The invented sessions and posts.
fn market() -> Panel {
    let sessions = Table::read(SESSIONS);
    let (date, open, close) = (sessions.parsed("date"), sessions.parsed("open"), sessions.parsed("close"));
    let bars = (0..date.len())
        .map(|i| bar(bellwether_core::Session { date: date[i], open: open[i], close: close[i] }, 300.0));
    let posts = Table::read(POSTS);
    let times: Vec<Timestamp> = posts.parsed("created_at");
    let copies: Vec<u32> = posts.parsed("copies");
    let polarity = posts.numbers("polarity");
    let count = |name: &str| -> Vec<Option<u64>> {
        posts.numbers(name).iter().map(|n| (!n.is_nan()).then_some(*n as u64)).collect()
    };
    let [likes, retweets, replies, followers] = ["likes", "retweets", "replies", "followers"].map(count);
    let kinds: Vec<String> = posts.parsed("kind");
    let post = |i: usize| Post {
        copies: copies[i],
        likes: likes[i],
        retweets: retweets[i],
        replies: replies[i],
        followers: followers[i],
        kind: match kinds[i].as_str() {
            "news" => Some(PostKind::News),
            "chatter" => Some(PostKind::Chatter),
            _ => None,
        },
        ..Post::new(times[i], "")
    };
    // panels sort by time and so does the script
    let mut data = TickerData::new(&ticker(), bars.collect(), (0..times.len()).map(post).collect()).unwrap();
    data.add_scores("vader", polarity.iter().map(|p| support::polarity(*p)).collect()).unwrap();
    Panel::new(BTreeMap::from([(ticker(), data)]))
}

/// 1e-14 of 1: sums of up to some hundred polarities, taken in another order; a root of what 1 - B^2 leaves, a quotient by a
/// small deviation, and pandas' recursion over sums.
fn apart(feature: TextFeature) -> f64 {
    match feature {
        TextFeature::Disagreement | TextFeature::NormChange | TextFeature::Decayed => 1e-12,
        _ => 1e-14,
    }
}

#[test]
fn aggregates_as_pandas() {
    let panel = market();
    let spec = FrameSpec {
        text: TextFeature::ALL.to_vec(),
        scorer: "vader".to_owned(),
        no_posts: NoPosts::Nan,
        ..FrameSpec::default()
    };
    let frame = frame(&panel, &spec).unwrap();
    let expected = Table::read(TEXT);
    let count: Vec<f64> =
        expected.numbers("post-count").iter().map(|c| if c.is_nan() { 0.0 } else { *c }).collect();
    assert!(count.contains(&0.0) && count.contains(&1.0), "the fixture has silent and single-post sessions");
    assert_eq!(column(&frame, "post-count"), count);
    for feature in TextFeature::ALL.into_iter().filter(|&f| f != TextFeature::PostCount) {
        let mut expected = expected.numbers(feature.name());
        if feature.is_count() && feature != TextFeature::Attention {
            expected.iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = 0.0);
        }
        if feature == TextFeature::Dispersion {
            // pandas has NaN for the deviation of one value, the feature 0
            expected.iter_mut().zip(&count).filter(|(_, c)| **c == 1.0).for_each(|(v, _)| *v = 0.0);
        }
        assert_close(feature.name(), &column(&frame, feature.name()), &expected, apart(feature), 1.0);
    }
    let running = TextSettings { week: Week::Running, ..TextSettings::default() };
    let spec = FrameSpec { text: vec![TextFeature::WeeklyMean], text_settings: running, ..spec };
    let found = column(&support::frame(&panel, &spec).unwrap(), "weekly-mean");
    assert_close("running week", &found, &expected.numbers("weekly-mean, running"), 1e-14, 1.0);
}

#[test]
fn silence_is_zero_or_carried_as_by_pandas() {
    let panel = market();
    let expected = Table::read(SILENCE);
    // they say of silence what they say, or nothing
    let of_their_own = |f: &TextFeature| {
        f.is_count() || matches!(f, TextFeature::Attention | TextFeature::Decayed | TextFeature::WeeklyMean)
    };
    let features: Vec<TextFeature> = TextFeature::ALL.into_iter().filter(|f| !of_their_own(f)).collect();
    assert_eq!(features.len(), 16);
    for (word, no_posts) in [("zero", NoPosts::Zero), ("carry", NoPosts::Carry)] {
        let spec = FrameSpec {
            text: features.clone(),
            scorer: "vader".to_owned(),
            no_posts,
            ..FrameSpec::default()
        };
        let frame = frame(&panel, &spec).unwrap();
        for &feature in &features {
            let name = format!("{feature}, {word}");
            let found = column(&frame, feature.name());
            assert_close(&name, &found, &expected.numbers(&name), apart(feature), 1.0);
        }
    }
}

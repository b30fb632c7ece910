//! Text aggregates against pandas, over sessions with a change of clocks, holidays and early closes.

use bellwether_core::Timestamp;
use bellwether_features::{FrameSpec, NoPosts, TextFeature};

use crate::support::{Table, assert_close, bar, column, frame, panel};

const SESSIONS: &str = include_str!("../reference/pandas/sessions.csv");
const POSTS: &str = include_str!("../reference/pandas/posts.csv");
const TEXT: &str = include_str!("../reference/pandas/text.csv");

/// 1e-14 of 1: sums of up to some hundred polarities, taken in another order.
#[test]
fn aggregates_as_pandas() {
    let sessions = Table::read(SESSIONS);
    let (date, open, close) = (sessions.parsed("date"), sessions.parsed("open"), sessions.parsed("close"));
    let bars = (0..date.len())
        .map(|i| bar(bellwether_core::Session { date: date[i], open: open[i], close: close[i] }, 300.0));
    let posts = Table::read(POSTS);
    let times: Vec<Timestamp> = posts.parsed("created_at");
    let copies: Vec<u32> = posts.parsed("copies");
    let polarity = posts.numbers("polarity");
    let posts: Vec<_> = (0..times.len()).map(|i| (times[i], copies[i], polarity[i])).collect();

    let spec = FrameSpec {
        text: TextFeature::ALL.to_vec(),
        scorer: "vader".to_owned(),
        no_posts: NoPosts::Nan,
        ..FrameSpec::default()
    };
    let frame = frame(&panel(bars.collect(), &posts), &spec).unwrap();
    let expected = Table::read(TEXT);
    let count: Vec<f64> =
        expected.numbers("post-count").iter().map(|c| if c.is_nan() { 0.0 } else { *c }).collect();
    assert!(count.contains(&0.0) && count.contains(&1.0), "the fixture has silent and single-post sessions");
    assert_eq!(column(&frame, "post-count"), count);
    for feature in TextFeature::ALL.into_iter().filter(|&f| f != TextFeature::PostCount) {
        let mut expected = expected.numbers(feature.name());
        if feature == TextFeature::Dispersion {
            // pandas has NaN for the deviation of one value, the feature 0
            expected.iter_mut().zip(&count).filter(|(_, c)| **c == 1.0).for_each(|(v, _)| *v = 0.0);
        }
        assert_close(feature.name(), &column(&frame, feature.name()), &expected, 1e-14, 1.0);
    }
}

//! Laws of every text feature: which row a post lands in, and what copies weigh.

use bellwether_core::Timestamp;
use bellwether_features::{Followers, FrameSpec, NoPosts, SessionPosts, TextFeature, TextSettings, Week};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::support::{assert_close, bars, bits, column, frame, panel, time};

fn spec(no_posts: NoPosts) -> FrameSpec {
    FrameSpec {
        text: TextFeature::ALL.to_vec(),
        scorer: "vader".to_owned(),
        no_posts,
        ..FrameSpec::default()
    }
}

fn text_column(
    rows: usize,
    posts: &[(Timestamp, u32, f64)],
    feature: TextFeature,
    no_posts: NoPosts,
) -> Vec<f64> {
    let frame = frame(&panel(bars(&vec![100.0; rows]), posts), &spec(no_posts)).unwrap();
    column(&frame, feature.name())
}

/// Posts in the seconds of September 2015, in which 2015-09-01 is the first session and the 7th is Labour Day.
fn posts() -> impl Strategy<Value = Vec<(Timestamp, u32, f64)>> {
    let start = time("2015-08-28T00:00:00Z");
    let second = (0_i64..30 * 86_400).prop_map(move |s| start + SignedDuration::from_secs(s));
    let polarity = prop_oneof![3 => -1.0..=1.0_f64, 1 => prop::sample::select(vec![-0.05, 0.0, 0.05, 1.0])];
    prop::collection::vec((second, 1_u32..6, polarity), 0..120)
}

proptest! {
    #[test]
    fn each_post_lands_in_exactly_one_row(posts in posts(), rows in 1_usize..25) {
        let bars = bars(&vec![100.0; rows]);
        let first = bars[0].available_at() - SessionPosts::FIRST_ROW;
        let last = bars[rows - 1].available_at();
        let inside = posts.iter().filter(|p| p.0 > first && p.0 <= last);
        let expected: u32 = inside.map(|p| p.1).sum();
        for no_posts in [NoPosts::Zero, NoPosts::Carry, NoPosts::Nan] {
            let count = text_column(rows, &posts, TextFeature::PostCount, no_posts);
            prop_assert_eq!(count.iter().sum::<f64>(), f64::from(expected));
        }
    }

    #[test]
    fn a_post_with_copies_is_that_many_posts(posts in posts()) {
        let single: Vec<_> = posts.iter().flat_map(|&(t, c, p)| vec![(t, 1, p); c as usize]).collect();
        for feature in TextFeature::ALL {
            let folded = text_column(22, &posts, feature, NoPosts::Nan);
            let unfolded = text_column(22, &single, feature, NoPosts::Nan);
            assert_close(feature.name(), &folded, &unfolded, 1e-12, 1.0);
        }
    }

    #[test]
    fn what_is_posted_after_a_decision_moves_no_bit_up_to_it(posts in posts(), known in 1_usize..20) {
        let decision = bars(&vec![100.0; known])[known - 1].available_at();
        let mut changed = posts.clone();
        changed.retain(|p| p.0 <= decision);
        changed.push((decision + SignedDuration::from_secs(1), 9, f64::NAN));
        for feature in TextFeature::ALL {
            for no_posts in [NoPosts::Zero, NoPosts::Carry, NoPosts::Nan] {
                let before = text_column(20, &posts, feature, no_posts);
                let after = text_column(20, &changed, feature, no_posts);
                prop_assert_eq!(bits(&before[..known]), bits(&after[..known]), "{}", feature);
            }
        }
    }

    #[test]
    fn values_stay_in_their_range(posts in posts()) {
        let of = |feature| text_column(22, &posts, feature, NoPosts::Zero);
        let (positive, negative) = (of(TextFeature::SharePositive), of(TextFeature::ShareNegative));
        for i in 0..22 {
            prop_assert!(of(TextFeature::Score)[i].abs() <= 1.0 + 1e-15);
            prop_assert!(positive[i] >= 0.0 && negative[i] >= 0.0 && positive[i] + negative[i] <= 1.0 + 1e-15);
            prop_assert!(of(TextFeature::Dispersion)[i] <= 2.0_f64.sqrt() + 1e-15);
        }
    }
}

/// Sessions from 2015-09-01, a Tuesday; closes at 20:00 UTC; Labour Day on Monday the 7th.
#[test]
fn a_post_at_the_decision_is_in_and_a_second_later_is_out() {
    let at = |t: &str| text_column(3, &[(time(t), 1, 0.5)], TextFeature::PostCount, NoPosts::Zero);
    assert_eq!(at("2015-09-02T20:00:00Z"), [0.0, 1.0, 0.0]);
    assert_eq!(at("2015-09-02T20:00:01Z"), [0.0, 0.0, 1.0]);
    assert_eq!(at("2015-08-31T20:00:00Z"), [0.0, 0.0, 0.0], "the first row has 24 hours");
    assert_eq!(at("2015-08-31T20:00:01Z"), [1.0, 0.0, 0.0]);
    assert_eq!(at("2015-09-03T20:00:01Z"), [0.0, 0.0, 0.0], "the next session has no bar yet");
}

#[test]
fn a_long_weekend_gathers_in_the_next_session() {
    let days = ["04T20:00:01Z", "05T12:00:00Z", "06T12:00:00Z", "07T18:00:00Z", "08T20:00:00Z"];
    let posts = days.map(|d| (time(&format!("2015-09-{d}")), 2, 0.5));
    // rows: 1st to 4th, then Tuesday the 8th and the 9th
    let count = text_column(6, &posts, TextFeature::PostCount, NoPosts::Zero);
    assert_eq!(count, [0.0, 0.0, 0.0, 0.0, 10.0, 0.0]);
}

/// What a column of posts with these settings is.
fn column_of(
    rows: usize,
    posts: &[(Timestamp, u32, f64)],
    feature: TextFeature,
    settings: TextSettings,
) -> Vec<f64> {
    let spec = FrameSpec { text: vec![feature], text_settings: settings, ..spec(NoPosts::Zero) };
    column(&frame(&panel(bars(&vec![100.0; rows]), posts), &spec).unwrap(), feature.name())
}

/// A setting that a column does not name moves neither it nor what is said of it; one that it names does.
#[test]
fn a_column_reads_the_settings_that_it_names_and_no_others() {
    let hour = |i: i64| time("2015-09-01T14:00:00Z") + SignedDuration::from_hours(7 * i);
    let posts: Vec<_> = (0..90).map(|i| (hour(i), 1, [-0.9, 0.2, 0.1, 0.6, -0.3][i as usize % 5])).collect();
    let default = TextSettings { norm_window: 8, ..TextSettings::default() };
    let changed = [
        ("class-thresholds", TextSettings { class_thresholds: [0.15, 0.7], ..default }),
        ("half-life", TextSettings { half_life: 2.0, ..default }),
        ("norm-window", TextSettings { norm_window: 4, ..default }),
        ("week", TextSettings { week: Week::Running, ..default }),
        ("followers", TextSettings { followers: Followers::AtPost, ..default }),
    ];
    let keys = serde_json::to_value(default).unwrap().as_object().unwrap().len();
    assert_eq!(keys, changed.len());
    for feature in TextFeature::ALL {
        let of = |settings: &TextSettings| {
            let column = bits(&column_of(18, &posts, feature, *settings));
            (column, feature.warm_up(settings), feature.sees_future(settings))
        };
        for (key, settings) in &changed {
            let moved = of(&default) != of(settings);
            assert_eq!(moved, feature.settings().contains(key), "{feature}: {key}");
        }
    }
}

#[test]
fn five_classes_begin_at_their_thresholds() {
    let of = |polarity, class_thresholds| {
        let settings = TextSettings { class_thresholds, ..TextSettings::default() };
        column_of(1, &[(time("2015-09-01T16:00:00Z"), 1, polarity)], TextFeature::FiveClass, settings)[0]
    };
    let polarities = [0.5, 0.4999, 0.05, 0.0499, 0.0, -0.0499, -0.05, -0.4999, -0.5];
    let classes = polarities.map(|p| of(p, [0.05, 0.5]));
    assert_eq!(classes, [2.0, 1.0, 1.0, 0.0, 0.0, 0.0, -1.0, -1.0, -2.0]);
    assert_eq!(polarities.map(|p| of(p, [0.3, 0.45])), [2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.0, -2.0]);
}

/// Half a life is half a weight: 1 posted once, then 4 sessions of silence, then −1 once.
#[test]
fn posts_are_forgotten_by_halves() {
    let posts = [(time("2015-09-01T16:00:00Z"), 1, 1.0), (time("2015-09-08T16:00:00Z"), 1, -1.0)];
    let settings = TextSettings { half_life: 2.0, ..TextSettings::default() };
    // 2 half-lives: (1/4 - 1) / (1/4 + 1)
    let found = column_of(6, &posts, TextFeature::Decayed, settings);
    assert_close("decayed", &found, &[1.0, 1.0, 1.0, 1.0, -0.6, -0.6], 1e-15, 1.0);
}

/// The running week shows its later days and says so; the completed one does not.
#[test]
fn only_the_running_week_sees_its_future() {
    let early = (time("2015-09-08T16:00:00Z"), 1, 0.5);
    let late = |polarity| vec![early, (time("2015-09-11T16:00:00Z"), 1, polarity)];
    for week in [Week::Completed, Week::Running] {
        let settings = TextSettings { week, ..TextSettings::default() };
        let of = |posts: &[_]| bits(&column_of(9, posts, TextFeature::WeeklyMean, settings)[..5]);
        assert_eq!(of(&late(1.0)) != of(&late(-1.0)), week.sees_future(), "{week:?}");
    }
    // rows: 1 to 4 September, then 8 to 11 and 14
    let completed = column_of(9, &late(1.0), TextFeature::WeeklyMean, TextSettings::default());
    assert_eq!(bits(&completed), bits(&[f64::NAN, f64::NAN, f64::NAN, f64::NAN, 0.0, 0.0, 0.0, 0.0, 0.75]));
}

#[test]
fn nights_and_days_are_told_apart() {
    // the exchange is open from 13:30 to 20:00 UTC
    let posts = [("02T13:29:59Z", 0.2), ("02T13:30:00Z", 0.4), ("02T20:00:00Z", 0.6), ("02T20:00:01Z", 0.8)]
        .map(|(at, p)| (time(&format!("2015-09-{at}")), 1, p));
    let of = |feature| text_column(3, &posts, feature, NoPosts::Nan);
    assert_close("night", &of(TextFeature::OvernightScore), &[f64::NAN, 0.2, 0.8], 1e-15, 1.0);
    assert_close("day", &of(TextFeature::IntradayScore), &[f64::NAN, 0.5, f64::NAN], 1e-15, 1.0);
    assert_close("gap", &of(TextFeature::OvernightGap), &[f64::NAN, -0.3, f64::NAN], 1e-15, 1.0);
}

#[test]
fn copies_weigh() {
    let noon = time("2015-09-01T16:00:00Z");
    let posts = [(noon, 3, 1.0), (noon, 1, -1.0)];
    let of = |feature| text_column(1, &posts, feature, NoPosts::Zero)[0];
    assert_eq!(of(TextFeature::Score), 0.5);
    assert_eq!(of(TextFeature::PostCount), 4.0);
    assert_eq!(of(TextFeature::SharePositive), 0.75);
    assert_eq!(of(TextFeature::ShareNegative), 0.25);
    // 1, 1, 1, −1: squared deviations 3/4 + 9/4 = 3, over 3
    assert_eq!(of(TextFeature::Dispersion), 1.0);
}

#[test]
fn thresholds_belong_to_their_side() {
    let noon = time("2015-09-01T16:00:00Z");
    let posts = [0.05, 0.0499, 0.0, -0.0499, -0.05].map(|p| (noon, 1, p));
    assert_eq!(text_column(1, &posts, TextFeature::SharePositive, NoPosts::Zero), [0.2]);
    assert_eq!(text_column(1, &posts, TextFeature::ShareNegative, NoPosts::Zero), [0.2]);
}

#[test]
fn silent_sessions_are_as_asked() {
    let posts = [(time("2015-09-02T16:00:00Z"), 1, 0.5)];
    let of = |no_posts| bits(&text_column(4, &posts, TextFeature::Score, no_posts));
    let nan = f64::NAN;
    assert_eq!(of(NoPosts::Zero), bits(&[0.0, 0.5, 0.0, 0.0]));
    assert_eq!(of(NoPosts::Carry), bits(&[nan, 0.5, 0.5, 0.5]));
    assert_eq!(of(NoPosts::Nan), bits(&[nan, 0.5, nan, nan]));
}

#[test]
fn a_polarity_that_is_not_a_number_shows() {
    let noon = time("2015-09-01T16:00:00Z");
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for posts in [vec![(noon, 1, bad)], vec![(noon, 1, 0.5), (noon, 2, bad)]] {
            for feature in TextFeature::ALL {
                let value = text_column(1, &posts, feature, NoPosts::Zero)[0];
                use TextFeature as F;
                let count = matches!(feature, F::PostCount | F::NewsCount | F::ChatterCount);
                assert_eq!(value.is_nan(), !count, "{feature}: {value}");
            }
        }
    }
}

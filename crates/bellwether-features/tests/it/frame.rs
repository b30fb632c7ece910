//! Rows, cutoffs and fills of whole frames.

use bellwether_core::{Bar, Calendar, CoreError, Datum, DecisionTime, Panel, PostScore, Ticker, Timestamp};
use bellwether_features::{FeatureError, Fill, FrameSpec, NoPosts, PriceFeature, TextFeature, build_frame};
use proptest::prelude::*;

use crate::support::{bars, bits, column, decision, frame, panel, poisoned, polarity, ticker, time};

fn spec() -> FrameSpec {
    FrameSpec {
        price: PriceFeature::ALL.to_vec(),
        text: TextFeature::ALL.to_vec(),
        scorer: "vader".to_owned(),
        ..FrameSpec::default()
    }
}

/// 40 bars, and a post every seven hours.
fn market() -> Panel {
    let closes: Vec<f64> = (0..70).map(|i| 100.0 + (f64::from(i) * 0.7).sin() * 5.0).collect();
    let start = time("2015-08-30T00:00:00Z");
    let posts: Vec<_> = (0..200_i32)
        .map(|i| (start + jiff::SignedDuration::from_hours(7 * i64::from(i)), 1, (f64::from(i) * 1.3).sin()))
        .collect();
    panel(bars(&closes), &posts)
}

fn poison_bar(bar: &Bar) -> Bar {
    poisoned(bar, 1e300)
}

fn poison_score(_: &PostScore) -> PostScore {
    polarity(f64::NAN)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// At any cutoff, whatever comes later may be poisoned or not there at all: rows decided by then do not move.
    #[test]
    fn rows_decided_by_the_cutoff_never_move(hours in 48_i64..1300) {
        let cutoff = time("2015-09-01T00:00:00Z") + jiff::SignedDuration::from_hours(hours);
        let market = market();
        let poisoned = market.replace_after(cutoff, poison_bar, poison_score);
        for decision in [DecisionTime::default(), decision("open", -30), decision("close", 30)] {
            for (no_posts, fill) in [(NoPosts::Zero, Fill::None), (NoPosts::Carry, Fill::Forward)] {
                let spec = FrameSpec { no_posts, fill, ..spec() };
                let build = |panel: &Panel, at| {
                    build_frame(&panel.as_of(at), &ticker(), &spec, &decision, &Calendar::Xnys).unwrap()
                };
                let whole = build(&market, Timestamp::MAX);
                let decided = whole.view().stamps().partition_point(|s| s.decision <= cutoff);
                let expected = bits(whole.first(decided).values());
                let after_poison = build(&poisoned, Timestamp::MAX);
                prop_assert_eq!(bits(after_poison.first(decided).values()), expected.clone());
                let as_of = build(&market, cutoff);
                prop_assert_eq!(bits(as_of.first(decided).values()), expected);
                prop_assert_eq!(as_of.first(decided).stamps(), whole.first(decided).stamps());
            }
        }
    }
}

#[test]
fn one_row_a_bar_with_the_columns_in_order() {
    let market = market();
    let frame = frame(&market, &spec()).unwrap();
    let view = frame.view();
    let names: Vec<_> =
        PriceFeature::ALL.iter().map(|f| f.name()).chain(TextFeature::ALL.iter().map(|f| f.name())).collect();
    assert_eq!(view.names(), names);
    let history = market.as_of(Timestamp::MAX);
    for (stamp, bar) in view.stamps().iter().zip(history.bars(&ticker())) {
        assert_eq!((stamp.date, stamp.decision), (bar.date(), bar.available_at()));
    }
    assert_eq!(view.len(), 70);
    assert_eq!(bits(&column(&frame, "macd")), bits(&PriceFeature::Macd.compute(history.bars(&ticker()))));
    assert_eq!(spec().warm_up(), 63);
    assert!(view.window(69, 7).unwrap().iter().all(|v| v.is_finite()));
    assert!(view.window(68, 7).unwrap().iter().any(|v| v.is_nan()), "reaches into the warm-up");
}

/// The newest row waits for its decision: it has the posts so far, and more of them as the cutoff moves on.
#[test]
fn the_newest_row_is_kept_before_its_decision() {
    let posts = [(time("2015-09-02T21:00:00Z"), 1, 0.5), (time("2015-09-03T12:30:00Z"), 2, -0.5)];
    let panel = panel(bars(&[10.0, 11.0, 12.0]), &posts);
    let spec = FrameSpec { price: vec![PriceFeature::Close], text: vec![TextFeature::PostCount], ..spec() };
    let newest = |cutoff: &str| {
        let history = panel.as_of(time(cutoff));
        let frame = build_frame(&history, &ticker(), &spec, &decision("open", -30), &Calendar::Xnys).unwrap();
        let view = frame.view();
        assert_eq!(view.len(), 2);
        assert_eq!(view.stamps()[1].decision, time("2015-09-03T13:00:00Z"));
        view.row(1).to_vec()
    };
    assert_eq!(newest("2015-09-02T20:00:00Z"), [11.0, 0.0]);
    assert_eq!(newest("2015-09-02T22:00:00Z"), [11.0, 1.0]);
    assert_eq!(newest("2015-09-03T14:00:00Z"), [11.0, 3.0]);
}

#[test]
fn fills() {
    let nan = f64::NAN;
    let panel = panel(bars(&[nan, 2.0, nan, nan, 5.0, nan]), &[]);
    let close = |fill| {
        let spec = FrameSpec { price: vec![PriceFeature::Close], fill, ..FrameSpec::default() };
        bits(&column(&frame(&panel, &spec).unwrap(), "close"))
    };
    assert_eq!(close(Fill::None), bits(&[nan, 2.0, nan, nan, 5.0, nan]));
    assert_eq!(close(Fill::Forward), bits(&[nan, 2.0, 2.0, 2.0, 5.0, 5.0]));
    assert_eq!(close(Fill::Backward), bits(&[2.0, 2.0, 5.0, 5.0, 5.0, nan]));
    assert_eq!([Fill::None, Fill::Forward, Fill::Backward].map(Fill::sees_future), [false, false, true]);
}

/// A value counts from the first decision on at which it was available, whatever day it describes.
#[test]
fn series_are_joined_by_when_they_were_available() {
    let datum =
        |date: &str, at: &str, value| Datum { date: date.parse().unwrap(), available_at: time(at), value };
    let all = vec![
        datum("2015-09-02", "2015-09-03T20:00:00Z", 2.0),
        datum("2015-08-01", "2015-09-02T19:59:59Z", 1.0),
        datum("2015-09-03", "2015-09-08T20:00:01Z", 3.0),
    ];
    let own = vec![datum("2015-09-01", "2015-09-01T00:00:00Z", 7.0)];
    let market = panel(bars(&[10.0; 6]), &[]).with_series("gdp", None, all.clone());
    let spec = FrameSpec { series: vec!["gdp".to_owned()], ..FrameSpec::default() };
    let gdp = |panel: &Panel| bits(&column(&frame(panel, &spec).unwrap(), "gdp"));
    // rows: 1 to 4 September, then 8 and 9; closes at 20:00 UTC
    assert_eq!(gdp(&market), bits(&[f64::NAN, 1.0, 2.0, 2.0, 2.0, 3.0]));
    let both = market.clone().with_series("gdp", Some(ticker()), own.clone());
    assert_eq!(gdp(&both), bits(&[7.0; 6]), "a ticker's own comes before those for all");
    let history = market.as_of(time("2015-09-03T20:00:00Z"));
    assert_eq!(history.series(&ticker(), "gdp").unwrap().len(), 2);
    assert_eq!(history.series_names().collect::<Vec<_>>(), ["gdp"]);
    let others = panel(bars(&[10.0]), &[]).with_series("gdp", Some(Ticker::new("MSFT").unwrap()), own);
    let error = frame(&others, &spec).unwrap_err();
    assert_eq!(error.to_string(), "AMZN: the data have no series `gdp` for it, nor one for all tickers");
}

#[test]
fn what_is_not_there_is_an_error() {
    let market = market();
    let at = |ticker: &Ticker, spec: &FrameSpec, cutoff| {
        build_frame(&market.as_of(cutoff), ticker, spec, &DecisionTime::default(), &Calendar::Xnys)
            .unwrap_err()
    };
    let early = time("2015-01-01T00:00:00Z");
    assert_eq!(at(&ticker(), &spec(), early), FeatureError::NoBars { ticker: ticker(), cutoff: early });
    let other = Ticker::new("MSFT").unwrap();
    assert!(matches!(at(&other, &spec(), Timestamp::MAX), FeatureError::NoBars { .. }));
    let unknown = FrameSpec { scorer: "finbert".to_owned(), ..spec() };
    let error = at(&ticker(), &unknown, Timestamp::MAX);
    assert_eq!(error.to_string(), "AMZN: the posts have no scores by `finbert`; run that scorer first");
    assert!(frame(&market, &unknown.without_text()).is_ok(), "no text, no scorer needed");
    let decision = DecisionTime { offset_minutes: 2000, ..DecisionTime::default() };
    let history = market.as_of(Timestamp::MAX);
    let error = build_frame(&history, &ticker(), &spec(), &decision, &Calendar::Xnys).unwrap_err();
    assert_eq!(error, FeatureError::Core(CoreError::DecisionOffset { minutes: 2000 }));
}

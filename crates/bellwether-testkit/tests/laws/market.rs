//! The synthetic markets are what they say.

use bellwether_core::{Calendar, TargetKind};
use bellwether_testkit::{Market, MarketSpec, PHRASES};
use bellwether_text::{Scorer, Vader};

use crate::support::{case, target};

#[test]
fn phrases_have_the_polarity_of_the_reference() {
    for (text, polarity) in PHRASES {
        assert_eq!(Vader::new().score(text).compound, polarity, "{text}");
    }
}

#[test]
fn the_same_seed_is_the_same_market() {
    let spec = MarketSpec { tickers: 3, ..MarketSpec::default() };
    assert_eq!(Market::new(&spec), Market::new(&spec));
    assert_ne!(Market::new(&spec), Market::new(&MarketSpec { seed: 2, ..spec }));
    // a further ticker moves no other
    let wider = Market::new(&MarketSpec { tickers: 4, ..spec });
    for (ticker, bars) in Market::new(&spec).bars {
        assert_eq!(bars, wider.bars[&ticker]);
    }
}

#[test]
fn sessions_are_those_of_the_exchange_and_bars_are_whole() {
    let market = Market::random_walk(1, 260);
    for bar in &market.bars[&market.ticker()] {
        assert_eq!(Calendar::Xnys.session_on(bar.date()).unwrap(), Some(bar.session));
        assert!(bar.low <= bar.open.min(bar.close) && bar.high >= bar.open.max(bar.close), "{bar:?}");
    }
}

#[test]
fn posts_come_at_weekends_after_the_close_and_on_the_second_of_it() {
    let market = Market::random_walk(1, 60);
    let (bars, posts) = (&market.bars[&market.ticker()], &market.posts[&market.ticker()]);
    let closes: Vec<_> = bars.iter().map(bellwether_core::Bar::available_at).collect();
    assert!(posts.iter().any(|p| closes.contains(&p.created_at)));
    assert!(posts.iter().any(|p| closes.iter().any(|c| p.created_at.duration_since(*c).as_secs() == 1)));
    let zone = Calendar::Xnys.time_zone().unwrap();
    let on_weekend = |p: &&bellwether_core::Post| {
        p.created_at.to_zoned(zone.clone()).weekday().to_monday_zero_offset() > 4
    };
    assert!(posts.iter().filter(on_weekend).count() >= 5);
    assert!(posts.windows(2).all(|p| p[0].created_at <= p[1].created_at));
}

/// Correlation of the mean polarity of each row with the next return.
fn correlation(market: &Market) -> f64 {
    let case = case(market, target(TargetKind::LogReturn, 1));
    let view = case.frame.view();
    let score = view.column("score").unwrap();
    let pairs: Vec<(f64, f64)> = case.samples.iter().map(|s| (view.row(s.row)[score], s.target)).collect();
    let n = pairs.len() as f64;
    let mean = pairs.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        xy += (x - mean.0) * (y - mean.1);
        xx += (x - mean.0).powi(2);
        yy += (y - mean.1).powi(2);
    }
    xy / (xx * yy).sqrt()
}

#[test]
fn the_signal_is_planted_where_it_should_be() {
    // 0.02² × 0.27 of variance from the posts and 0.005² of luck: a correlation near 0.9
    assert!(correlation(&Market::planted(1, 400)) > 0.85);
    // none planted: within three standard errors of 0
    assert!(correlation(&Market::random_walk(1, 400)).abs() < 3.0 / 20.0);
}

#[test]
fn constant_gapped_and_split_markets_are_what_they_say() {
    let constant = Market::constant(30);
    assert!(constant.bars[&constant.ticker()].iter().all(|b| b.close == 100.0));
    let gaps = Market::random_walk(1, 30).with_gaps(10);
    assert_eq!(gaps.bars[&gaps.ticker()].iter().filter(|b| b.close.is_nan()).count(), 3);
    let (whole, split) = (Market::random_walk(1, 30), Market::random_walk(1, 30).with_split(20, 4.0));
    let (whole, split) = (&whole.bars[&whole.ticker()], &split.bars[&split.ticker()]);
    assert_eq!(whole[19], split[19]);
    assert_eq!(whole[20].close, split[20].close * 4.0);
    assert_eq!(Market::random_walk(1, 1).bars[&constant.ticker()].len(), 1);
}

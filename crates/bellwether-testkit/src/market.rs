//! Synthetic markets.

mod poison;
mod posts;

use std::collections::BTreeMap;

use bellwether_core::{
    Bar, Calendar, Date, Datum, Panel, Post, PostScore, RunContext, Session, Ticker, TickerData, Timestamp,
};
use bellwether_text::{Scorer, Vader};
use jiff::SignedDuration;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

pub use poison::Poison;
pub use posts::PHRASES;

/// How a market is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketSpec {
    /// Every number follows from it.
    pub seed: u64,
    /// Tickers, at most 26: `AAA`, `BBB`, …
    pub tickers: usize,
    /// New York sessions from 2 January 2014 on.
    pub sessions: usize,
    /// Standard deviation of the daily log return, without the signal.
    pub volatility: f64,
    /// Planted signal: log return of the next session for each unit of mean polarity of the session's posts, which has
    /// mean 0 and a standard deviation of about one half. At 0 the close is a random walk.
    pub signal: f64,
}

impl Default for MarketSpec {
    fn default() -> Self {
        Self { seed: 1, tickers: 1, sessions: 120, volatility: 0.01, signal: 0.0 }
    }
}

/// Bars and posts of some tickers, before they are aligned: a fixture may change them freely.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Bars in date order.
    pub bars: BTreeMap<Ticker, Vec<Bar>>,
    /// Posts in time order: between two closes, at weekends, right after a close and on the second of it.
    pub posts: BTreeMap<Ticker, Vec<Post>>,
}

impl Market {
    /// The market that follows from the specification.
    pub fn new(spec: &MarketSpec) -> Self {
        let mut market = Self { bars: BTreeMap::new(), posts: BTreeMap::new() };
        let run = RunContext::new(spec.seed);
        let sessions = sessions(spec.sessions);
        for letter in ('A'..='Z').take(spec.tickers) {
            let name = letter.to_string().repeat(3);
            let ticker = Ticker::new(&name).expect("three letters are a ticker");
            let (posts, polarity) = posts::posts(&sessions, &mut run.rng(&format!("{name}/posts")));
            let mut rng = run.rng(&format!("{name}/prices"));
            market.bars.insert(ticker.clone(), walk(spec, &sessions, &polarity, &mut rng));
            market.posts.insert(ticker, posts);
        }
        market
    }

    /// One ticker whose close is a random walk, with posts that say nothing about it.
    pub fn random_walk(seed: u64, sessions: usize) -> Self {
        Self::new(&MarketSpec { seed, sessions, ..MarketSpec::default() })
    }

    /// One ticker whose next return is 2 % for each unit of mean polarity, and 0.5 % of luck: nine tenths of its variance
    /// can be known from the posts and nothing from the prices.
    pub fn planted(seed: u64, sessions: usize) -> Self {
        Self::new(&MarketSpec { seed, sessions, volatility: 0.005, signal: 0.02, ..MarketSpec::default() })
    }

    /// One ticker whose price never moves.
    pub fn constant(sessions: usize) -> Self {
        let mut market = Self::random_walk(1, sessions);
        market.change_bars(|_, bar| *bar = Bar { volume: 1e6, ..all(bar, 100.0) });
        market
    }

    /// The same market with all prices missing on every `every`-th session.
    pub fn with_gaps(mut self, every: usize) -> Self {
        self.change_bars(|row, bar| {
            if row % every == every - 1 {
                *bar = all(bar, f64::NAN);
            }
        });
        self
    }

    /// The same market with prices divided by `ratio` from session `row` on, as an unadjusted split leaves them.
    pub fn with_split(mut self, row: usize, ratio: f64) -> Self {
        self.change_bars(|r, bar| {
            if r >= row {
                let Bar { open, high, low, close, .. } = *bar;
                *bar = Bar {
                    open: open / ratio,
                    high: high / ratio,
                    low: low / ratio,
                    close: close / ratio,
                    ..*bar
                };
            }
        });
        self
    }

    /// The first ticker.
    ///
    /// # Panics
    /// When there is none.
    pub fn ticker(&self) -> Ticker {
        self.bars.keys().next().expect("a market has a ticker").clone()
    }

    /// When session `row` of the first ticker closed.
    ///
    /// # Panics
    /// When there is no such session.
    pub fn close_of(&self, row: usize) -> Timestamp {
        self.bars[&self.ticker()][row].available_at()
    }

    /// The aligned data, posts scored by VADER under the names `vader` and `again`.
    pub fn panel(&self) -> Panel {
        let scorer = Vader::new();
        let mut data = BTreeMap::new();
        for (ticker, bars) in &self.bars {
            let posts = self.posts.get(ticker).cloned().unwrap_or_default();
            let mut one = TickerData::new(ticker, bars.clone(), posts).expect("bars are in date order");
            let scores: Vec<PostScore> = one.posts().iter().map(|post| score(scorer, post)).collect();
            for name in [scorer.name(), "again"] {
                one.add_scores(name, scores.clone()).expect("one score for each post");
            }
            data.insert(ticker.clone(), one);
        }
        let panel = Panel::new(data);
        let Some((first, bars)) = self.bars.iter().next() else { return panel };
        let own = bars.iter().map(|bar| datum(bar, 0, bar.volume));
        let weekly = bars.iter().enumerate().filter(|(i, _)| i % 5 == 0).map(|(i, bar)| {
            // a week's figure is known some hours after a close two weeks later
            datum(bar, 14 * 86_400 + 3_600, (i as f64 * 0.7).sin())
        });
        panel
            .with_series(Self::SERIES[0], None, weekly.collect())
            .with_series(Self::SERIES[1], Some(first.clone()), own.collect())
            .with_series(Self::SERIES[1], None, Vec::new())
    }

    /// The names of the series in its panel: a weekly one for all tickers, and a daily one of the first.
    pub const SERIES: [&str; 2] = ["weekly-interest", "turnover"];

    fn change_bars(&mut self, mut change: impl FnMut(usize, &mut Bar)) {
        for bars in self.bars.values_mut() {
            bars.iter_mut().enumerate().for_each(|(row, bar)| change(row, bar));
        }
    }
}

/// A value of a series that is known so long after a close.
fn datum(bar: &Bar, seconds: i64, value: f64) -> Datum {
    Datum { date: bar.date(), available_at: later(bar.available_at(), seconds), value }
}

fn score(scorer: Vader, post: &Post) -> PostScore {
    let p = scorer.score(&post.text);
    PostScore { negative: p.negative, neutral: p.neutral, positive: p.positive, polarity: p.compound }
}

/// The bar with every number replaced.
fn all(bar: &Bar, value: f64) -> Bar {
    Bar { open: value, high: value, low: value, close: value, adj_close: value, volume: value, ..*bar }
}

fn sessions(n: usize) -> Vec<Session> {
    let mut date = Date::constant(2014, 1, 1);
    let next = || {
        let session = Calendar::Xnys.next_session(date).expect("the rule has sessions for centuries");
        date = session.date;
        session
    };
    std::iter::repeat_with(next).take(n).collect()
}

/// `close[t + 1] = close[t] exp(signal polarity[t] + volatility ε)`, from 100 on.
fn walk(spec: &MarketSpec, sessions: &[Session], polarity: &[f64], rng: &mut ChaCha8Rng) -> Vec<Bar> {
    let mut close = 100.0;
    let mut bars = Vec::with_capacity(sessions.len());
    for (t, &session) in sessions.iter().enumerate() {
        let known = if t == 0 { 0.0 } else { polarity[t - 1] };
        let open = close * (0.3 * spec.volatility * normal(rng)).exp();
        close *= (spec.signal * known + spec.volatility * normal(rng)).exp();
        let high = open.max(close) * (1.0 + 0.5 * spec.volatility * uniform(rng));
        let low = open.min(close) * (1.0 - 0.5 * spec.volatility * uniform(rng));
        let volume = (1e6 * (0.5 + uniform(rng))).round();
        bars.push(Bar { session, open, high, low, close, adj_close: close * 0.9, volume });
    }
    bars
}

/// Uniform in [0, 1).
fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// Nearly standard normal: the sum of twelve uniforms less six, which is the same bits on every machine.
pub(crate) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| uniform(rng)).sum::<f64>() - 6.0
}

/// An instant so many seconds later.
fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

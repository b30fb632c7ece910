use std::collections::BTreeMap;

use crate::{Bar, CoreError, Datum, Post, Ticker, Timestamp};

/// A scorer's verdict on one post. It is known when the post is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PostScore {
    /// Share or probability of negative.
    pub negative: f64,
    /// Share or probability of neutral.
    pub neutral: f64,
    /// Share or probability of positive.
    pub positive: f64,
    /// Polarity in −1..=1.
    pub polarity: f64,
}

/// Everything known about one ticker: bars in date order, posts in time order, scores beside the posts.
#[derive(Debug, Clone, Default)]
pub struct TickerData {
    bars: Vec<Bar>,
    posts: Vec<Post>,
    scores: BTreeMap<String, Vec<PostScore>>,
}

impl TickerData {
    /// Takes bars in strict date order, and posts in any order (they are sorted by time, stably).
    ///
    /// # Errors
    /// [`CoreError::BarOrder`] names the first two bars out of order.
    pub fn new(ticker: &Ticker, bars: Vec<Bar>, mut posts: Vec<Post>) -> Result<Self, CoreError> {
        for pair in bars.windows(2) {
            if pair[0].date() >= pair[1].date() {
                return Err(CoreError::BarOrder {
                    ticker: ticker.to_string(),
                    earlier: pair[0].date(),
                    later: pair[1].date(),
                });
            }
        }
        posts.sort_by_key(Post::available_at);
        Ok(Self { bars, posts, scores: BTreeMap::new() })
    }

    /// The posts, in time order: what a scorer reads. Scoring looks at one post at a time, so it needs no cutoff.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// Adds a scorer's verdicts, one for each of [`posts`](Self::posts).
    ///
    /// # Errors
    /// [`CoreError::Length`] when there is not one for each post.
    pub fn add_scores(&mut self, scorer: &str, scores: Vec<PostScore>) -> Result<(), CoreError> {
        if scores.len() != self.posts.len() {
            return Err(CoreError::Length {
                name: scorer.to_owned(),
                found: scores.len(),
                expected: self.posts.len(),
            });
        }
        self.scores.insert(scorer.to_owned(), scores);
        Ok(())
    }
}

/// All aligned data. It shows nothing by itself: [`as_of`](Self::as_of) gives a view that cannot see past a cutoff.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    data: BTreeMap<Ticker, TickerData>,
    /// By name and ticker; without one for all that have none of their own.
    series: BTreeMap<String, BTreeMap<Option<Ticker>, Vec<Datum>>>,
}

impl Panel {
    /// A panel of these tickers.
    pub fn new(data: BTreeMap<Ticker, TickerData>) -> Self {
        Self { data, series: BTreeMap::new() }
    }

    /// Adds a series beside prices and posts: of one ticker, or of all that have none of that name of their own. Values are
    /// sorted by when they became available.
    #[must_use]
    pub fn with_series(mut self, name: &str, ticker: Option<Ticker>, mut data: Vec<Datum>) -> Self {
        data.sort_by_key(|d| (d.available_at, d.date));
        self.series.entry(name.to_owned()).or_default().insert(ticker, data);
        self
    }

    /// The tickers, in order.
    pub fn tickers(&self) -> impl Iterator<Item = &Ticker> {
        self.data.keys()
    }

    /// When the newest datum became available: the cutoff that shows all. `None` for an empty panel.
    pub fn last_available(&self) -> Option<Timestamp> {
        let newest = |d: &TickerData| {
            let bar = d.bars.last().map(Bar::available_at);
            bar.max(d.posts.last().map(Post::available_at))
        };
        self.data.values().filter_map(newest).max()
    }

    /// What was known at `cutoff`.
    pub fn as_of(&self, cutoff: Timestamp) -> History<'_> {
        History { panel: self, cutoff }
    }

    /// The same panel with every datum that becomes available after `cutoff` replaced: bars and posts through the two
    /// functions. For laws that poison the future; the past stays as it is.
    pub fn replace_after(
        &self,
        cutoff: Timestamp,
        mut bar: impl FnMut(&Bar) -> Bar,
        mut score: impl FnMut(&PostScore) -> PostScore,
    ) -> Self {
        let mut copy = self.clone();
        for data in copy.data.values_mut() {
            let first_bar = data.bars.partition_point(|b| b.available_at() <= cutoff);
            let first_post = data.posts.partition_point(|p| p.available_at() <= cutoff);
            data.bars[first_bar..].iter_mut().for_each(|b| *b = bar(b));
            for scores in data.scores.values_mut() {
                scores[first_post..].iter_mut().for_each(|s| *s = score(s));
            }
        }
        copy
    }

    /// The same panel with every value of its series that becomes available after `cutoff` replaced. For laws that poison
    /// the future, beside [`replace_after`](Self::replace_after).
    #[must_use]
    pub fn replace_series_after(&self, cutoff: Timestamp, mut value: impl FnMut(&Datum) -> f64) -> Self {
        let mut copy = self.clone();
        for data in copy.series.values_mut().flat_map(BTreeMap::values_mut) {
            let first = data.partition_point(|d| d.available_at <= cutoff);
            data[first..].iter_mut().for_each(|d| d.value = value(d));
        }
        copy
    }
}

/// A view of a [`Panel`] that cannot see past its cutoff. Only [`Panel::as_of`] makes one, and no accessor returns a
/// datum with `available_at > cutoff`.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    panel: &'a Panel,
    cutoff: Timestamp,
}

impl<'a> History<'a> {
    /// The cutoff.
    pub fn cutoff(&self) -> Timestamp {
        self.cutoff
    }

    /// The bars of completed sessions, oldest first; empty for an unknown ticker.
    pub fn bars(&self, ticker: &Ticker) -> &'a [Bar] {
        let bars = self.panel.data.get(ticker).map_or(&[][..], |d| &d.bars);
        &bars[..bars.partition_point(|b| b.available_at() <= self.cutoff)]
    }

    /// The posts published so far, oldest first; empty for an unknown ticker.
    pub fn posts(&self, ticker: &Ticker) -> &'a [Post] {
        let posts = self.panel.data.get(ticker).map_or(&[][..], |d| &d.posts);
        &posts[..posts.partition_point(|p| p.available_at() <= self.cutoff)]
    }

    /// A scorer's verdicts on [`posts`](Self::posts), one for each; `None` when that scorer has not been run.
    pub fn scores(&self, ticker: &Ticker, scorer: &str) -> Option<&'a [PostScore]> {
        let scores = self.panel.data.get(ticker)?.scores.get(scorer)?;
        Some(&scores[..self.posts(ticker).len()])
    }

    /// The names of the series beside prices and posts, in order.
    pub fn series_names(&self) -> impl Iterator<Item = &'a str> {
        self.panel.series.keys().map(String::as_str)
    }

    /// The values of a series that were available, in the order in which they became so: the ticker's own, or else those for
    /// all tickers. `None` for an unknown series, or one that has neither.
    pub fn series(&self, ticker: &Ticker, name: &str) -> Option<&'a [Datum]> {
        let of_name = self.panel.series.get(name)?;
        let data = of_name.get(&Some(ticker.clone())).or_else(|| of_name.get(&None))?;
        Some(&data[..data.partition_point(|d| d.available_at <= self.cutoff)])
    }
}

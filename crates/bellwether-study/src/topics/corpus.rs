//! The posts of all tickers.

use bellwether_core::{History, Post, PostScore, Timestamp};
use bellwether_text::RoutedCleaner;
use rayon::prelude::*;

use crate::StudyConfig;
use crate::samples::TickerStudy;

/// The topic of each ticker's posts.
pub(super) type Labels = Vec<Vec<Option<usize>>>;

/// A ticker's place and the place of one of its posts.
pub(super) type Place = (usize, usize);

/// Characters of a post that is shown as an example.
const EXCERPT: usize = 160;

/// Posts ticker by ticker, in time order, with their cleaned texts and their scores.
pub(super) struct Corpus<'a> {
    posts: Vec<&'a [Post]>,
    texts: Vec<Vec<String>>,
    /// By scorer, then by ticker.
    scores: Vec<Vec<&'a [PostScore]>>,
}

impl<'a> Corpus<'a> {
    pub(super) fn new(config: &StudyConfig, history: &History<'a>, tickers: &[TickerStudy]) -> Self {
        let posts: Vec<&[Post]> = tickers.iter().map(|t| history.posts(&t.ticker)).collect();
        let cleaning = &config.inputs.cleaning;
        let clean = |posts: &&[Post]| {
            let texts = posts.par_iter().with_min_len(64).map_init(
                || RoutedCleaner::new(cleaning),
                |cleaner, post| cleaner.clean(&post.text).to_owned(),
            );
            texts.collect()
        };
        let scores = config.scorers_with_text().into_iter().map(|name| {
            // the frames, which were built before, refuse a scorer without scores
            tickers.iter().map(|t| history.scores(&t.ticker, &name).unwrap_or_default()).collect()
        });
        Self { texts: posts.iter().map(clean).collect(), scores: scores.collect(), posts }
    }

    pub(super) fn posts(&self, ticker: usize) -> &'a [Post] {
        self.posts[ticker]
    }

    /// A ticker's scores, scorer by scorer.
    pub(super) fn scores(&self, ticker: usize) -> impl Iterator<Item = &'a [PostScore]> {
        self.scores.iter().map(move |scores| scores[ticker])
    }

    /// The posts published within some time, and all others until an instant.
    pub(super) fn divide(
        &self,
        within: impl Fn(Timestamp) -> bool,
        until: Timestamp,
    ) -> (Vec<Place>, Vec<Place>) {
        let all = self.posts.iter().enumerate().flat_map(|(ticker, posts)| {
            let known = posts.partition_point(|post| post.available_at() <= until);
            (0..known).map(move |post| (ticker, post))
        });
        all.partition(|&(ticker, post)| within(self.posts[ticker][post].available_at()))
    }

    pub(super) fn texts_of(&self, places: &[Place]) -> Vec<&str> {
        places.iter().map(|&(ticker, post)| self.texts[ticker][post].as_str()).collect()
    }

    pub(super) fn no_labels(&self) -> Labels {
        self.posts.iter().map(|posts| vec![None; posts.len()]).collect()
    }

    /// Mean polarity of each topic's posts among some, weighted by copies, scorer by scorer; none without a finite one.
    pub(super) fn means(&self, places: &[Place], labels: &Labels, topics: usize) -> Vec<Vec<Option<f64>>> {
        let of = |scores: &Vec<&[PostScore]>| {
            let mut sums = vec![(0.0, 0.0); topics];
            for &(ticker, post) in places {
                let polarity = scores[ticker][post].polarity;
                if let Some(topic) = labels[ticker][post].filter(|_| polarity.is_finite()) {
                    let copies = f64::from(self.posts[ticker][post].copies);
                    sums[topic].0 += copies * polarity;
                    sums[topic].1 += copies;
                }
            }
            sums.into_iter().map(|(sum, weight)| (weight > 0.0).then(|| sum / weight)).collect()
        };
        self.scores.iter().map(of).collect()
    }

    /// The beginning of a post as published.
    pub(super) fn excerpt(&self, (ticker, post): Place) -> String {
        let text = &self.posts[ticker][post].text;
        let mut out: String = text.chars().take(EXCERPT).collect();
        if text.chars().nth(EXCERPT).is_some() {
            out.push('…');
        }
        out
    }
}

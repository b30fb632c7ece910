//! The posts of all tickers.

use bellwether_core::{History, Post, PostScore, Timestamp};
use bellwether_text::RoutedCleaner;
use bellwether_topics::posts::{PostDocument, PostReader};
use rayon::prelude::*;

use crate::StudyConfig;
use crate::samples::TickerStudy;

/// The topic of each ticker's posts.
pub(super) type Labels = Vec<Vec<Option<usize>>>;

/// A ticker's place and the place of one of its posts.
pub(super) type Place = (usize, usize);

/// Characters of a post that is shown as an example.
const EXCERPT: usize = 160;

/// Posts ticker by ticker, in time order, as topic models read them, and their scores.
pub(super) struct Corpus<'a> {
    posts: Vec<&'a [Post]>,
    documents: Vec<Vec<PostDocument>>,
    /// By scorer, then by ticker.
    scores: Vec<Vec<&'a [PostScore]>>,
}

impl<'a> Corpus<'a> {
    pub(super) fn new(config: &StudyConfig, history: &History<'a>, tickers: &[TickerStudy]) -> Self {
        let posts: Vec<&[Post]> = tickers.iter().map(|t| history.posts(&t.ticker)).collect();
        let cleaning = &config.inputs.cleaning;
        let clean = |posts: &&[Post]| {
            let documents = posts.par_iter().with_min_len(64).map_init(
                || (RoutedCleaner::new(cleaning), PostReader::default()),
                |(cleaner, reader), post| reader.read(cleaner.clean(&post.text)),
            );
            documents.collect()
        };
        let scores = config.scorers_with_text().into_iter().map(|name| {
            // the frames, which were built before, refuse a scorer without scores
            tickers.iter().map(|t| history.scores(&t.ticker, &name).unwrap_or_default()).collect()
        });
        Self { documents: posts.iter().map(clean).collect(), scores: scores.collect(), posts }
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

    pub(super) fn document(&self, (ticker, post): Place) -> &PostDocument {
        &self.documents[ticker][post]
    }

    pub(super) fn no_labels(&self) -> Labels {
        self.posts.iter().map(|posts| vec![None; posts.len()]).collect()
    }

    /// Mean polarity of each topic's posts among some, scorer by scorer; none without a finite one. Posts weigh as many copies
    /// as are known at `known`: those of a post on the same day are counted when it is over.
    pub(super) fn means(
        &self,
        places: &[Place],
        labels: &Labels,
        topics: usize,
        known: Timestamp,
    ) -> Vec<Vec<Option<f64>>> {
        let of = |scores: &Vec<&[PostScore]>| {
            let mut sums = vec![(0.0, 0.0); topics];
            for &(ticker, post) in places {
                let polarity = scores[ticker][post].polarity;
                if let Some(topic) = labels[ticker][post].filter(|_| polarity.is_finite()) {
                    let post = &self.posts[ticker][post];
                    let copies =
                        if ends(post.available_at()) <= known { f64::from(post.copies) } else { 1.0 };
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

/// The end of an instant's UTC day.
fn ends(at: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    Timestamp::from_second((at.as_second().div_euclid(DAY) + 1) * DAY).unwrap_or(Timestamp::MAX)
}

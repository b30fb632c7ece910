//! What posts are about, found inside each fold, as columns of that fold.
//!
//! ```text
//! posts of all tickers up to the last training row ─► topics, their mean polarity
//!                                                        │
//! later posts, one by one ──────────────────────────► assigned ─► columns of the fold
//! ```
//!
//! The columns are finite wherever `score` is, whatever the topics. So which samples can be used, and how they are divided,
//! depends on no topic model.

mod columns;
mod corpus;
mod found;
mod matching;
mod overlay;

use std::sync::Arc;

use bellwether_core::{Date, RunContext, Timestamp};
use bellwether_evaluation::splits::{Split, Window};
use bellwether_topics::TopicsError;

use crate::config::TopicsConfig;
use crate::dataset::Dataset;
use crate::record::{TopicRecord, TopicsFold, TopicsRecord};
use crate::samples::TickerStudy;
use crate::trial::FoldIndex;
use crate::{Progress, RunOptions, StudyConfig, StudyError};
use columns::Columns;
use corpus::{Corpus, Labels, Place};
use found::{Found, Kept};
use matching::Slots;
pub(crate) use overlay::{Overlays, blank};

/// Finds the topics of each fold, and gives the tickers their columns. None for a study without such columns, and where the
/// run was stopped: then no trial is run either. A fold in whose posts there are no topics is one without columns, and why.
///
/// # Errors
/// Where no fold has topics, and where they cannot be kept.
pub(crate) fn fit(
    config: &StudyConfig,
    dataset: &Dataset,
    tickers: &mut [TickerStudy],
    options: &RunOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Option<TopicsRecord>, StudyError> {
    let Some(topics) = config.topics() else { return Ok(None) };
    let model = topics.model.clone().map(|model| model.relative_to(dataset.base()));
    let topics = &TopicsConfig { model, ..topics.clone() };
    let run = RunContext::with_stop(topics.seed, Arc::clone(&options.stop));
    let folder = options.directory.join("topics");
    let kept = Kept { folder: &folder, used: options.use_cache };
    let history = dataset.history();
    let corpus = Corpus::new(config, &history, tickers);
    let folds = folds(config, tickers);
    let once = topics.fitted.sees_future();
    let mut record =
        TopicsRecord { whole_series: once, scorers: config.scorers_with_text(), folds: Vec::new() };
    let total = if once { 1 } else { folds.len() };
    let mut before: Option<FoldTopics> = None;
    let mut first_error = None;
    for (done, (index, stretch)) in folds.into_iter().enumerate() {
        let mut failure = None;
        // found once, it is that of every fold
        if !once || before.is_none() {
            progress(Progress::Topics { done, total });
            match FoldTopics::new(topics, &corpus, &stretch, before.as_ref(), &kept, &run)? {
                Ok(found) => {
                    record.folds.push(found.record(&corpus, &stretch));
                    before = Some(found);
                }
                Err(TopicsError::Stopped) => return Ok(None),
                Err(source) => {
                    let posts = stretch.divided(&corpus).0.len();
                    let error = StudyError::Topics { last: stretch.last.0, posts, source };
                    failure = Some(with_causes(&error));
                    first_error.get_or_insert(error);
                }
            }
        }
        for (place, ticker) in tickers.iter_mut().enumerate() {
            if ticker.part(config, index).is_none() {
                continue;
            }
            let columns = match (&failure, &before) {
                (None, Some(found)) => {
                    let columns = Columns { config, topics, corpus: &corpus, found, until: stretch.until };
                    Ok(columns.of(place, ticker)?)
                }
                (failure, _) => Err(failure.clone().unwrap_or_default()),
            };
            ticker.topics.insert(index, columns);
        }
    }
    progress(Progress::Topics { done: total, total });
    if let Some(error) = first_error.filter(|_| before.is_none()) {
        return Err(error);
    }
    // examples once are enough
    if let Some((_, earlier)) = record.folds.split_last_mut() {
        earlier.iter_mut().flat_map(|fold| &mut fold.topics).for_each(|topic| topic.examples.clear());
    }
    Ok(Some(record))
}

/// An error with its causes, on one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// When the posts of a fold were published.
struct Stretch {
    /// They begin after the decision of this session.
    after: Option<(Date, Timestamp)>,
    /// They end at the decision of this one.
    last: (Date, Timestamp),
    /// No row that a model of the fold reads is decided later.
    until: Timestamp,
}

/// The folds that any ticker has, in time order, each with its stretch.
fn folds(config: &StudyConfig, tickers: &[TickerStudy]) -> Vec<(FoldIndex, Stretch)> {
    let most = tickers.iter().map(|t| t.folds.len()).max().unwrap_or(0);
    let whole = config.topics().is_some_and(|topics| topics.fitted.sees_future());
    let all = (0..most).map(FoldIndex::Test).chain([FoldIndex::Next]);
    all.filter_map(|index| {
        Some((index, if whole { everything(tickers)? } else { stretch(config, tickers, index)? }))
    })
    .collect()
}

/// From what the tickers of a fold learn: to the earliest of their last training rows, so that a model of several tickers knows
/// no topic that was not known at its first forecast.
fn stretch(config: &StudyConfig, tickers: &[TickerStudy], index: FoldIndex) -> Option<Stretch> {
    let rolls = matches!(&config.protocol, Split::WalkForward(split) if matches!(split.window, Window::Rolling { .. }));
    let mut out: Option<Stretch> = None;
    for ticker in tickers {
        let Some(part) = ticker.part(config, index) else { continue };
        let learnt = &ticker.samples[part.train.clone()];
        let (Some(first), Some(last)) = (learnt.first(), learnt.last()) else { continue };
        let stamp = |row: usize| {
            let stamp = ticker.stamp(row);
            (stamp.date, stamp.decision)
        };
        let read = part.origins.iter().map(|origin| origin.0).chain([part.known, last.row]);
        let read = read.chain(ticker.last_shown(config, &part)).max().unwrap_or(last.row);
        let own = Stretch {
            after: first.row.checked_sub(1).filter(|_| rolls).map(stamp),
            last: stamp(last.row),
            until: ticker.decision(read.min(ticker.bars.len() - 1)),
        };
        out = Some(match out {
            None => own,
            Some(other) => Stretch {
                after: other.after.min(own.after),
                last: if own.last.1 < other.last.1 { own.last } else { other.last },
                until: other.until.max(own.until),
            },
        });
    }
    out
}

/// All posts, for every fold.
fn everything(tickers: &[TickerStudy]) -> Option<Stretch> {
    let last = |ticker: &TickerStudy| ticker.bars.len().checked_sub(1).map(|row| ticker.stamp(row).date);
    let last = tickers.iter().filter_map(last).max()?;
    Some(Stretch { after: None, last: (last, Timestamp::MAX), until: Timestamp::MAX })
}

impl Stretch {
    /// The posts of the fit, and all others that a row of the fold can know of.
    fn divided(&self, corpus: &Corpus<'_>) -> (Vec<Place>, Vec<Place>) {
        let after = self.after.map(|(_, at)| at);
        let within = |at: Timestamp| after.is_none_or(|after| after < at) && at <= self.last.1;
        corpus.divide(within, self.until)
    }
}

/// The topics of one fold, at their places, with their sentiment.
struct FoldTopics {
    found: Found,
    /// Of the posts of the fit, then of those that were assigned.
    labels: Labels,
    slots: Slots,
    /// Posts of the fit of each topic.
    sizes: Vec<usize>,
    /// Mean polarity of each topic's posts of the fit: by scorer, then by topic.
    means: Vec<Vec<Option<f64>>>,
    /// Posts of the fit.
    fitted: Vec<Place>,
}

impl FoldTopics {
    fn new(
        topics: &TopicsConfig,
        corpus: &Corpus<'_>,
        stretch: &Stretch,
        before: Option<&Self>,
        kept: &Kept<'_>,
        run: &RunContext,
    ) -> Result<Result<Self, TopicsError>, StudyError> {
        let (fitted, others) = stretch.divided(corpus);
        let found = match kept.find(topics, corpus, (&fitted, &others), run)? {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        let mut labels = corpus.no_labels();
        let mut sizes = vec![0; found.topics.len()];
        for (&(ticker, post), topic) in fitted.iter().zip(&found.fitted) {
            labels[ticker][post] = *topic;
            topic.iter().for_each(|topic| sizes[*topic] += 1);
        }
        for (&(ticker, post), topic) in others.iter().zip(&found.assigned) {
            labels[ticker][post] = *topic;
        }
        let before = before.map(|before| (&before.labels, &before.slots));
        let slots = Slots::new(topics.largest, &sizes, &labels, before, &fitted);
        let means = corpus.means(&fitted, &labels, sizes.len(), stretch.last.1);
        Ok(Ok(Self { found, labels, slots, sizes, means, fitted }))
    }

    fn record(&self, corpus: &Corpus<'_>, stretch: &Stretch) -> TopicsFold {
        let topic_record = |(place, slot): (usize, &Option<matching::Slot>)| {
            let slot = slot.as_ref()?;
            let topic = &self.found.topics[slot.topic];
            let examples = topic.examples.iter().map(|&at| corpus.excerpt(self.fitted[at]));
            Some(TopicRecord {
                place,
                words: topic.words.clone(),
                size: self.sizes[slot.topic],
                similarity: slot.similarity,
                sentiment: self.means.iter().map(|means| means[slot.topic]).collect(),
                examples: examples.collect(),
            })
        };
        TopicsFold {
            after: stretch.after.map(|(date, _)| date),
            last: stretch.last.0,
            posts: self.fitted.len(),
            outside: self.found.fitted.iter().filter(|topic| topic.is_none()).count(),
            found: self.found.topics.len(),
            topics: self.slots.all().iter().enumerate().filter_map(topic_record).collect(),
        }
    }
}

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
mod matching;
mod overlay;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::{Date, RunContext, Timestamp};
use bellwether_evaluation::splits::{Split, Window};
use bellwether_topics::TopicsError;
use bellwether_topics::models::FittedBertopic;

use crate::config::TopicsConfig;
use crate::dataset::Dataset;
use crate::record::{TopicRecord, TopicsFold, TopicsRecord};
use crate::samples::TickerStudy;
use crate::trial::FoldIndex;
use crate::{StudyConfig, StudyError};
use columns::Columns;
use corpus::{Corpus, Labels, Place};
use matching::Slots;
pub(crate) use overlay::{Overlays, blank};

/// Finds the topics of each fold, and gives the tickers their columns. None for a study without such columns, and where the
/// run was stopped: then no trial is run either.
pub(crate) fn fit(
    config: &StudyConfig,
    dataset: &Dataset,
    tickers: &mut [TickerStudy],
    stop: &Arc<AtomicBool>,
) -> Result<Option<TopicsRecord>, StudyError> {
    let Some(topics) = config.topics() else { return Ok(None) };
    let run = RunContext::with_stop(topics.seed, Arc::clone(stop));
    let history = dataset.history();
    let corpus = Corpus::new(config, &history, tickers);
    let folds = folds(config, tickers);
    let mut record = TopicsRecord {
        whole_series: topics.fitted.sees_future(),
        scorers: config.scorers_with_text(),
        folds: Vec::new(),
    };
    let mut before: Option<Found> = None;
    for (index, stretch) in folds {
        // found once, it is that of every fold
        if !topics.fitted.sees_future() || before.is_none() {
            let found = match Found::new(topics, &corpus, &stretch, before.as_ref(), &run) {
                Ok(found) => found,
                Err(StudyError::Topics { source: TopicsError::Stopped, .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            record.folds.push(found.record(&corpus, &stretch));
            before = Some(found);
        }
        let Some(found) = &before else { continue };
        for (place, ticker) in tickers.iter_mut().enumerate() {
            if ticker.part(config, index).is_some() {
                let columns = Columns { config, topics, corpus: &corpus, found, until: stretch.until };
                ticker.topics.insert(index, columns.of(place, ticker)?);
            }
        }
    }
    // examples once are enough
    if let Some((_, earlier)) = record.folds.split_last_mut() {
        earlier.iter_mut().flat_map(|fold| &mut fold.topics).for_each(|topic| topic.examples.clear());
    }
    Ok(Some(record))
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

/// The topics of one fold.
struct Found {
    model: FittedBertopic,
    /// Of the posts of the fit, then of those that were assigned.
    labels: Labels,
    slots: Slots,
    /// Mean polarity of each topic's posts of the fit: by scorer, then by topic.
    means: Vec<Vec<Option<f64>>>,
    /// Posts of the fit.
    fitted: Vec<Place>,
}

impl Found {
    fn new(
        topics: &TopicsConfig,
        corpus: &Corpus<'_>,
        stretch: &Stretch,
        before: Option<&Self>,
        run: &RunContext,
    ) -> Result<Self, StudyError> {
        let after = stretch.after.map(|(_, at)| at);
        let within = |at: Timestamp| after.is_none_or(|after| after < at) && at <= stretch.last.1;
        let (fitted, others) = corpus.divide(within, stretch.until);
        let of = |source| StudyError::Topics { last: stretch.last.0, posts: fitted.len(), source };
        let model = FittedBertopic::fit(&topics.model, &corpus.texts_of(&fitted), run).map_err(of)?;
        let mut labels = corpus.no_labels();
        for (&(ticker, post), topic) in fitted.iter().zip(model.topic_of()) {
            labels[ticker][post] = *topic;
        }
        let assigned = model.assign(&corpus.texts_of(&others), run).map_err(of)?;
        for (&(ticker, post), topic) in others.iter().zip(assigned) {
            labels[ticker][post] = topic;
        }
        let sizes: Vec<usize> = model.topics().iter().map(|topic| topic.size).collect();
        let before = before.map(|before| (&before.labels, &before.slots));
        let slots = Slots::new(topics.largest, &sizes, &labels, before, &fitted);
        let means = corpus.means(&fitted, &labels, sizes.len());
        Ok(Self { model, labels, slots, means, fitted })
    }

    fn record(&self, corpus: &Corpus<'_>, stretch: &Stretch) -> TopicsFold {
        let topic_record = |(place, slot): (usize, &Option<matching::Slot>)| {
            let slot = slot.as_ref()?;
            let topic = &self.model.topics()[slot.topic];
            let examples = topic.examples.iter().map(|&at| corpus.excerpt(self.fitted[at]));
            Some(TopicRecord {
                place,
                words: topic.words.iter().map(|(word, _)| word.clone()).collect(),
                size: topic.size,
                similarity: slot.similarity,
                sentiment: self.means.iter().map(|means| means[slot.topic]).collect(),
                examples: examples.collect(),
            })
        };
        TopicsFold {
            after: stretch.after.map(|(date, _)| date),
            last: stretch.last.0,
            posts: self.fitted.len(),
            outside: self.model.topic_of().iter().filter(|topic| topic.is_none()).count(),
            found: self.model.topics().len(),
            topics: self.slots.all().iter().enumerate().filter_map(topic_record).collect(),
        }
    }
}

//! Whether the sentiment of a topic moved before the price.

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Date, RunContext, Timestamp};
use bellwether_evaluation::agreement::spearman;
use bellwether_evaluation::leading::{FEWEST_PAIRS, Lead, Leading, lagged_pairs};
use bellwether_ingest::{PriceOptions, read_prices};
use bellwether_text::Polarity;
use rayon::prelude::*;
use serde::Serialize;

use super::outcome::Values;
use super::table::signed;
use crate::cli::screen::Screen;

/// Draws of the bootstrap.
const DRAWS: usize = 2000;
/// The chance that any of the topics is wrongly said to lead.
const ERROR: f64 = 0.05;

/// The price of a session, the mean over tickers, and when the session closed.
pub(crate) struct Market {
    names: Vec<String>,
    closes: Vec<(Date, Timestamp)>,
    /// Log return from the close before, the mean over the tickers that have both; NaN for the first session.
    returns: Vec<f64>,
}

/// What was found of all topics.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Leads {
    pub(crate) tickers: Vec<String>,
    /// Sessions that begin with the first post and end with the last.
    pub(crate) sessions: usize,
    /// 1 less the error of all topics' intervals together, shared among those that have one.
    pub(crate) coverage: f64,
    pub(crate) topics: Vec<TopicLead>,
    /// The price, 100 at the first of these sessions.
    pub(crate) price: Vec<(Date, f64)>,
}

/// Rank correlations of a topic's mean polarity on a session; none with too few sessions that have posts of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TopicLead {
    pub(crate) topic: usize,
    /// Sessions with posts of it.
    pub(crate) sessions: usize,
    /// With the return of the session before.
    pub(crate) before: Option<f64>,
    /// With that of the same session.
    pub(crate) same: Option<f64>,
    /// With that of the session after.
    pub(crate) after: Option<f64>,
    /// The interval of `after`.
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    /// Whether zero lies outside it.
    pub(crate) leads: bool,
}

impl Market {
    pub(crate) fn read(path: &Path, screen: &Screen) -> anyhow::Result<Self> {
        let prices = read_prices(path, &PriceOptions::default())?;
        for finding in &prices.findings {
            screen.warn(format_args!("{}: {}", path.display(), finding.message));
        }
        let mut sessions: BTreeMap<Date, (Timestamp, Vec<f64>)> = BTreeMap::new();
        for bars in prices.bars.values() {
            let mut last = f64::NAN;
            for bar in bars {
                let change = (bar.close / last).ln();
                last = bar.close;
                let (_, returns) =
                    sessions.entry(bar.session.date).or_insert_with(|| (bar.session.close, Vec::new()));
                returns.extend(Some(change).filter(|change| change.is_finite()));
            }
        }
        let mean = |v: &[f64]| if v.is_empty() { f64::NAN } else { v.iter().sum::<f64>() / v.len() as f64 };
        Ok(Self {
            names: prices.bars.keys().map(ToString::to_string).collect(),
            closes: sessions.iter().map(|(date, (close, _))| (*date, *close)).collect(),
            returns: sessions.values().map(|(_, returns)| mean(returns)).collect(),
        })
    }

    /// Whether any of these times lies between the first session's close and the last's.
    pub(crate) fn covers(&self, times: &[Option<Timestamp>]) -> bool {
        let (Some(first), Some(last)) = (self.closes.first(), self.closes.last()) else { return false };
        times.iter().flatten().any(|time| first.1 < *time && *time <= last.1)
    }

    /// Polarities of each topic by session: those of posts published after the close before and up to the session's own.
    /// None where no session has posts.
    pub(crate) fn leads(
        &self,
        topics: usize,
        topic_of: &[Option<usize>],
        times: &[Option<Timestamp>],
        polarities: &[Polarity],
        run: &RunContext,
    ) -> Option<Leads> {
        let mut talk: Vec<BTreeMap<usize, Values>> = vec![BTreeMap::new(); topics];
        let (mut first, mut last) = (usize::MAX, 0);
        for ((topic, time), polarity) in topic_of.iter().zip(times).zip(polarities) {
            let Some(time) = time else { continue };
            let session = self.closes.partition_point(|(_, close)| close < time);
            // what was published before the first close may be of any day
            if session == 0 || session == self.closes.len() {
                continue;
            }
            (first, last) = (first.min(session), last.max(session));
            if let Some(topic) = topic {
                talk[*topic].entry(session).or_default().0.push(polarity.compound);
            }
        }
        if first > last {
            return None;
        }
        // one session more on either side has the returns before and after
        let from = first.saturating_sub(1);
        let to = (last + 2).min(self.closes.len());
        let returns = &self.returns[from..to];
        let series: Vec<Vec<f64>> = talk
            .iter()
            .map(|talk| {
                (from..to).map(|at| talk.get(&at).and_then(Values::mean).unwrap_or(f64::NAN)).collect()
            })
            .collect();
        let at = |own: &[f64], lag: isize| {
            let (own, returns) = lagged_pairs(own, returns, lag);
            if own.len() < FEWEST_PAIRS { None } else { spearman(&own, &returns) }
        };
        let judged = series.iter().filter(|own| at(own, 1).is_some()).count();
        let coverage = 1.0 - ERROR / judged.max(1) as f64;
        let of = |(topic, own): (usize, &Vec<f64>)| {
            let mut rng = run.rng(&format!("topics/leading/{topic}"));
            Leading { coverage, draws: DRAWS }.of(own, returns, 1, &mut rng)
        };
        let after: Vec<Option<Lead>> = series.par_iter().enumerate().map(of).collect();
        let topic = |topic: usize| TopicLead {
            topic,
            sessions: talk[topic].len(),
            before: at(&series[topic], -1),
            same: at(&series[topic], 0),
            after: after[topic].map(|lead| lead.correlation),
            low: after[topic].map(|lead| lead.low),
            high: after[topic].map(|lead| lead.high),
            leads: after[topic].is_some_and(|lead| lead.is_clear()),
        };
        let mut level = 0.0_f64;
        let price = (first..=last).map(|at| {
            if at > first && self.returns[at].is_finite() {
                level += self.returns[at];
            }
            (self.closes[at].0, 100.0 * level.exp())
        });
        Some(Leads {
            tickers: self.names.clone(),
            sessions: last + 1 - first,
            coverage,
            price: price.collect(),
            topics: (0..topics).map(topic).collect(),
        })
    }
}

impl Leads {
    /// In words.
    pub(crate) fn sentence(&self) -> String {
        let judged = self.topics.iter().filter(|topic| topic.after.is_some()).count();
        if judged == 0 {
            return "No topic was talked of on enough sessions to say whether its polarity came before the price.".to_owned();
        }
        let leading: Vec<&TopicLead> = self.topics.iter().filter(|topic| topic.leads).collect();
        let over = format!(
            "Rank correlation of a topic’s mean polarity on a session with the next session’s return of {} over {} sessions: ",
            self.tickers.join(", "),
            self.sessions
        );
        let found = match leading.as_slice() {
            [] => format!("of {judged} topics none differs from zero"),
            some => {
                let each: Vec<String> = some
                    .iter()
                    .map(|topic| {
                        format!("topic {} ({})", topic.topic, signed(topic.after.unwrap_or_default()))
                    })
                    .collect();
                format!(
                    "of {judged} topics {} differ{} from zero",
                    each.join(", "),
                    if some.len() == 1 { "s" } else { "" }
                )
            }
        };
        format!("{over}{found}, at 95\u{a0}% for all of them together (block bootstrap).")
    }
}

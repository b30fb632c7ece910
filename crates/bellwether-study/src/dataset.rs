//! Data of a study: read, scored, hashed, with what is odd about them.

mod hashing;
mod reading;
mod scoring;
mod series;
mod silence;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bellwether_core::{Bar, Finding, FindingKind, History, Panel, Post, Ticker, TickerData, Timestamp};
use bellwether_features::{FrameSpec, NoPosts, SessionPosts, TextFeature, build_frame};
use bellwether_ingest::{Posts, Prices};

use crate::{ScoreFolder, StudyConfig, StudyError, posts, words};
use hashing::{hash_bars, hash_posts};
use reading::{read_posts, read_prices};
pub use scoring::Scoring;
use scoring::{NamedScorer, ScoringRun};

/// Data that come with the program, named `bundled:NAME` in a study file.
#[derive(Debug, Clone, Copy)]
pub struct Bundle {
    /// The name behind `bundled:`.
    pub name: &'static str,
    /// File name of the prices, whose ending tells the format.
    pub prices_name: &'static str,
    /// The prices.
    pub prices: &'static [u8],
    /// File name of the posts.
    pub posts_name: &'static str,
    /// The posts.
    pub posts: &'static [u8],
}

/// The data of one study: aligned, cut at the study's end, scored.
#[derive(Debug, Clone)]
pub struct Dataset {
    panel: Panel,
    cutoff: Timestamp,
    tickers: Vec<Ticker>,
    findings: Vec<Finding>,
    prices_hash: String,
    posts_hash: String,
    series_hash: String,
    /// What paths in the settings are relative to.
    base: PathBuf,
}

impl Dataset {
    /// Reads what the study file names, from `base` (the study file's folder) or from a bundle.
    ///
    /// # Errors
    /// [`StudyError`] when a file cannot be read, a ticker has no prices, or the dates leave nothing.
    pub fn load(config: &StudyConfig, base: &Path, bundles: &[Bundle]) -> Result<Self, StudyError> {
        Self::load_with(config, base, bundles, &Scoring::default())
    }

    /// As [`load`](Self::load), with a folder for scores, a signal to stop, and word of how far it is.
    ///
    /// # Errors
    /// As [`load`](Self::load); when the folder cannot be written; and [`StudyError::Stopped`] when it is told to stop while
    /// posts are scored: what slow scorers said until then is kept.
    pub fn load_with(
        config: &StudyConfig,
        base: &Path,
        bundles: &[Bundle],
        scoring: &Scoring<'_>,
    ) -> Result<Self, StudyError> {
        let prices = read_prices(config, base, bundles)?;
        let posts = read_posts(config, base, bundles)?;
        let series = series::read(config, base)?;
        series.join(Self::assemble(config, base, prices, posts, scoring)?)
    }

    /// A data set from records that are already in memory; files that a scorer names are relative to `base`.
    ///
    /// # Errors
    /// As [`load`](Self::load), for what is in the records.
    pub fn from_parts(
        config: &StudyConfig,
        base: &Path,
        prices: Prices,
        posts: Option<Posts>,
    ) -> Result<Self, StudyError> {
        Self::assemble(config, base, prices, posts, &Scoring::default())
    }

    fn assemble(
        config: &StudyConfig,
        base: &Path,
        mut prices: Prices,
        posts: Option<Posts>,
        scoring: &Scoring<'_>,
    ) -> Result<Self, StudyError> {
        let tickers = chosen(config, &prices)?;
        let mut findings = std::mem::take(&mut prices.findings);
        let posts = match (posts, &config.data.matching) {
            (Some(read), Some(matching)) => {
                let (matched, finding) = posts::matched(matching, base, &tickers, read)?;
                findings.push(finding);
                Some(matched)
            }
            (read, _) => read,
        };
        if let Some(posts) = &posts {
            findings.extend(posts.findings.iter().cloned());
            findings.extend(bellwether_ingest::posts_outside_prices(&prices, posts));
        }
        findings.retain(|f| f.ticker.as_ref().is_none_or(|t| tickers.contains(t)));
        let mut posts = posts.map(|p| p.posts);
        let mut parts: Vec<(Ticker, Vec<Bar>, Vec<Post>)> = Vec::new();
        for ticker in &tickers {
            let bars = in_range(config, ticker, prices.bars.remove(ticker).unwrap_or_default())?;
            let own = posts.as_mut().and_then(|p| p.remove(ticker)).unwrap_or_default();
            let (own, folded) = unfold(own);
            findings.extend(folded.map(|(count, message)| Finding {
                kind: FindingKind::FoldedCopies,
                ticker: Some(ticker.clone()),
                date: None,
                count,
                message,
                examples: Vec::new(),
            }));
            parts.push((ticker.clone(), bars, own));
        }
        let cutoff = cutoff(config, &parts)?;
        for (_, bars, posts) in &mut parts {
            bars.retain(|b| b.available_at() <= cutoff);
            posts.retain(|p| p.available_at() <= cutoff);
        }
        let read_hash = if posts.is_some() { hash_posts(&parts) } else { String::new() };
        if posts.is_some() {
            findings.extend(without_posts(&parts)?);
            findings.extend(posts::filtered(&config.inputs.cleaning, &mut parts)?);
        }
        let prices_hash = hash_bars(&parts);
        if posts.is_some() {
            weights_are_there(config, &parts)?;
        }
        let (mut scorers, mut kept) = (Vec::new(), scoring.scores.map(ScoreFolder::new));
        if posts.is_some() {
            for entry in config.inputs.scorers() {
                scorers.push(NamedScorer::open(&config.inputs, &entry, base, kept.as_mut())?);
            }
        }
        let total = if scorers.is_empty() { 0 } else { parts.iter().map(|part| part.2.len()).sum() };
        let progress = ScoringRun::new(scoring, &scorers, total);
        let mut data = BTreeMap::new();
        for (ticker, bars, posts) in parts {
            let mut one = TickerData::new(&ticker, bars, posts)?;
            let columns = progress.score(&scorers, one.posts())?;
            for (named, scores) in scorers.iter().zip(columns) {
                one.add_scores(&named.name, scores)?;
            }
            data.insert(ticker, one);
        }
        if let Some(kept) = kept {
            findings.extend(kept.flush()?);
        }
        let mut dataset = Self {
            panel: Panel::new(data),
            cutoff,
            tickers,
            findings,
            prices_hash,
            posts_hash: read_hash,
            series_hash: String::new(),
            base: base.to_owned(),
        };
        let silent = silence::sessions(config, &dataset)?;
        dataset.findings.extend(silent);
        Ok(dataset)
    }

    /// What paths in the settings are relative to.
    pub(crate) fn base(&self) -> &Path {
        &self.base
    }

    /// What is known at the end of the study.
    pub fn history(&self) -> History<'_> {
        self.panel.as_of(self.cutoff)
    }

    /// The panel behind it, for laws that change the future.
    pub fn panel(&self) -> &Panel {
        &self.panel
    }

    /// The same data set with another panel of the same tickers, for laws that change the future.
    pub fn with_panel(&self, panel: Panel) -> Self {
        Self { panel, ..self.clone() }
    }

    /// The study's tickers, in order.
    pub fn tickers(&self) -> &[Ticker] {
        &self.tickers
    }

    /// Everything odd about the data.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether the study is given posts.
    pub(crate) fn has_posts(&self, config: &StudyConfig) -> bool {
        let history = self.history();
        config.data.posts.is_some() && self.tickers.iter().any(|ticker| !history.posts(ticker).is_empty())
    }

    pub(crate) fn ticker_findings(&self, ticker: &Ticker) -> Vec<Finding> {
        self.findings.iter().filter(|f| f.ticker.as_ref() == Some(ticker)).cloned().collect()
    }

    pub(crate) fn general_findings(&self) -> Vec<Finding> {
        self.findings.iter().filter(|f| f.ticker.is_none()).cloned().collect()
    }

    pub(crate) fn prices_hash(&self) -> &str {
        &self.prices_hash
    }

    pub(crate) fn series_hash(&self) -> &str {
        &self.series_hash
    }

    pub(crate) fn posts_hash(&self) -> &str {
        &self.posts_hash
    }

    /// Mean polarity by a scorer (NaN without posts) and post count by session.
    pub(crate) fn daily_text(
        &self,
        config: &StudyConfig,
        ticker: &Ticker,
        scorer: &str,
    ) -> Result<(Vec<f64>, Vec<f64>), StudyError> {
        let spec = FrameSpec {
            price: Vec::new(),
            text: vec![TextFeature::Score, TextFeature::PostCount],
            scorer: scorer.to_owned(),
            no_posts: NoPosts::Nan,
            ..FrameSpec::default()
        };
        let history = self.history();
        let frame = build_frame(&history, ticker, &spec, &config.inputs.decision, &config.data.calendar)
            .map_err(|source| StudyError::Features { ticker: ticker.clone(), source })?;
        let view = frame.view();
        Ok((0..view.len()).map(|i| (view.row(i)[0], view.row(i)[1])).unzip())
    }
}

fn chosen(config: &StudyConfig, prices: &Prices) -> Result<Vec<Ticker>, StudyError> {
    if config.data.tickers.is_empty() {
        return Ok(prices.bars.keys().cloned().collect());
    }
    for ticker in &config.data.tickers {
        if !prices.bars.contains_key(ticker) {
            let names: Vec<&str> = prices.bars.keys().map(Ticker::as_str).take(12).collect();
            let more = prices.bars.len().saturating_sub(12);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let available = if names.is_empty() {
                "no tickers".to_owned()
            } else {
                format!("{}{more}", names.join(", "))
            };
            return Err(StudyError::NoPrices { ticker: ticker.clone(), available });
        }
    }
    Ok(config.data.tickers.clone())
}

fn in_range(config: &StudyConfig, ticker: &Ticker, bars: Vec<Bar>) -> Result<Vec<Bar>, StudyError> {
    let (Some(first), Some(last)) = (bars.first().map(Bar::date), bars.last().map(Bar::date)) else {
        let available = "rows for it, but none that can be used".to_owned();
        return Err(StudyError::NoPrices { ticker: ticker.clone(), available });
    };
    let (start, end) = (config.data.start, config.data.end);
    let inside = |d| start.is_none_or(|s| s <= d) && end.is_none_or(|e| d <= e);
    let kept: Vec<Bar> = bars.into_iter().filter(|b| inside(b.date())).collect();
    if kept.is_empty() {
        return Err(StudyError::EmptyRange { ticker: ticker.clone(), start, end, first, last });
    }
    Ok(kept)
}

/// Refuses columns that weigh or divide posts by what no post has.
fn weights_are_there(
    config: &StudyConfig,
    parts: &[(Ticker, Vec<Bar>, Vec<Post>)],
) -> Result<(), StudyError> {
    let any = |has: fn(&Post) -> bool| parts.iter().flat_map(|p| &p.2).any(has);
    for feature in &config.inputs.text {
        let (there, expected) = match feature {
            TextFeature::EngagementWeighted => (
                any(|p| p.likes.or(p.retweets).or(p.replies).is_some()),
                "the posts have no likes, retweets or replies; name their columns in data.post-columns",
            ),
            TextFeature::FollowerWeighted => (
                any(|p| p.followers.is_some()),
                "the posts have no followers; name their column in data.post-columns",
            ),
            TextFeature::NewsScore
            | TextFeature::NewsCount
            | TextFeature::ChatterScore
            | TextFeature::ChatterCount => (
                any(|p| p.kind.is_some()),
                "no post is known to be news or chatter; name the column that says so in data.post-columns.kind",
            ),
            _ => continue,
        };
        if !there {
            return Err(StudyError::Config(crate::ConfigError::Value {
                key: "inputs.text".to_owned(),
                value: format!("`{feature}`"),
                expected: expected.to_owned(),
            }));
        }
    }
    Ok(())
}

/// A finding for each ticker without posts.
///
/// # Errors
/// [`StudyError::NoPosts`] when there are none for any.
fn without_posts(parts: &[(Ticker, Vec<Bar>, Vec<Post>)]) -> Result<Vec<Finding>, StudyError> {
    // the first row takes the posts of a day before its decision
    let talked_of = |(_, bars, posts): &(Ticker, Vec<Bar>, Vec<Post>)| {
        let first = bars.first().map(|bar| bar.session.close - SessionPosts::FIRST_ROW);
        posts.iter().any(|post| first.is_some_and(|first| post.available_at() > first))
    };
    let bare: Vec<&Ticker> = parts.iter().filter(|p| !talked_of(p)).map(|p| &p.0).collect();
    if bare.len() == parts.len() {
        let names: Vec<&str> = bare.iter().map(|t| t.as_str()).take(12).collect();
        return Err(StudyError::NoPosts { tickers: names.join(", ") });
    }
    let finding = |ticker: &Ticker| Finding {
        kind: FindingKind::NoPosts,
        ticker: Some(ticker.clone()),
        date: None,
        count: 0,
        message:
            "no posts in the study's range: its text columns are constant, and their effect is not tested"
                .to_owned(),
        examples: Vec::new(),
    };
    Ok(bare.into_iter().map(finding).collect())
}

/// Folded posts as they could have been known: one at the row's time, the others at the end of that UTC day. With the
/// number of folded rows and a sentence, when there are any.
fn unfold(posts: Vec<Post>) -> (Vec<Post>, Option<(usize, String)>) {
    let (mut rows, mut copies) = (0, 0);
    let mut out = Vec::with_capacity(posts.len());
    for post in posts {
        if post.copies > 1 {
            rows += 1;
            copies += u64::from(post.copies) - 1;
            out.push(Post {
                created_at: end_of_day(post.created_at),
                copies: post.copies - 1,
                ..post.clone()
            });
        }
        out.push(Post { copies: 1, ..post });
    }
    let finding = (rows > 0).then(|| {
        let message = format!(
            "further copies posted later that day, at times that are not in the file: {copies}, of {}; the copies count \
             from the end of their UTC day on",
            words::count(rows, "row")
        );
        (rows, message)
    });
    (out, finding)
}

/// The midnight in UTC that ends the day.
fn end_of_day(at: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400;
    let end = (at.as_second().div_euclid(DAY) + 1) * DAY;
    Timestamp::from_second(end).unwrap_or(Timestamp::MAX)
}

/// The end of the study: everything that is there, or with `data.end` all up to the end of that day at the exchange.
fn cutoff(config: &StudyConfig, parts: &[(Ticker, Vec<Bar>, Vec<Post>)]) -> Result<Timestamp, StudyError> {
    let bars = parts.iter().filter_map(|p| p.1.last()).map(Bar::available_at).max();
    let posts = parts.iter().flat_map(|p| &p.2).map(Post::available_at).max();
    let newest = bars.max(posts).unwrap_or(Timestamp::UNIX_EPOCH);
    let Some(end) = config.data.end else { return Ok(newest) };
    let zone = config.data.calendar.time_zone()?;
    let midnight = end.tomorrow().ok().and_then(|d| d.to_zoned(zone).ok());
    Ok(midnight.map_or(newest, |z| newest.min(z.timestamp())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_not_known_before_their_day_ends() {
        let at = |t: &str| t.parse::<Timestamp>().unwrap();
        let folded = Post { copies: 4, ..Post::new(at("2014-01-02T15:00:00Z"), "buy") };
        let single = Post::new(at("2014-01-02T16:00:00Z"), "sell");
        let (posts, finding) = unfold(vec![folded, single]);
        let seen = |cutoff: &str| -> u32 {
            posts.iter().filter(|p| p.available_at() <= at(cutoff)).map(|p| p.copies).sum()
        };
        assert_eq!(seen("2014-01-02T15:30:00Z"), 1);
        assert_eq!(seen("2014-01-02T23:59:59Z"), 2);
        assert_eq!(seen("2014-01-03T00:00:00Z"), 5);
        assert_eq!(finding.unwrap().0, 1);
    }
}

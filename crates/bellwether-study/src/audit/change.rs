//! The data of a study with one thing changed.

use std::collections::BTreeMap;

use bellwether_core::{Bar, Date, Datum, Panel, Post, PostScore, Ticker, TickerData, Timestamp};
use bellwether_features::Followers;
use bellwether_ingest::Period;
use jiff::SignedDuration;
use jiff::civil::Weekday;

use super::Source;
use crate::dataset::Dataset;
use crate::{StudyConfig, StudyError, posts};

/// What texts after a cut say instead.
const TEXTS: [&str; 3] = [
    "floods in the north, terrible losses at the harbour",
    "the best oil, great pipelines and happy drillers",
    "a quiet choir sang in the valley",
];

/// Everything that a study knows, ticker by ticker, open to change.
#[derive(Clone)]
pub(super) struct Open {
    tickers: Vec<One>,
}

#[derive(Clone)]
struct One {
    ticker: Ticker,
    bars: Vec<Bar>,
    posts: Vec<Post>,
    scores: BTreeMap<String, Vec<PostScore>>,
    series: BTreeMap<String, Vec<Datum>>,
}

impl Open {
    pub(super) fn new(config: &StudyConfig, dataset: &Dataset) -> Self {
        let history = dataset.history();
        let names: Vec<String> = config.inputs.scorers().iter().map(crate::ScorerEntry::label).collect();
        let one = |ticker: &Ticker| {
            let scores =
                names.iter().filter_map(|name| Some((name.clone(), history.scores(ticker, name)?.to_vec())));
            let series = history
                .series_names()
                .filter_map(|name| Some((name.to_owned(), history.series(ticker, name)?.to_vec())));
            One {
                ticker: ticker.clone(),
                bars: history.bars(ticker).to_vec(),
                posts: history.posts(ticker).to_vec(),
                scores: scores.collect(),
                series: series.collect(),
            }
        };
        Self { tickers: dataset.tickers().iter().map(one).collect() }
    }

    /// As the data of the study.
    pub(super) fn close(self, dataset: &Dataset) -> Result<Dataset, StudyError> {
        let mut data = BTreeMap::new();
        let mut series = Vec::new();
        for one in self.tickers {
            let mut own = TickerData::new(&one.ticker, one.bars, one.posts)?;
            for (name, scores) in one.scores {
                own.add_scores(&name, scores)?;
            }
            series.extend(one.series.into_iter().map(|(name, values)| (name, one.ticker.clone(), values)));
            data.insert(one.ticker, own);
        }
        let panel = series.into_iter().fold(Panel::new(data), |panel, (name, ticker, values)| {
            panel.with_series(&name, Some(ticker), values)
        });
        Ok(dataset.with_panel(panel))
    }

    /// Everything of one source that was not known at `cut` is another. Nothing becomes NaN, no bar or post comes or goes: so
    /// that the samples and their division stay.
    pub(super) fn later(
        mut self,
        config: &StudyConfig,
        source: Source,
        cut: Timestamp,
    ) -> Result<Self, StudyError> {
        for one in &mut self.tickers {
            match source {
                Source::Prices => prices(&mut one.bars, cut),
                Source::Posts => one.other_posts(cut),
                Source::Series => {
                    for (name, values) in &mut one.series {
                        later_values(config, name, values, cut)?;
                    }
                }
            }
        }
        Ok(self)
    }

    /// Series whose values lie a longer period apart than is stated, on dates that may be those of publication, as remarks.
    pub(super) fn published(&self, config: &StudyConfig) -> Vec<String> {
        let mut remarks: Vec<String> = Vec::new();
        for (name, values) in self.tickers.iter().flat_map(|one| &one.series) {
            let stated = stated(config, name);
            if let Some((apart, false)) = apart(values).filter(|(apart, _)| length(*apart) > length(stated)) {
                let period = match apart {
                    Period::Quarterly => "quarter",
                    Period::Annual => "year",
                    _ => "month",
                };
                let words = format!(
                    "values of `{name}` lie a {period} apart on dates that may be those on which they came out: if they \
                     describe the {period} of their date, its end is not waited for"
                );
                if !remarks.contains(&words) {
                    remarks.push(words);
                }
            }
        }
        remarks
    }

    /// Every count that is made after a post is published is another, on all posts, and filters are applied again.
    pub(super) fn recounted(mut self, config: &StudyConfig, other: bool) -> Result<Self, StudyError> {
        let followers_too = config.inputs.text_settings.followers == Followers::AtCollection;
        for one in &mut self.tickers {
            let whole = one.posts.clone();
            let mut changed = whole.clone();
            for (i, post) in changed.iter_mut().enumerate().filter(|_| other) {
                let place = i as u64;
                let count = |was: Option<u64>, new: u64| was.map(|was| was / 3 + new);
                post.likes = count(post.likes, place * place % 997);
                post.retweets = count(post.retweets, place * 31 % 230);
                post.replies = count(post.replies, place * 5 % 70);
                if followers_too {
                    post.followers = count(post.followers, place * place % 99_991);
                }
            }
            let mut part = [(one.ticker.clone(), Vec::new(), changed.clone())];
            posts::filtered(&config.inputs.cleaning, &mut part)?;
            let [(_, _, kept)] = part;
            let mut stays = Vec::with_capacity(changed.len());
            let mut next = 0;
            for post in &changed {
                let is_kept = kept.get(next) == Some(post);
                next += usize::from(is_kept);
                stays.push(is_kept);
            }
            for scores in one.scores.values_mut() {
                let mut stays = stays.iter();
                scores.retain(|_| stays.next().copied().unwrap_or(true));
            }
            one.posts = kept;
        }
        Ok(self)
    }

    /// Every post that was not known at `cut` is so many days later, or earlier and a second after the cut at the earliest.
    pub(super) fn posts_moved(mut self, cut: Timestamp, days: i64) -> Self {
        let by = SignedDuration::from_hours(24 * days);
        let earliest = cut.saturating_add(SignedDuration::from_secs(1)).unwrap_or(cut);
        for post in self.tickers.iter_mut().flat_map(|one| &mut one.posts) {
            if post.created_at > cut {
                let moved = post.created_at.saturating_add(by).unwrap_or(post.created_at);
                post.created_at = moved.max(earliest);
            }
        }
        self
    }

    /// The bars of each ticker.
    pub(super) fn bars(&self) -> impl Iterator<Item = &Vec<Bar>> {
        self.tickers.iter().map(|one| &one.bars)
    }

    /// With the bars of each ticker changed.
    pub(super) fn with_bars(mut self, mut change: impl FnMut(&mut [Bar])) -> Self {
        self.tickers.iter_mut().for_each(|one| change(&mut one.bars));
        self
    }

    /// A dividend of a fiftieth is paid after the data: adjusted closes are restated, and nothing else is.
    pub(super) fn dividend(mut self) -> Self {
        let bars = self.tickers.iter_mut().flat_map(|one| &mut one.bars);
        bars.for_each(|bar| bar.adj_close *= 0.98);
        self
    }
}

/// Up and down, and each bar turned about.
fn prices(bars: &mut [Bar], cut: Timestamp) {
    let first = bars.partition_point(|bar| bar.available_at() <= cut);
    for (i, bar) in bars[first..].iter_mut().enumerate() {
        let factor = (0.4 * (1.7 * i as f64 + 1.0).sin()).exp();
        let Bar { session, open, high, low, close, adj_close, volume } = *bar;
        *bar = Bar {
            session,
            open: close * factor,
            high: high * factor * 1.01,
            low: low * factor * 0.99,
            close: open * factor,
            adj_close: adj_close * factor,
            volume: (volume * (2.0 - factor / 2.0)).round(),
        };
    }
}

impl One {
    fn other_posts(&mut self, cut: Timestamp) {
        let first = self.posts.partition_point(|post| post.available_at() <= cut);
        for (i, post) in self.posts[first..].iter_mut().enumerate() {
            post.text = TEXTS[i % TEXTS.len()].into();
            post.copies = post.copies.saturating_mul(3);
        }
        for scores in self.scores.values_mut() {
            for score in &mut scores[first..] {
                let polarity = if score.polarity > 0.0 { -0.875 } else { 0.9375 };
                *score = PostScore {
                    negative: if polarity < 0.0 { 0.75 } else { 0.0 },
                    neutral: 0.25,
                    positive: if polarity < 0.0 { 0.0 } else { 0.75 },
                    polarity,
                };
            }
        }
    }
}

/// Values whose period was not over at the cut, whatever the file says about when they were known.
fn later_values(
    config: &StudyConfig,
    name: &str,
    values: &mut [Datum],
    cut: Timestamp,
) -> Result<(), StudyError> {
    let stated = stated(config, name);
    let period = longer(stated, values);
    let zone = config.data.calendar.time_zone()?;
    for datum in values {
        let over = period.around(datum.date).and_then(|(_, behind)| behind.to_zoned(zone.clone()).ok());
        let known = over.map_or(datum.available_at, |over| over.timestamp().max(datum.available_at));
        if known > cut {
            datum.value = datum.value * 1.5 + 1.0;
        }
    }
    Ok(())
}

fn stated(config: &StudyConfig, name: &str) -> Period {
    config.data.series.iter().find(|entry| entry.may_have(name)).map_or(Period::Daily, |e| e.period)
}

/// The period whose name the dates are, where a shorter one is stated.
fn longer(stated: Period, values: &[Datum]) -> Period {
    match apart(values) {
        Some((period, true)) if length(period) > length(stated) => period,
        _ => stated,
    }
}

fn length(period: Period) -> u8 {
    match period {
        Period::Daily => 0,
        Period::Weekly => 1,
        Period::Monthly => 2,
        Period::Quarterly => 3,
        Period::Annual => 4,
    }
}

/// The period by which values lie apart, and whether their dates name it: all of them are its first days, or all its last,
/// days on which nothing is published among them. Figures dated by publication lie as far apart.
fn apart(values: &[Datum]) -> Option<(Period, bool)> {
    let mut days: Vec<i64> = values
        .windows(2)
        .map(|pair| pair[1].date.duration_since(pair[0].date).as_hours() / 24)
        .filter(|days| *days > 0)
        .collect();
    days.sort_unstable();
    let period = match days.get(days.len() / 2)? {
        28..=31 => Period::Monthly,
        89..=92 => Period::Quarterly,
        365..=366 => Period::Annual,
        _ => return None,
    };
    let dates = || values.iter().map(|datum| datum.date);
    let is_first = |date: Date| period.around(date).is_some_and(|(first, _)| first == date);
    let is_last = |date: Date| {
        let next = date.tomorrow().ok();
        next.is_some() && next == period.around(date).map(|(_, behind)| behind)
    };
    let is_free = |date: Date| {
        matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) || (date.month(), date.day()) == (1, 1)
    };
    let named = (dates().all(is_first) || dates().all(is_last)) && dates().any(is_free);
    Some((period, named))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn dated(dates: &[&str]) -> Vec<Datum> {
        let datum =
            |date: &&str| Datum { date: date.parse().unwrap(), available_at: Timestamp::MIN, value: 1.0 };
        dates.iter().map(datum).collect()
    }

    /// 1 June 2014 is a Sunday and 31 May a Saturday.
    #[test]
    fn first_and_last_days_name_a_period_and_days_of_publication_do_not() {
        let period = |dates: &[&str]| longer(Period::Daily, &dated(dates));
        assert_eq!(period(&["2014-04-01", "2014-05-01", "2014-06-01", "2014-07-01"]), Period::Monthly);
        assert_eq!(period(&["2014-04-30", "2014-05-31", "2014-06-30", "2014-07-31"]), Period::Monthly);
        assert_eq!(period(&["2014-01-01", "2015-01-01", "2016-01-01"]), Period::Annual);
        // consumer prices of 2014 came out on these days
        let published = ["2014-01-16", "2014-02-20", "2014-03-18", "2014-04-15", "2014-05-15", "2014-06-17"];
        assert_eq!(period(&published), Period::Daily);
        // first and last weekdays of the months
        assert_eq!(period(&["2014-04-01", "2014-05-01", "2014-06-02", "2014-07-01"]), Period::Daily);
        assert_eq!(period(&["2014-04-30", "2014-05-30", "2014-06-30", "2014-07-31"]), Period::Daily);
        assert_eq!(apart(&dated(&published)), Some((Period::Monthly, false)));
        assert_eq!(longer(Period::Annual, &dated(&["2014-05-01", "2014-06-01"])), Period::Annual);
    }
}

//! Posts before they are scored: filed under the tickers that they name, and sifted.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use bellwether_core::{Bar, Finding, FindingKind, Post, Ticker, Timestamp};
use bellwether_ingest::Posts;
use bellwether_text::matching::{Companies, Matcher};
use bellwether_text::noise::{Sieve, Taken, TakenPost};
use bellwether_text::{CleaningSpec, Route, detect_language};

use crate::config::{Assign, MatchingConfig};
use crate::{StudyConfig, StudyError, words};

/// What makes two rows the same post of a ticker.
type Identity = (Ticker, Timestamp, Arc<str>, Option<Arc<str>>);

/// No stock's symbol.
const PLACEHOLDER: &str = "_";

/// The ticker that posts are read under when their texts decide.
pub(crate) fn placeholder(config: &StudyConfig) -> Option<Ticker> {
    let replaces = config.data.matching.as_ref().is_some_and(|m| m.assign == Assign::Replace);
    replaces.then(|| Ticker::new(PLACEHOLDER).expect("an underscore is a symbol"))
}

/// The posts under the tickers of the study that they name.
pub(crate) fn matched(
    config: &MatchingConfig,
    base: &Path,
    tickers: &[Ticker],
    read: Posts,
) -> Result<(Posts, Finding), StudyError> {
    let MatchingConfig { companies, bundled, by, assign } = config;
    let mut table = if *bundled { Companies::bundled() } else { Companies::default() };
    if let Some(path) = companies {
        table.extend(Companies::read(&base.join(path)).map_err(StudyError::Matching)?);
    }
    table.inherit(tickers);
    table.retain(|ticker| tickers.contains(ticker));
    for ticker in tickers {
        table.add(ticker.clone());
    }
    let matcher = Matcher::new(&table);
    let mut out: BTreeMap<Ticker, Vec<Post>> = BTreeMap::new();
    let mut seen: HashSet<Identity> = HashSet::new();
    let (mut several, mut none, mut examples) = (0, 0, Vec::new());
    for (own, posts) in read.posts {
        for post in posts {
            let found = matcher.tickers_by(&post.text, by);
            several += usize::from(found.len() > 1);
            let own = (*assign == Assign::Add && tickers.contains(&own)).then(|| own.clone());
            if found.is_empty() && own.is_none() {
                none += 1;
                if examples.len() < Taken::EXAMPLES {
                    examples.push(format!("names none: {}", post.text.chars().take(120).collect::<String>()));
                }
            }
            for ticker in own.into_iter().chain(found) {
                // a post that a file has under several tickers stands once under each
                if seen.insert((ticker.clone(), post.created_at, post.text.clone(), post.author.clone())) {
                    out.entry(ticker).or_default().push(post.clone());
                }
            }
        }
    }
    for posts in out.values_mut() {
        posts.sort_by_key(|post| post.created_at);
    }
    let count = out.values().map(Vec::len).sum();
    let message = format!(
        "filed under the tickers that their texts name: {}; rows that name several: {several}; rows that name none of the \
         study's and are left out: {none}",
        words::count(count, "post")
    );
    let finding =
        Finding { kind: FindingKind::MatchedPosts, ticker: None, date: None, count, message, examples };
    // what was found of rows under no ticker is about all of them
    let of_all = |f: Finding| Finding { ticker: f.ticker.filter(|t| t.as_str() != PLACEHOLDER), ..f };
    let findings = read.findings.into_iter().map(of_all).collect();
    Ok((Posts { posts: out, findings, layout: read.layout, rows: read.rows }, finding))
}

/// Sifts the posts of each ticker, with a finding for each filter that took some.
pub(crate) fn filtered(
    cleaning: &CleaningSpec,
    parts: &mut [(Ticker, Vec<Bar>, Vec<Post>)],
) -> Result<Vec<Finding>, StudyError> {
    let mut findings = Vec::new();
    let before: u64 = parts.iter().flat_map(|part| &part.2).map(|post| u64::from(post.copies)).sum();
    for (ticker, _, posts) in parts.iter_mut() {
        let mut sieve = Sieve::new(&cleaning.filters);
        *posts = sieve.sift(std::mem::take(posts));
        let mut taken = sieve.taken().to_vec();
        taken.extend(by_language(cleaning, posts));
        findings.extend(taken.iter().filter(|t| t.posts + t.cannot_tell > 0).map(|t| finding(ticker, t)));
    }
    if before > 0 && parts.iter().all(|part| part.2.is_empty()) {
        let names: Vec<&str> = parts.iter().map(|part| part.0.as_str()).take(12).collect();
        return Err(StudyError::FilteredOut { tickers: names.join(", "), taken: before });
    }
    Ok(findings)
}

/// Drops posts of the languages whose route is that.
fn by_language(cleaning: &CleaningSpec, posts: &mut Vec<Post>) -> Option<Taken> {
    let routes = cleaning.languages.as_ref()?;
    let mut taken = Taken::new("languages");
    posts.retain(|post| {
        taken.seen += u64::from(post.copies);
        let language = detect_language(&post.text);
        let kept = routes.route(language) != Route::Drop;
        if !kept {
            taken.add(post, || {
                format!("in {}", language.map_or("no language that can be told", |l| l.code()))
            });
        }
        kept
    });
    Some(taken)
}

fn finding(ticker: &Ticker, taken: &Taken) -> Finding {
    let Taken { filter, seen, posts, cannot_tell, examples } = taken;
    let share = 100.0 * *posts as f64 / (*seen).max(1) as f64;
    let dropped = format!(
        "the filter {filter} dropped {posts} of {} ({share:.1} %)",
        words::count(*seen as usize, "post")
    );
    let message = match cannot_tell {
        0 => dropped,
        more => format!("{dropped}; it kept {more} that do not say what it asks for"),
    };
    let example =
        |TakenPost { created_at, text, reason }: &TakenPost| format!("{created_at}, {reason}: {text}");
    Finding {
        kind: FindingKind::FilteredPosts,
        ticker: Some(ticker.clone()),
        date: None,
        count: *posts as usize,
        message,
        examples: examples.iter().map(example).collect(),
    }
}

//! Sessions without posts.

use bellwether_core::{Finding, FindingKind, Ticker};
use bellwether_features::NoPosts;

use super::Dataset;
use crate::{StudyConfig, StudyError, words};

/// A finding for each ticker that has posts and sessions without any, where models are given columns of posts.
pub(super) fn sessions(config: &StudyConfig, dataset: &Dataset) -> Result<Vec<Finding>, StudyError> {
    let Some(scorer) = config.scorers_with_text().into_iter().next() else { return Ok(Vec::new()) };
    let mut findings = Vec::new();
    for ticker in &dataset.tickers {
        let never = |f: &Finding| f.kind == FindingKind::NoPosts && f.ticker.as_ref() == Some(ticker);
        if dataset.findings.iter().any(never) {
            continue;
        }
        let (_, counts) = dataset.daily_text(config, ticker, &scorer)?;
        let silent = counts.iter().filter(|count| **count == 0.0).count();
        if silent > 0 {
            findings.push(finding(ticker, silent, counts.len(), config.inputs.no_posts));
        }
    }
    Ok(findings)
}

fn finding(ticker: &Ticker, silent: usize, sessions: usize, no_posts: NoPosts) -> Finding {
    let columns = match no_posts {
        NoPosts::Zero => "the mean polarity is 0 there, as if the talk were neutral",
        NoPosts::Carry => "the mean polarity of the last session with posts is carried on",
        NoPosts::Nan => "the mean polarity is missing there, and samples that touch one are left out",
    };
    Finding {
        kind: FindingKind::SilentSessions,
        ticker: Some(ticker.clone()),
        date: None,
        count: silent,
        message: format!(
            "{silent} of {} without posts: {columns} (`inputs.no-posts`)",
            words::count(sessions, "session")
        ),
        examples: Vec::new(),
    }
}

//! Why no session of a ticker can be used.

use bellwether_core::{Bar, Ticker};

use crate::{StudyConfig, StudyError};

/// The plainest cause that the data show: no price above zero, too few sessions, or columns without a value; `empty` are
/// those.
pub(crate) fn error(config: &StudyConfig, ticker: &Ticker, bars: &[Bar], empty: Vec<String>) -> StudyError {
    let ticker = ticker.clone();
    let closes = || bars.iter().map(|b| b.close).filter(|c| c.is_finite());
    if closes().next().is_some() && closes().all(|c| c <= 0.0) {
        return StudyError::NoPositiveClose { ticker, rows: closes().count() };
    }
    let warming: Vec<_> =
        config.inputs.price.iter().filter(|p| empty.iter().any(|e| e == p.name())).collect();
    let young = warming.len() == empty.len() && warming.iter().all(|p| p.warm_up() >= bars.len());
    match warming.into_iter().rev().max_by_key(|p| p.warm_up()).filter(|_| young) {
        Some(longest) => StudyError::TooFewSessions {
            ticker,
            rows: bars.len(),
            column: longest.name().to_owned(),
            needed: longest.warm_up() + 1,
        },
        None => StudyError::NoSamples { ticker, rows: bars.len(), empty },
    }
}

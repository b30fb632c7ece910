//! Posts that no price can answer.

use bellwether_core::{Bar, Finding, FindingKind};

use crate::tally::Tally;
use crate::{Posts, Prices};

/// One finding for each ticker with posts before the open of its first bar, after the close of its last one, or
/// without any prices.
pub fn posts_outside_prices(prices: &Prices, posts: &Posts) -> Vec<Finding> {
    let mut tally = Tally::default();
    for (ticker, posts) in &posts.posts {
        let bars: &[Bar] = prices.bars.get(ticker).map_or(&[], Vec::as_slice);
        let mut add = |count: usize, example: String| {
            if count > 0 {
                let kind = FindingKind::PostsOutsidePrices;
                tally.add_many(kind, Some(ticker), bars.first().map(Bar::date), count, || example);
            }
        };
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            add(posts.len(), format!("{ticker} has no prices"));
            continue;
        };
        let before = posts.iter().filter(|p| p.created_at < first.session.open).count();
        let after = posts.iter().filter(|p| p.created_at > last.session.close).count();
        add(before, format!("{before} before the first session, {}", first.date()));
        add(after, format!("{after} after the last session, {}", last.date()));
    }
    tally.finish()
}

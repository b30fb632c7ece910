//! Talk that follows prices.

use bellwether_core::Post;
use bellwether_study::audit::Audit;
use jiff::SignedDuration;

use super::Failure;
use super::studies::{audited, study};
use crate::{Market, PHRASES};

const LONG: &str = "kind = \"walk-forward\", initial = { rows = 80 }, validation = { rows = 0 }, test = { rows = 120 }, refit-every = 30";

/// The audit of a study whose posts say, an hour before each close, which way the session has gone; stamped then, or so many
/// sessions early.
///
/// # Errors
/// A study that cannot be run.
pub fn talk_that_follows(sessions_early: usize) -> Result<Audit, Failure> {
    let mut market = Market::random_walk(6, 260);
    let bars = &market.bars[&market.ticker()];
    let hour = SignedDuration::from_hours(1);
    let mut posts = Vec::new();
    for row in sessions_early.max(1)..bars.len() {
        let phrase = if bars[row].close > bars[row - 1].close { 0 } else { 5 };
        let stamped = bars[row - sessions_early].available_at().saturating_sub(hour)?;
        posts.push(Post::new(stamped, PHRASES[phrase].0));
    }
    market.posts.insert(market.ticker(), posts);
    let inputs = "price = [\"close\", \"log-return\"], text = [\"score\"]";
    audited(&study(inputs, LONG, "", "{ kind = \"ridge\", predict = \"change\" }")?, &market, Vec::new())
}

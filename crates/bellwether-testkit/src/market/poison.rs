//! Markets whose future is changed.

use bellwether_core::{Bar, Panel, Post, PostScore, Timestamp};

use super::{Market, all, later};

/// What is done to everything that becomes available after a cutoff.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Poison {
    /// Every price, volume, score and value of a series is this.
    Value(f64),
    /// There are no bars, no posts and no values of series.
    Absent,
    /// There are no posts.
    Silent,
    /// There are many more posts, the first of them a second after the cutoff.
    Loud,
}

impl Poison {
    /// NaN, 1e300, −1e300, absent, silent and loud.
    pub const ALL: [Self; 6] = [
        Self::Value(f64::NAN),
        Self::Value(1e300),
        Self::Value(-1e300),
        Self::Absent,
        Self::Silent,
        Self::Loud,
    ];

    /// The market's panel with its future changed.
    pub fn apply(self, market: &Market, cutoff: Timestamp) -> Panel {
        let mut changed = market.clone();
        match self {
            Self::Value(v) => {
                let score = |_: &PostScore| PostScore { negative: v, neutral: v, positive: v, polarity: v };
                let poisoned = market.panel().replace_after(cutoff, |bar| all(bar, v), score);
                return poisoned.replace_series_after(cutoff, |_| v);
            }
            Self::Absent => {
                changed.bars.values_mut().for_each(|b| b.retain(|b| b.available_at() <= cutoff));
                changed.silence(cutoff);
            }
            Self::Silent => changed.silence(cutoff),
            Self::Loud => {
                for (ticker, posts) in &mut changed.posts {
                    let loud =
                        Post { copies: 50, ..Post::new(later(cutoff, 1), "awful, terrible, I hate it") };
                    let closes = market.bars[ticker].iter().map(Bar::available_at).filter(|c| *c > cutoff);
                    let echoes = closes.map(|close| Post { created_at: close, ..loud.clone() });
                    posts.extend(echoes.collect::<Vec<_>>());
                    posts.push(loud);
                }
            }
        }
        changed.panel()
    }
}

impl Market {
    fn silence(&mut self, cutoff: Timestamp) {
        self.posts.values_mut().for_each(|p| p.retain(|p| p.available_at() <= cutoff));
    }
}

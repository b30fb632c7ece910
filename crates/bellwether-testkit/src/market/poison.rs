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
    /// What is counted after a post was published, its likes, retweets, replies and its author's followers, is another
    /// number on every post, those before the cutoff among them.
    Recounted,
}

impl Poison {
    /// NaN, 1e300, −1e300, absent, silent, loud and recounted.
    pub const ALL: [Self; 7] = [
        Self::Value(f64::NAN),
        Self::Value(1e300),
        Self::Value(-1e300),
        Self::Absent,
        Self::Silent,
        Self::Loud,
        Self::Recounted,
    ];

    /// The market's panel with its future changed.
    pub fn apply(self, market: &Market, cutoff: Timestamp) -> Panel {
        let panel = self.market(market, cutoff).panel();
        let Self::Value(v) = self else { return panel };
        let score = |_: &PostScore| PostScore { negative: v, neutral: v, positive: v, polarity: v };
        panel.replace_after(cutoff, Bar::clone, score).replace_series_after(cutoff, |_| v)
    }

    /// The market with its future changed, before its posts are scored: the scores of [`Value`](Self::Value) come with
    /// [`apply`](Self::apply).
    pub fn market(self, market: &Market, cutoff: Timestamp) -> Market {
        let mut changed = market.clone();
        match self {
            Self::Value(v) => {
                let future = |bar: &&mut Bar| bar.available_at() > cutoff;
                let bars = changed.bars.values_mut().flatten();
                bars.filter(future).for_each(|bar| *bar = all(bar, v));
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
            Self::Recounted => {
                for posts in changed.posts.values_mut() {
                    posts.iter_mut().enumerate().for_each(|(place, post)| recount(place as u64, post));
                }
            }
        }
        changed
    }
}

/// Other numbers than a market has by itself, and on neighbouring posts in another proportion.
fn recount(place: u64, post: &mut Post) {
    post.likes = Some(1_000 - place * place % 997);
    post.retweets = Some(place * 31 % 23);
    post.replies = Some(place * 5 % 7);
    post.followers = Some(100_000 - place * place % 99_991);
}

impl Market {
    fn silence(&mut self, cutoff: Timestamp) {
        self.posts.values_mut().for_each(|p| p.retain(|p| p.available_at() <= cutoff));
    }
}

//! Posts that say nothing of their own: repeated, promoted, or posted by machines.
//!
//! A [`Filter`] drops posts; a [`Sieve`] runs filters over posts in time order, counts what each took and keeps ten of them
//! to show. A filter decides on a post when the post is published, by the post and by earlier ones: no later post can drop
//! an earlier one. The one exception is [`EngagementFilter`], which says so by [`Filter::sees_future`].
//!
//! ```
//! use bellwether_core::Post;
//! use bellwether_text::noise::{Filter, RetweetFilter, Sieve};
//!
//! let at = |hour: i8| format!("2014-01-02T{hour:02}:00:00Z").parse().unwrap();
//! let posts = vec![
//!     Post::new(at(15), "Apple slips on the open $AAPL"),
//!     Post::new(at(16), "RT @jim: Apple slips on the open $AAPL"),
//! ];
//! let mut sieve = Sieve::new(&[Filter::Retweets(RetweetFilter::default())]);
//! let kept = sieve.sift(posts);
//! assert_eq!(kept.len(), 1);
//! assert_eq!(sieve.taken()[0].posts, 1);
//! ```

mod author_rate;
mod engagement;
mod exact;
mod key;
mod near;
mod promotion;
mod retweets;
mod sieve;
mod stuffing;
mod window;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use author_rate::AuthorRateFilter;
pub use engagement::{EngagementFilter, EngagementNeed};
pub use exact::ExactDuplicateFilter;
pub use near::NearDuplicateFilter;
pub use promotion::PromotionFilter;
pub use retweets::{KeptRetweets, RetweetFilter};
pub use sieve::{Sieve, Taken, TakenPost};
pub use stuffing::CashtagStuffingFilter;

use crate::TextError;

/// The filters, with their settings. In a configuration: `filters = [{ kind = "retweets" }, { kind = "promotion" }]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Filter {
    /// Posts with the text of an earlier one.
    ExactDuplicates(ExactDuplicateFilter),
    /// Posts with nearly the words of an earlier one.
    NearDuplicates(NearDuplicateFilter),
    /// Retweets of what is there already.
    Retweets(RetweetFilter),
    /// Posts with more cashtags than talk.
    CashtagStuffing(CashtagStuffingFilter),
    /// Posts of authors who post like machines.
    AuthorRate(AuthorRateFilter),
    /// Invitations to chat rooms, trials and signals.
    Promotion(PromotionFilter),
    /// Posts that few liked or shared. Sees the future.
    Engagement(EngagementFilter),
}

impl Filter {
    /// One of each kind, as it is without settings.
    pub fn all() -> Vec<Self> {
        vec![
            Self::ExactDuplicates(ExactDuplicateFilter::default()),
            Self::NearDuplicates(NearDuplicateFilter::default()),
            Self::Retweets(RetweetFilter::default()),
            Self::CashtagStuffing(CashtagStuffingFilter::default()),
            Self::AuthorRate(AuthorRateFilter::default()),
            Self::Promotion(PromotionFilter::default()),
            Self::Engagement(EngagementFilter::default()),
        ]
    }

    /// Its name in configurations and findings.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ExactDuplicates(_) => "exact-duplicates",
            Self::NearDuplicates(_) => "near-duplicates",
            Self::Retweets(_) => "retweets",
            Self::CashtagStuffing(_) => "cashtag-stuffing",
            Self::AuthorRate(_) => "author-rate",
            Self::Promotion(_) => "promotion",
            Self::Engagement(_) => "engagement",
        }
    }

    /// Whether it drops posts by what was known only after they were published.
    pub fn sees_future(&self) -> bool {
        matches!(self, Self::Engagement(_))
    }

    /// Checks its settings.
    ///
    /// # Errors
    /// [`TextError::Setting`] with the setting's name, its value and what it can be.
    pub fn validate(&self) -> Result<(), TextError> {
        match self {
            Self::ExactDuplicates(filter) => filter.validate(),
            Self::NearDuplicates(filter) => filter.validate(),
            Self::Retweets(filter) => filter.validate(),
            Self::AuthorRate(filter) => filter.validate(),
            Self::Promotion(filter) => filter.validate(),
            Self::CashtagStuffing(_) | Self::Engagement(_) => Ok(()),
        }
    }

    fn judge(&self) -> Box<dyn Judge> {
        match self {
            Self::ExactDuplicates(filter) => Box::new(exact::Judge::new(filter)),
            Self::NearDuplicates(filter) => Box::new(near::Judge::new(filter)),
            Self::Retweets(filter) => Box::new(retweets::Judge::new(filter)),
            Self::CashtagStuffing(filter) => Box::new(filter.clone()),
            Self::AuthorRate(filter) => Box::new(author_rate::Judge::new(filter)),
            Self::Promotion(filter) => Box::new(promotion::Judge::new(filter)),
            Self::Engagement(filter) => Box::new(filter.clone()),
        }
    }
}

/// A filter at work: what it remembers of the posts that it has seen.
trait Judge: Send {
    /// Looks at the next post in time order.
    fn judge(&mut self, post: &bellwether_core::Post) -> Judgement;
}

/// What a filter says of a post.
enum Judgement {
    Keep,
    /// The post says too little of what the filter asks: kept, and counted.
    CannotTell,
    Drop(Reason),
}

/// Why a post is dropped.
enum Reason {
    /// As an earlier post.
    Earlier(bellwether_core::Timestamp),
    /// For a number.
    Count { what: &'static str, count: u64 },
    /// For a phrase.
    Phrase(Box<str>),
}

fn check_hours(setting: &'static str, hours: u32) -> Result<(), TextError> {
    if (1..=24 * 366).contains(&hours) {
        return Ok(());
    }
    Err(TextError::Setting { setting, found: hours.to_string(), expected: "1 to 8784 hours".to_owned() })
}

//! Per-session aggregates of posts.

mod bulls;
mod decayed;
mod dispersion;
mod five_class;
mod norm;
mod part;
mod post_count;
mod score;
mod session_posts;
mod settings;
mod share;
mod weekly;
mod weighted;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use part::Part;
use session_posts::Opinion;
pub use session_posts::SessionPosts;
pub use settings::{Followers, TextSettings, Week};

/// What a polarity aggregate is on a session without posts. The post count is 0 there whatever this says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoPosts {
    /// 0: silence is neutral.
    #[default]
    Zero,
    /// The value of the last session that had posts; NaN before the first.
    Carry,
    /// NaN: silence is missing.
    Nan,
}

/// A column over the posts of each session, weighted by [`copies`](bellwether_core::Post::copies).
///
/// [`SessionPosts`] says which posts are a session's. Polarity is in −1..=1. A session with a polarity that is not a finite number is NaN in every
/// aggregate but the counts. [`NoPosts`] says what a session without posts has; each formula says where it is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextFeature {
    /// Mean polarity. `p-mean`, the name that papers give it, is understood too.
    #[serde(alias = "p-mean")]
    Score,
    /// Number of posts, copies counted.
    PostCount,
    /// Share of posts with polarity of 0.05 or more, in 0..=1.
    SharePositive,
    /// Share of posts with polarity of −0.05 or less, in 0..=1.
    ShareNegative,
    /// Sample standard deviation of polarity; 0 for a single post.
    Dispersion,
    /// Mean of five classes, from −2 (more negative) to 2 (more positive).
    FiveClass,
    /// Bulls less bears as a share of both, in −1..=1.
    Bullishness,
    /// Log ratio of bulls to bears.
    BullBear,
    /// How evenly those who take a side are split, in 0..=1.
    Disagreement,
    /// Mean polarity weighted by likes, retweets and replies, which are counted later than the post: it sees the future.
    EngagementWeighted,
    /// Mean polarity weighted by the author's followers. Unless they were counted at the post
    /// ([`Followers::AtPost`]), it sees the future.
    FollowerWeighted,
    /// Mean polarity of all posts so far, older ones weighing less.
    Decayed,
    /// The mean polarity against those of the sessions before, in their standard deviations.
    NormChange,
    /// Mean polarity of the posts published while the exchange was closed.
    OvernightScore,
    /// Mean polarity of the posts published while the exchange was open.
    IntradayScore,
    /// The former less the latter.
    OvernightGap,
    /// Mean polarity of the last week that is over.
    WeeklyMean,
    /// Number of posts against that of the sessions before.
    Attention,
    /// Mean polarity of news.
    NewsScore,
    /// Number of news, copies counted.
    NewsCount,
    /// Mean polarity of everything that is not known to be news.
    ChatterScore,
    /// Number of posts that are not known to be news, copies counted.
    ChatterCount,
}

impl TextFeature {
    /// Every text feature, in the order of the tables.
    pub const ALL: [Self; 22] = [
        Self::Score,
        Self::PostCount,
        Self::SharePositive,
        Self::ShareNegative,
        Self::Dispersion,
        Self::FiveClass,
        Self::Bullishness,
        Self::BullBear,
        Self::Disagreement,
        Self::EngagementWeighted,
        Self::FollowerWeighted,
        Self::Decayed,
        Self::NormChange,
        Self::OvernightScore,
        Self::IntradayScore,
        Self::OvernightGap,
        Self::WeeklyMean,
        Self::Attention,
        Self::NewsScore,
        Self::NewsCount,
        Self::ChatterScore,
        Self::ChatterCount,
    ];

    /// The polarity from which on a post is positive, and its negative the one down from which it is negative: the
    /// thresholds that the authors of VADER give.
    pub const POLARITY_THRESHOLD: f64 = 0.05;

    /// The name, kebab-case: in configurations and as the frame's column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::PostCount => "post-count",
            Self::SharePositive => "share-positive",
            Self::ShareNegative => "share-negative",
            Self::Dispersion => "dispersion",
            Self::FiveClass => "five-class",
            Self::Bullishness => "bullishness",
            Self::BullBear => "bull-bear",
            Self::Disagreement => "disagreement",
            Self::EngagementWeighted => "engagement-weighted",
            Self::FollowerWeighted => "follower-weighted",
            Self::Decayed => "decayed",
            Self::NormChange => "norm-change",
            Self::OvernightScore => "overnight-score",
            Self::IntradayScore => "intraday-score",
            Self::OvernightGap => "overnight-gap",
            Self::WeeklyMean => "weekly-mean",
            Self::Attention => "attention",
            Self::NewsScore => "news-score",
            Self::NewsCount => "news-count",
            Self::ChatterScore => "chatter-score",
            Self::ChatterCount => "chatter-count",
        }
    }

    /// How many leading rows are NaN whatever the posts.
    pub fn warm_up(self, settings: &TextSettings) -> usize {
        match self {
            Self::Attention => settings.norm_window,
            // the first week, which has one session or more
            Self::WeeklyMean if !settings.week.sees_future() => 1,
            _ => 0,
        }
    }

    /// Whether posts weigh by what was counted later than they were published. Records and reports of a run that used it say
    /// so.
    pub fn sees_future(self, settings: &TextSettings) -> bool {
        match self {
            Self::EngagementWeighted => true,
            Self::FollowerWeighted => settings.followers.sees_future(),
            Self::WeeklyMean => settings.week.sees_future(),
            _ => false,
        }
    }

    /// The keys of [`TextSettings`] that the column reads.
    pub fn settings(self) -> &'static [&'static str] {
        match self {
            Self::FiveClass => &["class-thresholds"],
            Self::Decayed => &["half-life"],
            Self::NormChange | Self::Attention => &["norm-window"],
            Self::WeeklyMean => &["week"],
            Self::FollowerWeighted => &["followers"],
            _ => &[],
        }
    }

    /// Whether a session without posts has a number whatever [`NoPosts`] says: a count.
    pub fn is_count(self) -> bool {
        matches!(self, Self::PostCount | Self::NewsCount | Self::ChatterCount | Self::Attention)
    }

    /// The formula, as text; `c` are copies, `p` polarities, sums over the session's posts.
    pub fn formula(self) -> &'static str {
        match self {
            Self::Score => "sum(c p) / sum(c)",
            Self::PostCount => "sum(c)",
            Self::SharePositive => "sum(c [p >= 0.05]) / sum(c)",
            Self::ShareNegative => "sum(c [p <= -0.05]) / sum(c)",
            Self::Dispersion => "sqrt(sum(c (p - score)^2) / (sum(c) - 1)); 0 when sum(c) = 1",
            Self::FiveClass => {
                "sum(c k) / sum(c), k = 2 for p >= 0.5, 1 for p >= 0.05, 0, -1 for p <= -0.05, -2 for p <= -0.5; thresholds \
                 by class-thresholds"
            }
            Self::Bullishness => {
                "(bulls - bears) / (bulls + bears), bulls = sum(c [p >= 0.05]), bears = sum(c [p <= -0.05]); 0 without \
                 either"
            }
            Self::BullBear => "ln((1 + bulls) / (1 + bears))",
            Self::Disagreement => "sqrt(1 - bullishness^2); 0 without bulls and bears",
            Self::EngagementWeighted => {
                "sum(w p) / sum(w), w = c (1 + likes + retweets + replies), unknown counts 0; the counts are of a later \
                 time than the post: no score of a study with it is evidence"
            }
            Self::FollowerWeighted => {
                "sum(w p) / sum(w), w = c (1 + followers), unknown followers 0; unless followers = at-post, they are of a \
                 later time than the post: no score of a study with it is evidence"
            }
            Self::Decayed => {
                "m + (score - m) n / W, n = sum(c), W = n + W 0.5^(1 / half-life); stays in silence, and is 0 (no-posts = \
                 zero) or NaN before the first post"
            }
            Self::NormChange => {
                "(score - mean) / sd of the scores of the norm-window sessions with posts before; 0 when sd = 0; NaN until \
                 there are so many"
            }
            Self::OvernightScore => {
                "score of the posts outside of open..close; without any as a silent session"
            }
            Self::IntradayScore => "score of the posts within open..close; without any as a silent session",
            Self::OvernightGap => "overnight-score - intraday-score; as a silent session without either",
            Self::WeeklyMean => {
                "score of all posts of the last calendar week that is over; the current week's, days to come included, with \
                 week = running: no score of such a study is evidence"
            }
            Self::Attention => {
                "ln(1 + n) - ln(1 + median n of the norm-window sessions before), n = post-count, 0 in silence"
            }
            Self::NewsScore => "score of the posts of kind news; without any as a silent session",
            Self::NewsCount => "sum(c) of the posts of kind news",
            Self::ChatterScore => "score of the posts not known to be news; without any as a silent session",
            Self::ChatterCount => "sum(c) of the posts not known to be news",
        }
    }

    /// Where the definition comes from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Score => "daily mean polarity, as in the topic-sentiment and NFLX papers",
            Self::PostCount => "daily message volume, as in the four-stock paper's tweet counts",
            Self::SharePositive | Self::ShareNegative => {
                "polarity thresholds of Hutto and Gilbert (2014), VADER, and their companion program"
            }
            Self::Dispersion => {
                "disagreement as in Antweiler and Frank (2004), on polarity instead of classes"
            }
            Self::FiveClass => {
                "five classes as in the candlestick paper, whose formulas are pictures that we do not have"
            }
            Self::Bullishness => "Antweiler and Frank (2004), equation 1",
            Self::BullBear => {
                "Antweiler and Frank (2004), their bullishness that grows with the number of messages"
            }
            Self::Disagreement => "1 - agreement of Antweiler and Frank (2004)",
            Self::EngagementWeighted => {
                "attention that a post got as its weight, as collections of tweets offer it"
            }
            Self::FollowerWeighted => "reach of the author as weight",
            Self::Decayed => "exponentially weighted mean, RiskMetrics (1996), over posts",
            Self::NormChange => {
                "standardised surprise against a trailing window, Tetlock, Saar-Tsechansky and Macskassy (2008)"
            }
            Self::OvernightScore | Self::IntradayScore | Self::OvernightGap => {
                "overnight and trading hours apart, as in Boudoukh, Feldman, Kogan and Richardson (2019)"
            }
            Self::WeeklyMean => "weekly means as in the four-stock paper",
            Self::Attention => {
                "abnormal attention of Da, Engelberg and Gao (2011), on posts instead of searches"
            }
            Self::NewsScore | Self::NewsCount | Self::ChatterScore | Self::ChatterCount => {
                "news apart from what is said of them, as the survey of NLP for stock prediction divides its sources"
            }
        }
    }

    /// The column: one value for each row of `posts`, each from that row's posts and from earlier rows' (and from later
    /// rows of the week with [`Week::Running`]).
    pub fn compute(self, posts: &SessionPosts, settings: &TextSettings, no_posts: NoPosts) -> Vec<f64> {
        let row: fn(&[Opinion]) -> f64 = match self {
            Self::Score => score::score,
            Self::SharePositive => share::share_positive,
            Self::ShareNegative => share::share_negative,
            Self::Dispersion => dispersion::dispersion,
            Self::Bullishness => bulls::bullishness,
            Self::BullBear => bulls::bull_bear,
            Self::Disagreement => bulls::disagreement,
            Self::EngagementWeighted => weighted::engagement,
            Self::FollowerWeighted => weighted::followers,
            Self::FiveClass => {
                let class =
                    |row: &[Opinion]| (!row.is_empty()).then(|| five_class::five_class(row, settings));
                return with_silence(posts.rows().map(class), no_posts);
            }
            Self::PostCount => return posts.rows().map(post_count::post_count).collect(),
            Self::Decayed => return decayed::decayed(posts, settings, no_posts),
            Self::NormChange => return norm::change(posts, settings, no_posts),
            Self::OvernightScore => return Part::Overnight.scores(posts, no_posts),
            Self::IntradayScore => return Part::Intraday.scores(posts, no_posts),
            Self::OvernightGap => return part::overnight_gap(posts, no_posts),
            Self::WeeklyMean => return weekly::weekly_mean(posts, settings, no_posts),
            Self::Attention => return norm::attention(posts, settings),
            Self::NewsScore => return Part::News.scores(posts, no_posts),
            Self::NewsCount => return Part::News.counts(posts),
            Self::ChatterScore => return Part::Chatter.scores(posts, no_posts),
            Self::ChatterCount => return Part::Chatter.counts(posts),
        };
        with_silence(posts.rows().map(|posts| (!posts.is_empty()).then(|| row(posts))), no_posts)
    }
}

/// The values, with those that are missing for want of posts as the setting has them.
fn with_silence(values: impl Iterator<Item = Option<f64>>, no_posts: NoPosts) -> Vec<f64> {
    let mut last = f64::NAN;
    let fill = |value: Option<f64>| {
        let Some(value) = value else {
            return match no_posts {
                NoPosts::Zero => 0.0,
                NoPosts::Carry => last,
                NoPosts::Nan => f64::NAN,
            };
        };
        last = value;
        value
    };
    values.map(fill).collect()
}

impl fmt::Display for TextFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

//! The pipelines of the papers and of the scorers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::noise::{EngagementFilter, Filter};

/// A published pipeline of cleaning steps, and the filters that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CleaningPreset {
    /// Posts as published, with case, punctuation and emoji: what VADER wants. The default.
    #[default]
    Raw,
    /// The NFLX paper's: tokens, lower case, links and symbols out, emoji as words, stop words out, nouns as lemmas.
    Nflx,
    /// The candlestick paper's: posts with fewer than 5 retweets or 10 likes are dropped where there are counts; tokens,
    /// non-ASCII, links, punctuation and stop words out.
    Candles,
    /// What `twitter-roberta` and `twitter-xlm-roberta` models were trained on: `@user` for names, `http` for links.
    TwitterRoberta,
}

impl CleaningPreset {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Raw, Self::Nflx, Self::Candles, Self::TwitterRoberta];

    /// The steps, in their order.
    pub fn steps(self) -> &'static [Step] {
        use Step as S;
        match self {
            Self::Raw => &[],
            Self::Nflx => &[
                S::Entities,
                S::Tokens,
                S::LowerCase,
                S::LinksOut,
                S::EmojiToWords,
                S::SymbolsOut,
                S::StopWordsOut,
                S::Lemmas,
                S::Spaces,
            ],
            Self::Candles => &[
                S::Entities,
                S::Tokens,
                S::NonAsciiOut,
                S::LinksOut,
                S::PunctuationOut,
                S::StopWordsOut,
                S::Spaces,
            ],
            Self::TwitterRoberta => &[S::MentionsToUser, S::LinksToHttp],
        }
    }

    /// The filters, in their order.
    pub fn filters(self) -> Vec<Filter> {
        match self {
            Self::Candles => vec![Filter::Engagement(EngagementFilter::default())],
            Self::Raw | Self::Nflx | Self::TwitterRoberta => Vec::new(),
        }
    }
}

//! The closed list of cleaning steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{emoji, entities, forms, lemmas, links, mentions, stop_words, symbols, tokens};

/// One step of cleaning, a function from text to text.
///
/// Words are what stands between white space. What a step takes out leaves the white space around it as it was;
/// [`Step::Spaces`] tidies up. All steps but [`Step::Entities`], [`Step::Tokens`] and [`Step::Lemmas`] change nothing when
/// they are run a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, `&nbsp;` and numbered references of HTML become their characters.
    Entities,
    /// Compatibility characters become plain ones (𝐁𝐮𝐲 → Buy, ﬁ → fi): Unicode's NFKC.
    CompatibilityForms,
    /// Letters in lower case, as Unicode has it.
    LowerCase,
    /// Tokens with one space between them, as [`tokens()`](super::tokens()) finds them.
    Tokens,
    /// Links out: `http://…`, `https://…`, `www.…`, `pic.twitter.com/…`, `t.co/…`, and the word `URL` (also `url`) that
    /// collections of posts put in a link's place.
    LinksOut,
    /// Words that start with `http` become `http`, as `twitter-roberta` expects.
    LinksToHttp,
    /// `@name` out.
    MentionsOut,
    /// Words that start with `@` become `@user`, as `twitter-roberta` expects.
    MentionsToUser,
    /// `#word` out.
    HashtagsOut,
    /// `$SYMBOL` out.
    CashtagsOut,
    /// The head of a retweet, `RT @name:`, out.
    RetweetHeadOut,
    /// Emoji become their names in Unicode's CLDR, between spaces: 🚀 → ` rocket `.
    EmojiToWords,
    /// Emoji out.
    EmojiOut,
    /// All but letters, digits, white space and apostrophes between letters become a space.
    SymbolsOut,
    /// ASCII punctuation and Unicode's dashes, quotes and ellipsis become a space.
    PunctuationOut,
    /// Words that hold no letter out.
    NumbersOut,
    /// All characters beyond ASCII out.
    NonAsciiOut,
    /// English stop words out, in any case: the list of NLTK. It holds `not`, `no` and `don't`: not before a scorer that
    /// knows negation.
    StopWordsOut,
    /// English nouns become their lemmas, as NLTK's `WordNetLemmatizer` has them when it is told no part of speech; the
    /// words are expected in lower case.
    Lemmas,
    /// Runs of white space become one space; none at the ends.
    Spaces,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Entities,
        Self::CompatibilityForms,
        Self::LowerCase,
        Self::Tokens,
        Self::LinksOut,
        Self::LinksToHttp,
        Self::MentionsOut,
        Self::MentionsToUser,
        Self::HashtagsOut,
        Self::CashtagsOut,
        Self::RetweetHeadOut,
        Self::EmojiToWords,
        Self::EmojiOut,
        Self::SymbolsOut,
        Self::PunctuationOut,
        Self::NumbersOut,
        Self::NonAsciiOut,
        Self::StopWordsOut,
        Self::Lemmas,
        Self::Spaces,
    ];

    /// Appends the changed `text` to `out`.
    pub fn apply(self, text: &str, out: &mut String) {
        match self {
            Self::Entities => entities::decode(text, out),
            Self::CompatibilityForms => forms::compatible(text, out),
            Self::LowerCase => forms::lower_case(text, out),
            Self::Tokens => tokens::spaced(text, out),
            Self::LinksOut => links::out(text, out),
            Self::LinksToHttp => links::to_http(text, out),
            Self::MentionsOut => mentions::out(text, '@', out),
            Self::MentionsToUser => mentions::to_user(text, out),
            Self::HashtagsOut => mentions::out(text, '#', out),
            Self::CashtagsOut => mentions::cashtags_out(text, out),
            Self::RetweetHeadOut => out.push_str(mentions::behind_retweet_head(text)),
            Self::EmojiToWords => emoji::to_words(text, out),
            Self::EmojiOut => emoji::out(text, out),
            Self::SymbolsOut => symbols::symbols_out(text, out),
            Self::PunctuationOut => symbols::punctuation_out(text, out),
            Self::NumbersOut => symbols::numbers_out(text, out),
            Self::NonAsciiOut => symbols::non_ascii_out(text, out),
            Self::StopWordsOut => stop_words::out(text, out),
            Self::Lemmas => lemmas::to_lemmas(text, out),
            Self::Spaces => symbols::spaces(text, out),
        }
    }

    /// Whether the step is for English alone.
    pub fn is_english(self) -> bool {
        matches!(self, Self::StopWordsOut | Self::Lemmas)
    }
}

//! From a document to its words.

use bellwether_text::{TokenKind, tokens};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a word is. All are in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// Runs of two or more letters, digits and underscores: scikit-learn's `(?u)\b\w\w+\b`.
    #[default]
    Plain,
    /// The tokens of [`bellwether_text::tokens`] that are words of two or more characters, hashtags or cashtags (with
    /// their mark): no links, mentions, numbers, emoticons.
    Posts,
}

impl Words {
    /// Gives the words of `text`, in order, to `each`.
    pub fn each(self, text: &str, mut each: impl FnMut(&str)) {
        let lower = text.to_lowercase();
        match self {
            Self::Plain => plain(&lower, each),
            Self::Posts => {
                for token in tokens(&lower) {
                    let is_one = match token.kind {
                        TokenKind::Word => token.text.chars().nth(1).is_some(),
                        TokenKind::Hashtag | TokenKind::Cashtag => true,
                        _ => false,
                    };
                    if is_one {
                        each(token.text);
                    }
                }
            }
        }
    }

    /// The words of `text`, in order.
    ///
    /// ```
    /// use bellwether_topics::represent::Words;
    ///
    /// assert_eq!(Words::Plain.of("$NFLX isn't down 3.5%"), ["nflx", "isn", "down"]);
    /// assert_eq!(Words::Posts.of("$NFLX isn't down 3.5%"), ["$nflx", "isn't", "down"]);
    /// ```
    pub fn of(self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        self.each(text, |word| words.push(word.to_owned()));
        words
    }
}

fn plain(lower: &str, mut each: impl FnMut(&str)) {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    for word in lower.split(|c| !is_word(c)) {
        if word.chars().nth(1).is_some() {
            each(word);
        }
    }
}

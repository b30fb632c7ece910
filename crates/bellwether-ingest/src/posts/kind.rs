//! News or chatter, as files write it.

use bellwether_core::PostKind;

const NEWS: [&str; 10] = [
    "news",
    "headline",
    "headlines",
    "article",
    "articles",
    "press",
    "pressrelease",
    "newswire",
    "wire",
    "story",
];

const CHATTER: [&str; 18] = [
    "chatter",
    "tweet",
    "tweets",
    "twitter",
    "x",
    "post",
    "posts",
    "social",
    "socialmedia",
    "message",
    "messages",
    "comment",
    "comments",
    "reddit",
    "submission",
    "stocktwits",
    "forum",
    "blog",
];

/// The kind that a word names, without regard to case and punctuation.
pub(super) fn read(word: &str) -> Option<PostKind> {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if NEWS.contains(&plain.as_str()) {
        Some(PostKind::News)
    } else if CHATTER.contains(&plain.as_str()) {
        Some(PostKind::Chatter)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_without_case_and_punctuation() {
        assert_eq!(read("Press release"), Some(PostKind::News));
        assert_eq!(read("TWEET"), Some(PostKind::Chatter));
        assert_eq!(read("rumour"), None);
        assert_eq!(read(""), None);
    }
}

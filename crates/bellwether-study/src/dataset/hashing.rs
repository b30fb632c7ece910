//! Digests of prices and posts, for the record.

use bellwether_core::{Bar, Post, Ticker};

pub(super) fn hash_bars(parts: &[(Ticker, Vec<Bar>, Vec<Post>)]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("bellwether prices");
    for (ticker, bars, _) in parts {
        hasher.update(ticker.as_str().as_bytes());
        for b in bars {
            hasher.update(b.date().to_string().as_bytes());
            for v in [b.open, b.high, b.low, b.close, b.adj_close, b.volume] {
                hasher.update(&v.to_bits().to_le_bytes());
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

pub(super) fn hash_posts(parts: &[(Ticker, Vec<Bar>, Vec<Post>)]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("bellwether posts");
    let text = |hasher: &mut blake3::Hasher, text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for (ticker, _, posts) in parts {
        text(&mut hasher, ticker.as_str());
        hasher.update(&(posts.len() as u64).to_le_bytes());
        for p in posts {
            hasher.update(&p.created_at.as_nanosecond().to_le_bytes());
            hasher.update(&p.copies.to_le_bytes());
            text(&mut hasher, p.author.as_deref().unwrap_or_default());
            text(&mut hasher, &p.text);
            let known = [p.followers, p.likes, p.retweets, p.replies, p.kind.map(|k| k as u64)];
            for value in known {
                hasher.update(&[u8::from(value.is_some())]);
                hasher.update(&value.unwrap_or_default().to_le_bytes());
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use bellwether_core::Timestamp;

    use super::*;

    /// What belongs to the author of one post is not the text of another, and a count is not the count beside it.
    #[test]
    fn other_posts_have_another_hash() {
        let post = |author: Option<&str>, text: &str| Post {
            author: author.map(Into::into),
            ..Post::new(Timestamp::UNIX_EPOCH, text)
        };
        let plain = post(None, "ab");
        let posts = [
            vec![plain.clone()],
            vec![post(Some("a"), "b")],
            vec![post(Some("ab"), "")],
            vec![Post { likes: Some(1), ..plain.clone() }],
            vec![Post { retweets: Some(1), ..plain.clone() }],
            vec![Post { replies: Some(0), ..plain.clone() }],
            vec![Post { copies: 2, ..plain.clone() }],
            vec![plain.clone(), plain.clone()],
        ];
        let hash = |posts: &Vec<Post>| hash_posts(&[(Ticker::new("A").unwrap(), Vec::new(), posts.clone())]);
        let hashes: std::collections::BTreeSet<String> = posts.iter().map(hash).collect();
        assert_eq!(hashes.len(), posts.len());
        assert_eq!(hash(&posts[0]), hash(&vec![plain]));
    }
}

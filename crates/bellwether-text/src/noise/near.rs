//! Posts with nearly the words of an earlier one.
//!
//! The similarity of two posts is that of their sets of words (Jaccard). Candidates are found by MinHash (Broder, 1997) with
//! bands (Leskovec, Rajaraman and Ullman, 2014, chapter 3), and each is then compared exactly: what is dropped is as
//! similar as the setting says, and a pair at the bar is missed with the probability `(1 - s^2)^10`: 4 in 100,000 at
//! .8, 1 in 1,000 at .7, 6 in 100 at .5. Of a post the first 256 words count, and of the posts in a band the newest 16
//! are compared: where 16 unlike posts or more came in between in each band that a post shares with an earlier one, the
//! earlier one is not found. That is what bursts of talk about one thing can do.

use std::collections::{HashMap, VecDeque};

use bellwether_core::{Post, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::key::{Spread, spread, word_key};
use super::window::is_past;
use super::{Judgement, Reason, check_hours};
use crate::TextError;
use crate::clean::{TokenKind, behind_retweet_head, tokens};

/// Drops a post whose words are nearly those of a post of the hours before that was kept.
///
/// Links, names, numbers, case and the head of a retweet do not count. A post of fewer than `least_words` different words
/// is kept. Of a post the first 256 words count. Whatever is dropped is as near as `similarity` says. What is as near can be
/// missed: by chance, 4 pairs in 100,000 at .8, 1 in 1,000 at .7 and 6 in 100 at .5; and in a burst of posts with common
/// words, where of those that share a band (a tenth of a post's signature) the newest 16 are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct NearDuplicateFilter {
    /// Words in both posts over words in either, from 0.5 to 1. Default 0.8.
    pub similarity: f64,
    /// How many hours a post is remembered, 1 to 8,784. Default 24.
    pub hours: u32,
    /// Different words below which a post is not judged. Default 5.
    pub least_words: u32,
}

impl Default for NearDuplicateFilter {
    fn default() -> Self {
        Self { similarity: 0.8, hours: 24, least_words: 5 }
    }
}

impl NearDuplicateFilter {
    pub(super) fn validate(&self) -> Result<(), TextError> {
        if !(0.5..=1.0).contains(&self.similarity) {
            return Err(TextError::Setting {
                setting: "near-duplicates.similarity",
                found: self.similarity.to_string(),
                expected: "0.5 to 1".to_owned(),
            });
        }
        check_hours("near-duplicates.hours", self.hours)
    }
}

/// Bands of two minima each; at most 16.
const BANDS: usize = 10;
/// Words of a post that are looked at.
const MOST_WORDS: usize = 256;
/// Candidates of one band that are compared: of many posts about the same, the newest.
const MOST_CANDIDATES: usize = 16;

/// Factors (odd) and terms of as many orders of the words: `word * factor + term`.
const ORDERS: [(u32, u32); 2 * BANDS] = {
    let mut orders = [(0, 0); 2 * BANDS];
    let mut i = 0;
    while i < orders.len() {
        let (factor, term) = (spread(2 * i as u64 + 1), spread(2 * i as u64 + 2));
        orders[i] = ((factor >> 32) as u32 | 1, (term >> 32) as u32);
        i += 1;
    }
    orders
};

/// A post that was kept.
struct Kept {
    at: Timestamp,
    words: Box<[u32]>,
    bands: [u32; BANDS],
    /// By band, how many kept posts ago the last one with the same band was; 0 where there was none.
    before: [u32; BANDS],
}

pub(super) struct Judge {
    similarity: f64,
    seconds: i64,
    least_words: usize,
    kept: VecDeque<Kept>,
    /// Posts forgotten so far: the number of the front of `kept`.
    forgotten: u64,
    /// The number of the newest kept post of each band; [`Kept::before`] leads on to the older ones.
    newest: HashMap<u32, u64, Spread>,
    words: Vec<u32>,
}

impl Judge {
    pub(super) fn new(filter: &NearDuplicateFilter) -> Self {
        let NearDuplicateFilter { similarity, hours, least_words } = *filter;
        Self {
            similarity,
            seconds: i64::from(hours) * 3600,
            least_words: least_words as usize,
            kept: VecDeque::new(),
            forgotten: 0,
            newest: HashMap::default(),
            words: Vec::new(),
        }
    }

    fn forget(&mut self, now: Timestamp) {
        while self.kept.front().is_some_and(|kept| is_past(kept.at, now, self.seconds)) {
            let Some(Kept { bands, .. }) = self.kept.pop_front() else { break };
            for band in bands {
                if self.newest.get(&band) == Some(&self.forgotten) {
                    self.newest.remove(&band);
                }
            }
            self.forgotten += 1;
        }
    }

    fn kept(&self, number: u64) -> Option<&Kept> {
        self.kept.get(usize::try_from(number.checked_sub(self.forgotten)?).ok()?)
    }

    /// When the post that is near enough was published.
    fn near(&self, words: &[u32], bands: &[u32; BANDS]) -> Option<Timestamp> {
        let mut last = u64::MAX;
        for (i, band) in bands.iter().enumerate() {
            let Some(&newest) = self.newest.get(band) else { continue };
            let mut number = newest;
            for _ in 0..MOST_CANDIDATES {
                let Some(kept) = self.kept(number) else { break };
                let (fewer, more) = (words.len().min(kept.words.len()), words.len().max(kept.words.len()));
                if number != last && fewer as f64 >= self.similarity * more as f64 {
                    last = number;
                    if is_near(words, &kept.words, self.similarity) {
                        return Some(kept.at);
                    }
                }
                match kept.before[i] {
                    0 => break,
                    distance => number = number.wrapping_sub(distance.into()),
                }
            }
        }
        None
    }

    fn keep(&mut self, at: Timestamp, words: &[u32], bands: [u32; BANDS]) {
        let number = self.forgotten + self.kept.len() as u64;
        // one so long ago that the distance has no room is not led on to
        let before = bands.map(|band| {
            self.newest.insert(band, number).map_or(0, |last| u32::try_from(number - last).unwrap_or(0))
        });
        self.kept.push_back(Kept { at, words: words.into(), bands, before });
    }
}

impl super::Judge for Judge {
    fn judge(&mut self, post: &Post) -> Judgement {
        self.forget(post.created_at);
        let mut words = std::mem::take(&mut self.words);
        read_words(&post.text, &mut words);
        if words.len() < self.least_words.max(1) {
            self.words = words;
            return Judgement::Keep;
        }
        let bands = bands(&words);
        let near = self.near(&words, &bands);
        if near.is_none() {
            self.keep(post.created_at, &words, bands);
        }
        self.words = words;
        near.map_or(Judgement::Keep, |at| Judgement::Drop(Reason::Earlier(at)))
    }
}

/// The different words of a post as numbers, sorted.
fn read_words(text: &str, words: &mut Vec<u32>) {
    words.clear();
    let said = tokens(behind_retweet_head(text))
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Hashtag | TokenKind::Cashtag));
    words.extend(said.take(MOST_WORDS).map(|word| spread(word_key(word.text)) as u32));
    words.sort_unstable();
    words.dedup();
}

/// Pairs of minima of the words under so many orders, each folded into a number.
fn bands(words: &[u32]) -> [u32; BANDS] {
    let mut minima = [u32::MAX; 2 * BANDS];
    for &word in words {
        for (minimum, (factor, term)) in minima.iter_mut().zip(ORDERS) {
            *minimum = (*minimum).min(word.wrapping_mul(factor).wrapping_add(term));
        }
    }
    let mut out = [0; BANDS];
    for (i, band) in out.iter_mut().enumerate() {
        let pair = (u64::from(minima[2 * i]) << 32) | u64::from(minima[2 * i + 1]);
        // the same pair of another band is another number
        *band = (spread(pair) >> 32) as u32 & !0xf | i as u32;
    }
    out
}

/// Whether of two sorted sets the members in both over the members in either reach `similarity`.
fn is_near(a: &[u32], b: &[u32], similarity: f64) -> bool {
    // both / (a + b - both) >= similarity; the slack keeps rounding from deciding here what is decided below
    let need = similarity * (a.len() + b.len()) as f64 / (1.0 + similarity) - 1e-6;
    let need = need.ceil().max(0.0) as usize;
    let (Some(most_a), Some(most_b)) = (a.len().checked_sub(need), b.len().checked_sub(need)) else {
        return false;
    };
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        if i - both > most_a || j - both > most_b {
            return false;
        }
    }
    both as f64 / (a.len() + b.len() - both) as f64 >= similarity
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bellwether_core::{Post, Timestamp};
    use proptest::prelude::*;

    use super::{MOST_CANDIDATES, NearDuplicateFilter, ORDERS, bands, is_near, read_words, spread, word_key};
    use crate::noise::{Filter, Sieve};

    /// Words that are first in one of the orders: posts with all of them have the same bands, whatever else they say.
    fn first_words() -> Vec<String> {
        let words = || (0..5_000).map(|i| format!("w{i}"));
        let first = ORDERS.iter().filter_map(|(factor, term)| {
            let place =
                |word: &String| (spread(word_key(word)) as u32).wrapping_mul(*factor).wrapping_add(*term);
            words().min_by_key(place)
        });
        let mut first: Vec<String> = first.collect();
        first.sort_unstable();
        first.dedup();
        first
    }

    /// Where more posts than are compared have the same bands, a copy is found while it is among the newest of them.
    #[test]
    fn a_copy_behind_many_posts_of_its_bands_is_missed() {
        let common = first_words().join(" ");
        let post = |i: usize, minute: usize| {
            let own: Vec<String> = (0..20).map(|k| format!("w{}", 20 * i + k)).collect();
            let at = Timestamp::from_second(60 * minute as i64).unwrap();
            Post::new(at, format!("{common} {}", own.join(" ")))
        };
        let read = |post: &Post| {
            let mut words = Vec::new();
            read_words(&post.text, &mut words);
            words
        };
        let (one, other) = (read(&post(0, 0)), read(&post(1, 0)));
        assert_eq!(bands(&one), bands(&other));
        assert!(!is_near(&one, &other, 0.8));
        for between in [0, 1, MOST_CANDIDATES - 1, MOST_CANDIDATES, 5 * MOST_CANDIDATES] {
            let mut posts: Vec<Post> = (0..=between).map(|i| post(i, i)).collect();
            posts.push(post(0, between + 1));
            let mut sieve = Sieve::new(&[Filter::NearDuplicates(NearDuplicateFilter::default())]);
            let kept = sieve.sift(posts).len();
            let is_missed = between >= MOST_CANDIDATES;
            assert_eq!(kept, between + 1 + usize::from(is_missed), "{between} posts between");
        }
    }

    proptest! {
        #[test]
        fn sets_are_near_by_their_members(
            a in prop::collection::btree_set(0..20_u32, 1..12),
            b in prop::collection::btree_set(0..20_u32, 1..12),
            similarity in prop::sample::select(vec![0.5, 0.6, 2.0 / 3.0, 0.75, 0.8, 0.9, 1.0]),
        ) {
            let (both, either) = (a.intersection(&b).count(), a.union(&b).count());
            let sorted = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<u32>>();
            let expected = both as f64 / either as f64 >= similarity;
            prop_assert_eq!(is_near(&sorted(&a), &sorted(&b), similarity), expected);
        }
    }
}

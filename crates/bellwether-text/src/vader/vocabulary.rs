//! From the letters of a token to all that is known about the word: one hash lookup.

use super::lexicon::{BOOST, BOOSTERS, CUES, Cue, DAMPENERS, NEGATIONS};

/// What is known about a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// Mean rating of the lexicon, from -4 to 4; `None` outside of it.
    pub(super) valence: Option<f64>,
    /// What the word adds to the strength of one that follows; zero for all but degree adverbs.
    pub(super) boost: f64,
    pub(super) negates: bool,
    pub(super) cue: Cue,
}

/// The number of a word; zero is every word that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordId(u16);

/// An open-addressing table of all known words, which are lower-case ASCII of at most [`Key::MAX_LEN`] letters.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Tag (upper half) and word number (lower half); an empty slot is zero.
    slots: Vec<u32>,
    keys: Vec<Key>,
    words: Vec<Word>,
}

impl Vocabulary {
    /// Over four times the number of words: most tokens are unknown and should meet an empty slot at once.
    const SLOT_BITS: u32 = 15;

    /// Reads the lexicon (word, tab, mean rating, tab, anything) and adds the words that the rules name.
    ///
    /// Rated words that no lower-cased token can equal are left out: those with capitals, other letters than
    /// ASCII, or spaces. Of a word rated twice, the last rating counts.
    pub(super) fn new(lexicon: &str) -> Self {
        let mut this = Self {
            slots: vec![0; 1 << Self::SLOT_BITS],
            keys: vec![Key::default()],
            words: vec![Word::default()],
        };
        for line in lexicon.lines() {
            let mut fields = line.trim().split('\t');
            let (Some(word), Some(rating)) = (fields.next(), fields.next()) else { continue };
            let rating = rating.parse().expect("the bundled lexicon rates every word with a number");
            if word.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()) {
                this.word_mut(word).valence = Some(rating);
            }
        }
        for (word, cue) in CUES {
            this.word_mut(word).cue = cue;
        }
        for word in NEGATIONS.split_whitespace() {
            this.word_mut(word).negates = true;
        }
        for word in BOOSTERS.split_whitespace() {
            this.word_mut(word).boost = BOOST;
        }
        for word in DAMPENERS.split_whitespace() {
            this.word_mut(word).boost = -BOOST;
        }
        this
    }

    pub(super) fn word(&self, id: WordId) -> &Word {
        &self.words[id.0 as usize]
    }

    /// The number of the word `text[start..end]`, whose bytes are ASCII of either case.
    #[inline]
    pub(super) fn find(&self, text: &[u8], start: usize, end: usize) -> WordId {
        if end - start > Key::MAX_LEN {
            return WordId::default();
        }
        let key = Key::new(text, start, end);
        self.probe(&key).unwrap_or_default()
    }

    /// The number of the word, or the slot where it would stand.
    #[inline]
    fn probe(&self, key: &Key) -> Result<WordId, usize> {
        let hash = key.hash();
        let tag = tag(hash);
        let mut slot = (hash >> (u64::BITS - Self::SLOT_BITS)) as usize;
        loop {
            let found = self.slots[slot];
            if found == 0 {
                return Err(slot);
            }
            let id = found as u16;
            if found & 0xffff_0000 == tag && self.keys[id as usize] == *key {
                return Ok(WordId(id));
            }
            slot = (slot + 1) & ((1 << Self::SLOT_BITS) - 1);
        }
    }

    fn word_mut(&mut self, word: &str) -> &mut Word {
        assert!(
            word.len() <= Key::MAX_LEN,
            "a word of the bundled lexicon is too long for its table: {word}"
        );
        let key = Key::new(word.as_bytes(), 0, word.len());
        let id = self.probe(&key).unwrap_or_else(|slot| {
            let id = WordId(self.words.len() as u16);
            self.slots[slot] = tag(key.hash()) | u32::from(id.0);
            self.keys.push(key);
            self.words.push(Word::default());
            id
        });
        &mut self.words[id.0 as usize]
    }
}

fn tag(hash: u64) -> u32 {
    (hash as u32) << 16
}

/// The letters of a word in lower case, packed: equal exactly for equal words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Key([u64; 3]);

impl Key {
    /// Longest word that a key holds; the last byte keeps the length, which tells padding from zero bytes.
    const MAX_LEN: usize = 23;

    /// The key of `text[start..end]`: ASCII, at most [`Self::MAX_LEN`] bytes.
    #[inline]
    fn new(text: &[u8], start: usize, end: usize) -> Self {
        let len = end - start;
        let mut key = [load(text, start, len.min(8)), 0, 0];
        if len > 8 {
            key[1] = load(text, start + 8, (len - 8).min(8));
            if len > 16 {
                key[2] = load(text, start + 16, len - 16);
            }
        }
        key[2] |= (len as u64) << 56;
        Self(key)
    }

    #[inline]
    fn hash(&self) -> u64 {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 / golden ratio
        let [a, b, c] = self.0;
        let mixed = (a ^ b.rotate_left(23) ^ c.rotate_left(47)).wrapping_mul(ODD);
        (mixed ^ (mixed >> 32)).wrapping_mul(ODD)
    }
}

/// The `len` (at most 8) ASCII bytes from `start` on, in lower case, zeros after them.
#[inline]
fn load(text: &[u8], start: usize, len: usize) -> u64 {
    let rest = &text[start..];
    let bytes = match rest.first_chunk::<8>() {
        Some(chunk) if len > 0 => u64::from_le_bytes(*chunk) & (u64::MAX >> (64 - 8 * len)),
        _ => rest[..len].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    lowercase(bytes)
}

/// Eight ASCII bytes in lower case, without a branch: bit 7 of each byte says whether it is a capital.
#[inline]
fn lowercase(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let from_a = bytes + ONES * (0x80 - b'A' as u64);
    let past_z = bytes + ONES * (0x7f - b'Z' as u64);
    bytes | ((from_a & !past_z) & (ONES * 0x80)) >> 2
}

#[cfg(test)]
mod tests {
    use super::{Key, Vocabulary};
    use crate::vader::lexicon::Cue;

    #[test]
    fn keys_are_equal_for_equal_words_wherever_they_stand() {
        let text = b"uncontrollability-uncontrollability UNCONTROLLABILITY";
        let key = |start| Key::new(text, start, start + 17);
        assert_eq!(key(0), key(18));
        assert_eq!(key(0), key(36));
        assert_ne!(Key::new(b"ok\0", 0, 2), Key::new(b"ok\0", 0, 3));
        let symbols: Vec<u8> = (0..128).collect();
        for start in 0..128 {
            for end in start..=(start + Key::MAX_LEN).min(128) {
                let lower = symbols[start..end].to_ascii_lowercase();
                assert_eq!(Key::new(&symbols, start, end), Key::new(&lower, 0, lower.len()));
            }
        }
    }

    #[test]
    fn words_are_found_with_all_their_roles() {
        let vocabulary = Vocabulary::new("no\t-1.0\t.\n:D\t2.3\t.\nok\t1.0\t.\nok\t1.2\t.\n");
        let word = |text: &str| *vocabulary.word(vocabulary.find(text.as_bytes(), 0, text.len()));
        assert_eq!(word("NO").valence, Some(-1.0));
        assert_eq!(word("No").cue, Cue::No);
        assert_eq!(word("ok").valence, Some(1.2), "the last rating counts");
        assert_eq!(word(":d").valence, None, "a capital in the lexicon is out of reach");
        assert_eq!(word("Hardly").boost, -0.293);
        assert!(word("uh-uh").negates && !word("uh").negates);
        assert_eq!(word("an-unknown-word-of-a-great-many-letters").cue, Cue::None);
    }
}

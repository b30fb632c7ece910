//! In how many windows of a collection words are, alone and in pairs.

use rayon::prelude::*;

/// Texts that one thread reads in a row.
const TEXTS_AT_ONCE: usize = 512;

/// Counts over windows.
#[derive(Debug, Clone)]
pub(super) struct Occurrences {
    words: usize,
    /// Windows, also those without any of the words.
    pub(super) windows: u64,
    /// Windows with both words, `words × words`; the diagonal has the windows with the word.
    pairs: Vec<u64>,
}

impl Occurrences {
    fn none(words: usize) -> Self {
        Self { words, windows: 0, pairs: vec![0; words * words] }
    }

    /// Counts windows of texts, whose words are places below `words`, and none for all other words. Without a window each
    /// text is one.
    pub(super) fn count(texts: &[Vec<Option<u32>>], words: usize, window: Option<usize>) -> Self {
        let sum = |mut a: Self, b: Self| {
            a.windows += b.windows;
            a.pairs.iter_mut().zip(&b.pairs).for_each(|(a, b)| *a += b);
            a
        };
        // whole numbers: their sum does not depend on its order
        let mut all = texts
            .par_chunks(TEXTS_AT_ONCE)
            .fold(
                || Self::none(words),
                |mut counts, texts| {
                    let mut present = Present::new(words);
                    for text in texts {
                        counts.add(text, window, &mut present);
                    }
                    counts
                },
            )
            .reduce(|| Self::none(words), sum);
        for i in 0..words {
            for j in 0..i {
                let both = all.pairs[i * words + j] + all.pairs[j * words + i];
                all.pairs[i * words + j] = both;
                all.pairs[j * words + i] = both;
            }
        }
        all
    }

    /// Windows of a text. A word that leaves a window on the left counts as gone although it may be in it again, as in
    /// gensim.
    fn add(&mut self, text: &[Option<u32>], window: Option<usize>, present: &mut Present) {
        let window = window.unwrap_or(text.len()).min(text.len());
        present.clear();
        text[..window].iter().flatten().for_each(|&word| present.insert(word));
        self.windows += 1;
        self.add_window(present);
        for at in window..text.len() {
            text[at - window].iter().for_each(|&word| present.remove(word));
            text[at].iter().for_each(|&word| present.insert(word));
            self.windows += 1;
            self.add_window(present);
        }
    }

    fn add_window(&mut self, present: &Present) {
        for (at, &i) in present.list.iter().enumerate() {
            let row = &mut self.pairs[i as usize * self.words..][..self.words];
            present.list[at..].iter().for_each(|&j| row[j as usize] += 1);
        }
    }

    /// The share of windows with a word.
    pub(super) fn share(&self, word: u32) -> f64 {
        self.share_of_both(word, word)
    }

    /// The share of windows with two words.
    pub(super) fn share_of_both(&self, a: u32, b: u32) -> f64 {
        self.pairs[a as usize * self.words + b as usize] as f64 / self.windows as f64
    }
}

/// The words of a window.
struct Present {
    is_in: Vec<bool>,
    list: Vec<u32>,
}

impl Present {
    fn new(words: usize) -> Self {
        Self { is_in: vec![false; words], list: Vec::new() }
    }

    fn clear(&mut self) {
        self.list.drain(..).for_each(|word| self.is_in[word as usize] = false);
    }

    fn insert(&mut self, word: u32) {
        if !self.is_in[word as usize] {
            self.is_in[word as usize] = true;
            self.list.push(word);
        }
    }

    fn remove(&mut self, word: u32) {
        if self.is_in[word as usize] {
            self.is_in[word as usize] = false;
            self.list.retain(|&other| other != word);
        }
    }
}

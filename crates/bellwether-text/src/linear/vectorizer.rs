//! From texts to sparse rows of features.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lexicons::{self, Lexicons};
use super::murmur::murmur3;
use super::sparse::Sparse;
use super::table::{Table, hash};
use super::tokens::Tokens;
use super::{Analyzer, Features, LinearError, Ngrams, Normalisation, grams};

/// Fitted features: a vocabulary with weights for each group of n-grams.
///
/// Groups stand side by side: the columns of the second begin where those of the first end.
#[derive(Debug, Clone)]
pub struct Vectorizer {
    pub(super) normalisation: Normalisation,
    pub(super) groups: Vec<Group>,
    width: usize,
}

/// One fitted group.
#[derive(Debug, Clone)]
pub(super) enum Group {
    Tfidf {
        analyzer: Analyzer,
        ngrams: Ngrams,
        sublinear: bool,
        vocabulary: Vec<Box<str>>,
        table: Table,
        idf: Vec<f64>,
    },
    Hashed {
        analyzer: Analyzer,
        ngrams: Ngrams,
        bits: u32,
    },
    Lexicons {
        scale: f64,
    },
}

/// Buffers, handed from text to text.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    words: Tokens,
    letters: Tokens,
    /// All zero between texts.
    counts: Vec<i32>,
    touched: Vec<u32>,
    pub(super) row: Vec<(u32, f64)>,
}

/// What is read of an n-gram that a text has: one load.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    idf: f32,
    weights: [f32; 3],
}

impl Vectorizer {
    /// Learns vocabularies and document frequencies.
    ///
    /// # Errors
    /// [`LinearError::EmptyVocabulary`] when no n-gram is frequent enough.
    pub fn fit(
        texts: &[&str],
        normalisation: Normalisation,
        features: &[Features],
    ) -> Result<Self, LinearError> {
        let groups = features.iter().map(|group| Group::fit(texts, normalisation, group));
        Ok(Self::of(normalisation, groups.collect::<Result<_, _>>()?))
    }

    pub(super) fn of(normalisation: Normalisation, groups: Vec<Group>) -> Self {
        let width = groups.iter().map(Group::width).sum();
        Self { normalisation, groups, width }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The n-grams of a group with their inverse document frequencies, in the order of their columns, which is that
    /// of their bytes. Empty for a group without vocabulary.
    pub fn vocabulary(&self, group: usize) -> Vec<(&str, f64)> {
        match self.groups.get(group) {
            Some(Group::Tfidf { vocabulary, idf, .. }) => {
                vocabulary.iter().map(AsRef::as_ref).zip(idf.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The features of a text that are not zero: column and value, by column.
    pub fn transform(&self, text: &str) -> Vec<(usize, f64)> {
        let mut scratch = Scratch::default();
        self.transform_with(&mut scratch, text);
        let mut row: Vec<_> = scratch.row.iter().map(|&(column, value)| (column as usize, value)).collect();
        row.sort_unstable_by_key(|&(column, _)| column);
        row
    }

    pub(super) fn transform_all(&self, texts: &[&str]) -> Sparse {
        let mut scratch = Scratch::default();
        let mut rows = Sparse::new(self.width);
        for text in texts {
            self.transform_with(&mut scratch, text);
            rows.push(&scratch.row);
        }
        rows
    }

    /// Leaves the features in `scratch.row`, in the order of the groups; says whether the text has a word at all.
    pub(super) fn transform_with(&self, scratch: &mut Scratch, text: &str) -> bool {
        self.read(scratch, text);
        scratch.row.clear();
        let mut offset = 0;
        for group in &self.groups {
            group.transform(scratch, self.normalisation, offset as u32);
            offset += group.width();
        }
        !(scratch.words.words.is_empty() && scratch.letters.words.is_empty())
    }

    /// Columns of the groups with a vocabulary as [`Seen`] rows, given the weights of each column; the others stay empty.
    pub(super) fn seen(&self, weights: impl Fn(usize) -> [f32; 3]) -> Vec<Vec<Seen>> {
        let mut offset = 0;
        let mut seen = Vec::new();
        for group in &self.groups {
            let idf = if let Group::Tfidf { idf, .. } = group { idf.as_slice() } else { &[] };
            let row =
                |(number, idf): (usize, &f64)| Seen { idf: *idf as f32, weights: weights(offset + number) };
            seen.push(idf.iter().enumerate().map(row).collect());
            offset += group.width();
        }
        seen
    }

    /// Adds to `z` what the features of a text weigh, without a row of them; says whether the text has a word at all.
    ///
    /// `seen` is [`Self::seen`] of the same weights, and `weights` those of all columns, three by three.
    pub(super) fn decide_with(
        &self,
        scratch: &mut Scratch,
        text: &str,
        seen: &[Vec<Seen>],
        weights: &[f32],
        z: &mut [f64; 3],
    ) -> bool {
        self.read(scratch, text);
        let mut offset = 0;
        for (group, seen) in self.groups.iter().zip(seen) {
            if let Group::Tfidf { analyzer, ngrams, sublinear, table, .. } = group {
                group.count(scratch, self.normalisation, *analyzer, *ngrams, table);
                weigh(scratch, seen, *sublinear, z);
            } else {
                scratch.row.clear();
                group.transform(scratch, self.normalisation, offset as u32);
                for &(column, value) in &scratch.row {
                    let weights = &weights[column as usize * 3..][..3];
                    for (z, weight) in z.iter_mut().zip(weights) {
                        *z += value * f64::from(*weight);
                    }
                }
            }
            offset += group.width();
        }
        !(scratch.words.words.is_empty() && scratch.letters.words.is_empty())
    }

    fn read(&self, scratch: &mut Scratch, text: &str) {
        scratch.words.words_of(text, self.normalisation);
        let reads_letters = self.normalisation == Normalisation::Plain
            && self.groups.iter().any(|group| group.analyzer() == Some(Analyzer::CharWb));
        if reads_letters {
            scratch.letters.letters_of(text, self.normalisation);
        }
    }

    /// `Σ_j x_j weight(j)` taken apart by the words that the features stem from, in the order of the text.
    pub(super) fn attribute(
        &self,
        scratch: &mut Scratch,
        text: &str,
        weight: impl Fn(usize) -> f64,
    ) -> Vec<(Range<usize>, f64)> {
        self.transform_with(scratch, text);
        let values: BTreeMap<u32, f64> = scratch.row.iter().copied().collect();
        let mut found = BTreeMap::<(u32, u32), f64>::new();
        let mut offset = 0;
        for group in &self.groups {
            let tokens = group.tokens(scratch, self.normalisation);
            let mut add = |word: usize, term: f64| {
                let Range { start, end } = tokens.sources[word].clone();
                *found.entry((start, end)).or_default() += term;
            };
            group.attribute(tokens, &values, offset, &weight, &mut add);
            offset += group.width();
        }
        found.into_iter().map(|((start, end), sum)| (start as usize..end as usize, sum)).collect()
    }
}

impl Group {
    fn fit(texts: &[&str], normalisation: Normalisation, features: &Features) -> Result<Self, LinearError> {
        match *features {
            Features::Tfidf { analyzer, ngrams, min_documents, sublinear } => {
                let documents = document_frequencies(texts, normalisation, analyzer, ngrams);
                let kept: Vec<_> =
                    documents.into_iter().filter(|(_, count)| *count >= min_documents).collect();
                if kept.is_empty() {
                    return Err(LinearError::EmptyVocabulary { min_documents, texts: texts.len() });
                }
                let total = 1.0 + texts.len() as f64;
                let idf = kept.iter().map(|(_, count)| (total / (1.0 + *count as f64)).ln() + 1.0).collect();
                let vocabulary = kept.into_iter().map(|(gram, _)| gram).collect();
                Ok(Self::tfidf(analyzer, ngrams, sublinear, vocabulary, idf))
            }
            Features::Hashed { analyzer, ngrams, bits } => Ok(Self::Hashed { analyzer, ngrams, bits }),
            Features::Lexicons { scale } => Ok(Self::Lexicons { scale }),
        }
    }

    pub(super) fn tfidf(
        analyzer: Analyzer,
        ngrams: Ngrams,
        sublinear: bool,
        vocabulary: Vec<Box<str>>,
        idf: Vec<f64>,
    ) -> Self {
        let bytes: Vec<&[u8]> = vocabulary.iter().map(|gram| gram.as_bytes()).collect();
        let table = Table::new(&bytes);
        Self::Tfidf { analyzer, ngrams, sublinear, vocabulary, table, idf }
    }

    pub(super) fn width(&self) -> usize {
        match self {
            Self::Tfidf { idf, .. } => idf.len(),
            Self::Hashed { bits, .. } => 1 << bits,
            Self::Lexicons { .. } => lexicons::COLUMNS,
        }
    }

    fn analyzer(&self) -> Option<Analyzer> {
        match self {
            Self::Tfidf { analyzer, .. } | Self::Hashed { analyzer, .. } => Some(*analyzer),
            Self::Lexicons { .. } => None,
        }
    }

    /// The words that the group reads. Posts have the same for all groups.
    fn tokens<'a>(&self, scratch: &'a Scratch, normalisation: Normalisation) -> &'a Tokens {
        match (normalisation, self.analyzer()) {
            (Normalisation::Plain, Some(Analyzer::CharWb)) => &scratch.letters,
            _ => &scratch.words,
        }
    }

    #[inline]
    fn transform(&self, scratch: &mut Scratch, normalisation: Normalisation, offset: u32) {
        let Scratch { words, letters, counts, touched, row } = scratch;
        let tokens = match (normalisation, self.analyzer()) {
            (Normalisation::Plain, Some(Analyzer::CharWb)) => &*letters,
            _ => &*words,
        };
        match self {
            Self::Lexicons { scale } => {
                let columns = Lexicons::bundled().sums(tokens).columns();
                let entries = columns.into_iter().enumerate().filter(|(_, value)| *value != 0.0);
                row.extend(entries.map(|(column, value)| (offset + column as u32, scale * value)));
            }
            Self::Tfidf { analyzer, ngrams, sublinear, table, idf, .. } => {
                count_known(counts, touched, tokens, *analyzer, *ngrams, table);
                let begin = row.len();
                let mut square = 0.0;
                for number in touched.drain(..) {
                    let count = std::mem::take(&mut counts[number as usize]);
                    let value = frequency(count, *sublinear) * idf[number as usize];
                    square += value * value;
                    row.push((offset + number, value));
                }
                to_length_one(&mut row[begin..], square);
            }
            Self::Hashed { analyzer, ngrams, bits } => {
                grow(counts, 1 << bits);
                grams::visit(tokens, *analyzer, *ngrams, &mut |gram, _, _| {
                    let (number, sign) = hashed(gram, *bits);
                    count(counts, touched, number, sign);
                });
                let begin = row.len();
                let mut square = 0.0;
                for number in touched.drain(..) {
                    // a column whose signs cancelled is met twice: the second time it is zero
                    let value = f64::from(std::mem::take(&mut counts[number as usize]));
                    if value != 0.0 {
                        square += value * value;
                        row.push((offset + number, value));
                    }
                }
                to_length_one(&mut row[begin..], square);
            }
        }
    }

    /// Leaves the counts of the n-grams of a vocabulary in the buffers.
    #[inline]
    fn count(
        &self,
        scratch: &mut Scratch,
        normalisation: Normalisation,
        analyzer: Analyzer,
        ngrams: Ngrams,
        table: &Table,
    ) {
        let Scratch { words, letters, counts, touched, .. } = scratch;
        let tokens = match (normalisation, self.analyzer()) {
            (Normalisation::Plain, Some(Analyzer::CharWb)) => &*letters,
            _ => &*words,
        };
        count_known(counts, touched, tokens, analyzer, ngrams, table);
    }

    fn attribute(
        &self,
        tokens: &Tokens,
        values: &BTreeMap<u32, f64>,
        offset: usize,
        weight: &impl Fn(usize) -> f64,
        add: &mut impl FnMut(usize, f64),
    ) {
        let (analyzer, ngrams) = match self {
            Self::Lexicons { scale } => {
                let lexicons = Lexicons::bundled();
                let sums = lexicons.sums(tokens);
                lexicons.visit(tokens, |word, finance, vader| {
                    let parts = sums.parts(finance, vader).into_iter().enumerate();
                    add(word, parts.map(|(column, part)| scale * part * weight(offset + column)).sum());
                });
                return;
            }
            Self::Tfidf { analyzer, ngrams, .. } | Self::Hashed { analyzer, ngrams, .. } => {
                (*analyzer, *ngrams)
            }
        };
        let number = |gram: &[u8]| match self {
            Self::Tfidf { table, .. } => table.find(hash(gram)).map(|number| (number, 1)),
            Self::Hashed { bits, .. } => Some(hashed(gram, *bits)),
            Self::Lexicons { .. } => None,
        };
        let mut counts = BTreeMap::<u32, i32>::new();
        grams::visit(tokens, analyzer, ngrams, &mut |gram, _, _| {
            if let Some((number, sign)) = number(gram) {
                *counts.entry(number).or_default() += sign;
            }
        });
        grams::visit(tokens, analyzer, ngrams, &mut |gram, first, end| {
            let Some((number, sign)) = number(gram) else { return };
            let column = offset + number as usize;
            let Some(value) = values.get(&(column as u32)) else { return };
            let term = weight(column) * value * f64::from(sign) / f64::from(counts[&number]);
            for word in first..end {
                add(word, term / (end - first) as f64);
            }
        });
    }
}

#[inline]
fn count_known(
    counts: &mut Vec<i32>,
    touched: &mut Vec<u32>,
    tokens: &Tokens,
    analyzer: Analyzer,
    ngrams: Ngrams,
    table: &Table,
) {
    grow(counts, table.len());
    grams::visit(tokens, analyzer, ngrams, &mut |gram, _, _| {
        if let Some(number) = table.find(hash(gram)) {
            count(counts, touched, number, 1);
        }
    });
}

#[inline]
fn frequency(count: i32, sublinear: bool) -> f64 {
    match count {
        1 => 1.0,
        _ if sublinear => 1.0 + f64::from(count).ln(),
        _ => f64::from(count),
    }
}

/// Adds the weighed sum of the counted n-grams, scaled to length one, and leaves no counts.
#[inline]
fn weigh(scratch: &mut Scratch, seen: &[Seen], sublinear: bool, z: &mut [f64; 3]) {
    let Scratch { counts, touched, .. } = scratch;
    let (mut square, mut sums) = (0.0, [0.0; 3]);
    for number in touched.drain(..) {
        let Seen { idf, weights } = seen[number as usize];
        let value = frequency(std::mem::take(&mut counts[number as usize]), sublinear) * f64::from(idf);
        square += value * value;
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += value * f64::from(weight);
        }
    }
    if square > 0.0 {
        let factor = 1.0 / square.sqrt();
        for (z, sum) in z.iter_mut().zip(sums) {
            *z += factor * sum;
        }
    }
}

fn grow(counts: &mut Vec<i32>, width: usize) {
    if counts.len() < width {
        counts.resize(width, 0);
    }
}

#[inline]
fn count(counts: &mut [i32], touched: &mut Vec<u32>, number: u32, sign: i32) {
    let count = &mut counts[number as usize];
    if *count == 0 {
        touched.push(number);
    }
    *count += sign;
}

/// The column and sign of an n-gram.
#[inline]
fn hashed(gram: &[u8], bits: u32) -> (u32, i32) {
    let hash = murmur3(gram) as i32;
    (hash.unsigned_abs() & ((1 << bits) - 1), if hash >= 0 { 1 } else { -1 })
}

#[inline]
fn to_length_one(row: &mut [(u32, f64)], square: f64) {
    if square > 0.0 {
        let factor = 1.0 / square.sqrt();
        for (_, value) in row {
            *value *= factor;
        }
    }
}

/// In how many texts each n-gram stands, by n-gram.
fn document_frequencies(
    texts: &[&str],
    normalisation: Normalisation,
    analyzer: Analyzer,
    ngrams: Ngrams,
) -> BTreeMap<Box<str>, usize> {
    let mut tokens = Tokens::default();
    // number of texts, and the last of them
    let mut seen = std::collections::HashMap::<Box<[u8]>, (usize, usize)>::new();
    for (place, text) in texts.iter().enumerate() {
        match analyzer {
            Analyzer::Word => tokens.words_of(text, normalisation),
            Analyzer::CharWb => tokens.letters_of(text, normalisation),
        }
        grams::visit(&tokens, analyzer, ngrams, &mut |gram, _, _| match seen.get_mut(gram) {
            Some((count, last)) if *last != place => (*count, *last) = (*count + 1, place),
            Some(_) => {}
            None => {
                seen.insert(gram.into(), (1, place));
            }
        });
    }
    let sorted: BTreeMap<Box<[u8]>, (usize, usize)> = seen.into_iter().collect();
    let text = |gram: Box<[u8]>| String::from_utf8_lossy(&gram).into_owned().into_boxed_str();
    sorted.into_iter().map(|(gram, (count, _))| (text(gram), count)).collect()
}

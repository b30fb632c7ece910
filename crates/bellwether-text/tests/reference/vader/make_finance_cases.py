"""Posts scored by vaderSentiment with this project's finance lexicon added to its own.

Only the words of the lexicon are added: its emoji are for the linear classifiers, VADER reads emoji as their descriptions.

usage: make_finance_cases.py LEXICON.tsv > finance_cases.tsv
"""

import itertools
import sys
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def lexicon():
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {word: float(rating) for word, rating in rows if word.isascii()}


analyzer = SentimentIntensityAnalyzer()
analyzer.lexicon.update(lexicon())
words = ["bullish", "downgrade", "MOON", "puts", "squeeze", "rugpull", "selloff", "beats", "sell-off", "great"]
frames = ["{} today", "not {}!!", "very {} but {}", "$TSLA is {} \U0001f680", "never so {} this week?", "least {}"]
posts = []
for frame, (a, b) in itertools.product(frames, zip(words, words[1:] + words[:1])):
    posts.append(frame.format(a, b))
for post in posts:
    s = analyzer.polarity_scores(post)
    print(s["neg"], s["neu"], s["pos"], s["compound"], post, sep="\t")

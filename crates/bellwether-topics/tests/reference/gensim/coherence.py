"""Coherences of topics of gensim.models.CoherenceModel.

usage: coherence.py > coherence.json

Tolerance: 1e-9. gensim 4.4.0. Texts of 0 to 180 words, so that some are shorter than a window of 10 or 110 words, with
words that come again within a window.
"""
import json

import gensim
import numpy as np
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel

rng = np.random.default_rng(2)
words = [f"w{i}" for i in range(40)]
texts = []
for length in [*rng.integers(0, 30, 60), *rng.integers(90, 180, 12)]:
    share = np.roll(1 / np.arange(1, 41) ** 1.1, rng.choice([0, 10, 20, 30]))
    texts.append(list(map(str, rng.choice(words, length, p=share / share.sum()))))
texts += [["twin", "pair"], ["twin", "pair", "w1"], []]
topics = [words[:10], words[10:20], words[5:12], ["w0", "w39", "w20"], ["twin", "pair"], ["twin", "w30", "unheard", "w31"]]
dictionary = Dictionary(texts)
known = [[w for w in topic if w in dictionary.token2id] for topic in topics]
coherences = {}
for name in ["u_mass", "c_uci", "c_npmi", "c_v"]:
    model = CoherenceModel(topics=known, texts=texts, dictionary=dictionary, coherence=name, processes=1)
    coherences[name] = list(map(float, model.get_coherence_per_topic()))
print(json.dumps({"versions": f"gensim {gensim.__version__}", "texts": [" ".join(t) for t in texts], "topics": topics,
                  "coherences": coherences}))

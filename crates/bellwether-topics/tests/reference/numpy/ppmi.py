"""Cosines of words and of documents by PPMI, an exact singular value decomposition, and smooth inverse frequency, in NumPy.

usage: ppmi.py > ppmi.json

Tolerance: 1e-5. NumPy 2.4.6. Written from the formulas of Levy, Goldberg and Dagan (2015) and Arora, Liang and Ma (2017), with
dense matrices.
"""
import json
import re
from collections import Counter

import numpy as np

rng = np.random.default_rng(6)
documents = []
for i in range(70):
    theme = rng.integers(3)
    words = [f"t{theme}x{w}" for w in rng.geometric(0.2, rng.integers(2, 16))]
    documents.append(" ".join([*words, *[f"all{w}" for w in rng.geometric(0.5, 3)]]))
documents[3] = "nothing known here"
least, window, smoothing, rarity, width = 2, 3, 0.75, 1e-2, 8
tokens = [re.findall(r"\b\w\w+\b", d) for d in documents]
in_documents = Counter(w for t in tokens for w in set(t))
vocabulary = sorted(w for w, n in in_documents.items() if n >= least)
place = {w: i for i, w in enumerate(vocabulary)}
cases = []
for shift, remove in [(1.0, True), (2.0, False)]:
    counts = np.zeros((len(vocabulary),) * 2)
    for text in tokens:
        for i, a in enumerate(text):
            for j in range(max(0, i - window), min(len(text), i + window + 1)):
                if j != i and a in place and text[j] in place:
                    counts[place[a], place[text[j]]] += 1
    context = counts.sum(0) ** smoothing
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(counts * context.sum() / (counts.sum(1)[:, None] * context[None, :])) - np.log(shift)
    ppmi = np.where(counts > 0, np.maximum(pmi, 0), 0)
    u, s, _ = np.linalg.svd(ppmi)
    vectors = u[:, :width] * np.sqrt(s[:width])
    occurrences = Counter(w for t in tokens for w in t if w in place)
    total = sum(occurrences.values())
    means = np.zeros((len(documents), width))
    for d, text in enumerate(tokens):
        known = [w for w in text if w in place]
        for w in known:
            means[d] += vectors[place[w]] * rarity / (rarity + occurrences[w] / total) / len(known)
    if remove:
        c = np.linalg.svd(means, full_matrices=False)[2][0]
        means -= np.outer(means @ c, c)
    length = np.linalg.norm(means, axis=1, keepdims=True)
    unit = np.divide(means, length, out=np.zeros_like(means), where=length > 0)
    cases.append({"shift": shift, "remove_common": remove, "words": (vectors[:10] @ vectors.T).round(10).tolist(),
                  "documents": (unit[:12] @ unit.T).round(10).tolist()})
print(json.dumps({"versions": f"numpy {np.__version__}", "window": window, "rarity": rarity, "width": width, "least": least,
                  "texts": documents, "cases": cases}))

"""Weights of words in classes of bertopic.vectorizers.ClassTfidfTransformer.

usage: c_tf_idf.py > c_tf_idf.json

Tolerance: 1e-10. BERTopic 0.17.4, scikit-learn 1.9.1.
"""
import json
from importlib.metadata import version

import numpy as np
import scipy.sparse as sp
from bertopic.vectorizers import ClassTfidfTransformer

rng = np.random.default_rng(3)
counts = rng.poisson(0.8, (6, 25)) * rng.integers(1, 12, (6, 25))
counts[3] = 0
counts[0] += 1  # every word is in some class
cases = []
for bm25 in [False, True]:
    for reduce in [False, True]:
        transformer = ClassTfidfTransformer(bm25_weighting=bm25, reduce_frequent_words=reduce)
        x = sp.csr_matrix(counts.astype(float))
        weights = transformer.fit(x.copy()).transform(x.copy())
        cases.append({"bm25_weighting": bm25, "reduce_frequent_words": reduce, "weights": weights.toarray().tolist()})
print(json.dumps({"versions": f"bertopic {version('bertopic')}", "counts": counts.tolist(), "cases": cases}))

"""Words chosen by bertopic.representation's maximal marginal relevance.

usage: mmr.py > mmr.json

Exact. BERTopic 0.17.4, scikit-learn 1.9.1.
"""
import json
from importlib.metadata import version

import numpy as np
from bertopic.representation._mmr import mmr

rng = np.random.default_rng(5)
vectors = rng.normal(0, 1, (20, 6)).astype(np.float32).round(3)
topic = vectors[:8].mean(axis=0, keepdims=True).astype(np.float32).round(3)
cases = []
for diversity in [0.0, 0.1, 0.3, 0.7, 1.0]:
    for top in [1, 5, 10]:
        chosen = mmr(topic.astype(float), vectors.astype(float), list(range(20)), diversity, top)
        cases.append({"diversity": diversity, "top": top, "chosen": list(map(int, chosen))})
print(json.dumps({"versions": f"bertopic {version('bertopic')}", "topic": topic[0].astype(float).round(3).tolist(),
                  "vectors": vectors.astype(float).round(3).tolist(), "cases": cases}))

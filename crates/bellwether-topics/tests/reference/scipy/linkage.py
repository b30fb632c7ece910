"""Trees of scipy.cluster.hierarchy.linkage over 1 - cosine.

usage: linkage.py > linkage.json

Tolerance: 1e-12. SciPy 1.17.1.
"""
import json

import numpy as np
import scipy
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist

rng = np.random.default_rng(8)
vectors = rng.gamma(0.3, 1, (24, 10)).round(4)
distances = pdist(vectors, "cosine")
trees = [(name, linkage(distances, name).tolist()) for name in ["single", "complete", "average", "ward"]]
print(json.dumps({"versions": f"scipy {scipy.__version__}", "vectors": vectors.tolist(), "trees": trees}))

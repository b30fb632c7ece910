"""Measures HDBSCAN of scikit-learn and of the package hdbscan on the points that the example cluster_speed writes.

usage: cluster_speed.py FOLDER
"""
import importlib.metadata
import sys
import time
from pathlib import Path

import hdbscan
import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

print(f"scikit-learn {sklearn.__version__}, hdbscan {importlib.metadata.version('hdbscan')}, numpy {np.__version__}")
for n in [16_000, 100_000]:
    x = np.fromfile(Path(sys.argv[1]) / f"points_{n}.f32", np.float32).reshape(n, -1).astype(float)
    peers = {
        "hdbscan": lambda: hdbscan.HDBSCAN(min_cluster_size=15, min_samples=14, core_dist_n_jobs=-1).fit(x),
    }
    if n < 50_000:  # quadratic: minutes at 100,000
        peers["scikit-learn"] = lambda: HDBSCAN(min_cluster_size=15, n_jobs=-1, copy=True).fit(x)
    labels = {}
    for name, fit in peers.items():
        start = time.perf_counter()
        labels[name] = fit().labels_
        print(f"{time.perf_counter() - start:.3f} s, {n} x {x.shape[1]}, {labels[name].max() + 1} clusters: {name}")
    ours = Path(sys.argv[1]) / f"labels_{n}.i32"
    for name in labels:
        found = np.fromfile(ours, np.int32)
        print(f"adjusted Rand with {name}: {adjusted_rand_score(labels[name], found):.4f}")

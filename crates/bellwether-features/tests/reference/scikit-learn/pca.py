"""Principal components of StandardScaler and PCA, fitted on the first 150 rows and applied to all 200. Columns: prices
that move together, a volume, returns, one that is the sum of two others.

usage: pca.py   (writes pca.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(9)
close = 300 + rng.normal(0, 4, 200).cumsum()
rows = np.column_stack([
    close,
    close + rng.normal(0, 1, 200),
    rng.lognormal(15, 0.6, 200),
    rng.normal(0, 0.02, 200),
    rng.normal(0, 0.02, 200),
    np.zeros(200),
])
rows[:, 5] = rows[:, 3] + rows[:, 4]
scaler = StandardScaler().fit(rows[:150])
found = []
for components in (1, 3, 5, 0.6, 0.95, 0.999):
    pca = PCA(n_components=components, svd_solver="full").fit(scaler.transform(rows[:150]))
    found.append({
        "components": components,
        "directions": pca.components_.tolist(),
        "explained": pca.explained_variance_ratio_.tolist(),
        "scores": pca.transform(scaler.transform(rows)).tolist(),
    })
content = {"versions": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "rows": rows.tolist(), "found": found}
text = json.dumps(content).replace("], [", "],\n[")
Path(__file__).with_name("pca.json").write_text(text + "\n")

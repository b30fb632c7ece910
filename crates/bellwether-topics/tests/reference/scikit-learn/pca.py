"""Expected principal components, from scikit-learn 1.9.1 (`PCA(svd_solver="full")`).

Directions have the sign that makes their value of largest magnitude positive, as `PCA` gives them. Rows are whole numbers.
Tolerance 1e-4: of directions and shares; of variances by the largest; of points by the largest standard deviation (tenfold for the
new points, which are far from the others).

usage: pca.py > pca.json
"""
import json

import numpy as np
import sklearn
from sklearn.decomposition import PCA

rng = np.random.default_rng(3)
cases = []
for n, width, count in [(80, 7, 3), (60, 40, 5), (30, 60, 4)]:
    scales = 100.0 / (1 + np.arange(width)) ** 1.2 + 1
    rows = np.rint(rng.normal(size=(n, width)) * scales @ np.linalg.qr(rng.normal(size=(width, width)))[0] + 300)
    model = PCA(count, svd_solver="full").fit(rows)
    low = model.transform(rows)
    new = np.rint(rng.normal(size=(3, width)) * 50)
    cases.append({
        "n_components": count, "width": width, "rows": rows.astype(int).ravel().tolist(),
        "directions": model.components_.tolist(), "variances": model.explained_variance_.tolist(),
        "shares": model.explained_variance_ratio_.tolist(), "low": low.ravel().tolist(),
        "new": new.astype(int).ravel().tolist(), "new_low": model.transform(new).ravel().tolist()})
print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "cases": cases},
                 separators=(",", ":")))

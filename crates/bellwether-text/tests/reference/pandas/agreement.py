"""Correlations of columns of polarities, by pandas.

usage: agreement.py > agreement.json
"""

import json

import numpy as np
import pandas as pd

rng = np.random.default_rng(3)
base = rng.normal(0, 0.4, 50)
columns = {
    "a": np.clip(np.round(base, 1), -1, 1),
    "b": np.clip(np.round(0.6 * base + rng.normal(0, 0.3, 50), 2), -1, 1),
    "c": np.round(np.where(rng.random(50) < 0.5, 0.0, rng.normal(0, 0.3, 50)), 2),
}
frame = pd.DataFrame(columns)
signs = np.sign(frame)
equal = [[float((signs[a] == signs[b]).mean()) for b in columns] for a in columns]
print(json.dumps({
    "version": f"pandas {pd.__version__}",
    "columns": {name: column.tolist() for name, column in columns.items()},
    "pearson": frame.corr("pearson").to_numpy().tolist(),
    "spearman": frame.corr("spearman").to_numpy().tolist(),
    "equal_signs": equal,
}))

"""Expected agreement of pairs by numpy: correlations of polarities as two scorers give them, many of them exactly 0.

usage: agreement.py   (writes agreement.json beside itself)
"""
import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20141030)
cases = []
for n, share in [(2, 0.0), (3, 0.0), (40, 0.3), (500, 0.5)]:
    x = np.round(rng.normal(0.1, 0.4, n).clip(-1, 1), 4)
    y = np.round((0.5 * x + rng.normal(0, 0.3, n)).clip(-1, 1), 4)
    x[rng.random(n) < share] = 0.0
    y[rng.random(n) < share / 2] = 0.0
    cases.append({
        "x": x.tolist(),
        "y": y.tolist(),
        "pearson": float(np.corrcoef(x, y)[0, 1]),
        "same_sign": float((np.sign(x) == np.sign(y)).mean()),
    })
out = {"numpy": np.__version__, "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

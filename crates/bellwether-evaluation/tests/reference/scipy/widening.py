"""What a percentile interval of days in stationary blocks lacks, by numpy and scipy.

The variance that the stationary bootstrap implies for a mean is a quadratic form of the days (Politis and Romano, 1994, lemma 1). It is
built here as a matrix: weights of circular lags between centring matrices. Of independent normal days its mean is the trace and its
variance twice the trace of the square, from which Satterthwaite's degrees of freedom follow. Quantiles of Student's t and of the normal
are scipy's, and those at level (n + 1) numpy's "weibull".
usage: widening.py   (writes widening.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

cases = []
for n, b, left, level in [(2, 1.0, 0.0, 0.95), (20, 1.0, 0.0, 0.95), (60, 1.0, 0.0, 0.9), (60, 4.0, 0.1, 0.95), (25, 8.5, 0.3, 0.95),
                          (200, 5.3, 0.08, 0.8), (200, 30.0, 0.2, 0.99), (20, 50.0, 0.5, 0.95)]:
    q = 1 - 1 / b
    lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n))).astype(float)
    weights = np.where(lag == 0, 1.0, (1 - lag / n) * q**lag + lag / n * q ** (n - lag))
    centring = np.eye(n) - 1 / n
    form = centring @ weights @ centring / n
    mean, variance = np.trace(form), 2 * np.trace(form @ form)
    degrees = 2 * mean**2 / variance
    factor = stats.t.ppf((1 + level) / 2, degrees) / stats.norm.ppf((1 + level) / 2) / np.sqrt(mean * (1 - left))
    cases.append({"days": n, "block": b, "left_out": left, "level": level, "part": float(mean), "degrees": float(degrees), "factor": float(factor)})
rng = np.random.default_rng(1997)
values = rng.normal(size=37)
quantiles = [[level, float(np.quantile(values, level, method="weibull"))] for level in [0.001, 0.025, 0.05, 0.3, 0.5, 0.9, 0.975, 0.999]]
out = {"scipy": scipy.__version__, "numpy": np.__version__, "cases": cases, "values": values.tolist(), "quantiles": quantiles}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

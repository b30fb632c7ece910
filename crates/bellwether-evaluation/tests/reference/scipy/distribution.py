"""Expected CRPS by scipy's energy distance, by the sum over quantiles in numpy, and by the closed form of the normal, places in samples and among quantiles by
numpy, and Kolmogorov-Smirnov tests by scipy. usage: distribution.py   (writes distribution.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats
from scipy.stats import energy_distance

rng = np.random.default_rng(19840101)
ensembles = []
for m in [1, 2, 5, 30]:
    actual = np.round(rng.normal(size=8), 4)
    samples = np.round(rng.normal(size=(8, m)), 4)
    samples[0, 0] = actual[0]
    # the energy distance of a sample and a point is the square root of twice the integral of (F - 1{y <= x})^2
    crps = np.mean([energy_distance(x, [y]) ** 2 / 2 for x, y in zip(samples, actual)])
    pit = [stats.percentileofscore(x, y, kind="mean") / 100 for x, y in zip(samples, actual)]
    ensembles.append({"actual": actual.tolist(), "samples": samples.tolist(), "crps": float(crps), "pit": pit})

quantiles = []
for levels in [[0.5], [0.1, 0.5, 0.9], list(np.round(np.arange(0.025, 1, 0.05), 3))]:
    levels = np.array(levels)
    actual = np.round(rng.normal(size=9), 4)
    rows = np.round(stats.norm.ppf(levels)[None, :] * rng.uniform(0.5, 2, size=(9, 1)), 4)
    edges = np.concatenate([[0], (levels[1:] + levels[:-1]) / 2, [1]])
    gap = actual[:, None] - rows
    crps = (2 * np.diff(edges) * np.maximum(levels * gap, (levels - 1) * gap)).sum(axis=1).mean()
    ends = np.concatenate([[levels[0] / 2], levels, [(1 + levels[-1]) / 2]])
    pit = [float(ends[0] if y < q[0] else ends[-1] if y > q[-1] else np.interp(y, q, levels)) for y, q in zip(actual, rows)]
    quantiles.append({"actual": actual.tolist(), "levels": levels.tolist(), "rows": rows.tolist(), "crps": float(crps), "pit": pit})

z = np.array([-1.7, -0.3, 0.0, 0.9, 2.4])
normal = {"actual": z.tolist(), "crps": float(np.mean(z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)))}

tests = []
for n, shape in [(1, 1), (2, 1), (7, 1), (50, 1), (200, 1), (200, 1.3), (60, 2.5), (20, 0.1), (1000, 1), (1000, 1.08), (1500, 1), (1500, 1.06)]:
    places = np.round(rng.uniform(size=n) ** shape, 4)
    found = stats.kstest(places, "uniform", method="exact")
    tests.append({"places": places.tolist(), "statistic": float(found.statistic), "p_value": float(found.pvalue)})
out = {"scipy": scipy.__version__, "numpy": np.__version__, "ensembles": ensembles, "quantiles": quantiles, "normal": normal, "tests": tests}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

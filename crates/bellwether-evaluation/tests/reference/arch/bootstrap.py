"""Expected block lengths and draws of the stationary bootstrap by arch, rank correlations by scipy, quantiles by numpy.

usage: bootstrap.py   (writes bootstrap.json beside itself)
"""
import json
from pathlib import Path

import arch
import numpy as np
import scipy
from arch.bootstrap import StationaryBootstrap, optimal_block_length
from scipy.stats import spearmanr

rng = np.random.default_rng(19941203)


def series(n, memory):
    noise = rng.normal(size=n)
    out = np.empty(n)
    out[0] = noise[0]
    for t in range(1, n):
        out[t] = memory * out[t - 1] + noise[t]
    return np.round(out, 6)


lengths = []
for n, memory in [(20, 0.0), (50, 0.3), (100, 0.8), (252, -0.5), (500, 0.95), (1000, 0.0), (1000, 0.6)]:
    x = series(n, memory)
    lengths.append({"series": x.tolist(), "stationary": float(optimal_block_length(x)["stationary"].iloc[0])})

pairs = []
for n, share in [(30, 0.0), (80, 0.4), (300, 0.7)]:
    x = series(n, 0.5)
    y = np.round(0.4 * x + series(n, 0.2), 6)
    x[rng.random(n) < share] = 0.0
    pairs.append({"x": x.tolist(), "y": y.tolist(), "spearman": float(spearmanr(x, y).statistic)})

# the share of places that follow the one before, over many draws
draws = []
for n, block in [(40, 1.0), (40, 4.0), (200, 12.5)]:
    bootstrap = StationaryBootstrap(block, np.arange(n), seed=5)
    follow, all_places = 0, 0
    for data, _ in bootstrap.bootstrap(2000):
        places = data[0]
        follow += int(((places[:-1] + 1) % n == places[1:]).sum())
        all_places += n - 1
    draws.append({"n": n, "block": block, "follow": follow / all_places})

values = np.round(rng.normal(size=37), 6)
levels = [0.0, 0.0125, 0.25, 0.5, 0.975, 1.0]
quantiles = {"values": values.tolist(), "levels": levels, "expected": np.quantile(values, levels).tolist()}
out = {"arch": arch.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "lengths": lengths, "pairs": pairs,
       "draws": draws, "quantiles": quantiles}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

"""Reference values of split-conformal half-widths and of summaries over seeds, by numpy and Python's statistics.

The half-width is the inverted empirical distribution at ceil((n + 1) level) / n, the rank taken in exact fractions.
Writes intervals.json beside this file. Floats are written by repr, so that they are read back bit for bit.
"""

import json
import math
import statistics
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np


def half_width(residuals, level):
    rank = math.ceil((len(residuals) + 1) * Fraction(level))
    return float(np.quantile(np.abs(residuals), float(Fraction(rank, len(residuals))), method="inverted_cdf"))


def main():
    conformal = []
    for seed, n in [(1, 20), (2, 57), (3, 99), (4, 250)]:
        residuals = np.random.default_rng(seed).standard_t(4, n)
        for level in ["0.5", "0.8", "0.9", "0.95"]:
            conformal.append((residuals.tolist(), level, half_width(residuals, level)))
    seeds = [np.random.default_rng(50 + k).normal(3, 0.1, k).tolist() for k in (2, 5, 20)]
    cases = {
        "versions": {"python": sys.version.split()[0], "numpy": np.__version__},
        "conformal": [{"residuals": r, "level": float(q), "half-width": w} for r, q, w in conformal],
        "seeds": [
            {"scores": s, "mean": statistics.fmean(s), "standard-deviation": statistics.stdev(s)} for s in seeds
        ],
    }
    Path(__file__).with_name("intervals.json").write_text(json.dumps(cases, indent=1) + "\n")


main()

"""Reference values of the Diebold-Mariano test and of p-value adjustments, by statsmodels and scipy.

The test statistic is the t value of a regression of the loss difference on a constant with a HAC covariance; the
small-sample factor is written as in Harvey, Leybourne and Newbold (1997), the tails are scipy's Student t. Writes
significance.json beside this file. Floats are written by repr, so that they are read back bit for bit.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

LOSS = {"squared": np.square, "absolute": np.abs}


def variance_of_mean(difference, lags, kernel):
    fit = sm.OLS(difference, np.ones(len(difference))).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "kernel": kernel, "use_correction": False}
    )
    return float(fit.cov_params()[0, 0]), float(fit.params[0])


def diebold_mariano(first, second, loss, h):
    difference = LOSS[loss](first) - LOSS[loss](second)
    n = len(difference)
    kernel = "rectangular"
    variance, mean = variance_of_mean(difference, h - 1, "uniform")
    if variance <= 0:
        kernel = "bartlett"
        variance, mean = variance_of_mean(difference, h - 1, "bartlett")
    factor = np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    statistic = float(mean / np.sqrt(variance) * factor)
    return {
        "loss": loss,
        "horizon": h,
        "statistic": statistic,
        "p-two-sided": float(2 * stats.t.sf(abs(statistic), n - 1)),
        "p-first-better": float(stats.t.cdf(statistic, n - 1)),
        "p-first-worse": float(stats.t.sf(statistic, n - 1)),
        "mean-loss-difference": mean,
        "lags": h - 1,
        "kernel": kernel,
    }


def overlapping(rng, n, h):
    shocks = rng.normal(0, 1, n + h - 1)
    return np.convolve(shocks, np.ones(h), mode="valid")


def pairs():
    for number, (n, h, ratio) in enumerate(
        [(20, 1, 1.0), (50, 1, 1.3), (50, 2, 1.0), (100, 2, 1.5), (40, 3, 1.0), (80, 3, 0.7), (60, 4, 1.1),
         (120, 4, 1.0), (50, 5, 1.0), (150, 5, 2.0), (12, 5, 1.0)]
    ):
        rng = np.random.default_rng(100 + number)
        yield overlapping(rng, n, h), ratio * overlapping(rng, n, h), h
    # alternating accuracy: the rectangular variance turns negative
    for number, (n, h) in enumerate([(30, 2), (41, 4)]):
        rng = np.random.default_rng(200 + number)
        first, second = rng.normal(0, 0.2, n), rng.normal(0, 0.2, n)
        first[::2] += 2
        second[1::2] += 2
        yield first, second, h
    # a difference near zero, and one far out in the tail
    rng = np.random.default_rng(300)
    errors = rng.normal(0, 1, 60)
    yield errors, rng.permutation(errors), 1
    yield 0.1 * errors, 5 + rng.normal(0, 1, 60), 1


def main():
    families = [
        [0.01, 0.04, 0.03, 0.005],
        [0.5],
        [0.02, 0.02, 0.02],
        [0.0, 1.0, 0.3, 0.04, 0.04, 0.9],
        np.random.default_rng(400).uniform(0, 1, 25).tolist(),
        (np.random.default_rng(401).uniform(0, 1, 40) ** 4).tolist(),
    ]
    cases = {
        "versions": {
            "python": sys.version.split()[0],
            "statsmodels": statsmodels.__version__,
            "scipy": scipy.__version__,
            "numpy": np.__version__,
        },
        "diebold-mariano": [
            {
                "first": first.tolist(),
                "second": second.tolist(),
                "tests": [diebold_mariano(first, second, loss, h) for loss in LOSS],
            }
            for first, second, h in pairs()
        ],
        "families": [
            {
                "p": p,
                "holm": multipletests(p, method="holm")[1].tolist(),
                "benjamini-hochberg": multipletests(p, method="fdr_bh")[1].tolist(),
            }
            for p in families
        ],
    }
    Path(__file__).with_name("significance.json").write_text(json.dumps(cases, indent=1) + "\n")


main()

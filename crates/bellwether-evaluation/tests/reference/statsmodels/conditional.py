"""Expected statistics of the conditional test of Giacomini and White by statsmodels and scipy.

One row ahead the statistic is rows times the uncentred R² of a regression of ones on the products (statsmodels). Further ahead it is the
quadratic form with statsmodels' sandwich sum, every lag with weight 1, and the p-value that of scipy's F with rows / (2 h - 1) degrees of freedom below;
where that sum is not positive definite, the variance is the mean square of scipy's cosine transform of the products at the lowest frequencies, as
many as Lazarus, Lewis, Stock and Watson (2018) advise and at most a third of the rows over the horizon.
usage: conditional.py   (writes conditional.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.fft import dct
from statsmodels.stats.sandwich_covariance import S_hac_simple

rng = np.random.default_rng(20060606)
cases = []
for n, h, gap, carried in [(30, 1, 0.0, 0.0), (120, 1, 0.1, 0.5), (250, 2, 0.0, 0.3), (90, 5, 0.3, 0.0), (60, 3, 0.0, 0.9), (40, 5, 0.0, 0.0), (35, 5, 0.0, -0.9), (28, 4, 0.0, -0.8)]:
    noise = rng.normal(size=n)
    for t in range(h, n):
        noise[t] += carried * noise[t - h]
    first = np.round(rng.normal(size=n) ** 2 + 1, 6)
    second = np.round(first - gap + noise, 6)
    d = first - second
    x = sm.add_constant(d[:-h], has_constant="add")
    z = x * d[h:, None]
    m = len(z)
    if h == 1:
        cosines = 0
        statistic = m * sm.OLS(np.ones(m), z).fit().rsquared
        p = stats.chi2.sf(statistic, 2)
    elif np.linalg.eigvalsh(S_hac_simple(z, h - 1, lambda lags: np.ones(lags + 1)))[0] > 0:
        cosines = 0
        total = z.sum(axis=0)
        statistic = total @ np.linalg.solve(S_hac_simple(z, h - 1, lambda lags: np.ones(lags + 1)), total)
        p = stats.f.sf(statistic / 2, 2, m / (2 * h - 1))
    else:
        cosines = min(int(0.41 * m ** (2 / 3)), m // (3 * h))
        sums = dct(z, type=2, norm="ortho", axis=0)[1 : cosines + 1]
        mean = z.mean(axis=0)
        statistic = m * mean @ np.linalg.solve(sums.T @ sums / cosines, mean)
        p = stats.f.sf((cosines - 1) / (2 * cosines) * statistic, 2, cosines - 1)
    line = sm.OLS(d[h:], x).fit()
    cases.append({"first": first.tolist(), "second": second.tolist(), "horizon": h, "statistic": float(statistic), "p_value": float(p),
                  "expected_next": float(line.predict([[1, d[-1]]])[0]), "cosines": cosines})
out = {"statsmodels": statsmodels.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

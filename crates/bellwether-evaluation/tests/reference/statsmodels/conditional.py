"""Expected statistics of the conditional test of Giacomini and White by statsmodels.

One row ahead the statistic is rows times the uncentred R² of a regression of ones on the products; further ahead it is the quadratic
form with statsmodels' sandwich sum (Bartlett weights). usage: conditional.py   (writes conditional.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.sandwich_covariance import S_hac_simple, weights_bartlett

rng = np.random.default_rng(20060606)
cases = []
for n, h, gap, carried in [(30, 1, 0.0, 0.0), (120, 1, 0.1, 0.5), (250, 2, 0.0, 0.3), (90, 5, 0.3, 0.0), (60, 3, 0.0, 0.9), (12, 5, 0.0, 0.0)]:
    noise = rng.normal(size=n)
    for t in range(h, n):
        noise[t] += carried * noise[t - h]
    first = np.round(rng.normal(size=n) ** 2 + 1, 6)
    second = np.round(first - gap + noise, 6)
    d = first - second
    x = sm.add_constant(d[:-h], has_constant="add")
    z = x * d[h:, None]
    if h == 1:
        statistic = len(z) * sm.OLS(np.ones(len(z)), z).fit().rsquared
    else:
        total = z.sum(axis=0)
        statistic = total @ np.linalg.solve(S_hac_simple(z, h - 1, weights_bartlett), total)
    line = sm.OLS(d[h:], x).fit()
    cases.append({"first": first.tolist(), "second": second.tolist(), "horizon": h, "statistic": float(statistic),
                  "p_value": float(stats.chi2.sf(statistic, 2)), "expected_next": float(line.predict([[1, d[-1]]])[0])})
out = {"statsmodels": statsmodels.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

"""Expected variance of a mean with rows clustered by day, by statsmodels; and means of drawn days and the ends of their interval by
numpy, on arch's stationary draws. usage: clusters.py   (writes clusters.json beside itself)
"""
import json
from pathlib import Path

import arch
import numpy as np
import statsmodels
import statsmodels.api as sm
from arch.bootstrap import MovingBlockBootstrap, StationaryBootstrap

rng = np.random.default_rng(19860413)
cases = []
for days, tickers, shared in [(20, 3, 1.0), (40, 5, 0.2), (15, 1, 0.5), (30, 4, 3.0)]:
    day = np.repeat(np.arange(days), tickers)
    values = np.round(shared * rng.normal(size=days)[day] + rng.normal(size=days * tickers), 6)
    keep = rng.uniform(size=len(day)) < 0.85
    order = rng.permutation(np.flatnonzero(keep))
    day, values = day[order], values[order]
    present = np.unique(day)
    fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": day})
    variance = float(fit.cov_params()[0, 0])
    draws = [pos[0] for pos, _ in StationaryBootstrap(3, np.arange(len(present)), seed=5).bootstrap(40)]
    means = [float(np.concatenate([values[day == present[i]] for i in draw]).mean()) for draw in draws]
    cases.append({"days": day.tolist(), "values": values.tolist(), "mean": float(values.mean()), "variance": variance,
                  "effective": float(values.var(ddof=1) / variance), "draws": [[int(i) for i in d] for d in draws], "means": means})

# how often each place of a short series is drawn in moving blocks
n, block, reps = 10, 4, 20000
drawn = np.zeros(n)
for pos, _ in MovingBlockBootstrap(block, np.arange(n), seed=3).bootstrap(reps):
    drawn += np.bincount(pos[0], minlength=n)
out = {"statsmodels": statsmodels.__version__, "arch": arch.__version__, "numpy": np.__version__, "cases": cases,
       "moving": {"n": n, "block": block, "shares": (drawn / reps / n).tolist()}}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

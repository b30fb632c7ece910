"""Expected p-values of the test of superior predictive ability by arch, of Clark-West and Mincer-Zarnowitz by statsmodels (the latter further
ahead with the variance of scipy's cosine transform), and of directions by the formulas of the papers in numpy and scipy.

usage: superior.py   (writes superior.json beside itself)
"""
import json
from pathlib import Path

import arch
import numpy as np
import scipy.stats as st
import statsmodels
import statsmodels.api as sm
from arch.bootstrap import SPA, StationaryBootstrap
from scipy.fft import dct

rng = np.random.default_rng(20050101)
cases = []
for n, models, block, gain in [(60, 3, 4, 0.0), (60, 5, 6, 0.3), (120, 8, 8, 0.1), (90, 1, 3, 0.6)]:
    benchmark = np.round(rng.normal(size=n) ** 2, 6)
    losses = np.round(np.stack([rng.normal(scale=1 + 0.2 * k, size=n) ** 2 - (gain if k == 0 else 0) for k in range(models)], axis=1), 6)
    spa = SPA(benchmark, losses, block_size=block, reps=100, seed=11)
    spa.compute()
    draws = [data[0][0] for data in StationaryBootstrap(block, np.arange(n), seed=11).bootstrap(100)]
    p = spa.pvalues
    cases.append({"benchmark": benchmark.tolist(), "models": losses.T.tolist(), "block": float(block),
                  "draws": [[int(i) for i in draw] for draw in draws],
                  "lower": float(p["lower"]), "consistent": float(p["consistent"]), "upper": float(p["upper"])})

others = []
for n, horizon in [(40, 1), (90, 3), (250, 5)]:
    y = np.round(rng.normal(0.05, 1, n), 6)
    small = np.round(np.full(n, 0.05) + 0.01 * rng.normal(size=n), 6)
    large = np.round(0.3 * y + rng.normal(0, 0.5, n), 6)
    f = (y - small) ** 2 - ((y - large) ** 2 - (small - large) ** 2)
    # the long-run variance of Diebold and Mariano: rectangular
    d = f - f.mean()
    v = (d @ d + 2 * sum(d[k:] @ d[:-k] for k in range(1, horizon))) / n
    mz = sm.OLS(y, sm.add_constant(large)).fit(cov_type="HC0")
    wald = mz.wald_test((np.eye(2), np.array([0.0, 1.0])), scalar=True, use_f=False)
    statistic, p = wald.statistic, wald.pvalue
    if horizon > 1:
        design = sm.add_constant(large)
        cosines = min(int(0.41 * n ** (2 / 3)), n // (3 * horizon))
        sums = dct(design * mz.resid[:, None], type=2, norm="ortho", axis=0)[1 : cosines + 1]
        bread = np.linalg.inv(design.T @ design)
        away = mz.params - np.array([0.0, 1.0])
        statistic = away @ np.linalg.solve(bread @ (n * sums.T @ sums / cosines) @ bread, away)
        p = st.f.sf((cosines - 1) / (2 * cosines) * statistic, 2, cosines - 1)
    x, z = y > 0, large > 0
    px, pz, agree = x.mean(), z.mean(), (x == z).mean()
    star = px * pz + (1 - px) * (1 - pz)
    vp = star * (1 - star) / n
    vs = ((2 * px - 1) ** 2 * pz * (1 - pz) + (2 * pz - 1) ** 2 * px * (1 - px)) / n + 4 * px * pz * (1 - px) * (1 - pz) / n**2
    pt = (agree - star) / np.sqrt(vp - vs)
    s = np.where(large > 0, 1.0, -1.0)
    ep = ((s * y).mean() - s.mean() * y.mean()) / np.sqrt(4 * pz * (1 - pz) * ((y - y.mean()) ** 2).sum() / n**2)
    others.append({"actual": y.tolist(), "smaller": small.tolist(), "larger": large.tolist(), "horizon": horizon,
                   "clark_west": [float(f.mean() / np.sqrt(v / n)), float(st.norm.sf(f.mean() / np.sqrt(v / n)))],
                   "mincer_zarnowitz": [float(mz.params[0]), float(mz.params[1]), float(statistic), float(p)],
                   "pesaran_timmermann": [float(pt), float(st.norm.sf(pt))],
                   "anatolyev_gerko": [float(ep), float(st.norm.sf(ep))]})
out = {"arch": arch.__version__, "statsmodels": statsmodels.__version__, "cases": cases, "others": others}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

"""Skill, Diebold-Mariano's p with the correction of Harvey, Leybourne and Newbold, and Pesaran and Timmermann's p of a file of
predictions of two tickers, by pandas, statsmodels and scipy.

usage: check.py   (writes check.json beside itself)
"""
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import scipy.stats as st
import statsmodels
import statsmodels.api as sm

rng = np.random.default_rng(19950701)
days = pd.bdate_range("2024-01-02", periods=41)
parts = []
for ticker, start in [("AAA", 100.0), ("BBB", 40.0)]:
    close = np.round(start * np.exp(np.cumsum(rng.normal(0, 0.01, len(days)))), 2)
    moved = np.diff(close, prepend=close[0])
    parts.append(pd.DataFrame({
        "date": days, "ticker": ticker, "actual": close, "previous_close": np.roll(close, 1),
        "y_pred": np.round(np.roll(close, 1) + 0.3 * moved + rng.normal(0, 0.004 * start, len(days)), 3),
    }).iloc[1:])
table = pd.concat(parts)
csv = table.to_csv(index=False)
table = pd.read_csv(io.StringIO(csv))

table["own"] = (table.actual - table.y_pred) ** 2
table["naive"] = (table.actual - table.previous_close) ** 2
sums = table.groupby("ticker")[["own", "naive"]].sum()
skill = float((1 - sums.own / sums.naive).mean())

# a day is one observation: the mean over tickers of losses in units of the ticker's mean loss of persistence
scale = table.groupby("ticker").naive.transform("mean")
daily = ((table.own - table.naive) / scale).groupby(table.date).mean().to_numpy()
n = len(daily)
fit = sm.OLS(daily, np.ones(n)).fit()
# at one row ahead: t with the variance by n, times sqrt((n - 1) / n) of the correction; the same as t with n - 1
p = float(fit.pvalues[0])

directions = {}
for ticker, rows in table.groupby("ticker"):
    x, z = rows.actual > rows.previous_close, rows.y_pred > rows.previous_close
    px, pz, m = x.mean(), z.mean(), len(rows)
    chance = px * pz + (1 - px) * (1 - pz)
    v = chance * (1 - chance) / m
    w = ((2 * px - 1) ** 2 * pz * (1 - pz) + (2 * pz - 1) ** 2 * px * (1 - px)) / m + 4 * px * pz * (1 - px) * (1 - pz) / m**2
    statistic = ((x == z).mean() - chance) / np.sqrt(v - w)
    changed = rows.actual != rows.previous_close
    directions[ticker] = {"statistic": float(statistic), "p_value": float(st.norm.sf(statistic)),
                          "share": float((x == z)[changed].mean())}

# what could be corrected: changes as shares of the value before, regressed with statsmodels; the sign's profit by the paper's formula
more = {}
for ticker, rows in table.groupby("ticker"):
    came = ((rows.actual - rows.previous_close) / rows.previous_close).to_numpy()
    said = ((rows.y_pred - rows.previous_close) / rows.previous_close).to_numpy()
    mz = sm.OLS(came, sm.add_constant(said)).fit(cov_type="HC0")
    wald = mz.wald_test((np.eye(2), np.array([0.0, 1.0])), use_f=False, scalar=True)
    s, m = np.where(said > 0, 1.0, -1.0), len(came)
    z = (s > 0).mean()
    ep = ((s * came).mean() - s.mean() * came.mean()) / np.sqrt(4 * z * (1 - z) * ((came - came.mean()) ** 2).sum() / m**2)
    more[ticker] = {"slope": float(mz.params[1]), "intercept": float(mz.params[0]), "wald": float(wald.statistic),
                    "wald_p": float(wald.pvalue), "profit": float(ep), "profit_p": float(st.norm.sf(ep))}

out = {"versions": {"numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
       "csv": csv, "skill": skill, "days": n, "rows": len(table), "p_value": p, "directions": directions, "more": more}
Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")

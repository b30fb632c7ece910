"""Skill and Diebold-Mariano's p of forecasts one to four days ahead, each on its own rows, and Holm's adjustment over all of them,
by pandas and statsmodels; a file of cross-validation with cutoffs, two tickers and an interval.

usage: horizons.py   (writes horizons.json beside itself)
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
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20240601)
days = pd.bdate_range("2024-01-02", periods=70)
parts = []
for ticker, start in [("AAA", 100.0), ("BBB", 40.0)]:
    close = np.round(start * np.exp(np.cumsum(rng.normal(0, 0.01, len(days)))), 2)
    for ahead in range(1, 5):
        for origin in range(len(days) - ahead):
            came, known = close[origin + ahead], close[origin]
            said = known + 0.2 * (came - known) + rng.normal(0, 0.006 * start)
            parts.append((ticker, days[origin + ahead], days[origin], came, round(said, 3), round(said - 0.02 * start, 3),
                          round(said + 0.02 * start, 3)))
table = pd.DataFrame(parts, columns=["unique_id", "ds", "cutoff", "y", "LSTM", "LSTM-lo-80", "LSTM-hi-80"])
table = table.sort_values(["unique_id", "cutoff", "ds"])
csv = table.to_csv(index=False)
table = pd.read_csv(io.StringIO(csv))

# the last known value is that of the cutoff, where the file has it; the first cutoff has none
values = table.drop_duplicates(["unique_id", "ds"]).set_index(["unique_id", "ds"]).y
table["known"] = values.reindex(pd.MultiIndex.from_frame(table[["unique_id", "cutoff"]])).to_numpy()
table = table.dropna()
place = {day.strftime("%Y-%m-%d"): i for i, day in enumerate(days)}
table["ahead"] = table.ds.map(place) - table.cutoff.map(place)
table["own"], table["naive"] = (table.y - table.LSTM) ** 2, (table.y - table.known) ** 2

horizons = []
for h, rows in table.groupby("ahead"):
    sums = rows.groupby("unique_id")[["own", "naive"]].sum()
    scale = rows.groupby("unique_id").naive.transform("mean")
    daily = ((rows.own - rows.naive) / scale).groupby(rows.cutoff).mean().to_numpy()
    n = len(daily)
    fit = sm.OLS(daily, np.ones(n)).fit(cov_type="HAC", cov_kwds={"maxlags": h - 1, "kernel": "uniform", "use_correction": False})
    assert fit.bse[0] > 0, "no fallback is needed"
    statistic = fit.tvalues[0] * np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    inside = (rows.y >= rows["LSTM-lo-80"]) & (rows.y <= rows["LSTM-hi-80"])
    horizons.append({"horizon": int(h), "rows": len(rows), "days": n, "skill": float((1 - sums.own / sums.naive).mean()),
                     "p_value": float(2 * st.t.sf(abs(statistic), n - 1)), "covered": float(inside.mean())})
adjusted = multipletests([h["p_value"] for h in horizons], method="holm")[1]
for h, p in zip(horizons, adjusted):
    h["adjusted"] = float(p)

out = {"versions": {"numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
       "csv": csv, "horizons": horizons}
Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")

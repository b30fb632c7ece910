"""Model confidence set, superior predictive ability, reality check and StepM of files of predictions of two tickers, from the file to
the p-values by pandas and arch, on arch's own draws: 20,000 of them, so that a p-value has a standard error below .0036.

usage: together.py   (writes together.json beside itself)
"""
import io
import json
from pathlib import Path

import arch
import numpy as np
import pandas as pd
from arch.bootstrap import MCS, SPA, StepM, optimal_block_length

REPS = 20000


def of(rng, direction, gain):
    days = pd.bdate_range("2023-01-02", periods=121)
    market = rng.normal(0, 0.008, len(days))
    parts = []
    for ticker, start, n in [("AAA", 100.0, 121), ("BBB", 40.0, 101)]:
        close = np.round(start * np.exp(np.cumsum(market + rng.normal(0, 0.006, len(days)))), 2)
        before = np.roll(close, 1)
        moved = close - before
        columns = {"date": days, "ticker": ticker}
        if direction:
            up = (moved > 0).astype(int)
            columns |= {"actual": up, "previous": np.roll(up, 1)}
            for k, share in enumerate([gain, 0.05, -0.1, 0.0]):
                told = np.where(rng.uniform(size=len(up)) < 0.5 + share, up, 1 - up)
                columns[f"pred_m{k}"] = told
        else:
            columns |= {"actual": close, "previous_close": before}
            for k, (share, noise) in enumerate([(gain, 0.003), (0.05, 0.004), (0.0, 0.001), (0.0, 0.008)]):
                columns[f"pred_m{k}"] = np.round(before + share * moved + rng.normal(0, noise * start, len(days)), 3)
        parts.append(pd.DataFrame(columns).iloc[1:n])
    csv = pd.concat(parts).to_csv(index=False)
    table = pd.read_csv(io.StringIO(csv))
    previous = "previous" if direction else "previous_close"
    models = [c for c in table if c.startswith("pred_")]
    table["persistence"] = table[previous]
    # what the check makes anew beside persistence, of what was known: the mean step so far, or the more frequent class so far
    second = "always-majority" if direction else "drift"
    made = []
    for _, rows in table.groupby("ticker", sort=False):
        if direction:
            known = [list(rows.actual)[:i] for i in range(len(rows))]
            made += [float(np.mean(k) >= 0.5) if k else 0.0 for k in known]
        else:
            last, came = rows[previous].to_numpy(), rows.actual.to_numpy()
            made += [last[i] + ((came[i - 1] - came[0]) / (i - 1) if i > 1 else 0.0) for i in range(len(rows))]
    table[second] = made
    if direction:
        # the first row's forecast is that of nothing known
        table = table[table.groupby("ticker").cumcount() > 0]
    names = ["persistence", second, *models]
    for name in names:
        table[f"loss {name}"] = (table.actual - table[name]) ** 2
    scale = 1.0 if direction else table.groupby("ticker")["loss persistence"].transform("mean")
    daily = pd.DataFrame({n: (table[f"loss {n}"] / scale).groupby(table.date).mean() for n in names})
    bar = daily[["persistence", second]].mean().idxmin() if direction else "persistence"
    gains = daily[[n for n in names if n != bar]].rsub(daily[bar], axis=0)
    gains = gains.loc[:, gains.std() > 0]
    block = max(1.0, *optimal_block_length(gains)["stationary"])
    mcs = MCS(daily, 0.1, reps=REPS, block_size=block, method="R", seed=3)
    mcs.compute()
    spa = SPA(daily[bar], daily[models], reps=REPS, block_size=block, seed=5)
    spa.compute()
    step = StepM(daily[bar], daily[models], size=0.05, reps=REPS, block_size=block, seed=7)
    step.compute()
    return {"csv": csv, "target": "direction" if direction else "close", "baseline": bar, "days": len(daily), "rows": len(table),
            "block": float(block), "losses": daily.mean().to_dict(), "set": mcs.pvalues.Pvalue.astype(float).to_dict(),
            "included": sorted(mcs.included), "superior": float(spa.pvalues["consistent"]), "reality_check": float(spa.pvalues["upper"]),
            "beats": sorted(step.superior_models)}


rng = np.random.default_rng(20050302)
cases = [of(rng, False, 0.3), of(rng, False, 0.1), of(rng, True, 0.2)]
out = {"versions": {"arch": arch.__version__, "numpy": np.__version__, "pandas": pd.__version__}, "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
for c in cases:
    print({k: v for k, v in c.items() if k != "csv"})

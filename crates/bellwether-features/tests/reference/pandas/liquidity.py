"""Expected columns by pandas, of what TA-Lib has not, on ../amzn/bars.csv and on ../ta-lib/quiet-bars.csv.

usage: liquidity.py   (writes liquidity.csv, liquidity-quiet.csv and calendar.csv beside itself)
"""
from pathlib import Path

import numpy as np
import pandas as pd

here = Path(__file__).parent


def columns(b):
    c, h, l, v = b.close, b.high, b.low, b.volume
    r = np.log(c / c.shift(1))
    money = c * v
    typical = (h + l + c) / 3
    impact = (c.pct_change().abs() / money).where((money > 0) & c.shift(1).notna())
    shift = (c.shift(1) - h).clip(lower=0) + (c.shift(1) - l).clip(upper=0)
    high, low = h + shift, l + shift
    both = np.log(h / l).shift(1) ** 2 + np.log(high / low) ** 2
    pair_high = pd.concat([h.shift(1), high], axis=1).max(axis=1)
    pair_low = pd.concat([l.shift(1), low], axis=1).min(axis=1)
    together = (np.log(pair_high / pair_low) ** 2).where(both.notna())
    k = 3 - 2 * np.sqrt(2)
    a = (np.sqrt(2 * both) - np.sqrt(both)) / k - np.sqrt(together / k)
    spread = (2 * (np.exp(a) - 1) / (1 + np.exp(a))).clip(lower=0)
    same = (c == c.shift(1)).astype(float).where(c.shift(1).notna())
    # summed window by window: pandas' own rolling sums and covariances are running ones
    mean = lambda x: x.rolling(20).apply(np.mean, raw=True)
    covariance = [np.nan] * len(r)
    for t in range(21, len(r)):
        covariance[t] = np.cov(r[t - 19:t + 1], r[t - 20:t])[0, 1]
    traded = mean((money > 0).astype(float).where(c.shift(1).notna()))
    return {
        "vwap20": (mean(typical * v) / mean(v)).where(mean(v) > 0),
        "band-width": 4 * c.rolling(20).apply(lambda x: np.std(x, ddof=1), raw=True) / mean(c),
        "realised-vol20": np.sqrt(252 * mean(r**2)),
        "parkinson20": np.sqrt(252 * mean(np.log(h / l) ** 2) / (4 * np.log(2))),
        "return20": c.pct_change(20),
        "log-return5": np.log(c).diff(5),
        "log-return10": np.log(c).diff(10),
        "log-return20": np.log(c).diff(20),
        "drawdown": c / c.cummax() - 1,
        "amihud20": (1e6 * mean(impact.fillna(0).where(c.shift(1).notna())) / traded).where(traded > 0),
        "relative-volume20": (v / mean(v)).where(mean(v) > 0),
        "roll-spread20": 2 * np.sqrt(-pd.Series(covariance).clip(upper=0)),
        "corwin-schultz20": mean(spread),
        "high-low-range20": mean(2 * (h - l) / (h + l)),
        "zero-return-share20": mean(same),
        "dollar-volume20": mean(money),
    }


def write(name, bars):
    with open(here / name, "w") as out:
        print(f"# pandas {pd.__version__}, numpy {np.__version__}", file=out)
        pd.DataFrame(columns(bars)).to_csv(out, index=False, float_format="%.13g")


amzn = pd.read_csv(here / "../amzn/bars.csv")
write("liquidity.csv", amzn)
dates = pd.to_datetime(amzn.date)
calendar = {
    "day-of-week": dates.dt.day_of_week + 1,
    "day-of-month": dates.dt.day,
    "month": dates.dt.month,
    "days-since-session": dates.diff().dt.days,
}
pd.DataFrame(calendar).to_csv(here / "calendar.csv", index=False)
write("liquidity-quiet.csv", pd.read_csv(here / "../ta-lib/quiet-bars.csv", comment="#"))

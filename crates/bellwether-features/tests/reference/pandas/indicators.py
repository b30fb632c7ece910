"""Expected indicator columns by pandas, on ../amzn/bars.csv and on the same closes with gaps.

usage: indicators.py > indicators.csv
"""
from pathlib import Path

import numpy as np
import pandas as pd

here = Path(__file__).parent
bars = pd.read_csv(here / "../amzn/bars.csv")


def indicators(close):
    ma20, sd20 = close.rolling(20).mean(), close.rolling(20).std()
    return {
        "ma7": close.rolling(7).mean(),
        "ma20": ma20,
        "macd": close.ewm(span=12).mean() - close.ewm(span=26).mean(),
        "sd20": sd20,
        "upper-band": ma20 + 2 * sd20,
        "lower-band": ma20 - 2 * sd20,
        "ema": close.ewm(com=0.5).mean(),
        "log-momentum": np.log(close - 1),
        "log-return": np.log(close / close.shift(1)),
    }


out = pd.DataFrame(indicators(bars.close))

# Gaps: the first bar, a lone one, and a run longer than a week.
gappy = bars.close[:120].copy()
gappy.iloc[[0, 30] + list(range(60, 69))] = np.nan
holes = pd.DataFrame(indicators(gappy))[["ma7", "ma20", "macd", "sd20", "ema", "log-return"]]
holes.insert(0, "close", gappy)
holes.to_csv(here / "gaps.csv", index=False)

print(f"# pandas {pd.__version__}, numpy {np.__version__}")
print(out.to_csv(index=False), end="")

"""Expected price columns by TA-Lib on ../amzn/bars.csv, and on an invented quiet market with limit-up days, flat
stretches and sessions without volume, whose prices are eighths so that sums are exact.

usage: price.py   (writes averages.csv, oscillators.csv, quiet-bars.csv and quiet.csv beside itself)
"""
from pathlib import Path

import numpy as np
import pandas as pd
import talib

here = Path(__file__).parent


def averages(b):
    open_, high, low, close, volume = b
    line, signal, histogram = talib.MACD(close, 12, 26, 9)
    return {
        "wma20": talib.WMA(close, 20),
        "ema12": talib.EMA(close, 12),
        "ema20": talib.EMA(close, 20),
        "ema26": talib.EMA(close, 26),
        "macd-line": line,
        "macd-signal": signal,
        "macd-histogram": histogram,
        "momentum10": talib.MOM(close, 10),
        "roc10": talib.ROC(close, 10),
        "obv": talib.OBV(close, volume),
    }


def oscillators(b):
    open_, high, low, close, volume = b
    k, d = talib.STOCHF(high, low, close, 14, 3, talib.MA_Type.SMA)
    return {
        "rsi14": talib.RSI(close, 14),
        "cci20": talib.CCI(high, low, close, 20),
        "stoch-k14": k,
        "stoch-d3": d,
        "williams-r14": talib.WILLR(high, low, close, 14),
        "plus-di14": talib.PLUS_DI(high, low, close, 14),
        "minus-di14": talib.MINUS_DI(high, low, close, 14),
        "adx14": talib.ADX(high, low, close, 14),
        "atr14": talib.ATR(high, low, close, 14),
        "mfi14": talib.MFI(high, low, close, volume, 14),
        "return1": talib.ROCP(close, 1),
        "return5": talib.ROCP(close, 5),
    }


def write(name, columns):
    with open(here / name, "w") as out:
        print(f"# TA-Lib {talib.__ta_version__.decode().split()[0]}, Python wrapper {talib.__version__}", file=out)
        pd.DataFrame(columns).to_csv(out, index=False, float_format="%.13g")


def arrays(bars):
    return [bars[name].to_numpy(dtype=float) for name in ("open", "high", "low", "close", "volume")]


amzn = arrays(pd.read_csv(here / "../amzn/bars.csv"))
write("averages.csv", averages(amzn))
write("oscillators.csv", oscillators(amzn))

rng = np.random.default_rng(1978)
close = 50 + np.cumsum(rng.integers(-6, 7, 240)) / 8
close[40:90] = close[40]  # suspended
close[150:170] = close[149] + np.arange(1, 21)  # limit up, session after session
high = close + rng.integers(0, 9, 240) / 8
low = close - rng.integers(0, 9, 240) / 8
for quiet in (slice(40, 90), slice(150, 170)):
    high[quiet] = low[quiet] = close[quiet]
volume = rng.integers(0, 4, 240) * 1000.0
volume[40:90] = 0
quiet = pd.DataFrame({"open": close, "high": high, "low": low, "close": close, "volume": volume})
write("quiet-bars.csv", quiet)
write("quiet.csv", averages(arrays(quiet)) | oscillators(arrays(quiet)))

"""Expected columns by TA-Lib on ../amzn/bars.csv.

usage: indicators.py > indicators.csv
"""
from pathlib import Path

import pandas as pd
import talib

bars = pd.read_csv(Path(__file__).parent / "../amzn/bars.csv")
close = bars.close.to_numpy()
upper, middle, lower = talib.BBANDS(close, timeperiod=20, nbdevup=2, nbdevdn=2, matype=talib.MA_Type.SMA)
out = pd.DataFrame({
    "sma7": talib.SMA(close, 7),
    "sma20": talib.SMA(close, 20),
    "stddev20": talib.STDDEV(close, 20, 1),
    "bbands-upper": upper,
    "bbands-middle": middle,
    "bbands-lower": lower,
    "macd": talib.MACD(close, 12, 26, 9)[0],
    "ema2": talib.EMA(close, 2),
    "ln-close-1": talib.LN(close - 1),
    "ln-rocr": talib.LN(talib.ROCR(close, 1)),
})
print(f"# TA-Lib {talib.__ta_version__.decode().split()[0]}, Python wrapper {talib.__version__}")
print(out.to_csv(index=False), end="")

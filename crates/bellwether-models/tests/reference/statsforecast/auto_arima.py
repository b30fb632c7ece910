"""Orders and AICc of statsforecast's auto_arima (not seasonal, its defaults) on the series of ../statsmodels, and the
KPSS statistic of statsmodels with the same bandwidth.

usage: auto_arima.py   (writes auto_arima.csv beside itself)
"""
import csv
import warnings
from pathlib import Path

import numpy as np
import statsforecast
import statsmodels
from statsforecast.arima import auto_arima_f
from statsmodels.tsa.stattools import kpss

warnings.simplefilter("ignore")
here = Path(__file__).parent
lines = (here.parent / "statsmodels" / "series.csv").read_text().splitlines()[1:]
names = lines[0].split(",")
values = np.array([[float(v) for v in line.split(",")] for line in lines[1:]])
out = [f"# statsforecast {statsforecast.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}",
       "series,p,d,q,aicc,kpss"]
for name, y in zip(names, values.T):
    if np.isnan(y).any():
        continue
    # without unit: its optimiser stops early on very small and very large numbers
    y = y / y.std()
    m = auto_arima_f(y, seasonal=False)
    p, q, *_, d, _ = m["arma"][0], m["arma"][1], m["arma"][5], 0
    eta = kpss(y, regression="c", nlags=int(3 * np.sqrt(len(y)) / 13))[0]
    out.append(f"{name},{p},{d},{q},{m['aicc']:.12g},{eta:.12g}")
    print(out[-1], flush=True)
(here / "auto_arima.csv").write_text("\n".join(out) + "\n")

"""Orders and AICc of statsforecast's auto_arima (not seasonal, its defaults) on the series of ../statsmodels, and the
KPSS statistic of statsmodels with the same bandwidth.

With differences, statsforecast's likelihood is that of a wide prior on the first values (kappa 1e6), which is not that
of the differences; `exact` is the AICc of its model at its parameters by the exact likelihood of statsmodels.

usage: auto_arima.py   (writes auto_arima.csv beside itself)
"""
import csv
import warnings
from pathlib import Path

import numpy as np
import statsforecast
import statsmodels
from statsforecast.arima import auto_arima_f
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import kpss

warnings.simplefilter("ignore")
here = Path(__file__).parent
lines = (here.parent / "statsmodels" / "series.csv").read_text().splitlines()[1:]
names = lines[0].split(",")
values = np.array([[float(v) for v in line.split(",")] for line in lines[1:]])
out = [f"# statsforecast {statsforecast.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}",
       "series,p,d,q,aicc,exact,kpss"]
for name, y in zip(names, values.T):
    if np.isnan(y).any():
        continue
    # without unit: its optimiser stops early on very small and very large numbers
    y = y / y.std()
    m = auto_arima_f(y, seasonal=False)
    p, q, *_, d, _ = m["arma"][0], m["arma"][1], m["arma"][5], 0
    eta = kpss(y, regression="c", nlags=int(3 * np.sqrt(len(y)) / 13))[0]
    coef = dict(m["coef"])
    fixed = {"intercept": np.ones(len(y)), "drift": np.arange(1, len(y) + 1.0)}
    used = [k for k in fixed if k in coef]
    x = np.column_stack([np.diff(fixed[k], d) for k in used]) if used else None
    model = SARIMAX(np.diff(y, d), exog=x, order=(p, 0, q), concentrate_scale=True)
    arma = [coef[f"ar{i + 1}"] for i in range(p)] + [coef[f"ma{j + 1}"] for j in range(q)]
    llf = model.loglike([coef[k] for k in used] + arma)
    k, count = len(used) + p + q + 1, len(y) - d
    exact = 2 * (k - llf) + 2 * k * (k + 1) / (count - k - 1)
    assert len(used) + p + q == len(coef)
    out.append(f"{name},{p},{d},{q},{m['aicc']:.12g},{exact:.12g},{eta:.12g}")
    print(out[-1], flush=True)
(here / "auto_arima.csv").write_text("\n".join(out) + "\n")

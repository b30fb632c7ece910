"""Tests of series by statsmodels: the returns beside arch's fits, and the prices that they make.

usage: diagnostics.py > diagnostics.csv
"""
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch
from statsmodels.stats.stattools import jarque_bera
from statsmodels.tsa.stattools import acf, adfuller, kpss, pacf

warnings.simplefilter("ignore")
here = Path(__file__).parent
lines = [l for l in (here.parent / "arch" / "series.csv").read_text().splitlines() if not l.startswith("#")]
names = lines[0].split(",")
columns = list(zip(*(line.split(",") for line in lines[1:])))
series = {}
for name, column in zip(names, columns):
    returns = np.array([float(v) for v in column if v])
    series[name] = returns
    series[f"{name}:price"] = 100 * np.exp(returns.cumsum() / 100)
    series[f"{name}:short"] = returns[:40]

print(f"# statsmodels {statsmodels.__version__}, numpy {np.__version__}, scipy {scipy.__version__}")
print("series,test,setting,statistic,p,others")


def line(name, test, setting, statistic, p, *others):
    print(f"{name},{test},{setting},{statistic:.15g},{p:.15g}," + " ".join(f"{v:.15g}" for v in others))


for name, y in series.items():
    for regression in ("n", "c", "ct"):
        for lags in (None, 3):
            options = {"autolag": "AIC"} if lags is None else {"maxlag": lags, "autolag": None}
            found = adfuller(y, regression=regression, result_object=True, **options)
            setting = f"{regression} {'aic' if lags is None else lags}"
            critical = found.critical_values.values()
            line(name, "adf", setting, found.statistic, found.pvalue, found.lags, found.nobs, *critical)
    for regression in ("c", "ct"):
        for lags in ("auto", 0, 5):
            found = kpss(y, regression=regression, nlags=lags, result_object=True)
            line(name, "kpss", f"{regression} {lags}", found.statistic, found.pvalue, found.lags)
    for lags in (1, 10):
        found = acorr_ljungbox(y, lags=[lags])
        line(name, "ljung-box", lags, found.lb_stat.iloc[0], found.lb_pvalue.iloc[0])
        found = het_arch(y, nlags=lags, result_object=True)
        line(name, "arch-lm", lags, found.lm, found.lmpval)
    statistic, p, skew, kurtosis = jarque_bera(y)
    line(name, "jarque-bera", "", statistic, p, skew, kurtosis)
    line(name, "acf", 12, 0, 0, *acf(y, nlags=12, fft=False))
    line(name, "pacf", 12, 0, 0, *pacf(y, nlags=12, method="ldb"))

"""Seconds of processor time that the peers take on the series that `statistics_speed.rs` wrote.

    python statistics_speed.py FOLDER

ARIMA of statsmodels, fitted again from the last day's parameters, on every 50th of the 1000 days, times 50; auto-ARIMA
and ETS of statsforecast, means of all series after one to warm up; Theta of statsmodels, likewise.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from statsforecast.arima import auto_arima_f
from statsforecast.ets import ets_f
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.theta import ThetaModel

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
walk = np.loadtxt(folder / "walk.csv")
series = [np.array(line.split(","), float) for line in (folder / "series.csv").read_text().split()]


def timed(work):
    start = time.process_time()
    work()
    return time.process_time() - start


# the parameters of the day before, as a user would keep them
fit = ARIMA(walk[:1000], order=(2, 0, 1), trend="c").fit()
total = 0.0
for day in range(1001, 2001, 50):
    def refit():
        global fit
        fit.forecast(1)
        fit = ARIMA(walk[:day], order=(2, 0, 1), trend="c").fit(start_params=fit.params)
    total += timed(refit)
print("arima-walk-forward", 50 * total)
for name, work in [
    ("auto-arima", lambda y: auto_arima_f(y, seasonal=False)),
    ("ets", lambda y: ets_f(y, m=1, model="ZZN")),
    ("theta", lambda y: ThetaModel(y, deseasonalize=False).fit().forecast(1)),
]:
    work(series[0])
    print(name, np.mean([timed(lambda: work(y)) for y in series]))

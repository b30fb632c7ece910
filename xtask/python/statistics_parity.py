"""Series of known processes, and what statsmodels and statsforecast make of them.

    python statistics_parity.py FILE

Writes FILE, a line `name order constant forms values` for each series, and prints lines `table series model value`:

- arima: the log-likelihood of SARIMAX, the better of two optimisers, of the differences.
- auto-arima: the AICc of the order and the parameters of statsforecast's auto_arima by the exact likelihood of the
  differences (its own is that of a wide prior on the first values); the model is its number of differences.
- ets: the log-likelihood of ETSModel, the best of its own start and two more.
- auto-ets: the AICc of statsforecast's ets (not seasonal) with the likelihood's constant, which it leaves out.
- theta: the logarithm of the mean squared error of ThetaModel's smoothing, which its alpha should make smallest.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from statsforecast.arima import auto_arima_f
from statsforecast.ets import ets_f
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)
COUNT = 200
# series that models of given orders and forms are fitted to
FITTED = 80


def arma(ar, ma, n, burn=200):
    e = rng.normal(size=n + burn)
    u = np.zeros(n + burn)
    for t in range(2, n + burn):
        u[t] = e[t] + sum(c * u[t - 1 - i] for i, c in enumerate(ar)) + sum(c * e[t - 1 - j] for j, c in enumerate(ma))
    return u[burn:]


def series(i):
    n = int(rng.integers(100, 500))
    phi, theta = rng.uniform(-0.9, 0.95), rng.uniform(-0.8, 0.8)
    r, w = rng.uniform(0.3, 0.95), rng.uniform(0.2, 2.8)
    kind = i % 8
    if kind == 0:
        return 20 + arma([phi], [theta], n)
    if kind == 1:
        return 30 + arma([2 * r * np.cos(w), -r * r], [], n)
    if kind == 2:
        return 100 + arma([phi / 2], [theta], n).cumsum()
    if kind == 3:
        return 50 * np.exp((0.0003 + 0.015 * rng.standard_t(4, n) / 1.41).cumsum())
    if kind == 4:
        return 100 + 0.1 * np.arange(n) + arma([0.7], [0.2], n)
    if kind == 5:
        return 200 + arma([], [-abs(theta)], n).cumsum()
    if kind == 6:
        return 10 + arma([2 * r * np.cos(w), -r * r], [theta], n)
    volatility = np.exp(arma([0.95], [], n) * 0.15)
    return 500 + 2 * (volatility * rng.normal(size=n)).cumsum()


ORDERS = ["1,0,1", "2,0,1", "0,1,1", "1,1,1", "2,0,0", "2,1,2", "3,0,0", "1,0,0", "0,0,2", "1,1,0"]
FORMS = [["ANN", "MNN"], ["AAN", "ANN"], ["AAdN", "MAN"], ["MNN", "MAdN"]]
all_series = []
with Path(sys.argv[1]).open("w") as file:
    for i in range(COUNT):
        y = np.array([float(f"{v:.10g}") for v in series(i)])
        if y.min() <= 0:
            y = y + 10 - y.min()
            y = np.array([float(f"{v:.10g}") for v in y])
        order = ORDERS[i % len(ORDERS)]
        constant = "none" if order.split(",")[1] == "1" else "mean"
        forms = FORMS[i % len(FORMS)]
        all_series.append((f"s{i}", order, constant, forms, y))
        file.write(f"s{i} {order} {constant} {'/'.join(forms)} {','.join(f'{v:.10g}' for v in y)}\n")


def likelihood(y, order, constant):
    p, d, q = map(int, order.split(","))
    x = np.diff(y, d)
    scale = x.std()
    model = SARIMAX(x / scale, order=(p, 0, q), trend="c" if constant == "mean" else "n")
    best = max(model.fit(method=m, disp=0, maxiter=300).llf for m in ("lbfgs", "bfgs"))
    return best - len(x) * np.log(scale)


def chosen_arima(y):
    y = y / y.std()
    m = auto_arima_f(y, seasonal=False)
    p, q, d = m["arma"][0], m["arma"][1], m["arma"][5]
    coef = dict(m["coef"])
    fixed = {"intercept": np.ones(len(y)), "drift": np.arange(1, len(y) + 1.0)}
    used = [k for k in fixed if k in coef]
    x = np.column_stack([np.diff(fixed[k], d) for k in used]) if used else None
    model = SARIMAX(np.diff(y, d), exog=x, order=(p, 0, q), concentrate_scale=True)
    arma_part = [coef[f"ar{i + 1}"] for i in range(p)] + [coef[f"ma{j + 1}"] for j in range(q)]
    llf = model.loglike([coef[k] for k in used] + arma_part)
    k, count = len(used) + p + q + 1, len(y) - d
    return d, 2 * (k - llf) + 2 * k * (k + 1) / (count - k - 1)


NAMES = {"A": "add", "M": "mul", "N": None}


def smoothing(y, form):
    damped = "d" in form
    error, trend, season = [NAMES[c] for c in form.replace("d", "")]
    scale = np.abs(y).mean()
    model = ETSModel(y / scale, error=error, trend=trend, damped_trend=damped, seasonal=season)
    best = model.fit(disp=0).llf
    count = 1 + (trend is not None) + damped
    for values in ([0.5, 0.05, 0.95], [0.9, 0.02, 0.85]):
        start = model.start_params.copy()
        start[:count] = values[:count]
        best = max(best, model.fit(start, disp=0).llf)
    return best - len(y) * np.log(scale)


def mean_square(y):
    alpha, level, total = ThetaModel(y, deseasonalize=False).fit()._alpha, y[0], 0.0
    for v in y:
        total += (v - level) ** 2
        level += alpha * (v - level)
    return total / len(y)


for i, (name, order, constant, forms, y) in enumerate(all_series):
    d, aicc = chosen_arima(y)
    print("auto-arima", name, f"d={d}", repr(float(aicc)))
    if i < FITTED:
        print("arima", name, f"{order}-{constant}", repr(float(likelihood(y, order, constant))))
        for form in forms:
            print("ets", name, form, repr(float(smoothing(y, form))))
    n = len(y)
    found = ets_f(y, m=1, model="ZZN")
    print("auto-ets", name, "ZZN", repr(float(found["aicc"] + n * (np.log(2 * np.pi / n) + 1))))
    print("theta", name, "ln-mse", repr(float(np.log(mean_square(y)))), flush=True)

"""Maximum-likelihood fits of statsmodels' SARIMAX.

Series and regressors are differenced first, so that the log-likelihood is that of the differences; the forecasts are of
the series itself, from the same parameters with exact diffuse initialisation. With gaps in a differenced series, the
likelihood is that of exact diffuse initialisation after the first values. Each fit is the best of several optimisers
and starts, polished.
A committed row is kept unless a search finds a likelihood that is higher by 1e-6 in proportion: where searches end hangs
on the processor, but the likelihood, errors and forecasts at a kept row's parameters do not, and are computed anew.
Remove arima.csv to search from nothing.

usage: arima.py   (writes series.csv and arima.csv beside itself; minutes)
"""
import csv
import warnings
from pathlib import Path

import numpy as np
import statsmodels
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.simplefilter("ignore")
here = Path(__file__).parent
versions = f"statsmodels {statsmodels.__version__}, numpy {np.__version__}"
rng = np.random.default_rng(2)


def arma(ar, ma, n, burn=500):
    e = rng.normal(size=n + burn)
    u = np.zeros(n + burn)
    for t in range(n + burn):
        u[t] = e[t] + sum(c * u[t - 1 - i] for i, c in enumerate(ar) if t > i)
        u[t] += sum(c * e[t - 1 - j] for j, c in enumerate(ma) if t > j)
    return u[burn:]


n = 240
x = np.sin(np.arange(n) / 5) + rng.normal(size=n)
season = np.convolve(rng.normal(size=n + 13), np.r_[1, -0.4, np.zeros(10), -0.6, 0.24], "valid")[:n]
for lag in (1, 12):
    for t in range(lag, n):
        season[t] += season[t - lag]
series = {
    "ar1": arma([0.6], [], n),
    "arma11": 3 + arma([0.7], [0.4], n),
    "ma2": arma([], [0.5, -0.3], n),
    "arma21": 50 + 2 * arma([1.2, -0.5], [0.4], n),
    "walk": 100 + rng.normal(size=n).cumsum(),
    "drift": 20 + (0.3 + rng.normal(size=n)).cumsum(),
    "near-unit": 10 + arma([0.998], [], n),
    "near-unit-arma": arma([0.995], [-0.6], n),
    "cancelling": arma([0.5], [-0.48], n),
    "overdifferenced": np.diff(rng.normal(size=n + 1)),
    "ima": arma([], [-0.7], n).cumsum(),
    "cycle": arma([1.6, -0.9], [], n),
    "twice": arma([0.4], [-0.5], n).cumsum().cumsum() / 10,
    "season": season,
    "quarters": 5 + arma([0.5, 0, 0, 0.4, -0.2], [], n),
    "regressed": 4 + 1.5 * x + arma([0.8], [0.3], n),
    "tiny": 1e-5 * (1 + arma([0.5], [0.2], n)),
    "large": 1e7 + 1e4 * arma([0.9], [], n),
    "x": x,
}
gaps = rng.random(n) < 0.15
gaps[:3] = False
series["gaps"] = np.where(gaps, np.nan, 3 + arma([0.7], [0.4], n))
series["gaps-walk"] = np.where(gaps, np.nan, arma([0.5], [0.3], n).cumsum())
late = series["ar1"].copy()
late[:7] = np.nan
series["late"] = late
series = {k: v.round(9) if k != "tiny" else v for k, v in series.items()}
with (here / "series.csv").open("w") as f:
    f.write(f"# {versions}\n" + ",".join(series) + "\n")
    for row in zip(*series.values()):
        f.write(",".join("nan" if np.isnan(v) else f"{v:.17g}" for v in row) + "\n")

N, M, D = "none", "mean", "drift"
cases = [
    ("ar1", (1, 0, 0), None, N), ("ar1", (1, 0, 0), None, M), ("ar1", (3, 0, 0), None, M), ("ar1", (0, 0, 0), None, M),
    ("arma11", (1, 0, 1), None, M), ("arma11", (2, 0, 2), None, M), ("ma2", (0, 0, 2), None, N),
    ("arma21", (2, 0, 1), None, M), ("arma21", (5, 0, 0), None, M), ("walk", (0, 1, 0), None, N),
    ("walk", (1, 1, 1), None, N), ("walk", (1, 0, 0), None, M), ("drift", (0, 1, 1), None, D),
    ("drift", (2, 1, 2), None, D), ("drift", (1, 0, 0), None, D), ("near-unit", (1, 0, 0), None, M),
    ("near-unit", (1, 0, 0), None, N), ("near-unit", (2, 0, 1), None, N), ("near-unit-arma", (1, 0, 1), None, M),
    ("cancelling", (1, 0, 1), None, N), ("cancelling", (2, 0, 2), None, M), ("overdifferenced", (0, 0, 1), None, N),
    ("overdifferenced", (1, 0, 1), None, M), ("ima", (0, 1, 1), None, N), ("ima", (1, 1, 1), None, N),
    ("cycle", (2, 0, 0), None, N), ("cycle", (2, 0, 1), None, M), ("twice", (1, 2, 1), None, N),
    ("twice", (0, 2, 2), None, N), ("season", (0, 1, 1), (0, 1, 1, 12), N), ("season", (1, 1, 1), (1, 1, 1, 12), N),
    ("quarters", (1, 0, 0), (1, 0, 0, 4), M), ("quarters", (1, 0, 1), (1, 0, 1, 4), M),
    ("regressed", (1, 0, 1), None, M), ("regressed", (1, 1, 1), None, D), ("tiny", (1, 0, 1), None, M),
    ("large", (1, 0, 0), None, M), ("large", (1, 1, 1), None, N), ("gaps", (1, 0, 1), None, M),
    ("gaps", (2, 0, 0), None, N), ("gaps-walk", (1, 1, 1), None, N), ("gaps-walk", (0, 1, 1), None, D),
    ("late", (1, 0, 0), None, M), ("late", (1, 1, 0), None, N),
]


def differenced(v, d, seasonal):
    for _ in range(d):
        v = v[1:] - v[:-1]
    if seasonal:
        for _ in range(seasonal[1]):
            v = v[seasonal[3]:] - v[:-seasonal[3]]
    return v


table = here / "arima.csv"
committed = {}
if table.exists():
    for line in table.read_text().splitlines()[2:]:
        *key, _, params, _, _, _ = line.split(",")
        committed[tuple(key)] = np.array([float(v) for v in params.split()])

H = 6
out = [f"# {versions}",
       "series,order,seasonal,constant,best,parameters,errors,mean,variance"]
for name, (p, d, q), seasonal, constant in cases:
    y = series[name]
    t = np.arange(1, n + H + 1.0)
    lags = d + (seasonal[1] * seasonal[3] if seasonal else 0)
    columns = []
    if constant == M or (constant == D and lags == 0):
        columns.append(np.ones(n + H))
    if constant == D:
        columns.append(t)
    if name == "regressed":
        columns.append(np.r_[x, np.zeros(H)])
    X = np.column_stack(columns) if columns else None
    first = int(np.argmax(~np.isnan(y)))
    scale = np.nanstd(differenced(y, d, seasonal))
    ys = y[first:] / scale
    Xs = None if X is None else X[first:n]
    s = seasonal or (0, 0, 0, 0)
    gappy = lags > 0 and np.isnan(ys).any()
    whole = dict(order=(p, d, q), seasonal_order=s)
    if gappy:
        model = SARIMAX(ys, exog=Xs, use_exact_diffuse=True, **whole)
        model.loglikelihood_burn = lags
    else:
        dx = None if Xs is None else np.column_stack([differenced(c, d, seasonal) for c in Xs.T])
        model = SARIMAX(differenced(ys, d, seasonal), exog=dx, order=(p, 0, q),
                        seasonal_order=(s[0], 0, s[2], s[3]))
    best = None
    count = len(model.start_params)
    starts = [None] + [model.transform_params(rng.normal(size=count)) for _ in range(4)]
    for k, start in enumerate(starts):
        for method in ("lbfgs", "nm") if k else ("lbfgs", "nm", "bfgs", "powell"):
            try:
                # random starts keep the regression and variance of the default ones
                if start is not None:
                    kx = 0 if Xs is None else Xs.shape[1]
                    start = np.r_[model.start_params[:kx], start[kx:-1], 1.0]
                fit = model.fit(start, method=method, disp=0, maxiter=2000 if method == "nm" else 500)
                if best is None or fit.llf > best.llf:
                    best = fit
            except Exception:
                pass
    for _ in range(3):
        try:
            fit = model.fit(best.params, method="bfgs", disp=0, gtol=1e-10, maxiter=500)
            best = fit if fit.llf >= best.llf else best
            fit = model.fit(best.params, method="lbfgs", disp=0, pgtol=1e-12, factr=1, maxiter=500)
            best = fit if fit.llf >= best.llf else best
        except Exception:
            pass
    params, top = best.params, best.llf
    # back to the series' own scale
    kx = 0 if X is None else X.shape[1]
    unit = np.r_[np.full(kx, scale), np.ones(len(params) - kx - 1), scale ** 2]
    key = (name, f"{p} {d} {q}", " ".join(map(str, s)), constant)
    if key in committed:
        known = committed[key] / unit
        kept = model.loglike(known)
        if top <= kept + 1e-6 * abs(kept):
            params, top = known, kept
    observed = int((~np.isnan(ys)).sum()) - lags
    jacobian = -observed * np.log(scale)
    try:
        errors = model.smooth(params, cov_type="approx").bse
    except Exception:
        errors = np.full(len(params), np.nan)
    full = SARIMAX(ys, exog=Xs, use_exact_diffuse=lags > 0, **whole)
    ahead = full.smooth(params).get_forecast(H, exog=None if X is None else X[n:])
    join = lambda v: " ".join(f"{a:.12g}" for a in v)
    out.append(",".join([
        *key, f"{top + jacobian:.12g}",
        join(params * unit), join(errors * unit), join(ahead.predicted_mean * scale),
        join(ahead.var_pred_mean * scale ** 2)]))
    print(out[-1][:110], flush=True)
table.write_text("\n".join(out) + "\n")

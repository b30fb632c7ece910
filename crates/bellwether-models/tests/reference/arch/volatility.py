"""Maximum-likelihood fits of the Python package arch.

Parameters, errors and forecasts are those of the best of several starts, the optimiser's tolerance at its smallest,
polished by Nelder and Mead's method on arch's own likelihood.
A committed row is kept unless a search finds a likelihood that is higher by 1e-6 in proportion: where searches end hangs
on the processor, but the likelihood, errors and forecasts at a kept row's parameters do not, and are computed anew.
Standard errors are nan where the likelihood is flat: of degrees of freedom that are smaller than their own error, and of
all parameters beyond 100 of them, as their inverse curvature is then rounding. Remove volatility.csv to search from nothing.

usage: volatility.py PRICES.csv.zst   (writes series.csv and volatility.csv beside itself; minutes)
needs: pandas, zstandard
"""
import sys
import warnings
from pathlib import Path

import arch
import numpy as np
import pandas
import scipy
from arch.univariate import GARCH, ConstantMean, EWMAVariance, Normal, StudentsT, ZeroMean
from scipy.optimize import minimize

warnings.simplefilter("ignore")
here = Path(__file__).parent
versions = f"arch {arch.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"
rng = np.random.default_rng(4)


def simulated(omega, alpha, gamma, beta, n, degrees=None, mean=0.0, burn=500):
    z = rng.normal(size=n + burn)
    if degrees:
        z = rng.standard_t(degrees, size=n + burn) * np.sqrt((degrees - 2) / degrees)
    e = np.zeros(n + burn)
    variance = omega / (1 - alpha - gamma / 2 - beta)
    for t in range(n + burn):
        e[t] = np.sqrt(variance) * z[t]
        variance = omega + (alpha + gamma * (e[t] < 0)) * e[t] ** 2 + beta * variance
    return mean + e[burn:]


series = {
    "garch": simulated(0.05, 0.08, 0, 0.88, 1000),
    "garch-mean": simulated(0.05, 0.08, 0, 0.88, 1000, mean=0.3),
    "garch-t": simulated(0.05, 0.08, 0, 0.88, 1000, degrees=5),
    "heavy": simulated(0.1, 0.1, 0, 0.8, 1000, degrees=3),
    "gjr": simulated(0.04, 0.03, 0.1, 0.88, 1000),
    "gjr-t": simulated(0.04, 0.03, 0.12, 0.86, 1000, degrees=6, mean=0.1),
    "falls-only": simulated(0.1, 0.0, 0.2, 0.8, 1000),
    "near-unit": simulated(0.01, 0.1, 0, 0.89, 1000),
    "quick": simulated(0.5, 0.4, 0, 0.2, 1000),
    "arch": simulated(0.5, 0.5, 0, 0.0, 1000),
    "weak": simulated(0.5, 0.03, 0, 0.5, 1000),
    "constant": rng.normal(size=1000) * 2,
    "short": simulated(0.1, 0.15, 0, 0.75, 250),
    "large": 50 * simulated(0.05, 0.08, 0, 0.88, 500, degrees=8),
}
prices = pandas.read_csv(sys.argv[1], compression="zstd")
for ticker, rows in prices.groupby("ticker"):
    series[ticker] = 100 * np.diff(np.log(rows.sort_values("Date").Close.to_numpy()))
series = {k: v.round(6) for k, v in series.items()}
longest = max(map(len, series.values()))
with (here / "series.csv").open("w") as f:
    f.write(f"# {versions}; shorter series end with empty cells\n" + ",".join(series) + "\n")
    for t in range(longest):
        f.write(",".join(f"{v[t]:.8g}" if t < len(v) else "" for v in series.values()) + "\n")

models = {
    "garch": lambda: GARCH(1, 0, 1),
    "gjr-garch": lambda: GARCH(1, 1, 1),
    "ewma": lambda: EWMAVariance(0.94),
    "ewma-fitted": lambda: EWMAVariance(None),
}


def polished(model, params):
    """Nelder and Mead from a point, inside the model's own limits."""
    resids = np.asarray(model.resids(model.starting_values()))
    arguments = (np.zeros(len(resids)), model.volatility.backcast(resids), model.volatility.variance_bounds(resids))
    a, b = model.volatility.constraints()
    first, count = model.num_params, model.volatility.num_params
    limits = [*model.volatility.bounds(resids), *model.distribution.bounds(resids)]

    def value(x):
        own = x[first : first + count]
        outside = any(not low <= v <= high for v, (low, high) in zip(x[first:], limits))
        if outside or (count and (a.dot(own) < b).any()):
            return 1e10
        found = model._loglikelihood(x, *arguments)
        return found if np.isfinite(found) else 1e10

    for _ in range(4):
        options = {"xatol": 1e-11, "fatol": 1e-12, "maxiter": 4000, "maxfev": 8000, "adaptive": True}
        params = minimize(value, params, method="Nelder-Mead", options=options).x
    return params


table = here / "volatility.csv"
committed = {}
if table.exists():
    for line in table.read_text().splitlines()[2:]:
        *key, _, params, _, _, _ = line.split(",")
        committed[tuple(key)] = np.array([float(v) for v in params.split()])


def row(name, y, process, mean, errors):
    make = lambda: (ConstantMean if mean == "constant" else ZeroMean)(
        y, volatility=models[process](), distribution=Normal() if errors == "normal" else StudentsT(), rescale=False
    )
    default = make().fit(disp="off")
    best = default
    starts = [None, default.params.to_numpy()]
    for alpha, beta in [(0.05, 0.9), (0.1, 0.5), (0.02, 0.97)]:
        start = default.params.copy()
        if "beta[1]" in start.index:
            start["alpha[1]"], start["beta[1]"] = alpha, beta
            start["omega"] = (1 - alpha - beta) * y.var()
            if "gamma[1]" in start.index:
                start["gamma[1]"] = 0.0
            starts.append(start.to_numpy())
    for start in starts:
        try:
            found = make().fit(disp="off", starting_values=start, options={"ftol": 1e-15, "maxiter": 2000})
        except ValueError:
            continue
        if found.loglikelihood > best.loglikelihood:
            best = found
    model = make()
    model.fit(disp="off")
    params = best.params.to_numpy()
    if len(params):
        params = polished(model, params)
    fixed = make().fix(params)
    if fixed.loglikelihood < best.loglikelihood:
        fixed, params = make().fix(best.params.to_numpy()), best.params.to_numpy()
    known = committed.get((name, process, mean, errors))
    if known is not None:
        kept = make().fix(known)
        if fixed.loglikelihood <= kept.loglikelihood + 1e-6 * abs(kept.loglikelihood):
            fixed, params = kept, known
    of = lambda robust: np.sqrt(np.diag(model.compute_param_cov(params, robust=robust))) if len(params) else np.array([])
    classic, robust = of(False), of(True)
    if errors == "student-t" and classic[-1] > params[-1]:
        hidden = slice(None) if params[-1] > 100 else slice(-1, None)
        classic[hidden] = robust[hidden] = np.nan
    forecast = fixed.forecast(horizon=10).variance.to_numpy()[-1]
    numbers = lambda values: " ".join(f"{v:.10g}" for v in values)
    return ",".join([
        name, process, mean, errors, f"{fixed.loglikelihood:.10f}",
        numbers(params), numbers(classic), numbers(robust), numbers(forecast),
    ])


with table.open("w") as f:
    f.write(f"# {versions}\nseries,process,mean,errors,best,parameters,classic,robust,variance\n")
    for name, y in series.items():
        for process in models:
            for errors in ("normal", "student-t"):
                for mean in ("zero", "constant") if name in ("garch", "AAPL") else ("constant",):
                    f.write(row(name, y, process, mean, errors) + "\n")
                    f.flush()

"""Exponential smoothing of statsmodels: ETSModel at its likelihood, SimpleExpSmoothing and ThetaModel.

Every ETS fit is the best of several starts, each restarted from where it ended. Bounds are those of statsmodels: 1e-4 from 0 and 1 for alpha, beta / alpha and gamma / (1 - alpha), and .8 to
.98 for the damping. Variances of forecasts are exact where the model is linear with additive errors, otherwise of
simulated paths (`simulated`). Parameters are those of smoothing and damping, then (`states`) the first states of the
series divided by its mean size.
A committed row is kept unless a search finds a likelihood that is higher by 1e-6 in proportion: where searches end hangs
on the processor, but the likelihood, errors and forecasts at a kept row's parameters do not, and are computed anew.
Remove ets.csv to search from nothing.

usage: smoothing.py   (writes smoothing_series.csv, ets.csv and theta.csv beside itself; minutes)
"""
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
from scipy.optimize import minimize_scalar
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing

warnings.simplefilter("ignore")
here = Path(__file__).parent
versions = f"statsmodels {statsmodels.__version__}, numpy {np.__version__}"
rng = np.random.default_rng(5)
n, H = 180, 8
t = np.arange(n)
normal = lambda sd=1.0: rng.normal(0, sd, n)


def smoothed(alpha, beta=0.0, phi=1.0, gamma=0.0, period=1, level=100.0, trend=0.0, season=(0.0,), sd=1.0, ratio=False):
    l, b, s, out = level, trend, list(season), []
    for k in range(n):
        base, own = l + phi * b, s[k % period]
        mean = base * own if ratio else base + own
        e = rng.normal(0, sd)
        out.append(mean + e)
        l, b = base + alpha * e / (own if ratio else 1), phi * b + beta * e / (own if ratio else 1)
        s[k % period] = own + gamma * e / (base if ratio else 1)
    return np.array(out)


year = 8 * np.sin(2 * np.pi * np.arange(12) / 12)
week = np.array([3.0, -1.0, -2.5, 0.5, 0.0])
series = {
    "level": smoothed(0.3),
    "quick": smoothed(0.8),
    "still": 50 + normal(2),
    "walk": 100 + normal().cumsum(),
    "returns": normal(0.01),
    "line": smoothed(0.4, 0.05, trend=0.5),
    "steep": smoothed(0.6, 0.3, trend=-0.5),
    "damped": smoothed(0.5, 0.1, 0.9, trend=3.0),
    "curve": 20 * 1.01 ** t * np.exp(normal(0.02)),
    "stock": 40 * np.exp((0.0004 + normal(0.015)).cumsum()),
    "falling": 400 * np.exp((-0.003 + normal(0.02)).cumsum()),
    "year": smoothed(0.3, gamma=0.1, period=12, season=year, sd=2),
    "year-line": smoothed(0.3, 0.02, gamma=0.1, period=12, trend=0.4, season=year, sd=2),
    "year-ratio": smoothed(0.2, 0.01, gamma=0.1, period=12, trend=0.6, season=1 + year / 40, sd=3, ratio=True),
    "week": smoothed(0.7, gamma=0.05, period=5, season=week),
    "week-ratio": smoothed(0.5, gamma=0.1, period=5, season=1 + week / 10, ratio=True),
    "quarter": smoothed(0.2, 0.1, 0.95, 0.2, 4, trend=1.0, season=[5, -3, 1, -3.0], sd=1.5),
    "fixed-season": 200 + 0.3 * t + np.tile(week, n // 5) + normal(0.5),
    "bubble": np.where(t < 90, 30 + 0.5 * t, 75 - 0.3 * (t - 90)) + normal(0.8),
    "jump": np.where(t < 90, 80.0, 40.0) + normal(0.7),
    "tiny": 1e-4 * smoothed(0.4),
    "large": 1e7 * smoothed(0.9),
    "heavy": 100 + 0.5 * rng.standard_t(3, n).cumsum(),
    "cycle": 60 + 10 * np.sin(t / 9) + normal(1.0),
}
series = {k: np.array([float(f"{x:.12g}") for x in v]) for k, v in series.items()}
with (here / "smoothing_series.csv").open("w") as f:
    f.write(f"# {versions}\n" + ",".join(series) + "\n")
    for row in zip(*series.values()):
        f.write(",".join(f"{v:.12g}" for v in row) + "\n")

PLAIN = ["ANN", "AAN", "AAdN"]
POSITIVE = ["MNN", "MAN", "MAdN", "AMN", "MMN", "MMdN"]
periods = {"year": 12, "year-line": 12, "year-ratio": 12, "week": 5, "week-ratio": 5, "quarter": 4, "fixed-season": 5}
cases = []
for name in series:
    forms = ["ANN", "AAN"] if name in ("returns", "still") else list(PLAIN)
    if name in ("stock", "curve", "falling", "line", "walk", "year-line"):
        forms += POSITIVE
    elif name not in ("returns",):
        forms += ["MNN", "MAdN"]
    cases += [(name, form, 0) for form in forms]
    if name in periods:
        m = periods[name]
        seasonal = ["ANA", "AAA", "AAdA", "MNA", "MAM", "MNM", "ANM"] if m == 12 else [
            "ANA", "AAdA", "MAA", "MAdM", "MNM", "AAM", "MMM"]
        cases += [(name, form, m) for form in seasonal]

table = here / "ets.csv"
committed = {}
if table.exists():
    for line in table.read_text().splitlines()[2:]:
        *key, _, params, states, _, _, _ = line.split(",")
        committed[tuple(key)] = np.array([float(v) for v in [*params.split(), *states.split()]])

NAMES = {"A": "add", "M": "mul", "N": None}
out = [f"# {versions}", "series,form,period,best,parameters,states,mean,variance,simulated"]
join = lambda v: " ".join(f"{a:.12g}" for a in v)
for name, form, m in cases:
    damped = "d" in form
    error, trend, season = [NAMES[c] for c in form.replace("d", "")]
    scale = np.abs(series[name]).mean()
    y = pd.Series(series[name] / scale)
    kind = dict(error=error, trend=trend, damped_trend=damped, seasonal=season, seasonal_periods=m or None)
    model = ETSModel(y, **kind)
    fit = model.fit(disp=0)
    best = fit
    smoothing = [k for k in model.param_names if "smoothing" in k or "damping" in k]
    for alpha, beta, gamma, phi in [(0.1, 0.1, 0.1, 0.9), (0.5, 0.05, 0.3, 0.97), (0.9, 0.3, 0.02, 0.85),
                                    (0.98, 0.001, 0.01, 0.97), (0.02, 0.5, 0.05, 0.9)]:
        start = model.start_params.copy()
        values = {"smoothing_level": alpha, "smoothing_trend": beta * alpha, "smoothing_seasonal": gamma * (1 - alpha),
                  "damping_trend": phi}
        for i, k in enumerate(smoothing):
            start[i] = values[k]
        try:
            fit = model.fit(start, disp=0, maxiter=2000, factr=10, pgtol=1e-9, epsilon=1e-7)
            for _ in range(3):
                again = model.fit(fit.params, disp=0, maxiter=2000, factr=10, pgtol=1e-9, epsilon=1e-8)
                if not again.llf > fit.llf + 1e-9:
                    break
                fit = again
        except Exception:
            continue
        if np.isfinite(fit.llf) and fit.llf > best.llf:
            best = fit
    known = committed.get((name, form, str(m)))
    if known is not None:
        kept = model.smooth(known)
        if best.llf <= kept.llf + 1e-6 * abs(kept.llf):
            best = kept
    simulated = int(error == "mul" or trend == "mul" or season == "mul")
    if simulated:
        paths = best.simulate(H, anchor="end", repetitions=20000, rng=1)
        variance = np.asarray(paths).reshape(H, -1).var(axis=1)
    else:
        variance = best.get_prediction(n, n + H - 1).forecast_variance[-H:]
    jacobian = -n * np.log(scale)
    out.append(",".join([name, form, str(m), f"{best.llf + jacobian:.12g}",
                         join(best.params[:len(smoothing)]), join(best.params[len(smoothing):]), join(np.asarray(best.forecast(H)) * scale),
                         join(np.asarray(variance) * scale**2), str(simulated)]))
    print(out[-1][:100], flush=True)
table.write_text("\n".join(out) + "\n")

out = [f"# {versions}", "series,period,theta,b0,alpha,forecast"]
for name, y in series.items():
    for m in {0, periods.get(name, 0), 5}:
        model = ThetaModel(y, period=m or None, deseasonalize=m > 0, use_test=m > 0)
        fit = model.fit()
        # its optimiser stops early; alpha by a finer search of the same sum of squares
        x = model._deseasonalize_data()[0]

        def squares(alpha):
            level, sum_ = x[0], 0.0
            for v in x:
                sum_ += (v - level) ** 2
                level += alpha * (v - level)
            return sum_
        grid = np.linspace(0.0, 1.0, 201)
        at = grid[np.argmin([squares(a) for a in grid])]
        found = minimize_scalar(squares, bounds=(max(0.0, at - 0.005), min(1.0, at + 0.005)), method="bounded",
                                options={"xatol": 1e-12})
        alpha = found.x
        if squares(fit._alpha) < squares(alpha):
            alpha = fit._alpha
        apart = abs(alpha - fit._alpha)
        fit._alpha = alpha
        # statsmodels' own exponential smoothing at that alpha
        held = ExponentialSmoothing(x, initial_level=x[0], initialization_method="known").fit(
            smoothing_level=alpha, optimized=False)
        fit._one_step = held.forecast(1)
        for theta in (2.0, 3.0):
            out.append(f"{name},{m},{theta:g},{fit._b0:.12g},{alpha:.12g},{join(np.asarray(fit.forecast(H, theta=theta)))}")
        print(name, m, model._has_seasonality, alpha, f"{apart:.1e}", flush=True)
(here / "theta.csv").write_text("\n".join(out) + "\n")

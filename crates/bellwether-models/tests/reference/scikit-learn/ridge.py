"""Expected forecasts of ridge regression on windows: scaled columns of the last `lookback` rows, oldest first, into
sklearn.linear_model.Ridge; the forecast scaled back.

The first 60 rows with a full window and a target are learnt from, the others forecast. Scalers are fitted on the rows
that the training windows touch, and on the training targets; labels are not scaled.

usage: ridge.py   (writes rows.csv and ridge.csv beside itself)
"""
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MinMaxScaler, StandardScaler

here = Path(__file__).parent
versions = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"
rng = np.random.default_rng(11)
n, train = 90, 60
close = 100 * np.exp(rng.normal(0, 0.015, n).cumsum())
volume = rng.lognormal(15, 0.5, n)
score = rng.uniform(-1, 1, n)
rows = np.column_stack([close, volume, score])
np.savetxt(here / "rows.csv", rows, fmt="%.17g", delimiter=",", header=f"{versions}\nclose,volume,score")


class NoScaler:
    def fit(self, x):
        return self

    def transform(self, x):
        return x

    inverse_transform = transform


scalers = {"none": NoScaler, "min-max": MinMaxScaler, "standard": StandardScaler}
lines = []
for target, lookback, alpha, scaler, horizon in [
    ("level", 5, 1.0, "standard", 1),
    ("level", 1, 0.1, "min-max", 1),
    ("level", 3, 2.0, "none", 2),
    ("change", 5, 1.0, "standard", 1),
    ("change", 4, 0.5, "min-max", 5),
    ("log-return", 5, 1.0, "standard", 1),
    ("log-return", 30, 10.0, "standard", 1),  # more inputs than samples
    ("direction", 5, 1.0, "standard", 1),
    ("direction", 2, 0.001, "min-max", 3),
]:
    use = np.arange(lookback - 1, n - horizon)
    fit, test = use[:train - lookback + 1], use[train - lookback + 1:]
    then, now = close[use + horizon], close[use]
    y = {"level": then, "change": np.log(then / now), "log-return": np.log(then / now),
         "direction": (then > now).astype(float)}[target]
    # the scaler sees each row that a training window touches once
    x_scaler = scalers[scaler]().fit(rows[:fit[-1] + 1])
    y_scaler = (NoScaler if target == "direction" else scalers[scaler])().fit(y[:len(fit), None])
    scaled = x_scaler.transform(rows)
    x = np.array([scaled[i + 1 - lookback:i + 1].ravel() for i in use])
    # the exact solver, not an iterative one
    model = Ridge(alpha=alpha, solver="cholesky").fit(x[:len(fit)], y_scaler.transform(y[:len(fit), None]).ravel())
    out = y_scaler.inverse_transform(model.predict(x[len(fit):])[:, None]).ravel()
    if target == "change":
        out = close[test] * np.exp(out)
    if target == "direction":
        out = out.clip(0, 1)
    for i, value in zip(test, out):
        lines.append(f"{target},{lookback},{alpha},{scaler},{horizon},{len(fit)},{i},{value:.17g}")
header = f"# {versions}\ntarget,lookback,alpha,scaler,horizon,train,row,forecast\n"
(here / "ridge.csv").write_text(header + "\n".join(lines) + "\n")

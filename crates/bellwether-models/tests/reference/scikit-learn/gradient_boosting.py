"""Expected predictions of gradient boosting.

boosting.csv: GradientBoostingRegressor and GradientBoostingClassifier on numbers that single precision holds exactly (the
trees of scikit-learn read their inputs in it). The first 240 rows are learnt from, the others predicted too.
gradient_boosting.csv: the same on windows of rows.csv, as ridge.py makes them, without scalers.

Among equally good splits scikit-learn takes one at random. Every fit is made with twenty random states, and a prediction
is written only where all of them agree, so that no such choice is in the figures. (Two inputs that set the same few samples
apart are equally good; the samples learnt from then have the same predictions, others may not.) Its criterion is the squared error: `friedman_mse`, the default before version 1.9,
is the same but for rounding, and no longer a choice.

usage: gradient_boosting.py   (writes boosting.csv and gradient_boosting.csv beside itself; prints how many predictions agree)
"""
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

here = Path(__file__).parent
versions = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"


def predictions(x, y, new, classes, **params):
    found = []
    for state in range(20):
        kind = GradientBoostingClassifier if classes else GradientBoostingRegressor
        model = kind(random_state=state, **params).fit(x, y)
        found.append(model.predict_proba(new)[:, 1] if classes else model.predict(new))
    agree = np.ptp(found, axis=0) < 1e-12
    assert agree.mean() > 0.8, (params, agree.mean())
    print(params, f"agree {agree.mean():.3f}")
    return np.where(agree, found[0], np.nan)


rng = np.random.default_rng(4)
n, p, learnt = 300, 6, 240
x = rng.integers(-4096, 4096, (n, p)) / 1024
y = np.sin(x[:, 0]) * 3 + x[:, 1] * x[:, 2] + np.where(x[:, 3] > 0.7, 2.0, 0.0) + rng.normal(0, 0.5, n)
label = (y + rng.normal(0, 1, n) > 0).astype(float)
columns = [x[:, j] for j in range(p)] + [y, label]
names = [f"x{j}" for j in range(p)] + ["y", "label"]
for name, classes, params in [
    ("default", False, {}),
    ("leaf5", False, {"min_samples_leaf": 5}),
    ("stump", False, {"max_depth": 1, "n_estimators": 30, "learning_rate": 1.0}),
    ("deep", False, {"max_depth": 5, "n_estimators": 40, "min_samples_leaf": 8, "learning_rate": 0.3}),
    ("classes", True, {"min_samples_leaf": 4}),
    ("classes-stump", True, {"max_depth": 1, "n_estimators": 60, "learning_rate": 0.5}),
]:
    out = predictions(x[:learnt], (label if classes else y)[:learnt], x, classes, **params)
    columns.append(out)
    names.append(name)
with open(here / "boosting.csv", "w") as file:
    print(f"# {versions}", file=file)
    print(",".join(names), file=file)
    for row in zip(*columns):
        print(",".join("" if np.isnan(v) else f"{v:.17g}" for v in row), file=file)

rows = np.loadtxt(here / "rows.csv", delimiter=",")
n, train = len(rows), 60
close = rows[:, 0]
lines = []
for target, lookback, leaf, horizon in [
    ("level", 5, 6, 1),
    ("change", 4, 7, 5),
    ("log-return", 3, 8, 1),
    ("direction", 5, 9, 1),
]:
    use = np.arange(lookback - 1, n - horizon)
    then, now = close[use + horizon], close[use]
    y = {"level": then, "change": np.log(then / now), "log-return": np.log(then / now),
         "direction": (then > now).astype(float)}[target]
    x = np.array([rows[i + 1 - lookback:i + 1].ravel() for i in use])
    k = train - lookback + 1
    out = predictions(x[:k], y[:k], x, target == "direction", min_samples_leaf=leaf)
    if target == "change":
        out = now * np.exp(out)
    lines += [f"{target},{lookback},{leaf},{horizon},{k},{i},{v:.17g}" for i, v in zip(use, out) if not np.isnan(v)]
header = f"# {versions}\ntarget,lookback,min_samples_leaf,horizon,train,row,forecast\n"
(here / "gradient_boosting.csv").write_text(header + "\n".join(lines) + "\n")

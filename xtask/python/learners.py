"""Classical learners beside scikit-learn and LightGBM, one thread each.

usage: learners.py PROGRAM bench|parity FOLDER   (PROGRAM: the example `learners` of bellwether-models)

bench prints `learner data ours-seconds peer-seconds peer`, parity `learner data metric ours scikit-learn lightgbm`; the
metric is that of the quarter that was not learnt from, R2, mean log-loss or mean pinball loss in standard deviations of the
target, and its mean over several draws of that quarter. Of forests, the last number is the standard deviation of
scikit-learn's metric over seeds.
"""
import os

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import json
import subprocess
import sys
import time
import warnings
from pathlib import Path

import lightgbm
import numpy as np
import sklearn.datasets as sets
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor,
                              RandomForestClassifier, RandomForestRegressor)
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_pinball_loss, r2_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
program, mode, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])


def windows(n, seed):
    """Windows of 5 rows of 12 columns of a wandering price, and the next return: what studies learn from."""
    rng = np.random.default_rng(seed)
    columns = rng.normal(size=(n + 6, 12)).cumsum(0) * 0.05 + rng.normal(size=(n + 6, 12))
    y = 0.5 * np.tanh(columns[5:-1, 0]) + 0.3 * columns[5:-1, 3] * (columns[4:-2, 5] > 0) + rng.normal(size=n)
    return np.hstack([columns[5 - k:n + 5 - k] for k in range(5)]), y


def data():
    digits = sets.load_digits()
    x, y = windows(1500, 3)
    big = np.random.default_rng(5).uniform(size=(100_000, 28))
    hidden = sets.make_friedman1(4000, 12, noise=1.0, random_state=4)
    missing = hidden[0].copy()
    missing[np.random.default_rng(6).uniform(size=missing.shape) < 0.1] = np.nan
    return {
        "diabetes": sets.load_diabetes(return_X_y=True),
        "breast-cancer": sets.load_breast_cancer(return_X_y=True),
        "odd-digits": (digits.data, digits.target % 2),
        "friedman": sets.make_friedman1(6000, 20, noise=1.0, random_state=1),
        "friedman-missing": (missing, hidden[1]),
        "hastie": (lambda x, y: (x, (y > 0).astype(int)))(*sets.make_hastie_10_2(8000, random_state=2)),
        "windows": (x, y),
        "rising-windows": (x, (y > 0).astype(int)),
        "large": (big, np.sin(7 * big[:, 0]) + big[:, 1] * big[:, 2]
                  + np.random.default_rng(7).normal(size=len(big)) * 0.3),
    }


def split(name, x, y, draw=0):
    order = np.random.default_rng(11 + draw).permutation(len(y))
    train, test = order[:len(y) * 3 // 4], order[len(y) * 3 // 4:]
    for part, rows in [("train", train), ("test", test)]:
        path = folder / f"{name}-{draw}.{part}.csv"
        if not path.exists():
            lines = [",".join("" if v != v else repr(float(v)) for v in [*x[i], y[i]]) for i in rows]
            path.write_text("\n".join(lines) + "\n")
    return x[train], y[train], x[test], y[test]


def ours(learner, name, rounds=1, draw=0, **settings):
    command = [program, learner, folder / f"{name}-{draw}.train.csv", folder / f"{name}-{draw}.test.csv", str(rounds)]
    command += [f"{key}={value}" for key, value in settings.items()]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(printed[0]), float(printed[1]), np.array([float(p) for p in printed[2:]])


def timed(fit, rounds):
    least = np.inf
    for _ in range(rounds):
        start = time.process_time()
        model = fit()
        least = min(least, time.process_time() - start)
    return least, model


def lgb(x, y, objective, trees=100, **more):
    params = {"objective": objective, "num_threads": 1, "verbose": -1, "num_leaves": 31, "min_data_in_leaf": 20,
              "learning_rate": 0.1, "deterministic": True, **more}
    return lightgbm.train(params, lightgbm.Dataset(x, y, params={"verbose": -1}), trees)


def boosting(name, x, y, test, rounds, settings, quantile=None, draw=0):
    direction = set(np.unique(y)) == {0, 1}
    own = {"leaves": 31, "leaf": 20, **settings} | ({"quantile": quantile} if quantile else {})
    seconds, _, predicted = ours("boosted-trees", name, rounds, draw, **own)
    objective = "quantile" if quantile else "binary" if direction else "regression"
    more = {"num_leaves": own["leaves"], "max_depth": own.get("depth", -1), "alpha": quantile or 0.9}
    theirs, model = timed(lambda: lgb(x, y, objective, **more), rounds)
    kind = HistGradientBoostingClassifier if direction else HistGradientBoostingRegressor
    loss = {"loss": "quantile", "quantile": quantile} if quantile else {}
    peer, sk = timed(lambda: kind(max_iter=100, early_stopping=False, max_leaf_nodes=own["leaves"],
                                  max_depth=own.get("depth"), random_state=0, **loss).fit(x, y), rounds)
    of_sk = sk.predict_proba(test)[:, 1] if direction else sk.predict(test)
    return (seconds, theirs, peer), (predicted, of_sk, model.predict(test))


def parity(all_data):
    cases = [("diabetes", {}, None), ("breast-cancer", {}, None), ("odd-digits", {}, None), ("friedman", {}, None),
             ("friedman-missing", {}, None), ("hastie", {}, None), ("windows", {"depth": 3}, None),
             ("rising-windows", {"depth": 3}, None), ("friedman", {"depth": 3}, None), ("friedman", {}, 0.1),
             ("friedman", {}, 0.9)]
    for name, settings, quantile in cases:
        draws = 2 if len(all_data[name][1]) > 3000 else 20
        found = []
        for draw in range(draws):
            x, y, test, held = split(name, *all_data[name], draw)
            _, predictions = boosting(name, x, y, test, 1, settings, quantile, draw)
            direction = set(np.unique(y)) == {0, 1}
            if quantile:
                metric, of = "pinball", lambda p: mean_pinball_loss(held, p, alpha=quantile) / held.std()
            elif direction:
                metric, of = "log-loss", lambda p: log_loss(held, p)
            else:
                metric, of = "r2", lambda p: r2_score(held, p)
            found.append([of(p) for p in predictions])
        label = "-".join([name, *(f"{k}-{v}" for k, v in settings.items()), *([str(quantile)] if quantile else [])])
        print("boosting", label, metric, *(f"{v:.5f}" for v in np.mean(found, axis=0)), flush=True)
    for name in ["diabetes", "breast-cancer", "odd-digits", "friedman", "windows", "rising-windows"]:
        x, y, test, held = split(name, *all_data[name])
        direction = set(np.unique(y)) == {0, 1}
        kind = RandomForestClassifier if direction else RandomForestRegressor
        found = [[], []]
        for seed in range(10):
            found[0].append(ours("forest", name, seed=seed, leaf=3)[2])
            model = kind(100, min_samples_leaf=3, random_state=seed).fit(x, y)
            found[1].append(model.predict_proba(test)[:, 1] if direction else model.predict(test))
        of = (lambda p: log_loss(held, p)) if direction else (lambda p: r2_score(held, p))
        both = [np.array([of(p) for p in side]) for side in found]
        print("forest", name, "log-loss" if direction else "r2", *(f"{b.mean():.5f}" for b in both),
              f"{both[1].std():.5f}", flush=True)


def bench(all_data):
    version = f"lightgbm-{lightgbm.__version__}"
    for name in ["windows", "rising-windows", "friedman", "large"]:
        x, y, test, _ = split(name, *all_data[name])
        rounds = 2 if name == "large" else 5
        (own, theirs, peer), _ = boosting(name, x, y, test, rounds, {})
        print("boosting", name, f"{own:.4f} {theirs:.4f} {version}")
        print("boosting", name, f"{own:.4f} {peer:.4f} scikit-learn", flush=True)
    for name in ["windows", "rising-windows"]:
        x, y, test, _ = split(name, *all_data[name])
        direction = name.startswith("rising")
        scaled = lambda model: make_pipeline(StandardScaler(), model)
        models = [("forest", RandomForestClassifier(random_state=0) if direction else
                   RandomForestRegressor(random_state=0)),
                  ("tree", DecisionTreeClassifier() if direction else DecisionTreeRegressor())]
        whole = [("linear-svm", scaled(LinearSVC() if direction else LinearSVR(loss="squared_epsilon_insensitive"))),
                 ("nearest-neighbours", scaled(KNeighborsClassifier() if direction else KNeighborsRegressor()))]
        if direction:
            whole += [("logistic-regression", scaled(LogisticRegression())), ("gaussian-naive-bayes", scaled(GaussianNB()))]
        else:
            whole += [("lasso", scaled(Lasso(0.01))), ("elastic-net", scaled(ElasticNet(0.01))), ("ridge", scaled(Ridge()))]
        models += [(json.dumps({"kind": kind, "lookback": 1}), model) for kind, model in whole]
        for kind, model in models:
            own, predicting, _ = ours(kind, name, 5)
            theirs, _ = timed(lambda: model.fit(x, y), 5)
            peers, _ = timed(lambda: model.predict(test), 5)
            label = json.loads(kind)["kind"] if kind.startswith("{") else kind
            if label == "nearest-neighbours":
                own, theirs = predicting, peers
            print(label, name, f"{own:.5f} {theirs:.5f} scikit-learn", flush=True)


folder.mkdir(parents=True, exist_ok=True)
(parity if mode == "parity" else bench)(data())

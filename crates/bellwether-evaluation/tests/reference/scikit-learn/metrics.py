"""Reference values of the metrics, by scikit-learn; the few it lacks are derived with pandas and numpy.

Writes metrics.json beside this file. Floats are written by repr, so that they are read back bit for bit.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics as m


def regression(seed, n, season, kind):
    rng = np.random.default_rng(seed)
    if kind == "price":
        series = 100 * np.exp(np.cumsum(rng.normal(0, 0.02, n + 40)))
        series = np.round(series, 2)
    else:
        series = rng.normal(0, 0.01, n + 40)
    train, actual = series[:40], series[40:]
    previous = series[39:-1] if kind == "price" else np.zeros(n)
    scale = np.std(series)
    predicted = previous + rng.normal(0, 0.3 * scale, n)
    baseline = previous.copy()
    if kind == "price":
        predicted[1] = previous[1]  # a forecast without direction
        actual[2] = previous[2]  # an actual value without a move
    moved = actual != previous
    hits = np.sign(predicted - previous)[moved], np.sign(actual - previous)[moved]
    naive = pd.Series(train).diff(season).abs().mean()
    return {
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "previous": previous.tolist(),
        "baseline": baseline.tolist(),
        "train": train.tolist(),
        "season": season,
        "expected": {
            "mae": m.mean_absolute_error(actual, predicted),
            "mse": m.mean_squared_error(actual, predicted),
            "rmse": m.root_mean_squared_error(actual, predicted),
            "mape": 100 * m.mean_absolute_percentage_error(actual, predicted),
            "r2": m.r2_score(actual, predicted),
            "mase": m.mean_absolute_error(actual, predicted) / naive,
            "skill-score": 1
            - m.mean_squared_error(actual, predicted) / m.mean_squared_error(actual, baseline),
            "directional-accuracy": m.accuracy_score(hits[1].astype(int), hits[0].astype(int)),
        },
        "pinball": {str(q): m.mean_pinball_loss(actual, predicted, alpha=q) for q in (0.05, 0.5, 0.9)},
    }


def classification(seed, n, kind):
    rng = np.random.default_rng(seed)
    actual = rng.integers(0, 2, n)
    probability = np.clip(0.5 + 0.2 * (actual - 0.5) + rng.normal(0, 0.2, n), 0, 1)
    if kind == "ties":
        probability = np.round(probability, 1)
    if kind == "certain":
        probability = np.round(probability)
    predicted = (probability > 0.5).astype(int)
    if kind == "never":
        predicted = np.zeros(n, dtype=int)
    if kind == "always":
        predicted = np.ones(n, dtype=int)
    if kind == "no positive":
        actual = np.zeros(n, dtype=int)
    if kind == "only positive":
        actual = np.ones(n, dtype=int)
    tn, fp, fn, tp = (int(v) for v in m.confusion_matrix(actual, predicted, labels=[0, 1]).ravel())
    both = len(set(actual.tolist())) == 2
    return {
        "kind": kind,
        "actual": [float(v) for v in actual],
        "predicted": [float(v) for v in predicted],
        "probability": probability.tolist(),
        "confusion": {"true-positives": tp, "false-positives": fp, "false-negatives": fn, "true-negatives": tn},
        "expected": {
            "accuracy": m.accuracy_score(actual, predicted),
            "precision": m.precision_score(actual, predicted, zero_division=0),
            "recall": m.recall_score(actual, predicted, zero_division=0),
            "f1": m.f1_score(actual, predicted, zero_division=0),
            "mcc": m.matthews_corrcoef(actual, predicted),
            "brier": m.brier_score_loss(actual, probability, pos_label=1),
            "auc": m.roc_auc_score(actual, probability) if both else None,
            "log-loss": m.log_loss(actual, probability, labels=[0, 1]),
        },
    }


def main():
    warnings.simplefilter("ignore")
    cases = {
        "versions": {
            "python": sys.version.split()[0],
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "pandas": pd.__version__,
        },
        "regression": [
            regression(1, 5, 1, "price"),
            regression(2, 60, 1, "price"),
            regression(3, 60, 5, "price"),
            regression(4, 33, 1, "return"),
            regression(5, 90, 5, "return"),
        ],
        "classification": [
            classification(10, 50, "plain"),
            classification(11, 80, "ties"),
            classification(12, 40, "certain"),
            classification(13, 12, "never"),
            classification(14, 12, "always"),
            classification(15, 12, "no positive"),
            classification(16, 12, "only positive"),
            classification(17, 2, "plain"),
            classification(18, 120, "plain"),
        ],
    }
    Path(__file__).with_name("metrics.json").write_text(json.dumps(cases, indent=1) + "\n")


main()

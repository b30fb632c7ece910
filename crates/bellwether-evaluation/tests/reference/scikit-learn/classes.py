"""Reference values of the scores of several classes, by scikit-learn; the calibration error by numpy.

usage: classes.py   (writes classes.json beside itself)
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, roc_auc_score

BINS = 15


def calibration_error(actual, p):
    top = p.argmax(1)
    sure = p[np.arange(len(p)), top]
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(np.mean(sure[bins == b]) - np.mean((top == actual)[bins == b])) * np.sum(bins == b)
            for b in np.unique(bins)]
    return sum(gaps) / len(p)


def case(seed, rows, classes):
    rng = np.random.default_rng(seed)
    actual = np.concatenate([np.arange(classes), rng.integers(0, classes, rows - classes)])
    z = rng.normal(0, 1, (rows, classes))
    z[np.arange(rows), actual] += 1
    p = np.round(np.exp(z) / np.exp(z).sum(1, keepdims=True), 3)
    p[:, -1] = np.round(1 - p[:, :-1].sum(1), 3)
    predicted = np.where(rng.random(rows) < 0.8, p.argmax(1), rng.integers(0, classes, rows))
    if classes == 2:
        auc = roc_auc_score(actual, p[:, 1])
    else:
        ranks = [roc_auc_score(actual == k, p[:, k]) for k in range(classes)]
        auc = np.mean(ranks)
    return {
        "actual": actual.tolist(), "predicted": predicted.tolist(), "probabilities": p.tolist(),
        "confusion": confusion_matrix(actual, predicted, labels=range(classes)).tolist(),
        "accuracy": accuracy_score(actual, predicted),
        "macro_f1": f1_score(actual, predicted, average="macro"),
        "auc": auc, "calibration_error": calibration_error(actual, p),
    }


found = {
    "versions": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "cases": [case(1, 60, 3), case(2, 40, 2), case(3, 50, 5)],
}
Path(__file__).with_name("classes.json").write_text(json.dumps(found) + "\n")

"""Reference values of metrics of several classes: scikit-learn, McNemar's test by statsmodels, calibration by numpy.

Writes classes.json beside this file. Floats are written by repr, so that they are read back bit for bit.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
import statsmodels
from sklearn import metrics as m
from statsmodels.stats.contingency_tables import mcnemar


def calibration(actual, probabilities, bins):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == actual
    edges = np.linspace(0, 1, bins + 1)
    at = np.clip(np.searchsorted(edges, confidence, side="left"), 1, bins)
    return float(
        sum(
            abs(right[at == b].mean() - confidence[at == b].mean()) * (at == b).mean()
            for b in range(1, bins + 1)
            if (at == b).any()
        )
    )


def case(seed, n, classes, skill):
    rng = np.random.default_rng(seed)
    actual = rng.integers(0, classes, n)
    logits = rng.normal(0, 1, (n, classes)) + skill * np.eye(classes)[actual]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)
    other = np.where(rng.random(n) < 0.5, predicted, rng.integers(0, classes, n))
    labels = list(range(classes))
    first, second = predicted == actual, other == actual
    table = [
        [int((first & second).sum()), int((first & ~second).sum())],
        [int((~first & second).sum()), int((~first & ~second).sum())],
    ]
    exact = table[0][1] + table[1][0] < 25
    precision, recall, f1, _ = m.precision_recall_fscore_support(
        actual, predicted, labels=labels, zero_division=0
    )
    return {
        "classes": classes,
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "other": other.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "confusion": m.confusion_matrix(actual, predicted, labels=labels).tolist(),
        "accuracy": m.accuracy_score(actual, predicted),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "macro-f1": m.f1_score(actual, predicted, average="macro", zero_division=0),
        "likeliest": predicted.tolist(),
        "macro-f1-of-two": m.f1_score(
            actual, predicted, labels=[0, classes - 1], average="macro", zero_division=0
        ),
        "auc": [m.roc_auc_score(actual == c, probabilities[:, c]) for c in labels],
        "log-loss": m.log_loss(actual, probabilities, labels=labels),
        "brier": float(((probabilities - np.eye(classes)[actual]) ** 2).sum(axis=1).mean()),
        "kappa": m.cohen_kappa_score(predicted, other),
        "calibration": {str(b): calibration(actual, probabilities, b) for b in (1, 10, 15)},
        "mcnemar": {
            "only-first": table[0][1],
            "only-second": table[1][0],
            "p-value": float(mcnemar(table, exact=exact, correction=True).pvalue),
        },
    }


def main():
    warnings.simplefilter("ignore")
    cases = {
        "versions": {
            "python": sys.version.split()[0],
            "scikit-learn": sklearn.__version__,
            "statsmodels": statsmodels.__version__,
            "numpy": np.__version__,
        },
        "cases": [case(1, 12, 3, 1.0), case(2, 60, 3, 1.5), case(3, 200, 3, 0.3), case(4, 50, 2, 0.5)],
    }
    Path(__file__).with_name("classes.json").write_text(json.dumps(cases, indent=1) + "\n")


main()

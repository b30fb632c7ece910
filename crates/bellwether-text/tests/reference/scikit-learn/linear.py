"""Features, decision values and calibration curves of linear text classifiers, by scikit-learn.

Texts are drawn from short lists of words, with capitals, punctuation and letters beyond ASCII.

usage: linear.py   (writes linear.json beside itself)

Optimisers are run to a gradient of 1e-10, so that what is left is the single precision of our weights (1e-5 in the test).
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.calibration import _SigmoidCalibration, _TemperatureScaling
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

rng = np.random.default_rng(7)
COMMON = "the shares of Company_1 Über a in and today, market 2024 price café «quarter» I x stock's SEC it".split()
BY_CLASS = ["falls weak LOSS sinks, downgrade miss miss.", "holds meeting report names CEO agenda",
            "rises strong PROFIT soars! upgrade beats naïve"]


def text(label):
    own = BY_CLASS[label].split()
    words = [rng.choice(own if rng.random() < 0.35 else COMMON) for _ in range(rng.integers(3, 14))]
    return " ".join(words)


labels = [int(label) for label in np.concatenate([np.arange(3), rng.integers(0, 3, 77)])]
texts = [text(label) for label in labels]
new = [text(int(label)) for label in rng.integers(0, 3, 12)] + ["unseen words only", "A", "profit PROFIT Profit loss"]


def rows(matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return [[[int(j), float(v)] for j, v in zip(matrix[i].indices, matrix[i].data) if v != 0] for i in range(matrix.shape[0])]


def tfidf(analyzer, low, high, min_documents, sublinear):
    v = TfidfVectorizer(analyzer=analyzer, ngram_range=(low, high), min_df=min_documents, sublinear_tf=sublinear).fit(texts)
    # bytes of UTF-8 order as code points do
    grams = sorted(v.vocabulary_, key=v.vocabulary_.get)
    return {"analyzer": analyzer.replace("_", "-"), "min": low, "max": high, "min_documents": min_documents, "sublinear": sublinear,
            "vocabulary": [[g, float(w)] for g, w in zip(grams, v.idf_)], "rows": rows(v.transform(new))}


def hashed(analyzer, low, high, bits):
    v = HashingVectorizer(analyzer=analyzer, ngram_range=(low, high), n_features=2**bits)
    return {"analyzer": analyzer.replace("_", "-"), "min": low, "max": high, "bits": bits, "rows": rows(v.transform(new))}


y = np.array(labels)
two = y != 1


def decisions(name, model, c, balanced=False):
    out = {"name": name, "c": c, "balanced": balanced}
    for key, rows_, y_ in [("three", slice(None), y), ("two", two, y[two])]:
        v = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
        fitted = model.fit(v.fit_transform(np.array(texts)[rows_]), y_)
        N = v.transform(new)
        if hasattr(fitted, "decision_function"):
            z = fitted.decision_function(N)
        else:
            z = fitted.predict_joint_log_proba(N)
        z = np.asarray(z).reshape(len(new), -1)
        if name == "logistic-regression" and z.shape[1] == 3:
            z = z - z.mean(1, keepdims=True)  # softmax leaves a common constant open
        out[key] = z.tolist()
    return out


def logistic(c, balanced=False):
    return LogisticRegression(C=c, solver="newton-cg", tol=1e-10, max_iter=1000, class_weight="balanced" if balanced else None)


def svm(c, balanced=False):
    return LinearSVC(C=c, dual=False, tol=1e-10, max_iter=100000, class_weight="balanced" if balanced else None)


z = np.round(rng.normal(0, 2, 60), 1)
own = rng.random(60) < 1 / (1 + np.exp(-0.6 * z + 0.4))
at = np.linspace(-6, 6, 25)
sigmoid = _SigmoidCalibration().fit(z, own.astype(float))
isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(z, own.astype(float))
temperature = _TemperatureScaling().fit(z, own.astype(int))
found = {
    "versions": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "texts": texts, "labels": labels, "new": new,
    "tfidf": [tfidf("word", 1, 2, 2, True), tfidf("char_wb", 2, 4, 2, False), tfidf("word", 1, 1, 1, False)],
    "hashed": [hashed("word", 1, 2, 10), hashed("char_wb", 3, 5, 6)],
    "classifiers": [
        decisions("logistic-regression", logistic(2), 2), decisions("logistic-regression", logistic(20, True), 20, True),
        decisions("linear-svm", svm(1), 1), decisions("linear-svm", svm(0.3, True), 0.3, True),
        decisions("multinomial-naive-bayes", MultinomialNB(alpha=0.5), 0.5),
        decisions("complement-naive-bayes", ComplementNB(alpha=0.5), 0.5),
    ],
    "curves": {
        "z": z.tolist(), "own": own.tolist(), "at": at.tolist(),
        "platt": sigmoid.predict(at).tolist(), "isotonic": isotonic.predict(at).tolist(),
        "temperature": temperature.predict(at)[:, 1].tolist(),
    },
}
Path(__file__).with_name("linear.json").write_text(json.dumps(found, ensure_ascii=False) + "\n", encoding="utf-8")

"""Expected predictions of the classical learners, from scikit-learn, and Shapley values of trees, from shap.

Inputs are multiples of 1/1024, which single precision holds exactly, for scikit-learn's trees work in it. One of the
last columns has missing values in the cases named so.

usage: learners.py   (writes learners.json beside itself)
"""
import json
import warnings
from pathlib import Path

import numpy as np
import shap
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression
from sklearn.metrics import mean_pinball_loss
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils.class_weight import compute_sample_weight

warnings.filterwarnings("ignore")
here = Path(__file__).parent
rng = np.random.default_rng(21)
n, width = 300, 5
all_x = np.round(rng.normal(size=(n + 20, width)) * 1024) / 1024
signal = np.sin(2 * all_x[:, 0]) + all_x[:, 1] * all_x[:, 2] + 0.5 * rng.normal(size=n + 20)
number = np.round(signal * 1024) / 1024
label = (signal + 0.6 > 0).astype(int)  # more rises than falls
gaps = all_x.copy()
gaps[rng.uniform(size=n + 20) < 0.25, 0] = np.nan
x, test = all_x[:n], all_x[n:]
cases = []


def roots(model, train, y):
    """The term of each tree's root that a gain is less of, and that scikit-learn, whose roots have the value 0, leaves out."""
    label = hasattr(model, "staged_decision_function")
    weight = compute_sample_weight(model.class_weight, y) if label else 1.0
    stages = model.staged_decision_function(train) if label else model.staged_predict(train)
    raws = [np.full(len(y), float(model._baseline_prediction.ravel()[0])), *(s.ravel() for s in stages)]
    for raw in raws[:-1]:
        p = 1 / (1 + np.exp(-raw)) if label else raw
        gradient, hessian = weight * (p - y), weight * (p * (1 - p) if label else np.ones(len(y)))
        yield gradient.sum() ** 2 / (hessian.sum() + model.l2_regularization)


def add(name, target, model, settings, missing=False, explain=False, tolerance=1e-9, value=None, rows=n,
        weight=None):
    y = (label if target == "label" else number)[:rows]
    train, held = (gaps[:rows], gaps[n:]) if missing else (x[:rows], test)
    model.fit(train, y) if weight is None else model.fit(train, y, weight)
    if value is None:
        has = target == "label" and hasattr(model, "predict_proba")
        value = model.predict_proba(held)[:, 1] if has else model.predict(held)
    else:
        value = value(model, held)
    case = {"name": name, "target": target, "settings": settings, "missing": missing, "tolerance": tolerance, "rows": rows,
            "expected": [float(v) for v in value]}
    if name == "quantile":
        # gradients of two values make many splits equally good: the loss on what was learnt from is compared
        case["loss"] = float(mean_pinball_loss(y, model.predict(train), alpha=settings["level"]))
    if hasattr(model, "feature_importances_"):
        case["importances"] = [float(v) for v in model.feature_importances_]
    if name == "histogram-boosting":
        # the gains that its trees kept
        gains = np.zeros(width)
        for (grown,), root in zip(model._predictors, roots(model, train, y), strict=True):
            if not grown.nodes["is_leaf"][0]:
                gains[grown.nodes["feature_idx"][0]] -= root
            splits = grown.nodes[grown.nodes["is_leaf"] == 0]
            np.add.at(gains, splits["feature_idx"], splits["gain"])
        case["importances"] = [float(v) for v in gains / gains.sum()]
    if explain:
        explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        values = np.array(explainer.shap_values(held[:8], check_additivity=False))
        base = np.atleast_1d(explainer.expected_value)[-1]
        values = values[..., 1] if values.ndim == 3 else values
        case["shap"] = [[*map(float, row), float(base)] for row in values]
    cases.append(case)




def tree(target, kind, settings, weights=None):
    """Of few samples several inputs make the same split, between which scikit-learn draws: not so here."""
    own = {key.replace("-", "_"): value for key, value in settings.items()}
    grown = [kind(**own, class_weight=weights, random_state=seed) if weights else kind(**own, random_state=seed)
             for seed in range(30)]
    first = grown[0].fit(x, (label if target == "label" else number)[:n])
    for other in grown[1:]:
        other.fit(x, (label if target == "label" else number)[:n])
        assert np.array_equal(other.tree_.threshold, first.tree_.threshold), settings
    add("decision-tree", target, first, settings | ({"balanced": True} if weights else {}), explain=True)


tree("number", DecisionTreeRegressor, {"min-samples-leaf": 6})
tree("number", DecisionTreeRegressor, {"max-depth": 4, "min-samples-leaf": 7})
tree("label", DecisionTreeClassifier, {"max-depth": 4, "min-samples-split": 40})
tree("label", DecisionTreeClassifier, {"max-depth": 3, "min-samples-leaf": 9}, "balanced")

# single-precision gradients: 1e-5
near = 2e-5
for target, kind in [("number", HistGradientBoostingRegressor), ("label", HistGradientBoostingClassifier)]:
    plain = {"early_stopping": False, "max_iter": 30, "random_state": 0}
    add("histogram-boosting", target, kind(**plain), {"trees": 30}, explain=True, tolerance=near)
    add("histogram-boosting", target, kind(**plain, max_leaf_nodes=6, max_depth=3, l2_regularization=2.0,
                                           learning_rate=0.3, min_samples_leaf=5, max_bins=16),
        {"trees": 30, "max-leaves": 6, "max-depth": 3, "l2": 2.0, "learning-rate": 0.3, "min-samples-leaf": 5,
         "bins": 16}, tolerance=near)
    # so many that some are missing in every node, where scikit-learn's side of a missing value hangs on rounding
    add("histogram-boosting", target, kind(**plain, min_samples_leaf=15), {"trees": 30, "min-samples-leaf": 15},
        missing=True, explain=target == "number", tolerance=near)
# of more than 255 different values, scikit-learn has bins of the same weight, and not of as many samples
add("histogram-boosting", "label", HistGradientBoostingClassifier(early_stopping=False, max_iter=30,
                                                                  class_weight="balanced"),
    {"trees": 30, "balanced": True}, tolerance=near, rows=200)
for level in [0.1, 0.5, 0.9]:
    add("quantile", "number", HistGradientBoostingRegressor(loss="quantile", quantile=level, early_stopping=False,
                                                            max_iter=30), {"trees": 30, "level": level}, tolerance=near)

for c, weight in [(1.0, None), (0.05, "balanced")]:
    add("logistic-regression", "label", LogisticRegression(C=c, class_weight=weight, solver="newton-cholesky",
                                                           tol=1e-12, max_iter=1000),
        {"c": c, "balanced": weight is not None})
distance = lambda model, held: model.decision_function(held)
# LIBLINEAR's coordinate descent comes near its solution and no further
for loss in ["hinge", "squared-hinge"]:
    for c, weight in [(1.0, None), (0.1, "balanced")]:
        model = LinearSVC(C=c, loss=loss.replace("-", "_"), dual=True, class_weight=weight, tol=1e-12,
                          max_iter=3_000_000, random_state=0)
        add("linear-svm", "label", model, {"c": c, "loss": loss, "balanced": weight is not None}, tolerance=1e-5,
            value=distance)
    for c, epsilon in [(1.0, 0.0), (0.2, 0.3)]:
        name = "epsilon_insensitive" if loss == "hinge" else "squared_epsilon_insensitive"
        model = LinearSVR(C=c, epsilon=epsilon, loss=name, dual=True, tol=1e-12, max_iter=3_000_000, random_state=0)
        add("linear-svm", "number", model, {"c": c, "loss": loss, "epsilon": epsilon}, tolerance=1e-5)
folded = CalibratedClassifierCV(LinearSVC(C=1.0, dual=True, tol=1e-12, max_iter=3_000_000, random_state=0),
                                cv=KFold(5), ensemble=False)
# its sigmoid ends 2e-4 before the optimum, which is flat
add("linear-svm", "label", folded, {"c": 1.0, "calibrate": True}, tolerance=5e-4)
add("gaussian-naive-bayes", "label", GaussianNB(), {})
add("gaussian-naive-bayes", "label", GaussianNB(priors=[0.5, 0.5], var_smoothing=0.1),
    {"balanced": True, "smoothing": 0.1})
for alpha in [0.01, 0.1]:
    add("lasso", "number", Lasso(alpha, tol=1e-14, max_iter=1_000_000), {"alpha": alpha, "tolerance": 1e-14})
    add("elastic-net", "number", ElasticNet(alpha, l1_ratio=0.3, tol=1e-14, max_iter=1_000_000),
        {"alpha": alpha, "l1-ratio": 0.3, "tolerance": 1e-14})
for k, weights in [(1, "uniform"), (7, "uniform"), (7, "distance")]:
    add("nearest-neighbours", "number", KNeighborsRegressor(k, weights=weights), {"neighbours": k, "weights": weights})
    add("nearest-neighbours", "label", KNeighborsClassifier(k, weights=weights), {"neighbours": k, "weights": weights})

# nothing is drawn: every tree looks at all samples and inputs, and is the tree above
for target, kind, settings in [("number", RandomForestRegressor, {"min-samples-leaf": 6}),
                               ("label", RandomForestClassifier, {"max-depth": 4, "min-samples-split": 40})]:
    own = {key.replace("-", "_"): value for key, value in settings.items()}
    add("random-forest", target, kind(n_estimators=4, bootstrap=False, max_features=None, random_state=0, **own),
        settings, explain=True)

settings = {"max-depth": 4, "min-samples-leaf": 9, "balanced": True}
add("random-forest", "label", RandomForestClassifier(4, bootstrap=False, max_features=None, random_state=0, max_depth=4,
                                                     min_samples_leaf=9, class_weight="balanced"), settings, explain=True)
settings = {"max-depth": 3, "min-samples-split": 50, "min-samples-leaf": 12, "balanced": True}
add("random-forest", "label", RandomForestClassifier(4, bootstrap=False, max_features=None, random_state=0, max_depth=3,
                                                     min_samples_split=50, min_samples_leaf=12, class_weight="balanced"),
    settings)


def boosting(target, kind, settings, balanced=False):
    """Where no two splits are equally good, between which scikit-learn draws, all random states give the same."""
    y = label[:n] if target == "label" else number[:n]
    weight = compute_sample_weight("balanced", y) if balanced else None
    own = {key.replace("-", "_"): value for key, value in settings.items() if key != "trees"}
    made = [kind(n_estimators=settings["trees"], random_state=state, **own).fit(x, y, weight) for state in range(20)]
    found = [[*model.feature_importances_, *model.predict(test)] for model in made]
    assert np.ptp(found, axis=0).max() < 1e-12, settings
    add("gradient-boosting", target, made[0], settings | ({"balanced": True} if balanced else {}), weight=weight)


boosting("number", GradientBoostingRegressor, {"trees": 30, "min-samples-leaf": 12})
boosting("number", GradientBoostingRegressor, {"trees": 12, "min-samples-leaf": 20, "max-depth": 4, "learning-rate": 0.5})
boosting("label", GradientBoostingClassifier, {"trees": 30, "min-samples-leaf": 20})
boosting("label", GradientBoostingClassifier, {"trees": 30, "min-samples-leaf": 20}, balanced=True)

# the number of trees of the best loss on a part that was watched
watched = HistGradientBoostingRegressor(max_iter=200, learning_rate=0.3, early_stopping=False).fit(x[:200], number[:200])
losses = [float(np.mean((p - number[200:n]) ** 2) / 2) for p in watched.staged_predict(x[200:])]
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "shap": shap.__version__}
rows = lambda a: [[None if v != v else float(v) for v in row] for row in a]
(here / "learners.json").write_text(json.dumps({
    "versions": versions, "train": n, "x": rows(all_x), "gap-x": rows(gaps), "number": [float(v) for v in number],
    "label": [float(v) for v in label], "watched": losses, "cases": cases}, separators=(",", ":")) + "\n")

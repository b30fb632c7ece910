"""Expected membership vectors, and labels and probabilities of new points, of the package hdbscan.

Its min_samples does not count the point itself: it is one less here than in the settings written. Coordinates have four
decimals and are read in single precision. Labels are the package's own, columns of the vectors go by them. Among equal
distances it merges in an order that is nobody's choice: a probability or vector that is another one in any of twenty random orders
of the rows is written as null, and the vector of a point that leaves its cluster at the very distance at which that was
born, for it decides to which of the parts the point goes.

usage: soft.py > soft.json
"""
import importlib.metadata
import json

import hdbscan
import numpy as np
from sklearn.datasets import make_blobs, make_moons

rng = np.random.default_rng(9)


def json_row(values):
    return [None if np.isnan(v) else float(f"{v:.7g}") for v in np.ravel(values)]


def blobs():
    return make_blobs(300, centers=5, cluster_std=1.0, random_state=4)[0]


def moons():
    return np.vstack([make_moons(250, noise=0.08, random_state=6)[0], rng.uniform(-1.5, 2.5, (30, 2))])


def five_dimensions():
    return make_blobs([90, 60, 60, 40], n_features=5, centers=None, cluster_std=1.2, random_state=3)[0]


def results(x, new, order, size, samples, epsilon):
    """Labels, probabilities, vectors, new labels, new probabilities, clusters numbered by their members."""
    fit = hdbscan.HDBSCAN(
        min_cluster_size=size, min_samples=samples - 1, cluster_selection_epsilon=epsilon, prediction_data=True,
        approx_min_span_tree=False, algorithm="boruvka_kdtree").fit(x[order])
    back = np.argsort(order)
    new_labels, strengths = hdbscan.approximate_predict(fit, new)
    labels, vectors = fit.labels_[back], hdbscan.all_points_membership_vectors(fit)[back]
    means = np.array([x[labels == c].mean(0) for c in range(labels.max() + 1)])
    by_place = np.lexsort(np.round(means, 1).T)
    number = np.append(np.argsort(by_place), -1)
    tree = fit.condensed_tree_.to_numpy()
    births = dict(zip(tree["child"], tree["lambda_val"]))
    # no cluster may be one by ties alone: that ends at the very distance at which it was born
    assert all(tree["lambda_val"][tree["parent"] == c].max() > births.get(c, 0) for c in np.unique(tree["parent"]))
    for row in tree[tree["child_size"] == 1]:
        if births.get(row["parent"]) == row["lambda_val"]:
            vectors[order[row["child"]]] = np.nan
    return number[labels], fit.probabilities_[back], vectors[:, by_place], number[new_labels], strengths


cases = []
for make, size, samples, epsilon in [
    (blobs, 14, 8, 0.0), (blobs, 25, 10, 0.0), (moons, 14, 5, 0.0), (five_dimensions, 10, 8, 0.0), (blobs, 8, 5, 1.0),
    (moons, 10, 4, 0.25),
]:
    x = np.round(make(), 4)
    new = np.round(x[::4] + rng.normal(0, 0.4, x[::4].shape) * x.std(0), 4)
    single = [v.astype(np.float32).astype(float) for v in (x, new)]
    first = results(*single, np.arange(len(x)), size, samples, epsilon)
    labels, probabilities, vectors, new_labels, strengths = [v.astype(float) for v in first]
    for _ in range(20):
        others = results(*single, rng.permutation(len(x)), size, samples, epsilon)
        assert others[2].shape == vectors.shape
        probabilities[np.abs(others[1] - first[1]) > 1e-9] = np.nan
        vectors[~(np.abs(others[2] - first[2]) < 1e-9).all(1)] = np.nan
        strengths[(np.abs(others[4] - first[4]) > 1e-9) | (others[3] != first[3])] = np.nan
    cases.append({
        "width": x.shape[1], "values": json_row(x), "new": json_row(new),
        "min_cluster_size": size, "min_samples": samples, "cluster_selection_epsilon": epsilon,
        "labels": labels.astype(int).tolist(), "probabilities": json_row(probabilities),
        "new_labels": new_labels.astype(int).tolist(), "new_probabilities": json_row(strengths),
        "vectors": json_row(vectors),
    })

head = f"hdbscan {importlib.metadata.version('hdbscan')}, numpy {np.__version__}"
print(json.dumps({"versions": head, "cases": cases}, separators=(",", ":")))

"""Expected clusters of HDBSCAN, k-means, agglomerative clustering and DBSCAN.

Coordinates have four decimals and are read in single precision, which every method gets, in double precision. min_samples
counts the point itself. Among equal distances HDBSCAN merges in an order that the order of the rows decides: `tied` are the
points whose cluster or probability is another one in any of twenty random orders of the rows. K-means starts from the given rows and ends where nothing changes. A border point of DBSCAN with
core points of several clusters in reach belongs to whichever scikit-learn reaches it from first: such points are written as
-2. (cluster_selection_epsilon is compared with the package hdbscan; scikit-learn 1.9.1 fails with it under numpy 2.4.)

usage: clusters.py > clusters.json
"""
import json

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import make_blobs, make_moons
from sklearn.neighbors import NearestNeighbors

rng, orders = np.random.default_rng(3), np.random.default_rng(1)


def blobs_with_noise():
    x, _ = make_blobs(360, centers=6, cluster_std=0.5, random_state=5)
    return np.vstack([x, rng.uniform(-12, 12, (90, 2))])


def moons():
    return make_moons(400, noise=0.07, random_state=2)[0]


def varied_densities():
    return make_blobs([200, 150, 100], centers=[[0, 0], [6, 1], [1, 9]], cluster_std=[0.3, 1.0, 2.0], random_state=8)[0]


def five_dimensions():
    """Dense curved groups far apart, as UMAP makes them."""
    groups = []
    for size in [140, 90, 70, 50, 40, 30]:
        t = rng.uniform(-1, 1, (size, 1))
        bend = rng.normal(size=(1, 5)) * t + rng.normal(size=(1, 5)) * t**2
        groups.append(rng.uniform(0, 10, 5) + bend + rng.normal(0, 0.12, (size, 5)))
    return np.vstack(groups)


def duplicates():
    x, _ = make_blobs(120, centers=4, cluster_std=0.7, random_state=1)
    return np.vstack([np.repeat(x, rng.integers(1, 6, 120), axis=0), np.tile(x[:1], (25, 1))])


def anisotropic():
    x, _ = make_blobs(400, centers=3, random_state=170)
    return x @ np.array([[0.6, -0.6], [-0.4, 0.8]])


def one_blob():
    return np.vstack([rng.normal(size=(250, 3)), rng.uniform(-6, 6, (50, 3))])


def grid():
    """Many equal distances."""
    return np.array([[i % 13 + (20 if i % 2 else 0), i // 13 % 9] for i in range(234)], float)


def json_row(values):
    return [float(f"{v:.6g}") for v in np.ravel(values)]


sets, cases = {}, []
for make in [blobs_with_noise, moons, varied_densities, five_dimensions, duplicates, anisotropic, one_blob, grid]:
    x = np.round(make(), 4)
    sets[make.__name__] = {"width": x.shape[1], "values": json_row(x)}
    x = x.astype(np.float32).astype(float)

    def case(kind, params, labels, **more):
        cases.append({"set": make.__name__, "params": {"kind": kind, **params}, "labels": labels.tolist(), **more})

    for params in [
        dict(min_cluster_size=10),
        dict(min_cluster_size=15, min_samples=5),
        dict(min_cluster_size=8, min_samples=3, cluster_selection_method="leaf"),
        dict(min_cluster_size=20, min_samples=6, allow_single_cluster=True),
    ]:
        fit = HDBSCAN(copy=True, **params).fit(x)
        tied = np.zeros(len(x), bool)
        for _ in range(20):
            order = orders.permutation(len(x))
            other = HDBSCAN(copy=True, **params).fit(x[order])
            back = np.argsort(order)
            again = other.labels_[back]
            tied |= np.abs(other.probabilities_[back] - fit.probabilities_) > 1e-9
            for label in np.unique(again):
                values, counts = np.unique(fit.labels_[again == label], return_counts=True)
                most = -1 if label < 0 else values[counts.argmax()]
                tied |= (again == label) & (fit.labels_ != most)
        words = {"eom": "excess-of-mass", "leaf": "leaf"}
        ours = {k: v for k, v in params.items() if k != "cluster_selection_method"}
        ours["cluster_selection"] = words[params.get("cluster_selection_method", "eom")]
        case("hdbscan", ours, fit.labels_, probabilities=json_row(fit.probabilities_),
             tied=np.flatnonzero(tied).tolist())

    for linkage in ["ward", "average", "complete", "single"]:
        fit = AgglomerativeClustering(n_clusters=5, linkage=linkage).fit(x)
        case("agglomerative", {"clusters": 5, "linkage": linkage}, fit.labels_)

    for clusters in [3, 8]:
        start = rng.choice(len(x), clusters, replace=False)
        while len(np.unique(x[start], axis=0)) < clusters:
            start = rng.choice(len(x), clusters, replace=False)
        fit = KMeans(clusters, init=x[start], n_init=1, tol=0, max_iter=1000, algorithm="lloyd").fit(x)
        case("k-means", {"clusters": clusters}, fit.labels_[:0], start=start.tolist(), inertia=fit.inertia_)

    reach = np.median(NearestNeighbors(n_neighbors=6).fit(x).kneighbors()[0][:, 5]) * 1.5
    reach = float(np.round(reach, 3) + 0.0003)
    fit = DBSCAN(eps=reach, min_samples=6).fit(x)
    labels = fit.labels_.copy()
    core = np.isin(np.arange(len(x)), fit.core_sample_indices_)
    for i, near in enumerate(NearestNeighbors(radius=reach).fit(x).radius_neighbors(x, return_distance=False)):
        if not core[i] and len(set(fit.labels_[[j for j in near if core[j]]])) > 1:
            labels[i] = -2
    case("dbscan", {"reach": reach, "min_samples": 6}, labels)

head = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"
print(json.dumps({"versions": head, "sets": sets, "cases": cases}, separators=(",", ":")))

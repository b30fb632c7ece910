"""Expected graphs, curves and trustworthiness of UMAP, from umap-learn 0.5.12 with scikit-learn 1.9.1.

graph.json: `smooth_knn_dist` and `fuzzy_simplicial_set` from exact neighbours, and `find_ab_params`.
trust_*.json: made-up points, the trustworthiness of umap-learn's embeddings of them (mean over five random states), and
scikit-learn's trustworthiness of the first two columns, a little moved, as an embedding.

Rows are whole numbers, which single precision holds exactly. Tolerances: distances and rhos 1e-5, sigmas and weights 1e-4
(relative, of at least .01), a and b 1e-4, scikit-learn's trustworthiness 1e-4; an embedding's is at least the mean less .01.

usage: embeddings.py   (writes its files beside itself)
"""
import json
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse
import sklearn
import umap
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, smooth_knn_dist

warnings.filterwarnings("ignore")
here = Path(__file__).parent
versions = f"umap-learn {umap.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}"
rng = np.random.default_rng(7)


def write(name, value):
    (here / name).write_text(json.dumps({"versions": versions, **value}, separators=(",", ":")) + "\n")


def rounded(x, digits=7):
    return [float(f"{v:.{digits}g}") for v in np.ravel(x)]


def graph(metric):
    n, width, k = 70, 6, 8
    rows = rng.integers(-50, 50, (n, width))
    rows[5] = rows[4]  # twice the same
    distances = pairwise_distances(rows.astype(np.float64), metric=metric)
    np.fill_diagonal(distances, 0)
    distances = np.maximum(distances, 0)
    if metric == "cosine":
        distances[4, 5] = distances[5, 4] = 0
    # the point itself first
    order = np.array([np.lexsort((np.arange(n), d, np.arange(n) != i)) for i, d in enumerate(distances)])[:, :k]
    nearest = np.take_along_axis(distances, order, 1).astype(np.float32)
    sigmas, rhos = smooth_knn_dist(nearest, float(k))
    weights, _, _ = fuzzy_simplicial_set(
        rows, k, np.random.RandomState(0), metric, knn_indices=order.astype(np.int32), knn_dists=nearest)
    weights = scipy.sparse.coo_matrix(weights)
    return {
        "metric": metric, "k": k, "rows": rows.tolist(), "distances": rounded(nearest), "sigmas": rounded(sigmas),
        "rhos": rounded(rhos),
        "edges": [[int(i), int(j), float(f"{w:.7g}")] for i, j, w in zip(weights.row, weights.col, weights.data)]}


curves = []
for min_dist, spread in [(0.0, 1.0), (0.1, 1.0), (0.5, 1.0), (0.25, 2.0), (0.99, 1.0)]:
    a, b = find_ab_params(spread, min_dist)
    curves.append({"min_dist": min_dist, "spread": spread, "a": float(a), "b": float(b)})
write("graph.json", {"graphs": [graph("euclidean"), graph("cosine")], "curves": curves})


def blobs():
    centres = rng.normal(0, 40, (10, 50))
    return np.rint(centres[np.arange(500) % 10] + rng.normal(0, 18, (500, 50)))


def sheet():
    """A rolled sheet in ten dimensions."""
    t = 1.5 * np.pi * (1 + 2 * rng.random(900))
    h = 21 * rng.random(900)
    roll = np.stack([t * np.cos(t), h, t * np.sin(t)], 1)
    turn = np.linalg.qr(rng.normal(size=(10, 10)))[0][:3]
    return np.rint(40 * (roll @ turn + rng.normal(0, 0.05, (900, 10))))


def texts():
    """Documents of words drawn from twelve topics, by TF-IDF and truncated SVD."""
    words, topics, documents = 1500, 12, 700
    common = 1 / np.arange(1, words + 1)
    topic = rng.dirichlet(0.05 * common / common.mean(), topics) * 0.6 + 0.4 * common / common.sum()
    shares = rng.dirichlet(np.full(topics, 0.08), documents)
    counts = np.array([rng.multinomial(rng.integers(20, 60), p / p.sum()) for p in shares @ topic])
    low = TruncatedSVD(32, random_state=0).fit_transform(TfidfTransformer().fit_transform(counts))
    return np.rint(1000 * low / np.linalg.norm(low, axis=1, keepdims=True))


def trust(name, rows, metric):
    # the first two columns, moved a little so that no two distances are the same
    i = np.arange(len(rows))
    two = rows[:, :2] + np.stack([i, -(7 * i % 1024)], 1) / 1024
    first = trustworthiness(rows, two, n_neighbors=15, metric=metric)
    found = []
    for components, min_dist in [(5, 0.0), (2, 0.1)]:
        values = []
        for state in range(5):
            low = umap.UMAP(n_components=components, min_dist=min_dist, metric=metric, random_state=state).fit_transform(rows)
            values.append(trustworthiness(rows, low, n_neighbors=15, metric=metric))
        found.append({"n_components": components, "min_dist": min_dist, "mean": float(np.mean(values)),
                      "least": float(min(values))})
        print(name, found[-1])
    write(f"trust_{name}.json", {
        "metric": metric, "k": 15, "width": rows.shape[1], "rows": rows.astype(int).ravel().tolist(),
        "two_columns": float(first), "umap": found})


trust("blobs", blobs(), "euclidean")
trust("sheet", sheet(), "euclidean")
trust("texts", texts(), "cosine")

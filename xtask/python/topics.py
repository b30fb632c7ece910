"""UMAP and HDBSCAN of our vectors by umap-learn and scikit-learn, and BERTopic on them.

usage: topics.py trustworthiness FOLDER | adjusted-rand FOLDER | speed FOLDER CORES

FOLDER has vectors.f32, single precision row after row; for the first two also low.f32, the same points in five dimensions, and
labels.i32, the clusters of these (-1 outside). For the last it has documents.txt, one a line.

trustworthiness prints that of umap-learn's own embedding and that of low.f32, by scikit-learn, 15 neighbours, cosine.
adjusted-rand prints the index between labels.i32 and scikit-learn's HDBSCAN of low.f32.
speed prints the seconds of BERTopic with its own settings from vectors to topics, all code compiled before, then the number of
topics and of documents outside.
"""
import os
import sys

if sys.argv[1] == "speed":
    for name in ["NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
        os.environ[name] = sys.argv[3]
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
mode, folder = sys.argv[1], Path(sys.argv[2])
WIDTH, LOW, LEAST, NEIGHBOURS = 100, 5, 10, 15


def points(name, width):
    return np.fromfile(folder / name, dtype="<f4").reshape(-1, width)


def trustworthiness():
    import umap
    from sklearn.manifold import trustworthiness as of

    vectors = points("vectors.f32", WIDTH)
    # a document without a known word has no direction
    kept = np.linalg.norm(vectors, axis=1) > 0
    vectors = vectors[kept]
    theirs = umap.UMAP(n_neighbors=NEIGHBOURS, n_components=LOW, min_dist=0.0, metric="cosine",
                       random_state=1).fit_transform(vectors)
    for low in [theirs, points("low.f32", LOW)[kept]]:
        print(f"{of(vectors, low, n_neighbors=NEIGHBOURS, metric='cosine'):.5f}")


def adjusted_rand():
    from sklearn.cluster import HDBSCAN
    from sklearn.metrics import adjusted_rand_score

    labels = HDBSCAN(min_cluster_size=LEAST, copy=True).fit_predict(points("low.f32", LOW))
    print(f"{adjusted_rand_score(labels, np.fromfile(folder / 'labels.i32', dtype='<i4')):.5f}")


def speed():
    from bertopic import BERTopic

    documents = (folder / "documents.txt").read_text().splitlines()
    vectors = points("vectors.f32", WIDTH)
    # above 4,096 documents other code finds the neighbours
    BERTopic(embedding_model=None).fit(documents[:5000], vectors[:5000])
    start = time.perf_counter()
    model = BERTopic(embedding_model=None)
    topics, _ = model.fit_transform(documents, vectors)
    seconds = time.perf_counter() - start
    print(f"{seconds:.3f} {len(set(topics) - {-1})} {sum(topic == -1 for topic in topics)}")


{"trustworthiness": trustworthiness, "adjusted-rand": adjusted_rand, "speed": speed}[mode]()

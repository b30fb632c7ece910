"""Posts per second of a scikit-learn pipeline with the n-grams of the finance classifier, median of three rounds.

    python finance_speed.py POSTS

One post a line; of a tab-separated line the last column is the post. The pipeline is fitted to the posts themselves with
labels in turn: only its speed is looked at. It has neither the normalisation nor the lexicons.
"""

import statistics
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    posts = [line.rstrip("\n").split("\t")[-1] for line in lines]
features = make_union(
    TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
    TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), min_df=2, sublinear_tf=True),
)
pipeline = make_pipeline(features, LogisticRegression(C=2, max_iter=20, tol=0.1))
pipeline.fit(posts, [k % 3 for k in range(len(posts))])
seconds = []
for _ in range(3):
    start = time.perf_counter()
    pipeline.predict_proba(posts)
    seconds.append(time.perf_counter() - start)
print(len(posts) / statistics.median(seconds))

"""Reconstruction errors of sklearn.decomposition.NMF(init="nndsvd", solver="cd", random_state=0) on the documents of lsa.json.

usage: nmf.py > nmf.json

Tolerance: the error is at most 1.01 times as large. scikit-learn 1.9.1.
"""
import json
from pathlib import Path

import sklearn
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

documents = json.loads((Path(__file__).parent / "lsa.json").read_text())["documents"]
weights = TfidfVectorizer(min_df=2).fit_transform(documents)
errors = {}
for topics in [1, 2, 5, 12, 30]:
    model = NMF(topics, init="nndsvd", solver="cd", tol=1e-4, max_iter=200, random_state=0).fit(weights)
    errors[topics] = float(model.reconstruction_err_)
print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}", "errors": errors}))

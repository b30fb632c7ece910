"""TF-IDF, singular values and documents of sklearn's TfidfVectorizer and TruncatedSVD(algorithm="arpack").

usage: lsa.py > lsa.json

Tolerances: weights 1e-10, singular values 1e-6 of themselves, cosines of documents 1e-6. scikit-learn 1.9.1. The documents are
drawn from five themes of words.
"""
import json

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

rng = np.random.default_rng(4)
themes = [[f"{name}{i}" for i in range(18)] for name in ["oil", "cup", "chip", "vote", "film"]]
common = [f"any{i}" for i in range(12)]
documents = []
for i in range(160):
    theme = themes[rng.integers(5)]
    own = rng.choice(theme, rng.integers(4, 14), p=(w := 1 / np.arange(1, 19)) / w.sum())
    documents.append(" ".join(map(str, [*own, *rng.choice(common, rng.integers(1, 5))])))
documents.insert(7, "")
cases = []
for sublinear in [False, True]:
    vectorizer = TfidfVectorizer(min_df=2, sublinear_tf=sublinear)
    weights = vectorizer.fit_transform(documents)
    svd = TruncatedSVD(12, algorithm="arpack", random_state=0).fit(weights)
    vectors = normalize(weights @ svd.components_.T)
    cosines = (vectors[:20] @ vectors.T)[:, :40]
    cases.append({"sublinear": sublinear, "values": svd.singular_values_.tolist(), "cosines": cosines.round(12).tolist(),
                  "weights": [row.toarray()[0].round(14).tolist() for row in weights[:3]]})
print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}", "documents": documents, "cases": cases}))

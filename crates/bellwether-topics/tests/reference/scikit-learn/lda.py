"""How well sklearn.decomposition.LatentDirichletAllocation foretells half of the words of documents from the other half.

usage: lda.py > lda.json

The first 120 documents of lsa.json are learnt from. Of the others every other word, the first included, gives the document's topics,
and the mean log-likelihood of the words between them is the figure; the best of five seeds. Priors: 0.1 for topics, 0.01 for words.
Tolerance: 0.05 below it at most. scikit-learn 1.9.1.
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer

documents = json.loads((Path(__file__).parent / "lsa.json").read_text())["documents"]
train = 120
vectorizer = CountVectorizer(min_df=2)
counts = vectorizer.fit_transform(documents[:train])
given, hidden = [vectorizer.transform(" ".join(d.split(" ")[i::2]) for d in documents[train:]) for i in (0, 1)]
cases = []
for topics in [1, 3, 6]:
    best = -np.inf
    for seed in range(5):
        model = LatentDirichletAllocation(topics, doc_topic_prior=0.1, topic_word_prior=0.01, max_iter=200,
                                          learning_method="batch", random_state=seed).fit(counts)
        words = model.components_ / model.components_.sum(1, keepdims=True)
        p = model.transform(given) @ words
        best = max(best, float((hidden.multiply(np.log(p))).sum() / hidden.sum()))
    cases.append({"topics": topics, "log_likelihood": best})
print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}", "train": train, "cases": cases}))

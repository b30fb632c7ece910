"""Terms and counts of sklearn.feature_extraction.text.CountVectorizer.

usage: vocabulary.py > vocabulary.json

Exact. scikit-learn 1.9.1.
"""
import json

import sklearn
from sklearn.feature_extraction.text import CountVectorizer

documents = [
    "Stocks fell on Monday, as oil prices rose; stocks of airlines fell most.",
    "Oil rose 3.5% on OPEC's cut - the biggest cut since 2020!",
    "",
    "ÖL und Gas: die Preise steigen. Ölpreise steigen weiter",
    "$AAPL beats estimates, $AAPL guides up... #earnings @someone http://t.co/x1_y2",
    "Ωμέγας ΟΔΥΣΣΕΥΣ i a x2 __ _a",
    "airlines and oil: airlines hedge oil, oil hedges nobody",
]
plain = {"stop-words": "none"}
settings = [
    (plain, {}),
    (plain | {"ngrams": {"min": 1, "max": 3}}, {"ngram_range": (1, 3)}),
    (plain | {"ngrams": {"min": 2, "max": 2}}, {"ngram_range": (2, 2)}),
    (plain | {"min-documents": 2}, {"min_df": 2}),
    (plain | {"min-documents": 0.25, "max-documents": 0.4}, {"min_df": 0.25, "max_df": 0.4}),
    (plain | {"max-documents": 2}, {"max_df": 2}),
    (plain | {"more-stop-words": ["oil", "on"], "ngrams": {"min": 1, "max": 2}},
     {"stop_words": ["oil", "on"], "ngram_range": (1, 2)}),
    (plain | {"max-features": 1}, {"max_features": 1}),
]
cases = []
for params, options in settings:
    vectorizer = CountVectorizer(**options)
    counts = vectorizer.fit_transform(documents)
    cases.append({"params": params, "terms": list(map(str, vectorizer.get_feature_names_out())),
                  "counts": counts.toarray().tolist()})
print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}", "documents": documents, "cases": cases},
                 ensure_ascii=False))

"""What came of the nearest date, from scikit-learn's nearest neighbour on the date's ordinal.

Of two dates as near, scikit-learn promises neither, and the model takes the earlier: the asked ordinal is moved a quarter of
a day back, which changes no other order of whole days.

usage: nearest_date.py   (writes nearest_date.json beside itself)
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

rng = np.random.default_rng(11)
days = np.sort(rng.choice(400, size=160, replace=False))
order = rng.permutation(160)
parts = {"train": np.sort(order[:100]), "validation": np.sort(order[100:120]), "test": np.sort(order[120:])}
label = rng.integers(0, 2, size=160)
number = np.round(rng.normal(size=160), 6)
known = np.concatenate([parts["train"], parts["validation"]])
asked = days[parts["test"]][:, None] - 0.25
classes = KNeighborsClassifier(1).fit(days[known][:, None], label[known]).predict(asked)
numbers = KNeighborsRegressor(1).fit(days[known][:, None], number[known]).predict(asked)
out = {
    "scikit-learn": sklearn.__version__,
    "days": days.tolist(),
    "label": label.tolist(),
    "number": number.tolist(),
    **{name: rows.tolist() for name, rows in parts.items()},
    "expected_label": classes.tolist(),
    "expected_number": numbers.tolist(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

"""Seconds that gradient boosting of scikit-learn takes, squared error then logistic loss, one core, median of three.

1000 samples of 96 inputs, 100 trees of depth 3.
"""

import statistics
import time

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

rng = np.random.default_rng(1)
x = rng.uniform(size=(1000, 96))
y = np.sin(7 * x[:, 0]) + x[:, 1] * x[:, 2] + rng.uniform(size=1000)
for kind, target in [(GradientBoostingRegressor, y), (GradientBoostingClassifier, y > 1)]:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        kind(random_state=0).fit(x, target)
        seconds.append(time.perf_counter() - start)
    print(statistics.median(seconds))

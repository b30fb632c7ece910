"""Expected values of MinMaxScaler and StandardScaler: fitted on the first 40 rows, applied to all 50. Columns: a price,
a volume, a return, a constant, a constant but for rounding noise.

usage: scalers.py   (writes rows.csv, min-max.csv and standard.csv beside itself)
"""
from pathlib import Path

import numpy as np
import sklearn
from sklearn.preprocessing import MinMaxScaler, StandardScaler

here = Path(__file__).parent
rng = np.random.default_rng(3)
rows = np.column_stack([
    300 + rng.normal(0, 4, 50).cumsum(),
    rng.lognormal(15, 0.6, 50),
    rng.normal(0, 0.02, 50),
    np.full(50, 0.1),
    np.where(np.arange(50) % 2 == 0, 0.3, 0.1 + 0.2),
])
rows[45, 3] = 0.35
np.savetxt(here / "rows.csv", rows, fmt="%.17g", delimiter=",")
for name, scaler in [("min-max", MinMaxScaler()), ("standard", StandardScaler())]:
    scaled = scaler.fit(rows[:40]).transform(rows)
    header = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}"
    np.savetxt(here / f"{name}.csv", scaled, fmt="%.17g", delimiter=",", header=header)

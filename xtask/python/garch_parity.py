"""Returns of known processes and of real prices, and what arch makes of them.

    python garch_parity.py FILE PRICES.csv.zst

Writes FILE, a line `name values` for each series, and prints lines `series model log-likelihood parameters`: the better
of arch's own start and a second one, its tolerance at 1e-12. The parameters are μ, ω, α, γ (0 for GARCH), β and ν (0 for
normal errors).
"""

import sys
import warnings

import numpy as np
import pandas
from arch import arch_model

warnings.simplefilter("ignore")
rng = np.random.default_rng(12)
COUNT = 96


def series(i):
    n = int(rng.integers(400, 1500))
    alpha, gamma = rng.uniform(0.02, 0.2), rng.uniform(0, 0.2) * (i % 2)
    beta = rng.uniform(0.5, 0.98 - alpha - gamma / 2)
    degrees = rng.uniform(3, 12)
    z = rng.normal(size=n + 300)
    if i % 3:
        z = rng.standard_t(degrees, size=n + 300) * np.sqrt((degrees - 2) / degrees)
    omega = rng.uniform(0.01, 1) * (1 - alpha - gamma / 2 - beta)
    e = np.zeros(n + 300)
    variance = omega / (1 - alpha - gamma / 2 - beta)
    for t in range(n + 300):
        e[t] = np.sqrt(variance) * z[t]
        variance = omega + (alpha + gamma * (e[t] < 0)) * e[t] ** 2 + beta * variance
    return rng.uniform(-0.2, 0.2) + e[300:]


every = {f"simulated-{i}": series(i) for i in range(COUNT)}
prices = pandas.read_csv(sys.argv[2], compression="zstd")
for ticker, rows in prices.groupby("ticker"):
    every[ticker] = 100 * np.diff(np.log(rows.sort_values("Date").Close.to_numpy()))

with open(sys.argv[1], "w") as f:
    for name, y in every.items():
        f.write(name + " " + ",".join(f"{v:.17g}" for v in y) + "\n")

for name, y in every.items():
    for model, o in (("garch", 0), ("gjr-garch", 1)):
        for errors, dist in (("normal", "normal"), ("student-t", "t")):
            make = lambda: arch_model(y, mean="Constant", vol="GARCH", p=1, o=o, q=1, dist=dist, rescale=False)
            best = make().fit(disp="off", options={"ftol": 1e-12, "maxiter": 1000})
            start = best.params.copy()
            start["alpha[1]"], start["beta[1]"], start["omega"] = 0.05, 0.9, 0.05 * y.var()
            if o:
                start["gamma[1]"] = 0.02
            other = make().fit(disp="off", starting_values=start.to_numpy(), options={"ftol": 1e-12, "maxiter": 1000})
            if other.loglikelihood > best.loglikelihood:
                best = other
            p = best.params
            values = [p["mu"], p["omega"], p["alpha[1]"], p.get("gamma[1]", 0), p["beta[1]"], p.get("nu", 0)]
            print(name, f"{model}-{errors}", f"{best.loglikelihood:.12g}", ",".join(f"{v:.12g}" for v in values))

"""Model confidence sets and stepwise superior models by arch, on arch's own draws.

usage: sets.py   (writes sets.json beside itself)
"""
import json
from pathlib import Path

import arch
import numpy as np
from arch.bootstrap import MCS, StationaryBootstrap, StepM

rng = np.random.default_rng(20110301)
sets = []
for n, k, block, step in [(60, 2, 3, 0.3), (80, 4, 5, 0.2), (120, 7, 8, 0.08), (90, 5, 1, 0.0)]:
    shared = rng.normal(size=(n, 1))
    losses = np.round((shared + 0.7 * rng.normal(size=(n, k))) ** 2 + step * np.arange(k)[::-1], 6)
    case = {"losses": losses.T.tolist()}
    for method, name in [("R", "range"), ("max", "max")]:
        mcs = MCS(losses, 0.1, reps=60, block_size=block, method=method, seed=7)
        mcs.compute()
        case["draws"] = [[int(i) for i in draw] for draw in mcs._bootstrap_indices]
        case[name] = {"p_values": [float(mcs.pvalues.loc[i, "Pvalue"]) for i in range(k)],
                      "order": [int(i) for i in mcs.pvalues.index], "included": [int(i) for i in mcs.included]}
    sets.append(case)

steps = []
for n, k, block, gain, size in [(80, 4, 4, 0.5, 0.05), (120, 8, 6, 0.3, 0.1), (60, 3, 3, 0.0, 0.05), (100, 6, 5, 0.35, 0.2)]:
    base = rng.normal(size=n)
    benchmark = np.round(base**2 + 1, 6)
    losses = np.round((benchmark[:, None] + (0.3 + 0.3 * np.arange(k)) * rng.normal(size=(n, k)) - gain * (np.arange(k) % 2 == 0) * (1 + np.arange(k) / 4)), 6)
    test = StepM(benchmark, losses, size=size, block_size=block, reps=60, seed=13)
    test.compute()
    draws = [index for index in StationaryBootstrap(block, np.arange(n), seed=13).bootstrap(60)]
    steps.append({"benchmark": benchmark.tolist(), "models": losses.T.tolist(), "block": float(block), "size": size,
                  "draws": [[int(i) for i in pos[0]] for pos, _ in draws], "superior": [int(i) for i in test.superior_models]})
out = {"arch": arch.__version__, "numpy": np.__version__, "sets": sets, "steps": steps}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

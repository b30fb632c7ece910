"""EnbPI (Xu and Xie, 2021) step by step in numpy: lines on the value before, fitted on moving blocks of the training rows.

For every training row the mean over the members that did not learn from it, by a loop over rows; for every later row the mean of those means;
the ends by brute force over sorted errors. Ranks are taken in exact fractions. Rows after the training part know the outcomes of `horizon`
rows before them, in batches.
usage: enbpi.py   (writes enbpi.json beside itself)
"""
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np

rng = np.random.default_rng(2021)
LEARNT, ROWS, MEMBERS, BLOCK = 70, 110, 7, 6
series = np.zeros(ROWS + 1)
for t in range(1, ROWS + 1):
    series[t] = 0.6 * series[t - 1] + rng.standard_t(4)
x, y = np.round(series[:-1], 6), np.round(series[1:], 6)

draws, forecasts = [], []
for _ in range(MEMBERS):
    starts = rng.integers(0, LEARNT - BLOCK + 1, size=math.ceil(LEARNT / BLOCK))
    draw = np.concatenate([np.arange(s, s + BLOCK) for s in starts])[:LEARNT]
    slope, constant = np.polyfit(x[draw], y[draw], 1)
    draws.append(draw.tolist())
    forecasts.append(np.round(slope * x + constant, 9))
forecasts = np.array(forecasts)

without = {i: [b for b in range(MEMBERS) if i not in draws[b]] for i in range(LEARNT)}
without = {i: members for i, members in without.items() if members}
out_of_bag = [y[i] - np.mean(forecasts[members, i]) for i, members in without.items()]
points = np.array([np.mean([np.mean(forecasts[members, t]) for members in without.values()]) for t in range(ROWS)])


def ends(errors, level, tails):
    n, level = len(errors), Fraction(level)
    if tails == "symmetric":
        half = np.sort(np.abs(errors))[math.ceil((n + 1) * level) - 1]
        return -half, half
    e = np.sort(errors)
    if tails == "equal":
        upper = math.ceil((n + 1) * (1 + level) / 2)
        return e[n - upper], e[upper - 1]
    gaps = math.ceil((n + 1) * level)
    a = int(np.argmin([e[a + gaps] - e[a] for a in range(n - gaps)]))
    return e[a], e[a + gaps]


cases = []
for tails in ["symmetric", "equal", "narrowest"]:
    for level, batch, horizon in [("0.8", 1, 1), ("0.9", 5, 1), ("0.8", 3, 2), ("0.9", 1, 4)]:
        errors, waiting, lower, upper = list(out_of_bag), [], [], []
        for t in range(LEARNT, ROWS):
            if t - horizon >= LEARNT:
                waiting.append(y[t - horizon] - points[t - horizon])
            if len(waiting) == batch:
                errors = errors[batch:] + waiting
                waiting = []
            low, high = ends(errors, level, tails)
            lower.append(float(points[t] + low))
            upper.append(float(points[t] + high))
        cases.append({"tails": tails, "level": float(level), "batch": batch, "horizon": horizon, "lower": lower, "upper": upper})
out = {"numpy": np.__version__, "learnt": LEARNT, "errors": len(out_of_bag), "actual": y.tolist(), "draws": draws, "forecasts": forecasts.tolist(),
       "points": points[LEARNT:].tolist(), "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

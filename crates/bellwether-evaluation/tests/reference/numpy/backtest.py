"""Expected equity of traded positions by an account of cash and shares in numpy, figures of its returns by their formulas, probabilities
of Sharpe ratios by scipy, and overfitting by combinations of blocks.

usage: backtest.py   (writes backtest.json beside itself)
"""
import itertools
import json
from pathlib import Path

import numpy as np
import scipy
import scipy.stats as st

rng = np.random.default_rng(20140701)
YEAR = 252


def account(opens, closes, wanted, execution, rate):
    """Cash and shares; a trade's costs are reckoned on the equity before it, and the position is set on what is left."""
    cash, shares, n = 1.0, 0.0, len(closes)
    equity, traded = [1.0], [0.0]
    def trade(price, share):
        nonlocal cash, shares
        worth = cash + shares * price
        value = abs(share * worth - shares * price)
        left = worth - rate * value
        shares = share * left / price
        cash = left - shares * price
        return value / worth
    for t in range(1, n):
        value = trade(opens[t] if execution == "next-open" else closes[t - 1], wanted[t - 1])
        if t == n - 1:
            value += trade(closes[t], 0.0)
        equity.append(cash + shares * closes[t])
        traded.append(value)
    return np.array(equity), np.array(traded)


cases = []
for n, execution, costs, sizes in [(40, "next-open", (1, 2, 1), "sign"), (40, "close", (1, 2, 1), "sign"),
                                   (120, "next-open", (0, 0, 0), "any"), (90, "close", (5, 10, 2.5), "any"),
                                   (60, "next-open", (3, 0, 7), "long")]:
    closes = np.round(50 * np.exp(np.cumsum(rng.normal(0.0005, 0.02, n))), 4)
    opens = np.round(np.concatenate([[50], closes[:-1]]) * np.exp(rng.normal(0, 0.006, n)), 4)
    wanted = {"sign": rng.choice([-1.0, 0.0, 1.0], n), "any": np.round(rng.uniform(-1, 1, n), 3),
              "long": rng.choice([0.0, 1.0], n)}[sizes]
    equity, traded = account(opens, closes, wanted, execution, sum(costs) / 1e4)
    r = equity[1:] / equity[:-1] - 1
    down = 1 - equity / np.maximum.accumulate(equity)
    annual = equity[-1] ** (YEAR / len(r)) - 1
    held = (wanted[:-1] != 0) & (np.abs(r) > 1e-13)
    hold, _ = account(opens, closes, np.ones(n), execution, sum(costs) / 1e4)
    cases.append({"open": opens.tolist(), "close": closes.tolist(), "wanted": wanted.tolist(), "execution": execution,
                  "costs": [float(c) for c in costs], "equity": equity.tolist(), "traded": traded.tolist(),
                  "hold": float(hold[-1]),
                  "summary": {"annual": float(annual), "volatility": float(r.std(ddof=1) * YEAR**0.5),
                              "sharpe": float(r.mean() / r.std(ddof=1) * YEAR**0.5),
                              "sortino": float(r.mean() / np.sqrt((np.minimum(r, 0) ** 2).mean()) * YEAR**0.5),
                              "drawdown": float(down.max()), "calmar": float(annual / down.max()),
                              "turnover": float(traded[1:].mean() * YEAR), "hits": float((r[held] > 0).mean()),
                              "exposure": float(np.abs(wanted[:-1]).mean())}})

ratios = []
for n, trials in [(30, 2), (120, 7), (400, 40)]:
    r = np.round(0.0008 + 0.01 * st.skewnorm.rvs(-3, size=n, random_state=rng), 6)
    s, g, k = r.mean() / r.std(ddof=1), st.skew(r), st.kurtosis(r, fisher=False)
    error = np.sqrt((1 - g * s + (k - 1) / 4 * s**2) / (n - 1))
    others = np.round(rng.normal(0, 0.05, trials), 6)
    gamma = float(np.euler_gamma)
    largest = others.std(ddof=1) * ((1 - gamma) * st.norm.ppf(1 - 1 / trials) + gamma * st.norm.ppf(1 - 1 / (trials * np.e)))
    benchmark = s - 0.03
    ratios.append({"returns": r.tolist(), "benchmark": float(benchmark), "trials": others.tolist(),
                   "moments": [float(s), float(g), float(k)],
                   "probabilistic": float(st.norm.cdf((s - benchmark) / error)),
                   "length": float(1 + error**2 * (n - 1) * (st.norm.ppf(0.95) / (s - benchmark)) ** 2),
                   "largest": float(largest), "deflated": float(st.norm.cdf((s - largest) / error))})

splits = []
for n, models, blocks, skill in [(64, 3, 4, 0.0), (203, 6, 10, 0.0), (203, 5, 8, 0.4)]:
    r = np.round(rng.normal(0, 0.01, (n, models)), 6)
    r[:, 1] += skill * 0.01
    kept = r[n % blocks:].reshape(blocks, -1, models)
    logits, losses = [], []
    for inside in itertools.combinations(range(blocks), blocks // 2):
        outside = [b for b in range(blocks) if b not in inside]
        a, b = (np.concatenate(kept[list(part)]) for part in (inside, outside))
        ratio = lambda x: x.mean(axis=0) / x.std(axis=0, ddof=1)
        best = int(np.argmax(ratio(a)))
        w = st.rankdata(ratio(b))[best] / (models + 1)
        logits.append(np.log(w / (1 - w)))
        losses.append(ratio(b)[best] < 0)
    logits = np.array(logits)
    splits.append({"returns": r.T.tolist(), "blocks": blocks, "choices": len(logits),
                   "probability": float((logits <= 1e-12).mean()), "loss": float(np.mean(losses)),
                   "mean_logit": float(logits.mean())})

out = {"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases, "ratios": ratios, "splits": splits}
Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")

"""Empirical mode decomposition of prices, noise and sines under each stopping rule; ensembles with noise that is given.

PyEMD averages the k-th mode over the trials that have one; here, as in the papers, a trial without one counts as zero, so
the means are taken here over what PyEMD finds in each trial. CEEMDAN is PyEMD's own, with the noise below in the place of
its random numbers. Complementary pairs, which PyEMD does not have, are made here of its trials.

usage: modes.py   (writes modes.json and ensembles.json beside itself)
"""
import csv
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from PyEMD import CEEMDAN, EMD

HERE = Path(__file__).parent
with open(HERE.parent / "amzn/bars.csv") as file:
    CLOSES = np.array([float(r["close"]) for r in csv.DictReader(l for l in file if not l.startswith("#"))])
VERSIONS = f"EMD-signal {version('EMD-signal')}, numpy {np.__version__}, scipy {version('scipy')}"
RULES = {"cauchy": {}, "fixed-10": {"FIXE": 10}, "settled-4": {"FIXE_H": 4}}


def split(series, max_imf=-1, **settings):
    """Modes and residual, whether or not PyEMD puts it among the modes."""
    emd = EMD(**settings)
    emd.emd(np.asarray(series, dtype=float), max_imf=max_imf)
    return emd.get_imfs_and_residue()


def modes():
    rng = np.random.default_rng(11)
    t = np.arange(130.0)
    series = {
        "prices": CLOSES[:160],
        "window": CLOSES[100:132],
        "noise": rng.normal(size=128),
        "walk": rng.normal(size=130).cumsum(),
        "sines": np.sin(0.9 * t) + 2 * np.sin(0.17 * t + 0.3) + 0.02 * t,
        "three-extrema": np.array([0.0, 1.3, 0.4, 1.1, 0.2, 0.1, -0.3]),
        "trend": np.array([1.0, 2.0, 4.0, 8.0, 16.0]),
    }
    found = []
    for name, values in series.items():
        for rule, settings in RULES.items():
            imfs, residue = split(values, **settings)
            found.append({"series": name, "rule": rule, "modes": [list(m) for m in imfs], "residual": list(residue)})
    imfs, residue = split(series["prices"], max_imf=2)
    found.append({"series": "prices", "rule": "two-modes", "modes": [list(m) for m in imfs], "residual": list(residue)})
    return {"versions": VERSIONS, "series": {k: list(v) for k, v in series.items()}, "found": found}


def mean_of(series, noises):
    """Mean over trials, zero where a trial has no such mode, and what it leaves over."""
    trials = [split(series + noise)[0] for noise in noises]
    total = np.zeros((max(len(t) for t in trials), len(series)))
    for trial in trials:
        total[: len(trial)] += trial
    total /= len(trials)
    return total, series - total.sum(axis=0)


def ensembles():
    rng = np.random.default_rng(5)
    series, trials, width = CLOSES[:90], 7, 0.05
    noise = rng.normal(size=(trials, len(series)))
    scaled = width * np.ptp(series) * noise
    found = {"eemd": mean_of(series, scaled), "ceemd": mean_of(series, [s * e for e in scaled for s in (1, -1)])}
    for epsilon in (0.005, 0.2):
        ceemdan = CEEMDAN(trials=trials, epsilon=epsilon, parallel=False)
        ceemdan.generate_noise = lambda scale, size: noise.copy()
        parts = ceemdan.ceemdan(series)
        found[f"ceemdan-{epsilon}"] = (parts[:-1], parts[-1])
    return {"versions": VERSIONS, "series": list(series), "width": width, "noise": [list(n) for n in noise],
            "found": [{"method": k, "modes": [list(m) for m in v[0]], "residual": list(v[1])} for k, v in found.items()]}


def write(name, content):
    (HERE / name).write_text(json.dumps(content, default=float).replace("], [", "],\n[") + "\n")


write("modes.json", modes())
write("ensembles.json", ensembles())

"""The decomposed closes: each row's window of 64 closes anew, and the same over the whole series at once.

usage: columns.py   (writes columns.csv and whole.csv beside itself)
"""
import csv
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pywt
from PyEMD import EMD

HERE = Path(__file__).parent
with open(HERE.parent / "amzn/bars.csv") as file:
    CLOSES = np.array([float(r["close"]) for r in csv.DictReader(l for l in file if not l.startswith("#"))])[:240]
VERSIONS = f"# PyWavelets {pywt.__version__}, EMD-signal {version('EMD-signal')}, numpy {np.__version__}"


def smooth(x):
    approximation, *details = pywt.wavedec(x, "db4", "symmetric", 2)
    limit = np.median(np.abs(details[-1])) / 0.6744897501960817 * np.sqrt(2 * np.log(len(x)))
    return pywt.waverec([approximation, *(pywt.threshold(d, limit, "soft") for d in details)], "db4", "symmetric")


def clipped(x):
    approximation, *details = pywt.wavedec(x, "haar", "symmetric", 3)
    details = [np.where(np.abs(d) > 2 * np.std(d), 0.0, d) for d in details]
    return pywt.waverec([approximation, *details], "haar", "symmetric")


def symmetric(x):
    approximation, *details = pywt.wavedec(x, "sym4", "symmetric", 2)
    limit = np.median(np.abs(details[-1])) / 0.6744897501960817 * np.sqrt(2 * np.log(len(x)))
    return pywt.waverec([approximation, *(pywt.threshold(d, limit, "hard") for d in details)], "sym4", "symmetric")


def modes(x):
    emd = EMD()
    emd.emd(x, max_imf=2)
    imfs, residue = emd.get_imfs_and_residue()
    zero = np.zeros_like(x)
    return [imfs[0] if len(imfs) > 0 else zero, imfs[1] if len(imfs) > 1 else zero, residue]


def trend(x):
    """Slope and age along the lines between the points that are farthest, one after the other, from the lines so far."""
    y, points = np.log(x), [0, len(x) - 1]
    for _ in range(4 * -(-len(x) // 64)):
        away = np.abs(y - np.interp(np.arange(len(y)), points, y[points]))
        if away.max() == 0:
            break
        points = sorted([*points, int(np.argmax(away))])
    at = np.clip(np.searchsorted(points, np.arange(len(y)), side="left"), 1, None)
    points = np.array(points)
    start, end = points[at - 1], points[at]
    slope, age = (y[end] - y[start]) / (end - start), np.arange(len(y)) - start
    slope[0] = 0.0
    return [slope, age]


def columns(x):
    return [smooth(x)[: len(x)], clipped(x)[: len(x)], symmetric(x)[: len(x)], *modes(x), *trend(x)]


NAMES = "wavelet-close64,haar-close64,symlet-close64,emd-first64,emd-second64,emd-rest64,trend-slope64,trend-age64"


def write(name, rows):
    lines = [",".join("" if np.isnan(v) else repr(float(v)) for v in row) for row in rows]
    (HERE / name).write_text("\n".join([VERSIONS, NAMES, *lines]) + "\n")


rolling = [[np.nan] * 8] * 63 + [[c[-1] for c in columns(CLOSES[t - 63 : t + 1])] for t in range(63, len(CLOSES))]
write("columns.csv", rolling)
write("whole.csv", np.array(columns(CLOSES)).T)

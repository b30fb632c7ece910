"""Seconds of processor time that arch takes for a fit of the series in FOLDER/garch.txt, a line of values each.

    python garch_speed.py FOLDER

Prints lines `name seconds`: the mean over series, each the better of two rounds, with standard errors left out.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from arch import arch_model

warnings.simplefilter("ignore")
lines = (Path(sys.argv[1]) / "garch.txt").read_text().splitlines()
series = [np.array([float(v) for v in line.split(",")]) for line in lines]


def timed(y, o, dist):
    start = time.process_time()
    arch_model(y, mean="Constant", vol="GARCH", p=1, o=o, q=1, dist=dist, rescale=False).fit(disp="off")
    return time.process_time() - start


for name, o, dist in (("garch", 0, "normal"), ("garch-t", 0, "t"), ("gjr-garch-t", 1, "t")):
    timed(series[0], o, dist)
    print(name, np.mean([min(timed(y, o, dist) for _ in range(2)) for y in series]))

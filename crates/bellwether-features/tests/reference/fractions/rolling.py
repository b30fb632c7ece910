"""Rolling mean and sample standard deviation in exact rational arithmetic: of the AMZN closes (amzn.csv), and of closes
that are hard on running sums (hard.csv): a spread of a few thousandths about ten million, a spike of 1e15 that comes and
goes, and a constant stretch.

usage: rolling.py   (writes amzn.csv and hard.csv beside itself)
"""
import csv
import platform
import random
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

here = Path(__file__).parent
getcontext().prec = 60
random.seed(7)
hard = [1e7 + random.uniform(-0.004, 0.004) for _ in range(120)]
hard[30] = 1e15
hard[70:100] = [9_999_999.7] * 30
with open(here / "../amzn/bars.csv") as bars:
    amzn = [float(row["close"]) for row in csv.DictReader(bars)]


def write(name, closes):
    with open(here / name, "w") as out:
        print(f"# Python {platform.python_version()}, fractions and decimal of the standard library", file=out)
        print("close,ma20,sd20", file=out)
        for t, close in enumerate(closes):
            if t < 19:
                print(f"{close!r},,", file=out)
                continue
            window = [Fraction(c) for c in closes[t - 19 : t + 1]]
            mean = sum(window) / 20
            variance = sum((c - mean) ** 2 for c in window) / 19
            sd = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
            print(f"{close!r},{float(mean)!r},{float(sd)!r}", file=out)


write("amzn.csv", amzn)
write("hard.csv", hard)

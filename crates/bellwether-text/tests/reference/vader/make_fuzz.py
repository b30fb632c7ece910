"""Writes a Parquet table of synthetic posts for compare.py: `python make_fuzz.py COUNT OUT.parquet`."""

import random
import sys

import pandas as pd

from make_hard_cases import random_post

if __name__ == "__main__":
    count, out = sys.argv[1:]
    rng = random.Random(20140601)
    pd.DataFrame({"text": [random_post(rng) for _ in range(int(count))]}).to_parquet(out)

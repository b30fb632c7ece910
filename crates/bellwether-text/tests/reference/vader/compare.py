"""Compares this crate with vaderSentiment on a table of posts, and times the latter.

    python compare.py POSTS.parquet VADER_TSV_BINARY WORK_DIR [COLUMN]

Writes WORK_DIR/posts.txt (one escaped post a line) and WORK_DIR/reference.tsv, runs the `vader_tsv` example over
the posts, prints every mismatch and exits with 1 if there is one. Needs vaderSentiment 3.3.2 and pandas, and a
Python below 3.12, whose `sum` does not compensate rounding.
"""

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

assert sys.version_info < (3, 12), "sum() compensates rounding since Python 3.12"

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
COLUMNS = ("neg", "neu", "pos", "compound")


def main(table, binary, work, column="text"):
    posts = pd.read_parquet(table, columns=[column])[column].tolist()
    analyzer = SentimentIntensityAnalyzer()
    start = time.perf_counter()
    expected = [analyzer.polarity_scores(post) for post in posts]
    seconds = time.perf_counter() - start
    print(f"reference: {len(posts)} posts, {len(posts) / seconds:.0f} posts/s")

    work = Path(work)
    work.mkdir(parents=True, exist_ok=True)
    (work / "posts.txt").write_text("".join(p.translate(ESCAPES) + "\n" for p in posts), "utf-8", newline="\n")
    with open(work / "reference.tsv", "w", encoding="utf-8", newline="\n") as out:
        for scores, post in zip(expected, posts, strict=True):
            print(*(repr(scores[c]) for c in COLUMNS), post.translate(ESCAPES), sep="\t", file=out)

    with open(work / "posts.txt", "rb") as posts_file:
        answer = subprocess.run([binary], stdin=posts_file, capture_output=True, check=True).stdout.decode()
    found = [tuple(map(float, line.split("\t"))) for line in answer.splitlines()]
    mismatches = 0
    for post, scores, ours in zip(posts, expected, found, strict=True):
        if ours != tuple(scores[c] for c in COLUMNS):
            mismatches += 1
            print("mismatch:", ours, scores, repr(post))
    print(f"{mismatches} mismatches in {len(posts)} posts")
    return mismatches != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

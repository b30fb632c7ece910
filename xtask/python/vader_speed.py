"""Posts per second of vaderSentiment on one core, median of three rounds.

    python vader_speed.py POSTS

One post a line; of a tab-separated line the last column is the post.
"""

import statistics
import sys
import time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
    posts = [line.rstrip("\n").split("\t")[-1] for line in lines]
analyzer = SentimentIntensityAnalyzer()
seconds = []
for _ in range(3):
    start = time.perf_counter()
    for post in posts:
        analyzer.polarity_scores(post)
    seconds.append(time.perf_counter() - start)
print(len(posts) / statistics.median(seconds))

"""Expected text aggregates by pandas: invented posts over the New York sessions of 2014-10-27 to 2014-12-31, which
hold the end of daylight saving, Thanksgiving, an early close and Christmas. Each post is repeated `copies` times before
aggregating. Session hours by exchange_calendars.

usage: text.py   (writes sessions.csv, posts.csv, text.csv and silence.csv beside itself)
"""
from pathlib import Path

import exchange_calendars
import numpy as np
import pandas as pd

here = Path(__file__).parent
calendar = exchange_calendars.get_calendar("XNYS", start="2014-10-01", end="2015-01-31")
schedule = calendar.schedule.loc["2014-10-27":"2014-12-31", ["open", "close"]]
closes = schedule["close"].reset_index(drop=True)

rng = np.random.default_rng(20141027)
start = int((closes.iloc[0] - pd.Timedelta(days=4)).timestamp())
end = int((closes.iloc[-1] + pd.Timedelta(days=2)).timestamp())
seconds = rng.integers(start, end, 240)
# Posts on the very second of a close, one second after it, and one second before.
edge = np.array([int(closes.iloc[i].timestamp()) for i in (0, 5, 5, 19, 20, 44)]) + [0, 0, 1, -1, 0, 1]
# Exactly at the start of the first row, which is outside, and one second later, which is inside.
first = int((closes.iloc[0] - pd.Timedelta(hours=24)).timestamp())
seconds = np.sort(np.concatenate([seconds, edge, [first, first + 1]]))
polarity = np.round(rng.normal(0.05, 0.3, len(seconds)).clip(-1, 1), 4)
polarity[rng.random(len(seconds)) < 0.15] = 0.0
polarity[rng.random(len(seconds)) < 0.05] = 0.05
polarity[rng.random(len(seconds)) < 0.05] = -0.05
posts = pd.DataFrame({
    "created_at": pd.to_datetime(seconds, unit="s", utc=True),
    "copies": rng.choice([1, 1, 1, 2, 5, 40], len(seconds)),
    "polarity": polarity,
})
# Drawn apart, so that what was drawn before stays as it is.
more = np.random.default_rng(20141028)
for name, most in [("likes", 40), ("retweets", 15), ("replies", 6), ("followers", 9000)]:
    counts = more.integers(0, most, len(posts)).astype(float)
    counts[more.random(len(posts)) < 0.2] = np.nan
    posts[name] = pd.array(counts, dtype="Int64")
posts["kind"] = more.choice(["news", "chatter", None], len(posts), p=[0.3, 0.5, 0.2])
# A stretch without posts: whole sessions, and the last session.
silent = posts.created_at.between("2014-11-10T22:00Z", "2014-11-13T20:00Z")
posts = posts[~silent & ~posts.created_at.between(closes.iloc[-2] + pd.Timedelta(seconds=1), closes.iloc[-1])]

edges = pd.DatetimeIndex([closes.iloc[0] - pd.Timedelta(hours=24), *closes])
row = pd.cut(posts.created_at, edges, right=True, labels=False)
single = posts.assign(row=row).dropna(subset="row").loc[lambda d: d.index.repeat(d.copies)]
by_row = single.groupby("row").polarity
text = pd.DataFrame({
    "score": by_row.mean(),
    "post-count": by_row.size(),
    "share-positive": by_row.apply(lambda p: (p >= 0.05).mean()),
    "share-negative": by_row.apply(lambda p: (p <= -0.05).mean()),
    "dispersion": by_row.std(ddof=1),
})
p = single.polarity
opens = schedule["open"].reset_index(drop=True)
hours = pd.IntervalIndex.from_arrays(opens, closes, closed="both")
intraday = np.array([hours.contains(t).any() for t in single.created_at])
news = (single.kind == "news").to_numpy()


def mean(of, weight=None, where=None):
    """By row, over the posts in `where`."""
    frame = pd.DataFrame({"row": single.row, "v": of, "w": 1.0 if weight is None else weight})
    frame = frame if where is None else frame[where]
    return (frame.v * frame.w).groupby(frame.row).sum() / frame.w.groupby(frame.row).sum()


classes = np.select([p >= 0.5, p >= 0.05, p <= -0.5, p <= -0.05], [2.0, 1.0, -2.0, -1.0], 0.0)
bulls = (p >= 0.05).groupby(single.row).sum().astype(float)
bears = (p <= -0.05).groupby(single.row).sum().astype(float)
sides = bulls + bears
bullishness = ((bulls - bears) / sides).where(sides > 0, 0.0)
text["five-class"] = mean(classes)
text["bullishness"] = bullishness
text["bull-bear"] = np.log((1 + bulls) / (1 + bears))
text["disagreement"] = np.sqrt(1 - bullishness**2).where(sides > 0, 0.0)
engagement = single[["likes", "retweets", "replies"]].astype(float).fillna(0.0).sum(axis=1)
text["engagement-weighted"] = mean(p, 1.0 + engagement)
text["follower-weighted"] = mean(p, 1.0 + single.followers.astype(float).fillna(0.0))
text["overnight-score"] = mean(p, where=~intraday)
text["intraday-score"] = mean(p, where=intraday)
text["overnight-gap"] = text["overnight-score"] - text["intraday-score"]
text["news-score"] = mean(p, where=news)
text["chatter-score"] = mean(p, where=~news)
text["news-count"] = single[news].groupby("row").size()
text["chatter-count"] = single[~news].groupby("row").size()
text = text.reindex(range(len(closes)))
# Half-life 5: sums of polarity and of posts, both decayed; the ratio is the mean.
sums = p.groupby(single.row).sum().reindex(text.index, fill_value=0.0)
counts = text["post-count"].fillna(0.0)
text["decayed"] = sums.ewm(halflife=5).mean() / counts.ewm(halflife=5).mean()
# The 20 sessions with posts before, and the 20 sessions before.
seen = text["score"].dropna()
before = seen.shift(1).rolling(20)
text["norm-change"] = (seen - before.mean()) / before.std(ddof=1)
text["attention"] = np.log1p(counts) - np.log1p(counts.shift(1).rolling(20).median())
iso = pd.Series(schedule.index).dt.isocalendar()
week = iso.year * 100 + iso.week
weekly = p.groupby(single.row.astype(int).map(week)).mean().reindex(week.unique())
text["weekly-mean"] = week.map(weekly.shift(1))
text["weekly-mean, running"] = week.map(weekly)

# Sessions without the posts that a column is about, as zero and with the last value carried. The decayed mean, counts and
# attention have values of their own there, and a norm that is not known yet is not silence.
silence = {}
for name in text.columns.difference(["post-count", "news-count", "chatter-count", "attention", "decayed"], sort=False):
    if name.startswith("weekly-mean"):
        continue
    values = text[name].where(counts != 1, 0.0) if name == "dispersion" else text[name]
    silent = counts == 0 if name == "norm-change" else values.isna()
    silence[f"{name}, zero"] = values.mask(silent, 0.0)
    silence[f"{name}, carry"] = values.ffill()
silence = pd.DataFrame(silence)

stamp = "%Y-%m-%dT%H:%M:%SZ"
sessions = schedule.reset_index(names="date")
sessions["date"] = sessions["date"].dt.strftime("%Y-%m-%d")
sessions.to_csv(here / "sessions.csv", index=False, date_format=stamp)
posts.to_csv(here / "posts.csv", index=False, date_format=stamp)
with open(here / "text.csv", "w") as out:
    print(f"# pandas {pd.__version__}, exchange_calendars {exchange_calendars.__version__}", file=out)
    text.to_csv(out, index=False)
with open(here / "silence.csv", "w") as out:
    print(f"# pandas {pd.__version__}, exchange_calendars {exchange_calendars.__version__}", file=out)
    silence.to_csv(out, index=False)

"""Expected text aggregates by pandas: invented posts over the New York sessions of 2014-10-27 to 2014-12-31, which
hold the end of daylight saving, Thanksgiving, an early close and Christmas. Each post is repeated `copies` times before
aggregating. Session hours by exchange_calendars.

usage: text.py   (writes sessions.csv, posts.csv and text.csv beside itself)
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
}).reindex(range(len(closes)))

stamp = "%Y-%m-%dT%H:%M:%SZ"
sessions = schedule.reset_index(names="date")
sessions["date"] = sessions["date"].dt.strftime("%Y-%m-%d")
sessions.to_csv(here / "sessions.csv", index=False, date_format=stamp)
posts.to_csv(here / "posts.csv", index=False, date_format=stamp)
with open(here / "text.csv", "w") as out:
    print(f"# pandas {pd.__version__}, exchange_calendars {exchange_calendars.__version__}", file=out)
    text.to_csv(out, index=False)

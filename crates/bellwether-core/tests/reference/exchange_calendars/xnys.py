"""Writes xnys.txt: weekdays without a session, and early closes, of the NYSE by year.

exchange_calendars 4.13.2, pandas 3.1.1. Run: python xnys.py > xnys.txt
Each line: year | closed weekdays (MM-DD) | early closes (MM-DD@HH:MM, New York time).
"""

import exchange_calendars
import pandas as pd

FIRST, LAST = 1990, 2027
calendar = exchange_calendars.get_calendar("XNYS", start=f"{FIRST}-01-01", end=f"{LAST}-12-31")
schedule = calendar.schedule
closes = schedule["close"].dt.tz_convert("America/New_York").dt.strftime("%H:%M")
opens = schedule["open"].dt.tz_convert("America/New_York").dt.strftime("%H:%M")
assert (opens == "09:30").all()
assert (schedule.index.weekday < 5).all()
for year in range(FIRST, LAST + 1):
    weekdays = pd.date_range(f"{year}-01-01", f"{year}-12-31", freq="B")
    closed = [d.strftime("%m-%d") for d in weekdays if d not in schedule.index]
    early = [f"{d:%m-%d}@{c}" for d, c in closes.items() if d.year == year and c != "16:00"]
    print(f"{year}|{' '.join(closed)}|{' '.join(early)}")

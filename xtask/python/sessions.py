"""Sessions of the New York Stock Exchange by exchange_calendars: date, open and close in UTC, one a line.

    python sessions.py FIRST LAST
"""

import sys

import exchange_calendars

calendar = exchange_calendars.get_calendar("XNYS", start=sys.argv[1], end=sys.argv[2])
for session in calendar.schedule.itertuples():
    print(f"{session.Index:%Y-%m-%d} {session.open:%Y-%m-%dT%H:%M:%SZ} {session.close:%Y-%m-%dT%H:%M:%SZ}")

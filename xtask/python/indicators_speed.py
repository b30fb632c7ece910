"""Million rows a second of TA-Lib's C functions, called without the wrapper's checks and into arrays that are there
already, on one core: the best of ninety rounds of ten series of ten thousand sessions. Rounds are shorter than a turn
on a busy machine.

Half a microsecond or so of each call is Python's: it is measured, by the same call with a first row that the function
refuses before it does anything, and taken off. Each line has the name, the rate of the function alone, the rate with the
call, and the nanoseconds of the call that does nothing.
"""

import ctypes
import glob
import time
from ctypes import byref, c_double, c_int
from pathlib import Path

import numpy as np
import talib

ROUNDS, REPEATS, SESSIONS = 90, 10, 10_000
OUT_OF_RANGE_START_INDEX = 12

library = next(
    Path(path)
    for pattern in ("../ta_lib.libs/libta*", "../TA_Lib.libs/libta*", "*.dylib", ".dylibs/libta*")
    for path in glob.glob(str(Path(talib.__file__).parent / pattern))
)
c = ctypes.CDLL(str(library))
if c.TA_Initialize() != 0:
    raise SystemExit("TA_Initialize failed")

state = 1


def uniform():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 11) / 2**53


# The random walk of bellwether-features/examples/indicator_speed.rs
price, rows = 100.0, []
for _ in range(SESSIONS):
    opened = price
    price = opened * (1 + 0.04 * (uniform() - 0.5))
    top = max(opened, price) * (1 + 0.01 * uniform())
    bottom = min(opened, price) * (1 - 0.01 * uniform())
    rows.append((top, bottom, price, np.floor(1e6 * uniform())))
high, low, close, volume = (np.ascontiguousarray(column) for column in np.array(rows).T)
outputs = [np.empty(SESSIONS) for _ in range(3)]


def pointer(array):
    return array.ctypes.data_as(ctypes.POINTER(c_double))


def measured(function, inputs, options, outs=1):
    function = getattr(c, "TA_" + function)
    begin, count = c_int(), c_int()
    options = [c_double(o) if isinstance(o, float) else c_int(o) for o in options]
    arguments = [c_int(SESSIONS - 1), *map(pointer, inputs), *options, byref(begin), byref(count)]
    arguments += map(pointer, outputs[:outs])

    def seconds(first):
        """Of one call, and what the function said."""
        first, best = c_int(first), float("inf")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for _ in range(REPEATS):
                status = function(first, *arguments)
            best = min(best, time.perf_counter() - start)
        return best / REPEATS, status

    nothing, status = seconds(-1)
    if status != OUT_OF_RANGE_START_INDEX:
        raise SystemExit(f"{function} does not refuse a first row of -1: {status}")
    called, status = seconds(0)
    if status != 0 or count.value == 0:
        raise SystemExit(f"{function} failed with {status}")
    return f"{SESSIONS / (called - nothing) / 1e6:.1f} {SESSIONS / called / 1e6:.1f} {nothing * 1e9:.0f}"


prices = [high, low, close]
for name, *call in [
    ("ma7", "SMA", [close], [7]),
    ("ma20", "SMA", [close], [20]),
    ("sd20", "STDDEV", [close], [20, 1.0]),
    ("upper-band", "BBANDS", [close], [20, 2.0, 2.0, 0], 3),
    ("wma20", "WMA", [close], [20]),
    ("ema12", "EMA", [close], [12]),
    ("ema20", "EMA", [close], [20]),
    ("ema26", "EMA", [close], [26]),
    ("macd-histogram", "MACD", [close], [12, 26, 9], 3),
    ("rsi14", "RSI", [close], [14]),
    ("momentum10", "MOM", [close], [10]),
    ("roc10", "ROC", [close], [10]),
    ("return5", "ROCP", [close], [5]),
    ("cci20", "CCI", prices, [20]),
    ("stoch-d3", "STOCHF", prices, [14, 3, 0], 2),
    ("williams-r14", "WILLR", prices, [14]),
    ("plus-di14", "PLUS_DI", prices, [14]),
    ("minus-di14", "MINUS_DI", prices, [14]),
    ("adx14", "ADX", prices, [14]),
    ("atr14", "ATR", prices, [14]),
    ("obv", "OBV", [close, volume], []),
    ("mfi14", "MFI", [*prices, volume], [14]),
]:
    print(name, measured(*call))

"""Candlestick pictures per second drawn with Pillow on one core, median of three rounds.

Ten days on 50 x 50 pixels, scaled to the window, as an array of bytes.
"""

import math
import statistics
import time

import numpy as np
from PIL import Image, ImageDraw

DAYS, SIZE = 10, 50
step = SIZE // DAYS


def candle(day):
    opened, closed = 100 + 9 * math.sin(day * 0.37), 100 + 9 * math.sin(day * 0.37 + 0.2)
    return opened, max(opened, closed) + 1.0, min(opened, closed) - 0.7, closed


def picture(window):
    image = Image.new("RGB", (SIZE, SIZE))
    draw = ImageDraw.Draw(image)
    high, low = max(c[1] for c in window), min(c[2] for c in window)
    scale = (SIZE - 1) / (high - low)
    for i, (opened, top, bottom, closed) in enumerate(window):
        middle = i * step + step // 2
        colour = (0, 255, 0) if closed > opened else (255, 0, 0)
        y = [round((high - price) * scale) for price in (top, bottom, max(opened, closed), min(opened, closed))]
        draw.line((middle, y[0], middle, y[1]), fill=colour)
        draw.rectangle((middle - 1, y[2], middle + 1, y[3]), fill=colour)
    return np.asarray(image)


candles = [candle(day) for day in range(5000)]
seconds = []
for _ in range(3):
    start = time.perf_counter()
    for i in range(len(candles) + 1 - DAYS):
        picture(candles[i:i + DAYS])
    seconds.append(time.perf_counter() - start)
print((len(candles) + 1 - DAYS) / statistics.median(seconds))

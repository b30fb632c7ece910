"""Candlestick pictures by Pillow on ../amzn/bars.csv, a letter a pixel: `.` nothing, `G` green, `R` red, `V` grey.

Rows are found with exact fractions, so that no rounding of a division decides; no price may lie on the border of two
rows.

usage: candles.py > candles.txt
"""
from fractions import Fraction as F
from pathlib import Path

import PIL
import numpy as np
import pandas as pd
from PIL import Image, ImageDraw

LETTERS = {(0, 0, 0): ".", (0, 255, 0): "G", (255, 0, 0): "R", (128, 128, 128): "V"}
bars = pd.read_csv(Path(__file__).parent / "../amzn/bars.csv")


def nearest(x):
    below = x.numerator // x.denominator
    assert x.denominator == 1 or abs(x - below - F(1, 2)) > F(1, 10**9), x
    return below if x - below < F(1, 2) else below + 1


def picture(window, days, width, height, volume):
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    below = height // 5 if volume else 0
    above = height - below - 1 if volume else height
    exact = [[F(v) for v in day] for day in window[["open", "high", "low", "close", "volume"]].to_numpy()]
    high, low = max(max(day[:4]) for day in exact), min(min(day[:4]) for day in exact)
    most = max(day[4] for day in exact)
    step = width // days
    body = 3 if step == 3 else max(range(1, step, 2))
    half = body // 2
    for i, (opened, top, bottom, closed, traded) in enumerate(exact):
        middle = (width - step * days) // 2 + i * step + (step - body) // 2 + half
        colour = (0, 255, 0) if closed > opened else (255, 0, 0)
        y = lambda price: nearest((high - price) / (high - low) * (above - 1))
        draw.line((middle, y(top), middle, y(bottom)), fill=colour)
        draw.rectangle((middle - half, y(max(opened, closed)), middle + half, y(min(opened, closed))), fill=colour)
        if volume:
            rows = max(nearest(traded / most * below), 1)
            draw.rectangle((middle - half, height - rows, middle + half, height - 1), fill=(128, 128, 128))
    return image


print(f"# Pillow {PIL.__version__}, numpy {np.__version__}, pandas {pd.__version__}")
for row, days, width, height, volume in [
    (9, 10, 50, 50, False),
    (200, 10, 50, 50, True),
    (692, 5, 50, 50, False),
    (321, 20, 64, 40, True),
    (400, 8, 40, 33, False),
    (500, 10, 61, 50, True),
    (77, 7, 51, 21, True),
]:
    window = bars.iloc[row + 1 - days:row + 1]
    image = picture(window, days, width, height, volume)
    print(f"# row={row} days={days} width={width} height={height} volume={str(volume).lower()}")
    pixels = np.asarray(image)
    for line in pixels:
        print("".join(LETTERS[tuple(int(c) for c in pixel)] for pixel in line))

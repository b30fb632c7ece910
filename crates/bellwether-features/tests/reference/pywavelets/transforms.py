"""Coefficients of one level for every wavelet and boundary, and denoised prices.

`levels.json`: a series of 23 and one of 8 prices (shorter than the longer filters). `denoised.json`: 251 closing prices,
with every boundary and rule; the universal threshold and the rule of standard deviations are computed here.

usage: transforms.py   (writes levels.json and denoised.json beside itself)
"""
import csv
import json
from pathlib import Path

import numpy as np
import pywt

HERE = Path(__file__).parent
with open(HERE.parent / "amzn/bars.csv") as file:
    CLOSES = [float(row["close"]) for row in csv.DictReader(line for line in file if not line.startswith("#"))]
WAVELETS = ["haar"] + [f"db{n}" for n in range(2, 11)] + [f"sym{n}" for n in range(2, 11)]
BOUNDARIES = ["symmetric", "reflect", "constant", "zero", "smooth", "antireflect", "periodic", "periodization"]
VERSIONS = f"PyWavelets {pywt.__version__}, numpy {np.__version__}"


def levels():
    series = {"odd": CLOSES[:23], "short": CLOSES[40:48]}
    found = []
    for name, values in series.items():
        for wavelet in WAVELETS:
            for boundary in BOUNDARIES:
                approximation, detail = pywt.dwt(values, wavelet, boundary)
                found.append({"series": name, "wavelet": wavelet, "boundary": boundary,
                              "approximation": list(approximation), "detail": list(detail)})
    return {"versions": VERSIONS, "series": series, "found": found}


def denoised(values, wavelet, boundary, depth, rule, amount):
    approximation, *details = pywt.wavedec(values, wavelet, boundary, depth)
    if rule == "deviations":
        details = [np.where(np.abs(d) > amount * np.std(d), 0.0, d) for d in details]
    else:
        if rule.startswith("universal"):
            sigma = np.median(np.abs(details[-1])) / 0.6744897501960817
            amount = sigma * np.sqrt(2 * np.log(len(values)))
        details = [pywt.threshold(d, amount, rule.split("-")[1]) for d in details]
    return pywt.waverec([approximation, *details], wavelet, boundary)[: len(values)]


def cases():
    values = CLOSES[:251]
    settings = [("db4", boundary, 3, "universal-soft", 0.0) for boundary in BOUNDARIES]
    settings += [(wavelet, "symmetric", 2, "universal-hard", 0.0) for wavelet in ["haar", "db2", "db10", "sym8"]]
    settings += [("haar", "symmetric", 4, "deviations", 2.0), ("db3", "reflect", 2, "deviations", 1.5),
                 ("sym4", "smooth", 3, "fixed-soft", 4.0), ("db6", "periodization", 3, "fixed-hard", 4.0)]
    found = [{"wavelet": w, "boundary": b, "levels": n, "rule": r, "amount": a,
              "values": list(denoised(values, w, b, n, r, a))} for w, b, n, r, a in settings]
    return {"versions": VERSIONS, "series": values, "found": found}


def write(name, content):
    text = json.dumps(content, default=float).replace('{"series"', '\n{"series"').replace('{"wavelet"', '\n{"wavelet"')
    (HERE / name).write_text(text + "\n")


write("levels.json", levels())
write("denoised.json", cases())

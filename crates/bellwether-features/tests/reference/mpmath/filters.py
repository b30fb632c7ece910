"""Scaling filters of Daubechies and symlets, by spectral factorisation with 60 digits (Daubechies 1988).

|H|^2 of order N has the roots of P(y) = sum_k C(N-1+k, k) y^k with y = (2 - z - 1/z) / 4. Of each pair z, 1/z one is
kept: for `dbN` all inside the unit circle; for `symN` those that make the phase nearly linear, below for each N (1: the
root outside), with the orientation of PyWavelets.

usage: filters.py   (writes filters.csv beside itself)
"""
from pathlib import Path

import mpmath
from mpmath import binomial, conj, im, mp, mpf, polyroots, re, sqrt

mp.dps = 60
TINY = mpf(10) ** -40
OUTSIDE = {
    2: (0,),
    3: (0,),
    4: (0, 1),
    5: (1, 0),
    6: (1, 0, 1),
    7: (1, 0, 0),
    8: (0, 1, 0, 1),
    9: (0, 1, 1, 0),
    10: (1, 0, 1, 0, 1),
}


def pairs(n):
    """Roots inside and outside of the unit circle, and whether their conjugates are roots too; in order of the real and
    imaginary part of y."""
    ys = polyroots([binomial(n - 1 + k, k) for k in range(n - 1, -1, -1)], maxsteps=500, extraprec=400) if n > 1 else []
    found = []
    for y in sorted((y for y in ys if im(y) > -TINY), key=lambda y: (float(re(y)), float(im(y)))):
        b = 2 - 4 * y
        z1, z2 = (b + sqrt(b * b - 4)) / 2, (b - sqrt(b * b - 4)) / 2
        found.append((*sorted((z1, z2), key=abs), abs(im(y)) > TINY))
    return found


def scaling(n, outside):
    """Coefficients of sqrt(2) ((1 + z) / 2)^N prod (1 - r z) / (1 - r)."""
    roots = [mpf(-1)] * n
    for choice, (inside, out, paired) in zip(outside, pairs(n)):
        root = (inside, out)[choice]
        roots += [root, conj(root)] if paired else [root]
    h = [sqrt(mpf(2))]
    for r in roots:
        grown = [mpf(0)] * (len(h) + 1)
        for i, v in enumerate(h):
            grown[i] += v / (1 - r)
            grown[i + 1] -= v * r / (1 - r)
        h = grown
    return [re(v) for v in h]


def main():
    lines = [f"# mpmath {mpmath.__version__}, {mp.dps} digits", "wavelet,tap,value"]
    for n in range(1, 11):
        names = [(f"db{n}" if n > 1 else "haar", (0,) * n)]
        if n > 1:
            names.append((f"sym{n}", OUTSIDE[n]))
        for name, outside in names:
            lines += [f"{name},{i},{float(v)!r}" for i, v in enumerate(scaling(n, outside))]
    Path(__file__).with_name("filters.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fits erf(x)/x = P(x^2)/Q(x^2) on [0, 4], both of degree 5: the coefficients of `src/kernels/math.rs`.

needs: pip install numpy scipy (made with 2.4.6 and 1.17.1); prints P, Q and the greatest relative error in double precision.

Weighted linear least squares with Q of the last pass as denominator, and weights moved towards the points
of greatest error (Lawson), which brings the error near its minimax.
"""
import numpy as np
import scipy
from numpy.polynomial import polynomial as poly
from scipy.special import erf

LIMIT, DEGREE, PASSES = 4.0, 5, 400
x = np.concatenate([np.linspace(1e-6, LIMIT, 6000), LIMIT * (0.5 - 0.5 * np.cos(np.pi * np.arange(3000) / 2999)) + 1e-9])
z, f = (x / LIMIT) ** 2, erf(x) / x
denominator, weight, best = np.ones_like(x), np.ones_like(x), None
for _ in range(PASSES):
    powers = np.vander(z, DEGREE + 1, increasing=True)
    scale = np.sqrt(weight) / (denominator * f)
    columns = np.hstack([powers[:, :DEGREE + 1], -f[:, None] * powers[:, 1:DEGREE + 1]]) * scale[:, None]
    c = np.linalg.lstsq(columns, f * scale, rcond=None)[0]
    p, q = c[:DEGREE + 1], np.concatenate([[1.0], c[DEGREE + 1:]])
    denominator = poly.polyval(z, q)
    error = np.abs(poly.polyval(z, p) / denominator / f - 1)
    if best is None or error.max() < best[0]:
        best = error.max(), p, q
    weight *= error / error.max() + 0.02
    weight /= weight.mean()
error, p, q = best
unit = LIMIT ** (2.0 * np.arange(DEGREE + 1))
print("P", [float(f"{v:.9g}") for v in p / unit[:DEGREE + 1]])
print("Q", [float(f"{v:.9g}") for v in q / unit[:DEGREE + 1]])
print("relative error", error, "numpy", np.__version__, "scipy", scipy.__version__)

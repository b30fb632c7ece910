"""Seconds of processor time of one decomposition by the peer, the best of several runs.

usage: decompositions_speed.py NAME   (wavedec, denoise, emd, eemd, ceemdan or pca)
"""
import sys
import time

import numpy as np


def uniforms(n):
    state, out = 1, []
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append((state >> 11) / 2**53)
    return np.array(out)


def walk(n):
    """The random walk of the example `decomposition_speed`."""
    return 100 * np.cumprod(1 + 0.04 * (uniforms(n) - 0.5))


def best(rounds, repeats, what):
    def once():
        start = time.process_time()
        for _ in range(repeats):
            what()
        return (time.process_time() - start) / repeats

    return min(once() for _ in range(rounds))


def denoised(pywt, x):
    approximation, *details = pywt.wavedec(x, "db4", "symmetric", 5)
    limit = np.median(np.abs(details[-1])) / 0.6744897501960817 * np.sqrt(2 * np.log(len(x)))
    details = [pywt.threshold(d, limit, "soft") for d in details]
    return pywt.waverec([approximation, *details], "db4", "symmetric")


def main(name):
    if name in ("wavedec", "denoise"):
        import pywt

        x = walk(10_000)
        if name == "wavedec":
            return best(9, 50, lambda: pywt.waverec(pywt.wavedec(x, "db4", "symmetric", 5), "db4", "symmetric"))
        return best(9, 50, lambda: denoised(pywt, x))
    if name == "pca":
        from sklearn.decomposition import PCA
        from sklearn.preprocessing import StandardScaler

        rows = uniforms(30_000).reshape(1000, 30)

        def reduced():
            scaled = StandardScaler().fit_transform(rows)
            return PCA(n_components=10).fit_transform(scaled)

        return best(9, 5, reduced)
    from PyEMD import CEEMDAN, EEMD, EMD

    if name == "emd":
        x = walk(1000)
        return best(5, 2, lambda: EMD().emd(x))
    x = walk(250)
    if name == "eemd":
        return best(2, 1, lambda: EEMD(trials=100, parallel=False).eemd(x))
    return best(2, 1, lambda: CEEMDAN(trials=100, parallel=False).ceemdan(x))


if __name__ == "__main__":
    print(sys.argv[1], main(sys.argv[1]))

#!/usr/bin/env python3
"""Outputs, losses and gradients of small networks in PyTorch: writes `networks.json` and `training.json` beside itself.

needs: pip install torch==2.15.0 (made with 2.15.0, Python 3.11.7)

Weights, inputs and targets are not stored: `uniform` below makes them from integers, exactly, and the Rust
tests have the same eight lines. PyTorch computes in double precision, so that the differences are ours.
Weights are `in x out` here and transposed for PyTorch; gates are i, f, g, o in both.
"""
import json
import os
import platform

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
M = 0xFFFFFFFF
HERE = os.path.dirname(os.path.abspath(__file__))


def uniform(seed, count, scale):
    """`count` multiples of 2^-24 on [-1/2, 1/2), times `scale` (a power of two)."""
    out = []
    for i in range(count):
        x = (i * 0x9E3779B9 + seed * 0x85EBCA6B) & M
        x ^= x >> 16
        x = (x * 0x7FEB352D) & M
        x ^= x >> 15
        x = (x * 0x846CA68B) & M
        x ^= x >> 16
        out.append(((x >> 8) / 2**24 - 0.5) * scale)
    return torch.tensor(out, dtype=torch.float64)


ACT = {"linear": lambda x: x, "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def tensors(layers, features, steps, scale):
    """Names, shapes and values of the weights, in the order of the layers."""
    named, seed = {}, 100
    for i, layer in enumerate(layers):
        kind = layer["kind"]
        if kind == "dense":
            shapes = {"kernel": (features, layer["units"]), "bias": (layer["units"],)}
            features = layer["units"]
        elif kind == "conv1d":
            shapes = {"kernel": (layer["kernel"] * features, layer["filters"]), "bias": (layer["filters"],)}
            features, steps = layer["filters"], steps - layer["kernel"] + 1
        elif kind == "lstm":
            u = layer["units"]
            shapes = {"kernel": (features, 4 * u), "recurrent_kernel": (u, 4 * u), "bias": (4 * u,)}
            features, steps = u, steps if layer.get("return_sequences") else 1
        elif kind == "max-pool1d":
            shapes, steps = {}, steps // layer["size"]
        elif kind == "flatten":
            shapes, features, steps = {}, features * steps, 1
        for name, shape in shapes.items():
            seed += 1
            count = torch.Size(shape).numel()
            values = uniform(seed, count, scale).reshape(shape).clone().requires_grad_()
            named[f"layers.{i}.{name}"] = values
    return named, features


def lstm_tanh(x, w, r, b, units):
    """The library's own LSTM."""
    m = torch.nn.LSTM(x.shape[2], units, batch_first=True).double()
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    values = dict(zip(names, [w.T, r.T, b, torch.zeros_like(b)]))
    return torch.func.functional_call(m, values, (x,))[0]


def lstm_relu(x, w, r, b, units):
    """The same with relu for tanh, step by step: PyTorch has none."""
    h = c = torch.zeros(x.shape[0], units, dtype=x.dtype)
    out = []
    for t in range(x.shape[1]):
        i, f, g, o = (x[:, t] @ w + h @ r + b).split(units, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.relu(g)
        h = torch.sigmoid(o) * torch.relu(c)
        out.append(h)
    return torch.stack(out, 1)


def forward(layers, p, x):
    for i, layer in enumerate(layers):
        get = lambda name: p[f"layers.{i}.{name}"]
        kind = layer["kind"]
        if kind == "dense":
            x = ACT[layer.get("activation", "linear")](F.linear(x, get("kernel").T, get("bias")))
        elif kind == "conv1d":
            k, f = layer["kernel"], x.shape[2]
            weight = get("kernel").reshape(k, f, layer["filters"]).permute(2, 1, 0)
            x = F.conv1d(x.transpose(1, 2), weight, get("bias")).transpose(1, 2)
            x = ACT[layer.get("activation", "linear")](x)
        elif kind == "lstm":
            cell = lstm_relu if layer.get("activation") == "relu" else lstm_tanh
            x = cell(x, get("kernel"), get("recurrent_kernel"), get("bias"), layer["units"])
            x = x if layer.get("return_sequences") else x[:, -1:]
        elif kind == "max-pool1d":
            x = F.max_pool1d(x.transpose(1, 2), layer["size"]).transpose(1, 2)
        elif kind == "flatten":
            x = x.reshape(x.shape[0], 1, -1)
    return x[:, 0]


LOSS = {"mean-squared-error": F.mse_loss, "binary-cross-entropy": F.binary_cross_entropy_with_logits}

dense = lambda units, activation="linear": {"kind": "dense", "units": units, "activation": activation}
conv = lambda filters, kernel, activation: {
    "kind": "conv1d", "filters": filters, "kernel": kernel, "activation": activation}
lstm = lambda units, activation="tanh", seq=False: {
    "kind": "lstm", "units": units, "activation": activation, "return_sequences": seq}
flatten, pool = {"kind": "flatten"}, lambda size: {"kind": "max-pool1d", "size": size}
MSE, BCE = LOSS

CASES = [
    # name, (samples, steps, features), layers, loss
    ("dense", (11, 3, 5), [dense(19, "tanh"), flatten, dense(6, "sigmoid"), dense(2)], MSE),
    ("dense-relu", (9, 1, 20), [dense(17, "relu"), dense(1)], BCE),
    ("conv1d", (10, 7, 3), [conv(18, 3, "relu"), conv(5, 2, "tanh"), flatten, dense(1)], MSE),
    ("max-pool1d", (6, 8, 3), [conv(5, 2, "linear"), pool(2), flatten, dense(1)], MSE),
    ("lstm", (13, 6, 4), [lstm(18), dense(1)], MSE),
    ("lstm-sequences", (7, 5, 3), [lstm(9, seq=True), lstm(17), dense(2)], BCE),
    ("lstm-relu", (12, 5, 4), [lstm(10, "relu", True), lstm(17, "relu"), dense(1)], MSE),
    ("cnn-lstm", (9, 9, 4), [conv(12, 2, "relu"), lstm(11), dense(1)], MSE),
]


def sample(shape, outputs, loss):
    x = uniform(1, torch.Size(shape).numel(), 4.0).reshape(shape)
    y = uniform(2, shape[0] * outputs, 1.0).reshape(shape[0], outputs)
    return x, ((y > 0).double() if loss == BCE else y)


def networks():
    cases = []
    for name, shape, layers, loss in CASES:
        p, outputs = tensors(layers, shape[2], shape[1], 1.0)
        x, y = sample(shape, outputs, loss)
        out = forward(layers, p, x)
        value = LOSS[loss](out, y)
        value.backward()
        cases.append({
            "name": name, "samples": shape[0], "loss": loss,
            "spec": {"input": {"steps": shape[1], "features": shape[2]}, "layers": layers},
            "outputs": round_all(out), "value": value.item(),
            "gradients": {k: round_all(v.grad) for k, v in p.items()},
        })
    return cases


def round_all(t):
    return [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]


class KerasAdam:
    """Adam with epsilon beside the raw second moment, as the Keras documentation states it."""

    def __init__(self, params, lr):
        self.params, self.lr, self.t = list(params), lr, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        self.t += 1
        alpha = self.lr * (1 - 0.999**self.t) ** 0.5 / (1 - 0.9**self.t)
        with torch.no_grad():
            for p, m, v in zip(self.params, self.m, self.v):
                m += (p.grad - m) * 0.1
                v += (p.grad**2 - v) * 0.001
                p -= alpha * m / (v.sqrt() + 1e-7)


TRAININGS = [
    # name, (samples, steps, features), layers, loss, optimizer, clip
    ("lstm-50", (70, 5, 15), [lstm(50), dense(1)], MSE, "pytorch", None),
    ("lstm-50-keras", (70, 5, 15), [lstm(50), dense(1)], MSE, "keras", None),
    ("lstm-50-clipped", (70, 5, 15), [lstm(50), dense(1)], MSE, "pytorch", 0.01),
    ("lstm-50-relu", (70, 5, 15), [lstm(50, "relu"), dense(1)], MSE, "pytorch", None),
    ("cnn-lstm-64-50", (70, 30, 8), [conv(64, 2, "relu"), lstm(50), dense(1)], MSE, "pytorch", None),
    ("cnn-direction", (70, 10, 6), [conv(16, 2, "relu"), pool(2), flatten, dense(1)], BCE, "pytorch", None),
]


def trainings(epochs=5, batch=32):
    cases = []
    for name, shape, layers, loss, optimizer, clip in TRAININGS:
        p, outputs = tensors(layers, shape[2], shape[1], 0.25)
        x, y = sample(shape, outputs, loss)
        adam = KerasAdam(p.values(), 1e-3) if optimizer == "keras" else torch.optim.Adam(p.values(), 1e-3)
        losses = []
        for _ in range(epochs):
            total = 0.0
            for i in range(0, len(x), batch):
                adam.zero_grad()
                value = LOSS[loss](forward(layers, p, x[i:i + batch]), y[i:i + batch])
                value.backward()
                if clip:
                    torch.nn.utils.clip_grad_norm_(p.values(), clip)
                adam.step()
                total += value.item() * len(x[i:i + batch])
            losses.append(total / len(x))
        cases.append({
            "name": name, "samples": shape[0], "loss": loss, "optimizer": optimizer, "clip_norm": clip,
            "spec": {"input": {"steps": shape[1], "features": shape[2]}, "layers": layers},
            "batch": batch, "losses": losses, "final_outputs": round_all(forward(layers, p, x)),
        })
    return cases


def write(name, cases):
    about = {"made_by": "networks.py", "torch": torch.__version__, "python": platform.python_version()}
    with open(os.path.join(HERE, name), "w") as f:
        json.dump({"about": about, "cases": cases}, f, indent=None, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    write("networks.json", networks())
    write("training.json", trainings())

#!/usr/bin/env python3
"""Outputs, losses and gradients of every layer in PyTorch: writes `layers.json` beside itself.

needs: pip install torch==2.15.0 (made with 2.15.0, Python 3.11.7)

Weights and inputs come from `uniform` of `networks.py`, in double precision. Weights are `in x out` here. `outputs` are
those of prediction (running statistics, no dropout), `value` and `gradients` those of training on one batch, and
`statistics` the running ones after it.
"""
import json
import math
import os
import platform

import torch
import torch.nn.functional as F

from networks import ACT, HERE, LOSS, lstm_relu, lstm_tanh, uniform

MSE, BCE = LOSS


class Net:
    """The network of a specification: declares its tensors in the order of the layers, then runs."""

    def __init__(self, spec):
        self.spec, self.tensors, self.seed = spec, {}, 100
        size = spec["input"]
        self.declare(spec["layers"], size["steps"], size["features"], (1, size["steps"]), "layers.")

    def tensor(self, name, *shape):
        self.seed += 1
        values = uniform(self.seed, torch.Size(shape).numel(), 1.0).reshape(shape).clone()
        if name.endswith("running_variance"):
            values = values.abs() + 0.5
        elif not name.endswith("running_mean"):
            values.requires_grad_()
        self.tensors[name] = values

    def affine(self, name, inputs, outputs):
        self.tensor(name + "kernel", inputs, outputs)
        self.tensor(name + "bias", outputs)

    def declare(self, layers, steps, features, grid, prefix):
        for i, layer in enumerate(layers):
            at, kind = f"{prefix}{i}.", layer["kind"]
            if kind == "dense":
                self.affine(at, features, layer["units"])
                features = layer["units"]
            elif kind == "conv1d":
                self.affine(at, layer["kernel"] * features, layer["filters"])
                if layer.get("padding", "valid") == "valid":
                    steps -= layer["kernel"] - 1
                features = layer["filters"]
            elif kind == "conv2d":
                k = layer["kernel"]
                self.affine(at, k * k * features, layer["filters"])
                grid, features = (grid[0] - k + 1, grid[1] - k + 1), layer["filters"]
                steps = grid[0] * grid[1]
            elif kind in ("lstm", "bi-lstm"):
                u = layer["units"]
                for way in [""] if kind == "lstm" else ["forward.", "backward."]:
                    self.tensor(at + way + "kernel", features, 4 * u)
                    self.tensor(at + way + "recurrent_kernel", u, 4 * u)
                    self.tensor(at + way + "bias", 4 * u)
                features, steps = u * (1 if kind == "lstm" else 2), steps if layer.get("return_sequences") else 1
            elif kind == "gru":
                u = layer["units"]
                self.affine(at, features, 3 * u)
                self.affine(at + "recurrent_", u, 3 * u)
                features, steps = u, steps if layer.get("return_sequences") else 1
            elif kind == "multi-head-attention":
                size = layer["heads"] * layer["key_dim"]
                self.affine(at + "query_key_value_", features, 3 * size)
                self.affine(at + "output_", size, features)
            elif kind == "attention":
                if layer["score"] != "dot":
                    units = layer["score"]["additive"]["units"]
                    self.affine(at, features, units)
                    self.tensor(at + "query", units)
                steps = 1
            elif kind in ("layer-norm", "batch-norm"):
                self.tensor(at + "gain", features)
                self.tensor(at + "offset", features)
                if kind == "batch-norm":
                    self.tensor(at + "running_mean", features)
                    self.tensor(at + "running_variance", features)
            elif kind == "max-pool1d":
                steps //= layer["size"]
            elif kind == "max-pool2d":
                grid = (grid[0] // layer["size"], grid[1] // layer["size"])
                steps = grid[0] * grid[1]
            elif kind == "global-average-pool":
                steps = 1
            elif kind == "flatten":
                features, steps = features * steps, 1
            elif kind == "reshape":
                grid, features = (layer["rows"], layer["columns"]), layer["features"]
                steps = grid[0] * grid[1]
            elif kind == "slice":
                features = layer["count"]
            elif kind in ("last-steps", "repeat"):
                steps = layer["count"]
            elif kind == "embedding":
                self.tensor(at + "table", layer["count"], layer["dim"])
                features = layer["dim"]
            elif kind == "positional-encoding" and layer.get("trained"):
                self.tensor(at + "table", steps, features)
            elif kind == "residual":
                self.declare(layer["layers"], steps, features, grid, at + "layers.")
            elif kind == "parallel":
                ends = [self.declare(b, steps, features, grid, f"{at}branches.{j}.") for j, b in enumerate(layer["branches"])]
                steps, features = ends[0][0], sum(e[1] for e in ends) if layer.get("merge") != "add" else ends[0][1]
        return steps, features

    def run(self, layers, x, prefix, training, grid=None):
        for i, layer in enumerate(layers):
            get = lambda name, at=f"{prefix}{i}.": self.tensors[at + name]
            x, grid = self.layer(layer, x, get, f"{prefix}{i}.", training, grid)
        return x

    def layer(self, layer, x, get, at, training, grid):
        kind, b = layer["kind"], x.shape[0]
        act = ACT[layer.get("activation", "linear")] if kind not in ("lstm", "bi-lstm") else None
        if kind == "dense":
            return act(F.linear(x, get("kernel").T, get("bias"))), grid
        if kind == "activation":
            return ACT[layer["function"]](x), grid
        if kind == "conv1d":
            k = layer["kernel"]
            weight = get("kernel").reshape(k, x.shape[2], layer["filters"]).permute(2, 1, 0)
            padding = layer.get("padding", "valid")
            x = x.transpose(1, 2)
            if padding == "causal":
                x = F.pad(x, (k - 1, 0))
            y = F.conv1d(x, weight, get("bias"), padding="same" if padding == "same" else 0)
            return act(y.transpose(1, 2)), grid
        if kind in ("conv2d", "max-pool2d"):
            x = x.reshape(b, *grid, x.shape[2]).permute(0, 3, 1, 2)
            if kind == "conv2d":
                k = layer["kernel"]
                weight = get("kernel").reshape(k, k, x.shape[1], layer["filters"]).permute(3, 2, 0, 1)
                x = act(F.conv2d(x, weight, get("bias")))
            else:
                x = F.max_pool2d(x, layer["size"])
            return x.permute(0, 2, 3, 1).reshape(b, -1, x.shape[1]), tuple(x.shape[2:])
        if kind == "lstm":
            cell = lstm_relu if layer.get("activation") == "relu" else lstm_tanh
            y = cell(x, get("kernel"), get("recurrent_kernel"), get("bias"), layer["units"])
            return (y if layer.get("return_sequences") else y[:, -1:]), grid
        if kind == "bi-lstm":
            return self.bi_lstm(layer, x, get), grid
        if kind == "gru":
            module = torch.nn.GRU(x.shape[2], layer["units"], batch_first=True).double()
            names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
            own = [get("kernel").T, get("recurrent_kernel").T, get("bias"), get("recurrent_bias")]
            y = torch.func.functional_call(module, dict(zip(names, own)), (x,))[0]
            return (y if layer.get("return_sequences") else y[:, -1:]), grid
        if kind == "multi-head-attention":
            # the library's own function; it wants steps x batch and keys as wide as the embedding, so only that case;
            # other widths by `scaled_dot_product_attention`
            h, k = layer["heads"], layer["key_dim"]
            if h * k == x.shape[2]:
                y, _ = F.multi_head_attention_forward(
                    *[x.transpose(0, 1)] * 3, x.shape[2], h, get("query_key_value_kernel").T,
                    get("query_key_value_bias"), None, None, False, 0.0, get("output_kernel").T, get("output_bias"))
                return y.transpose(0, 1), grid
            q = F.linear(x, get("query_key_value_kernel").T, get("query_key_value_bias"))
            q, key, v = q.reshape(b, -1, 3, h, k).permute(2, 0, 3, 1, 4)
            y = F.scaled_dot_product_attention(q, key, v).transpose(1, 2).reshape(b, -1, h * k)
            return F.linear(y, get("output_kernel").T, get("output_bias")), grid
        if kind == "attention":
            if layer["score"] == "dot":
                score = (x * x[:, -1:]).sum(2) / x.shape[2] ** 0.5
            else:
                score = torch.tanh(x @ get("kernel") + get("bias")) @ get("query")
            return (torch.softmax(score, 1)[:, :, None] * x).sum(1, keepdim=True), grid
        if kind == "layer-norm":
            return F.layer_norm(x, x.shape[2:], get("gain"), get("offset"), layer["epsilon"]), grid
        if kind == "batch-norm":
            return self.batch_norm(layer, x, get, at, training), grid
        if kind == "max-pool1d":
            return F.max_pool1d(x.transpose(1, 2), layer["size"]).transpose(1, 2), grid
        if kind == "global-average-pool":
            return x.mean(1, keepdim=True), grid
        if kind == "flatten":
            return x.reshape(b, 1, -1), grid
        if kind == "reshape":
            return x.reshape(b, -1, layer["features"]), (layer["rows"], layer["columns"])
        if kind == "slice":
            return x[:, :, layer["from"]:layer["from"] + layer["count"]], grid
        if kind == "last-steps":
            return x[:, -layer["count"]:], grid
        if kind == "repeat":
            return x.repeat(1, layer["count"], 1), grid
        if kind == "embedding":
            return F.embedding(x[:, :, 0].long(), get("table")), grid
        if kind == "positional-encoding":
            if layer.get("trained"):
                return x + get("table"), grid
            t, f = x.shape[1:]
            angle = torch.arange(t).double()[:, None] / 10000 ** ((torch.arange(f) // 2 * 2).double() / f)
            return x + torch.where(torch.arange(f) % 2 == 0, angle.sin(), angle.cos()), grid
        if kind == "residual":
            return x + self.run(layer["layers"], x, at + "layers.", training, grid), grid
        if kind == "parallel":
            ends = [self.run(br, x, f"{at}branches.{j}.", training, grid) for j, br in enumerate(layer["branches"])]
            return (sum(ends) if layer.get("merge") == "add" else torch.cat(ends, 2)), grid
        if kind == "dropout":
            return x, grid
        raise ValueError(kind)

    def bi_lstm(self, layer, x, get):
        u = layer["units"]
        if layer.get("activation") == "relu":
            there = lstm_relu(x, *[get("forward." + n) for n in ("kernel", "recurrent_kernel", "bias")], u)
            back = lstm_relu(x.flip(1), *[get("backward." + n) for n in ("kernel", "recurrent_kernel", "bias")], u)
            back = back.flip(1)
        else:
            module = torch.nn.LSTM(x.shape[2], u, batch_first=True, bidirectional=True).double()
            own = {}
            for way, suffix in (("forward.", ""), ("backward.", "_reverse")):
                own["weight_ih_l0" + suffix] = get(way + "kernel").T
                own["weight_hh_l0" + suffix] = get(way + "recurrent_kernel").T
                own["bias_ih_l0" + suffix] = get(way + "bias")
                own["bias_hh_l0" + suffix] = torch.zeros_like(get(way + "bias"))
            there, back = torch.func.functional_call(module, own, (x,))[0].split(u, 2)
        if layer.get("return_sequences"):
            return torch.cat([there, back], 2)
        return torch.cat([there[:, -1:], back[:, :1]], 2)

    def batch_norm(self, layer, x, get, at, training):
        flat = x.reshape(-1, x.shape[2])
        y = F.batch_norm(flat, get("running_mean").clone(), get("running_variance").clone(), get("gain"),
                         get("offset"), training, 0.0, layer["epsilon"])
        if training:
            m = layer["momentum"]
            mean, variance = flat.detach().mean(0), flat.detach().var(0, unbiased=False)
            self.statistics[at + "running_mean"] = m * get("running_mean") + (1 - m) * mean
            self.statistics[at + "running_variance"] = m * get("running_variance") + (1 - m) * variance
        return y.reshape(x.shape)

    def forward(self, x, training):
        self.statistics = {}
        return self.run(self.spec["layers"], x, "layers.", training)[:, 0]


L = lambda kind, **more: {"kind": kind, **more}
dense = lambda units, activation="linear": L("dense", units=units, activation=activation)
conv1 = lambda filters, kernel, padding="valid", activation="tanh": L(
    "conv1d", filters=filters, kernel=kernel, padding=padding, activation=activation)
conv2 = lambda filters, kernel, activation="tanh": L("conv2d", filters=filters, kernel=kernel, activation=activation)
flatten, gap = L("flatten"), L("global-average-pool")
norm, bnorm = L("layer-norm", epsilon=1e-5), L("batch-norm", epsilon=1e-3, momentum=0.75)
mha = lambda heads, key: L("multi-head-attention", heads=heads, key_dim=key)
relu = L("activation", function="relu")
additive = lambda units: L("attention", score={"additive": {"units": units}})

CASES = [
    # name, (samples, steps, features), layers, loss
    ("conv1d-same", (7, 6, 3), [conv1(17, 3, "same"), conv1(4, 4, "same"), flatten, dense(1)], MSE),
    ("conv1d-causal", (7, 5, 3), [conv1(6, 2, "causal"), conv1(4, 7, "causal"), flatten, dense(1)], MSE),
    ("conv2d", (5, 1, 96), [L("reshape", rows=8, columns=6, features=2), conv2(5, 3), conv2(18, 2), flatten, dense(2)], BCE),
    ("max-pool2d", (4, 1, 189), [L("reshape", rows=9, columns=7, features=3), conv2(17, 2, "linear"),
                                 L("max-pool2d", size=2), L("max-pool2d", size=2), flatten, dense(1)], MSE),
    ("bi-lstm", (9, 5, 4), [L("bi-lstm", units=9, return_sequences=True), L("bi-lstm", units=5), dense(1)], MSE),
    ("bi-lstm-relu", (6, 4, 3), [L("bi-lstm", units=7, activation="relu", return_sequences=True),
                                 L("bi-lstm", units=3, activation="relu"), dense(1)], MSE),
    ("gru", (11, 6, 4), [L("gru", units=17, return_sequences=True), L("gru", units=9), dense(2)], BCE),
    ("multi-head-attention", (5, 6, 8), [mha(2, 4), flatten, dense(1)], MSE),
    ("multi-head-attention-wide", (4, 5, 7), [mha(3, 18), mha(1, 2), flatten, dense(1)], MSE),
    ("attention-additive", (6, 7, 5), [additive(18), dense(1)], MSE),
    ("attention-additive-inside", (6, 7, 5), [dense(6, "tanh"), additive(3), dense(1)], MSE),
    ("attention-dot", (6, 7, 5), [dense(17, "tanh"), L("attention", score="dot"), dense(1)], MSE),
    ("layer-norm", (7, 3, 19), [norm, dense(21, "tanh"), L("layer-norm", epsilon=1e-3), flatten, dense(1)], MSE),
    ("batch-norm", (7, 3, 19), [bnorm, dense(5, "tanh"), bnorm, flatten, dense(1)], MSE),
    ("embedding", (9, 4, 1), [L("embedding", count=5, dim=18), flatten, dense(1)], MSE),
    ("positional", (5, 6, 7), [L("positional-encoding"), dense(5, "tanh"), L("positional-encoding", trained=True),
                               flatten, dense(1)], MSE),
    ("residual", (6, 4, 5), [L("residual", layers=[dense(9, "tanh"), dense(5)]), norm,
                             L("residual", layers=[norm, mha(2, 3), dense(5, "tanh")]), gap, dense(1)], MSE),
    ("parallel-concat", (6, 7, 5), [L("parallel", branches=[[], [conv1(4, 2, "same"), dense(6, "tanh")],
                                     [L("slice", **{"from": 1, "count": 3}), L("bi-lstm", units=3, return_sequences=True)]]),
                                    L("last-steps", count=3), flatten, dense(1)], MSE),
    ("parallel-add", (6, 7, 4), [conv1(5, 2), L("parallel", merge="add", branches=[
        [L("lstm", units=6), dense(1)], [L("slice", **{"from": 2, "count": 1}), L("last-steps", count=1)],
        [gap, L("repeat", count=3), L("gru", units=4), dense(1)]])], MSE),
    ("nested", (5, 6, 4), [L("residual", layers=[L("parallel", branches=[[dense(3, "tanh"), bnorm, relu], [conv1(1, 3, "causal")]])]),
                           L("attention", score="dot"), dense(1)], MSE),
    # the papers' networks, small
    ("transformer", (6, 5, 6), [dense(16), L("residual", layers=[mha(2, 8)]), norm,
                                L("residual", layers=[dense(12, "relu"), dense(16)]), norm, flatten, dense(8, "relu"), dense(1)], MSE),
    ("sentiment-cnn", (8, 6, 5), sum([[conv1(17, 3, "same", "linear"), bnorm, relu] for _ in range(3)], []) + [gap, dense(8, "relu"), dense(2)], BCE),
]


def round_all(t):
    """Six decimals beyond the greatest value's first: a twentieth of what the tests allow."""
    values = t.detach().flatten().tolist()
    digits = 6 - math.floor(math.log10(max([1e-3] + [abs(v) for v in values])))
    return [round(v, digits) for v in values]


def sample(net, shape, outputs, loss):
    x = uniform(1, torch.Size(shape).numel(), 4.0).reshape(shape)
    if net.spec["layers"][0]["kind"] == "embedding":
        x = (x + 2).floor()
    y = uniform(2, shape[0] * outputs, 1.0).reshape(shape[0], outputs)
    return x, ((y > 0).double() if loss == BCE else y)


def cases():
    out = []
    for name, shape, layers, loss in CASES:
        spec = {"input": {"steps": shape[1], "features": shape[2]}, "layers": layers}
        net = Net(spec)
        x, y = sample(net, shape, layers[-1]["units"] if "units" in layers[-1] else 1, loss)
        predicted = net.forward(x, False)
        value = LOSS[loss](net.forward(x, True), y)
        value.backward()
        zero = lambda v: torch.zeros_like(v) if v.grad is None else v.grad
        out.append({
            "name": name, "samples": shape[0], "loss": loss, "spec": spec, "outputs": round_all(predicted),
            "value": value.item(),
            "gradients": {k: round_all(zero(v)) for k, v in net.tensors.items() if v.requires_grad},
            "statistics": {k: round_all(v) for k, v in net.statistics.items()},
        })
    return out


if __name__ == "__main__":
    about = {"made_by": "layers.py", "torch": torch.__version__, "python": platform.python_version()}
    with open(os.path.join(HERE, "layers.json"), "w") as f:
        json.dump({"about": about, "cases": cases()}, f, indent=None, separators=(",", ":"))
        f.write("\n")

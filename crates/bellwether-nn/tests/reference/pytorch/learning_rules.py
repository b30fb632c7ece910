#!/usr/bin/env python3
"""Losses, optimisers, schedules, adversarial training and a GAN in PyTorch: writes `losses.json`, `optimizers.json`,
`schedules.json` and `gan.json` beside itself.

needs: pip install torch==2.15.0 scikit-learn==1.9.1 (made with these, Python 3.11.7)

Weights, inputs and targets are not stored: `uniform` below makes them from integers, exactly, and the Rust tests have
the same lines. PyTorch computes in double precision, so that the differences are ours. Where Keras differs
from PyTorch, its documented formula is written out. `params` are the settings as the Rust library reads them.
"""
import json
import math
import os
import platform

import sklearn
import torch
import torch.nn.functional as F
from sklearn.metrics import mean_pinball_loss
from torch.optim import lr_scheduler

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


def round_all(t):
    return [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


# Losses. `kind` and its data as the Rust library writes them: a name, or a name with an object.

def name_and_data(loss):
    return (loss, {}) if isinstance(loss, str) else next(iter(loss.items()))


def pinball(p, y, levels):
    """`p`: samples x targets x levels, `y`: samples x targets; each term by itself."""
    e = y[..., None] - p
    q = torch.tensor(levels, dtype=torch.float64)
    terms = torch.maximum(q * e, (q - 1) * e)
    for j, level in enumerate(levels):
        peer = mean_pinball_loss(y.flatten().numpy(), p[..., j].detach().flatten().numpy(), alpha=level)
        assert abs(peer - terms[..., j].mean().item()) < 1e-12
    return terms


def loss_of(loss, p, y):
    kind, data = name_and_data(loss)
    if kind == "mean-squared-error":
        return F.mse_loss(p, y)
    if kind == "mean-absolute-error":
        return F.l1_loss(p, y)
    if kind == "huber":
        return F.huber_loss(p, y, delta=data["delta"])
    if kind == "quantile":
        return pinball(p.reshape(len(p), -1, len(data["levels"])), y, data["levels"]).mean()
    if kind == "point-and-quantiles":
        p = p.reshape(len(p), -1, 1 + len(data["levels"]))
        return F.mse_loss(p[..., 0], y) + pinball(p[..., 1:], y, data["levels"]).mean()
    if kind == "binary-cross-entropy":
        return F.binary_cross_entropy_with_logits(p, y)
    if kind == "weighted-binary-cross-entropy":
        w0, w1 = data["weights"]
        ratio = torch.tensor(w1 / w0, dtype=torch.float64)
        return w0 * F.binary_cross_entropy_with_logits(p, y, pos_weight=ratio)
    if kind == "grouped-softmax-cross-entropy":
        return F.cross_entropy(p.reshape(-1, data["classes"]), y.reshape(-1).long())
    weights = torch.tensor(data["weights"], dtype=torch.float64) if data else None
    return F.cross_entropy(p, y[:, 0].long(), weight=weights, reduction="none").mean()


def targets(loss, samples, outputs):
    kind, data = name_and_data(loss)
    each = {"quantile": len(data.get("levels", [])), "point-and-quantiles": 1 + len(data.get("levels", []))}
    classes = data.get("classes", outputs)
    each = outputs // classes if "softmax" in kind else outputs // each.get(kind, 1)
    y = uniform(2, samples * each, 1.0).reshape(samples, each)
    if "binary" in kind:
        return (y > 0).double()
    return torch.floor((y + 0.5) * classes) if "softmax" in kind else y


HUBER = {"huber": {"delta": 0.25}}
QUANTILE = {"quantile": {"levels": [0.1, 0.5, 0.75]}}
BOTH = {"point-and-quantiles": {"levels": [0.05, 0.95]}}
WEIGHTED = {"weighted-binary-cross-entropy": {"weights": [0.5, 3.0]}}
SOFTMAX = {"weighted-softmax-cross-entropy": {"weights": [0.5, 1.0, 2.0, 4.0, 0.25]}}
GROUPED = {"grouped-softmax-cross-entropy": {"classes": 3}}
LOSSES = [
    # loss, outputs
    ("mean-squared-error", 3), ("mean-absolute-error", 3), (HUBER, 3), (QUANTILE, 3), (QUANTILE, 18), (BOTH, 3),
    (BOTH, 21), ("binary-cross-entropy", 2), (WEIGHTED, 2), ("softmax-cross-entropy", 2),
    ("softmax-cross-entropy", 19), (SOFTMAX, 5),
    (GROUPED, 12),
]


def losses(samples=13):
    cases = []
    for loss, outputs in LOSSES:
        p = uniform(1, samples * outputs, 8.0).reshape(samples, outputs).requires_grad_()
        value = loss_of(loss, p, targets(loss, samples, outputs))
        value.backward()
        cases.append({"loss": loss, "samples": samples, "outputs": outputs, "value": value.item(),
                      "derivative": round_all(p.grad)})
    # targets between the classes
    p, y = uniform(1, 24, 8.0).reshape(12, 2).requires_grad_(), uniform(2, 24, 1.0).reshape(12, 2) + 0.5
    value = loss_of(WEIGHTED, p, y)
    value.backward()
    cases.append({"loss": WEIGHTED, "samples": 12, "outputs": 2, "soft": True, "value": value.item(),
                  "derivative": round_all(p.grad)})
    return cases


# Optimisers with the formulas of Keras; those of PyTorch are its own.

class Keras:
    def __init__(self, params, o):
        self.params, self.o, self.t = list(params), o, 0
        self.param_groups = [{"lr": o["learning_rate"]}]
        self.a = [torch.zeros_like(p) for p in self.params]
        self.b = [torch.zeros_like(p) for p in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        self.t += 1
        lr, o = self.param_groups[0]["lr"], self.o
        for p, a, b in zip(self.params, self.a, self.b):
            g = p.grad
            if o["kind"] == "sgd":
                momentum = o.get("momentum", 0)
                a.mul_(momentum).sub_(lr * g)
                p += momentum * a - lr * g if o.get("nesterov") else a
            elif o["kind"] == "rmsprop":
                b.mul_(0.9).add_(0.1 * g**2)
                a.mul_(o.get("momentum", 0)).add_(lr * g / torch.sqrt(b + 1e-7))
                p -= a
            else:
                if o["kind"] == "adamw":
                    p -= p * 0.004 * lr
                alpha = lr * (1 - 0.999**self.t) ** 0.5 / (1 - 0.9**self.t)
                a += (g - a) * 0.1
                b += (g**2 - b) * 0.001
                p -= alpha * a / (b.sqrt() + 1e-7)


def optimizer(params, o):
    lr = o["learning_rate"]
    if o["kind"] == "sgd" and o.get("velocity") == "gradients":
        return torch.optim.SGD(params, lr, momentum=o.get("momentum", 0), nesterov=o.get("nesterov", False))
    if o["kind"] == "rmsprop" and o.get("velocity") == "gradients":
        return torch.optim.RMSprop(params, lr, momentum=o.get("momentum", 0))
    if o.get("epsilon_placement") == "corrected-moment":
        return {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[o["kind"]](params, lr)
    return Keras(params, o)


def schedule(o, s, epochs):
    """The rate of every epoch by PyTorch's own schedulers."""
    if not isinstance(o, torch.optim.Optimizer):
        o = torch.optim.SGD([torch.zeros(1)], o.param_groups[0]["lr"])
    warmup = s.get("warmup", 0)
    floor = s.get("floor", 0.0) * o.param_groups[0]["lr"]
    # from 1 / (warmup + 1), rising by as much every epoch
    rise = lambda: lr_scheduler.LinearLR(o, 1 / (warmup + 1), 1.0, warmup)
    fall = lambda: lr_scheduler.CosineAnnealingLR(o, epochs - warmup, floor)
    kind = s["kind"]
    if kind == "constant":
        scheduler = lr_scheduler.LambdaLR(o, lambda _: 1.0)
    elif kind == "step-decay":
        scheduler = lr_scheduler.StepLR(o, s["every"], s["factor"])
    elif kind == "exponential":
        scheduler = lr_scheduler.ExponentialLR(o, s["factor"])
    elif kind == "linear-warmup":
        scheduler = rise()
    else:
        scheduler = lr_scheduler.SequentialLR(o, [rise(), fall()], [warmup]) if warmup else fall()
    rates = []
    for _ in range(epochs):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        scheduler.step()
    return rates


# Networks of dense layers and LSTMs.

dense = lambda units, activation="linear": {"kind": "dense", "units": units, "activation": activation}
lstm = lambda units: {"kind": "lstm", "units": units}
flatten = {"kind": "flatten"}
ACT = {"linear": lambda x: x, "tanh": torch.tanh}


def tensors(layers, features, steps, scale):
    """One list of weights for each layer, kernels `in x out`, from seeds that count up."""
    weights, seed = [], 100
    for layer in layers:
        kind, shapes = layer["kind"], []
        if kind == "dense":
            shapes, features = [(features, layer["units"]), (layer["units"],)], layer["units"]
        elif kind == "lstm":
            u = layer["units"]
            shapes, features, steps = [(features, 4 * u), (u, 4 * u), (4 * u,)], u, 1
        else:
            features, steps = features * steps, 1
        group = []
        for shape in shapes:
            seed += 1
            group.append(uniform(seed, math.prod(shape), scale).reshape(shape).clone().requires_grad_())
        weights.append(group)
    return weights, features


def forward(layers, weights, x):
    """`x`: samples x steps x features."""
    for layer, w in zip(layers, weights):
        if layer["kind"] == "dense":
            x = ACT[layer["activation"]](x @ w[0] + w[1])
        elif layer["kind"] == "lstm":
            m = torch.nn.LSTM(x.shape[2], layer["units"], batch_first=True).double()
            names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
            values = dict(zip(names, [w[0].T, w[1].T, w[2], torch.zeros_like(w[2])]))
            x = torch.func.functional_call(m, values, (x,))[0][:, -1:]
        else:
            x = x.reshape(len(x), 1, -1)
    return x


flat = lambda weights: [w for group in weights for w in group]


def objective(layers, weights, x, y, params):
    """The reported loss, and what is differentiated."""
    loss = params.get("loss", "mean-squared-error")
    adversarial = params.get("adversarial")
    at = adversarial["layer"] + 1 if adversarial else 0
    e = forward(layers[:at], weights[:at], x)
    head = lambda e: loss_of(loss, forward(layers[at:], weights[at:], e)[:, 0], y)
    clean = head(e)
    total = clean
    if adversarial:
        g = torch.autograd.grad(clean, e, retain_graph=True)[0]
        norm = g.flatten(1).norm(dim=1)[:, None, None]
        total = clean + adversarial["beta"] * head(e + adversarial["epsilon"] * g / norm)
    if params.get("l2"):
        total = total + params["l2"] * sum((w**2).sum() for w in flat(weights) if w.dim() == 2)
    if params.get("l2_last"):
        total = total + params["l2_last"] * sum((w**2).sum() for w in weights[-1] if w.dim() == 2)
    return clean, total


SGD = lambda lr, **more: {"kind": "sgd", "learning_rate": lr, **more}
ADAM = {"kind": "adam", "learning_rate": 0.005, "epsilon": 1e-8, "epsilon_placement": "corrected-moment"}
ADAMW = {"kind": "adamw", "learning_rate": 0.005}
ADAMW_PYTORCH = {**ADAM, "kind": "adamw", "weight_decay": 0.01}
RMS = lambda **more: {"kind": "rmsprop", "learning_rate": 0.002, **more}
RMS_PYTORCH = lambda **more: RMS(rho=0.99, epsilon=1e-8, epsilon_placement="outside", velocity="gradients", **more)
HALVED = {"kind": "step-decay", "every": 2, "factor": 0.5}
COSINE = {"kind": "cosine", "warmup": 2, "floor": 0.125}
LSTM, MLP = [lstm(12), dense(1)], [flatten, dense(17, "tanh"), dense(4, "tanh"), dense(6)]
TRAININGS = [
    # name, layers, params
    ("sgd", LSTM, {"optimizer": SGD(0.125)}),
    ("sgd-momentum-pytorch", LSTM,
     {"optimizer": SGD(0.125, momentum=0.75, velocity="gradients"), "schedule": HALVED}),
    ("sgd-momentum-keras", LSTM, {"optimizer": SGD(0.125, momentum=0.75), "schedule": HALVED}),
    ("sgd-nesterov-pytorch", LSTM,
     {"optimizer": SGD(0.125, momentum=0.75, nesterov=True, velocity="gradients"), "schedule": HALVED}),
    ("sgd-nesterov-keras", LSTM,
     {"optimizer": SGD(0.125, momentum=0.75, nesterov=True), "schedule": HALVED}),
    ("adamw-pytorch", LSTM, {"optimizer": ADAMW_PYTORCH, "schedule": HALVED}),
    ("adamw-keras", LSTM, {"optimizer": ADAMW, "schedule": HALVED}),
    ("rmsprop-pytorch", LSTM, {"optimizer": RMS_PYTORCH()}),
    ("rmsprop-pytorch-momentum", LSTM, {"optimizer": RMS_PYTORCH(momentum=0.5), "schedule": HALVED}),
    ("rmsprop-keras", LSTM, {"optimizer": RMS()}),
    ("rmsprop-keras-momentum", LSTM, {"optimizer": RMS(momentum=0.5), "schedule": HALVED}),
    ("cosine", LSTM, {"optimizer": ADAM, "schedule": COSINE}),
    ("l2", LSTM, {"optimizer": SGD(0.125), "l2": 0.03125}),
    ("l2-last", LSTM, {"optimizer": SGD(0.125), "l2_last": 0.25}),
    ("l2-both", LSTM, {"optimizer": SGD(0.125), "l2": 0.03125, "l2_last": 0.25}),
    ("clip-value", LSTM, {"optimizer": SGD(0.125), "clip_value": 0.0078125}),
    ("clip-both", LSTM, {"optimizer": SGD(0.125), "clip_value": 0.015625, "clip_norm": 0.0625}),
    ("mean-absolute-error", MLP, {"optimizer": ADAM, "loss": "mean-absolute-error"}),
    ("huber", MLP, {"optimizer": ADAM, "loss": HUBER}),
    ("quantile", MLP, {"optimizer": ADAM, "loss": QUANTILE}),
    ("point-and-quantiles", MLP, {"optimizer": ADAM, "loss": BOTH}),
    ("softmax", MLP, {"optimizer": ADAM, "loss": "softmax-cross-entropy"}),
    ("weighted-binary", MLP, {"optimizer": ADAM, "loss": WEIGHTED}),
    ("adversarial-lstm", LSTM,
     {"optimizer": ADAM, "adversarial": {"epsilon": 0.25, "beta": 0.5, "layer": 0}}),
    ("adversarial-sequence", [dense(9, "tanh"), *LSTM],
     {"optimizer": SGD(0.125), "adversarial": {"epsilon": 0.5, "beta": 1.0, "layer": 0}}),
    ("adversarial-direction", [flatten, dense(17, "tanh"), dense(9, "tanh"), dense(1)],
     {"optimizer": ADAM, "loss": "binary-cross-entropy", "clip_norm": 0.5,
      "adversarial": {"epsilon": 0.125, "beta": 0.25, "layer": 1}}),
]


def trainings(epochs=5, batch=16, shape=(45, 5, 3)):
    cases = []
    for name, layers, params in TRAININGS:
        weights, outputs = tensors(layers, shape[2], shape[1], 0.5)
        x = uniform(1, math.prod(shape), 4.0).reshape(shape)
        y = targets(params.get("loss", "mean-squared-error"), shape[0], outputs)
        o = optimizer(flat(weights), params["optimizer"])
        s = params.get("schedule", {"kind": "constant"})
        rates = schedule(optimizer(flat(tensors(layers, shape[2], shape[1], 0.5)[0]), params["optimizer"]), s, epochs)
        losses = []
        for epoch in range(epochs):
            for group in o.param_groups:
                group["lr"] = rates[epoch]
            total = 0.0
            for i in range(0, len(x), batch):
                o.zero_grad()
                clean, differentiated = objective(layers, weights, x[i:i + batch], y[i:i + batch], params)
                differentiated.backward()
                if "clip_value" in params:
                    torch.nn.utils.clip_grad_value_(flat(weights), params["clip_value"])
                if "clip_norm" in params:
                    torch.nn.utils.clip_grad_norm_(flat(weights), params["clip_norm"])
                o.step()
                total += clean.item() * len(x[i:i + batch])
            losses.append(total / len(x))
        spec = {"input": {"steps": shape[1], "features": shape[2]}, "layers": layers}
        params = {"epochs": epochs, "batch_size": batch, "shuffle": False, **params}
        cases.append({"name": name, "samples": shape[0], "spec": spec, "params": params, "losses": losses,
                      "rates": rates, "outputs": round_all(forward(layers, weights, x)[:, 0])})
    return cases


SCHEDULES = [
    {"kind": "constant"}, {"kind": "step-decay", "every": 7, "factor": 0.5}, {"kind": "exponential", "factor": 0.875},
    {"kind": "linear-warmup", "warmup": 6}, {"kind": "cosine"}, {"kind": "cosine", "floor": 0.25},
    {"kind": "cosine", "warmup": 5, "floor": 0.125},
]
PLATEAUS = [
    {"factor": 0.5, "patience": 2}, {"factor": 0.25, "patience": 1, "min_delta": 0.0625},
    {"factor": 0.5, "patience": 3, "cooldown": 3}, {"factor": 0.5, "patience": 1, "cooldown": 1},
    {"factor": 0.5, "patience": 1, "cooldown": 2, "min_learning_rate": 0.09375, "min_delta": 0.03125},
]


def schedules(epochs=40):
    cases = []
    for s in SCHEDULES:
        rates = schedule(torch.optim.SGD([torch.zeros(1)], 1.0), s, epochs)
        cases.append({"schedule": s, "plateau": None, "losses": [1.0] * epochs, "rates": rates})
    # falling, and noisy
    heard = [1.0 / (1 + i / 8) + v for i, v in enumerate(uniform(3, epochs, 0.5).tolist())]
    for p in PLATEAUS:
        o = torch.optim.SGD([torch.zeros(1)], 1.0)
        # PyTorch counts epochs beyond its patience, and every epoch of a cooldown, where Keras counts the last one
        scheduler = lr_scheduler.ReduceLROnPlateau(
            o, factor=p["factor"], patience=p["patience"] - 1, threshold=p.get("min_delta", 0.0),
            threshold_mode="abs", cooldown=max(p.get("cooldown", 0) - 1, 0),
            min_lr=p.get("min_learning_rate", 0.0), eps=0.0)
        rates = []
        for value in heard:
            rates.append(o.param_groups[0]["lr"])
            scheduler.step(value)
        cases.append({"schedule": {"kind": "constant"}, "plateau": p, "losses": heard, "rates": rates})
    return cases


GENERATOR, DISCRIMINATOR = [flatten, dense(11, "tanh"), dense(2)], [dense(9, "tanh"), dense(1)]
GAMES = [
    ("sgd", SGD(0.25), {}),
    ("smoothed-and-reconstructed", SGD(0.25), {"label_smoothing": 0.125, "reconstruction": 0.5}),
    ("adam", {**ADAM, "learning_rate": 0.001}, {"reconstruction": 0.25}),
]


def games(rounds=3, shape=(10, 3, 2), noise=3):
    cases = []
    samples, steps, features = shape
    x = uniform(1, math.prod(shape), 4.0).reshape(shape)
    y = uniform(2, samples * 2, 1.0).reshape(samples, 2)
    for name, o, params in GAMES:
        g = tensors(GENERATOR, features + noise, steps, 0.5)[0]
        d = tensors(DISCRIMINATOR, steps * features + 2, 1, 0.5)[0]
        rule = lambda weights: optimizer(flat(weights), o) if o["kind"] == "adam" else torch.optim.SGD(
            flat(weights), o["learning_rate"])
        g_rule, d_rule = rule(g), rule(d)
        losses = []
        for r in range(rounds):
            def draw(seed):
                z = uniform(seed, samples * steps * noise, 4.0).reshape(samples, steps, noise)
                return forward(GENERATOR, g, torch.cat([x, z], 2))[:, 0]

            judge = lambda value: forward(DISCRIMINATOR, d, torch.cat([x.flatten(1), value], 1)[:, None])[:, 0, 0]
            bce = lambda logits, label: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))
            d_rule.zero_grad()
            truth = 1 - params.get("label_smoothing", 0.0)
            d_loss = (bce(judge(y), truth) + bce(judge(draw(3 + 2 * r).detach()), 0.0)) / 2
            d_loss.backward()
            d_rule.step()
            g_rule.zero_grad()
            said = draw(4 + 2 * r)
            g_loss, error = -F.logsigmoid(judge(said)).mean(), F.mse_loss(said, y)
            (g_loss + params.get("reconstruction", 0.0) * error).backward()
            g_rule.step()
            losses.append([d_loss.item(), g_loss.item(), error.item()])
        spec = lambda layers, steps, features: {"input": {"steps": steps, "features": features}, "layers": layers}
        cases.append({
            "name": name, "samples": samples, "noise": noise, "losses": losses,
            "params": {"generator_optimizer": o, "discriminator_optimizer": o, **params},
            "generator": spec(GENERATOR, steps, features + noise),
            "discriminator": spec(DISCRIMINATOR, 1, steps * features + 2),
            "generator_weights": [round_all(w) for w in flat(g)],
            "discriminator_weights": [round_all(w) for w in flat(d)],
        })
    return cases


def write(name, cases):
    about = {"made_by": "learning_rules.py", "torch": torch.__version__, "scikit-learn": sklearn.__version__,
             "python": platform.python_version()}
    with open(os.path.join(HERE, name), "w") as f:
        json.dump({"about": about, "cases": cases}, f, indent=None, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    write("losses.json", losses())
    write("optimizers.json", trainings())
    write("schedules.json", schedules())
    write("gan.json", games())

#!/usr/bin/env python3
"""Five epochs of every network of the papers at its published size in PyTorch: writes `papers.json` beside itself.

needs: pip install torch==2.15.0 numpy (made with 2.15.0, Python 3.11.7)

Each network stands here twice. `spec` is what the Rust library's recipe builds, for the columns of `COLUMNS`, without
dropout: a test there compares them. The class is the paper's figure in PyTorch's own modules, and reads no `spec`. Both
start from the weights of `draw`, made from integers, exactly, and the Rust test has the same lines. No masks can agree,
so dropout is left out of both. PyTorch computes in double precision, so that the differences are ours.

Only losses and some final outputs are stored. Behind a batch normalisation the gradient by a bias before it is zero in
exact arithmetic, which Adam makes steps of in any other; the loss does not see them, running means do. So the networks
with one stand here a second time, trained by plain gradient descent, and have outputs there: those of the running means
and variances, the latter divided by the number of values as in Keras.
"""
import json
import math
import os
import platform

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["open", "high", "low", "close", "volume", "score"]
N = len(COLUMNS)


# Numbers that both sides can make

def uniform(seed, count, scale):
    """`count` multiples of 2^-24 on [-1/2, 1/2), times `scale` (a power of two)."""
    word = np.uint64(0xFFFFFFFF)
    x = (np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9) + np.uint64(seed * 0x85EBCA6B & 0xFFFFFFFF)) & word
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, 1)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & word
    return torch.from_numpy(((x >> np.uint64(8)) / 2**24 - 0.5) * scale)


class Draw:
    """Hands out tensors as they stand in the library's file: matrices in x out, seeds counting up."""

    def __init__(self):
        self.seed = 100

    def values(self, count, scale):
        self.seed += 1
        return uniform(self.seed, count, scale)

    def matrix(self, rows, columns):
        """On about the interval of Glorot and Bengio (2010): the power of two below it."""
        scale = 2.0 ** math.floor(math.log2(2 * math.sqrt(6 / (rows + columns))))
        return self.values(rows * columns, scale).reshape(rows, columns)

    def vector(self, count):
        return self.values(count, 0.25)

    def gain(self, count):
        """Around 1, rounded as single precision rounds it."""
        return (1 + self.vector(count)).float().double()


@torch.no_grad()
def start(module, draw):
    """Gives a module its first weights, its parts in the order in which data go through them."""
    def put(parameter, values):
        parameter.copy_(values.reshape(parameter.shape))

    if isinstance(module, nn.Linear):
        put(module.weight, draw.matrix(module.in_features, module.out_features).T)
        put(module.bias, draw.vector(module.out_features))
    elif isinstance(module, nn.Conv1d):
        i, o, (k,) = module.in_channels, module.out_channels, module.kernel_size
        put(module.weight, draw.matrix(k * i, o).reshape(k, i, o).permute(2, 1, 0))
        put(module.bias, draw.vector(o))
    elif isinstance(module, nn.Conv2d):
        i, o, (k, _) = module.in_channels, module.out_channels, module.kernel_size
        put(module.weight, draw.matrix(k * k * i, o).reshape(k, k, i, o).permute(3, 2, 0, 1))
        put(module.bias, draw.vector(o))
    elif isinstance(module, nn.LSTM):
        for way in ["", "_reverse"][:1 + module.bidirectional]:
            put(getattr(module, "weight_ih_l0" + way), draw.matrix(module.input_size, 4 * module.hidden_size).T)
            put(getattr(module, "weight_hh_l0" + way), draw.matrix(module.hidden_size, 4 * module.hidden_size).T)
            put(getattr(module, "bias_ih_l0" + way), draw.vector(4 * module.hidden_size))
            # one bias is enough
            getattr(module, "bias_hh_l0" + way).zero_().requires_grad_(False)
    elif isinstance(module, nn.GRU):
        for part, size in (("ih", module.input_size), ("hh", module.hidden_size)):
            put(getattr(module, f"weight_{part}_l0"), draw.matrix(size, 3 * module.hidden_size).T)
            put(getattr(module, f"bias_{part}_l0"), draw.vector(3 * module.hidden_size))
    elif isinstance(module, nn.MultiheadAttention):
        put(module.in_proj_weight, draw.matrix(module.embed_dim, 3 * module.embed_dim).T)
        put(module.in_proj_bias, draw.vector(3 * module.embed_dim))
        start(module.out_proj, draw)
    elif isinstance(module, nn.TransformerEncoderLayer):
        for part in (module.self_attn, module.norm1, module.linear1, module.linear2, module.norm2):
            start(part, draw)
    elif isinstance(module, (nn.LayerNorm, nn.BatchNorm1d)):
        put(module.weight, draw.gain(module.weight.numel()))
        put(module.bias, draw.vector(module.bias.numel()))
    elif isinstance(module, nn.Embedding):
        put(module.weight, draw.matrix(module.num_embeddings, module.embedding_dim))
    elif hasattr(module, "start"):
        module.start(draw)
    else:
        for part in module.children():
            start(part, draw)


# Parts that PyTorch does not have

class ReluLstm(nn.Module):
    """An LSTM with relu for tanh, as Keras has it for `activation="relu"`."""

    def __init__(self, inputs, units):
        super().__init__()
        self.of_input, self.of_state = nn.Linear(inputs, 4 * units), nn.Linear(units, 4 * units, bias=False)

    def start(self, draw):
        inputs, units = self.of_input.in_features, self.of_state.in_features
        self.of_input.weight.copy_(draw.matrix(inputs, 4 * units).T)
        self.of_state.weight.copy_(draw.matrix(units, 4 * units).T)
        self.of_input.bias.copy_(draw.vector(4 * units))

    def forward(self, x):
        h = c = torch.zeros(len(x), self.of_state.in_features)
        for step in x.unbind(1):
            i, f, g, o = (self.of_input(step) + self.of_state(h)).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.relu()
            h = o.sigmoid() * c.relu()
        return h


class WideAttention(nn.Module):
    """Self-attention whose heads are not a part of the width each: `nn.MultiheadAttention` has no such thing."""

    def __init__(self, width, heads, key_dim):
        super().__init__()
        self.heads = heads
        self.project, self.out = nn.Linear(width, 3 * heads * key_dim), nn.Linear(heads * key_dim, width)

    def forward(self, x):
        split = lambda part: part.unflatten(2, (self.heads, -1)).transpose(1, 2)
        q, k, v = map(split, self.project(x).chunk(3, 2))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class TimeAttention(nn.Module):
    """`v · tanh(W h_t + b)` over the steps; the mean of the steps by its softmax."""

    def __init__(self, width, units):
        super().__init__()
        self.compare, self.query = nn.Linear(width, units), nn.Parameter(torch.zeros(units))

    def start(self, draw):
        start(self.compare, draw)
        self.query.copy_(draw.vector(self.query.numel()))

    def forward(self, x):
        share = torch.softmax(torch.tanh(self.compare(x)) @ self.query, 1)
        return torch.einsum("bt,btf->bf", share, x)


over_time = lambda module, x: module(x.transpose(1, 2)).transpose(1, 2)


# The papers' networks. `x`: samples x steps x columns.

class Lstm(nn.Module):
    def __init__(self, units, head=1, dense=0):
        super().__init__()
        self.lstm = nn.LSTM(N, units, batch_first=True)
        self.dense = nn.Linear(units, dense) if dense else None
        self.head = nn.Linear(dense or units, head)

    def forward(self, x):
        x = self.lstm(x)[0][:, -1]
        return self.head(self.dense(x).relu() if self.dense else x)


class LstmRelu(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = ReluLstm(N, 50), nn.Linear(50, 1)

    def forward(self, x):
        return self.head(self.lstm(x))


class Gru(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.head = nn.GRU(N, 50, batch_first=True), nn.Linear(50, 1)

    def forward(self, x):
        return self.head(self.gru(x)[1][0])


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(5 * N, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))


class Cnn(nn.Module):
    def __init__(self, filters, dense):
        super().__init__()
        self.conv, self.pool = nn.Conv1d(N, filters, 2), nn.MaxPool1d(2)
        self.dense, self.head = nn.Linear(2 * filters, dense), nn.Linear(dense, 1)

    def forward(self, x):
        x = self.pool(self.conv(x.transpose(1, 2)).relu())
        return self.head(self.dense(x.transpose(1, 2).flatten(1)).relu())


class CnnLstm(nn.Module):
    def __init__(self, pool=False, dense=0):
        super().__init__()
        self.conv, self.pool = nn.Conv1d(N, 64, 2), nn.MaxPool1d(2) if pool else nn.Identity()
        self.lstm = nn.LSTM(64, 50, batch_first=True)
        self.dense = nn.Linear(50, dense) if dense else None
        self.head = nn.Linear(dense or 50, 1)

    def forward(self, x):
        x = self.pool(self.conv(x.transpose(1, 2)).relu()).transpose(1, 2)
        x = self.lstm(x)[0][:, -1]
        return self.head(self.dense(x).relu() if self.dense else x)


class CnnLstmRelu(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.lstm, self.head = nn.Conv1d(N, 64, 2), ReluLstm(64, 50), nn.Linear(50, 1)

    def forward(self, x):
        return self.head(self.lstm(over_time(self.conv, x).relu()))


class ArLstm(nn.Module):
    """`a` is the autoregression of the close on its last five values."""

    def __init__(self):
        super().__init__()
        self.ar = nn.Conv1d(1, 1, 5)
        self.lstm, self.head = nn.LSTM(N + 1, 50, batch_first=True), nn.Linear(50, 1)

    def forward(self, x):
        close = x[:, None, :, COLUMNS.index("close")]
        a = self.ar(close).transpose(1, 2)
        residual = self.head(self.lstm(torch.cat([x[:, 4:], a], 2))[0][:, -1])
        return a[:, -1] + residual


class BiLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(N, 64, batch_first=True, bidirectional=True)
        self.second = nn.LSTM(128, 128, batch_first=True, bidirectional=True)
        self.head = nn.Linear(256, 1)

    def forward(self, x):
        _, (h, _) = self.second(self.first(x)[0])
        return self.head(torch.cat([h[0], h[1]], 1))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(N, 128)
        self.block = nn.TransformerEncoderLayer(128, 2, 96, 0.0, layer_norm_eps=1e-3, batch_first=True)
        self.dense, self.head = nn.Linear(5 * 128, 128), nn.Linear(128, 1)
        step, wave = torch.meshgrid(torch.arange(5.0), torch.arange(64.0), indexing="ij")
        angle = step * torch.exp(-wave / 64 * math.log(10000))
        self.register_buffer("places", torch.stack([angle.sin(), angle.cos()], 2).flatten(1))

    def forward(self, x):
        x = self.block(self.embed(x) + self.places)
        return self.head(self.dense(x.flatten(1)).relu())


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.places = nn.Linear(N, 32), nn.Embedding(5, 32)
        self.attention, self.norm1 = WideAttention(32, 6, 96), nn.LayerNorm(32, eps=1e-3)
        self.wide, self.narrow, self.norm2 = nn.Linear(32, 64), nn.Linear(64, 32), nn.LayerNorm(32, eps=1e-3)
        self.head = nn.Linear(32, 1)

    def forward(self, x):
        x = self.embed(x) + self.places(torch.arange(5))
        x = self.norm1(x + self.attention(x))
        x = self.norm2(x + self.narrow(self.wide(x).relu()))
        return self.head(x.mean(1))


class Hybrid(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(N, 96, 3, padding="same")
        self.lstm = nn.LSTM(96, 64, batch_first=True, bidirectional=True)
        self.attention, self.norm = WideAttention(128, 2, 96), nn.LayerNorm(128, eps=1e-3)
        self.dense, self.head = nn.Linear(128, 64), nn.Linear(64, 1)

    def forward(self, x):
        x = self.lstm(over_time(self.conv, x).tanh())[0]
        x = self.norm(x + self.attention(x))
        return self.head(self.dense(x.mean(1)).relu())


class Alstm(nn.Module):
    mapping, units = 16, 16

    def __init__(self):
        super().__init__()
        mapping, units = self.mapping, self.units
        self.map, self.lstm = nn.Linear(N, mapping), nn.LSTM(mapping, units, batch_first=True)
        self.attention, self.head = TimeAttention(units, units), nn.Linear(2 * units, 1)

    def represent(self, x):
        h = self.lstm(self.map(x).tanh())[0]
        return torch.cat([self.attention(h), h[:, -1]], 1)

    def forward(self, x):
        return self.head(self.represent(x))


class MovementAlstm(Alstm):
    mapping, units = 11, 32


class BatchNorm(nn.BatchNorm1d):
    """With a running variance that is divided by the number of values."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            self.running_mean.lerp_(x.mean((0, 2)), self.momentum)
            self.running_var.lerp_(x.var((0, 2), unbiased=False), self.momentum)
        return F.batch_norm(x, None, None, self.weight, self.bias, True, 0.0, self.eps)


class Convolutions(nn.Module):
    """Three convolutions over time, each normalised, and the mean over the steps; epsilon as in Keras."""

    def __init__(self):
        super().__init__()
        norm = lambda: BatchNorm(64, eps=1e-3, momentum=0.1)
        conv = lambda inputs: nn.Conv1d(inputs, 64, 3, padding="same")
        self.all = nn.Sequential(conv(N), norm(), nn.ReLU(), conv(64), norm(), nn.ReLU(), conv(64), norm(), nn.ReLU())

    def forward(self, x):
        return self.all(x.transpose(1, 2)).mean(2)


class Picture(nn.Module):
    """`x`: samples x (50 x 50 pixels of 3 values)."""

    def __init__(self):
        super().__init__()
        parts, inputs = [], 3
        for filters in (32, 48, 64, 96):
            parts += [nn.Conv2d(inputs, filters, 3), nn.ReLU(), nn.MaxPool2d(2)]
            inputs = filters
        self.all = nn.Sequential(*parts)

    def forward(self, x):
        return self.all(x.reshape(-1, 50, 50, 3).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).flatten(1)


class SentimentCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions, self.dense, self.head = Convolutions(), nn.Linear(64, 32), nn.Linear(32, 2)

    def forward(self, x):
        return self.head(self.dense(self.convolutions(x)).relu())


class CandleCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.picture, self.dense, self.head = Picture(), nn.Linear(96, 32), nn.Linear(32, 2)

    def forward(self, x):
        return self.head(self.dense(self.picture(x[:, 0])).relu())


class Joint(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions, self.of_columns = Convolutions(), nn.Linear(64, 32)
        self.picture, self.of_picture = Picture(), nn.Linear(96, 32)
        self.dense, self.head = nn.Linear(64, 32), nn.Linear(32, 2)

    def forward(self, x):
        columns, picture = x[:, 0].split([10 * N, 50 * 50 * 3], 1)
        columns = self.of_columns(self.convolutions(columns.reshape(-1, 10, N))).relu()
        picture = self.of_picture(self.picture(picture)).relu()
        return self.head(self.dense(torch.cat([columns, picture], 1)).relu())


class GlobalLstm(nn.Module):
    """One network for three series; the last column is a series' number."""

    def __init__(self):
        super().__init__()
        self.series = nn.Embedding(3, 4)
        self.lstm, self.head = nn.LSTM(N + 4, 50, batch_first=True), nn.Linear(50, 1)

    def forward(self, x):
        x = torch.cat([x[:, :, :N], self.series(x[:, :, N].long())], 2)
        return self.head(self.lstm(x)[0][:, -1])


# The same as the library writes them

L = lambda kind, **more: {"kind": kind, **more}
dense = lambda units, activation="linear": L("dense", units=units, activation=activation)
conv1 = lambda filters, kernel, padding="valid", activation="relu": L(
    "conv1d", filters=filters, kernel=kernel, padding=padding, activation=activation)
lstm = lambda units, sequences=False: L("lstm", units=units, return_sequences=sequences)
bilstm = lambda units, sequences=False: L("bi-lstm", units=units, return_sequences=sequences)
cut = lambda first, count: L("slice", **{"from": first, "count": count})
last = lambda count: L("last-steps", count=count)
both = lambda *branches, merge="concat": L("parallel", branches=list(branches), merge=merge)
attend = lambda heads, key_dim: L("residual", layers=[L("multi-head-attention", heads=heads, key_dim=key_dim)])
forward_part = lambda units, width: L("residual", layers=[dense(units, "relu"), dense(width)])
flatten, mean, norm, relu = L("flatten"), L("global-average-pool"), L("layer-norm"), L("activation", function="relu")
convolutions = [conv1(64, 3, "same", "linear"), L("batch-norm", momentum=0.9), relu] * 3 + [mean]
picture = [L("reshape", rows=50, columns=50, features=3)] + [
    part for filters in (32, 48, 64, 96)
    for part in (L("conv2d", filters=filters, kernel=3, activation="relu"), L("max-pool2d", size=2))] + [flatten]
alstm, movement = [
    [dense(mapping, "tanh"), lstm(units, True),
     both([L("attention", score={"additive": {"units": units}})], [last(1)]), dense(1)]
    for mapping, units in ((16, 16), (11, 32))]

ADAM = {"kind": "adam", "learning_rate": 0.001, "epsilon": 1e-8, "epsilon_placement": "corrected-moment"}
RMSPROP = {"kind": "rmsprop", "learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-8, "epsilon_placement": "outside",
           "velocity": "gradients"}
SGD = {"kind": "sgd", "learning_rate": 0.0625}
# longer steps on three or four pictures move a maximum to another pixel when a sum is rounded otherwise
SLOW = {"kind": "sgd", "learning_rate": 0.0078125}
MSE, BCE, SOFTMAX = "mean-squared-error", "binary-cross-entropy", "softmax-cross-entropy"
FUNCTIONS = {MSE: F.mse_loss, BCE: F.binary_cross_entropy_with_logits,
             SOFTMAX: lambda p, y: F.cross_entropy(p, y[:, 0].long())}

PAPERS = [
    # name, module, input (steps, features), layers, more
    ("lstm", LstmRelu, (5, N), [{**lstm(50), "activation": "relu"}, dense(1)], {}),
    ("lstm-candlestick", lambda: Lstm(30, 2, 256), (5, N), [lstm(30), dense(256, "relu"), dense(2)], {"loss": SOFTMAX}),
    ("lstm-tanh", lambda: Lstm(50), (5, N), [lstm(50), dense(1)], {}),
    ("gru", Gru, (5, N), [L("gru", units=50), dense(1)], {}),
    ("mlp", mlp, (5, N), [flatten, dense(64, "relu"), dense(32, "relu"), dense(1)], {}),
    ("cnn", lambda: Cnn(64, 50), (5, N), [conv1(64, 2), L("max-pool1d", size=2), flatten, dense(50, "relu"), dense(1)], {}),
    ("cnn-four-stock", lambda: Cnn(96, 96), (5, N),
     [conv1(96, 2), L("max-pool1d", size=2), flatten, dense(96, "relu"), dense(1)], {"loss": BCE}),
    ("cnn-lstm", CnnLstm, (5, N), [conv1(64, 2), lstm(50), dense(1)], {}),
    ("cnn-lstm-relu", CnnLstmRelu, (5, N), [conv1(64, 2), {**lstm(50), "activation": "relu"}, dense(1)], {}),
    ("cnn-lstm-nflx", lambda: CnnLstm(True, 50), (5, N),
     [conv1(64, 2), L("max-pool1d", size=2), lstm(50), dense(50, "relu"), dense(1)], {}),
    ("ar-lstm", ArLstm, (10, N),
     [both([last(6)], [cut(3, 1), conv1(1, 5, "valid", "linear")]),
      both([lstm(50), dense(1)], [cut(6, 1), last(1)], merge="add")], {}),
    ("bilstm", BiLstm, (5, N), [bilstm(64, True), bilstm(128), dense(1)], {}),
    ("transformer", Transformer, (5, N),
     [dense(128), L("positional-encoding", trained=False), attend(2, 64), norm, forward_part(96, 128), norm, flatten,
      dense(128, "relu"), dense(1)], {"optimizer": RMSPROP}),
    ("bert-inspired", Bert, (5, N),
     [dense(32), L("positional-encoding", trained=True), attend(6, 96), norm, forward_part(64, 32), norm, mean,
      dense(1)], {}),
    ("hybrid", Hybrid, (5, N),
     [conv1(96, 3, "same", "tanh"), bilstm(64, True), attend(2, 96), norm, mean, dense(64, "relu"), dense(1)], {}),
    ("alstm", Alstm, (5, N), alstm, {}),
    ("alstm-movement", MovementAlstm, (5, N), movement, {}),
    ("alstm-adversarial", Alstm, (5, N), alstm,
     {"loss": BCE, "adversarial": {"epsilon": 0.05, "beta": 0.05, "layer": 2}}),
    ("sentiment-cnn", SentimentCnn, (10, N), convolutions + [dense(32, "relu"), dense(2)], {"loss": SOFTMAX}),
    ("candle-cnn", CandleCnn, (1, 7500), picture + [dense(32, "relu"), dense(2)], {"loss": SOFTMAX, "samples": 11, "batch_size": 4}),
    ("joint", Joint, (1, 10 * N + 7500),
     [both([cut(0, 10 * N), L("reshape", rows=1, columns=10, features=N)] + convolutions + [dense(32, "relu")],
           [cut(10 * N, 7500)] + picture + [dense(32, "relu")]), dense(32, "relu"), dense(2)],
     {"loss": SOFTMAX, "samples": 11, "batch_size": 4}),
    ("sentiment-cnn-sgd", SentimentCnn, (10, N), convolutions + [dense(32, "relu"), dense(2)],
     {"loss": SOFTMAX, "optimizer": SGD}),
    ("joint-sgd", Joint, (1, 10 * N + 7500),
     [both([cut(0, 10 * N), L("reshape", rows=1, columns=10, features=N)] + convolutions + [dense(32, "relu")],
           [cut(10 * N, 7500)] + picture + [dense(32, "relu")]), dense(32, "relu"), dense(2)],
     {"loss": SOFTMAX, "optimizer": SLOW, "samples": 11, "batch_size": 4}),
    ("global-lstm", GlobalLstm, (5, N + 1),
     [both([cut(0, N)], [cut(N, 1), L("embedding", count=3, dim=4)]), lstm(50), dense(1)], {"series": 3}),
]


def data(samples, steps, features, outputs, loss, series=None):
    x = uniform(1, samples * steps * features, 4.0).reshape(samples, steps, features)
    if series:
        x[:, :, -1] = (torch.arange(samples) % series)[:, None]
    each = 1 if loss == SOFTMAX else outputs
    y = uniform(2, samples * each, 1.0).reshape(samples, each)
    y = {MSE: y, BCE: (y > 0).double(), SOFTMAX: torch.floor((y + 0.5) * outputs)}[loss]
    return x, y


def rule(o, parameters):
    if o["kind"] == "rmsprop":
        return torch.optim.RMSprop(parameters, o["learning_rate"], alpha=o["rho"], eps=o["epsilon"])
    if o["kind"] == "sgd":
        return torch.optim.SGD(parameters, o["learning_rate"])
    return torch.optim.Adam(parameters, o["learning_rate"], betas=(o.get("beta1", 0.9), 0.999), eps=o["epsilon"])


def objective(net, x, y, loss, adversarial):
    """The reported loss, and what is differentiated."""
    if not adversarial:
        clean = FUNCTIONS[loss](net(x), y)
        return clean, clean
    e = net.represent(x)
    clean = FUNCTIONS[loss](net.head(e), y)
    g = torch.autograd.grad(clean, e, retain_graph=True)[0]
    moved = e + adversarial["epsilon"] * F.normalize(g, dim=1, eps=0.0)
    return clean, clean + adversarial["beta"] * FUNCTIONS[loss](net.head(moved), y)


def train(name, module, steps, features, layers, more, epochs=5):
    more = dict(more)
    samples, series = more.pop("samples", 70), more.pop("series", None)
    params = {"epochs": epochs, "batch_size": 32, "shuffle": False, "loss": MSE, "optimizer": ADAM, **more}
    net = module()
    start(net, Draw())
    noisy = params["optimizer"]["kind"] != "sgd" and any(isinstance(m, BatchNorm) for m in net.modules())
    x, y = data(samples, steps, features, 2 if params["loss"] == SOFTMAX else 1, params["loss"], series)
    optimizer = rule(params["optimizer"], [p for p in net.parameters() if p.requires_grad])
    losses, batch = [], params["batch_size"]
    for _ in range(epochs):
        total = 0.0
        for i in range(0, samples, batch):
            optimizer.zero_grad()
            clean, whole = objective(net, x[i:i + batch], y[i:i + batch], params["loss"], params.get("adversarial"))
            whole.backward()
            optimizer.step()
            total += clean.item() * len(x[i:i + batch])
        losses.append(total / samples)
    net.eval()
    outputs = [] if noisy else [float(f"{v:.8g}") for v in net(x).flatten().tolist()]
    weights = sum(p.numel() for p in net.parameters() if p.requires_grad)
    spec = {"input": {"steps": steps, "features": features}, "layers": layers}
    return {"name": name, "samples": samples, "series": series, "weights": weights, "spec": spec, "params": params,
            "losses": losses, "outputs": outputs}


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(N + 4, 50, batch_first=True), nn.Linear(50, 1)

    def forward(self, x, noise):
        return self.head(self.lstm(torch.cat([x, noise], 2))[0][:, -1])


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.all = nn.Sequential(nn.Linear(5 * N + 1, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x, value):
        return self.all(torch.cat([x.flatten(1), value], 1))


def game(reconstruction, epochs=5, samples=70, batch=32):
    generator, discriminator = Generator(), Discriminator()
    start(generator, Draw())
    start(discriminator, Draw())
    x, y = data(samples, 5, N, 1, MSE)
    rules = [{**ADAM, "beta1": 0.5}, {**ADAM, "beta1": 0.5, "learning_rate": 0.0005}]
    of_generator, of_discriminator = rule(rules[0], generator.parameters()), rule(rules[1], discriminator.parameters())
    bce = lambda logits, label: F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))
    losses, seed = [], 2
    for _ in range(epochs):
        for i in range(0, samples, batch):
            window, truth = x[i:i + batch], y[i:i + batch]
            noise = []
            for _ in range(2):
                seed += 1
                noise.append(uniform(seed, len(window) * 5 * 4, 4.0).reshape(len(window), 5, 4))
            of_discriminator.zero_grad()
            said = generator(window, noise[0]).detach()
            judged = (bce(discriminator(window, truth), 1.0) + bce(discriminator(window, said), 0.0)) / 2
            judged.backward()
            of_discriminator.step()
            of_generator.zero_grad()
            said = generator(window, noise[1])
            fooled, error = bce(discriminator(window, said), 1.0), F.mse_loss(said, truth)
            (fooled + reconstruction * error).backward()
            of_generator.step()
            losses.append([judged.item(), fooled.item(), error.item()])
    spec = lambda steps, features, layers: {"input": {"steps": steps, "features": features}, "layers": layers}
    return {
        "samples": samples, "noise": 4, "losses": losses,
        "params": {"epochs": epochs, "batch_size": batch, "shuffle": False, "reconstruction": reconstruction,
                   "generator_optimizer": rules[0], "discriminator_optimizer": rules[1]},
        "generator": spec(5, N + 4, [lstm(50), dense(1)]),
        "discriminator": spec(1, 5 * N + 1, [dense(64, "relu"), dense(64, "relu"), dense(1)]),
    }


if __name__ == "__main__":
    cases = [train(name, module, *size, layers, more) for name, module, size, layers, more in PAPERS]
    about = {"made_by": "papers.py", "torch": torch.__version__, "numpy": np.__version__,
             "python": platform.python_version()}
    with open(os.path.join(HERE, "papers.json"), "w") as f:
        json.dump({"about": about, "columns": COLUMNS, "cases": cases, "games": [game(1.0), game(0.0)]}, f,
                  separators=(",", ":"))
        f.write("\n")

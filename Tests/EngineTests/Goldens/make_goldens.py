#!/usr/bin/env python3
"""Makes the *Values.swift files beside it: what PyTorch computes, digested to a few numbers.

Made with torch 2.15.0+cu132 on the CPU, float32, one thread. Run: python make_goldens.py

Weights and images are made here and in MadeNumbers.swift by one formula, so that no file needs
to hold them. All tensors are digested in the engine's layout: images [batch, height, width,
channels], convolutions [out, in, height, width], dense layers [in, out].

A digest is: largest magnitude, three elements, and the products with three fixed patterns divided
by the square root of the number of elements.

--shaken writes nothing and prints how far float64, and float32 with noise of 5e-7 in the images,
are from the goldens.
"""
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parent
PERIOD = 65_521
STEPS = 10


def table():
    """Numbers in -1..<1, exact in float32: the finalizer of MurmurHash3 over 0, 1, 2 …"""
    word = np.arange(1, PERIOD + 1, dtype=np.uint64)
    for shift, factor in ((16, 0x85EB_CA6B), (13, 0xC2B2_AE35)):
        word ^= word >> np.uint64(shift)
        word = word * np.uint64(factor) & np.uint64(0xFFFF_FFFF)
    word ^= word >> np.uint64(16)
    return (word >> np.uint64(8)).astype(np.float64) / 2**23 - 1


TABLE = table()


def made(name, count):
    """The table's numbers from a place on that the name gives: its FNV-1a hash."""
    start = 0x811C_9DC5
    for byte in name.encode():
        start = (start ^ byte) * 0x0100_0193 & 0xFFFF_FFFF
    return TABLE[(start + np.arange(count)) % PERIOD]


class Network:
    """Parameters made on first use, then trained."""

    def __init__(self, kind):
        self.kind, self.trained, self.states = kind, {}, {}

    def parameter(self, name, shape, scale, centre=0.0):
        if name not in self.trained:
            numbers = made(name, int(np.prod(shape))).astype(np.float32) * np.float32(scale)
            values = torch.tensor((numbers + np.float32(centre)).reshape(shape)).to(self.kind)
            self.trained[name] = values.requires_grad_()
        return self.trained[name]

    def state(self, name, count, value):
        if name not in self.states:
            self.states[name] = torch.full((count,), value, dtype=self.kind)
        return self.states[name]

    def convolution(self, x, name, outputs, kernel, bias=True, **geometry):
        inputs = x.shape[1]
        weight = self.parameter(
            name + ".weight", (outputs, inputs, kernel, kernel),
            np.sqrt(3 / (inputs * kernel * kernel)))
        return F.conv2d(x, weight, self.bias(name, outputs) if bias else None, **geometry)

    def transposed(self, x, name, outputs, kernel, **geometry):
        inputs = x.shape[1]
        weight = self.parameter(
            name + ".weight", (inputs, outputs, kernel, kernel),
            np.sqrt(6 / (inputs * kernel * kernel / 4)))
        return F.conv_transpose2d(x, weight, self.bias(name, outputs), **geometry)

    def dense(self, x, name, outputs):
        inputs = x.shape[1]
        weight = self.parameter(name + ".weight", (inputs, outputs), np.sqrt(3 / inputs))
        return x @ weight + self.bias(name, outputs)

    def bias(self, name, outputs):
        return self.parameter(name + ".bias", (outputs,), 0.1)

    def norm(self, x, name, is_training):
        count = x.shape[1]
        scale = self.parameter(name + ".weight", (count,), 0.2, centre=1)
        shift = self.parameter(name + ".bias", (count,), 0.2)
        mean = self.state(name + ".running_mean", count, 0.0)
        variance = self.state(name + ".running_var", count, 1.0)
        return F.batch_norm(x, mean, variance, scale, shift, is_training, 0.1, 1e-5)


def image(name, shape, kind):
    """Shape [batch, height, width, channels] made so, then channels first."""
    values = torch.tensor(made(name, int(np.prod(shape))).reshape(shape))
    return values.permute(0, 3, 1, 2).contiguous().to(kind)


def convolutional(network, x, is_training):
    for block, width in enumerate((32, 64, 128)):
        for layer in range(2):
            x = F.relu(network.convolution(x, f"conv{block}{layer}", width, 3, padding=1))
        x = F.max_pool2d(x, 2)
    x = x.permute(0, 2, 3, 1).flatten(1)  # the engine's order of features
    return network.dense(F.relu(network.dense(x, "dense0", 256)), "dense1", 5)


def basic_block(network, x, name, width, stride, is_training):
    y = network.convolution(x, name + ".conv1", width, 3, bias=False, stride=stride, padding=1)
    y = F.relu(network.norm(y, name + ".bn1", is_training))
    y = network.convolution(y, name + ".conv2", width, 3, bias=False, padding=1)
    y = network.norm(y, name + ".bn2", is_training)
    if stride != 1 or x.shape[1] != width:
        x = network.convolution(x, name + ".downsample.0", width, 1, bias=False, stride=stride)
        x = network.norm(x, name + ".downsample.1", is_training)
    return F.relu(y + x)


def resnet(network, x, is_training):
    x = network.convolution(x, "conv1", 64, 7, bias=False, stride=2, padding=3)
    x = F.max_pool2d(F.relu(network.norm(x, "bn1", is_training)), 3, stride=2, padding=1)
    for stage, width in enumerate((64, 128, 256, 512)):
        for block in range(2):
            stride = 2 if stage and not block else 1
            x = basic_block(network, x, f"layer{stage + 1}.{block}", width, stride, is_training)
    return network.dense(x.mean((2, 3)), "fc", 10)


def autoencoder(network, x, is_training):
    for layer, width in enumerate((16, 32, 64)):
        x = F.relu(network.convolution(x, f"encode{layer}", width, 3, stride=2, padding=1))
    for layer, width in enumerate((32, 16, 3)):
        x = network.transposed(x, f"decode{layer}", width, 4, stride=2, padding=1)
        x = F.relu(x) if layer < 2 else x
    return x


def entropy(classes):
    return lambda y, x: F.cross_entropy(y, torch.arange(len(y)) % classes)


def adam(parameters):
    return torch.optim.Adam(parameters, 1e-3)


def descent(rate):
    return lambda parameters: torch.optim.SGD(parameters, rate, momentum=0.9)


# Network, loss, optimizer, and the name the images are made from: one for which no rectifier
# and no maximum is so close to switching that float32's rounding decides. --shaken tells.
WORKS = {
    "Convolutional": (convolutional, entropy(5), descent(0.002), "x27"),
    "ResNet": (resnet, entropy(10), descent(0.0005), "x5"),
    "Autoencoder": (autoencoder, lambda y, x: F.mse_loss(y, x), adam, "x9"),
}


def train(work, kind, shaken_by=None):
    """Losses, and tensors by name: results and gradients of the first step, weights of the last."""
    forward, loss_of, optimizer_of, name = WORKS[work]
    network, x = Network(kind), image(name, (4, 64, 64, 3), kind)
    if shaken_by is not None:
        noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(shaken_by))
        x = x * (1 + 5e-7 * noise.to(kind))
    with torch.no_grad():
        forward(network, x, True)
    for name in network.states:
        network.states[name].fill_(1.0 if name.endswith("var") else 0.0)
    optimizer = optimizer_of(list(network.trained.values()))
    losses, tensors = [], {}
    for step in range(STEPS):
        optimizer.zero_grad()
        y = forward(network, x, True)
        loss = loss_of(y, x)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            tensors["output"] = channels_last(y)
            for name, value in network.trained.items():
                tensors["gradient " + name] = value.grad.clone()
        optimizer.step()
    for name, value in (network.trained | network.states).items():
        tensors["trained " + name] = value.detach()
    with torch.no_grad():
        tensors["inference"] = channels_last(forward(network, x, False))
    return losses, {k: v.numpy().astype(np.float64).ravel() for k, v in tensors.items()}


def channels_last(y):
    y = y.detach()
    return y.permute(0, 2, 3, 1).contiguous() if y.ndim == 4 else y.clone()


def digest(values):
    count = len(values)
    places = [0, count // 2, count - 1]
    patterns = [made(f"pattern {number}", count) for number in range(3)]
    projections = [(values * pattern).sum() / np.sqrt(count) for pattern in patterns]
    return [np.abs(values).max(), *values[places], *projections]


def text(work):
    losses, tensors = train(work, torch.float32)
    lines = ["loss"] + [" ".join(f"{v:.7g}" for v in losses[i:i + 5]) for i in (0, 5)]
    for name, values in tensors.items():
        lines += [name, " ".join(f"{v:.7g}" for v in digest(values))]
    body = "\n".join("    " + line for line in lines)
    return f'''// Made by make_goldens.py beside this file.

extension Golden {{
  /// Of PyTorch {torch.__version__}.
  static let {work[0].lower() + work[1:].replace("ResNet", "resNet")} = Golden(
    """
{body}
    """)
}}
'''


def compare(work):
    """In parts of a tensor's largest number."""
    losses, tensors = train(work, torch.float32)
    print(work, [round(loss, 4) for loss in losses])
    others = [train(work, torch.float64)]
    others += [train(work, torch.float32, shaken_by=seed) for seed in range(4)]
    for other_losses, other in others:
        distances = {
            name: np.abs(values - other[name]).max() / np.abs(values).max()
            for name, values in tensors.items()}
        worst = sorted(distances, key=distances.get)[-2:]
        loss = max(abs(a / b - 1) for a, b in zip(other_losses, losses))
        print("  ", *(f"{name} {distances[name]:.2g}," for name in worst), f"loss {loss:.2g}")


def main():
    torch.set_num_threads(1)
    for work in WORKS:
        if "--shaken" in sys.argv:
            compare(work)
        else:
            (FOLDER / f"{work}Values.swift").write_text(text(work))


main()

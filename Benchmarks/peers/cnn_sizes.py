#!/usr/bin/env python3
"""PyTorch's rates on a convolutional network of one size: cnn_sizes.py BATCH SIDE [SETTING …]

Settings are first and last (where the channels lie), each with f32 or bf16: first-f32, last-f32,
first-bf16, last-bf16; all four where none is named. Prints the best of each rate, each setting's
rates and the process' largest memory as one line of JSON.
"""
import json
import resource
import sys
import time

import torch
from torch import nn

SETTINGS = ("first-f32", "first-bf16", "last-f32", "last-bf16")


def network(side):
    layers, channels = [], 3
    for width in (32, 64, 128):
        for _ in range(2):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    features = 128 * (side // 8) ** 2
    head = [nn.Flatten(), nn.Linear(features, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 5)]
    return nn.Sequential(*layers, *head)


def rate(step, batch):
    """Samples per second, after steps to warm up."""
    count = max(3, min(60, 800 // batch))
    for _ in range(3):
        step()
    start = time.perf_counter()
    for _ in range(count):
        step()
    return count * batch / (time.perf_counter() - start)


def measure(setting, batch, side):
    place, form = setting.split("-")
    layout = torch.channels_last if place == "last" else torch.contiguous_format
    model = network(side).to(memory_format=layout)
    x = torch.rand(batch, 3, side, side).to(memory_format=layout)
    y = torch.arange(batch) % 5
    optimizer, entropy = torch.optim.Adam(model.parameters(), 1e-3), nn.CrossEntropyLoss()
    half = torch.autocast("cpu", dtype=torch.bfloat16, enabled=form == "bf16")

    def train():
        optimizer.zero_grad(set_to_none=True)
        with half:
            loss = entropy(model(x).float(), y)
        loss.backward()
        optimizer.step()

    def infer():
        with torch.inference_mode(), half:
            model(x)

    trained = rate(train, batch)
    model.eval()
    return {"train_img_s": round(trained, 1), "infer_img_s": round(rate(infer, batch), 1)}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    batch, side, *settings = sys.argv[1:]
    torch.manual_seed(0)
    rates = {s: measure(s, int(batch), int(side)) for s in settings or SETTINGS}
    best = {key: max(r[key] for r in rates.values()) for key in ("train_img_s", "infer_img_s")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    print(json.dumps({
        "peer": f"torch {torch.__version__}", "batch": int(batch), "side": int(side), **best,
        "peak_gb": round(peak, 3), "settings": rates}))


main()

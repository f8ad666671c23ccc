#!/usr/bin/env python3
"""Writes labelled galaxy images as tensors: galaxy_tensors.py FOLDER FILE.safetensors

FOLDER holds labels.csv (image, and class or derived_label) and the images it names. Images are
cut to their middle 256² pixels and brought to 64², in uint8 [count, 64, 64, 3]; the classes are
elliptical, spiral, edge-on and merger, others are left out. Every fifth image of the list,
sorted by name, is of test.images and test.labels, the others of train.*.
"""
import csv
import json
import pathlib
import sys

import numpy as np
from PIL import Image

CLASSES = {
    "elliptical": 0, "spiral": 1, "spiral_cw": 1, "spiral_acw": 1, "edge_on": 2, "edge-on": 2,
    "merger": 3,
}


def rows(folder):
    """Names of images and their classes, by name."""
    with open(folder / "labels.csv", newline="") as file:
        labels = {
            row["image"]: row.get("class") or row.get("derived_label")
            for row in csv.DictReader(file)}
    return [(name, CLASSES[label]) for name, label in sorted(labels.items()) if label in CLASSES]


def image(path):
    image = Image.open(path).convert("RGB").crop((84, 84, 340, 340))
    return np.asarray(image.resize((64, 64), Image.LANCZOS))


def write(path, tensors):
    """The safetensors format: length of the header, header, bytes."""
    header, end = {}, 0
    for name, (kind, array) in tensors.items():
        header[name] = {
            "dtype": kind, "shape": array.shape, "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, array in tensors.values():
            file.write(array.tobytes())


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    listed = rows(folder)
    parts = {"train": [r for i, r in enumerate(listed) if i % 5], "test": listed[::5]}
    tensors = {}
    for part, members in parts.items():
        labels = np.array([label for _, label in members], "<i8")
        tensors[part + ".labels"] = "I64", labels
        print(part, len(members), "images,", np.bincount(labels, minlength=4), "per class")
    for part, members in parts.items():
        images = np.stack([image(folder / name) for name, _ in members])
        tensors[part + ".images"] = "U8", images
    write(sys.argv[2], tensors)


main()

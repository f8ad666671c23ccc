#!/usr/bin/env python3
"""Writes real_png_jpeg_images.json: what Pillow reads from images of the real data.

    make_real_png_jpeg_images.py DATA_FOLDER [EVERY] > real_png_jpeg_images.json

One entry for every EVERYth (40th) image: file, shape [height, width, channels], and the head
of the SHA-256 of its samples as bytes.
"""
import hashlib
import json
import os
import sys

import numpy as np
from PIL import Image

folder = sys.argv[1]
every = int(sys.argv[2]) if len(sys.argv) > 2 else 40
names = []
for part in ("galaxy_zoo1_sdss", "galaxy_zoo2_sdss", "radio_first_mirabest"):
    for place, _, files in os.walk(os.path.join(folder, part)):
        files = [name for name in files if name.endswith((".png", ".jpg", ".jpeg"))]
        names += [os.path.join(place, name) for name in files]
entries = []
for path in sorted(names)[::every]:
    samples = np.array(Image.open(path))
    samples = samples if samples.ndim == 3 else samples[..., None]
    entries.append({
        "file": os.path.relpath(path, folder), "shape": list(samples.shape),
        "sha256": hashlib.sha256(samples.tobytes()).hexdigest()[:16]})
print("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]")

#!/usr/bin/env python3
"""Writes png_jpeg_images.json: small PNG and JPEG files of every kind, with the samples they hold.

    make_png_jpeg_images.py > png_jpeg_images.json

Files come from Pillow and, where Pillow cannot write a kind, from pypng; samples are Pillow's or
the ones that went in. Each entry: name, file in base64, shape [height, width, channels], bits,
and either every sample or, of lossy files, the samples Pillow decodes with libjpeg-turbo.
"""
import base64
import io
import json

import numpy as np
import png
from PIL import Image

random = np.random.default_rng(5)
HEIGHT, WIDTH = 11, 14
entries = []


def smooth(channels, largest):
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [(rows * (3 + c) + columns * (7 - c)) / 140 % 1 for c in range(channels)]
    return (np.stack(planes, -1) * largest).round().astype(np.uint16)


def add(name, data, samples, bits, **more):
    samples = np.asarray(samples)
    if samples.ndim == 2:
        samples = samples[..., None]
    entries.append({
        "name": name, "file": base64.b64encode(data).decode(), "shape": list(samples.shape),
        "bits": bits, "samples": samples.ravel().tolist(), **more,
    })


def with_pypng(name, channels, bits, stored_bits, interlace=False, palette=None, expected=None):
    samples = random.integers(0, 1 << bits, (HEIGHT, WIDTH, channels))
    if palette:
        samples %= len(palette)
    out = io.BytesIO()
    writer = png.Writer(
        WIDTH, HEIGHT, greyscale=channels < 3 and not palette, alpha=channels in (2, 4),
        bitdepth=bits, interlace=interlace, palette=palette)
    writer.write(out, samples.reshape(HEIGHT, -1).tolist())
    if palette:
        samples = np.array(palette)[samples[..., 0]]
    elif bits < 8:
        samples = samples * (255 // ((1 << bits) - 1))
    add(name, out.getvalue(), samples, stored_bits)


for interlace in (False, True):
    suffix = ", interlaced" if interlace else ""
    for channels, what in ((1, "grey"), (2, "grey and alpha"), (3, "RGB"), (4, "RGBA")):
        for bits in (8, 16):
            with_pypng(f"PNG of {bits}-bit {what}{suffix}", channels, bits, bits, interlace)
    for bits in (1, 2, 4):
        with_pypng(f"PNG of {bits}-bit grey{suffix}", 1, bits, 8, interlace)
    colours = [(7 * i % 256, 31 * i % 256, 101 * i % 256) for i in range(13)]
    with_pypng(f"PNG with a palette{suffix}", 1, 4, 8, interlace, palette=colours)
translucent = [(9 * i, 200 - 9 * i, 5 * i, 20 * i) for i in range(12)]
with_pypng("PNG with a translucent palette", 1, 4, 8, palette=translucent)

for mode, channels in (("L", 1), ("RGB", 3)):
    source = smooth(channels, 255).astype(np.uint8)
    image = Image.fromarray(source[..., 0] if channels == 1 else source, mode)
    for progressive in (False, True):
        for subsampling in (0, 2) if channels == 3 else (0,):
            out = io.BytesIO()
            image.save(
                out, "JPEG", quality=85, progressive=progressive, subsampling=subsampling)
            kind = ("progressive " if progressive else "") + f"JPEG of {mode}"
            decoded = np.array(Image.open(io.BytesIO(out.getvalue())))
            add(f"{kind}, subsampling {subsampling}", out.getvalue(), decoded, 8)

exif = Image.Exif()
exif[0x0112] = 6
out = io.BytesIO()
Image.fromarray(smooth(1, 255)[..., 0].astype(np.uint8)).save(out, "JPEG", exif=exif)
add("JPEG of a turned camera", out.getvalue(), np.array(Image.open(io.BytesIO(out.getvalue()))), 8,
    orientation=6)

out = io.BytesIO()
Image.fromarray(smooth(4, 255).astype(np.uint8), "CMYK").save(out, "JPEG")
entries.append({
    "name": "CMYK", "file": base64.b64encode(out.getvalue()).decode(), "shape": [], "bits": 8,
    "samples": []})

print("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]")

"""What Python's sep finds in a made image: detections.json.

    python make_detections.py > detections.json

The image is made again by the test, by the same formula.
"""
import json

import numpy as np
import sep

WIDTH, HEIGHT = 220, 180


def noise(count):
    """Sums of twelve uniform numbers of a linear congruential generator, minus six."""
    state, numbers = 12345, np.empty(count * 12)
    for index in range(count * 12):
        state = (state * 1664525 + 1013904223) % 2**32
        numbers[index] = state / 2**32
    return numbers.reshape(count, 12).sum(1) - 6


def made():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype("f8")
    image = 100 + 0.05 * x + 0.03 * y
    for k in range(40):
        cx, cy = (37.3 * k * 1.61) % WIDTH, (29.7 * k * 2.23) % HEIGHT
        a, b, angle = 1.4 + 0.11 * (k % 9), 1.2 + 0.05 * (k % 5), 0.4 * k
        peak = 20 * 1.25 ** (k % 20)
        u = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
        v = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
        image += peak * np.exp(-(u * u / a**2 + v * v / b**2) / 2)
    return (image + 5 * noise(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)).astype("f4")


image = made()
mask = np.zeros(image.shape, bool)
mask[60:64, 100:140] = True
background = sep.Background(image, mask=mask, bw=32, bh=32)
pixels = image - background
pixels[mask] = 0
rms = background.rms()
common = np.sort(rms.ravel()[:: max(1, rms.size // 10000)])
common = common[len(common) // 2]
found, owners = sep.extract(
    pixels * (common / rms), 1.5 * common, mask=mask, segmentation_map=True)
ids = np.arange(1, len(found) + 1, dtype="i4")
common = dict(mask=mask, segmap=owners, seg_id=ids)
shape = (found["x"], found["y"], found["a"], found["b"], found["theta"])
kron, _ = sep.kron_radius(pixels, *shape, 6.0, **common)
kron = np.maximum(2.5 * np.nan_to_num(kron), 3.5)
auto, auto_error, _ = sep.sum_ellipse(
    pixels, *shape, kron, err=rms, gain=2.0, subpix=1, **common)
circle, circle_error, _ = sep.sum_circle(
    pixels, found["x"], found["y"], 4.0, err=rms, gain=2.0, subpix=5, **common)
half, _ = sep.flux_radius(
    pixels, found["x"], found["y"], 6 * found["a"], 0.5, normflux=auto, subpix=5, **common)
print(json.dumps({
    "level": background.globalback, "noise": background.globalrms,
    "sources": [[float(f"{v:.9g}") for v in row] for row in zip(
        found["x"], found["y"], found["a"], found["b"], np.degrees(found["theta"]),
        found["npix"], [pixels[owners == i].sum(dtype="f8") for i in ids],
        [pixels[owners == i].max() for i in ids], kron, auto, auto_error, circle, circle_error,
        half)]}))

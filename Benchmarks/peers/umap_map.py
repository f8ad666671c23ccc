"""Maps the points that `skysort-benchmarks umap` left in a folder by umap-learn, and says how far
both maps may be trusted.

    umap_map.py FOLDER [NEIGHBOURS]

Needs numpy, scikit-learn and umap-learn. Time is that of fit_transform alone, after what it needs
is compiled by mapping few points; the seed is left open, for umap-learn uses one thread with one.
Trustworthiness is that of Venna & Kaski, of 3000 rows drawn by a seed.
"""
import json
import pathlib
import resource
import sys
import time
import warnings

import numpy as np
import umap
from sklearn.neighbors import NearestNeighbors

folder = pathlib.Path(sys.argv[1])
neighbours = int(sys.argv[2]) if len(sys.argv) > 2 else 15
warnings.filterwarnings("ignore")


def trustworthiness(points, chart, sample=3000):
    rows = np.random.default_rng(0).permutation(len(points))[:sample]
    near = NearestNeighbors(n_neighbors=neighbours + 1).fit(chart).kneighbors(
        chart[rows], return_distance=False)
    penalty = 0
    for row, candidates in zip(rows, near):
        distances = ((points - points[row]) ** 2).sum(1)
        distances[row] = np.inf
        others = [other for other in candidates if other != row][:neighbours]
        ranks = [(distances < distances[other]).sum() + 1 for other in others]
        penalty += sum(max(0, rank - neighbours) for rank in ranks)
    worst = len(rows) * neighbours * (2 * len(points) - 3 * neighbours - 1)
    return 1 - 2 * float(penalty) / worst


ours = np.fromfile(folder / "umap-map.bin", dtype=np.float32).reshape(-1, 2)
points = np.fromfile(folder / "umap-points.bin", dtype=np.float32).reshape(len(ours), -1)
few = points[np.random.default_rng(1).permutation(len(points))[:5000]]
umap.UMAP(n_epochs=5).fit(few)
umap.UMAP(n_epochs=5).fit(few[:1000])
start, used = time.perf_counter(), time.process_time()
chart = umap.UMAP(n_neighbors=neighbours, min_dist=0.1).fit_transform(points)
seconds, cpu = time.perf_counter() - start, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
wide = points.astype(np.float64)
print(json.dumps({
    "work": "umap", "peer": f"umap-learn {umap.__version__}", "seconds": round(seconds, 3),
    "cpu_seconds": round(cpu, 3), "peak_gb": round(peak / 1e9, 2), "points": len(points),
    "trustworthiness": trustworthiness(wide, chart),
    "trustworthiness_of_other": trustworthiness(wide, ours),
}))

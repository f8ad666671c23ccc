"""Matches the positions that `skysort-benchmarks match` left in a folder, by astropy, and says
how many of the other program's matches are the same.

    sky_match.py FOLDER [TOLERANCE]

Needs astropy and scipy. Time is that of match_to_catalog_sky alone, coordinates made before.
"""
import json
import pathlib
import resource
import sys
import time

import astropy
import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord

folder = pathlib.Path(sys.argv[1])
tolerance = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5


def positions(name):
    ra, dec = (np.fromfile(folder / f"match-{name}-{axis}.bin") for axis in ("ra", "dec"))
    return SkyCoord(ra * u.deg, dec * u.deg)


first, second = positions("first"), positions("second")
start, used = time.perf_counter(), time.process_time()
index, separation, _ = first.match_to_catalog_sky(second)
seconds, cpu = time.perf_counter() - start, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
found = np.where(separation.arcsec <= tolerance, index, -1)
ours = np.fromfile(folder / "match-nearest.bin", dtype=np.int32)
print(json.dumps({
    "work": "match", "peer": f"astropy {astropy.__version__}", "seconds": round(seconds, 3),
    "cpu_seconds": round(cpu, 3),
    "rows_s": int(len(first) / seconds), "peak_gb": round(peak / 1e9, 2), "rows": len(first),
    "others": len(second), "matched": int((found >= 0).sum()),
    "same": float((found == ours).mean()), "different": int((found != ours).sum()),
}))

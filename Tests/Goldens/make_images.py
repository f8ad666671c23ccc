#!/usr/bin/env python3
"""Writes images.json: what astropy reads from every image of the real files.

    make_images.py DATA_FOLDER > images.json

One entry per image unit: file, HDU, shape (fastest axis first), whether it is tile-compressed,
and the head of the SHA-256 of its values as big-endian doubles, every NaN as 0x7ff8000000000000.
Of integers with a BLANK that astropy leaves as integers (unsigned ones, and a BLANK of 0) the
blank pixels are made NaN here, as the standard has it. Units astropy cannot read are left out.
"""
import hashlib
import json
import os
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")


def values(unit, header):
    data = np.asarray(unit.data)
    result = data.astype(">f8")
    blank = header.get("BLANK")
    if blank is not None and data.dtype.kind in "iu":
        shifted = int(blank) + int(header.get("BZERO", 0))
        result[data == shifted] = np.nan
    result[np.isnan(result)] = np.frombuffer(b"\x7f\xf8" + bytes(6), ">f8")[0]
    return result


def is_exact(data):
    return data.dtype.kind == "f" or np.abs(data.astype(object)).max() <= 2**53


def entries(path, name):
    with fits.open(path, memmap=False) as units:
        for index, unit in enumerate(units):
            if not isinstance(unit, (fits.PrimaryHDU, fits.ImageHDU, fits.CompImageHDU)):
                continue
            if isinstance(unit, fits.GroupsHDU):
                continue
            header = unit.header.copy()
            data = unit.data
            if data is None or data.ndim < 2 or data.size == 0:
                continue
            entry = {
                "file": name, "hdu": index, "shape": list(data.shape[::-1]),
                "compressed": isinstance(unit, fits.CompImageHDU), "type": data.dtype.name,
            }
            if is_exact(data):
                entry["sha256"] = hashlib.sha256(values(unit, header).tobytes()).hexdigest()[:16]
            yield entry


def main(folder):
    found = []
    for part in ("fits_zoo", "sky_images", "hst_galaxy_stamps", "radio_first_mirabest"):
        for place, _, names in sorted(os.walk(os.path.join(folder, part))):
            for name in sorted(names):
                path = os.path.join(place, name)
                if "derived_broken" in path or ".fit" not in name:
                    continue
                try:
                    found += list(entries(path, os.path.relpath(path, folder)))
                except Exception as error:
                    print(path, repr(error)[:150], file=sys.stderr)
    print("[\n" + ",\n".join(json.dumps(entry) for entry in found) + "\n]")


main(sys.argv[1])

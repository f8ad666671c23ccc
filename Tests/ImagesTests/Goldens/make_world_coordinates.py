"""Where astropy says pixels lie: world_coordinates.json.

    python make_world_coordinates.py SKYSORT_DATA > world_coordinates.json

Made headers come with their cards; real ones are named. Points are pixels counted from 0, the
header's own angles, and right ascension and declination in the ICRS where astropy knows the frame.
Tabulated distortions are taken out of a header first: they are not read.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from astropy import coordinates, log, units
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

warnings.filterwarnings("ignore")
log.setLevel("ERROR")
TABLES = ("CPDIS", "DP1", "DP2", "D2IM", "CPERR")


def frame_of(wcs):
    if wcs.wcs.ctype[wcs.wcs.lng].startswith("ELON"):
        return coordinates.BarycentricMeanEcliptic(equinox="J2000")
    return wcs_to_celestial_frame(wcs)


def points(header):
    wcs = WCS(header)
    if {wcs.wcs.lng, wcs.wcs.lat} != {0, 1}:
        return None
    wcs = wcs.celestial
    frame = frame_of(wcs)
    size = [header.get("NAXIS1") or 200, header.get("NAXIS2") or 200]
    if header.get("NAXIS", 0) < 2:
        size = [200, 200]
    x, y = np.meshgrid(np.linspace(-3.5, size[0] + 2.25, 3), np.linspace(-3.5, size[1] + 2.25, 3))
    x, y = x.ravel(), y.ravel()
    first, second = wcs.all_pix2world(x, y, 0)
    longitude, latitude = (first, second) if wcs.wcs.lng == 0 else (second, first)
    found = []
    for px, py, lon, lat in zip(x, y, longitude, latitude):
        if not (np.isfinite(lon) and np.isfinite(lat)):
            continue
        here = coordinates.SkyCoord(lon * units.deg, lat * units.deg, frame=frame).icrs
        found.append([px, py, lon, lat, here.ra.deg, here.dec.deg])
    return {"ctype": list(wcs.wcs.ctype), "points": found}


def real(root):
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if "unwise-" in name and not name.endswith("346/3460p121/unwise-3460p121-w1-img-m.fits"):
            continue
        if root.name.startswith("radio") and "100_0" not in name:
            continue
        try:
            if path.suffix == ".hdr":
                units_ = [(0, fits.Header.fromfile(path, endcard=False, padding=False))]
            elif ".fit" in name or path.suffix == ".wcs":
                with fits.open(path) as file:
                    units_ = [(i, u.header) for i, u in enumerate(file) if "CRVAL1" in u.header
                              or "PLTRAH" in u.header]
            else:
                continue
        except Exception:
            continue
        for hdu, header in units_:
            tables = [k for k in header if k.startswith(TABLES)]
            for key in tables:
                header.remove(key, remove_all=True, ignore_missing=True)
            try:
                found = points(header)
            except Exception as error:
                print(name, hdu, repr(error)[:150], file=sys.stderr)
                continue
            if found and found["points"]:
                yield {"file": name, "hdu": hdu, "hasTables": bool(tables), **found}


COMMON = {"NAXIS": 2, "NAXIS1": 300, "NAXIS2": 200, "CRPIX1": 120.25, "CRPIX2": 90.5}
LINEAR = {"CD1_1": -1.1e-4, "CD1_2": 2e-5, "CD2_1": 1.5e-5, "CD2_2": 1.2e-4}
TAN = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 187.25, "CRVAL2": -12.5}
ROTATED = {"CDELT1": -2e-4, "CDELT2": 3e-4}
SIP = {"A_ORDER": 3, "A_2_0": 1e-5, "A_1_1": -2e-5, "A_0_3": 3e-8, "A_2_2": 9.0,
       "B_ORDER": 2, "B_0_2": -1.5e-5, "B_1_1": 1e-5, "AP_ORDER": 1, "BP_ORDER": 1, "AP_1_0": 5.0}
TPV = {"PV1_0": 1e-5, "PV1_1": 1.001, "PV1_2": 2e-4, "PV1_4": 0.03, "PV1_7": 1.5, "PV2_1": 0.999,
       "PV2_5": 0.02, "PV2_10": -0.8}
MADE = {
    "CD": {**TAN, **LINEAR},
    "PC and CDELT": {**TAN, **ROTATED, "PC1_1": 0.8, "PC1_2": -0.6, "PC2_1": 0.6, "PC2_2": 0.8},
    "CROTA": {**TAN, **ROTATED, "CROTA2": 33.0},
    "the pole": {**TAN, **LINEAR, "CRVAL2": 90.0},
    "across RA 0": {**TAN, **LINEAR, "CRVAL1": 359.999},
    "LONPOLE": {**TAN, **LINEAR, "LONPOLE": 150.0},
    "LATPOLE": {**LINEAR, "CTYPE1": "RA---CAR", "CTYPE2": "DEC--CAR", "CRVAL1": 10.0, "CRVAL2": 5.0,
                "LONPOLE": 60.0, "LATPOLE": 45.0},
    "exchanged axes": {**LINEAR, "CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN", "CRVAL1": -30.0,
                       "CRVAL2": 100.0},
    "arcseconds": {**TAN, "CUNIT1": "arcsec", "CUNIT2": "arcsec", "CRVAL1": 3600.0,
                   "CRVAL2": 7200.0, "CDELT1": -0.4, "CDELT2": 0.4},
    "SIP": {**TAN, **LINEAR, **SIP, "CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP"},
    "SIP without its suffix": {**TAN, **LINEAR, **SIP},
    "a suffix without SIP": {**TAN, **LINEAR, "CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP"},
    "TPV": {**TAN, **LINEAR, **TPV, "CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV"},
    "old SCAMP": {**TAN, **LINEAR, **TPV},
    "TPV and SIP": {**TAN, **LINEAR, **TPV, **SIP, "CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV"},
    "SIP and SCAMP": {**TAN, **LINEAR, **TPV, **SIP, "CTYPE1": "RA---TAN-SIP",
                      "CTYPE2": "DEC--TAN-SIP"},
    "FK5 of 2000": {**TAN, **LINEAR, "RADESYS": "FK5", "EQUINOX": 2000.0},
    "FK5 of 1975": {**TAN, **LINEAR, "RADESYS": "FK5", "EQUINOX": 1975.0},
    "FK4 of 1950": {**TAN, **LINEAR, "EQUINOX": 1950.0},
    "FK4 of 1900": {**TAN, **LINEAR, "RADESYS": "FK4", "EQUINOX": 1900.0},
    "FK4 without E-terms": {**TAN, **LINEAR, "RADESYS": "FK4-NO-E", "EQUINOX": 1950.0},
    "old EPOCH": {**TAN, **LINEAR, "EPOCH": 1950.0},
    "galactic": {**LINEAR, "CTYPE1": "GLON-SIN", "CTYPE2": "GLAT-SIN", "CRVAL1": 120.0,
                 "CRVAL2": 33.0},
    "ecliptic": {**LINEAR, "CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN", "CRVAL1": 220.0,
                 "CRVAL2": -33.0},
    "a cube": {**TAN, **LINEAR, "NAXIS": 3, "NAXIS3": 10, "CTYPE3": "FREQ", "CRVAL3": 1.4e9,
               "CRPIX3": 1.0, "CD3_3": 1e6},
    "slant zenithal": {**LINEAR, "CTYPE1": "RA---SZP", "CTYPE2": "DEC--SZP", "CRVAL1": 10.0,
                       "CRVAL2": 20.0, "PV2_1": 2.0, "PV2_2": 180.0, "PV2_3": 60.0},
    "the whole sky": {"CTYPE1": "GLON-AIT", "CTYPE2": "GLAT-AIT", "CRVAL1": 0.0, "CRVAL2": 0.0,
                      "CRPIX1": 150.5, "CRPIX2": 100.5, "CDELT1": -1.25, "CDELT2": 1.25},
}


def made():
    for name, cards in MADE.items():
        header = fits.Header()
        for key, value in {**COMMON, **cards}.items():
            header[key] = value
        yield {"made": name, "cards": [str(card) for card in header.cards], "hasTables": False,
               **points(header)}


def rounded(golden):
    golden["points"] = [[float(f"{v:.12g}") for v in p] for p in golden["points"]]
    return golden


root = pathlib.Path(sys.argv[1])
goldens = [rounded(g) for g in made()]
for folder in ("fits_zoo", "sky_images", "hst_galaxy_stamps", "radio_first_mirabest"):
    goldens += [rounded({**g, "file": f"{folder}/{g['file']}"}) for g in real(root / folder)]
print("[\n" + ",\n".join(json.dumps(g) for g in goldens) + "\n]")

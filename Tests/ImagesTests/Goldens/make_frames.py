"""Where astropy puts directions of other frames: frames.json.

    python make_frames.py > frames.json

Points are a longitude and a latitude; right ascension and declination in the ICRS where the two
are the frame's; longitude and latitude in the frame where they are the ICRS'. Degrees.
"""
import json

from astropy import coordinates as c
from astropy import units as u

DIRECTIONS = [
    (0, 0), (0, 90), (0, -90), (12.25, -0.5), (83.63308, 22.0145), (187.25, -12.5),
    (179.999999, 60), (266.41683, -29.00781), (359.999, 45.5), (300.1, 89.9999), (45, -89.9),
    (123.456789, -66.6),
]
FRAMES = {
    "fk5": (lambda year: c.FK5(equinox=f"J{year}"), [2000, 1975, 1900, 2050]),
    "fk4": (lambda year: c.FK4(equinox=f"B{year}"), [1950, 1900, 1975]),
    "fk4WithoutETerms": (lambda year: c.FK4NoETerms(equinox=f"B{year}"), [1950, 1900]),
    "galactic": (lambda year: c.Galactic(), [2000]),
    "ecliptic": (lambda year: c.BarycentricMeanEcliptic(equinox="J2000"), [2000]),
}


def point(frame, first, second):
    there = c.SkyCoord(first * u.deg, second * u.deg, frame=frame).icrs
    here = c.SkyCoord(first * u.deg, second * u.deg, frame="icrs").transform_to(frame).spherical
    angles = [first, second, there.ra.deg, there.dec.deg, here.lon.deg, here.lat.deg]
    return [float(f"{angle:.14g}") for angle in angles]


goldens = [
    {"frame": name, "equinox": year, "points": [point(make(year), *d) for d in DIRECTIONS]}
    for name, (make, years) in FRAMES.items() for year in years
]
print("[\n" + ",\n".join(json.dumps(golden) for golden in goldens) + "\n]")

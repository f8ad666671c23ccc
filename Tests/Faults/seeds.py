"""Small files of every kind the program reads: what mutants and faults begin with.

Everything is made here, byte for byte the same at each run; models are trained by the program.
"""

import gzip
import math
import os
import random
import struct
import subprocess
import zlib

BANDS = "ugriz"


def card(key, value, comment=""):
    if isinstance(value, bool):
        text = f"{'T' if value else 'F':>20}"
    elif isinstance(value, (int, float)):
        text = f"{value!r:>20}"
    else:
        text = f"'{value:<8}'"
    line = f"{key:<8}= {text}" + (f" / {comment}" if comment else "")
    return line.ljust(80)[:80].encode("ascii")


def header(cards):
    block = b"".join(card(*entry) for entry in cards) + b"END".ljust(80)
    return block + b" " * (-len(block) % 2880)


def padded(data):
    return data + b"\0" * (-len(data) % 2880)


PRIMARY = header([("SIMPLE", True), ("BITPIX", 8), ("NAXIS", 0), ("EXTEND", True)])

WORLD = [
    ("CTYPE1", "RA---TAN"), ("CTYPE2", "DEC--TAN"), ("CRVAL1", 150.1), ("CRVAL2", 2.2),
    ("CRPIX1", 16.5), ("CRPIX2", 16.5), ("CD1_1", -0.00011), ("CD1_2", 0.0), ("CD2_1", 0.0),
    ("CD2_2", 0.00011), ("CUNIT1", "deg"), ("CUNIT2", "deg"), ("RADESYS", "ICRS"),
]


def sources(count, seed=1):
    """Rows of a survey: name, position, magnitudes with errors, class."""
    draw = random.Random(seed)
    rows = []
    for index in range(count):
        kind = ("STAR", "GALAXY", "QSO")[index % 3]
        colour = {"STAR": 0.4, "GALAXY": 0.9, "QSO": 0.1}[kind]
        faintness = draw.uniform(17, 21)
        magnitudes = [
            round(faintness - colour * place + draw.gauss(0, 0.05), 4)
            for place in range(len(BANDS))]
        rows.append({
            "objID": 1237650000000000000 + index,
            # Within the image below.
            "ra": round(150.1 + draw.uniform(-0.001, 0.001), 7),
            "dec": round(2.2 + draw.uniform(-0.001, 0.001), 7),
            "magnitudes": magnitudes,
            "errors": [round(draw.uniform(0.01, 0.1), 4) for _ in BANDS],
            "class": kind,
        })
    return rows


COLUMNS = ["objID", "ra", "dec"] + [
    name for band in BANDS for name in (f"modelMag_{band}", f"modelMagErr_{band}")]


def cells(row):
    pairs = zip(row["magnitudes"], row["errors"])
    return [row["objID"], row["ra"], row["dec"]] + [value for pair in pairs for value in pair]


def csv(rows, separator=",", labelled=True):
    lines = [separator.join(COLUMNS + ["class"] * labelled)]
    for row in rows:
        lines.append(separator.join(map(str, cells(row) + [row["class"]] * labelled)))
    return "\n".join(lines).encode() + b"\n"


def ecsv(rows):
    head = ["# %ECSV 1.0", "# ---", "# datatype:"]
    for name in COLUMNS:
        kind = "int64" if name == "objID" else "float64"
        unit = "deg" if name in ("ra", "dec") else "mag" if name != "objID" else None
        extra = f", unit: {unit}" if unit else ""
        head.append(f"# - {{name: {name}, datatype: {kind}{extra}}}")
    head.append("# - {name: class, datatype: string, description: 'what it is'}")
    head.append("# meta: !!omap")
    head.append("# - {survey: made}")
    return "\n".join(head).encode() + b"\n" + csv(rows, " ")


def votable(rows):
    fields = []
    for name in COLUMNS:
        kind = "long" if name == "objID" else "double"
        unit = ' unit="deg"' if name in ("ra", "dec") else ""
        fields.append(f'<FIELD name="{name}" datatype="{kind}"{unit}/>')
    fields.append('<FIELD name="class" datatype="char" arraysize="*"/>')
    body = "".join(
        "<TR>" + "".join(f"<TD>{value}</TD>" for value in cells(row) + [row["class"]]) + "</TR>\n"
        for row in rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n<RESOURCE>\n'
        '<TABLE name="made">\n' + "\n".join(fields) + "\n<DATA><TABLEDATA>\n" + body
        + "</TABLEDATA></DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n").encode()


def fits_table(rows):
    forms = [("objID", "K")] + [(name, "D") for name in COLUMNS[1:]] + [("class", "8A")]
    data = b"".join(
        struct.pack(f">q{len(COLUMNS) - 1}d8s", *cells(row), row["class"].encode().ljust(8))
        for row in rows)
    cards = [
        ("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2),
        ("NAXIS1", 8 * len(COLUMNS) + 8), ("NAXIS2", len(rows)), ("PCOUNT", 0), ("GCOUNT", 1),
        ("TFIELDS", len(forms))]
    for index, (name, form) in enumerate(forms, 1):
        cards += [(f"TTYPE{index}", name), (f"TFORM{index}", form)]
    return PRIMARY + header(cards) + padded(data)


def pixels(side=32, seed=2):
    draw = random.Random(seed)
    centres = [(draw.uniform(4, side - 4), draw.uniform(4, side - 4)) for _ in range(6)]
    return [
        round(100 + draw.gauss(0, 3) + sum(
            900 * math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 4) for cx, cy in centres))
        for y in range(side) for x in range(side)]


def fits_image(side=32):
    cards = [
        ("SIMPLE", True), ("BITPIX", 16), ("NAXIS", 2), ("NAXIS1", side), ("NAXIS2", side),
        ("BSCALE", 1.0), ("BZERO", 0.0), ("FILTER", "r"), ("BUNIT", "adu")] + WORLD
    return header(cards) + padded(struct.pack(f">{side * side}h", *pixels(side)))


def rice(values, block=32):
    """Rice coding of 16-bit numbers, as tile compression's RICE_1 has it."""
    bits = [f"{values[0] & 0xFFFF:016b}"]
    last = values[0]
    for start in range(0, len(values), block):
        part = values[start:start + block]
        mapped = []
        for value in part:
            difference = value - last
            mapped.append(-2 * difference - 1 if difference < 0 else 2 * difference)
            last = value
        mean = max(0.0, (sum(mapped) - len(part) / 2 - 1) / len(part))
        split = max(0, (int(mean) >> 1).bit_length())
        if sum(mapped) == 0:
            bits.append("0000")
        elif split >= 14:
            bits.append(f"{15:04b}" + "".join(f"{value:016b}" for value in mapped))
        else:
            bits.append(f"{split + 1:04b}")
            for value in mapped:
                bits.append("0" * (value >> split) + "1")
                if split:
                    bits.append(f"{value & ((1 << split) - 1):0{split}b}")
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[place:place + 8], 2) for place in range(0, len(text), 8))


def compressed_image(method, side=32):
    """A tile-compressed image, a row of pixels a tile."""
    values = pixels(side)
    tiles = []
    for y in range(side):
        row = values[y * side:(y + 1) * side]
        if method == "RICE_1":
            tiles.append(rice(row))
        else:
            packer = zlib.compressobj(wbits=31)
            tiles.append(packer.compress(struct.pack(f">{side}h", *row)) + packer.flush())
    offset, descriptors = 0, b""
    for tile in tiles:
        descriptors += struct.pack(">ii", len(tile), offset)
        offset += len(tile)
    cards = [
        ("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 8), ("NAXIS2", side),
        ("PCOUNT", offset), ("GCOUNT", 1), ("TFIELDS", 1), ("TTYPE1", "COMPRESSED_DATA"),
        ("TFORM1", f"1PB({max(map(len, tiles))})"), ("ZIMAGE", True), ("ZBITPIX", 16),
        ("ZNAXIS", 2), ("ZNAXIS1", side), ("ZNAXIS2", side), ("ZTILE1", side), ("ZTILE2", 1),
        ("ZCMPTYPE", method)]
    if method == "RICE_1":
        cards += [("ZNAME1", "BLOCKSIZE"), ("ZVAL1", 32), ("ZNAME2", "BYTEPIX"), ("ZVAL2", 2)]
    return PRIMARY + header(cards + WORLD) + padded(descriptors + b"".join(tiles))


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(seed, side=16):
    draw = random.Random(seed)
    rows = b"".join(
        b"\0" + bytes(draw.randrange(256) for _ in range(3 * side)) for _ in range(side))
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b""))


def jpeg(seed, blocks=2):
    """A grey JPEG whose blocks are flat: only differences of brightness are coded."""
    draw = random.Random(seed)
    side = 8 * blocks

    def segment(mark, data):
        return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data

    # Brightness: categories 0 to 5 as codes of three bits. The rest: end of block, one bit.
    counts_dc = bytes([0, 0, 6] + [0] * 13)
    counts_ac = bytes([1] + [0] * 15)
    bits, last = "", 0
    for _ in range(blocks * blocks):
        value = draw.randrange(-15, 16)
        difference, last = value - last, value
        size = abs(difference).bit_length()
        bits += f"{size:03b}"
        if size:
            bits += f"{difference if difference > 0 else difference + (1 << size) - 1:0{size}b}"
        bits += "0"
    bits += "1" * (-len(bits) % 8)
    scan = bytes(int(bits[place:place + 8], 2) for place in range(0, len(bits), 8))
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + segment(0xDB, b"\0" + bytes([16] * 64))
        + segment(0xC0, struct.pack(">BHHB", 8, side, side, 1) + b"\x01\x11\0")
        + segment(0xC4, b"\0" + counts_dc + bytes(range(6)))
        + segment(0xC4, b"\x10" + counts_ac + b"\0")
        + segment(0xDA, b"\x01\x01\0\0\x3f\0") + scan.replace(b"\xff", b"\xff\0") + b"\xff\xd9")


PIPELINE = b"""# A model and what it makes of a table.
description: Train, classify, evaluate.
parameters:
  epochs: 1
tasks:
  model:
    class: train
    inputs: {table: labelled.csv}
    config: {epochs: $epochs}
  catalog:
    class: classify
    inputs: {model: model/model.safetensors, table: table.csv}
    config: {output: catalog.fits}
  report:
    class: validate
    inputs: {catalog: catalog/catalog.fits}
    config: {truth: class}
"""

DESCRIPTOR = b"""name: made
title: A survey that is made
source: https://www.example.org/made

identifier: [objid]
right_ascension: [ra]
declination: [dec]
weight: 0.1

photometry:
  - {column: "modelMag_{band}", error: "modelMagErr_{band}", measure: asinh_magnitude}

bands:
  - {name: u, softening: 1.4e-10}
  - {name: g, softening: 0.9e-10}
  - {name: r, softening: 1.2e-10}
  - {name: i, softening: 1.8e-10}
  - {name: z, softening: 7.4e-10}

class:
  columns: [class]
  names:
    STAR: [star]
    GALAXY: [galaxy]
    QSO: [qso, quasar]
"""

CONFIGURATION = b"""# A small network.
model: mlp
ensemble: 2
hidden: [16, 8]
activation: gelu
dropout: 0.1
training:
  epochs: 1
  batch_size: 64
  learning_rate: 3.0e-3
  max_grad_norm: 1.5
  schedule: {kind: one_cycle, rise: 0.3}
labels: {ignore: [UNKNOWN], merge: {POINT: [STAR, QSO]}}
"""

# What a network of pictures sees: as little as it may.
PICTURES = b"images: {image_size: 16}\ntraining: {epochs: 1}\n"


def run(program, folder, *arguments):
    outcome = subprocess.run(
        [program, *arguments, "--quiet", "--threads", "1"], cwd=folder, capture_output=True)
    if outcome.returncode != 0:
        raise SystemExit(
            f"{' '.join(arguments)} ended with {outcome.returncode}: "
            f"{outcome.stderr.decode(errors='replace')}")


def make(program, folder):
    """Writes every seed into the folder."""
    files = {
        "labelled.csv": csv(sources(90)),
        "unlabelled.csv": csv(sources(9), labelled=False),
        "table.csv": csv(sources(9, seed=3)),
        "table.ecsv": ecsv(sources(6)),
        "table.xml": votable(sources(4)),
        "table.fits": fits_table(sources(6)),
        "image.fits": fits_image(),
        "rice.fits": compressed_image("RICE_1"),
        "gzip.fits": compressed_image("GZIP_1"),
        "pipeline.yaml": PIPELINE,
        "survey.yaml": DESCRIPTOR,
        "config.yaml": CONFIGURATION,
    }
    files["table.csv.gz"] = gzip.compress(files["table.csv"], mtime=0)
    files["pictures.yaml"] = PICTURES
    files["pictures.csv"] = b"image,class\n" + b"".join(
        b"pictures/%d.png,%s\n" % (index, (b"A", b"B")[index % 2]) for index in range(24))
    os.makedirs(f"{folder}/pictures")
    for index in range(24):
        files[f"pictures/{index}.png"] = png(index)
    files["picture.png"] = png(99)
    files["picture.jpg"] = jpeg(99)
    for name, data in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)
    run(program, folder, "train", "labelled.csv", "--model", "logistic", "--epochs", "1",
        "-o", "model.safetensors")
    run(program, folder, "train", "pictures.csv", "--model", "autoencoder", "--images", "image",
        "--config", "pictures.yaml", "-o", "pictures.safetensors")
    run(program, folder, "encode", "--model", "model.safetensors", "table.csv", "-o", "latent.fits")


if __name__ == "__main__":
    import sys
    make(os.path.abspath(sys.argv[1]), sys.argv[2])

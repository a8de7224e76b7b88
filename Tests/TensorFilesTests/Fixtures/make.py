"""Writes the fixtures beside it with NumPy. Run it in this folder: python3 make.py"""

import json
import os
import struct
import zipfile
import zlib

import numpy as np

SIGNED = [-2, -1, 0, 1, 2, 100]
VALUES = {
    "f": [0.0, -0.0, 1.5, -2.25, np.nan, np.inf],
    "i": SIGNED,
    "u": [0, 1, 2, 3, 100, 200],
    "b": [1, 0, 0, 1, 1, 0],
}
TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]

arrays = {}
for name in TYPES:
    for sign, order in (("<", "little"), (">", "big")):
        for layout in "CF":
            array = np.array(VALUES[name[0]]).reshape(1, 2, 3).astype(sign + name)
            arrays[f"{name} {order} {layout}"] = np.asarray(array, order=layout)
np.savez_compressed("types.npz", **arrays)

a = np.arange(6, dtype="f4").reshape(2, 3)
np.savez("stored.npz", **{"a": a, "deep/er/b": a + 1, "name.npy": a + 2, "größe": a + 3})
np.save("six.npy", a)
np.save("scalar.npy", np.float32(7))
np.save("empty.npy", np.zeros((0, 3), "f4"))
np.save("one-axis.npy", np.arange(3, dtype="u1"))
np.save("fortran.npy", np.asfortranarray(np.arange(24, dtype=">f8").reshape(2, 3, 4)))
for version in ((2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, a, version=version)

np.save("object.npy", np.array([{}, []], dtype=object), allow_pickle=True)
np.save("void.npy", np.zeros(2, "V2"))
np.save("string.npy", np.array(["ground", "disc"]))
np.save("structured.npy", np.zeros(2, [("x", "<f4"), ("y", "<f4", (2,))]))
np.save("complex.npy", np.zeros(2, "c8"))
np.save("date.npy", np.zeros(2, "M8[s]"))
np.save("long-double.npy", np.zeros(2, "f16"))
np.savez("mixed.npz", a=a, names=np.array(["ground", "disc"]))

# With the limit at 0 Python's zipfile puts every size and offset into 64-bit fields.
zipfile.ZIP64_LIMIT = 0
with zipfile.ZipFile("zip64.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in (("a", a), ("b", a + 1)):
        with archive.open(zipfile.ZipInfo(name + ".npy"), "w", force_zip64=True) as file:
            np.lib.format.write_array(file, array)
zipfile.ZIP64_LIMIT = (1 << 31) - 1

# A header that claims 10^12 elements, in an archive of 200 bytes.
claim = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }".ljust(117) + b"\n"
with zipfile.ZipFile("claim.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    data = b"\x93NUMPY\x01\x00\x76\x00" + claim + bytes(100)
    archive.writestr(zipfile.ZipInfo("y_true.npy"), data, zipfile.ZIP_DEFLATED)

with zipfile.ZipFile("torch.pt", "w") as archive:
    archive.writestr(zipfile.ZipInfo("archive/data.pkl"), b"\x80\x02.")
with zipfile.ZipFile("model.keras", "w") as archive:
    archive.writestr(zipfile.ZipInfo("config.json"), "{}")
    archive.writestr(zipfile.ZipInfo("model.weights.h5"), "")

# safetensors: the header's length, the header, the arrays' bytes.


def safetensors(file, arrays, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (dtype, shape, content) in arrays.items():
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def bfloat16(values):
    return np.array(values, "<f4").view("<u4").__rshift__(16).astype("<u2").tobytes()


names = {"f": "F", "i": "I", "u": "U", "b": "BOOL"}
stored = {}
for name in TYPES:
    content = np.array(VALUES[name[0]]).astype("<" + name).tobytes()
    dtype = "BOOL" if name == "b1" else names[name[0]] + str(8 * int(name[1]))
    stored[dtype] = (dtype, [1, 2, 3], content)
stored["BF16"] = ("BF16", [1, 2, 3], bfloat16(VALUES["f"]))
stored["deep/er:é"] = ("F32", [], np.float32(7).tobytes())
stored["none"] = ("F32", [0, 3], b"")
safetensors("types.safetensors", stored, {"format": "pt"})
safetensors("one.safetensors", {"a": ("F32", [2, 3], a.tobytes())})
safetensors("short.safetensors", {"a": ("F32", [2], bytes(8)), "w": ("F8_E4M3", [3], bytes(3))})

# PNG, chunk by chunk: other programs' pixels arrive in every kind.


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(file, width, height, depth, color, rows, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    with open(file, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra)
        out.write(chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


COLORS = bytes([0, 0, 0, 255, 0, 0, 0, 255, 0])
MASK = [[0, 1, 2, 1], [2, 2, 0, 1]]


def packed(row, depth):
    bits = "".join(format(value, f"0{depth}b") for value in row)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


palette = chunk(b"PLTE", COLORS)
for depth in (2, 4, 8):
    png(f"palette{depth}.png", 4, 2, depth, 3, [packed(row, depth) for row in MASK], palette)
    png(f"grey{depth}.png", 4, 2, depth, 0, [packed(row, depth) for row in MASK])
png("grey1.png", 4, 2, 1, 0, [packed([value % 2 for value in row], 1) for row in MASK])
png("grey16.png", 4, 2, 16, 0, [packed([value * 30000 for value in row], 16) for row in MASK])
texts = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tRNS", b"\0") + chunk(b"tEXt", b"a\0b")
png("ancillary.png", 4, 2, 8, 3, MASK, palette + texts)
rgb = [bytes(part for value in row for part in COLORS[3 * value : 3 * value + 3]) for row in MASK]
png("rgb.png", 4, 2, 8, 2, rgb)
rgba = [b"".join(row[i : i + 3] + b"\xff" for i in range(0, 12, 3)) for row in rgb]
png("rgba.png", 4, 2, 8, 6, rgba)
png("translucent.png", 4, 2, 8, 6, [rgba[0], rgba[1][:7] + b"\x80" + rgba[1][8:]])
png("grey-alpha.png", 4, 2, 8, 4, [bytes(v for p in row for v in (p, 255)) for row in MASK])
png("deep.png", 4, 2, 16, 2, [bytes(24), bytes(24)])
png("outside.png", 4, 2, 8, 3, [[0, 1, 2, 1], [2, 7, 0, 1]], palette)
png("no-palette.png", 4, 2, 8, 3, MASK)
# Adam7: passes of the pixels (0, 0), (0, 4), …; at 4 × 2 these are the passes 1, 4, 6 and 7.
passes = [[0], [2], [1, 1], [2, 2, 0, 1]]
png("interlaced.png", 4, 2, 8, 0, passes, interlace=1)
# Two claims that few bytes make.
png("bomb.png", 100_000, 100_000, 1, 0, [bytes(12_500)] * 10)
png("lie.png", 4096, 4096, 8, 0, [bytes(4096)])

os.makedirs("masks", exist_ok=True)
os.makedirs("uneven", exist_ok=True)
for index, name in enumerate(["b.png", "a.png", "c.PNG"]):
    png(f"masks/{name}", 4, 2, 8, 0, [[index] * 4, [index] * 4])
    png(f"uneven/{name}", 4 + index // 2, 2, 8, 0, [[index] * (4 + index // 2)] * 2)
with open("masks/notes.txt", "w") as out:
    out.write("No mask.")

# CSV, as spreadsheets, NumPy and pandas write it.
TABLES = {
    "comma.csv": b"0.1,0.9\n1e-3,-2.5\n",
    "windows.csv": b"\xef\xbb\xbf\"y, true\";pred\r\n\"0\";0.25\r\n1 ; NaN\r\n",
    "tab.tsv": b"1\t2\t3\n4\t5\tinf\n\n",
    "column.csv": b"loss\n0.5\n-Infinity\n+2.\n.25",
}
for name, content in TABLES.items():
    with open(name, "wb") as out:
        out.write(content)
np.savetxt("savetxt.csv", np.arange(6).reshape(2, 3) / 7, delimiter=",")

# Files that only malice makes, for the tests of the command line.
os.makedirs("hostile", exist_ok=True)
os.chdir("hostile")


def npy(shape, data=b"", descr="'<f4'"):
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def archive(file, entries, method=zipfile.ZIP_STORED, patch=None):
    with zipfile.ZipFile(file, "w", method) as out:
        for name, data in entries:
            out.writestr(zipfile.ZipInfo(name), data, method)
    if patch:
        with open(file, "rb") as whole:
            data = bytearray(whole.read())
        patch(data)
        with open(file, "wb") as whole:
            whole.write(data)


def write(file, data):
    with open(file, "wb") as out:
        out.write(data)


ONE = npy("(1,)", b"\0\0\x80?")
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def rename(old, new):
    def patch(data):
        data[:] = data.replace(old, new)

    return patch


def encrypt(data):
    data[6] |= 1
    data[data.find(CENTRAL) + 8] |= 1


def overlap(data):
    # The second entry's data are the first's: its local header lies in them.
    first, second = (i for i in range(len(data)) if data[i : i + 4] == CENTRAL)
    data[second + 42 : second + 46] = struct.pack("<I", 30 + len("a.npy"))


archive("no-entries.npz", [])
archive("folder-only.npz", [("a/", b"")])
archive("up.npz", [("../../up.npy", ONE)])
archive("absolute.npz", [("/etc/passwd.npy", ONE)])
archive("escape.npz", [("a\x1b[2J\x07.npy", ONE)])
archive("zero.npz", [("aXb.npy", ONE)], patch=rename(b"aXb", b"a\0b"))
archive("not-utf8.npz", [("aXb.npy", ONE)], patch=rename(b"aXb", b"a\xffb"))
archive("bzip2.npz", [("a.npy", ONE)], zipfile.ZIP_BZIP2)
archive("lzma.npz", [("a.npy", ONE)], zipfile.ZIP_LZMA)
archive("encrypted.npz", [("a.npy", ONE)], patch=encrypt)
archive("repeated.npz", [("a.npy", ONE), ("b.npy", ONE)], patch=rename(b"b.npy", b"a.npy"))
inner = LOCAL + struct.pack("<5HIIIHH", 20, 0, 0, 0, 33, 0, 1, 1, 5, 0) + b"b.npy" + b"x"
archive("overlapping.npz", [("a.npy", inner), ("b.npy", b"x")], patch=overlap)
write("nested.npy", npy("(" * 5000 + ")" * 5000))
write("negative.npy", npy("(-1, 2)"))
write("overflow.npy", npy("(4294967296, 4294967296, 4294967296)"))
write("rank65.npy", npy("(" + "1, " * 65 + ")", b"\0\0\x80?"))
write("claim.npy", npy("(1000000, 1000000)"))
write("no-samples.npy", npy("(0, 99999999999)"))
write("trailing.npy", ONE + b"x")
write("deep.safetensors", struct.pack("<Q", 20_000) + b'{"a":' * 4000)
write("long.safetensors", struct.pack("<Q", 1 << 63) + b"{}")
png("deep-interlaced.png", 5000, 5000, 8, 0, [bytes(5000)] * 5000, interlace=1)
png("large.png", 8000, 8000, 8, 0, [bytes(8000)] * 8000)
write("deep.json", b"[" * 20_000)
write("deep.yaml", b"a: " + b"[" * 20_000)
write("maps.yaml", b"{a: " * 10_000)
write("laughs.yaml", b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 123)))

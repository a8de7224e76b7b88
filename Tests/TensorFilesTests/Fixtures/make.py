"""Writes the fixtures beside it with NumPy. Run it in this folder: python3 make.py"""

import zipfile

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

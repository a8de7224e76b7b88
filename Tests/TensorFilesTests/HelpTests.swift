import Tensors
import Testing

@testable import TensorFiles

@Suite("Help about a file")
struct HelpTests {
  private static let cutShort =
    "It was cut short where it was written or copied: copy it again, or save it again."
  private static let header =
    "The header is damaged, or not NumPy’s. Save it again, in Python: np.save(\"array.npy\", a)"
  private static let damaged =
    "It was damaged where it was written or copied: copy it again, or np.savez it again."

  /// A fault, and what is said about it.
  struct Case: Sendable {
    let fault: FileFault
    let help: [String]

    init(_ fault: FileFault, _ help: [String]) {
      self.fault = fault
      self.help = help
    }
  }

  private static let cases: [Case] = [
    Case(.emptyPath, ["Name an array: batch.npy, or batch.npz:y_true."]),
    Case(
      .emptyKey, ["Name it, or leave the colon out: lossfold inspect a.npy lists what there is."]
    ),
    Case(.unreadable(reason: "Permission denied"), ["Make it readable: chmod u+r a.npy"]),
    Case(.unreadable(reason: "Too many open files"), []),
    Case(
      .empty,
      [
        "Was the program that writes it interrupted? Save it again, in Python: np.save(\"array.npy\", a)"
      ]
    ),
    Case(.truncatedHeader(expected: 128, found: 40), [cutShort]),
    Case(.wrongLength(shape: [2], type: ElementType(.f32), expected: 8, found: 4), [cutShort]),
    Case(
      .wrongLength(shape: [2], type: ElementType(.f32), expected: 8, found: 144),
      ["Were two arrays saved into one file? Save each into its own: np.save(\"array.npy\", a)"]
    ),
    Case(.version(major: 7, minor: 0), [header]), Case(.headerKeys(["descr"]), [header]),
    Case(.headerSyntax(offset: 11, expected: "':'"), [header]),
    Case(
      .notBool(7, element: 1),
      [
        "If any other number than 0 is true, say so in Python:", "import numpy as np",
        "a = np.load(\"a.npy\"); np.save(\"mask.npy\", a.view(\"u1\") != 0)",
      ]
    ),
    Case(
      .unsupportedType(.string, name: "<U1"),
      [
        "Are these names of classes? Number them, in Python:",
        "import numpy as np; a = np.load(\"a.npy\")",
        "np.save(\"classes.npy\", np.unique(a, return_inverse=True)[1])",
      ]
    ),
    Case(.shortened, ["Wait until the program that writes it is done, then run this again."]),
    Case(.archive(.noDirectory), [damaged]),
    Case(.archive(.checksum(expected: 1, found: 2)), [damaged]),
    Case(
      .archive(.noEntries),
      ["Name its arrays, in Python: np.savez(\"batch.npz\", y_true=y, y_pred=p)"]
    ),
    Case(
      .archive(.method(12)),
      ["Unzip it first, and give the .npy files that come out, or np.savez it again."]
    ),
    Case(.safetensors(.dataLength(expected: 8, found: 4)), [cutShort]),
    Case(
      .safetensors(.metadata),
      [
        "The header is damaged, or no safetensors library wrote it: copy it again, or save it again."
      ]
    ),
  ]

  @Test("says what to do", arguments: cases)
  func whatToDo(of known: Case) {
    #expect(FileError(path: "a.npy", fault: known.fault).help == known.help)
  }

  @Test(
    "tells what the first bytes give away",
    arguments: [
      (
        "version https://git-lfs",
        "It is a pointer of Git LFS, not the file: git lfs pull gets that."
      ),
      (
        "<!DOCTYPE html>",
        "It is a web page, not the file: download it again from the link to its raw bytes."
      ),
      (
        "hello",
        "Save it again, in Python: np.save(\"array.npy\", a), or np.savez(\"arrays.npz\", y_true=y, y_pred=p)"
      ),
    ])
  func firstBytes(text: String, help: String) {
    for fault in [
      FileFault.unknownFormat(found: Array(text.utf8)),
      .wrongMagic(expected: "the npy magic", found: Array(text.utf8)),
    ] {
      #expect(FileError(path: "a.npy", fault: fault).help == [help])
    }
  }
}

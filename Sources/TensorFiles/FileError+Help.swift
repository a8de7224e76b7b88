import Tensors

// What to do about a file of arrays that could not be read or written.
extension FileError {
  /// What to do about it.
  public var help: [String] {
    switch fault {
    case .emptyPath: ["Name an array: batch.npy, or batch.npz:y_true."]
    case .emptyKey:
      ["Name it, or leave the colon out: lossfold inspect \(path) lists what there is."]
    // What lies beside it, the command line knows.
    case .notFound: []
    case .unreadable(let reason):
      reason.contains("ermission") ? ["Make it readable: chmod u+r \(path)"] : []
    case .isFolder: ["A folder of PNG masks would do, but this one has none."]
    case .notRegular where StandardInput.names.contains(path): []
    case .notRegular: ["Send it through standard input: - stands for that."]
    case .isTerminal: ["Send a file to it: lossfold inspect - < batch.npz"]
    case .tooLongInput: ["Save it as a file first, which is read at any size."]
    case .unspooled: ["Name a folder with more room: TMPDIR=/var/tmp"]
    case .empty:
      ["Was the program that writes it interrupted? Save it again, in Python: \(Self.save)"]
    case .keyNeeded(let keys): keys.prefix(1).map { "Write for example \(path):\($0).".escaped }
    case .missingKey(let key, let keys): Spelling.help(for: key, among: keys).map(\.escaped)
    case .keyOfSingleArray: ["Write \(path)."]
    case .foreign(let format): format.help(path: path)
    case .unknownFormat(let found), .wrongMagic(_, let found): Self.help(forStart: found)
    case .tooLargeForMemory:
      [
        "Save it as npy, whose samples are read one after another, or fold a part of it at a time: "
          + "fold --partial, then merge."
      ]
    case .shortened: ["Wait until the program that writes it is done, then run this again."]
    case .truncatedHeader: [Self.cutShort]
    case .wrongLength(_, _, let expected, let found):
      found < expected
        ? [Self.cutShort]
        : ["Were two arrays saved into one file? Save each into its own: \(Self.save)"]
    case .version, .headerTooLong, .headerSyntax, .headerKeys, .headerValue, .tooManyElements:
      ["The header is damaged, or not NumPy’s. Save it again, in Python: \(Self.save)"]
    case .notBool:
      [
        "If any other number than 0 is true, say so in Python:", "import numpy as np",
        "a = np.load(\(pythonLiteral(path)))\(pythonKey); np.save(\"mask.npy\", a.view(\"u1\") != 0)",
      ]
    case .unsupportedType(let type, _): type.help(load: load(allowsPickle: type == .object), path)
    case .archive(let fault): fault.help
    case .safetensors(let fault): fault.help
    case .png(let fault): fault.help
    case .csv(let fault): fault.help
    case .unwritableName: ["Give it a shorter name, or one at all."]
    case .repeatedName: ["Give one of them another name."]
    case .tooLargeToWrite: ["Make fewer samples, or several files."]
    }
  }

  private static let save = "np.save(\"array.npy\", a)"
  static let cutShort =
    "It was cut short where it was written or copied: copy it again, or save it again."

  /// What the first bytes of a file tell that is none of ours.
  private static func help(forStart bytes: [UInt8]) -> [String] {
    let start = String(decoding: bytes, as: UTF8.self).lowercased()
    if start.hasPrefix("version ") {
      return ["It is a pointer of Git LFS, not the file: git lfs pull gets that."]
    }
    if start.hasPrefix("<!doctype") || start.hasPrefix("<html") {
      return ["It is a web page, not the file: download it again from the link to its raw bytes."]
    }
    return ["Save it again, in Python: \(save), or np.savez(\"arrays.npz\", y_true=y, y_pred=p)"]
  }

  /// The array in what NumPy loads.
  private var pythonKey: String { key.map { "[\(pythonLiteral($0))]" } ?? "" }

  private func load(allowsPickle: Bool) -> String {
    "import numpy as np; a = np.load(\(pythonLiteral(path))\(allowsPickle ? ", allow_pickle=True" : ""))"
      + pythonKey
  }
}

extension ArchiveFault {
  var help: [String] {
    switch self {
    case .noDirectory, .brokenDirectory, .brokenEntry, .storedLength, .ratio, .notDeflate,
      .inflatedLength, .checksum:
      ["It was damaged where it was written or copied: copy it again, or np.savez it again."]
    case .noEntries: ["Name its arrays, in Python: np.savez(\"batch.npz\", y_true=y, y_pred=p)"]
    case .tooManyEntries: ["Stack arrays of one shape into one: np.stack(arrays)"]
    case .split: ["Join its parts first: zip -s 0 parts.zip --out whole.zip"]
    case .repeated, .overlapping:
      ["NumPy writes every array once, apart from the others: np.savez it again."]
    case .encrypted, .method:
      ["Unzip it first, and give the .npy files that come out, or np.savez it again."]
    case .tooLarge, .bomb:
      ["Save the array with np.save: an npy file is read at any size, without inflating."]
    }
  }
}

extension SafetensorsFault {
  var help: [String] {
    switch self {
    case .truncated: [FileError.cutShort]
    case .dataLength(let expected, let found) where found < expected: [FileError.cutShort]
    case .noTensors:
      ["Save some, in Python: safetensors.numpy.save_file({\"y_pred\": p}, \"batch.safetensors\")"]
    case .type: ["Save it as float32: v.float() in PyTorch, v.astype(\"float32\") in NumPy."]
    default:
      [
        "The header is damaged, or no safetensors library wrote it: copy it again, or save it again."
      ]
    }
  }
}

extension UnsupportedType {
  fileprivate func help(load: String, _ path: String) -> [String] {
    func save(_ array: String) -> String { "np.save(\"float32.npy\", \(array))" }
    return switch self {
    case .object:
      [
        "Lossfold doesn't open pickles. In Python:", load,
        save("np.array(a.tolist(), dtype=\"float32\")"),
      ]
    case .void:
      [
        "Were these bfloat16? In Python:", load,
        save("(a.view(\"u2\").astype(\"u4\") << 16).view(\"f4\")"),
      ]
    case .structured: ["Take one field. In Python:", load, save("a[a.dtype.names[0]]")]
    case .complex: ["In Python:", load, save("np.abs(a).astype(\"float32\")")]
    case .longDouble: ["In Python:", load, save("a.astype(\"float32\")")]
    case .shortFloat:
      [
        "In Python:", "from safetensors.torch import load_file, save_file",
        "save_file({k: v.float() for k, v in load_file(\(pythonLiteral(path))).items()}, \"float32.safetensors\")",
      ]
    case .string:
      [
        "Are these names of classes? Number them, in Python:", load,
        "np.save(\"classes.npy\", np.unique(a, return_inverse=True)[1])",
      ]
    case .time: ["Count them, in Python:", load, save("a.astype(\"i8\").astype(\"float32\")")]
    case .unknown: ["Save it again as float32: np.save(\"float32.npy\", a.astype(\"float32\"))"]
    }
  }
}

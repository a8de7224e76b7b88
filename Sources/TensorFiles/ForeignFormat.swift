/// A file that is recognised and not read.
public enum ForeignFormat: Hashable, Sendable {
  /// HDF5, as h5py and Keras write it.
  case hdf5
  /// A whole Keras model: a zip with its configuration and weights.
  case keras
  /// What `torch.save` writes.
  case pytorch
  /// A Python pickle.
  case pickle
  /// TensorFlow's record file.
  case tfrecord

  init?(head: [UInt8], ending: String) {
    let torch = ["pt", "pth", "ckpt", "bin"].contains(ending)
    if head.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .hdf5
    } else if head.count >= 2, head[0] == 0x80, (2...5).contains(head[1]) {
      self = torch ? .pytorch : .pickle
    } else if head.count >= 12, Self.isRecordHead(head) {
      self = .tfrecord
    } else {
      switch ending {
      case "h5", "hdf5": self = .hdf5
      case "keras": self = .keras
      case "pkl", "pickle": self = .pickle
      case "tfrecord", "tfrecords": self = .tfrecord
      default:
        guard torch else { return nil }
        self = .pytorch
      }
    }
  }

  /// A zip that isn't an npz, by the names in it.
  init?(entries: [String]) {
    if entries.contains(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }) {
      self = .pytorch
    } else if entries.contains("model.weights.h5") || entries.contains("model.weights.npz") {
      self = .keras
    } else {
      return nil
    }
  }

  /// How the format is called in a sentence.
  var name: String {
    switch self {
    case .hdf5: "an HDF5 file"
    case .keras: "a Keras model"
    case .pytorch: "a PyTorch file"
    case .pickle: "a Python pickle"
    case .tfrecord: "a TFRecord file"
    }
  }

  /// Advice, then the two lines of Python that convert the file at `path`.
  func help(path: String) -> [String] {
    let file = pythonLiteral(path)
    let npz = pythonLiteral(String(path.dropLast(FileFormat.ending(of: path).count)) + "npz")
    let convert = "In Python:"
    switch self {
    case .hdf5:
      return [
        convert, "import h5py, numpy as np; f = h5py.File(\(file))",
        "np.savez(\(npz), **{k: v[()] for k, v in f.items() if hasattr(v, \"shape\")})",
      ]
    case .keras:
      return [
        "A model holds no predictions. \(convert)",
        "import keras, numpy as np; model = keras.saving.load_model(\(file))",
        "np.savez(\(npz), y_true=y_true, y_pred=model.predict(x))",
      ]
    case .pytorch:
      return [
        "Lossfold doesn't open pickles. \(convert)",
        "import torch, numpy as np; d = torch.load(\(file), map_location=\"cpu\")",
        "d = d if isinstance(d, dict) else {\"array\": d}; "
          + "np.savez(\(npz), **{k: v.detach().float().numpy() for k, v in d.items()})",
      ]
    case .pickle:
      return [
        "Lossfold doesn't open pickles. \(convert)",
        "import pickle, numpy as np; d = pickle.load(open(\(file), \"rb\"))",
        "np.savez(\(npz), **d) if isinstance(d, dict) else np.savez(\(npz), array=d)",
      ]
    case .tfrecord:
      return [
        "\(convert) put the parsing of your own records for parse.",
        "import tensorflow as tf, numpy as np; d = tf.data.TFRecordDataset(\(file)).map(parse)",
        "np.savez(\(npz), array=np.stack(list(d.as_numpy_iterator())))",
      ]
    }
  }

  /// A record starts with its length, eight bytes, and that length's masked CRC-32C.
  private static func isRecordHead(_ head: [UInt8]) -> Bool {
    var crc = UInt32.max
    for byte in head[..<8] {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
    }
    crc = ~crc
    let masked = (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    return (0..<4).allSatisfy { head[8 + $0] == UInt8(truncatingIfNeeded: masked >> ($0 * 8)) }
  }
}

/// `text` as a string literal of Python.
func pythonLiteral(_ text: String) -> String {
  let inner = text.escaped.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "\"\(inner)\""
}

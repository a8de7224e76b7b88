import Foundation
import TensorFiles
import Tensors

/// How long it takes to read a file of each format that is in memory's cache.
enum Readers {
  static func report(_ setting: Setting) throws -> Report {
    var state: UInt64 = 1
    let tensor = Tensor(shape: [32, 256, 256, 5]) { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / 16_777_216
    }
    let rows = (0..<200_000).map { row in
      (0..<5).map { "\(tensor.elements[row * 5 + $0])" }.joined(separator: ",")
    }
    let numbers = NPY.encode(tensor)
    let start = numbers.count - tensor.elements.count * 4
    func header(_ type: String, size: Int) -> [UInt8] {
      let text = Array(
        #"{"a":{"dtype":"\#(type)","shape":[\#(tensor.elements.count)],"data_offsets":[0,\#(size)]}}"#
          .utf8)
      return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
    }
    let count = tensor.elements.count
    let files: [(name: String, bytes: [UInt8])] = [
      ("42 MB.npy", numbers),
      ("42 MB f32.safetensors", header("F32", size: 4 * count) + numbers[start...]),
      (
        "21 MB bf16.safetensors",
        header("BF16", size: 2 * count) + numbers[start...].prefix(2 * count)
      ),
      ("42 MB stored.npz", try NPZ.encode([("a", tensor)], compression: .none)),
      ("1 million numbers.csv", Array(rows.joined(separator: "\n").utf8)),
    ]
    return Report(
      measurements: try files.map { name, bytes in
        let path = setting.path(name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try Measurement("read \(name)") {
          let tensor = try TensorFile.read(ArrayReference(path: path))
          precondition(!tensor.elements.isEmpty)
        }
      })
  }
}

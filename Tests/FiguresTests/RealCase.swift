import Foundation
import TensorFiles
import Tensors

/// The real case that the site explains: a network's masks of four images.
enum RealCase {
  /// One row and one column in so many; unoptimised code is a hundred times slower.
  #if DEBUG
    static let step = 8
  #else
    static let step = 1
  #endif

  /// Labels and predictions of batch × height × width × class.
  static func tensors() throws -> (labels: Tensor, predictions: Tensor) {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs-src/data/unet-val.npz").path
    func read(_ key: String) throws -> Tensor {
      let all = try TensorFile.read(ArrayReference(parsing: "\(file):\(key)"))
      let (rows, columns, classes) = (256 / step, 256 / step, 5)
      return Tensor(shape: [4, rows, columns, classes]) { index in
        let (place, channel) = index.quotientAndRemainder(dividingBy: classes)
        let (line, column) = place.quotientAndRemainder(dividingBy: columns)
        let (sample, row) = line.quotientAndRemainder(dividingBy: rows)
        return all.elements[((sample * 256 + row * step) * 256 + column * step) * classes + channel]
      }
    }
    return (try read("y_true"), try read("y_pred"))
  }
}

import CairoRendering
import TensorFiles

extension FoldRequest {
  /// The files that it reads, each as a path from here.
  package var paths: [String] {
    outputs.flatMap {
      [$0.yTrue, $0.yPred, $0.losses, $0.posWeight, $0.sampleWeight, $0.mask]
    }.compactMap { $0?.path(relativeTo: folder) }
  }
}

extension FigureRequest {
  /// The files that the figure depends on, each as a path from here: arrays, a history, an image,
  /// the style and its fonts. A file that might be named either with or without an array's name
  /// stands there twice.
  ///
  /// - Throws: ``RequestError`` where the style cannot be read.
  package func paths() throws(RequestError) -> [String] {
    var paths = fold.paths
    for file in [self.file, image].compactMap(\.self) {
      paths.append(place(of: file))
      if let array = try? ArrayReference(parsing: file) {
        paths.append(array.path(relativeTo: fold.folder))
      }
    }
    if let style {
      if !style.hasPrefix("{") { paths.append(place(of: style)) }
      paths += try houseStyle().fontFiles().own
    }
    return paths
  }
}

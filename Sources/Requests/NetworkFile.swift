import Figures
import Yams

/// Layers of networks: a list of objects with name, type, output_shape, params and inputs.
enum NetworkFile {
  private static let example =
    "Write for example [{\"name\": \"conv\", \"type\": \"Conv2D\", \"output_shape\": [null, 64, 64, 8], "
    + "\"params\": 80, \"inputs\": []}]"

  static func read(_ path: String, name: String) throws(RequestError) -> NetworkSubject {
    let node = try TextFile.json(TextFile.contents(of: path), path: path)
    let list = node.sequence ?? node.mapping?["layers"]?.sequence
    guard let list, !list.isEmpty else {
      throw TextFile.bad(
        path,
        "a network is a list of layers, each with name, type, output_shape, params and inputs",
        help: [example])
    }
    var layers: [NetworkSubject.Layer] = []
    for (index, node) in list.enumerated() {
      guard let layer = node.mapping, let name = layer["name"]?.scalar?.string else {
        throw TextFile.bad(path, "layer \(index) is an object with a name", help: [example])
      }
      let extents = layer["output_shape"]?.sequence?.map { $0.scalar?.string ?? "" } ?? []
      // The first one is the batch's, which is not known.
      let shape = extents.dropFirst().map { Int($0) ?? 1 }
      let inputs = layer["inputs"]?.sequence?.compactMap { $0.scalar?.string } ?? []
      for input in inputs where !layers.contains(where: { $0.name == input }) {
        throw TextFile.bad(path, "\(name) takes \(input), but no layer before it has that name")
      }
      guard !layers.contains(where: { $0.name == name }), shape.allSatisfy({ $0 > 0 }) else {
        throw TextFile.bad(
          path, "each layer has a name of its own and extents above 0, but \(name)")
      }
      layers.append(
        .init(
          name: name, type: layer["type"]?.scalar?.string ?? "layer", shape: Array(shape),
          parameters: layer["params"]?.scalar.flatMap { Int($0.string) } ?? 0, inputs: inputs))
    }
    return NetworkSubject(name: name, layers: layers)
  }
}

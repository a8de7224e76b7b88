import CairoRendering
import Foundation
import Requests
import Sites
import TensorFiles
import Tensors

/// A reader that is given broken files, and whole ones to break.
struct Reader {
  /// What `swift run fuzz` calls it.
  let name: String
  /// The whole files.
  let corpus: () throws -> [[UInt8]]
  /// Reads bytes; a scratch folder is there for readers of files.
  let read: (_ bytes: [UInt8], _ folder: String) throws -> Void

  static var all: [Reader] {
    ["npy", "npz", "safetensors", "png", "csv"].map(arrays) + [
      Reader(name: "run", corpus: { texts(runs) }) { bytes, _ in
        _ = try FoldRequest(yaml: text(bytes), place: place)
      },
      Reader(name: "block", corpus: { texts(blocks) }) { bytes, _ in
        _ = try FigureRequest(yaml: text(bytes), place: place)
      },
      drawn("history", of: "history", "json") {
        texts(histories) + [try bytes("docs-src/data/unet-history.json")]
      },
      drawn("logger", of: "history", "csv") { texts([logger]) },
      drawn("layers", of: "network", "json") {
        [try bytes("docs-src/data/unet-layers.json"), Array(layers.utf8)]
      },
      Reader(name: "figure", corpus: { try figures() }) { bytes, _ in
        guard let text = Evidence.read(from: bytes) else { return }
        _ = FigureEvidence(text: text)
        _ = Evidence.isSealed(bytes)
      },
      Reader(name: "site", corpus: { [try bytes("docs-src/site.yaml")] }) { bytes, folder in
        try plan(page: Array(page.utf8), site: bytes, folder)
      },
      Reader(name: "page", corpus: { try pages() }) { bytes, folder in
        try plan(page: bytes, site: Array("title: Pages\n".utf8), folder)
      },
    ]
  }

  // MARK: Kinds of readers

  private static func arrays(_ format: String) -> Reader {
    Reader(
      name: format, corpus: { try fixtures(format) },
      read: { bytes, _ in _ = try TensorFile.describe(bytes, named: "x." + format) })
  }

  private static func drawn(
    _ name: String, of kind: String, _ ending: String, _ corpus: @escaping () throws -> [[UInt8]]
  ) -> Reader {
    Reader(name: name, corpus: corpus) { bytes, folder in
      let file = "\(folder)/x.\(ending)"
      try write(bytes, to: file)
      var request = FigureRequest(kind: kind)
      request.file = file
      _ = try request.subject()
    }
  }

  private static func plan(page: [UInt8], site: [UInt8], _ folder: String) throws {
    try write(site, to: folder + "/site.yaml")
    try write(page, to: folder + "/index.md")
    _ = try SitePlan(source: folder, isStrict: false, jobs: 1, commands: [:])
  }

  // MARK: Whole files

  private static func fixtures(_ format: String) throws -> [[UInt8]] {
    let folder = "Tests/TensorFilesTests/Fixtures"
    let endings = format == "csv" ? ["csv", "tsv"] : [format]
    return try [folder, folder + "/hostile"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { name in endings.contains { name.hasSuffix("." + $0) } }
        .map { try bytes(folder + "/" + $0) }
    }.filter { !$0.isEmpty && $0.count < 1 << 15 }
  }

  /// Pages without blocks, which would read and draw: those are other readers' business.
  private static func pages() throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: "docs-src").sorted()
      .filter { $0.hasSuffix(".md") }.prefix(6).map { name in
        let text = try String(contentsOfFile: "docs-src/" + name, encoding: .utf8)
        return Array(text.replacing("```figure", with: "```text").prefix(4000).utf8)
      } + [Array(page.utf8)]
  }

  private static func figures() throws -> [[UInt8]] {
    let folder = "Tests/CairoRenderingTests/Goldens"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .map { try bytes(folder + "/" + $0) } + texts([evidence])
  }

  private static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let place = RequestPlace(file: "x.yaml", folder: "")

  private static let runs = [
    """
    convention: keras-2
    batch-size: 4
    penalties: [0.05]
    outputs:
      - name: mask
        loss: binary_crossentropy
        loss-weight: 0.7
        y-true: batch.npz:mask_true
        y-pred: batch.npz:mask_pred
        sample-weight: batch.npz:weights
        options: { label_smoothing: 0.1 }
      - name: depth
        loss: mean_squared_error
        y-true: &a batch.npz:depth_true
        y-pred: *a
    """,
    "y-true: a.npy\ny-pred: b.npy\nclass-weight: 0=1,4=1000\nclass-names: [a, b]\nthreshold: .4\n",
  ]
  private static let blocks = [
    """
    kind: class-heatmaps
    id: heatmaps
    y-true: data/unet-val.npz:y_true
    y-pred: data/unet-val.npz:y_pred
    convention: keras-2
    width: 183mm
    limits: 0.001..16
    caption: |
      Two
      lines.
    """,
    "kind: worksheet\nseed: 3\nanswers: true\n",
    "kind: formula\ny-true: a\ny-pred: b\nat: [0, 1, 2]\nsample-names: a,b\n",
  ]
  private static let histories = [
    #"{"loss": [0.5, 0.25, NaN], "val_loss": [1e-3, 2, Infinity]}"#,
    #"{"epoch": [0, 1], "history": {"loss": [1, 2]}, "classes": ["a", "b"]}"#,
  ]
  private static let logger = "epoch,loss,val_loss\n0,0.5,0.25\n1,0.25,nan\n2,1e-3,\n"
  private static let layers =
    #"[{"name": "a", "type": "Input", "output_shape": [null, 8, 8, 3], "params": 0, "inputs": []},"#
    + #" {"name": "b", "type": "Conv2D", "output_shape": [null, 8, 8, 5], "params": 9, "#
    + #""inputs": ["a"]}]"#
  private static let evidence =
    #"<svg><metadata>{"lossfold":1,"digest":"0000000000000000000000000000000000000000000000000"#
    + #"000000000000000","kind":"ladder","options":{},"renderer":{},"sources":[]}</metadata></svg>"#
  private static let page = """
    ---
    title: One
    summary: A page.
    ---
    # One

    Words, *more* and [a link](index.md#two), a note.[^n]

    ## Two

    | a | b |
    |---|--:|
    | 1 | `2` |

    ```fold
    id: hand
    y-true: data/hand.npz:y_true
    ```

    [^n]: Here.
    """
}

import Reductions
import Requests
import Tensors

/// Files that are as they ought to be, to be broken: such as nobody has in a folder of fixtures.
enum WholeFiles {
  static let runs = [
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

  static let blocks = [
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

  static let histories = [
    #"{"loss": [0.5, 0.25, NaN], "val_loss": [1e-3, 2, Infinity]}"#,
    #"{"epoch": [0, 1], "history": {"loss": [1, 2]}, "classes": ["a", "b"]}"#,
    #"{"classes": ["a", "b"], "epochs": [{"epoch": 1, "loss": 0.5, "iou": [0.1, 0.2]},"#
      + #" {"epoch": 2, "loss": 0.25, "iou": [0.3, null]}]}"#,
  ]

  static let logger = "epoch,loss,val_loss\n0,0.5,0.25\n1,0.25,nan\n2,1e-3,\n"

  static let layers =
    #"[{"name": "a", "type": "Input", "output_shape": [null, 8, 8, 3], "params": 0, "inputs": []},"#
    + #" {"name": "b", "type": "Conv2D", "output_shape": [null, 8, 8, 5], "params": 9, "#
    + #""inputs": ["a"]}]"#

  static let styles = [
    "font: [a.ttf, b.otf]\ncolors:\n  ink: '#15181e'\n  dark:\n    paper: '#000000'\n",
    "font: Inter\ncolors: { alarm: '#D55E00', light: { classes: ['#111111', '#222222'] } }\n",
  ]

  static let evidence =
    "<svg><metadata>{\"lossfold\":1,\"digest\":\"\(String(repeating: "0", count: 64))\","
    + "\"kind\":\"ladder\",\"options\":{},\"renderer\":{},\"sources\":[]}</metadata></svg>"

  static let sites = [
    "title: Pages\nlanguage: en\nbase-url: https://example.org/a/\nsocial-cards: true\n"
      + "navigation:\n  Start: index.md\n",
    "title: Pages\nnavigation: [index.md]\n",
  ]

  static let page = """
    ---
    title: One
    summary: A page.
    ---
    # One

    Words, *more* and [a link](index.md#two), a note.[^n] $\\frac{1}{n}\\sum_i x_i$

    ## Two

    | a | b |
    |---|--:|
    | 1 | `2` |

    ```swift
    let a = "b" // c
    ```

    ```fold
    id: hand
    y-true: data/hand.npz:y_true
    ```

    [^n]: Here.
    """

  /// Two shards of one fold, and both in one file.
  static func parts() throws -> [String] {
    let lines = try (0..<2).map { shard in
      let labels = try Tensor(shape: [2, 3], elements: [0, 1, 0, 1, 0, 0])
      let losses = try Tensor(shape: [2, 3], elements: [0.25, 0.5, 0.125, 0.75, 0.5, 0.0625])
      let input = FoldInput(yTrue: labels, yPred: losses)
      return PartFile.line(
        of: try Part(of: [input], FoldSettings(), firstSample: shard * 2))
    }
    return lines + [lines.joined()]
  }
}

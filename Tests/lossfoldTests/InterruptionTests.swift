import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("What is interrupted")
struct InterruptionTests {
  /// A command, what it makes, and the command that shows whether that is whole.
  static let outputs: [(command: String, output: String)] = [
    ("explain batch.npz:y_true batch.npz:y_pred -o out/r.html", "out"),
    ("figure class-heatmaps batch.npz:y_true batch.npz:y_pred -o out/f.png", "out"),
    ("synth segmentation --shape 4,64,64,5 -o out/t.npz", "out"),
    ("fold batch.npz:y_true batch.npz:y_pred --dump out/steps", "out/steps"),
    ("build pages --output out/site", "out/site"),
  ]

  private func folder() throws -> Workspace {
    let folder = try Workspace()
    try folder.writeTensors(shape: [4, 32, 32, 5])
    _ = try folder.shell("mkdir pages out")
    try folder.write("title: Pages\n", to: "pages/site.yaml")
    try folder.write(
      """
      ---
      title: One
      summary: A page.
      ---
      # One

      Words, and a figure.

      ```figure
      kind: worksheet
      id: sheet
      ```
      """, to: "pages/index.md")
    return folder
  }

  @Test("by SIGKILL leaves the old output or the new one, whole", arguments: outputs.map(\.command))
  func killed(command: String) throws {
    let folder = try folder()
    #expect(try folder.shell("\"$0\" \(command)").code == 0)
    let names = try folder.shell("cd out && find . | sort").output
    // The same command makes the same bytes, so the output is one of itself and of something else.
    _ = try folder.shell(
      "for f in $(find out -type f ! -name '*.json' ! -path '*/site/*'); do echo old > $f; done")
    let old = try folder.shell("cd out && find . -type f ! -name '.*' | sort | xargs cksum").output
    for delay in ["0.02", "0.08", "0.2", "0.5"] {
      _ = try folder.shell("\"$0\" \(command) & pid=$!; sleep \(delay); kill -9 $pid; wait $pid")
      let now = try folder.shell(
        "cd out && find . -type f ! -name '.*' ! -path './.*' | sort | xargs cksum"
      )
      .output
      if now != old { break }
    }
    // A later run makes it whole, and clears what the killed ones left.
    #expect(try folder.shell("\"$0\" \(command)").code == 0)
    #expect(try folder.shell("cd out && find . | sort").output == names)
    #expect(
      try folder.shell("find . -name '.lossfold-*' -o -name '.site.lossfold-*'").output == "")
  }

  @Test(
    "by a full disk is told, and leaves what was there",
    .enabled(if: DoctorTests.canHide, "needs the right to mount"),
    arguments: outputs)
  func full(command: String, output: String) throws {
    let folder = try folder()
    let ending = try folder.shell(
      """
      unshare -m sh -c 'mount -t tmpfs -o size=8k none out && echo old > out/old &&
        "$0" \(command); code=$?; cat out/old; find out | sort; exit $code' "$0"
      """)
    #expect(ending.code == 73)
    #expect(ending.output == "old\nout\nout/old\n")
    #expect(ending.errorLines.first?.hasPrefix("error: out") == true)
  }

  @Test(
    "by a folder that cannot be written to, or a name that is taken, is told",
    arguments: [
      ("explain batch.npz:y_true batch.npz:y_pred -o no/r.html", "no/r.html"),
      ("figure ladder batch.npz:y_true batch.npz:y_pred -o out/", "out/"),
      ("synth random -o out.npz/t.npz", "out.npz/t.npz"),
      ("figure ladder batch.npz:y_true batch.npz:y_pred -o f.svg --data-file out", "out"),
    ])
  func unwritable(command: String, place: String) throws {
    let folder = try folder()
    try folder.write("taken", to: "out.npz")
    let ending = try folder.shell("\"$0\" \(command)")
    #expect(ending.code == (place == "out/" ? 64 : 73))
    #expect(ending.errorLines.first?.contains("\(place)") == true)
    #expect(try folder.names() == ["batch.npz", "out", "out.npz", "pages"])
  }

  @Test("clears what a killed process left beside a file, and nothing else")
  func leftovers() throws {
    let folder = try folder()
    _ = try folder.shell(
      """
      host=$(uname -n); sh -c 'echo $$' > dead; dead=$(cat dead); rm dead
      touch .lossfold-$host-$dead-0.tmp .lossfold-elsewhere-$dead-0.tmp .lossfold-$host-1-0.tmp
      """)
    #expect(try folder.lossfold(["synth", "random", "-o", "t.npz"]).code == 0)
    let left = try folder.names().filter { $0.hasPrefix(".lossfold-") }
    #expect(left.count == 2 && left.contains { $0.hasPrefix(".lossfold-elsewhere-") })
  }
}

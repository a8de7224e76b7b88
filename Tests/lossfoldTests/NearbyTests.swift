import Testing

@Suite("A file that is not there")
struct NearbyTests {
  @Test(
    "is told from what lies beside it",
    arguments: [
      (
        ["inspect", "btach.npz"], "btach.npz: Expected a file, but there is none.",
        "Did you mean batch.npz?"
      ),
      (
        ["inspect", "validation.npz"], "validation.npz: Expected a file, but there is none.",
        "There is batch.npz."
      ),
      (
        ["inspect", "x.csv"], "x.csv: Expected a file, but there is none.",
        "In this folder there is nothing of that name."
      ),
      (
        ["inspect", "no/x.csv"], "no/x.csv: Expected a file, but there is none.",
        "There is no folder no."
      ),
      (
        ["fold", "rum.yaml"], "rum.yaml: It cannot be read: No such file or directory.",
        "Did you mean run.yaml?"
      ),
    ])
  func nearby(command: [String], sentence: String, help: String) throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    try workspace.write(Array("loss: none\n".utf8), to: "run.yaml")
    try workspace.lossfold(command).expectError(66, sentence, help: [help])
  }
}

import Foundation
import Tensors
import Testing

@testable import lossfold

@Suite("writing files")
struct AtomicFileTests {
  /// A folder of its own, gone afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("writes, replaces, leaves what would not change, and leaves nothing beside")
  func writing() throws {
    try inFolder { folder in
      let path = folder + "/a.bin"
      try #expect(AtomicFile.write([1, 2, 3], to: path))
      try #expect(!AtomicFile.write([1, 2, 3], to: path))
      try #expect(AtomicFile.write([1, 2, 4], to: path))
      try #expect(AtomicFile.write([], to: path))
      try #expect(!AtomicFile.write([], to: path))
      let large = [UInt8](repeating: 7, count: 200_000)
      try #expect(AtomicFile.write(large, to: path))
      try #expect([UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == large)
      try #expect(!AtomicFile.write(large, to: path))
      try #expect(FileManager.default.contentsOfDirectory(atPath: folder) == ["a.bin"])
    }
  }

  @Test("writes through a symbolic link, and keeps the file's permissions")
  func links() throws {
    try inFolder { folder in
      try AtomicFile.write([1], to: folder + "/real")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o640], ofItemAtPath: folder + "/real")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real")
      try AtomicFile.write([2], to: folder + "/link")
      try #expect([UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/real"))) == [2])
      try #expect(FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/real")
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test("makes a folder of files, or nothing")
  func folders() throws {
    try inFolder { folder in
      let new = folder + "/a/b"
      #expect(throws: OutputError(path: new + "/no/y", code: ENOENT)) {
        try AtomicFile.write([("x", [1]), ("no/y", [2])], intoFolder: new)
      }
      try #expect(FileManager.default.contentsOfDirectory(atPath: folder) == [])
      try AtomicFile.write([("x", [1]), ("y", [2])], intoFolder: new)
      try #expect(FileManager.default.contentsOfDirectory(atPath: new).sorted() == ["x", "y"])
      #expect(throws: OutputError(path: new + "/x", code: ENOTDIR)) {
        try AtomicFile.createFolder(new + "/x/z")
      }
      try #expect(AtomicFile.createFolder(new) == [])
    }
  }

  @Test("says in the system's words why it can't")
  func refusals() throws {
    try inFolder { folder in
      let missing = OutputError(path: folder + "/no/a", code: ENOENT)
      #expect(throws: missing) { try AtomicFile.write([1], to: folder + "/no/a") }
      #expect(missing.sentence == "Cannot be written: No such file or directory.")
      #expect(missing.help == ["Make its folder first, or write elsewhere."])
      #expect(missing.kind == .cannotCreate)
      #expect(throws: OutputError(path: folder, code: EISDIR)) {
        try AtomicFile.write([1], to: folder)
      }
    }
  }
}

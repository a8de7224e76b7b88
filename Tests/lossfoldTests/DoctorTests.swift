import Foundation
import Testing

@Suite("lossfold doctor")
struct DoctorTests {
  @Test("names every library and font with its release and its package")
  func found() throws {
    let ending = try Workspace().lossfold(["doctor"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    for (name, package) in [
      ("Cairo", "libcairo2"), ("libpng", "libpng16-16"), ("OpenSSL", "libssl3"),
      ("Pango", "libpangocairo-1.0-0"), ("zlib", "zlib1g"),
      ("cmark-gfm", "libcmark-gfm-extensions"),
      ("Inter", "fonts-inter"), ("Noto", "fonts-noto-core"),
    ] {
      let line = ending.output.split(separator: "\n").first { $0.hasPrefix(name + " ") }
      #expect(line?.contains(" yes ") == true && line?.contains(package) == true, "\(name)")
    }
  }

  @Test(
    "says what to install where fonts are missing",
    .enabled(if: Self.canHide, "needs the right to mount"))
  func missing() throws {
    let ending = try Workspace().shell(
      "unshare -m sh -c 'mount -t tmpfs none /usr/share/fonts && exec \"$0\" doctor' \"$0\"")
    #expect(ending.code == 73)
    #expect(ending.output.contains("\nInter "))
    #expect(
      ending.errorLines == [
        "error: fonts: Figures are set in Inter and Noto, but Inter and Noto are missing.",
        "help: Install what is missing: apt-get install fonts-inter fonts-noto-core",
      ])
  }

  /// Whether file systems may be mounted here, for one process alone.
  static var canHide: Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "unshare -m mount -t tmpfs none /mnt 2>/dev/null"]
    try? process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

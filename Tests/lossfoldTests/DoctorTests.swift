import Testing

@Suite("lossfold doctor")
struct DoctorTests {
  @Test("names every library with its release, and the fonts")
  func found() throws {
    let ending = try Workspace().lossfold(["doctor"])
    #expect(ending.code == 0)
    for name in ["Cairo", "libpng", "OpenSSL", "Pango", "zlib"] {
      #expect(ending.output.contains(name))
    }
    #expect(ending.output.contains("fonts       Inter and Noto"))
  }
}

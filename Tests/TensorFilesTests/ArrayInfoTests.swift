import Tensors
import Testing

@testable import TensorFiles

@Suite("array info")
struct ArrayInfoTests {
  @Test("says it all in one line")
  func line() throws {
    let infos = try TensorFile.describe(fixture("types.npz"))
    #expect(infos.count == 48)
    let lines = infos.map(\.description)
    #expect(
      lines[4]
        == "f4 little C f32 1×2×3 · 6 values · 24 B · [−2.25 ▅▁▁▁█▁▁▅ 1.5] · μ −0.188 · σ 1.34 · 1 NaN! · 1 infinite!"
    )
    #expect(
      lines[19]
        == "i2 big F i16 big-endian 1×2×3 Fortran order · 6 values · 12 B · [−2 █▁▁▁▁▁▁▃ 100] · μ 16.7 · σ 37.3"
    )
  }

  @Test("lists what isn't numbers beside what is")
  func mixed() throws {
    let lines = try TensorFile.describe(fixture("mixed.npz")).map(\.description)
    #expect(
      lines == [
        "a f32 2×3 · 6 values · 24 B · [0 ██▁██▁██ 5] · μ 2.5 · σ 1.71",
        "names <U6 · not numbers, so it cannot be read",
      ])
  }

  @Test("has no range where nothing is finite, and no bars where all is the same")
  func odd() throws {
    #expect(
      try TensorFile.describe(fixture("scalar.npy")).map(\.description)
        == ["f32 scalar · 1 value · 4 B · [7] · μ 7 · σ 0"])
    #expect(
      try TensorFile.describe(fixture("empty.npy")).map(\.description)
        == ["f32 0×3 · 0 values · 0 B"])
    let none = ArrayStatistics(of: [.nan, .infinity, -.infinity])
    #expect(none.min == nil && none.nan == 1 && none.infinite == 2 && none.histogram.isEmpty)
  }

  @Test("finds the spread of values at float32's edges")
  func edges() {
    let statistics = ArrayStatistics(of: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude])
    #expect(statistics.histogram == [1, 0, 0, 0, 0, 0, 0, 1])
    #expect(statistics.mean == 0)
  }

  @Test(
    "shortens numbers to three digits",
    arguments: [
      (0.0, "0"), (1.2e-9, "1.2e-9"), (0.39, "0.39"), (16.118, "16.1"), (0.0136338, "0.0136"),
      (-2.5, "−2.5"), (255, "255"), (65_536, "65\u{2009}536"), (1e6, "1e6"), (262_144.5, "262000"),
      (0.99999, "1"), (9.999e-5, "1e-4"), (0.0001, "1e-4"), (1.5e300, "1.5e300"),
      (0.00012345, "1.23e-4"), (0.001, "0.001"), (123.456, "123"), (99.96, "100"),
    ])
  func short(value: Double, text: String) {
    #expect(TensorFiles.short(value) == text)
  }

  @Test(
    "counts bytes in decimal units",
    arguments: [
      (999, "999 B"), (1000, "1 kB"), (5_242_880, "5.2 MB"), (786_432, "786 kB"),
      (999_999, "1 MB"), (327_680_000_000, "328 GB"),
    ])
  func bytes(count: Int, text: String) {
    #expect(byteCount(count) == text)
  }
}

import Tensors
import Testing

@testable import Sites

@Suite("Sixteen bits of a number")
struct ProbeCodesTests {
  /// What the page makes of a code.
  func value(_ code: UInt16, _ codes: ProbeCodes) -> Double {
    if code == 65_535 { return .nan }
    if code == 65_534 { return .infinity }
    let step = codes.low + codes.step * (Double(code) - 1)
    if codes.kind == .linear { return step }
    if code == 0 { return 0 }
    let power = Double(Lanes(repeating: Float(step)).exponential()[0])
    if codes.kind == .log { return power }
    return code == 65_533 ? 1 : power / (1 + power)
  }

  @Test(
    "keep three digits, and odd values as they are",
    arguments: [
      ([0, 1e-7, 0.0136, 0.7, 16.1, .infinity, .nan], ProbeCodes.Kind.log),
      ([0, 1e-9, 0.25, 0.999, 1, .nan], .logit), ([-3, -0.5, 0.125, 7, .infinity], .linear),
      ([0, 0], .linear), ([.nan], .linear), ([2], .log),
    ] as [([Float], ProbeCodes.Kind)])
  func roundTrip(values: [Float], kind: ProbeCodes.Kind) {
    let codes = ProbeCodes(values)
    #expect(codes.kind == kind)
    for (value, code) in zip(values, codes.codes(of: values)) {
      let read = self.value(code, codes)
      if value.isNaN {
        #expect(read.isNaN)
      } else if !value.isFinite || value == 0 && kind != .linear {
        #expect(read == Double(value))
      } else {
        let margin = kind == .linear ? codes.step : abs(Double(value)) * 1e-3
        #expect(abs(read - Double(value)) <= margin, "\(value): \(read)")
      }
    }
  }
}

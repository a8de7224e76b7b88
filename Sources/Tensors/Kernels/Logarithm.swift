extension SIMD16 where Scalar == Float {
  /// The natural logarithm of each lane.
  ///
  /// At most 0.9 ULP off. ln 0 = −∞, ln ∞ = ∞; NaN of a negative number and of NaN. The same bits
  /// on every processor: it multiplies and adds, and never fuses.
  ///
  /// - Source: the polynomial of Cephes' `logf`.
  @inlinable @inline(__always)
  package func logarithm() -> Lanes {
    // Integers all the way to m: a select on a comparison of floats falls out of vector code.
    let raw = unsafe unsafeBitCast(self, to: SIMD16<Int32>.self)
    // Subnormal numbers are lifted into the normal range first.
    let isSubnormal = (raw &- 0x0080_0000) &>> 31
    let lifted = unsafe unsafeBitCast(self * 8_388_608, to: SIMD16<Int32>.self)
    let bits = (raw & ~isSubnormal) | (lifted & isSubnormal)
    // self = 2^e · (1 + m) with 1 + m in [√½, √2).
    let above = bits &- 0x3F35_04F3
    let exponent = (above &>> 23) &+ (isSubnormal & -23)
    let significand = bits &- (above & SIMD16<Int32>(repeating: -0x0080_0000))
    let m = unsafe unsafeBitCast(significand, to: Lanes.self) - 1
    let e = Lanes(integers: exponent)

    let square = m * m
    var polynomial = Lanes(repeating: 7.0376836292e-2)
    polynomial = polynomial * m + (-1.1514610310e-1)
    polynomial = polynomial * m + 1.1676998740e-1
    polynomial = polynomial * m + (-1.2420140846e-1)
    polynomial = polynomial * m + 1.4249322787e-1
    polynomial = polynomial * m + (-1.6668057665e-1)
    polynomial = polynomial * m + 2.0000714765e-1
    polynomial = polynomial * m + (-2.4999993993e-1)
    polynomial = polynomial * m + 3.3333331174e-1
    var result = polynomial * m * square + e * (-2.12194440e-4)
    result = result + square * (-0.5)
    result = (m + result) + e * 0.693359375

    // Positive and finite: bits from 1 to those of the greatest. Selects would cost each lane more
    // than all of the above.
    let offset = raw &- 1
    guard (offset | (0x7F7F_FFFE &- offset)).hasNegativeLane else { return result }
    result.replace(with: self, where: self .== .infinity)
    result.replace(with: -.infinity, where: self .== 0)
    // `!(self >= 0)` holds for negative numbers and for NaN.
    result.replace(with: .nan, where: .!(self .>= 0))
    return result
  }

  /// ln(1 + x) of each lane, accurate for small x too.
  ///
  /// −∞ at −1, NaN below and of NaN, ∞ at ∞.
  @inlinable @inline(__always)
  package func logarithmOnePlus() -> Lanes {
    let sum = self + 1
    // What rounding 1 + x lost, put back by the logarithm's slope.
    let lost = self - (sum - 1)
    let result = sum.logarithm() + lost / sum
    return result.replacing(with: sum.logarithm(), where: sum .== 0 .| sum .== .infinity)
  }
}

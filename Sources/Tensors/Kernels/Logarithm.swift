extension Lanes {
  /// The natural logarithm of each lane.
  ///
  /// At most 0.9 ULP off. ln 0 = −∞, ln ∞ = ∞; NaN of a negative number and of NaN. The same bits
  /// on every processor: it multiplies and adds, and never fuses.
  ///
  /// - Source: the polynomial of Cephes' `logf`.
  @inlinable @inline(__always)
  package func logarithm() -> Lanes {
    // Normal, positive and finite: bits from those of the least to those of the greatest.
    let offset = bits &- 0x0080_0000
    guard (offset | (0x7EFF_FFFF &- offset)).hasNegativeLane else {
      return Self.logarithm(of: bits, plus: LaneBits(repeating: 0))
    }
    return logarithmOfAny()
  }

  /// The logarithm where a lane may be odd.
  @inline(never) @usableFromInline
  package func logarithmOfAny() -> Lanes {
    // Subnormal numbers are lifted into the normal range first.
    let isSubnormal = (bits &- 0x0080_0000) &>> 31
    let lifted = (bits & ~isSubnormal) | ((self * 8_388_608).bits & isSubnormal)
    var result = Self.logarithm(of: lifted, plus: isSubnormal & -23)
    result.replace(with: self, where: self .== .infinity)
    result.replace(with: -.infinity, where: self .== 0)
    // `!(self >= 0)` holds for negative numbers and for NaN.
    result.replace(with: .nan, where: .!(self .>= 0))
    return result
  }

  /// The logarithm of normal positive numbers of these bits, times 2 to the power of `power`.
  @inlinable @inline(__always)
  static func logarithm(of bits: LaneBits, plus power: LaneBits) -> Lanes {
    // The number is 2^e · (1 + m) with 1 + m in [√½, √2).
    let above = bits &- 0x3F35_04F3
    let m = Lanes(bits: bits &- (above & -0x0080_0000)) - 1
    let e = Lanes(integers: (above &>> 23) &+ power)

    // By pairs and pairs of pairs: half as long a chain as Horner's.
    let square = m * m
    let fourth = square * square
    let low =
      (m * (-2.4999993993e-1) + 3.3333331174e-1)
      + (m * (-1.6668057665e-1) + 2.0000714765e-1) * square
    let high =
      (m * (-1.2420140846e-1) + 1.4249322787e-1)
      + (m * (-1.1514610310e-1) + 1.1676998740e-1) * square
    let polynomial = (low + (high + fourth * 7.0376836292e-2) * fourth) * m
    let result = (polynomial * square + e * (-2.12194440e-4)) + square * (-0.5)
    return (m + result) + e * 0.693359375
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

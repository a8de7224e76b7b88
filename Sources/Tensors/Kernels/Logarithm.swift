public import CLanes

extension Lanes {
  /// The natural logarithm of each lane.
  ///
  /// At most 0.9 ULP off. ln 0 = −∞, ln ∞ = ∞; NaN of a negative number and of NaN. The same bits
  /// on every processor: it multiplies and adds, and never fuses.
  ///
  /// - Source: the polynomial of Cephes' `logf`.
  @inlinable @inline(__always)
  package func logarithm() -> Lanes {
    guard !lossfold_has_negative(lossfold_is_odd(low), lossfold_is_odd(high)) else {
      return logarithmOfAny()
    }
    let zero = SIMD4<Int32>(repeating: 0)
    return Lanes(
      low: lossfold_logarithm_of_normal(bits.low, zero),
      high: lossfold_logarithm_of_normal(bits.high, zero))
  }

  /// The logarithm where a lane may be odd.
  @inline(never) @usableFromInline
  package func logarithmOfAny() -> Lanes {
    Lanes(low: lossfold_logarithm_of_any(low), high: lossfold_logarithm_of_any(high))
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

extension Lanes {
  /// e to the power of each lane.
  ///
  /// At most 1 ULP off where the result is a normal number. 0 below −104, ∞ above 88.73; NaN of
  /// NaN. The same bits on every processor.
  ///
  /// - Source: the polynomial of Cephes' `expf`.
  @inlinable @inline(__always)
  package func exponential() -> Lanes {
    let x = clipped(-104, 89)
    let whole = (x * 1.44269504088896341).replacing(with: 0, where: x .!= x).nearestIntegers
    let n = Lanes(integers: whole)
    let r = (x + n * (-0.693359375)) + n * 2.12194440e-4
    var polynomial = Lanes(repeating: 1.9875691500e-4)
    polynomial = polynomial * r + 1.3981999507e-3
    polynomial = polynomial * r + 8.3334519073e-3
    polynomial = polynomial * r + 4.1665795894e-2
    polynomial = polynomial * r + 1.6666665459e-1
    polynomial = polynomial * r + 5.0000001201e-1
    polynomial = polynomial * (r * r) + r + 1
    // 2ⁿ in two factors, so that neither leaves the normal range.
    let half = whole &>> 1
    var result = polynomial * Self.powerOfTwo(half) * Self.powerOfTwo(whole &- half)
    result.replace(with: .infinity, where: self .> 88.72284)
    result.replace(with: 0, where: self .< -103.97208)
    result.replace(with: self, where: self .!= self)
    return result
  }

  /// 2ⁿ for −126 ≤ n ≤ 127.
  @inlinable @inline(__always)
  package static func powerOfTwo(_ exponent: LaneBits) -> Lanes {
    Lanes(bits: (exponent &+ 127) &<< 23)
  }
}

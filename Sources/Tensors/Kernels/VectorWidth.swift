import CLanes

/// How wide the vectors are in which a loop over a block works. It changes no bit: each lane meets
/// the same operations in the same order.
package enum VectorWidth: Sendable {
  /// Four lanes, as every processor has them.
  case common
  /// Eight lanes.
  case avx2
  /// Eight lanes, more registers and masks.
  case avx512

  /// Those that this processor has, the quickest first.
  package static var available: [VectorWidth] {
    (lossfold_has_avx512() ? [.avx512] : []) + (lossfold_has_avx2() ? [.avx2] : []) + [.common]
  }

  /// The quickest that this processor has.
  package static var quickest: VectorWidth {
    lossfold_has_avx512() ? .avx512 : lossfold_has_avx2() ? .avx2 : .common
  }
}

extension MutableSpan where Element == Float {
  /// Makes of each element its natural logarithm, the same bits as ``Lanes/logarithm()``.
  package mutating func takeLogarithms(_ width: VectorWidth = .quickest) {
    let takeLogarithms =
      switch width {
      case .common: unsafe lossfold_logarithms
      case .avx2: unsafe lossfold_avx2_logarithms
      case .avx512: unsafe lossfold_avx512_logarithms
      }
    unsafe withUnsafeMutableBufferPointer { unsafe takeLogarithms($0.baseAddress, $0.count) }
  }
}

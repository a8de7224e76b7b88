import TestSupport
import Tensors
import Testing

@testable import Reductions

@Suite("Memory of folds")
struct FoldMemoryTests {
  private func input(seed: UInt64) -> FoldInput {
    var random = SplitMix(seed: seed)
    let yTrue = Tensor(shape: [2, 128, 128, 2]) { _ in random.unit() < 0.3 ? 1 : 0 }
    let yPred = Tensor(shape: [2, 128, 128, 2]) { _ in Float(random.unit()) }
    return FoldInput(yTrue: yTrue, yPred: yPred)
  }

  @Test("a fold in memory of others has the same bits, and leaves theirs alone")
  func reused() throws {
    var settings = FoldSettings(keeping: [.elementwise, .perPosition])
    let expected = try [1, 2, 3].map { try Trace(of: input(seed: $0), settings) }
    let memory = FoldMemory()
    settings.memory = memory
    let first = try Trace(of: input(seed: 1), settings)
    memory.reclaim(first)
    // `first` is still held, so its tensors must not change under it.
    let second = try Trace(of: input(seed: 2), settings)
    #expect(first == expected[0])
    #expect(second == expected[1])
    memory.reclaim(second)
    #expect(try Trace(of: input(seed: 3), settings) == expected[2])
  }

  @Test("arrays are handed out once, and only of the size that is asked for")
  func once() throws {
    var settings = FoldSettings(keeping: [.elementwise])
    let memory = FoldMemory()
    settings.memory = memory
    memory.reclaim(try Trace(of: input(seed: 1), settings))
    #expect(memory.take(1) == nil)
    #expect(memory.take(2 * 128 * 128 * 2)?.count == 2 * 128 * 128 * 2)
    #expect(memory.take(2 * 128 * 128 * 2) == nil)
  }
}

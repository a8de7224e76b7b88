import Tensors
import Testing

@Suite("Handing over")
struct HandoverTests {
  /// Of one thread at a time: not `Sendable`.
  final class Counter {
    var count = 0
  }

  @Test("gives what another thread made to the one that asks")
  func taken() {
    let handover = Handover {
      let counter = Counter()
      counter.count = 41
      return counter
    }
    let counter = handover.taken()
    counter.count += 1
    #expect(counter.count == 42)
  }
}

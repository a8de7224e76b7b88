import Tensors
import Testing

@testable import Requests

@Suite("synthetic tensors")
struct ScenarioTests {
  static let names = Scenario.all.map(\.name)

  @Test("makes labels of 0 and 1 and probabilities, at any rank", arguments: names)
  func ranges(name: String) throws {
    let scenario = try Scenario(named: name)
    let shapes: [Shape] = [[1], [7], [6, 3], [5, 1], [2, 4, 3], [2, 8, 8, 5], [1, 1, 1, 1, 2]]
    for shape in shapes where !scenario.needsImages || shape.rank == 4 {
      let (yTrue, yPred) = try scenario.tensors(shape: shape, seed: 3)
      #expect(yTrue.shape == shape && yPred.shape == shape)
      #expect(yTrue.elements.allSatisfy { $0 == 0 || $0 == 1 })
      #expect(yPred.elements.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test(
    "makes the same bits on every processor",
    arguments: [
      ("segmentation", 0xA2E6_9197_A6FF_93F0), ("perfect", 0xF44E_8832_11B2_0725),
      ("uniform", 0x0DF7_553F_14B2_0725), ("random", 0x149C_5505_D5AF_1BBD),
      ("multi-label", 0xED64_80D2_08AC_5AA2),
      ("imbalanced", 0xB4CB_B0CB_F703_201C), ("confident-wrong", 0x7BF9_8DC7_8A0F_5A25),
      ("saturated", 0x29A2_8E13_98B2_0725),
    ] as [(String, UInt64)])
  func bits(name: String, digest: UInt64) throws {
    let scenario = try Scenario(named: name)
    let tensors = try scenario.tensors(shape: [2, 8, 8, 5], seed: 1)
    // FNV-1a over the bits.
    let found = (tensors.yTrue.elements + tensors.yPred.elements)
      .reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3
      }
    #expect(found == digest)
    let other = try scenario.tensors(shape: [2, 8, 8, 5], seed: 2)
    #expect(other.yTrue != tensors.yTrue)
  }

  @Test("puts every class into a picture of 8 × 8, the speck into one of two")
  func segmentation() throws {
    let (yTrue, yPred) = try Scenario.segmentation.tensors(shape: [2, 8, 8, 5], seed: 1)
    func positives(_ sample: Int, _ label: Int) -> Int {
      (0..<64).count { yTrue.elements[sample * 320 + $0 * 5 + label] == 1 }
    }
    #expect((0..<5).map { positives(0, $0) } == [32, 9, 9, 10, 2])
    #expect((0..<5).map { positives(1, $0) } == [32, 6, 6, 9, 0])
    let found = yTrue.elements.indices.filter {
      yTrue.elements[$0] == 1 && yPred.elements[$0] > 0.5
    }
    #expect(found.allSatisfy { $0 % 5 != 4 })
    #expect(found.count > 90)
  }

  @Test("finds the big shapes well and the speck badly at 256 × 256")
  func quality() throws {
    let (yTrue, yPred) = try Scenario.segmentation.tensors(shape: [1, 256, 256, 5], seed: 1)
    let overlap = (0..<5).map { label -> Double in
      var (both, either) = (0, 0)
      for index in stride(from: label, to: yTrue.shape.count, by: 5) {
        let (isTrue, isFound) = (yTrue.elements[index] == 1, yPred.elements[index] > 0.5)
        both += isTrue && isFound ? 1 : 0
        either += isTrue || isFound ? 1 : 0
      }
      return Double(both) / Double(either)
    }
    #expect(overlap.dropLast().allSatisfy { $0 > 0.9 })
    #expect(overlap[4] < 0.5)
  }

  @Test("keeps each scenario's promise")
  func promises() throws {
    let shape: Shape = [10, 20, 4]
    let perfect = try Scenario.perfect.tensors(shape: shape, seed: 1)
    #expect(perfect.yTrue == perfect.yPred)
    for position in 0..<200 {
      #expect(perfect.yTrue.elements[(position * 4)..<(position * 4 + 4)].reduce(0, +) == 1)
    }
    let uniform = try Scenario.uniform.tensors(shape: shape, seed: 1)
    #expect(uniform.yPred == Tensor(repeating: 0.5, shape: shape))
    let saturated = try Scenario.saturated.tensors(shape: shape, seed: 1)
    #expect(saturated.yPred.elements.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(saturated.yPred != saturated.yTrue)
    let wrong = try Scenario.confidentWrong.tensors(shape: [1], seed: 1)
    #expect((wrong.yPred.elements[0] > 0.5) != (wrong.yTrue.elements[0] == 1))
    let rare = try Scenario.imbalanced.tensors(shape: [1, 3, 4], seed: 1).yTrue
    #expect((0..<3).contains { rare.elements[$0 * 4 + 3] == 1 })
  }

  @Test(
    "refuses shapes that a scenario has no use for",
    arguments: [
      ([], "Expected one axis or more, none of them 0 long, found shape scalar."),
      ([2, 0, 3], "Expected one axis or more, none of them 0 long, found shape 2 × 0 × 3."),
      (
        [8, 8],
        "The scenario segmentation makes images, so it expects batch × height × width × class, found shape 8 × 8."
      ),
      (
        [1 << 20, 1 << 10, 1, 1],
        "Expected at most 268435456 elements, but shape 1048576 × 1024 × 1 × 1 has 1073741824."
      ),
    ] as [([Int], String)])
  func shapes(extents: [Int], sentence: String) {
    do throws(ScenarioError) {
      _ = try Scenario.segmentation.tensors(shape: Shape(extents), seed: 1)
      Issue.record("nothing was refused")
    } catch {
      #expect(error.sentence == sentence)
      #expect(error.kind == .usage && error.place == "--shape")
    }
  }

  @Test("names the scenarios where one is unknown")
  func unknown() {
    let error = ScenarioError.unknown("segmentaton")
    #expect(throws: error) { try Scenario(named: "segmentaton") }
    #expect(error.sentence == #"Expected the name of a scenario, found "segmentaton"."#)
    #expect(
      error.help == [
        "Did you mean segmentation?",
        "The scenarios are segmentation, perfect, uniform, random, multi-label, imbalanced, "
          + "confident-wrong, saturated.",
      ])
  }

  @Test("reads extents between commas")
  func extents() throws {
    #expect(try Shape(commaSeparated: "2,8,8,5") == [2, 8, 8, 5])
    for text in ["", "2,,3", "2,-1", "2x8"] {
      #expect(throws: ScenarioError.notExtents(text)) { try Shape(commaSeparated: text) }
    }
    let error = ScenarioError.uncountable([.max, 2])
    #expect(throws: error) { try Shape(commaSeparated: "9223372036854775807,2") }
    #expect(
      error.sentence
        == "Expected at most 268435456 elements, but 9223372036854775807 × 2 are more.")
  }
}

/// What each sample adds to views and shares, for as many samples as a list of them is read by.
struct SampleViews: Equatable, Sendable {
  /// Of more samples no list is kept.
  static let mostSamples = 1 << 20
  /// Of more numbers no list of samples and classes is kept.
  static let mostClassLosses = 1 << 21

  /// How many samples were added.
  private(set) var count = 0
  /// Σ loss of each sample, and of it with mask and weights; empty past the most.
  private(set) var losses: [Double] = [], weighted: [Double] = []
  /// Σ loss of each class of each sample; empty past the most.
  private(set) var classLosses: [Double] = []

  init(losses: [Double] = [], weighted: [Double] = [], classLosses: [Double] = [], count: Int = 0) {
    (self.losses, self.weighted, self.classLosses) = (losses, weighted, classLosses)
    self.count = count
  }

  /// Whether there is a list of all samples.
  var isComplete: Bool { losses.count == count }
  /// Whether there is one of all samples and classes.
  func hasClassLosses(classes: Int) -> Bool { classLosses.count == count * classes }

  /// Adds the sample that follows; `classes` are none where its classes cannot be told apart.
  mutating func add(loss: Double, weighted: Double, classes: [ClassSums]) {
    let (isComplete, hasClassLosses) = (isComplete, count == 0 || !classLosses.isEmpty)
    count += 1
    guard isComplete, count <= Self.mostSamples else { return forget() }
    losses.append(loss)
    self.weighted.append(weighted)
    if hasClassLosses, classLosses.count + classes.count <= Self.mostClassLosses {
      for sums in classes { classLosses.append(sums.loss) }
    } else {
      classLosses = []
    }
  }

  /// Adds the samples that follow.
  mutating func append(_ other: SampleViews) {
    guard isComplete, other.isComplete else {
      count += other.count
      return forget()
    }
    let hadClassLosses = other.classLosses.count >= other.count
    append(losses: other.losses, weighted: other.weighted, classLosses: other.classLosses)
    if !hadClassLosses { classLosses = [] }
  }

  private mutating func append(losses: [Double], weighted: [Double], classLosses: [Double]) {
    let isComplete = isComplete
    let hasClassLosses = count == 0 || !self.classLosses.isEmpty
    count += losses.count
    guard isComplete, count <= Self.mostSamples else { return forget() }
    self.losses += losses
    self.weighted += weighted
    if hasClassLosses, self.classLosses.count + classLosses.count <= Self.mostClassLosses {
      self.classLosses += classLosses
    } else {
      self.classLosses = []
    }
  }

  private mutating func forget() {
    (losses, weighted, classLosses) = ([], [], [])
  }
}

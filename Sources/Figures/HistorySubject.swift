/// What training wrote down: a value of each quantity for each epoch.
public struct HistorySubject: Equatable, SubjectMatter {
  /// One quantity over the epochs, such as `val_loss`.
  public struct Series: Equatable, Sendable {
    /// As the file has it.
    public var name: String
    /// One value an epoch; NaN where there is none.
    public var values: [Double]
    /// Which class it is of, where it is of one.
    public var classIndex: Int?

    /// A quantity over the epochs.
    public init(name: String, values: [Double], classIndex: Int? = nil) {
      self.name = name
      self.values = values
      self.classIndex = classIndex
    }
  }

  /// As it was asked for.
  public var name: String
  /// The number of each epoch: 1, 2, … mostly.
  public var epochs: [Double]
  /// In the order of the file.
  public var series: [Series]
  /// What the file calls its classes.
  public var classNames: [String]?

  /// A history; each series has a value for each epoch.
  ///
  /// - Precondition: they are as many.
  public init(name: String, epochs: [Double], series: [Series], classNames: [String]? = nil) {
    precondition(series.allSatisfy { $0.values.count == epochs.count }, "a value an epoch")
    self.name = name
    self.epochs = epochs
    self.series = series
    self.classNames = classNames
  }

  /// `history`
  public static var sort: FigureSubject.Sort { .history }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .history(let history) = subject else { return nil }
    self = history
  }

  /// The file and how many epochs it has.
  public var caption: String {
    "As written down in \(name): \(NumberFormat.count(epochs.count, "epoch"))."
  }
}

/// The layers of a network, in the order in which they run.
public struct NetworkSubject: Equatable, SubjectMatter {
  /// One layer.
  public struct Layer: Equatable, Sendable {
    /// Unique in its network.
    public var name: String
    /// What it does: `Conv2D`.
    public var type: String
    /// What comes out for one sample, channels last.
    public var shape: [Int]
    /// How many numbers it has learnt.
    public var parameters: Int
    /// The names of the layers that it takes.
    public var inputs: [String]

    /// A layer.
    public init(name: String, type: String, shape: [Int], parameters: Int, inputs: [String]) {
      self.name = name
      self.type = type
      self.shape = shape
      self.parameters = parameters
      self.inputs = inputs
    }
  }

  /// As it was asked for.
  public var name: String
  /// Each after those that it takes.
  public var layers: [Layer]

  /// A network.
  public init(name: String, layers: [Layer]) {
    self.name = name
    self.layers = layers
  }

  /// `network`
  public static var sort: FigureSubject.Sort { .network }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .network(let network) = subject else { return nil }
    self = network
  }

  /// How many layers and parameters.
  public var caption: String {
    let parameters = layers.reduce(0) { $0 + $1.parameters }
    return "The \(NumberFormat.count(layers.count, "layer")) of \(name), with "
      + "\(NumberFormat.count(parameters, "parameter"))."
  }
}

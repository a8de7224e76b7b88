import Foundation

/// Colour and weight on a terminal; nothing anywhere else.
///
/// - Source: no-color.org: `NO_COLOR`, set to anything, turns colour off.
struct Style: Sendable {
  private let isOn: Bool

  /// Plain text.
  static let plain = Style(isOn: false)
  /// What standard output shows.
  static let output = Style(of: 1)
  /// What standard error shows.
  static let error = Style(of: 2)

  private init(isOn: Bool) { self.isOn = isOn }

  private init(of stream: Int32) {
    let environment = ProcessInfo.processInfo.environment
    isOn =
      isatty(stream) == 1 && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }

  func bold(_ text: String) -> String { wrapped(text, "1") }
  func bad(_ text: String) -> String { wrapped(text, "1;31") }
  func doubtful(_ text: String) -> String { wrapped(text, "1;33") }
  func good(_ text: String) -> String { wrapped(text, "32") }
  func advice(_ text: String) -> String { wrapped(text, "36") }

  private func wrapped(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

import FlyingSocks
import Foundation
import Tensors

/// Serves a preview to browsers on this machine, and to nobody else.
///
/// It answers one request a connection. FlyingFox itself would bring libcurl along, and with it 6 ms
/// at the start of every command; its sockets do.
struct PreviewServer {
  /// Where a page waits for the next change.
  static let changes = "/.lossfold/changes"

  /// The port at which it listens.
  let port: UInt16
  private let preview: Preview
  private let socket: Socket

  /// Listens on 127.0.0.1.
  ///
  /// - Parameter port: 0 lets the system choose.
  /// - Throws: ``ServeError`` where the port is taken.
  init(_ preview: Preview, port: UInt16) throws(ServeError) {
    self.preview = preview
    do {
      socket = try Socket(domain: AF_INET, type: .stream)
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
      try socket.listen()
      guard case .ip4(_, let found) = try socket.sockname() else { throw ServeError(port: port) }
      self.port = found
    } catch { throw ServeError(port: port) }
  }

  /// Serves until the process ends.
  func run() async throws {
    let pool: some AsyncSocketPool = SocketPool.make()
    try await pool.prepare()
    let listening = Task { try await pool.run() }
    defer { listening.cancel() }
    for try await connection in try AsyncSocket(socket: socket, pool: pool).sockets {
      Task {
        defer { try? connection.close() }
        guard let request = await PreviewRequest(from: connection) else { return }
        try await connection.write(Data(answer(to: request)))
      }
    }
  }

  private func answer(to request: PreviewRequest) async -> [UInt8] {
    // A page of another site could send its requests here under a name of its own.
    guard request.isLocal else { return Self.response("403 Forbidden") }
    guard request.method == "GET" else { return Self.response("405 Method Not Allowed") }
    guard request.path == Self.changes else {
      let answer = preview.answer(request.path)
      return Self.response(
        answer.isFound ? "200 OK" : "404 Not Found", type: answer.type, answer.bytes)
    }
    // An answer once there is another version, or without content after a while.
    for _ in 0..<500 where preview.version == request.version {
      do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
    }
    return Self.response(preview.version == request.version ? "204 No Content" : "200 OK")
  }

  private static func response(
    _ status: String, type: String = "text/plain", _ bytes: [UInt8] = []
  ) -> [UInt8] {
    let lines = [
      "HTTP/1.1 \(status)", "Content-Type: \(type)", "Content-Length: \(bytes.count)",
      "Cache-Control: no-store", "Connection: close", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8) + bytes
  }
}

/// What a browser asks for: the head of its request.
struct PreviewRequest: Equatable {
  var method: String
  /// Without its query, unescaped.
  var path: String
  /// The version that the page has, where it asks for changes.
  var version: Int?
  /// Whether it asked this machine by one of the names that it has for itself.
  var isLocal: Bool

  /// nil where the lines are no request.
  init?(head: String) {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[1].hasPrefix("/"), words[2].hasPrefix("HTTP/1.") else {
      return nil
    }
    let parts = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    method = String(words[0])
    path = parts[0].removingPercentEncoding ?? String(parts[0])
    version = parts.dropFirst().first.flatMap { query in
      query.split(separator: "&").first { $0.hasPrefix("after=") }.flatMap { Int($0.dropFirst(6)) }
    }
    let host = lines.first { $0.lowercased().hasPrefix("host:") }?.dropFirst(5)
      .trimmingCharacters(in: .whitespaces).split(separator: ":").first
    isLocal = host == "127.0.0.1" || host == "localhost"
  }

  /// Reads up to the empty line; nil where none comes within 64 KiB.
  fileprivate init?(from connection: AsyncSocket) async {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while !bytes.suffix(4).elementsEqual(end) {
      guard bytes.count < 65_536, let byte = try? await connection.read() else { return nil }
      bytes.append(byte)
    }
    self.init(head: String(decoding: bytes, as: UTF8.self))
  }
}

/// The port cannot be had.
struct ServeError: UserFacingError, Equatable {
  var port: UInt16

  var kind: MishapKind { .cannotCreate }
  var place: String { "--port" }
  var sentence: String {
    "A free port of 127.0.0.1 was expected, but \(port) cannot be had: another program may use it."
  }
  var help: [String] { ["Take another: lossfold serve --port \(port == 8080 ? 8081 : 8080)"] }
}

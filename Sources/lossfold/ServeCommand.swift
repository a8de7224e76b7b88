import ArgumentParser
import Foundation
import Sites
import Tensors

/// `lossfold serve`: the site in a browser while its pages are written.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the site in a browser, and again whenever its pages change.",
    discussion: """
      Builds in memory, serves on 127.0.0.1 only, and writes no file. A change in the folder is \
      built and reloads the browser; an error is shown in the page until it is mended. Ctrl-C \
      ends it.

        lossfold serve
        lossfold serve docs-src --port 8000
      """)

  @Argument(help: "The folder of pages.", completion: .directory)
  var source = "docs-src"

  @Option(help: "The port; 0 for any that is free.")
  var port: UInt16 = 8080

  func run() throws {
    var watch = FolderWatch(source)
    var builder = PreviewBuilder(source: source)
    // A folder that isn't there will not appear by waiting.
    if !FileManager.default.fileExists(atPath: source) { try builder.build() }
    builder.rebuild()
    let server = try PreviewServer(builder.preview, port: port)
    Console.note("\(source): http://127.0.0.1:\(server.port)/ (Ctrl-C ends it)")
    Task {
      do { try await server.run() } catch { Console.exit(with: error) }
    }
    while true {
      Thread.sleep(forTimeInterval: 0.1)
      let changes = watch.changes()
      guard !changes.isEmpty else { continue }
      builder.forget(changes)
      builder.rebuild()
    }
  }
}

/// Builds a folder of pages in memory, again and again.
struct PreviewBuilder {
  let preview = Preview()
  private var memory: SiteMemory
  private let jobs = ProcessInfo.processInfo.activeProcessorCount

  init(source: String) {
    memory = SiteMemory(source: source, commands: Lossfold.helpMessages)
  }

  /// Builds and shows what came of it.
  func rebuild() {
    let clock = ContinuousClock()
    let start = clock.now
    do throws(SiteError) {
      try build()
      let milliseconds = Int((clock.now - start) / .milliseconds(1))
      Console.note("\(memory.source): built in \(milliseconds) ms.")
    } catch {
      preview.show(error)
      for finding in error.findings {
        Console.note("error: \(finding.place): \(finding.ruled)")
        for help in finding.help { Console.note("help: \(help)") }
      }
    }
  }

  /// Builds and shows the site.
  ///
  /// - Throws: What is wrong with it; what was shown before still is.
  func build() throws(SiteError) {
    let plan = try SitePlan(memory, jobs: jobs)
    preview.show(plan.rendered, home: plan.home)
  }

  /// Forgets what was computed where a file changed that pages draw from.
  mutating func forget(_ changes: [String]) {
    guard !changes.allSatisfy({ $0.hasSuffix(".md") || $0.hasPrefix("theme/") }) else { return }
    memory.forgetData()
  }
}

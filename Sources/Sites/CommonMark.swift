private import CCommonMark
private import Synchronization

extension Markup {
  /// Parses CommonMark with tables and footnotes.
  ///
  /// - Parameters:
  ///   - text: The text of a page, without its front matter.
  ///   - firstLine: The number of the text's first line in its file.
  ///   - verbatim: What becomes of text that is taken literally: code and raw HTML.
  init(commonMark text: String, firstLine: Int = 1, verbatim: @escaping (String) -> String = { $0 })
  {
    let (blocks, notes) = parsing.withLock { _ in
      let tree = Tree(text)
      return unsafe Walker(lineOffset: firstLine - 1, verbatim: verbatim).document(tree.root)
    }
    self.init(blocks: blocks, notes: notes)
  }

  /// How many lists, quotes and runs of text may lie inside one another: past it, the stack ends
  /// before the text does.
  static let mostNested = 100

  /// The line where more than ``mostNested`` lie inside one another; nil where they don't.
  static func lineTooDeep(in text: String, firstLine: Int) -> Int? {
    parsing.withLock { _ in Tree(text).line(deeperThan: mostNested) }.map { $0 + firstLine - 1 }
  }
}

/// The parser keeps tables of its own, shared by all threads.
private let parsing = Mutex(())

/// A parsed document, which it frees.
@safe private struct Tree: ~Copyable {
  let root: OpaquePointer?

  init(_ text: String) {
    cmark_gfm_core_extensions_ensure_registered()
    let options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8
    let parser = unsafe cmark_parser_new(options)
    defer { unsafe cmark_parser_free(parser) }
    if let tables = unsafe cmark_find_syntax_extension("table") {
      unsafe cmark_parser_attach_syntax_extension(parser, tables)
    }
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) {
        unsafe cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    unsafe root = cmark_parser_finish(parser)
  }

  /// The line of the first node that lies deeper; found without recursion.
  func line(deeperThan limit: Int) -> Int? {
    var (depth, line) = (0, 1)
    var next = unsafe root
    while let node = unsafe next {
      // Runs of text have no lines of their own.
      line = max(line, unsafe Int(cmark_node_get_start_line(node)))
      guard depth <= limit else { return line }
      if let child = unsafe cmark_node_first_child(node) {
        unsafe next = child
        depth += 1
        continue
      }
      var last: OpaquePointer? = unsafe node
      while let here = unsafe last, unsafe cmark_node_next(here) == nil {
        unsafe last = cmark_node_parent(here)
        depth -= 1
      }
      unsafe next = last.flatMap { unsafe cmark_node_next($0) }
    }
    return nil
  }

  deinit { unsafe cmark_node_free(root) }
}

/// Turns the parser's nodes into values.
private struct Walker {
  typealias Node = OpaquePointer

  var lineOffset: Int
  var verbatim: (String) -> String

  func document(_ root: Node?) -> ([Block], notes: [[Block]]) {
    let all = unsafe children(root)
    let notes = unsafe all.filter { unsafe kind($0) == "note" }
    return unsafe (blocks(root), notes.map { unsafe blocks($0) })
  }

  func children(_ node: Node?) -> [Node] {
    var result: [Node] = unsafe []
    var next = unsafe cmark_node_first_child(node)
    while let child = unsafe next {
      unsafe result.append(child)
      unsafe next = cmark_node_next(child)
    }
    return unsafe result
  }

  /// The name of what `node` is; the parser itself has none for notes.
  func kind(_ node: Node) -> String {
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_FOOTNOTE_DEFINITION: "note"
    case CMARK_NODE_FOOTNOTE_REFERENCE: "note_mark"
    default: unsafe string(cmark_node_get_type_string(node))
    }
  }

  func string(_ bytes: UnsafePointer<CChar>?) -> String {
    guard let bytes = unsafe bytes else { return "" }
    return unsafe String(cString: bytes)
  }

  func literal(_ node: Node) -> String { unsafe string(cmark_node_get_literal(node)) }

  func line(_ node: Node) -> Int { unsafe Int(cmark_node_get_start_line(node)) + lineOffset }

  func blocks(_ parent: Node?) -> [Block] {
    var result: [Block] = []
    // By index: `for unsafe node` is more than the formatter understands.
    let nodes = unsafe children(parent)
    for index in unsafe nodes.indices {
      let node = unsafe nodes[index]
      guard let content = unsafe content(node) else { continue }
      unsafe result.append(Block(line: line(node), content: content))
    }
    return result
  }

  func content(_ node: Node) -> Block.Content? {
    switch unsafe kind(node) {
    case "heading":
      return unsafe .heading(level: Int(cmark_node_get_heading_level(node)), inlines(of: node))
    case "paragraph": return unsafe .paragraph(inlines(of: node))
    case "code_block":
      return unsafe .code(
        info: verbatim(string(cmark_node_get_fence_info(node))), verbatim(literal(node)))
    case "block_quote": return unsafe .quote(blocks(node))
    case "list":
      let isNumbered = unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      return unsafe .list(
        start: isNumbered ? Int(cmark_node_get_list_start(node)) : nil,
        isTight: cmark_node_get_list_tight(node) != 0,
        items: children(node).map { unsafe blocks($0) })
    case "table": return unsafe table(node)
    case "html_block": return unsafe .html(verbatim(literal(node)))
    case "thematic_break": return .rule
    default: return nil
    }
  }

  func table(_ node: Node) -> Block.Content {
    let count = unsafe Int(cmark_gfm_extensions_get_table_columns(node))
    let signs = unsafe cmark_gfm_extensions_get_table_alignments(node)
    let alignments = (0..<count).map { column in
      switch unsafe signs.map({ unsafe $0[column] }) {
      case UInt8(ascii: "r"): ColumnAlignment.trailing
      case UInt8(ascii: "c"): ColumnAlignment.center
      default: ColumnAlignment.leading
      }
    }
    let rows = unsafe children(node).map { row in
      unsafe children(row).map { unsafe inlines(of: $0) }
    }
    return .table(
      alignments: alignments, header: rows.first ?? [], rows: Array(rows.dropFirst()))
  }

  func inlines(of node: Node) -> [Inline] {
    var line = unsafe line(node)
    return unsafe inlines(node, &line)
  }

  /// Counts lines by itself: the parser's own count for inlines is not to be relied on.
  func inlines(_ parent: Node, _ line: inout Int) -> [Inline] {
    var result: [Inline] = []
    let nodes = unsafe children(parent)
    for index in unsafe nodes.indices {
      let node = unsafe nodes[index]
      switch unsafe kind(node) {
      case "text": unsafe append(literal(node), to: &result)
      case "softbreak":
        line += 1
        result.append(.softBreak)
      case "linebreak":
        line += 1
        result.append(.lineBreak)
      case "code": unsafe result.append(.code(verbatim(literal(node))))
      case "html_inline": unsafe result.append(.html(verbatim(literal(node))))
      case "emph": unsafe result.append(.emphasis(inlines(node, &line)))
      case "strong": unsafe result.append(.strong(inlines(node, &line)))
      case "link":
        let link = unsafe link(node, line)
        unsafe result.append(.link(link, inlines(node, &line)))
      case "image":
        let link = unsafe link(node, line)
        unsafe result.append(.image(link, description: inlines(node, &line)))
      case "note_mark":
        if let number = unsafe Int(literal(node)) { result.append(.note(number)) }
      default: break
      }
    }
    return result
  }

  /// Neighbouring texts become one, as they were written.
  func append(_ text: String, to inlines: inout [Inline]) {
    if case .text(let before) = inlines.last {
      inlines[inlines.count - 1] = .text(before + text)
    } else {
      inlines.append(.text(text))
    }
  }

  func link(_ node: Node, _ line: Int) -> Link {
    unsafe Link(
      target: verbatim(string(cmark_node_get_url(node))), title: string(cmark_node_get_title(node)),
      line: line)
  }
}

/// The library that reads CommonMark.
public enum CommonMarkLibrary {
  /// Its release, as it is linked.
  public static var release: String { unsafe String(cString: cmark_version_string()) }
}

public import CairoRendering
public import Figures
import Drawings
import Yams

/// A house's own font and colours, as one small file says them.
public struct HouseStyle: Hashable, Sendable {
  /// A family of this system, or the paths of one or two font files, the regular weight first; none
  /// is Inter.
  public var font: [String] = []
  /// What stands in place of the themes' own colours.
  public var colors = HouseColors()

  /// Nothing but what figures have anyway.
  public init() {}

  /// What the file at `path` says; fonts' paths are relative to it.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  public init(file path: String) throws(RequestError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    try self.init(
      yaml: TextFile.contents(of: path), place: RequestPlace(file: path, folder: folder))
  }

  /// What `yaml` says.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  init(yaml: String, place: RequestPlace) throws(RequestError) {
    for entry in try YAMLMapping(yaml, at: place).entries {
      switch entry.key {
      case "font": font = try Self.font(YAMLMapping.field(entry), folder: place.folder)
      case "colors": colors = try Self.colors(entry, at: place)
      default: throw Self.unknown(entry, known: ["font", "colors"])
      }
    }
  }

  private static func font(_ field: Field, folder: String) throws(RequestError) -> [String] {
    let fonts = field.values.filter { !$0.isEmpty }
    guard (1...2).contains(fonts.count),
      fonts.count == 1 || fonts.allSatisfy(FontFiles.isFontFile)
    else {
      throw field.bad(
        "a family of this system, or one or two font files, the regular weight first",
        isFromFile: true)
    }
    return fonts.map {
      FontFiles.isFontFile($0) && !$0.hasPrefix("/") ? folder + $0 : $0
    }
  }

  private static func unknown(_ entry: YAMLMapping.Entry, known: [String]) -> RequestError {
    RequestError(.unknownKey(entry.key, known: known), at: entry.origin, isFromFile: true)
  }
}

// MARK: Colours

extension HouseStyle {
  private typealias Colors = [HouseColors.Role: [Color]]

  /// A list is the colours of the classes; a map says what each is for, and may say it for a theme.
  private static func colors(
    _ entry: YAMLMapping.Entry, at place: RequestPlace
  ) throws(RequestError) -> HouseColors {
    guard case .mapping = entry.node else {
      return HouseColors(common: [.classes: try list(entry, .classes)])
    }
    let mapping = try YAMLMapping(entry.node, at: place)
    let themes = Theme.all.map(\.name)
    var colors = HouseColors()
    for inner in mapping.entries {
      guard themes.contains(inner.key) else {
        let role = try role(inner, known: themes)
        colors.common[role] = try list(inner, role)
        continue
      }
      var own: Colors = [:]
      for entry in try YAMLMapping(inner.node, at: place).entries {
        let role = try role(entry, known: [])
        own[role] = try list(entry, role)
      }
      colors.themes[inner.key] = own
    }
    return colors
  }

  private static func role(
    _ entry: YAMLMapping.Entry, known: [String]
  ) throws(RequestError) -> HouseColors.Role {
    guard let role = HouseColors.Role(rawValue: entry.key) else {
      throw unknown(entry, known: HouseColors.Role.allCases.map(\.rawValue) + known)
    }
    return role
  }

  private static func list(
    _ entry: YAMLMapping.Entry, _ role: HouseColors.Role
  ) throws(RequestError) -> [Color] {
    let field = try YAMLMapping.field(entry)
    let colors = field.values.compactMap { Color(hexadecimal: $0) }
    guard colors.count == field.values.count, role.counts.contains(colors.count) else {
      throw field.bad(
        role.counts == 1...1
          ? "a colour in quotes, such as \"#15181E\""
          : "\(role.counts.lowerBound) to \(role.counts.upperBound) colours in quotes, such as "
            + "[\"#0072B2\", \"#D55E00\"]",
        isFromFile: true)
    }
    return colors
  }
}

// MARK: Use

extension HouseStyle {
  /// The style as one line of YAML that reads back as the same: what evidence keeps of it.
  public var text: String {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    func map(_ colors: Colors) -> [String] {
      colors.sorted { $0.key.rawValue < $1.key.rawValue }.map { role, colors in
        "\(role.rawValue): [\(colors.map { quoted($0.hex) }.joined(separator: ", "))]"
      }
    }
    let themes = colors.themes.sorted { $0.key < $1.key }.map { name, colors in
      "\(name): {\(map(colors).joined(separator: ", "))}"
    }
    var parts: [String] = []
    if !font.isEmpty { parts.append("font: [\(font.map(quoted).joined(separator: ", "))]") }
    let all = map(colors.common) + themes
    if !all.isEmpty { parts.append("colors: {\(all.joined(separator: ", "))}") }
    return "{\(parts.joined(separator: ", "))}"
  }

  /// The fonts that text is set in.
  ///
  /// - Throws: ``RequestError`` where the system has no such family.
  public func fontFiles() throws(RequestError) -> FontFiles {
    guard let files = FontFiles.debian(with: font) else {
      throw RequestError(.missingFont(font.first ?? ""), at: "font", isFromFile: true)
    }
    return files
  }
}

extension FigureRequest {
  /// The style that the figure is drawn in: a file, or the style itself as evidence has it.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  public func houseStyle() throws(RequestError) -> HouseStyle {
    guard let style else { return HouseStyle() }
    guard style.hasPrefix("{") else { return try HouseStyle(file: place(of: style)) }
    return try HouseStyle(yaml: style, place: RequestPlace(file: "style", folder: ""))
  }
}

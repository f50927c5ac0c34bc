internal import Host
internal import RulesEngine

/// What `bylaw new` makes of one kind: the files of a definition that works, and of its test.
struct Scaffold: Sendable {
  /// What is typed, such as `rule`.
  var kind: String
  /// The folder below the rulebook that it is put into.
  var folder: String
  /// The files, by their paths from there.
  var files: @Sendable (ScaffoldSite) throws -> [SourceFile]

  init(_ kind: String, in folder: String, _ files: @escaping @Sendable (ScaffoldSite) throws -> [SourceFile])
  {
    self.kind = kind
    self.folder = folder
    self.files = files
  }

  /// Every kind there is.
  static let all: [Scaffold] = [
    Scaffold("rulebook", in: "") { ScaffoldFiles.rulebook($0.name) },
    Scaffold("rule", in: "rules") { try ScaffoldFiles.rule($0) },
    Scaffold("table", in: "tables") { try ScaffoldFiles.table($0) },
    Scaffold("workflow", in: "workflows") { try ScaffoldFiles.workflow($0) },
    Scaffold("schedule", in: "schedules") { ScaffoldFiles.schedule($0) },
    Scaffold("absence", in: "absences") { ScaffoldFiles.absence($0) },
    Scaffold("template", in: "templates") { try ScaffoldFiles.template($0) },
    Scaffold("score", in: "model") { try ScaffoldFiles.score($0) },
    Scaffold("segment", in: "model") { try ScaffoldFiles.segment($0) },
    Scaffold("entity", in: "model") { ScaffoldFiles.entity($0) },
    Scaffold("event", in: "model") { ScaffoldFiles.event($0) },
    Scaffold("action", in: "model") { ScaffoldFiles.action($0) },
    Scaffold("calendar", in: "calendars") { ScaffoldFiles.calendar($0) },
    Scaffold("plugin", in: "plugins") { ScriptTools.plugin(named: $0.name) },
  ]
}

/// The files of each kind.
enum ScaffoldFiles {
  /// A definition and its test.
  static func pair(_ name: String, _ definition: String, _ test: String) -> [SourceFile] {
    [
      SourceFile(path: "\(name).yaml", text: definition + "\n"),
      SourceFile(path: "\(name).test.yaml", text: test + "\n"),
    ]
  }
}

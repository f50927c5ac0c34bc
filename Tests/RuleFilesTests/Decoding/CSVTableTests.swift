import RuleFiles
import RulesEngine
import Testing

@Suite struct CSVTableTests {
  /// The cells of each row, or the findings.
  private func rows(_ csv: String) -> [String] {
    let decoded = Decoded(
      "table: a\nhit: first\ninputs: { x: string }\noutputs: { y: string }\nrows: rows.csv",
      path: "fees/a.yaml", files: ["fees/rows.csv": csv])
    guard let table = decoded.draft.tables.first else { return decoded.findings }
    return table.rows.map { row in
      row.cells.map { "\($0.name.value)=\($0.value.text ?? "")" }.joined(separator: " | ")
    } + decoded.findings
  }

  @Test(arguments: [
    ("x,y\na,b\n", ["x=a | y=b"]),
    ("x,y\na,b", ["x=a | y=b"]),
    ("x,y\r\na,b\r\nc,d\r\n", ["x=a | y=b", "x=c | y=d"]),
    ("x , y\n a ,b \n", ["x=a | y=b"]),
    ("\u{FEFF}x,y\na,b\n", ["x=a | y=b"]),
    ("x,y\n\n\na,b\n\n", ["x=a | y=b"]),
    ("x,y\n\"a, b\",c\n", ["x=a, b | y=c"]),
    ("x,y\n\"say \"\"hi\"\"\",c\n", ["x=say \"hi\" | y=c"]),
    ("x,y\n\"two\nlines\",c\n", ["x=two\nlines | y=c"]),
    ("x,y\n,\n", ["x= | y="]),
    ("x,y\n\"a\" ,b\n", ["x=a | y=b"]),
    ("x,y\n", []),
    ("", ["W0125: `fees/rows.csv` is empty"]),
    ("x,y\na\n", ["W0125: this line has 1 cell, and the first line names 2 columns"]),
    ("x,y\na,b,c\n", ["W0125: this line has 3 cells, and the first line names 2 columns"]),
    ("x,y\na\nb,c\n", ["x=b | y=c", "W0125: this line has 1 cell, and the first line names 2 columns"]),
    ("x,y\n\"a,b\n", ["W0125: this quote is never closed"]),
    ("x,y\n\"a\"b,c\n", ["W0125: text follows the closing quote of this cell"]),
  ])
  func `rows of a file`(csv: String, expected: [String]) {
    #expect(rows(csv) == expected)
  }

  @Test func `a mistake in a cell points into the file`() {
    let loaded = RulebookLoader.load(files: [
      SourceFile(path: "a.yaml", text: "event: b\ndata: { x: string }"),
      SourceFile(
        path: "t.yaml",
        text: "table: t\non: b\nhit: first\ninputs: { x: event.x }\noutputs: { y: int }\nrows: t.csv"),
      SourceFile(path: "t.csv", text: "x,y\na,1\n\"b, c\",two\n"),
    ])
    let spans = loaded.diagnostics.sorted.map {
      "\($0.span.file):\($0.span.start.line):\($0.span.start.column)"
    }
    #expect(spans == ["t.csv:3:8"])
  }
}

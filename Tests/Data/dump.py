#!/usr/bin/env python3
"""Print every table of a database, rows sorted: what two runs are compared by."""
import sqlite3
import sys

connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
for name in names:
    rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"'))
    print(f"== {name} {len(rows)}")
    print("\n".join(rows))

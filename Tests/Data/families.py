#!/usr/bin/env python3
"""What scripts/demo shows of each family, computed from the outbox instead of the decisions.

    families.py DATABASE RULES
"""
import pathlib
import re
import sqlite3
import sys

QUERY = """
SELECT count(*), count(DISTINCT d.name),
       sum(CASE WHEN n.name = 'charge'
           THEN CAST(replace(json_extract(o.args, '$.amount'), '.', '') AS INTEGER) ELSE 0 END)
FROM bylaw_outbox o JOIN bylaw_names n ON n.id = o.name JOIN bylaw_names d ON d.id = o.by
WHERE substr(d.name, instr(d.name, '/') + 1) IN (%s)
"""


def main():
    database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    for family in ["fees", "escalation", "routing", "favorites", "retention"]:
        text = "\n".join(path.read_text() for path in sorted(pathlib.Path(sys.argv[2], family).glob("*.yaml")))
        names = re.findall(r"^(?:rule|table|fee|refund|settle|escalation|sla|id): ([a-z0-9-]+)$", text, re.MULTILINE)
        actions, definitions, cents = database.execute(QUERY % ",".join("?" * len(names)), names).fetchone()
        charged = f", {cents // 100}.{cents % 100:02d} charged" if cents else ""
        print(f"{family:<11} {actions:6} actions by {definitions:2} definitions{charged}")


if __name__ == "__main__":
    main()

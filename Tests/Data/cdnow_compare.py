#!/usr/bin/env python3
"""Compares the totals in the engine's database with those of cdnow_totals.py, exactly.

    cdnow_compare.py DATABASE EVENTS.ndjson[.gz] [UNTIL]      exit 1 when a total differs
"""
import decimal
import json
import sqlite3
import sys

import cdnow_totals

ACTIONS = """
SELECT o.args, d.name AS by FROM bylaw_outbox o
JOIN bylaw_names n ON n.id = o.name JOIN bylaw_names d ON d.id = o.by WHERE n.name = ?
"""
MEMBERS = "SELECT count(*) FROM bylaw_segments s JOIN bylaw_names n ON n.id = s.segment WHERE n.name = ?"


def engine_totals(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def one(query, *parameters):
        return database.execute(query, parameters).fetchone()[0]

    def actions(name):
        return [(json.loads(args), by) for args, by in database.execute(ACTIONS, (name,))]

    amounts = (decimal.Decimal(row[0].split()[0]) for row in database.execute("SELECT amount FROM orders"))
    points = one("SELECT coalesce(sum(points), 0) FROM customers")
    awarded = sum(args["points"] for args, _ in actions("award_points"))
    if points != awarded:
        sys.exit(f"the customers hold {points} points, but {awarded} were awarded")
    return {
        "customers": one("SELECT count(*) FROM customers"),
        "orders": one("SELECT count(*) FROM orders"),
        "spend": f"{sum(amounts, decimal.Decimal(0)):.2f}",
        "vip_members": one(MEMBERS, "vip"),
        "loyalty_points": points,
        "silences": one(
            "SELECT count(*) FROM bylaw_inbox i JOIN bylaw_names n ON n.id = i.type WHERE n.name = 'customer.silent'"),
        "win_backs": sum(by == "rule/win-back" for _, by in actions("offer")),
        "lapsed_members": one(MEMBERS, "lapsed"),
    }


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: cdnow_compare.py DATABASE EVENTS.ndjson[.gz] [UNTIL]")
    until = cdnow_totals.instant(sys.argv[3] if len(sys.argv) == 4 else "1998-07-01T00:00:00Z")
    expected = cdnow_totals.totals(cdnow_totals.load(sys.argv[2]), until)
    found = engine_totals(sys.argv[1])
    print(f"{'total':<16}{'engine':>14}{'independent':>14}  equal")
    for name in expected:
        same = "yes" if str(found[name]) == str(expected[name]) else "NO"
        print(f"{name:<16}{found[name]:>14}{expected[name]:>14}  {same}")
    if found != expected:
        sys.exit("the totals differ")


if __name__ == "__main__":
    main()

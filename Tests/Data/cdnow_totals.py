#!/usr/bin/env python3
"""Computes the totals of examples/cdnow from the raw events, without the engine.

    cdnow_totals.py EVENTS.ndjson[.gz] [UNTIL]          prints one JSON object

UNTIL (default 1998-07-01T00:00:00Z) is the instant to which the run's clock goes on. Money is counted in whole
cents. What each total means:

customers       events of type customer.registered
orders          events of type order.completed
spend           the sum of their amounts
vip_members     customers whose amounts reach 500.00; spend never falls, so nobody leaves
loyalty_points  for each order, in the order of the file, by the customer's spend with this order included:
                0 for an amount of 0.00; else 10 below 100.00, 20 below 500.00, 40 from 500.00 on
silences        Mondays 09:00 UTC, not after UNTIL, on which the customer's latest order before that instant is at
                least 180 and less than 187 whole days old (whole days: seconds / 86400, rounded down)
win_backs       silences of customers with two orders or more before that instant
lapsed_members  customers whose latest order is one that a silence followed (membership is decided anew only
                when an event of the customer is processed: a silence lets them in, the next order lets them out)
"""
import datetime
import gzip
import json
import sqlite3
import sys

DAY = 86400
# 1970-01-05 was a Monday.
FIRST_MONDAY_9 = 4 * DAY + 9 * 3600


def instant(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def cents(text):
    whole, _, part = text.partition(".")
    if not whole.isdigit() or len(part) > 2 or (part and not part.isdigit()):
        raise ValueError(f"not an amount of cents: {text}")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def load(path):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE customers (id TEXT PRIMARY KEY)")
    database.execute(
        "CREATE TABLE orders (line INTEGER PRIMARY KEY, customer TEXT, at INTEGER, cents INTEGER)")
    reader = gzip.open if path.endswith(".gz") else open
    with reader(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            event = json.loads(line)
            data = event["data"]
            if event["type"] == "customer.registered":
                database.execute("INSERT INTO customers VALUES (?)", (data["customer_id"],))
            elif event["type"] == "order.completed":
                row = (number, data["customer_id"], instant(event["time"]), cents(data["amount"]))
                database.execute("INSERT INTO orders VALUES (?, ?, ?, ?)", row)
    return database


# `upto` is the customer's spend with the order, `nth` its number, `next` the instant of the following order.
VIEW = """
CREATE TEMP TABLE history AS
SELECT customer, at, cents,
       sum(cents) OVER (PARTITION BY customer ORDER BY line) AS upto,
       row_number() OVER (PARTITION BY customer ORDER BY line) AS nth,
       lead(at) OVER (PARTITION BY customer ORDER BY line) AS next
FROM orders;
CREATE TEMP TABLE silences AS
SELECT * FROM (
  SELECT *, grown + (:week - (grown - :first) % :week) % :week AS due
  FROM (SELECT *, at + 180 * :day AS grown FROM history)
)
WHERE due <= :until AND (next IS NULL OR next > due);
"""


def totals(database, until):
    names = {":day": DAY, ":week": 7 * DAY, ":first": FIRST_MONDAY_9, ":until": until}
    script = VIEW
    for name, value in names.items():
        script = script.replace(name, str(value))
    database.executescript(script)

    def one(query):
        return database.execute(query).fetchone()[0] or 0

    spend = one("SELECT sum(cents) FROM orders")
    return {
        "customers": one("SELECT count(*) FROM customers"),
        "orders": one("SELECT count(*) FROM orders"),
        "spend": f"{spend // 100}.{spend % 100:02d}",
        "vip_members": one(
            "SELECT count(*) FROM (SELECT customer FROM orders GROUP BY customer HAVING sum(cents) >= 50000)"),
        "loyalty_points": one(
            "SELECT sum(CASE WHEN cents <= 0 THEN 0 WHEN upto < 10000 THEN 10 WHEN upto < 50000 THEN 20 ELSE 40 END)"
            " FROM history"),
        "silences": one("SELECT count(*) FROM silences"),
        "win_backs": one("SELECT count(*) FROM silences WHERE nth >= 2"),
        "lapsed_members": one("SELECT count(*) FROM silences WHERE next IS NULL"),
    }


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: cdnow_totals.py EVENTS.ndjson[.gz] [UNTIL]")
    until = instant(sys.argv[2] if len(sys.argv) == 3 else "1998-07-01T00:00:00Z")
    print(json.dumps(totals(load(sys.argv[1]), until), indent=2))


if __name__ == "__main__":
    main()

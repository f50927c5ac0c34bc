#!/usr/bin/env python3
"""What scripts/families has to show, computed without the engine.

    totals.py DATABASE END EVENTS...

Fees, clocks, chains and prompts follow from the events alone, by the rules as a person reads them. What depends on
scores, shares drawn by hash, and rankings is read from the tables by plain SQL.
"""
import datetime
import sqlite3
import sys

from stream import Stream
import clocks
import fees
import prompts


def main():
    database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    stream = Stream(sys.argv[3:], datetime.datetime.fromisoformat(sys.argv[2]))
    lines = fees.lines(stream) + clocks.lines(stream, database) + prompts.lines(stream)
    lines += journeys(stream, database) + routing(stream, database)
    print("\n".join(sorted(lines)))


# What counts as coming back, after which journey; about the customer where no field is named.
GOALS = {
    "trial-ending": ("subscription.renewed", "subscription_id"),
    "quote-not-answered": ("quote.approved", None),
}
BOOKED = ("service.booked", None)


def journeys(stream, database):
    """Who was exposed is drawn; who converted follows from the events: a goal counts for the newest exposure."""
    rows = database.execute(
        "SELECT retention, about, held_out, exposed_at / 1e6 FROM retention_exposures"
    ).fetchall()
    counts = {}
    for retention in sorted({row[0] for row in rows}):
        goal, field = GOALS.get(retention, BOOKED)
        count = counts[retention] = [0, 0, 0, 0]
        waiting = {}
        for _, about, held_out, at in sorted(row for row in rows if row[0] == retention):
            count[2 * held_out] += 1
            waiting.setdefault(about, []).append((at, held_out))
        for event in stream.of(goal):
            exposed = waiting.get(event.data[field] if field else event.subject, [])
            open_ones = [one for one in exposed if 0 <= event.at - one[0] <= 30 * 86400]
            if open_ones:
                exposed.remove(max(open_ones))
                count[2 * max(open_ones)[1] + 1] += 1
    text = "exposed {}, converted {}, held out {}, converted unexposed {}"
    return [f"{'retention   ' + name:<44} {text.format(*count)}" for name, count in counts.items()]


def routing(stream, database):
    """An answer counts when it comes from the one who was asked last, within the offer's time."""
    actions = database.execute(
        """SELECT substr(b.name, 9), n.name, json_extract(o.args, '$.item'), json_extract(o.args, '$.to'),
                  i.at / 1e6, CAST(rtrim(json_extract(o.args, '$.for'), 's') AS INTEGER)
           FROM bylaw_outbox o JOIN bylaw_names n ON n.id = o.name JOIN bylaw_names b ON b.id = o.by
                JOIN bylaw_inbox i ON i.seq = o.seq >> 16
           WHERE b.name LIKE 'routing/%' ORDER BY o.seq"""
    ).fetchall()
    actions = [(row[0].partition("@")[0], *row[1:]) for row in actions]
    counts = {}
    keys = ["searched", "offered", "accepted", "rejected", "given", "queued"]
    for name, action, *_ in actions:
        count = counts.setdefault(name, dict.fromkeys(keys, 0))
        count["offered" if action == "offer_work" else "queued" if action == "enqueue" else "given"] += 1
    count = counts["inspection-assignment"]
    count["searched"] = len({event.data["inspection_id"] for event in stream.of("inspection.requested")})
    given = [row for row in actions if row[:2] == ("inspection-assignment", "assign")]
    for answer in ["accepted", "rejected"]:
        for event in stream.of(f"inspection.{answer}"):
            item, who = event.data["inspection_id"], event.data["technician_id"]
            offers = [row for row in actions if row[1:3] == ("offer_work", item) and row[4] < event.at]
            last = offers[-1]
            assert (last[3], True) == (who, event.at < last[4] + last[5]), (event, last)
            count[answer] += 1
            if answer == "accepted":
                assert [row[3] for row in given if row[2] == item] == [who], (event, given)
    assert len(given) == count["accepted"]
    text = lambda count: ", ".join(f"{key} {count[key]}" for key in keys)
    return [f"{'routing     ' + name:<44} {text(count)}" for name, count in counts.items()]


if __name__ == "__main__":
    main()

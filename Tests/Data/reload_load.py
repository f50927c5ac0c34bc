#!/usr/bin/env python3
"""Feeds `bylaw serve` at a steady rate while its rulebook changes, and looks for decisions by two rulebooks at once.

usage: reload_load.py BYLAW FOLDER [EVENTS [RATE]]
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time

SECONDS_PER_RULEBOOK = 3

RULES = """event: order.placed
subject: customer
data: {{ order_id: string }}
---
entity: customer
table: customers
key: id
fields: {{ id: string, orders: int }}
---
apply: order.placed
do:
  - upsert: customers
    set: {{ id: "${{customer.id}}", orders: "${{(customer.orders ?? 0) + 1}}" }}
---
action: notify
params: {{ template: string }}
---
rule: first
on: order.placed
do: {{ notify: {{ template: "first-{0}" }} }}
---
rule: second
on: order.placed
do: {{ notify: {{ template: "second-{0}" }} }}
---
workflow: later
on: order.placed
key: event.order_id
steps: [ {{ delay: 1s }}, {{ notify: {{ template: "later-{0}" }} }} ]
"""

DECIDED = """
    SELECT d.rulebook, group_concat(json_extract(o.args, '$.template'))
    FROM bylaw_decisions d JOIN bylaw_inbox i ON i.seq = d.seq JOIN bylaw_names n ON n.id = i.type
    JOIN bylaw_outbox o ON o.seq / 65536 = d.seq WHERE n.name = 'order.placed' GROUP BY d.seq
    """


def write(folder, version):
    """Files appear under their names when they are whole."""
    files = {"rulebook.yaml": f"name: load\nversion: 1.0.{version}\ncurrency: USD\n", "rules.yaml": RULES.format(version)}
    for name, text in files.items():
        hidden = os.path.join(folder, ".next")
        with open(hidden, "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(hidden, os.path.join(folder, name))


def line(number):
    return json.dumps({
        "specversion": "1.0", "id": f"e{number}", "source": "load", "type": "order.placed",
        "subject": f"c{number % 500}", "time": "2026-11-21T10:00:00Z", "data": {"order_id": f"o{number}"},
    }).encode() + b"\n"


def feed(connection, rules, events, rate):
    """Sends at the rate, and changes the rulebook every few seconds; returns how late it ever was."""
    start, late = time.monotonic(), 0.0
    for number in range(events):
        ahead = start + number / rate - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        late = max(late, -ahead)
        connection.sendall(line(number))
        if (number + 1) % (SECONDS_PER_RULEBOOK * rate) == 0:
            write(rules, (number + 1) // rate)
    return late


def main():
    bylaw, folder = sys.argv[1:3]
    events = int(sys.argv[3]) if len(sys.argv) > 3 else 15_000
    rate = int(sys.argv[4]) if len(sys.argv) > 4 else 1_000
    rules, database, path = (os.path.join(folder, name) for name in ("rules", "load.db", "load.sock"))
    os.mkdir(rules)
    write(rules, 0)
    words = [bylaw, "serve", "--rules", rules, "--db", database, "--socket", path]
    with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
        host = subprocess.Popen(words, stdout=log, stderr=log)
        while not os.path.exists(path):
            time.sleep(0.05)
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        answers = []
        reader = threading.Thread(
            target=lambda: answers.extend(answer for _, answer in zip(range(events), connection.makefile("rb"))))
        reader.start()
        start = time.monotonic()
        late = feed(connection, rules, events, rate)
        reader.join(60)
        took = time.monotonic() - start
        time.sleep(2.5)
        host.terminate()
        host.wait()
    decided = sum(b'"decision"' in answer for answer in answers)
    rows = sqlite3.connect(database).execute(DECIDED).fetchall()
    versions = {}
    mixed = 0
    for rulebook, templates in rows:
        found = {template.split("-")[1] for template in templates.split(",")}
        mixed += len(found) > 1
        versions.setdefault(rulebook, set()).update(found)
    mixed += sum(len(found) > 1 for found in versions.values())
    print(
        f"{events} events at {events / took:.0f} a second, {decided} answered with a decision, {len(rows)} decided by "
        f"{len(versions)} rulebooks, {mixed} by a mixture; the feeder was late by {late * 1000:.0f} ms at most")
    sys.exit(decided != events or len(rows) != events or mixed > 0 or len(versions) < 2)


main()

#!/usr/bin/env python3
"""Measures open runs of workflows: how long a start takes among them, and what a timer costs.

    bench_runs.py BYLAW FOLDER [COUNT ...]

For each COUNT it makes a database with that many open runs, each with a timer of its own, and 500 more that fall due
first; then it measures the CPU time of a start without any work, and of firing the 500.
"""
import os
import resource
import subprocess
import sys
import time

FIRED = 500

RULES = """
event: ticket.created
data: { ticket_id: string, days: int }
---
action: notify
params: { to: string }
---
workflow: wait
on: ticket.created
key: event.ticket_id
cancel_on: { event: ticket.resolved, where: event.ticket_id == trigger.ticket_id }
steps:
  - delay: "${duration(string(event.days * 24) + 'h')}"
  - notify: { to: "${trigger.ticket_id}" }
---
event: ticket.resolved
data: { ticket_id: string }
"""


def run(bylaw, rules, database, text, *more):
    """The seconds of CPU and of the clock that a run takes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    words = [bylaw, "run", "--rules", rules, "--clock", "events", "--quiet", "--db", database, *more]
    subprocess.run(words, input=text, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - start


def event(number, days):
    return (f'{{"specversion":"1.0","id":"b{number}","source":"bench","type":"ticket.created","subject":"s{number}",'
            f'"time":"2026-03-02T08:00:00Z","data":{{"ticket_id":"t{number}","days":{days}}}}}\n').encode()


def measure(bylaw, folder, rules, count):
    database = os.path.join(folder, f"runs-{count}.db")
    made, _ = run(bylaw, rules, database, b"".join(
        event(n, 1 if n < FIRED else 30 + n % 300) for n in range(count + FIRED)))
    starts = [run(bylaw, rules, database, b"") for _ in range(5)]
    start, clock = min(cpu for cpu, _ in starts), min(clock for _, clock in starts)
    fired, _ = run(bylaw, rules, database, b"", "--until", "2026-03-03T09:00:00Z")
    timer = (fired - start) / FIRED
    print(f"{count:>7} open runs: start {start * 1000:6.0f} ms of CPU ({clock * 1000:.0f} ms on the clock), "
          f"{timer * 1e6:6.0f} us of CPU for each timer that fires, made in {made:.1f} s")
    return timer, start


def main():
    bylaw, folder = sys.argv[1:3]
    counts = [int(count) for count in sys.argv[3:]] or [1_000, 10_000, 100_000]
    rules = os.path.join(folder, "rules")
    os.makedirs(rules)
    for name, text in [("rulebook.yaml", "name: bench\nversion: 1.0.0\ncurrency: USD\n"), ("rules.yaml", RULES)]:
        with open(os.path.join(rules, name), "w", encoding="utf-8") as file:
            file.write(text)
    results = [measure(bylaw, folder, rules, count) for count in counts]
    ratio = results[-1][0] / results[0][0]
    print(f"a timer among {counts[-1]} costs {ratio:.2f} times as much as among {counts[0]}")
    if results[-1][1] > 2:
        sys.exit("a start takes more than 2 seconds")


if __name__ == "__main__":
    main()

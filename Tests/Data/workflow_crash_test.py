#!/usr/bin/env python3
"""Kills runs of workflows at many moments and compares what they end with to a run that nobody disturbed.

    workflow_crash_test.py BYLAW FOLDER KILLS EVENTS SEED

The kills are spread over the whole history by lines drawn from SEED: a process gets the events from a little before
what is committed up to such a line, and is killed while it works on them, after a wait of a few milliseconds at most.
Each process gets some events that the ones before have decided already.
"""
import os
import random
import sqlite3
import subprocess
import sys
import time

from workflow_events import events

FOLDER = os.path.dirname(os.path.abspath(__file__))
OVERLAP = 60
UNTIL = "2027-06-01T00:00:00Z"

# What must not be found in any database: each query counts what is wrong.
NEVER = {
    "keys with two rows in the outbox": "SELECT count(*) - count(DISTINCT key) FROM bylaw_outbox",
    "rows in the outbox without a key": "SELECT count(*) FROM bylaw_outbox WHERE key = ''",
    "timers that fired twice": """
        SELECT count(*) FROM (SELECT 1 FROM bylaw_inbox i JOIN bylaw_names n ON n.id = i.type
          WHERE n.name = 'workflow.resumed' GROUP BY i.event_id HAVING count(*) > 1)""",
    "timers of runs that have ended": """
        SELECT count(*) FROM bylaw_timers t JOIN bylaw_runs r
          ON r.number = CAST(substr(t.key, 1, instr(t.key, '/') - 1) AS INTEGER)
          JOIN bylaw_names n ON n.id = t.name WHERE n.name LIKE 'run/%' AND r.ended_at IS NOT NULL""",
    "waits of runs that have ended": """
        SELECT count(*) FROM bylaw_waits w JOIN bylaw_runs r ON r.number = w.run WHERE r.ended_at IS NOT NULL""",
    "decisions without an event": """
        SELECT count(*) FROM bylaw_decisions WHERE seq NOT IN (SELECT seq FROM bylaw_inbox)""",
    "events without a decision": """
        SELECT count(*) FROM bylaw_inbox WHERE seq NOT IN (SELECT seq FROM bylaw_decisions)""",
    "runs without a trigger": """
        SELECT count(*) FROM bylaw_runs WHERE trigger_event NOT IN (SELECT seq FROM bylaw_inbox)""",
}


def start(bylaw, database, *more):
    words = [bylaw, "run", "--rules", "examples/workflows", "--clock", "events", "--quiet", "--db", database, *more]
    return subprocess.Popen(words, stdin=subprocess.PIPE)


def complete(bylaw, database, lines):
    run = start(bylaw, database, "--until", UNTIL)
    run.communicate(b"".join(lines))
    if run.returncode != 0:
        sys.exit(f"a run ended with {run.returncode}")


def read(database, query):
    """The first value of a query; 0 while there is nothing to ask."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(query).fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


def committed(database):
    return read(database, "SELECT count(*) FROM bylaw_inbox i JOIN bylaw_names n ON n.id = i.source "
                          "WHERE n.name = 'desk'")


def dump(database):
    script = os.path.join(FOLDER, "dump.py")
    return subprocess.run([sys.executable, script, database], check=True, capture_output=True).stdout


def check(database, seed):
    for what, query in NEVER.items():
        count = read(database, query)
        if count:
            sys.exit(f"seed {seed}: {count} {what}")


def main():
    bylaw, folder = sys.argv[1:3]
    kills, count, seed = map(int, sys.argv[3:6])
    chance = random.Random(seed)
    lines = list(events(count, seed))
    clean, killed = os.path.join(folder, "clean.db"), os.path.join(folder, "killed.db")
    complete(bylaw, clean, lines)
    check(clean, seed)
    idle = 0
    for moment in sorted(chance.randrange(1, count + 1) for _ in range(kills)):
        before = committed(killed)
        run = start(bylaw, killed)
        # It works while it is fed, and what it is fed is more than a pipe holds only at times.
        run.stdin.write(b"".join(lines[max(0, before - OVERLAP):moment]))
        run.stdin.flush()
        # Half of the kills come while it starts or recovers, half once something new is in the database.
        if chance.random() < 0.5:
            deadline = time.monotonic() + 20
            while moment > before and committed(killed) <= before and time.monotonic() < deadline:
                time.sleep(0.001)
        else:
            time.sleep(chance.random() * 0.2)
        run.kill()
        if run.wait() != -9:
            sys.exit(f"seed {seed}: a run ended by itself with {run.returncode}")
        idle += committed(killed) == before
        check(killed, seed)
    complete(bylaw, killed, lines)
    check(killed, seed)
    if dump(killed) != dump(clean):
        sys.exit(f"seed {seed}: the databases differ after {kills} kills")
    print(f"{kills} kills over {count} events (seed {seed}), {kills - idle} of them after new work was committed: "
          f"{read(clean, 'SELECT count(*) FROM bylaw_runs')} runs, "
          f"{read(clean, 'SELECT count(*) FROM bylaw_decisions')} decisions and "
          f"{read(clean, 'SELECT count(*) FROM bylaw_outbox')} actions are equal, table by table; "
          "each timer fired once, each action has one row and one key")


if __name__ == "__main__":
    main()

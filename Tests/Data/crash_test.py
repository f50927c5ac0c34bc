#!/usr/bin/env python3
"""Kills a run at many moments and compares what it ends with to a run that nobody disturbed.

    crash_test.py BYLAW FOLDER COUNT SEED

The moments are chosen by progress: events are fed through a pipe up to a line drawn from SEED, plus a wait of a few
milliseconds at most, and the process is killed there. The lines advance over the whole history, so that every kill
finds work to interrupt.
"""
import os
import random
import subprocess
import sys
import time

MONTHS = ["2026-08", "2026-09", "2026-10"]
DUMP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dump.py")


def start(bylaw, database, *more):
    words = [bylaw, "run", "--rules", "rules", "--clock", "events", "--quiet", "--db", database, *more]
    return subprocess.Popen(words, stdin=subprocess.PIPE)


def complete(bylaw, database, events):
    run = start(bylaw, database, "--until", "2026-11-01T00:00:00Z")
    run.communicate(events)
    if run.returncode != 0:
        sys.exit(f"a run ended with {run.returncode}")


def dump(database):
    return subprocess.run([sys.executable, DUMP, database], check=True, capture_output=True).stdout


def main():
    bylaw, folder, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    generator = random.Random(seed)
    lines = [line for month in MONTHS for line in open(f"examples/events/{month}.ndjson", "rb")]
    clean, killed = os.path.join(folder, "clean.db"), os.path.join(folder, "killed.db")
    complete(bylaw, clean, b"".join(lines))
    moments = sorted(generator.randrange(1, len(lines) + 1) for _ in range(count))
    for moment in moments:
        run = start(bylaw, killed)
        run.stdin.write(b"".join(lines[:moment]))
        run.stdin.flush()
        time.sleep(generator.random() * 0.01)
        run.kill()
        if run.wait() != -9:
            sys.exit(f"seed {seed}: a run ended by itself with {run.returncode}")
    complete(bylaw, killed, b"".join(lines))
    if dump(killed) != dump(clean):
        sys.exit(f"seed {seed}: the databases differ after {count} kills")
    print(f"{count} kills over {len(lines)} events (seed {seed}): the databases are equal, table by table")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes events for `examples/workflows`, one a line: the same seed and count give the same bytes.

    workflow_events.py COUNT SEED

Tickets are taken, answered and resolved, or forgotten; orders are paid, cancelled, or neither; customers come and go.
"""
import heapq
import json
import random
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2026, 3, 2, 8, tzinfo=timezone.utc)


def ticket(chance, number, subject, at):
    name = f"t{number}"
    yield at, "ticket.created", subject, {"ticket_id": name, "priority": chance.choice(["low", "high"])}
    for kind, share, longest in [("assigned", 70, 20), ("replied", 70, 300), ("resolved", 40, 400)]:
        at += chance.randrange(1, longest * 60)
        if chance.randrange(100) < share:
            agent = {} if kind == "resolved" else {"agent": chance.choice(["kim", "lee", "ola"])}
            yield at, f"ticket.{kind}", subject, {"ticket_id": name} | agent
    if chance.randrange(100) < 50:
        yield at + chance.randrange(1, 100_000), "survey.answered", subject, {
            "ticket_id": name, "score": chance.randrange(1, 6)}


def order(chance, number, subject, at):
    name = f"o{number}"
    yield at, "order.placed", subject, {"order_id": name, "amount": f"{chance.randrange(5, 90)}.50"}
    for kind, share in [("paid", 60), ("cancelled", 20)]:
        at += chance.randrange(1, 100_000)
        if chance.randrange(100) < share:
            yield at, f"order.{kind}", subject, {"order_id": name}


def events(count, seed):
    """`count` lines of CloudEvents JSON in the order of their time."""
    chance = random.Random(seed)
    waiting, at, number = [], 0, 0
    written = 0
    while written < count:
        number += 1
        at += chance.randrange(1, 900)
        subject = f"c{chance.randrange(1, 80)}"
        kind = chance.randrange(10)
        if kind < 4:
            coming = ticket(chance, number, subject, at)
        elif kind < 7:
            coming = order(chance, number, subject, at)
        elif kind < 9:
            coming = [(at, "customer.active", subject, {})]
        else:
            coming = [(at, "customer.joined", subject, {"tier": chance.choice(["none", "vip"])})]
        for place, item in enumerate(coming):
            heapq.heappush(waiting, (item[0], number, place, item))
        while waiting and waiting[0][0] <= at and written < count:
            seconds, kind, subject, data = heapq.heappop(waiting)[3]
            written += 1
            yield json.dumps(
                {"specversion": "1.0", "id": f"w{written}", "source": "desk", "type": kind, "subject": subject,
                 "time": (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data},
                separators=(",", ":")).encode() + b"\n"


if __name__ == "__main__":
    for line in events(int(sys.argv[1]), int(sys.argv[2])):
        sys.stdout.buffer.write(line)

#!/usr/bin/env python3
"""Writes zones.tsv and cron.tsv: what clocks show, and when schedules run, as Python's zoneinfo knows it.

Run it in this folder after an update of the time zone data, and review the change:  python3 zones.py

zones.tsv   offset    ZONE  INSTANT        SECONDS        the offset from UTC at an instant
            local     ZONE  LOCAL-SECONDS  KIND  A  B     when the wall clock shows a time: unique A, twice A B, or
                                                          gap A, the first instant behind the gap
cron.tsv    ZONE  CRON  POLICY  AFTER  NEXT               the first run after an instant
Instants are seconds since 1970; local seconds are a wall-clock time read as if it were UTC.
"""

import random
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = [
    "UTC", "America/New_York", "Europe/Berlin", "Europe/London", "Australia/Lord_Howe", "Pacific/Chatham",
    "Asia/Kathmandu", "America/St_Johns", "America/Havana", "America/Santiago", "Asia/Beirut", "Africa/Cairo",
    "Africa/Casablanca", "Antarctica/Troll", "Australia/Eucla", "Pacific/Apia",
]
START = int(datetime(2024, 1, 1, tzinfo=timezone.utc).timestamp())
END = int(datetime(2031, 1, 1, tzinfo=timezone.utc).timestamp())
EPOCH = datetime(1970, 1, 1)


def offset(zone, instant):
    return int(datetime.fromtimestamp(instant, zone).utcoffset().total_seconds())


def changes(zone):
    """The instants at which the offset changes, to the second."""
    found = []
    for hour in range(START, END, 3600):
        if offset(zone, hour) != offset(zone, hour + 3600):
            low, high = hour, hour + 3600
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle) == offset(zone, low):
                    low = middle
                else:
                    high = middle
            found.append(high)
    return found


def instants(zone, local):
    """Every instant at which the wall clock shows `local`, or none."""
    naive = EPOCH + timedelta(seconds=local)
    found = set()
    for fold in (0, 1):
        instant = int(naive.replace(tzinfo=zone, fold=fold).timestamp())
        if instant + offset(zone, instant) == local:
            found.add(instant)
    return sorted(found)


def behind_gap(zone, local, jumps):
    """The change of the clock that skips `local`."""
    for jump in jumps:
        if jump + offset(zone, jump - 1) <= local < jump + offset(zone, jump):
            return jump
    raise ValueError(f"{local} is in no gap of {zone}")


def field(text, low, high):
    values = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = low, high
        elif not last:
            last = high if step else first
        values.update(range(int(first), int(last) + 1, int(step or 1)))
    return values


def next_run(zone, jumps, cron, policy, after):
    """The first run after an instant, looked for day by day on the wall clock."""
    minute, hour, day, month, weekday = cron.split()
    minutes, hours = field(minute, 0, 59), field(hour, 0, 23)
    days, months = field(day, 1, 31), field(month, 1, 12)
    weekdays = {value % 7 for value in field(weekday, 0, 7)}
    first = (EPOCH + timedelta(seconds=after + offset(zone, after))).date() - timedelta(days=1)
    for number in range(4000):
        date = first + timedelta(days=number)
        by_day, by_weekday = date.day in days, (date.weekday() + 1) % 7 in weekdays
        fits = by_weekday if day == "*" else by_day if weekday == "*" else by_day or by_weekday
        if date.month not in months or not fits:
            continue
        runs = []
        for h in hours:
            for m in minutes:
                local = int((datetime(date.year, date.month, date.day) - EPOCH).total_seconds()) + h * 3600 + m * 60
                found = instants(zone, local)
                if not found and policy == "run_once" and hour != "*":
                    runs.append(behind_gap(zone, local, jumps))
                elif found:
                    runs += found if policy == "literal" or hour == "*" else found[:1]
        later = [run for run in runs if run > after]
        if later:
            return min(later)
    return None


def main():
    chance = random.Random(2026)
    with open("zones.tsv", "w") as zones, open("cron.tsv", "w") as crons:
        for name in ZONES:
            zone = ZoneInfo(name)
            jumps = changes(zone)
            near = [jump + delta for jump in jumps for delta in (-1, 0, 1)]
            for instant in near + [chance.randrange(START, END) for _ in range(20)]:
                print("offset", name, instant, offset(zone, instant), sep="\t", file=zones)
            locals_ = [chance.randrange(START, END) for _ in range(20)]
            for jump in jumps:
                before, behind = offset(zone, jump - 1), offset(zone, jump)
                low, high = sorted((jump + before, jump + behind))
                locals_ += [low - 1, low, (low + high) // 2, high - 1, high]
            for local in locals_:
                found = instants(zone, local)
                if not found:
                    answer = ["gap", behind_gap(zone, local, jumps)]
                else:
                    answer = ["unique" if len(found) == 1 else "twice", *found]
                print("local", name, local, *answer, sep="\t", file=zones)
            write_runs(name, zone, jumps, chance, crons)


CRONS = ["30 2 * * *", "0 0 * * *", "30 1 * * *", "*/20 * * * *", "15 0-3 * * *", "0 9 * * 1-5", "45 23 28-31 * *",
         "10 */2 * * 0", "0 0 29 2 *"]


def write_runs(name, zone, jumps, chance, file):
    for cron in CRONS:
        starts = [chance.randrange(START, END - 86400 * 400)]
        starts += [jump - chance.randrange(0, 90000) for jump in chance.sample(jumps, min(3, len(jumps)))]
        for start in starts:
            for policy in ("run_once", "skip", "literal"):
                print(name, cron, policy, start, next_run(zone, jumps, cron, policy, start), sep="\t", file=file)


main()

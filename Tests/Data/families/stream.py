"""The events of some files, and business time."""
import collections
import datetime
import json
import zoneinfo

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
Event = collections.namedtuple("Event", "type subject tenant at data")


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


class Stream:
    """All events in order; `at` in seconds since 1970."""

    def __init__(self, paths, end):
        self.end = int(end.timestamp())
        lines = [json.loads(line) for path in paths for line in open(path, encoding="utf-8")]
        self.events = [
            Event(line["type"], line.get("subject"), line.get("tenant"), seconds(line["time"]), line["data"])
            for line in lines
        ]

    def of(self, *types):
        return [event for event in self.events if event.type in types]


class Calendar:
    """Opening hours by the day of the week (Monday is 0), closed on 1 January and 25 December."""

    def __init__(self, hours):
        self.hours = hours

    def span(self, day):
        if day.weekday() not in self.hours or (day.month, day.day) in [(1, 1), (12, 25)]:
            return None
        return tuple(
            int(datetime.datetime.combine(day, datetime.time(hour), NEW_YORK).timestamp())
            for hour in self.hours[day.weekday()]
        )

    def spans(self, at):
        day = datetime.datetime.fromtimestamp(at, NEW_YORK).date()
        while True:
            if span := self.span(day):
                yield span
            day += datetime.timedelta(days=1)

    def opens(self, at):
        """The first open instant from then on."""
        return next(max(at, start) for start, end in self.spans(at) if at < end)

    def after(self, at, length):
        """When so much open time has passed."""
        for start, end in self.spans(at):
            free = end - max(at, start)
            if free <= 0:
                continue
            if length <= free:
                return max(at, start) + length
            length -= free

    def next_days(self, at, count):
        """The same time of day so many open days later, or when it opens then."""
        local = datetime.datetime.fromtimestamp(self.opens(at), NEW_YORK)
        day = local.date()
        while count:
            day += datetime.timedelta(days=1)
            count -= self.span(day) is not None
        return self.opens(int(datetime.datetime.combine(day, local.time(), NEW_YORK).timestamp()))


SUPPORT = Calendar({**dict.fromkeys(range(5), (8, 20)), 5: (9, 17)})
BROKERS = Calendar(dict.fromkeys(range(6), (9, 18)))

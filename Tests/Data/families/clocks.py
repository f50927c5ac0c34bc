"""SLA clocks and the chains that follow from them, by the hours in rules/escalation/hours.yaml."""
from stream import BROKERS, SUPPORT

MINUTE, HOUR = 60, 3600
DEAL_HOURS = {"inquiry": 2, "viewing": 4, "negotiation": 1, "deposit": 1}
DEAL_DAYS = {"inspection": 1, "financing": 1, "registration": 2, "delivery": 1}
OVER = ["closed", "lost"]


class Chain:
    """One name of chain: what came of those that were started."""

    def __init__(self, name, levels, calendar=None, delay=10):
        self.name, self.levels, self.calendar, self.delay = name, levels, calendar, delay
        self.started = self.answered = self.never = self.open = 0

    def start(self, at, answers, end):
        """Starts one, and says when it is over: `answers` are the instants of what ends it."""
        self.started += 1
        over = at + self.delay
        for level in self.levels:
            over = self.calendar.opens(over) if self.calendar else over
            over = self.calendar.next_days(over, level[0]) if isinstance(level, tuple) else over + level
        answer = min((answer for answer in answers if at <= answer <= end), default=None)
        if answer is not None and answer < over:
            self.answered += 1
            return answer
        self.never += over <= end
        self.open += over > end
        return over

    @property
    def line(self):
        return (
            f"{'escalation  chain   ' + self.name:<44} started {self.started}, answered {self.answered}, "
            f"never answered {self.never}, under way {self.open}"
        )


def tickets(stream, chain):
    replies = {event.data["ticket_id"]: event.at for event in reversed(stream.of("ticket.replied"))}
    clocks = []
    for event in stream.of("ticket.created"):
        hours = {"urgent": 1, "high": 4}.get(event.data["priority"])
        if event.data["priority"] == "low":
            continue
        due = SUPPORT.after(event.at, hours * HOUR) if hours else SUPPORT.next_days(event.at, 1)
        reply = replies.get(event.data["ticket_id"], stream.end + 1)
        clocks.append((due, reply))
        if due <= min(reply, stream.end):
            chain.start(due, [reply], stream.end)
    return clocks


def deals(stream, chain):
    clocks, waiting = [], {}
    over = {}
    for event in stream.of("deal.stage_entered"):
        if event.data["stage"] in OVER:
            over.setdefault(event.data["deal_id"], event.at)
    for event in stream.of("deal.opened", "deal.stage_entered", "deal.replied"):
        deal, stage = event.data["deal_id"], event.data.get("stage", "inquiry")
        if event.type == "deal.replied":
            if deal in waiting:
                due = waiting.pop(deal)
                clocks.append((due, event.at))
                if due <= event.at:
                    chain.start(due, [event.at, over.get(deal, stream.end + 1)], stream.end)
        elif stage not in OVER:
            assert deal not in waiting, "moved on without an answer: the target changes, which is not computed here"
            hours = DEAL_HOURS.get(stage)
            waiting[deal] = (
                BROKERS.after(event.at, hours * HOUR) if hours else BROKERS.next_days(event.at, DEAL_DAYS[stage])
            )
    assert not waiting, "a deal that nobody answered is not computed here"
    return clocks


def jobs(stream, chain):
    assigned = {event.data["job_id"]: event.at for event in reversed(stream.of("job.assigned"))}
    for event in stream.of("job.created"):
        late = event.at + 30 * MINUTE
        taken = assigned.get(event.data["job_id"], stream.end + 1)
        if late <= min(taken, stream.end):
            chain.start(late, [taken], stream.end)


def findings(stream, chain):
    over = {}
    for event in stream.of("inspection.item_flagged"):
        inspection = event.data["inspection_id"]
        if event.data["severity"] != "critical" or event.at < over.get(inspection, 0):
            continue
        seen = [one.at for one in stream.of("inspection.acknowledged") if one.data["inspection_id"] == inspection]
        over[inspection] = chain.start(event.at, seen, stream.end)


def health(stream, database, chain):
    """The score is the engine's own; when it fell to low is in the inbox."""
    rows = database.execute(
        """SELECT i.subject, i.at / 1000000 FROM bylaw_inbox i JOIN bylaw_names n ON n.id = i.type
           WHERE n.name = 'score.health.changed' AND json_extract(i.data, '$.band') = 'low'
             AND coalesce(json_extract(i.data, '$.old_band'), '') <> 'low' ORDER BY i.seq"""
    )
    over = {}
    for subject, at in rows:
        if at < over.get(subject, 0):
            continue
        back = [one.at for one in stream.of("service.booked", "session.requested") if one.subject == subject]
        over[subject] = chain.start(at, back, stream.end)
        notes = [one.at for one in stream.of("note.added") if one.subject == subject]
        assert not any(at < note < over[subject] for note in notes), "somebody talked to them: not computed here"


def lines(stream, database):
    overdue = Chain("ticket-overdue", [15 * MINUTE, 30 * MINUTE, HOUR, HOUR], SUPPORT)
    silent = Chain("broker-silent", [30 * MINUTE, HOUR, HOUR], BROKERS)
    unassigned = Chain("unassigned-job", [15 * MINUTE, 30 * MINUTE, 30 * MINUTE], delay=0)
    critical = Chain("critical-inspection-item", [10 * MINUTE] + [20 * MINUTE] * 3)
    drop = Chain("health-drop", [(1,), (2,)], SUPPORT)
    slas = {"first-response": tickets(stream, overdue), "broker-response": deals(stream, silent)}
    jobs(stream, unassigned)
    findings(stream, critical)
    health(stream, database, drop)
    found = [chain.line for chain in [overdue, silent, unassigned, critical, drop]]
    for name, clocks in slas.items():
        met = sum(reply <= stream.end for _, reply in clocks)
        breached = sum(due <= min(reply, stream.end) for due, reply in clocks)
        line = f"started {len(clocks)}, met {met}, cancelled 0, breached {breached}"
        found.append(f"{'escalation  sla     ' + name:<44} {line}")
    return found

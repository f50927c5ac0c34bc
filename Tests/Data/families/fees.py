"""Every fee that the events of the platform cost, from the price list in rules/fees."""
import collections
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
# Everywhere, and with Harbor.
SESSIONS = [{"chat": 15, "video": 35}, {"chat": 12, "video": 29}]


def money(text):
    number, _, currency = text.partition(" ")
    return Decimal(number), currency or "USD"


def cents(number):
    return number.quantize(CENT, ROUND_HALF_EVEN)


def commission(kind, amount, tier):
    rows = {
        "workshop": [
            (amount < 100, "0.15", 2),
            (amount < 500 and tier in ["gold", "vip"], "0.10", 5),
            (amount < 500, "0.12", 5),
            (True, "0.085", 60),
        ],
        "independent": [(True, "0.12", 2)],
    }.get(kind, [(True, "0.15", 5)])
    rate, least = next((Decimal(rate), Decimal(least)) for fits, rate, least in rows if fits)
    return min(amount, max(cents(amount * rate), least))


class Book:
    """What was charged and given back, by fee and currency."""

    def __init__(self):
        self.sums = collections.defaultdict(lambda: [0, Decimal(0)])
        self.tiers, self.spent, self.services = {}, collections.Counter(), collections.Counter()
        self.deposits, self.cards = {}, {}

    def add(self, way, fee, amount, currency="USD"):
        if amount:
            entry = self.sums[way, fee, currency]
            entry[0] += 1
            entry[1] += amount

    def take(self, event):
        data, tier = event.data, self.tiers.get(event.subject)
        is_harbor = event.tenant == "harbor"
        charge = lambda fee, amount, currency="USD": self.add("charged", fee, amount, currency)
        match event.type:
            case "customer.registered":
                self.tiers[event.subject] = data["tier"]
            case "service.completed":
                self.spent[event.subject] += money(data["total"])[0]
                self.services[event.subject] += 1
                if self.spent[event.subject] >= 2000 or self.services[event.subject] >= 10:
                    self.tiers[event.subject] = "vip"
            case "session.started":
                charge("session-fee", Decimal(SESSIONS[is_harbor][data["session_type"]]))
            case "session.upgraded":
                charge("video-upgrade-fee", Decimal(SESSIONS[is_harbor]["video"] - SESSIONS[is_harbor]["chat"]))
            case "quote.approved":
                charge("platform-commission", commission(data["provider_type"], money(data["amount"])[0], tier))
            case "service.cancelled" if data["notice_hours"] < (48 if is_harbor else 24) and tier not in ["gold", "vip"]:
                charge("late-cancellation-fee", Decimal(25))
            case "inspection.completed":
                percent = {"gold": 5, "vip": 10}.get(tier, 0)
                charge("inspection-fee", 79 - cents(Decimal(79 * percent) / 100))
            case "subscription.renewed":
                charge("subscription-price", money(data["price"])[0])
            case "subscription.changed":
                more = money(data["to_price"])[0] - money(data["from_price"])[0]
                charge("plan-upgrade", max(Decimal(0), cents(more * data["days_left"] / data["days_in_period"])))
            case "payment.succeeded" if data["purpose"] == "service":
                self.card(data, *money(data["amount"]))
            case "payment.refunded":
                self.card_back(data["payment_id"], money(data["amount"])[0])
            case "deal.stage_entered":
                self.stage(data, money(data["amount"])[0])

    def card(self, data, amount, currency):
        fixed = Decimal("0.25" if currency == "EUR" else "0.30")
        fee = min(amount, cents(amount * Decimal("0.029") + fixed))
        self.cards[data["payment_id"]] = [amount, fee - fixed, Decimal(0), Decimal(0), currency]
        self.add("charged", "card-processing-fee", fee, currency)

    def card_back(self, payment, amount):
        """Parts come to what one whole would have come to."""
        card = self.cards[payment]
        base, moving, back, returned, currency = card
        back = min(base, back + amount)
        part = cents(moving * back / base) - returned
        card[2:4] = [back, returned + part]
        self.add("refunded", "card-processing-fee", part, currency)

    def stage(self, data, amount):
        deal, stage = data["deal_id"], data["stage"]
        if stage == "deposit" and deal not in self.deposits:
            self.deposits[deal] = "held"
            self.add("charged", "purchase-deposit", Decimal(499))
        if stage == "lost" and self.deposits.get(deal) == "held":
            self.deposits[deal] = "returned"
            self.add("refunded", "purchase-deposit", Decimal(499))
        if stage == "closed":
            self.deposits[deal] = "captured"
            self.add("charged", "brokerage-fee", cents(amount * Decimal("0.015")))


def lines(stream):
    book = Book()
    for event in stream.events:
        book.take(event)
    return [
        f"fees        {way:<9} {fee:<22} {currency}  {count:4} times {amount:13.2f}"
        for (way, fee, currency), (count, amount) in book.sums.items()
    ]

"""When a customer is asked to keep a provider, and what comes of it."""

DAY = 86400


def lines(stream):
    asked = added = expired = taken_back = 0
    favorites, shown, waiting = set(), {}, {}
    for event in stream.events:
        for pair in [pair for pair, since in waiting.items() if since + 14 * DAY <= event.at]:
            expired += 1
            del waiting[pair]
        pair = (event.subject, event.data.get("provider_id"))
        if event.type in ["quote.approved", "service.completed"]:
            if pair not in favorites and event.at - shown.get(pair, 0) >= 30 * DAY:
                asked += 1
                shown[pair] = waiting[pair] = event.at
        elif event.type == "prompt.answered" and pair in waiting:
            del waiting[pair]
            if event.data["answer"] == "add":
                added += 1
                favorites.add(pair)
        elif event.type == "favorite.added":
            favorites.add(pair)
            taken_back += waiting.pop(pair, None) is not None
    expired += sum(since + 14 * DAY <= stream.end for since in waiting.values())
    still = sum(since + 14 * DAY > stream.end for since in waiting.values())
    line = f"asked {asked}, added {added}, expired {expired}, taken back {taken_back}, open {still}"
    return [f"{'favorites   add-to-favorites':<44} {line}"]

"""Writes the events file of the benchmark: the same bytes every time for the same arguments.

2,000 servers of 700 customers over two months; the second is asked for, so the first is carried over. Accounts come
and go, a few are disabled and enabled, and one line in a hundred is there twice, as a server that sends again
leaves it. No two events of a server share an instant, so the peak does not hang on the order of equal instants.
"""

import heapq
import json
import random
import sys
from datetime import datetime, timedelta, timezone

EVENTS, SERVERS, CUSTOMERS = 1_000_000, 2_000, 700
BEGIN = datetime(2026, 9, 1, tzinfo=timezone.utc)
SPAN_MS = 61 * 86_400_000


def instant(ms):
    at = BEGIN + timedelta(milliseconds=ms)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def history(number, events, chance):
    """The events of one server in order: (ms, line)."""
    server, customer = f"srv_{number:06d}", f"cus_{number % CUSTOMERS:05d}"
    product = "operator" if number % 5 == 4 else "connect"
    existing, made = [], 0
    for ms in sorted(chance.sample(range(SPAN_MS), events)):
        kind = chance.random()
        if not existing or kind < 0.50:
            made += 1
            account, event = f"acc_{number:06d}_{made:05d}", "created"
            existing.append(account)
        elif kind < 0.85:
            account, event = existing.pop(chance.randrange(len(existing))), "deleted"
        else:
            account, event = chance.choice(existing), "disabled" if kind < 0.93 else "enabled"
        line = {"at": instant(ms), "customer": customer, "server": server, "product": product}
        yield ms, json.dumps(line | {"event": event, "account": account})


def main(path):
    chance = random.Random(20261001)
    repeats = EVENTS // 100
    share = (EVENTS - repeats) // SERVERS
    late = []
    histories = [history(number, share, random.Random(chance.random())) for number in range(SERVERS)]
    with open(path, "w") as out:
        for _, line in heapq.merge(*histories, key=lambda entry: entry[0]):
            out.write(line + "\n")
            if len(late) < repeats and chance.random() < 0.011:
                late.append(line)
            elif late and chance.random() < 0.0105 and repeats:
                out.write(late.pop(chance.randrange(len(late))) + "\n")
                repeats -= 1
        for line in late[:repeats]:
            out.write(line + "\n")


main(sys.argv[1])

#!/usr/bin/env python3
"""Counting, written a second time: checks the vectors beside it without the crate that they test.

    ./counting.py               every file of counting/
    ./counting.py FILE ...      these files

Exit code 0: every case gives what the file expects. 1: some do not; they are printed. Python 3 alone, no packages.
"""

import ipaddress
import json
import pathlib
import sys
from datetime import date

ACCOUNTS = ("account", "administrator", "guest")
SILENCE_MS = 8 * 60 * 60 * 1000


def citation(rule):
    name = f"{rule['product']}/{rule['holding']}/{rule['version']}"
    return {"rule": name, "version": rule["version"], **rule["source"]}


def why(rule, item):
    """Whether the item counts, and the reason."""
    if item["kind"] not in ACCOUNTS:
        return False, "kind-is-free"
    if rule["counts"] == "sign-in" and not item["signs_in"]:
        return False, "no-sign-in"
    if rule["counts"] == "mailbox" and not item["mailbox"]:
        return False, "no-mailbox"
    special = {"administrator": rule["administrator"], "guest": rule.get("guests", "counts")}
    if special.get(item["kind"]) == "free":
        return False, item["kind"] + "-is-free"
    if item["disabled"]:
        return rule["disabled"] == "counts", "disabled-counts" if rule["disabled"] == "counts" else "disabled-is-free"
    if item["kind"] in special:
        return True, item["kind"] + "-counts"
    return True, {"sign-in": "signs-in", "mailbox": "has-mailbox"}[rule["counts"]]


def users(rule, item):
    per_user = rule.get("devices-per-user")
    return 1 if per_user is None else max(1, -(-len(item.get("devices", [])) // per_user))


def count(rule, given):
    answer = {"number": 0, "by": citation(rule), "counted": [], "free": []}
    for item in given["items"]:
        counts, reason = why(rule, item)
        line = {"item": item["id"], "kind": item["kind"], "why": reason}
        if not counts:
            answer["free"].append(line)
            continue
        line["users"] = users(rule, item)
        if rule.get("devices-per-user") and item.get("devices"):
            line["devices"] = item["devices"]
        answer["number"] += line["users"]
        answer["counted"].append(line)
    return answer


def admitted(limit, used, more):
    if limit == "unlimited" or more <= 0 or used + more <= limit["users"]:
        return "admitted"
    over = used + more - limit["users"]
    refused = {"limit": limit["users"], "number": used, "way_out": {"buy-users": over}}
    return {"code": "user-limit-reached", **refused}


def admit(rule, given):
    more = users(rule, given["newcomer"]) if why(rule, given["newcomer"])[0] else 0
    return admitted(given["limit"], count(rule, {"items": given["existing"]})["number"], more)


def admit_number(_rule, given):
    return admitted(given["limit"], given["used"], given["more"])


def devices(_rule, given):
    """Components of bindings that share an address or a link, for each person."""
    people = {}
    for one in given["bindings"]:
        ended = one.get("ended_at_ms")
        if (ended is not None and ended <= given["now_ms"]) or given["now_ms"] - one["last_seen_ms"] >= SILENCE_MS:
            continue
        address = ipaddress.ip_address(one["address"])
        address = getattr(address, "ipv4_mapped", None) or address
        group = ({address}, {one["link"]} if one.get("link") else set())
        apart = []
        for other in people.get(one["person"], []):
            if group[0] & other[0] or group[1] & other[1]:
                group = (group[0] | other[0], group[1] | other[1])
            else:
                apart.append(other)
        people[one["person"]] = apart + [group]
    order = lambda address: (address.version, int(address))
    shown = lambda group: (sorted(group[0], key=order), sorted(group[1]))
    answer = {}
    for person, groups in people.items():
        groups = sorted(map(shown, groups), key=lambda group: [order(address) for address in group[0]])
        answer[person] = [{"addresses": [str(a) for a in group[0]], "links": group[1]} for group in groups]
    return answer


def most(rule, limit):
    per_user = rule.get("extensions-per-user")
    return None if per_user is None or limit == "unlimited" else limit["users"] * per_user


def extensions(rule, given):
    counted = [one for one in given["extensions"] if one["kind"] in ("person", "telephone")]
    free = [one for one in given["extensions"] if one not in counted]
    limit = most(rule, given["limit"])
    return {"number": len(counted), "limit": limit, "by": citation(rule), "counted": counted, "free": free}


def admit_extension(rule, given):
    limit, used = most(rule, given["limit"]), given["used"]
    if limit is None or given["newcomer"] not in ("person", "telephone") or used + 1 <= limit:
        return "admitted"
    bought, per_user = given["limit"]["users"], rule["extensions-per-user"]
    more = -(-(used + 1) // per_user) - bought
    refused = {"limit": limit, "users": bought, "per_user": per_user, "number": used}
    return {"code": "extension-limit-reached", **refused, "way_out": {"buy-users": more}}


def add_ons(_rule, given):
    differ = [one for one in given["add_ons"] if one["users"] != given["base_users"]]
    if not differ:
        return "agree"
    return {"code": "add-on-users-differ", "base_users": given["base_users"], "differ": differ}


def add_on_standing(rule, given):
    since, bought = rule.get("sold-separately-since"), given["bought"]
    if since and date.fromisoformat(bought) < date.fromisoformat(since):
        has = "part-of-base"
    else:
        has = "as-add-on" if rule["id"] in [one["id"] for one in given["held"]] else "no"
    return {"add_on": rule["id"], "has": has, "bought": bought, "since": since, "source": rule["source"]}


QUESTIONS = {
    "count": count,
    "admit": admit,
    "admit-number": admit_number,
    "devices": devices,
    "extensions": extensions,
    "admit-extension": admit_extension,
    "add-ons": add_ons,
    "add-on-standing": add_on_standing,
}


def check(path):
    vectors = json.loads(path.read_text())
    wrong = 0
    for case in vectors["cases"]:
        seen = QUESTIONS[vectors["question"]](vectors.get("rule"), case["given"])
        if seen != case["expect"]:
            wrong += 1
            print(f"{path.name}: {case['name']}\n  expected {case['expect']}\n  counted  {seen}")
    return len(vectors["cases"]), wrong


def main(names):
    folder = pathlib.Path(__file__).parent / "counting"
    paths = [pathlib.Path(name) for name in names] or sorted(folder.glob("*.json"))
    seen = [check(path) for path in paths]
    cases, wrong = sum(one[0] for one in seen), sum(one[1] for one in seen)
    print(f"{len(seen)} files, {cases} cases, {wrong} wrong")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

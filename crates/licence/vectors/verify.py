#!/usr/bin/env python3
"""Checks the vectors of crate `licence` by an implementation of its own: Python's standard library and PyNaCl.

Written from the documentation in docs/licensing.md, not from the Rust code. Prints one line per file and ends with
status 1 at the first vector that it sees differently.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys
import zoneinfo
from fractions import Fraction

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

HERE = pathlib.Path(__file__).parent


# --- Registration keys: Reed-Solomon over the numbers modulo 29 ---

def syndromes(digits):
    return [sum(digit * pow(2, i * j, 29) for i, digit in enumerate(digits)) % 29 for j in range(4)]


def read_key(typed, alphabet):
    typed = "".join(c for c in typed.upper() if not c.isspace() and c != "-").translate(str.maketrans("BS", "85"))
    if not typed:
        return {"refused": "key-empty"}
    if any(c not in alphabet for c in typed):
        return {"refused": "key-character"}
    if len(typed) != 25:
        return {"refused": "key-length"}
    digits = [alphabet.index(c) for c in typed]
    if not any(syndromes(digits)):
        key = grouped(digits, alphabet)
        return {"key": key, "id": hashlib.sha256(key.encode()).hexdigest()[:32]}
    for places in [(i,) for i in range(25)] + [(i, j) for i in range(25) for j in range(i + 1, 25)]:
        right = mended(digits, places)
        if right:
            return {"refused": "key-mistyped", "positions": [place + 1 for place in places],
                    "suggestion": grouped(right, alphabet)}
    return {"refused": "key-unreadable"}


def mended(digits, places):
    """Tries every error at the first place; the first syndrome then gives the second."""
    for error in range(1, 29):
        right = list(digits)
        right[places[0]] = (right[places[0]] - error) % 29
        if len(places) == 2:
            right[places[1]] = (right[places[1]] - syndromes(right)[0]) % 29
        if not any(syndromes(right)):
            return right
    return None


def grouped(digits, alphabet):
    text = "".join(alphabet[digit] for digit in digits)
    return "-".join(text[at:at + 5] for at in range(0, 25, 5))


# --- Signed documents ---

def unpack(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_id(public):
    return "k" + hashlib.sha256(public).hexdigest()[:16]


def open_document(kind, text, ring):
    text = "".join(text.split())
    if not text.startswith("hostler-"):
        return "file-no-document"
    label, *rest = text.split(".", 2)
    found, version = label.removeprefix("hostler-").rsplit("-", 1)
    if found != kind:
        return "file-other-kind"
    if version != "1":
        return "file-newer-format"
    if len(rest) < 2 or len(rest[1]) < 86:
        return "file-cut-short"
    try:
        says = json.loads(unpack(rest[0]))
    except ValueError:
        return "file-altered"
    public = signer(kind, says, ring)
    if isinstance(public, str):
        return public
    if key_id(public) != says["key_id"]:
        return "file-key-unknown"
    try:
        VerifyKey(public).verify(f"{label}.{rest[0]}".encode(), unpack(rest[1]))
    except BadSignatureError:
        return "file-altered"
    return says


def signer(kind, says, ring):
    if kind in ("request", "receipt"):
        return bytes.fromhex(says["public_key"])
    if ring is None:
        return ROOT
    for key in ring["keys"]:
        public = bytes.fromhex(key["public"])
        if key_id(public) != says["key_id"]:
            continue
        if kind not in key["kinds"]:
            return "file-key-for-other"
        if key["revoked_at_ms"] is not None:
            return "file-key-revoked"
        if key["retired_at_ms"] is not None and says["issued_at_ms"] >= key["retired_at_ms"]:
            return "file-key-retired"
        return public
    return "file-key-unknown"


# --- The ledger ---

def years_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_up(registered, grants):
    grants = list({grant["key"]: grant for grant in grants}.values())
    if not any(grant["kind"] == "base" for grant in grants):
        return {"refused": "base-key-needed"}
    users = sum(grant["users"] for grant in grants)
    names = sorted({name for grant in grants for name in grant["add_ons"]})
    add_ons = [{"id": name, "users": sum(grant["add_ons"].get(name, 0) for grant in grants)} for name in names]
    if any(add_on["users"] != users for add_on in add_ons):
        return {"refused": "add-on-users-differ"}
    years = 1 + sum(grant["years"] for grant in grants)
    last_day = years_later(day_of(registered), years) - datetime.timedelta(days=1)
    return {"users": users, "add_ons": add_ons, "last_day": last_day.isoformat()}


def day_of(text):
    return datetime.date.fromisoformat(text)


def charge(case):
    first, last, begins = (day_of(case[name]) for name in ("first_day", "last_day", "from"))
    share = Fraction(0)
    day = max(first, begins)
    while day <= last:
        number = max(n for n in range(200) if years_later(first, n) <= day)
        share += Fraction(1, (years_later(first, number + 1) - years_later(first, number)).days)
        day += datetime.timedelta(days=1)
    return round(case["yearly_minor"] * share)  # halves to even, as Python's round does


# --- The trial ---

def trial(case):
    zone = zoneinfo.ZoneInfo(case["zone"])
    day = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone).date()
    last_day = day(case["started"]) + datetime.timedelta(days=30)
    left = (last_day - day(case["now"])).days
    if left < 0:
        return {"standing": "locked", "why": {"why": "trial-ended", "last_day": last_day.isoformat()}}
    return {"standing": "trial", "last_day": last_day.isoformat(), "days_left": left}


def same(file, what, expect, own):
    if expect != own:
        sys.exit(f"{file}: {what}\n  the vector says {expect}\n  this program    {own}")


def load(name):
    return json.loads((HERE / name).read_text())


vectors = load("keys.json")
for case in vectors["cases"]:
    expect = {name: value for name, value in case.items() if name != "typed"}
    same("keys.json", case["typed"], expect, read_key(case["typed"], vectors["alphabet"]))
print(f"keys.json: {len(vectors['cases'])} vectors hold")

vectors = load("documents.json")
ROOT = bytes.fromhex(vectors["root"])
RING = open_document("keyring", vectors["keyring"], None)
assert isinstance(RING, dict), RING
for case in vectors["cases"]:
    own = open_document(case["kind"], case["text"], RING)
    same("documents.json", case["name"], case.get("refused", case.get("says")), own)
print(f"documents.json: {len(vectors['cases'])} vectors hold")

vectors = load("ledger.json")
for case in vectors["cases"]:
    own = add_up(case["registered"], case["grants"])
    same("ledger.json", case["registered"], {name: case[name] for name in own if name in case}, own)
for case in vectors["pro_rata"]:
    same("ledger.json", case["from"], case["amount_minor"], charge(case))
print(f"ledger.json: {len(vectors['cases']) + len(vectors['pro_rata'])} vectors hold")

vectors = load("trials.json")
for case in vectors["cases"]:
    same("trials.json", case["now"], case["standing"], trial(case))
print(f"trials.json: {len(vectors['cases'])} vectors hold")

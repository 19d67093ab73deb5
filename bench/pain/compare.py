"""Both programs write the same 10,000 debits, in turn; the files have to say the same. Prints medians and the ratio."""

import datetime
import json
import statistics
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

from sepaxml import SepaDD

DEBITS, ROUNDS = 10_000, 5
SCHEMA = "pain.008.001.08"


def iban(number):
    bban = f"ABNA{number:010}"
    digits = "".join(str(int(letter, 36)) for letter in bban + "NL00")
    return f"NL{98 - int(digits) % 97:02}{bban}"


def debits():
    return [
        {
            "end_to_end_id": f"deb{number:032}",
            "amount": 495 * (1 + number % 40),
            "mandate": f"M-0C1D2E3F4A5B-{number}",
            "signed_on": "2026-10-01",
            "holder": f"Bakkerij {number}",
            "iban": iban(number),
            "words": f"Factuur 2026-{number:05}",
        }
        for number in range(1, DEBITS + 1)
    ]


def peer(lines):
    config = {
        "name": "Hostler",
        "IBAN": "NL44RABO0123456789",
        "BIC": "RABONL2U",
        "batch": True,
        "creditor_id": "NL79ZZZ999999990000",
        "currency": "EUR",
    }
    file = SepaDD(config, schema=SCHEMA, clean=True)
    for line in lines:
        file.add_payment(
            {
                "name": line["holder"],
                "IBAN": line["iban"],
                "amount": line["amount"],
                "type": "RCUR",
                "collection_date": datetime.date(2026, 11, 23),
                "mandate_id": line["mandate"],
                "mandate_date": datetime.date.fromisoformat(line["signed_on"]),
                "description": line["words"],
                "endtoend_id": line["end_to_end_id"],
            }
        )
    return file.export(validate=False)


def said(text):
    """What is collected: end-to-end id, account and amount of each debit."""
    ns = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}
    root = ET.fromstring(text)
    return sorted(
        (
            one.findtext("p:PmtId/p:EndToEndId", namespaces=ns),
            one.findtext("p:DbtrAcct/p:Id/p:IBAN", namespaces=ns),
            one.findtext("p:InstdAmt", namespaces=ns),
        )
        for one in root.iter(f"{{{ns['p']}}}DrctDbtTxInf")
    )


def main(program, cache):
    lines = debits()
    given, out = f"{cache}/debits.jsonl", f"{cache}/debits.xml"
    with open(given, "w") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        done = subprocess.run([program, given, out, "1"], check=True, capture_output=True, text=True)
        ours.append(int(done.stdout) / 1e9)
        begun = time.perf_counter()
        text = peer(lines)
        theirs.append(time.perf_counter() - begun)
    with open(out) as file:
        if said(file.read()) != said(text):
            sys.exit("the two files do not collect the same")
    ratio = statistics.median(theirs) / statistics.median(ours)
    for name, times in (("hostler", ours), ("sepaxml", theirs)):
        print(f"{name}: {statistics.median(times):.3f} s ({min(times):.3f} to {max(times):.3f})")
    print(f"{DEBITS:,} debits to a file: {ratio:.0f} times as fast as sepaxml (aim 50)")


main(*sys.argv[1:])

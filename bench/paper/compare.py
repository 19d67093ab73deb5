"""Both print the same invoices, in turn; every text has to stand on both papers. Prints medians and the ratio."""

import json
import os
import statistics
import subprocess
import sys
import time
import unicodedata
from html import escape

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

INVOICES = int(os.environ.get("HOSTLER_BENCH_INVOICES", "20"))
ROUNDS = int(os.environ.get("HOSTLER_BENCH_ROUNDS", "5"))

STYLE = """
@page { size: A4; margin: 2.2cm 2.2cm 2.6cm 2.4cm; @bottom-left { content: element(foot) } }
body { font: 10.5pt serif; color: #1c2330 } .soft { color: #5b6472 } .foot { position: running(foot); font-size: 8.5pt }
.two { display: grid; grid-template-columns: 1fr 1fr } .three { display: grid; grid-template-columns: 1fr 1fr 1fr }
table { width: 100%; border-collapse: collapse } th, td { border-bottom: .5pt solid #c9ced6; text-align: left }
.pay { background: #f2f4f7; padding: 1em } .why { break-before: page; font-size: 9pt }
"""


def pairs(rows):
    return "<table>" + "".join(f"<tr><td class=soft>{escape(a)}<td>{escape(b)}" for a, b in rows) + "</table>"


def address(party):
    return f"<b>{escape(party['name'])}</b><br>" + "<br>".join(map(escape, party["rest"]))


def why(line):
    days = "".join(f"<div>{escape(' '.join(day))}</div>" for day in line["storage"])
    accounts = "".join(f"<div>{escape(name)}</div>" for name in line["accounts"])
    return (
        f"<h3>{escape(line['what'])}, {escape(line['place'])} {escape(line['quantity'])}</h3><p>{escape(line['sentence'])}"
        + pairs(line["facts"])
        + f"<h4>{escape(line['accounts_title'])}</h4><div class=three>{accounts}</div>"
        + f"<h4>{escape(line['storage_title'])}</h4><div class=two>{days}</div>"
    )


def page(sheet):
    lines = "".join(
        f"<tr><td>{escape(line['what'])}<br>{escape(line['place'])}<td>{escape(line['quantity'])}"
        f"<td>{escape(line['price'])}<td>{escape(line['amount'])}"
        for line in sheet["lines"]
    )
    return (
        f"<html lang={sheet['lang']}><head><title>{escape(sheet['title'])}</title><style>{STYLE}</style></head><body>"
        f"<div class=foot>{escape(' · '.join(sheet['footer']))}</div>"
        f"<div class=two><div>{address(sheet['provider'])}</div></div><div class=two><div>{address(sheet['customer'])}</div>"
        f"<div>{pairs(sheet['facts'])}</div></div><h1>{escape(sheet['title'])} {escape(sheet['number'])}</h1>"
        f"<table><tr>{''.join(f'<th>{escape(head)}' for head in sheet['heads'])}</tr>{lines}</table>"
        + pairs(sheet["sums"] + [sheet["total"]])
        + f"<div class=pay>{escape(sheet['pay'])}{pairs(sheet['payment'])}</div>"
        + f"<div class=why><h2>{escape(sheet['why_title'])}</h2><p>{escape(sheet['why_lead'])}"
        + "".join(map(why, sheet["lines"]))
        + "</div></body></html>"
    )


def text_of(pdf):
    """All letters of a paper; lines may break anywhere."""
    out = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    return "".join(unicodedata.normalize("NFKC", out).split())


def main(program, folder):
    fonts = FontConfiguration()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        done = subprocess.run([program, str(INVOICES), folder, "1"], check=True, capture_output=True, text=True)
        ours.append(statistics.mean(map(int, done.stdout.split())) / 1e6)
        sheets = [json.loads(line) for line in open(f"{folder}/sheets")]
        times = []
        for html in map(page, sheets):
            begun = time.perf_counter()
            pdf = HTML(string=html).write_pdf(font_config=fonts, pdf_variant="pdf/a-3b")
            times.append(1000 * (time.perf_counter() - begun))
        theirs.append(statistics.mean(times))
    sheet = sheets[-1]
    with open(f"{folder}/{sheet['number']}.pdf", "rb") as file:
        on_ours, on_theirs = text_of(file.read()), text_of(pdf)
    for text in [sheet["number"], sheet["total"][1], *sheet["lines"][0]["accounts"]]:
        one = "".join(text.split())
        if one not in on_ours or one not in on_theirs:
            sys.exit(f"{text} does not stand on both papers")
    for name, times in (("hostler", ours), ("WeasyPrint", theirs)):
        print(f"{name}: {statistics.median(times):.1f} ms an invoice ({min(times):.1f} to {max(times):.1f})")
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(f"{len(sheets)} invoices, {ROUNDS} rounds: {ratio:.0f} times as fast as WeasyPrint (aim 30)")


main(*sys.argv[1:])

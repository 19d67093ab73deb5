"""Runs `hostler replay` and its peers in turn, checks that all find the same peaks, and compares medians.

A peer's time is that of its query alone: its interpreter has started and its library is loaded. Hostler's time is that
of its whole process, from start to exit, and it also prints every line with the accounts of the peak.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS, AIM = 7, 3.0
HERE = os.path.dirname(os.path.abspath(__file__))
hostler, events, cache = sys.argv[1:]


def run_hostler(out):
    with open(out + ".lines", "wb") as lines:
        begin = time.perf_counter()
        subprocess.run([hostler, "replay", "--month", "2026-10", "--events", events], stdout=lines, check=True)
        seconds = time.perf_counter() - begin
    with open(out + ".lines", "rb") as lines, open(out, "w") as peaks:
        users = (line for line in map(json.loads, lines) if line["kind"] == "users")
        peaks.writelines(sorted(f"{line['server']},{line['quantity']}\n" for line in users))
    return seconds


def run_peer(name):
    def run(out):
        script = os.path.join(HERE, f"peer_{name}.py")
        return float(subprocess.run([sys.executable, script, events, out], stdout=subprocess.PIPE, check=True).stdout)

    return run


ways = {"hostler": run_hostler, "polars": run_peer("polars"), "duckdb": run_peer("duckdb")}
seconds = {name: [] for name in ways}
for turn in range(ROUNDS + 1):
    found = {}
    for name, run in ways.items():
        out = os.path.join(cache, f"{name}.csv")
        spent = run(out)
        if turn:  # the first round only warms up
            seconds[name].append(spent)
        with open(out) as peaks:
            found[name] = peaks.read()
    for name in ways:
        if found[name] != found["hostler"] or not found[name]:
            sys.exit(f"{name} and hostler do not find the same peaks: compare {cache}/{name}.csv and hostler.csv")

median = {name: statistics.median(spent) for name, spent in seconds.items()}
servers = found["hostler"].count("\n")
print(f"{servers} servers, {ROUNDS} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; the peaks are identical")
for name, spent in seconds.items():
    print(f"  {name:8} median {median[name]:.3f} s  ({min(spent):.3f} to {max(spent):.3f})")
for name, aim in (("polars", AIM), ("duckdb", None)):
    ratio = median[name] / median["hostler"]
    if aim is None:
        print(f"peak times as fast as {name}: {ratio:.1f}")
    else:
        print(f"peak times as fast as {name}: {ratio:.1f} (aim ≥ {aim:.0f}): {'holds' if ratio >= aim else 'falls short'}")

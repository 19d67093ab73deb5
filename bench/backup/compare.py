"""The same mail store, backed up and restored by two programs in turn. Prints medians, ratios and a line per aim."""

import os
import random
import shutil
import statistics
import subprocess
import sys
import time

FILES = int(os.environ.get("HOSTLER_BENCH_FILES", 100_000))
MIB = int(os.environ.get("HOSTLER_BENCH_MIB", 2048))
ROUNDS = int(os.environ.get("HOSTLER_BENCH_ROUNDS", 5))
MAILBOXES = 100
PASSWORD = "bench"
STEPS = ["full", "next day", "restore"]
AIMS = {"full": 0.8, "next day": 0.7, "restore": 1.0}
MOST_MEMORY_MB = 256

chance = random.Random(7)
words = [f"word{number} " for number in range(500)]


def content(number, size):
    """Half of the messages do not compress, half do."""
    if number % 2:
        return chance.randbytes(size)
    text = "".join(chance.choices(words, k=200))
    return (text * (size // len(text) + 1))[:size].encode()


def path(source, number):
    return f"{source}/mail/{number % MAILBOXES:03}/cur/{1_700_000_000 + number}.M{number}P1.mail:2,S"


def write(file, number, size):
    with open(file, "wb") as out:
        out.write(content(number, size))


def furnish(source):
    for mailbox in range(MAILBOXES):
        for part in ("cur", "new", "tmp"):
            os.makedirs(f"{source}/mail/{mailbox:03}/{part}")
    average = MIB * 1024 * 1024 // FILES
    for number in range(FILES):
        # A tenth of the messages carries most of the bytes.
        size = average * 7 if number % 10 == 0 else average // 3
        write(path(source, number), number, size)


def next_day(source, day):
    """One file in a hundred: 0.5 % appended to, 0.2 % deleted, 0.3 % new."""
    average = MIB * 1024 * 1024 // FILES
    for number in chance.sample(range(FILES), FILES // 200):
        if os.path.exists(path(source, number)):
            with open(path(source, number), "ab") as out:
                out.write(chance.randbytes(200))
    for number in chance.sample(range(FILES), FILES // 500):
        if os.path.exists(path(source, number)):
            os.remove(path(source, number))
    for number in range(FILES * 3 // 1000):
        fresh = FILES * (day + 1) + number
        write(path(source, fresh), fresh, average)


def timed(command):
    """Seconds, processor seconds and peak memory in MB."""
    os.sync()
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    if status:
        sys.exit(f"{command} failed")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


class Hostler:
    name = "hostler"

    def __init__(self, program, folder):
        self.program, self.repository, self.key = program, f"{folder}/ours", f"{folder}/key"
        self.day = 0

    def run(self, verb, *more):
        return timed([self.program, verb, self.repository, self.key, *more])

    def create(self):
        shutil.rmtree(self.repository, ignore_errors=True)
        self.run("create", PASSWORD)

    def back_up(self, source):
        self.day += 1
        return self.run("back-up", source, str(self.day * 86_400_000))

    def restore(self, into):
        return self.run("restore", into)


class Restic:
    name = "restic"

    def __init__(self, folder):
        self.repository = f"{folder}/restics"
        os.environ["RESTIC_CACHE_DIR"], os.environ["RESTIC_PASSWORD"] = f"{folder}/cache", PASSWORD

    def run(self, *words):
        return timed(["restic", "--quiet", "--repo", self.repository, *words])

    def create(self):
        shutil.rmtree(self.repository, ignore_errors=True)
        self.run("init", "--repository-version", "2")

    def back_up(self, source):
        # From within the folder, as it is restored: the paths of both are the same.
        return self.run("backup", source)

    def restore(self, into):
        return self.run("restore", "latest", "--target", into)


def same(source, into):
    done = subprocess.run(["diff", "-rq", source, into], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the restored folder is another one: {done.stdout[:500]}")


def one_round(number, programs, folder, source):
    found = {}
    order = programs if number % 2 else programs[::-1]
    for program in order:
        program.create()
        found["full", program.name] = program.back_up(source)
    next_day(source, number)
    for program in order:
        found["next day", program.name] = program.back_up(source)
    for program in order:
        into = f"{folder}/into"
        found["restore", program.name] = program.restore(into)
        if number == 0:
            same(source, into + (source if program.name == "restic" else ""))
        shutil.rmtree(into)
    return found


def main():
    program, folder = sys.argv[1:]
    source = f"{folder}/server"
    furnish(source)
    programs = [Hostler(program, folder), Restic(folder)]
    rounds = []
    for number in range(ROUNDS):
        rounds.append(one_round(number, programs, folder, source))
        print(f"round {number + 1} of {ROUNDS}, load {os.getloadavg()[0]:.1f}")
    subprocess.run(["restic", "--repo", f"{folder}/ours", "check", "--read-data"], check=True, stdout=subprocess.DEVNULL)
    print(f"\n{FILES:,} files, {MIB:,} MiB; restic reads and checks what hostler wrote\n")
    print("| | hostler s | restic s | hostler cpu s | restic cpu s | hostler MB | restic MB |\n|---|---|---|---|---|---|---|")
    for step in STEPS:
        columns = []
        for field in range(3):
            for name in ("hostler", "restic"):
                values = [each[step, name][field] for each in rounds]
                spread = f" ({min(values):.1f} to {max(values):.1f})" if field == 0 else ""
                columns.append(f"{statistics.median(values):.1f}{spread}")
        print(f"| {step} | {' | '.join(columns)} |")
    print()
    for step, aim in AIMS.items():
        ratio = statistics.median(each[step, "hostler"][0] / each[step, "restic"][0] for each in rounds)
        print(f"{step}: {ratio:.2f} of restic's time (aim ≤ {aim}) {'reached' if ratio <= aim else 'MISSED'}")
    peak = max(each["restore", "hostler"][2] for each in rounds)
    print(f"memory of a restore: {peak:.0f} MB (aim ≤ {MOST_MEMORY_MB}) {'reached' if peak <= MOST_MEMORY_MB else 'MISSED'}")


main()

"""Our probes and prometheus-blackbox-exporter put the same questions to the same servers; prints a table and the aim.

Rounds alternate between the two. Processor time is that of the process that asks: ours whole, from its start to its end,
the exporter's for the time of the questions. What drives the exporter is a process of its own and not counted.
"""

import json, os, resource, socket, statistics, subprocess, sys, time

PROBES, EXPORTER, FOLDER = sys.argv[1:4]
COUNT = int(os.environ.get("HOSTLER_BENCH_PROBES", 4000))
ROUNDS = int(os.environ.get("HOSTLER_BENCH_ROUNDS", 7))
SIDE_BY_SIDE = 16
KINDS = ("smtp", "imap", "https")
AUTHORITY = f"{FOLDER}/authority.pem"
NAME, USER, PASSWORD, RECIPIENT, TEXT = (
    "mail.devries.test", "probe@devries.test", "bread-and-butter", "anna@devries.test", "Sign in")


def module(prober, **settings):
    return {"prober": prober, "timeout": "5s", prober: {"preferred_ip_protocol": "ip4", **settings}}


def modules():
    """The same conversations, as the exporter's own documentation has them written down."""
    tls = {"ca_file": AUTHORITY, "server_name": NAME}
    smtp = [{"expect": "^220 ([^ ]+) ESMTP"}, {"send": "EHLO prober\r"}, {"expect": "^250 STARTTLS"},
            {"send": "STARTTLS\r"}, {"expect": "^220"}, {"starttls": True}, {"send": "EHLO prober\r"},
            {"expect": "^250 "}, {"send": "MAIL FROM:<>\r"}, {"expect": "^250"},
            {"send": f"RCPT TO:<{RECIPIENT}>\r"}, {"expect": "^250"}, {"send": "RSET\r"}, {"expect": "^250"},
            {"send": "QUIT\r"}, {"expect": "^221"}]
    imap = [{"expect": "^\\* OK"}, {"send": f"p LOGIN \"{USER}\" \"{PASSWORD}\"\r"}, {"expect": "^p OK"},
            {"send": "p SELECT INBOX\r"}, {"expect": "EXISTS"}, {"expect": "^p OK"}, {"send": "p LOGOUT\r"},
            {"expect": "^\\* BYE"}]
    return {"modules": {
        "smtp": module("tcp", query_response=smtp, tls_config=tls),
        "imap": module("tcp", query_response=imap, tls=True, tls_config=tls),
        "https": module("http", fail_if_body_not_matches_regexp=[TEXT], fail_if_not_ssl=True, tls_config=tls),
    }}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Exporter:
    def __init__(self):
        settings = f"{FOLDER}/blackbox.yml"
        with open(settings, "w") as file:
            json.dump(modules(), file)  # YAML holds JSON
        self.address = f"127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            [EXPORTER, f"--config.file={settings}", f"--web.listen-address={self.address}", "--log.level=error"])
        begun = time.monotonic()
        while socket.socket().connect_ex(("127.0.0.1", int(self.address.split(":")[1]))):
            if time.monotonic() - begun > 30:
                sys.exit("the exporter does not listen")
            time.sleep(0.05)

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, kind, port, count):
        target = f"https://127.0.0.1:{port}/" if kind == "https" else f"127.0.0.1:{port}"
        path = f"/probe?module={kind}&target={target}"
        before = self.cpu()
        seconds = float(said("drive", self.address, path, str(count), str(SIDE_BY_SIDE)))
        return seconds, self.cpu() - before


class Ours:
    def ask(self, kind, port, count):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = float(said("ask", kind, str(port), AUTHORITY, str(count), str(SIDE_BY_SIDE)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def said(*arguments):
    return subprocess.run([PROBES, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def rounds(sides, ports):
    """Of each kind and side: probes a second and processor time per probe in microseconds, one pair a round."""
    found = {(kind, side): [] for kind in KINDS for side in sides}
    for side in sides.values():
        for kind in KINDS:
            side.ask(kind, ports[kind], max(COUNT // 10, 100))
    for number in range(ROUNDS):
        for kind in KINDS:
            order = list(sides) if number % 2 == 0 else list(reversed(sides))
            for side in order:
                seconds, cpu = sides[side].ask(kind, ports[kind], COUNT)
                found[kind, side].append((COUNT / seconds, cpu / COUNT * 1e6))
    return found


def median(pairs, which):
    values = [pair[which] for pair in pairs]
    return statistics.median(values), min(values), max(values)


def told(found):
    print(f"\n{COUNT} questions a round, {SIDE_BY_SIDE} side by side, median of {ROUNDS} rounds (least to most)\n")
    print("| | probes a second | µs of processor time each | of the exporter's |\n|---|---|---|---|")
    worst = 0
    for kind in KINDS:
        share = median(found[kind, "ours"], 1)[0] / median(found[kind, "exporter"], 1)[0]
        worst = max(worst, share)
        for side in ("ours", "exporter"):
            rate, cpu = (median(found[kind, side], which) for which in (0, 1))
            shown = f"{share:.2f}" if side == "ours" else ""
            print(f"| {kind}, {side} | {rate[0]:,.0f} ({rate[1]:,.0f} to {rate[2]:,.0f}) "
                  f"| {cpu[0]:,.0f} ({cpu[1]:,.0f} to {cpu[2]:,.0f}) | {shown} |")
    print(f"\naim: at most 0.5 of the exporter's processor time: {worst:.2f} {'reached' if worst <= 0.5 else 'missed'}")
    load = os.getloadavg()[0]
    print(f"load {load:.1f}; 2,000 servers with 8 probes every 30 s are 533 probes a second")


def main():
    serving = subprocess.Popen([PROBES, "serve", FOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ports = {}
    while (line := serving.stdout.readline().split()) != ["ready"]:
        ports[line[0]] = int(line[1])
    exporter = Exporter()
    try:
        told(rounds({"ours": Ours(), "exporter": exporter}, ports))
    finally:
        exporter.process.terminate()
        exporter.process.wait()
        serving.stdin.close()
        serving.wait()


main()

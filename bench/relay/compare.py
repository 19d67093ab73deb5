"""Postfix and `hostler relay` under the same loads; prints a table and a line per aim.

Each case starts a server anew in an empty folder, puts the load on it and ends it; its processor time is that of all its
processes together. Cases alternate between the two, round by round; figures are medians.
"""

import glob, json, os, re, resource, shutil, signal, socket, statistics, subprocess, sys, time

HOSTLER, LOAD, FOLDER = sys.argv[1:4]
MESSAGES = int(os.environ.get("HOSTLER_BENCH_MESSAGES", 5000))
ROUNDS = int(os.environ.get("HOSTLER_BENCH_ROUNDS", 5))
QUEUED = int(os.environ.get("HOSTLER_BENCH_QUEUED", 1_000_000))
CACHE = os.environ.get("HOSTLER_CACHE", "/var/cache/hostler")
IMAGE = os.environ.get("HOSTLER_IMAGE") or max(glob.glob(f"{CACHE}/images/connect-*/root"), key=os.path.getmtime)
HERE = os.path.dirname(os.path.abspath(__file__))
SENDER, RECIPIENT = "cees@cees.test", "anna@bakery.test"
RELAY, PRIMARY = 2525, 2526


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


class Stage:
    """The image under a layer of our own, with certificates, in the bench's network."""

    def __init__(self):
        self.folder = FOLDER
        run("ip", "link", "set", "lo", "up")
        run("mount", "--make-rprivate", "/")
        for part in ("upper", "work", "root"):
            os.mkdir(f"{self.folder}/{part}")
        self.root = f"{self.folder}/root"
        layers = f"lowerdir={IMAGE},upperdir={self.folder}/upper,workdir={self.folder}/work"
        run("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        run("mount", "--rbind", "/dev", f"{self.root}/dev")
        self.certificate()

    def certificate(self):
        self.pem, self.key = f"{self.folder}/mx2.pem", f"{self.folder}/mx2.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=mx2.bench.test", "-keyout", self.key, "-out", self.pem)
        for file in (self.pem, self.key):
            shutil.copy(file, f"{self.root}/etc/")

    def close(self):
        for mounted in (f"{self.root}/dev", self.root):
            subprocess.run(["umount", "-l", mounted])


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(what, look, most=600):
    begun = time.monotonic()
    while not look():
        if time.monotonic() - begun > most:
            sys.exit(f"waited {most} s for {what}")
        time.sleep(0.005)
    return time.monotonic() - begun


class Server:
    """One of the two, from its start to its end; afterwards `cpu` is what it used, in seconds."""

    def __init__(self, stage):
        self.stage = stage
        self.before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.process = self.start()
        until("the server to listen", lambda: listens(RELAY))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        until("the server's end", lambda: not listens(RELAY))
        # Its own children are ours now (this is the first process of its namespace), and so is their time.
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - self.before.ru_utime - self.before.ru_stime - self.others


class Postfix(Server):
    name = "Postfix"

    def start(self):
        root = self.stage.root
        for name in ("main.cf", "master.cf"):
            os.makedirs(f"{root}/etc/bench", exist_ok=True)
            shutil.copy(f"{HERE}/{name}", f"{root}/etc/bench/{name}")
        for folder in ("spool/bench", "lib/bench"):
            shutil.rmtree(f"{root}/var/{folder}", ignore_errors=True)
            os.makedirs(f"{root}/var/{folder}")
        run("chroot", root, "chown", "postfix", "/var/lib/bench")
        run("chroot", root, "/usr/sbin/postfix", "-c", "/etc/bench", "check")
        self.before = resource.getrusage(resource.RUSAGE_CHILDREN)
        return subprocess.Popen(["chroot", root, "/usr/lib/postfix/sbin/master", "-c", "/etc/bench", "-d"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def count(self, *parts):
        spool = f"{self.stage.root}/var/spool/bench"
        return sum(len(files) for part in parts for _, _, files in os.walk(f"{spool}/{part}"))

    def depth(self):
        return self.count("incoming", "active", "deferred", "maildrop")

    def settle(self):
        """What is still being tried when a flush is asked for would wait for its own time, five minutes later."""
        until("all mail to be deferred", lambda: self.count("incoming", "active", "maildrop") == 0)

    def flush(self):
        run("chroot", self.stage.root, "/usr/sbin/postqueue", "-c", "/etc/bench", "-f")


class Relay(Server):
    name = "hostler relay"

    def start(self):
        self.folder = f"{self.stage.folder}/relay"
        os.makedirs(self.folder, exist_ok=True)
        self.config = f"{self.folder}/relay.toml"
        with open(self.config, "w") as file:
            file.write(f"""
host = "mx2.bench.test"
listen = ["127.0.0.1:{RELAY}"]
folder = "{self.folder}/queue"
limits = {{ sessions_per_address = 1000, messages_per_session = 10000000 }}
tls = {{ certificate = "{self.stage.pem}", key = "{self.stage.key}" }}
[[primary]]
name = "bakery"
next_hop = "127.0.0.1:{PRIMARY}"
trust = {{ kind = "plain" }}
most_messages = 100000000
most_bytes = 100000000000
[[primary.domain]]
name = "bakery.test"
recipients = ["anna"]
""")
        return subprocess.Popen([HOSTLER, "relay", "--config", self.config], stdout=subprocess.DEVNULL,
                                env={**os.environ, "HOSTLER_LOG": "warn"})

    def status(self):
        return json.loads(run(HOSTLER, "relay", "--config", self.config, "status", "--json"))

    def depth(self):
        return self.status()["messages"]

    def settle(self):
        pass

    def flush(self):
        run(HOSTLER, "relay", "--config", self.config, "flush")

    def end(self):
        super().end()
        shutil.rmtree(f"{self.folder}/queue", ignore_errors=True)


def used(command):
    """Seconds that a load took, and its own processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def source(stage, sessions, size, count, *more):
    return ["chroot", stage.root, "/usr/sbin/smtp-source", *more, "-s", str(sessions), "-l", str(size), "-m", str(count),
            "-f", SENDER, "-t", RECIPIENT, f"127.0.0.1:{RELAY}"]


def accept(stage, kind, command):
    """Messages per second, and processor milliseconds per message."""
    server = kind(stage)
    took, server.others = used(command)
    batches = server.status()["batches"] / took if kind is Relay else None
    server.end()
    return MESSAGES / took, server.cpu * 1000 / MESSAGES, batches


def drain(stage, kind):
    """Messages per second to smtp-sink, from the moment at which it listens and delivery is asked for."""
    server = kind(stage)
    server.others = 0
    subprocess.run(source(stage, 50, 4096, MESSAGES), check=True, stdout=subprocess.DEVNULL)
    server.settle()
    sink = subprocess.Popen(["chroot", stage.root, "/usr/sbin/smtp-sink", "-u", "postfix", "-c", f"127.0.0.1:{PRIMARY}", "256"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until("smtp-sink", lambda: listens(PRIMARY))
    begun = time.monotonic()
    server.flush()
    until("the queue to be empty", lambda: server.depth() == 0)
    took = time.monotonic() - begun
    sink.kill()
    sink.wait()
    server.end()
    return MESSAGES / took


def first_after_recovery(stage):
    """Seconds from the primary's return to the first mail, without anybody asking."""
    server = Relay(stage)
    server.others = 0
    subprocess.run(source(stage, 1, 4096, 1), check=True, stdout=subprocess.DEVNULL)
    time.sleep(3)
    sink = subprocess.Popen(["chroot", stage.root, "/usr/sbin/smtp-sink", "-u", "postfix", "-c", f"127.0.0.1:{PRIMARY}", "256"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until("smtp-sink", lambda: listens(PRIMARY))
    took = until("the first mail", lambda: server.depth() == 0)
    sink.kill()
    sink.wait()
    server.end()
    return took


def restart(stage):
    """With so many queued: the most memory of a fresh start, in MB, and the seconds until it takes mail."""
    server = Relay(stage)
    server.others = 0
    subprocess.run(source(stage, 50, 4096, QUEUED, "-d"), check=True, stdout=subprocess.DEVNULL)
    server.process.kill()
    server.process.wait()
    server.process = server.start()
    took = until("the relay", lambda: listens(RELAY))
    depth = server.depth()
    assert depth == QUEUED, f"{depth} of {QUEUED}"
    status = open(f"/proc/{server.process.pid}/status").read()
    memory = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    server.end()
    return memory, took


def raw_syncs(stage):
    """Syncs per second of the bare disk, 20 messages of 4 KiB each."""
    fd = os.open(f"{stage.folder}/raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    block, count = os.urandom(20 * 4200), 200
    begun = time.monotonic()
    for _ in range(count):
        os.write(fd, block)
        os.fdatasync(fd)
    os.close(fd)
    return count / (time.monotonic() - begun)


def main():
    stage = Stage()
    try:
        compare(stage)
    finally:
        stage.close()


def compare(stage):
    loads = {(s, k): source(stage, s, k * 1024, MESSAGES) for s in (20, 100) for k in (4, 50)}
    loads["STARTTLS"] = [LOAD, f"127.0.0.1:{RELAY}", "20", str(MESSAGES), "4096"]
    seen = {(name, kind): [] for name in [*loads, "drain"] for kind in (Postfix, Relay)}
    raw = []
    for _ in range(ROUNDS):
        raw.append(raw_syncs(stage))
        for kind in (Postfix, Relay):
            for name, command in loads.items():
                seen[name, kind].append(accept(stage, kind, command))
            seen["drain", kind].append((drain(stage, kind), 0, None))
    middle = lambda name, kind, place: statistics.median(one[place] for one in seen[name, kind])
    print(f"{MESSAGES} messages, {ROUNDS} rounds, load {os.getloadavg()[0]:.1f}, medians")
    for name in [*loads, "drain"]:
        for kind in (Postfix, Relay):
            rates = sorted(one[0] for one in seen[name, kind])
            print(f"{str(name):12} {kind.name:14} {middle(name, kind, 0):9.0f} messages/s ({rates[0]:.0f} to {rates[-1]:.0f})"
                  f" {middle(name, kind, 1):7.2f} ms of processor per message")
    ratio = lambda name: middle(name, Relay, 0) / middle(name, Postfix, 0)
    aims = [(f"accept, {name[0]} sessions, {name[1]} KiB", ratio(name), 3 if name[0] == 20 else 5)
            for name in loads if name != "STARTTLS"]
    aims += [("accept, STARTTLS", ratio("STARTTLS"), 2), ("drain", ratio("drain"), 3)]
    for what, times, aim in aims:
        print(f"{what}: {times:.1f} times Postfix (aim at least {aim})")
    share = middle((20, 4), Relay, 1) / middle((20, 4), Postfix, 1)
    print(f"processor per message: {share:.2f} of Postfix (aim at most 0.20)")
    syncs = middle((20, 4), Relay, 2) / statistics.median(raw)
    print(f"syncs under load: {syncs:.2f} of the bare disk's {statistics.median(raw):.0f}/s (aim at least 0.50)")
    print(f"first mail after the primary's return: {first_after_recovery(stage):.1f} s (aim at most 5)")
    memory, took = restart(stage)
    print(f"{QUEUED} queued: {memory:.0f} MB (aim at most 300), start {took:.1f} s (aim at most 10)")


main()

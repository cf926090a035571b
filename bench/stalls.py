#!/usr/bin/env python3
"""bench/stalls.py [SECONDS [PART...]]: what the release build does while something stands still for so long (180): the reader of its
log, its disk, the process itself. Meanwhile people click, and one says `autoapprove disable`. Told: what they heard and when,
what Privilege Manager was told and when, and how the health endpoint answered. Needs strace for the disk."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

LENGTH = float(sys.argv[1]) if len(sys.argv) > 1 else 180.0
BIN = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "bin"
CHANNEL = "C0APPROVALS"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stage:
    def __init__(self, folder, reads_log=True):
        self.folder = folder
        self.sandbox = subprocess.Popen([BIN / "privman-sandbox", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.url = self.sandbox.stdout.readline().split()[-1]
        self.health = free_port()
        environment = {
            "PATH": "/usr/bin:/bin", "SLACK_API_URL": self.url + "/api/", "SLACK_BOT_TOKEN": "xoxb-sandbox-bot",
            "SLACK_APP_TOKEN": "xapp-1-A0SANDBOX-1-sandbox", "PRIVMAN_BASE_URL": self.url + "/Tms", "PRIVMAN_ALLOW_HTTP": "1",
            "PRIVMAN_USERNAME": "sandbox", "PRIVMAN_PASSWORD": "sandbox-secret", "APPROVERS": "U0ADA,U0BOB",
            "ADMINS": "U0CAROL", "POLL_INTERVAL": "1", "STATE_STORE": f"sqlite:{folder}/stalls.db", "LOG_FORMAT": "json",
            "LOG_LEVEL": "debug", "HEALTH_LISTEN": f"127.0.0.1:{self.health}", "CARDS_AT_ONCE": "0"}
        self.log = open(f"{folder}/log", "wb") if reads_log else subprocess.PIPE
        self.bot = subprocess.Popen([BIN / "privman-slack", "run"], env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self.until(lambda: self.ready() == 200, "a start")
        self.say("register")
        self.until(lambda: self.messages(), "a welcome")
        # Closed from now on, so that the schedule has something to decide.
        hour = (time.gmtime().tm_hour + 6) % 24
        self.say(f"autoapprove set mon-sun {hour:02}:00-{(hour + 4) % 24 or 24:02}:00 Etc/UTC")
        time.sleep(1)
        self.begun = time.time()
        self.answers = []
        self.watching = True
        self.watcher = threading.Thread(target=self.watch_health)
        self.watcher.start()

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self.url + "/_sandbox" + path, data, timeout=20) as answer:
            return json.load(answer)

    def ready(self, path="/readyz"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health}{path}", timeout=1) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def watch_health(self):
        while self.watching:
            asked = time.time()
            alive = self.ready("/healthz")
            took = time.time() - asked
            self.answers.append((asked - self.begun, alive, took, self.ready()))
            time.sleep(0.5)

    def until(self, what, name, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            try:
                if found := what():
                    return found
            except OSError:
                pass
            time.sleep(0.05)
        sys.exit(f"no {name} within {seconds} s")

    def say(self, text, who="U0CAROL"):
        self.control("/slack/say", {"as": who, "channel": CHANNEL, "text": "@privman " + text})

    def messages(self):
        return self.control(f"/slack/messages?channel={CHANNEL}")["messages"]

    def raise_one(self, user):
        return self.control("/privilege-manager/raise", {"user": "LAB\\" + user})["ids"][0]

    def cards(self):
        return [m for m in self.messages() if any(block.get("type") == "actions" for block in m["blocks"])]

    def card_of(self, user):
        return next((m for m in self.cards() if user in json.dumps(m)), None)

    def press(self, card, who="U0ADA"):
        buttons = [e for b in card["blocks"] for e in b.get("elements", []) if e.get("type") == "button"]
        return self.control("/slack/click",
                            {"as": who, "channel": CHANNEL, "ts": card["ts"], "action_id": buttons[0]["action_id"]})

    def requests(self):
        return self.control("/privilege-manager")["requests"]

    def end(self):
        self.watching = False
        self.watcher.join()
        self.bot.send_signal(signal.SIGCONT)
        self.bot.send_signal(signal.SIGTERM)
        begun = time.time()
        try:
            code = self.bot.wait(40)
        except subprocess.TimeoutExpired:
            self.bot.kill()
            code = "killed"
        print(f"  ended with {code} after {time.time() - begun:.1f} s")
        self.sandbox.terminate()

    def tell(self, since):
        print("  said in the channel:")
        for message in self.messages():
            if float(message["ts"]) >= since - 1 and not any(b.get("type") == "actions" for b in message["blocks"]):
                print(f"    {float(message['ts']) - since:7.1f} s  {message['text'][:150]!r}")
        print("  said to people alone:")
        alone = [m for m in self.control(f"/slack/messages?channel={CHANNEL}&all=1")["messages"] if m.get("ephemeral_to")]
        for message in alone[:12]:
            print(f"    {float(message['ts']) - since:7.1f} s  {message['ephemeral_to']}: {message['text'][:150]!r}")
        if len(alone) > 12:
            print(f"    … and {len(alone) - 12} more")
        print("  decided:", [(r.get("status"), r.get("calls")) for r in self.requests()])
        seen = [a for a in self.answers if a[0] >= since - self.begun]
        red = [a[0] - (since - self.begun) for a in seen if a[3] == 503]
        alive = [a[2] for a in seen if a[1] == 200]
        print(f"  health: {len(alive)} of {len(seen)} answers alive, the slowest {max(alive, default=0) * 1000:.0f} ms; ready no more "
              + (f"from {red[0]:.1f} s to {red[-1]:.1f} s" if red else "never"))


def clicks_for(stage, seconds, users, every):
    """Presses one button every so often; how long each took until Slack was answered."""
    took = []
    for number in range(int(seconds // every)):
        card = stage.card_of(users[number % len(users)])
        if card:
            begun = time.time()
            acked = stage.press(card)
            took.append((time.time() - begun, acked))
        time.sleep(every)
    return took


def stalled_reader(folder):
    print(f"== nobody reads the log for {LENGTH:.0f} s")
    stage = Stage(folder, reads_log=False)
    stage.say("autoapprove enable")
    users = [f"user{n:02}" for n in range(int(LENGTH // 5))]
    since = time.time()
    latencies = []
    for number, user in enumerate(users):
        if number == len(users) // 2:
            stage.say("autoapprove disable")
        if number >= len(users) // 2 + 1 or number == 0:
            stage.raise_one(user)
        time.sleep(2.5)
        card = stage.card_of(user)
        if card and number > len(users) // 2:
            begun = time.time()
            stage.press(card)
            stage.until(lambda: "Approved by" in json.dumps(stage.messages()), "decision")
            latencies.append(time.time() - begun)
        time.sleep(2.5)
    print(f"  {len(latencies)} clicks decided, the slowest after {max(latencies, default=0):.2f} s")
    stage.tell(since)
    stage.end()


def hanging_disk(folder):
    print(f"== the disk hangs for {LENGTH:.0f} s")
    stage = Stage(folder)
    for user in ("before", "during"):
        stage.raise_one(user)
    stage.until(lambda: len(stage.cards()) >= 2, "cards")
    stage.say("autoapprove enable")
    time.sleep(1)
    strace = subprocess.Popen(["strace", "-f", "-qq", "-p", str(stage.bot.pid), "-e", "trace=fdatasync,fsync,pwrite64",
                               "-e", f"inject=fdatasync,fsync,pwrite64:delay_enter={int(LENGTH * 1e6)}:when=1"],
                              stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    since = time.time()
    print("  click:", stage.press(stage.card_of("before")))
    time.sleep(8)
    stage.say("autoapprove disable")
    stage.raise_one("later")
    time.sleep(5)
    print("  click:", stage.press(stage.card_of("during"), "U0BOB"))
    time.sleep(max(0.0, since + LENGTH + 3 - time.time()))
    strace.send_signal(signal.SIGINT)
    strace.wait(20)
    time.sleep(12)
    stage.tell(since)
    stage.end()


def frozen_process(folder):
    # The sandbox gives a connection up after ten seconds of silence; shorter than that everything waits in the socket.
    print(f"== the process stands still for {LENGTH:.0f} s")
    stage = Stage(folder)
    for user in ("early", "late"):
        stage.raise_one(user)
    stage.until(lambda: len(stage.cards()) >= 2, "cards")
    stage.say("autoapprove enable")
    time.sleep(2)
    since = time.time()
    # One that the schedule would approve at once.
    stage.control("/privilege-manager/raise", {"user": "LAB\\night", "rating": "Clean"})
    stage.bot.send_signal(signal.SIGSTOP)
    early, late = stage.card_of("early"), stage.card_of("late")
    presses = [threading.Thread(target=stage.press, args=(early,))]
    presses[0].start()
    time.sleep(LENGTH / 2)
    stage.say("autoapprove disable")
    time.sleep(LENGTH / 2 - 3)
    presses.append(threading.Thread(target=stage.press, args=(late, "U0BOB")))
    presses[1].start()
    time.sleep(3)
    stage.bot.send_signal(signal.SIGCONT)
    gone_on = time.time()
    time.sleep(15)
    print(f"  it stood still until {gone_on - since:.1f} s")
    stage.tell(since)
    stage.end()


parts = [stalled_reader, hanging_disk, frozen_process]
for part in parts if len(sys.argv) < 3 else [p for p in parts if p.__name__ in sys.argv[2:]]:
    with tempfile.TemporaryDirectory() as folder:
        part(folder)

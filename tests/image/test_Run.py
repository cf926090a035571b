"""The image at work: as nobody, on a read-only root, without capabilities, with half a gigabyte and a quarter of a core."""
import json
import re
import sys
import time
import unittest

from bot_in_a_container import IMAGE, RESTRICTED, Bot, Podman, Sandbox, eventually

PODMAN = Podman(sys.argv[1])
SANDBOX = sys.argv[2]
MOST_SECONDS_TO_STOP = 5


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def seconds_since_start(pid):
    """How long the process has lived, by the kernel's own book-keeping."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        ticks = int(file.read().rpartition(") ")[2].split()[19])
    with open("/proc/uptime", encoding="ascii") as file:
        return float(file.read().split()[0]) - ticks / 100


class OneCommand(unittest.TestCase):
    def run_once(self, *command, extra=()):
        return PODMAN("run", "--rm", *RESTRICTED, *extra, IMAGE, *command)

    def test_says_its_version(self):
        said = self.run_once("version")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertRegex(said.stdout, r"^privman-slack \d+\.\d+\.\d+ \(commit \S+, Release\)\n$")

    def test_will_not_start_without_settings_and_names_them(self):
        said = self.run_once()
        self.assertEqual(said.returncode, 2, said.stdout + said.stderr)
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PRIVMAN_BASE_URL", "PRIVMAN_PASSWORD"):
            self.assertIn(name, said.stderr)

    def test_knows_daylight_saving_time(self):
        said = self.run_once("schedule", "explain", "--at", "2026-07-01T12:00", "--schedule",
                             "mon-fri 08:00-17:00 America/Chicago")
        self.assertEqual(said.returncode, 0, said.stderr)

    def test_has_no_shell_to_run(self):
        said = self.run_once("-c", "true", extra=("--entrypoint", "/bin/sh"))
        self.assertEqual(said.returncode, 127, said.stderr)

    def test_is_unhealthy_where_no_bot_runs(self):
        said = self.run_once("healthcheck", extra=("--env", "HEALTH_LISTEN=127.0.0.1:1"))
        self.assertEqual(said.returncode, 1, said.stdout + said.stderr)


class TheBot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(SANDBOX)
        cls.addClassCleanup(cls.sandbox.end)
        cls.bot = Bot(PODMAN, cls.sandbox)
        cls.addClassCleanup(cls.bot.remove)
        asked = time.monotonic()
        cls.bot.start()
        eventually(lambda: "the bot is ready\n" + cls.bot.log(), cls.bot.is_ready)
        cls.pid = cls.bot.process()
        cls.ready_after = seconds_since_start(cls.pid)
        cls.ready_after_asking = time.monotonic() - asked

    # Named so that what ends the bot comes last.
    def test_1_is_ready_soon_and_small(self):
        memory = status_of(self.pid)
        now, most = (int(memory[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        print(f"\nready {self.ready_after:.2f} s after its first instruction, {self.ready_after_asking:.2f} s after podman "
              f"was asked; resident {now:.1f} MB, never more than {most:.1f} MB", flush=True)
        self.assertLess(now, 64)

    def test_2_is_nobody_and_may_do_nothing(self):
        status = status_of(self.pid)
        self.assertEqual(set(status["Uid"].split()), {"65532"})
        self.assertEqual(set(status["Gid"].split()), {"65532"})
        for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual(int(status[kind], 16), 0, kind)
        self.assertEqual(status["NoNewPrivs"], "1")

    def test_3_is_healthy_in_its_own_eyes(self):
        asked = PODMAN("exec", self.bot.name, "/privman-slack", "healthcheck")
        self.assertEqual(asked.returncode, 0, asked.stdout + asked.stderr)

    def test_4_shows_a_request_and_leaves_it_to_people(self):
        said = self.sandbox("/slack/say", {"as": "U0CAROL", "channel": "C0APPROVALS", "text": "@privman register"})
        self.assertIn("ts", said)

        def messages():
            return json.dumps(self.sandbox("/slack/messages?channel=C0APPROVALS"))

        eventually(lambda: "the channel is registered\n" + self.bot.log(), lambda: "Registered." in messages())
        self.sandbox("/privilege-manager/raise", {"application": "in-a-container.exe"})
        eventually("a card with buttons", lambda: re.search(r'in-a-container\.exe.*"approve"', messages()))
        raised = self.sandbox("/privilege-manager")["requests"]
        self.assertEqual([(one["status"], one["calls"]) for one in raised], [("pending", 0)])

    def test_5_writes_its_state_to_the_volume_and_nothing_anywhere_else(self):
        changed = PODMAN("diff", self.bot.name).stdout
        written = [line for line in changed.splitlines() if "privman" in line or line.startswith(("A /tmp", "C /tmp"))]
        self.assertEqual(written, [], changed)

    def test_6_ends_soon_and_cleanly_when_told_to(self):
        told = time.monotonic()
        stopped = PODMAN("stop", "--time", "20", self.bot.name)
        took = time.monotonic() - told
        self.assertEqual(stopped.returncode, 0, stopped.stderr)
        print(f"\nSIGTERM ended it in {took:.2f} s", flush=True)
        self.assertLess(took, MOST_SECONDS_TO_STOP)
        self.assertEqual(PODMAN.inspect(self.bot.name, "{{.State.ExitCode}}"), "0", self.bot.log())
        self.assertEqual(self.sandbox("/privilege-manager/calls?call=decide")["calls"], [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

"""The sandbox on this machine's loopback and the bot in a container beside it, restricted as a task definition restricts it."""
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

IMAGE = "localhost/privman-slack:test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer_of(url, body=None, within=5):
    """(status, text); status 0 when nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(url, data, timeout=within) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def eventually(what, holds, within=30):
    until = time.monotonic() + within
    while not (result := holds()):
        if time.monotonic() > until:
            raise AssertionError(f"waited {within} s in vain: {what() if callable(what) else what}")
        time.sleep(0.02)
    return result


class Podman:
    def __init__(self, store):
        engine = os.path.join(os.path.dirname(os.path.abspath(__file__)), "engine.sh")
        where = subprocess.run(["bash", "-euc", '. "$1"; printf "%s\\n" "${in_store[@]}"', "bash", engine], text=True,
                               env={**os.environ, "store": store}, stdout=subprocess.PIPE, check=True)
        self.base = ["podman", *where.stdout.split("\n")[:-1], "--cgroup-manager", "cgroupfs", "--runtime", "runc"]

    def __call__(self, *arguments, within=60):
        return subprocess.run([*self.base, *arguments], capture_output=True, text=True, timeout=within, check=False)

    def inspect(self, container, form):
        return self("inspect", "--format", form, container).stdout.strip()


class Sandbox:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().removeprefix("listening on ").strip()

    def __call__(self, path, body=None):
        status, text = answer_of(f"{self.base}/_sandbox{path}", body)
        assert status == 200, f"{path}: {status} {text}"
        return json.loads(text)

    def end(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


# What a task definition says, in podman's words; /tmp, /run and /var/tmp stay as read-only as on ECS.
RESTRICTED = ["--network", "host", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL",
              "--security-opt", "no-new-privileges", "--no-healthcheck", "--memory", "512m", "--cpus", "0.25",
              # Debian's runc refuses the limits that podman would compute by itself.
              "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]


class Bot:
    """Runs from `start` until `end`, with its /data in a volume of its own."""

    def __init__(self, podman, sandbox):
        self.podman = podman
        self.name = f"privman-slack-test-{os.getpid()}"
        self.port = free_port()
        base = sandbox.base
        self.settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox-bot", "SLACK_APP_TOKEN": "xapp-1-A0SANDBOX-1-sandbox",
            "SLACK_API_URL": f"{base}/api/", "PRIVMAN_BASE_URL": f"{base}/Tms", "PRIVMAN_USERNAME": "sandbox",
            "PRIVMAN_PASSWORD": "sandbox-secret", "APPROVERS": "channel", "POLL_INTERVAL": "0.5",
            "HEALTH_LISTEN": f"127.0.0.1:{self.port}"}

    def start(self):
        settings = [word for name, value in self.settings.items() for word in ("--env", f"{name}={value}")]
        started = self.podman("run", "--detach", "--name", self.name, *RESTRICTED,
                              "--volume", f"{self.name}:/data", *settings, IMAGE)
        assert started.returncode == 0, started.stderr

    def is_ready(self):
        return answer_of(f"http://127.0.0.1:{self.port}/readyz")[0] == 200

    def log(self):
        said = self.podman("logs", self.name)
        return said.stdout + said.stderr

    def process(self):
        return int(self.podman.inspect(self.name, "{{.State.Pid}}"))

    def remove(self):
        self.podman("rm", "--force", "--time", "0", self.name)
        self.podman("volume", "rm", "--force", self.name)

"""Who is compared, and how each is started: the same settings for all, production defaults but for what is said here."""
import os
import shutil
import subprocess
import sys
from pathlib import Path


class Contestant:
    """`command` is program and arguments; `{url}` and `{channels}` in its environment are the rig's to fill in."""

    def __init__(self, name, command, asks_for_channels, own):
        self.name, self.command, self.asks_for_channels, self._own = name, command, asks_for_channels, own
        self.remembers = asks_for_channels  # the others keep nothing

    def environment(self, directory, poll_interval):
        return {**_common(poll_interval), **self._own(directory)}


def _common(poll_interval):
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "SLACK_API_URL": "{url}/api/",
        "SLACK_BOT_TOKEN": "xoxb-rig-bot",
        "SLACK_APP_TOKEN": "xapp-1-A0RIG-1-rig",
        "PRIVMAN_BASE_URL": "{url}/Tms",
        "PRIVMAN_USERNAME": "rig",
        "PRIVMAN_PASSWORD": "rig-secret",
        "POLL_INTERVAL": poll_interval,
    }


def _bot(directory):
    """No pacing and no digest: a bot that posts once a second, as Slack wants it, would be measured asleep."""
    return {
        "APPROVERS": "channel",
        "ADMINS": "U0CAROL",
        "SLACK_POSTS_PER_SECOND": "0",
        "CARDS_AT_ONCE": "0",
        "STATE_STORE": f"sqlite:{directory}/bot.db",
        "LOG_FORMAT": "json",
    }


def _told_its_channels(_directory):
    return {"CHANNELS": "{channels}", "NODE_ENV": "production"}


def _installed_bolt(root):
    """Installs what the lock file says into the build tree. Nothing, with a word why, where Node.js is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        print("not compared with Bolt: node and npm are missing", file=sys.stderr)
        return None
    source, into = root / "bench" / "bolt", root / "build" / "bench" / "node"
    into.mkdir(parents=True, exist_ok=True)
    for name in ("bot.mjs", "package.json", "package-lock.json"):
        shutil.copy(source / name, into / name)
    lock, installed = into / "package-lock.json", into / "installed.json"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=into, check=True)
        shutil.copy(lock, installed)
    return [node, str(into / "bot.mjs")]


def all_of_them(root, programs):
    bot = str(Path(os.environ.get("BOT") or programs / "privman-slack").resolve())
    field = [Contestant("privman-slack", [bot, "run"], True, _bot)]
    if bolt := _installed_bolt(root):
        field.append(Contestant("Bolt", bolt, False, _told_its_channels))
    field.append(Contestant("ceiling", [str(programs / "privman-bench-ceiling")], False, _told_its_channels))
    return field

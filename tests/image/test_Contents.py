"""What the image is and what is in it, read from its layers and its configuration: nothing is run here."""
import json
import os
import re
import subprocess
import sys
import tarfile
import unittest

STORE = sys.argv[1]
PUSHED = os.path.join(STORE, "pushed")
MOST_BYTES = 10_000_000


def read(name):
    with open(os.path.join(PUSHED, name), encoding="utf-8") as file:
        return json.load(file)


def blob(digest):
    return os.path.join(PUSHED, digest.removeprefix("sha256:"))


MANIFEST = read("manifest.json")
CONFIG = read(MANIFEST["config"]["digest"].removeprefix("sha256:"))


def entries():
    found = {}
    for layer in MANIFEST["layers"]:
        with tarfile.open(blob(layer["digest"])) as tar:
            for member in tar:
                found[member.name.removeprefix("./").rstrip("/")] = member
    return found


ENTRIES = entries()


def content(name):
    for layer in MANIFEST["layers"]:
        with tarfile.open(blob(layer["digest"])) as tar:
            for member in tar:
                if member.name.removeprefix("./") == name:
                    return tar.extractfile(member).read()
    raise KeyError(name)


class TheImage(unittest.TestCase):
    def test_is_small(self):
        compressed = sum(layer["size"] for layer in MANIFEST["layers"])
        unpacked = sum(member.size for member in ENTRIES.values())
        print(f"\nimage: {compressed / 1e6:.2f} MB compressed, {unpacked / 1e6:.2f} MB unpacked, "
              f"{len(ENTRIES)} files and folders", flush=True)
        self.assertLess(compressed, MOST_BYTES)

    def test_runs_as_nobody_known(self):
        self.assertEqual(CONFIG["config"]["User"], "65532:65532")

    def test_starts_the_bot_and_ends_it_politely(self):
        self.assertEqual(CONFIG["config"]["Entrypoint"], ["/privman-slack"])
        self.assertEqual(CONFIG["config"]["Cmd"], ["run"])
        self.assertEqual(CONFIG["config"]["StopSignal"], "SIGTERM")

    def test_tells_a_plain_engine_how_to_ask_for_its_health(self):
        check = CONFIG["config"]["Healthcheck"]
        self.assertEqual(check["Test"], ["CMD", "/privman-slack", "healthcheck"])
        self.assertEqual(check["Interval"], 30 * 10**9)

    def test_says_what_it_is(self):
        labels = CONFIG["config"]["Labels"]
        with open(os.path.join(STORE, "version"), encoding="utf-8") as file:
            version = file.read()
        number, commit = re.match(r"privman-slack (\S+) \(commit ([^,]+),", version).groups()
        self.assertEqual(labels["org.opencontainers.image.version"], number)
        self.assertEqual(labels["org.opencontainers.image.revision"], commit)
        self.assertEqual(labels["org.opencontainers.image.licenses"], "MIT")

    def test_is_made_for_the_platform_that_the_task_definition_names(self):
        self.assertEqual((CONFIG["os"], CONFIG["architecture"]), ("linux", "amd64"))

    def test_keeps_its_state_in_one_volume(self):
        self.assertEqual(list(CONFIG["config"]["Volumes"]), ["/data"])

    def test_carries_no_secret(self):
        names = {line.split("=", 1)[0] for line in CONFIG["config"]["Env"]}
        self.assertEqual(names - {"PATH"}, {"STATE_STORE", "HEALTH_LISTEN"})

    def test_has_no_shell_and_no_second_program(self):
        self.assertEqual({name.split("/")[0] for name in ENTRIES if name}, {"LICENSE", "data", "etc", "privman-slack", "usr"})
        programs = [name for name, member in ENTRIES.items() if member.isfile() and member.mode & 0o111]
        self.assertEqual(programs, ["privman-slack"])
        self.assertEqual({name for name in ENTRIES if re.match(r"(usr/)?s?bin\b|lib", name)}, set())

    def test_lets_its_user_write_to_data_alone(self):
        for name, member in ENTRIES.items():
            owner = (member.uid, member.gid)
            self.assertEqual(owner, (65532, 65532) if name == "data" else (0, 0), name)
            self.assertFalse(member.mode & 0o022, f"{name} can be written by others")
            self.assertFalse(member.mode & 0o6000, f"{name} changes who one is")
        self.assertEqual(ENTRIES["data"].mode & 0o777, 0o700)

    def test_trusts_certificates_and_knows_time_zones(self):
        self.assertGreater(content("etc/ssl/certs/ca-certificates.crt").count(b"BEGIN CERTIFICATE"), 100)
        for zone in ("tzdata.zi", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland"):
            self.assertGreater(len(content(f"usr/share/zoneinfo/{zone}")), 100)
        self.assertNotIn("usr/share/zoneinfo/localtime", ENTRIES)

    def test_lists_what_was_linked_into_the_program(self):
        listed = dict(line.split("\t") for line in content("usr/share/doc/linked-packages.tsv").decode().splitlines())
        self.assertIn("libssl-dev", listed)
        self.assertIn("libsqlite3-dev", listed)
        self.assertTrue(all(listed.values()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

"""A setting means what it seems to, in every form in which deploy/ lets people write it."""
import json
import re
import subprocess
import unittest

import readers
import yaml
from deployments import ORACLE, main, text

MEANT = r"path=C:\Windows\*"
NAME = "AUTO_APPROVE_EXCEPT"


def env_file_of_ours(content):
    said = subprocess.run([ORACLE, "env"], input=content, capture_output=True, timeout=30, check=False)
    if said.returncode != 0:
        raise ValueError(said.stdout.decode())
    return dict(line.split("=", 1) for line in said.stdout.decode().splitlines())


def of_task_definition(content):
    one = json.loads(content)
    return {one["name"]: one["value"]}


def of_template(content):
    one, = yaml.safe_load(content)
    return {one["Name"]: one["Value"]}


# By words of the first column of the table in deploy/README.md.
READERS = {
    ".env": env_file_of_ours,
    "`settings` of `compose.yaml`": readers.env_file_of_compose,
    "environment:": readers.environment_of_compose,
    "--env-file": readers.env_file_of_docker,
    "/etc/privman-slack/settings": readers.environment_file_of_systemd,
    "Environment=": lambda content: readers.environment_line_of_systemd(content.removeprefix(b"Environment=")),
    "task-definition.json": of_task_definition,
    "cloudformation.yaml": of_template,
}


def shipped_forms():
    """(where, what to write) of every row of the table."""
    table = text("README.md").split("## How a backslash is written")[1].split("\n## ")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if len(cells) == 3 and cells[1].startswith("`"):
            yield cells[0].removeprefix("| "), cells[1].strip("`")


class EveryShippedForm(unittest.TestCase):
    def test_has_a_reader(self):
        forms = list(shipped_forms())
        self.assertEqual(len(forms), len(READERS))
        for where, _ in forms:
            self.assertEqual(len([words for words in READERS if words in where]), 1, where)

    def test_comes_out_as_it_is_meant(self):
        self.assertIsNotNone(readers.systemd(), "systemd is missing; scripts/install-deps brings it")
        for where, form in shipped_forms():
            read = next(reader for words, reader in READERS.items() if words in where)
            self.assertEqual(read(form.encode()), {NAME: MEANT}, where)

    def test_comes_out_the_same_from_the_programs_that_are_installed(self):
        if not readers.compose_program():
            self.skipTest("docker compose is not installed: its rules are played, not its program")
        form = next(form for where, form in shipped_forms() if "`settings` of" in where)
        self.assertEqual(readers.env_file_of_real_compose(form.encode()), {NAME: MEANT})


FAULT = None
# One line of a file, and what A is afterwards: by our .env, by Compose, by `docker --env-file`, by systemd. FAULT: it is refused;
# "": A is empty or not set.
SPELLINGS = [
    (r"A=C:\Windows\*",        r"C:\Windows\*",   r"C:\Windows\*",   r"C:\Windows\*",     r"C:Windows*"),
    (r"A='C:\Windows\*'",      r"C:\Windows\*",   r"C:\Windows\*",   r"'C:\Windows\*'",   r"C:\Windows\*"),
    (r'A="C:\Windows\*"',      r"C:\Windows\*",   r"C:\Windows\*",   r'"C:\Windows\*"',   r"C:\Windows\*"),
    (r'A="C:\\Windows\\*"',    r"C:\\Windows\\*", r"C:\Windows\*",   r'"C:\\Windows\\*"', r"C:\Windows\*"),
    (r"A=C:\\Windows\\*",      r"C:\\Windows\\*", r"C:\\Windows\\*", r"C:\\Windows\\*",   r"C:\Windows\*"),
    (r"A='C:\new'",            r"C:\new",         r"C:\new",         r"'C:\new'",         r"C:\new"),
    (r'A="C:\new"',            r"C:\new",         "C:" + "\n" + "ew", r'"C:\new"',        r"C:\new"),
    (r"A=\\server\share",      r"\\server\share", r"\\server\share", r"\\server\share",   r"\servershare"),
    (r"A='\\server\share'",    r"\\server\share", r"\\server\share", r"'\\server\share'", r"\\server\share"),
    (r'A="C:\x\\"',            "C:\\x\\",         "C:\\x\\",         r'"C:\x\\"',         "C:\\x\\"),
    ("A='C:\\x\\'",            "C:\\x\\",         FAULT,             "'C:\\x\\'",         "C:\\x\\"),
    (r'A="say \"yes\""',       'say "yes"',       'say "yes"',       r'"say \"yes\""',    'say "yes"'),
    ("A=pa$$word",             "pa$$word",        "pa$word",         "pa$$word",          "pa$$word"),
    ("A=$HOME",                "$HOME",           "",                "$HOME",             "$HOME"),
    ("A='$HOME'",              "$HOME",           "$HOME",           "'$HOME'",           "$HOME"),
    ('A="${HOME}"',            "${HOME}",         "",                '"${HOME}"',         "${HOME}"),
    ("A=1 # one",              "1",               "1",               "1 # one",           "1 # one"),
    ("A=1#one",                "1#one",           "1#one",           "1#one",             "1#one"),
    ("A=#one",                 "#one",            "#one",            "#one",              "#one"),
    ("A=1\t# one",             "1",               "1\t# one",        "1\t# one",          "1\t# one"),
    ("A='1' # one",            "1",               "1",               "'1' # one",         "1# one"),
    ("A= # one",               "",                "# one",           " # one",            "# one"),
    ("A= 1",                   "1",               "1",               " 1",                "1"),
    ("A=1 ",                   "1",               "1",               "1 ",                "1"),
    ('A=" 1 "',                " 1 ",             " 1 ",             '" 1 "',             " 1 "),
    ("A=two words",            "two words",       "two words",       "two words",         "two words"),
    ("A=",                     "",                "",                "",                  ""),
    ('A=""',                   "",                "",                '""',                ""),
    ("A=it's",                 "it's",            "it's",            "it's",              "it's"),
    ("A='it''s'",              FAULT,             FAULT,             "'it''s'",           "its"),
    ('A="open',                FAULT,             FAULT,             '"open',             "open\n"),
    ("export A=1",             "1",               "1",               FAULT,               ""),
    ("A=1\r",                  "1",               "1",               "1",                 "1"),
    ("\ufeffA=1",              "1",               "1",               "1",                 ""),
    ("# A=1",                  "",                "",                "",                  ""),
    ("; A=1",                  FAULT,             FAULT,             FAULT,               ""),
    ("A : 1",                  FAULT,             FAULT,             FAULT,               ""),
]


class OneLineAndItsReaders(unittest.TestCase):
    def read(self, reader, line):
        try:
            return reader((line + "\n").encode()).get("A", "")
        except ValueError:
            return FAULT

    def test_agree_or_differ_as_the_table_says(self):
        for line, ours, compose, docker, systemd in SPELLINGS:
            with self.subTest(line):
                self.assertEqual(self.read(env_file_of_ours, line), ours, "our .env")
                if line != "A='it''s'":  # what Compose makes of the rest of such a line has changed with its versions
                    self.assertEqual(self.read(readers.env_file_of_compose, line), compose, "Compose")
                self.assertEqual(self.read(readers.env_file_of_docker, line), docker, "docker --env-file")
                self.assertEqual(self.read(readers.environment_file_of_systemd, line), systemd, "systemd")

    def test_are_as_many_as_promised(self):
        self.assertGreaterEqual(4 * len(SPELLINGS), 60)


COMPLETE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:1/api/",
            "PRIVMAN_BASE_URL": "http://127.0.0.1:1/Tms", "PRIVMAN_USERNAME": "id", "PRIVMAN_PASSWORD": "a-secret"}


class WhatAReaderLeavesInAValue(unittest.TestCase):
    def test_is_named_with_what_was_probably_meant(self):
        for form in (f"{NAME}='{MEANT}'", f'{NAME}="{MEANT}"'):
            kept = readers.env_file_of_docker(form.encode())
            lines = "".join(f"{name}={value}\n" for name, value in {**COMPLETE, **kept}.items())
            said = subprocess.run([ORACLE, "check"], input=lines, capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(said.returncode, 1)
            self.assertIn(f"probably meant: `{MEANT}`", said.stdout)


class TheReadme(unittest.TestCase):
    def test_warns_of_what_systemd_does_without_quotes(self):
        self.assertEqual(readers.environment_file_of_systemd(f"{NAME}={MEANT}\n".encode()), {NAME: "path=C:Windows*"})
        self.assertRegex(text("README.md"), re.escape("path=C:Windows*"))


if __name__ == "__main__":
    main()

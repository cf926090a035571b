#!/usr/bin/env python3
"""bench/remember.py DATABASE COUNT: a stopped bot's database as it would be after COUNT more requests like the one that was
decided there last. Ending them for real would take ten minutes of waiting for each measurement, since that is how long what
has ended stays in memory."""
import json
import sqlite3
import sys

path, count = sys.argv[1], int(sys.argv[2])
database = sqlite3.connect(path)
ended = [(identity, version, mark, record) for identity, version, mark, record in
         database.execute("SELECT id, version, mark, record FROM life") if json.loads(record)["stage"]["kind"] == "settled"]
if not ended:
    sys.exit("no request was decided there")
identity, version, mark, record = ended[-1]


def copies():
    for number in range(count):
        name = f"remembered-{number:08}"
        yield name, record.replace(identity, name)


database.executemany("INSERT INTO life (id, version, mark, record) VALUES (?, ?, ?, ?)",
                     ((name, version, mark, text) for name, text in copies()))
when = json.loads(record)["ended"]
database.executemany("INSERT INTO resting (id, ended, may_count) VALUES (?, ?, 0)", ((name, when) for name, _ in copies()))
database.commit()
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
database.close()

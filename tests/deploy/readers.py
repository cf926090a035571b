"""Those who read settings before the program does: systemd's own code; Docker's and Compose's rules, and their programs where
they are installed."""
import ctypes
import errno
import glob
import json
import re
import shutil
import subprocess
import tempfile

import yaml

LIBC = ctypes.CDLL(None)
LIBC.fopen.restype = ctypes.c_void_p
LIBC.fclose.argtypes = [ctypes.c_void_p]


def systemd():
    """libsystemd-shared, in which EnvironmentFile= and Environment= are read; Debian ships it with systemd."""
    found = glob.glob("/usr/lib/*/systemd/libsystemd-shared-*.so") + glob.glob("/usr/lib/systemd/libsystemd-shared-*.so") + \
        glob.glob("/lib/systemd/libsystemd-shared-*.so")
    return ctypes.CDLL(sorted(found)[-1]) if found else None


def environment_file_of_systemd(text):
    """What `EnvironmentFile=` makes of a file: load_env_file() of systemd itself. Names that are none are dropped, as it does."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(text)
        file.flush()
        stream = LIBC.fopen(file.name.encode(), b"re")
        read = ctypes.POINTER(ctypes.c_char_p)()
        code = systemd().load_env_file(ctypes.c_void_p(stream), file.name.encode(), ctypes.byref(read))
        LIBC.fclose(stream)
    if code < 0:
        raise ValueError(errno.errorcode[-code])
    values = {}
    place = 0
    while read and read[place]:
        name, _, value = read[place].decode().partition("=")
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            values[name] = value
        place += 1
    return values


def environment_line_of_systemd(text):
    """What `Environment=` in a unit makes of its right side: words as systemd takes them apart, then `%%`."""
    cunescape, unquote = 1 << 1, 1 << 5
    rest = ctypes.c_char_p(text)
    values = {}
    while True:
        word = ctypes.c_char_p()
        code = systemd().extract_first_word(ctypes.byref(rest), ctypes.byref(word), None, cunescape | unquote)
        if code < 0:
            raise ValueError(errno.errorcode[-code])
        if code == 0:
            return values
        name, _, value = word.value.decode().partition("=")
        if "%" in value.replace("%%", ""):
            raise ValueError("a specifier")
        values[name] = value.replace("%%", "%")


def env_file_of_docker(text):
    """`docker run --env-file`: https://docs.docker.com/reference/cli/docker/container/run/#env. A line that begins with `#` is a
    comment, everything else behind the equals sign is the value."""
    values = {}
    for line in text.decode("utf-8-sig").split("\n"):
        line = line.removesuffix("\r").lstrip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not name or " " in name or "\t" in name:
            raise ValueError("poorly formatted environment")
        if equals:
            values[name] = value
    return values


def in_braces_or_not(value):
    return re.sub(r"\$\$|\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*", lambda found: "$" if found[0] == "$$" else "", value)


def env_file_of_compose(text):
    """`env_file:` of Docker Compose: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax.
    Variables are taken for unset. Only one-line values."""
    values = {}
    for line in text.decode("utf-8-sig").split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        line = re.sub(r"^export\s+", "", line)
        name, equals, value = line.partition("=")
        name, value = name.rstrip(), value.lstrip()
        if not equals or not re.fullmatch(r"[A-Za-z0-9_.\-]+", name):
            raise ValueError("unexpected character in variable name")
        if value[:1] not in ("'", '"'):
            values[name] = in_braces_or_not(value.partition(" #")[0].rstrip())
            continue
        quote, inside, place = value[0], "", 1
        while True:
            if place >= len(value):
                raise ValueError("unterminated quoted value")
            if value[place] == "\\" and place + 1 < len(value):
                inside += value[place + 1] if value[place + 1] == quote else value[place:place + 2]
                place += 2
                continue
            if value[place] == quote:
                break
            inside += value[place]
            place += 1
        if quote == '"':
            escapes = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b", "a": "\a", "v": "\v", "\\": "\\", "'": "'", '"': '"'}
            inside = re.sub(r"\\([abcfnrtv'\"\\])", lambda found: escapes.get(found[1], found[0]), inside)
            inside = in_braces_or_not(inside)
        values[name] = inside
    return values


def environment_of_compose(text):
    return {name: in_braces_or_not(str(value)) for name, value in yaml.safe_load(text).items()}


def compose_program():
    """`docker compose`, where it is installed."""
    docker = shutil.which("docker")
    said = docker and subprocess.run([docker, "compose", "version"], capture_output=True, timeout=30, check=False)
    return [docker, "compose"] if said and said.returncode == 0 else None


def env_file_of_real_compose(text):
    """The same by the program; None where there is none."""
    program = compose_program()
    if not program:
        return None
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/settings", "wb") as file:
            file.write(text)
        with open(f"{folder}/compose.yaml", "w", encoding="utf-8") as file:
            file.write("services: {bot: {image: x, env_file: [settings]}}\n")
        said = subprocess.run([*program, "-f", f"{folder}/compose.yaml", "config", "--format", "json"], capture_output=True,
                              timeout=30, check=False)
    if said.returncode != 0:
        raise ValueError(said.stderr.decode())
    environment = json.loads(said.stdout)["services"]["bot"]["environment"]
    return {name: value.replace("$$", "$") for name, value in environment.items()}

"""From a clone to a running portal: what `make` calls, with the standard library alone.

The system's Python runs this, perhaps one too old for the portal: the syntax stays plain, so that
it can still say so.
"""

import errno
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
BUCKET = "# Bucket: only a STORAGE_URL that names one needs what follows.\n"
TOOLS = "# Tools: only make test, check, bench and their like install what follows.\n"
NETWORK_TROUBLE = [
    "from versions: none",
    "NewConnectionError",
    "Max retries exceeded",
    "Could not fetch URL",
    "ProxyError",
    "ConnectTimeout",
    "ReadTimeout",
    "timed out",
]


class SetupError(Exception):
    """The portal cannot start here; str(error) is one sentence that says what to do."""


def check_python(version):
    if version[:2] < OLDEST_PYTHON:
        raise SetupError(
            "Python {}.{} or newer is needed, this is {}.{}; name another one with"
            " `make PYTHON=python3.12 …`.".format(*OLDEST_PYTHON, *version[:2])
        )
    if not importlib.util.find_spec("ensurepip"):
        raise SetupError("Python's venv is incomplete; on Debian: apt install python3-venv.")


def check_folder(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SetupError(
            f"The folder {folder} cannot be written to ({error.strerror}); move the portal"
            " or change the folder's rights."
        ) from None


def check_port(text):
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    for family, host in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
        check_address(family, host, int(text))


def check_address(family, host, port):
    """Both loopbacks count: browsers may read `localhost` as either."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        raise SetupError(f"Port {port} is reserved; choose one above 1023.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SetupError(
                f"Port {port} is taken; stop what runs there or choose another:"
                f" make run PORT={port + 1 if port < 65535 else 8000}"
            ) from None


def install(*sections):
    """Bring .venv to what the lock says; without a change since the last time, do nothing.

    The copy of a section beside its packages says that it is installed completely. The portal,
    what only a bucket needs and the tools are separate sections, because the tools (browser
    driver, type checker) take most of the download: 42 packages, 260 MB and 25 seconds against
    122, 625 MB and a minute.
    """
    if not working_venv():
        make_venv()
    for section, wanted in locked(LOCK.read_text()).items():
        done = VENV / f"{section}.lock"
        if section in sections and not (done.exists() and done.read_text() == wanted):
            requirements = VENV / f"{section}.wanted"
            requirements.write_text(wanted)
            install_packages(section, requirements)
            requirements.replace(done)


def locked(lock):
    """The lock's text by section."""
    served, _, tools = lock.partition(TOOLS)
    portal, _, bucket = served.partition(BUCKET)
    return {"portal": portal, "bucket": bucket, "tools": tools}


def stores_in_bucket(environ):
    try:
        path = environ.get("STORAGE_URL_FILE")
        url = Path(path).read_text() if path else environ.get("STORAGE_URL", "")
    except OSError:
        return False  # the portal says so itself
    return url.strip().startswith("s3")


def make_venv():
    print("Making .venv ...", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"Python could not make .venv: {error}") from None


def working_venv():
    probe = [str(PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return PYTHON.exists() and not subprocess.run(probe, stderr=subprocess.DEVNULL).returncode


def install_packages(section, requirements):
    total = requirements.read_text().count("==")
    print(f"Installing {total} packages ({section}) ...", flush=True)
    # --no-compile: bytecode is made on first use, for the few modules that are used at all.
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    command += ["--no-compile", "--progress-bar=off", "--retries=2", "--require-hashes"]
    command += ["--requirement", str(requirements)]
    code, lines = run_showing_packages(command)
    if code:
        log = VENV / "pip.log"
        log.write_text("".join(lines))
        raise SetupError(f"{trouble(lines)} (All of pip's output: {log.relative_to(ROOT)})")


def run_showing_packages(command):
    """Run pip; on a terminal, one line shows the package it is at."""
    lines = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout:
            lines.append(line)
            if sys.stdout.isatty() and line.startswith("Collecting "):
                print(f"\r\033[K  {line.split()[1]}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    return pip.returncode, lines


def trouble(lines):
    output = "".join(lines)
    if any(sign in output for sign in NETWORK_TROUBLE):
        return (
            "The package index cannot be reached; check the network (or pip's proxy and index"
            " settings) and run the same command again."
        )
    errors = [line.strip() for line in lines if line.startswith("ERROR: ")]
    return f"pip could not install the packages: {errors[0] if errors else 'no reason given.'}"


def serve(port, reload=False):
    check_port(port)
    install("portal", *["bucket"] * stores_in_bucket(os.environ))
    os.environ["DEBUG"] = str(reload).lower()
    if "SITE_URL" not in os.environ:
        os.environ["SITE_URL"] = f"http://localhost:{port}"
        os.environ.setdefault("DEMO", "true")
    command = [str(PYTHON), "-u", "manage.py", "serve", "--port", port] + ["--reload"] * reload
    sys.stdout.flush()
    os.execv(PYTHON, command)


def run_tools(command):
    install("portal", "bucket", "tools")
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "tests", command])


def lock():
    """Write requirements.lock anew, keeping the versions it holds where they still fit."""
    uv = shutil.which("uv")
    if not uv:
        raise SetupError("uv is needed to write the lock: pip install uv.")
    options = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    extra = ["--extra", "s3"]
    sections = {"portal": [], "bucket": extra, "tools": [*extra, "--group", "dev"]}
    written = []
    with tempfile.TemporaryDirectory() as folder:
        for name, more in sections.items():
            target = Path(folder) / name
            shutil.copy(LOCK, target)
            subprocess.run(
                [uv, "pip", "compile", "pyproject.toml", *options, *more, "-o", str(target)],
                check=True,
                cwd=ROOT,
            )
            seen = [text for section in written for text in section]
            written.append([text for text in packages(target.read_text()) if text not in seen])
    portal, bucket, tools = map("".join, written)
    LOCK.write_text(portal + BUCKET + bucket + TOOLS + tools)


def packages(requirements):
    """The text of each package with its hashes."""
    return re.findall(r"^\S.*\n(?:\s.*\n)*", requirements, re.MULTILINE)


COMMANDS = {
    "run": lambda: serve(os.environ.get("PORT", "8000")),
    "dev": lambda: serve(os.environ.get("PORT", "8000"), reload=True),
    "lock": lock,
    **{name: partial(run_tools, name) for name in ["test", "test-full", "check", "bench"]},
}


def main(command):
    try:
        check_python(sys.version_info)
        os.chdir(ROOT)
        check_folder(ROOT)
        check_folder(Path(os.environ.get("VAR_DIR", "var")))
        return COMMANDS[command]()
    except SetupError as error:
        return str(error)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""The suite on every database and browser at hand, and the checks: what `make test` and
`make check` run once the tools are installed."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in {"1", "true"}
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/portal"
REDIS = "redis://127.0.0.1:6379/15"
SERVERS = {"DATABASE_URL": POSTGRESQL, "CACHE_URL": REDIS, "PAGE_CACHE_REDIS_URL": REDIS}
DATABASE = "django_db and not any_database"
LEFT_OUT = (
    "Left to make test-full: tests marked full; on PostgreSQL also tests that use no database"
    " and those marked any_database."
)
VALIDATOR = "vnu-jar@26.9.27"


def settings_variables():
    settings = (ROOT / "portal/settings.py").read_text()
    return set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', settings))


def plain_environment():
    """Without the reader's own portal settings, so that the suite is the same everywhere.

    Bytecode is written: each of the many processes would compile everything anew.
    """
    ours = settings_variables() | {f"{name}_FILE" for name in settings_variables()}
    ours.add("PYTHONDONTWRITEBYTECODE")
    return {name: os.environ[name] for name in os.environ.keys() - ours}


def postgresql_answers():
    try:
        psycopg2.connect(POSTGRESQL.replace("/portal", "/postgres"), connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def redis_answers():
    try:
        with socket.create_connection(("127.0.0.1", 6379), timeout=3) as server:
            server.sendall(b"PING\r\n")
            return server.recv(5) == b"+PONG"
    except OSError:
        return False


def fetch_validator():
    folder = ROOT / "var/tools"
    if shutil.which("npm") and shutil.which("java"):
        command = ["npm", "install", "--prefix", folder, "--no-save", "--no-audit", VALIDATOR]
        return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
    return False


def pytest(*markers, output=None, **environment):
    command = [sys.executable, "-m", "pytest", "-m", " and ".join(filter(None, markers))]
    command += ["-n", "auto", "--maxprocesses", "4"]
    environment = plain_environment() | environment
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


def run_all(passes):
    """All at once, as each waits for browsers, databases and locks; titles of those that failed.

    The first one's output is seen as it comes, the others' when it has ended.
    """
    first, *others = passes
    with ExitStack() as stack:
        outputs = {title: stack.enter_context(tempfile.TemporaryFile("w+")) for title in others}
        running = {
            title: pytest(*markers, output=outputs.get(title), **environment)
            for title, (markers, environment) in passes.items()
        }
        print(f"\n=== {first} ===", flush=True)
        running[first].wait()
        for title, output in outputs.items():
            running[title].wait()
            output.seek(0)
            print(f"\n=== {title} ===\n{output.read()}", flush=True)
    return [title for title, process in running.items() if process.returncode]


def test(full=False):
    subprocess.run([sys.executable, "manage.py", "compilecatalogues"], cwd=ROOT, check=True)
    quick = "" if full else "not full"
    skipped = []
    if (full or CI) and not fetch_validator():
        skipped.append("HTML validation: apt install npm default-jre-headless, and the network")
    if any(map(shutil.which, BROWSERS)):
        passes = {"SQLite, with browser": ([quick], {})}
    else:
        skipped.append("browser tests: apt install chromium fonts-noto-core fonts-noto-cjk")
        passes = {"SQLite": ([quick, "not browser"], {})}
    if postgresql_answers() and redis_answers():
        needed = "" if full else DATABASE
        passes["PostgreSQL and Redis"] = ([quick, needed, "not browser"], SERVERS)
    else:
        skipped.append(
            "PostgreSQL and Redis: start both on 127.0.0.1 (5432, user postgres without"
            " password; 6379)"
        )
    return report(run_all(passes), skipped, "" if full else LEFT_OUT)


def bench(*arguments):
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=ROOT, env=plain_environment()).returncode


def report(failed, skipped, left_out=""):
    print(f"\n{left_out}".rstrip())
    for what in skipped:
        print(f"!!! SKIPPED {what}")
    for what in failed:
        print(f"!!! FAILED {what}")
    if not failed and not skipped:
        print("All passed, nothing skipped.")
    return bool(failed or (skipped and CI))


def deploy_environment():
    """deploy/example.env with a key of the moment, as the real one is no business of ours."""
    lines = (ROOT / "deploy/example.env").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return dict(pairs) | {"SECRET_KEY": os.urandom(40).hex()}


def check():
    environment = plain_environment()
    failed = []
    for title, *command in CHECKS:
        print(f"=== {title}", flush=True)
        more = deploy_environment() if title == "deployment" else {}
        command = [sys.executable, *command]
        if subprocess.run(command, cwd=ROOT, env=environment | more).returncode:
            failed.append(title)
    return report(failed, [])


CHECKS = [
    ("lint", "-m", "ruff", "check", "--quiet"),
    ("format", "-m", "ruff", "format", "--check", "--quiet"),
    ("types", "-m", "mypy"),
    ("templates", "-m", "djlint", "templates", "--lint", "--quiet"),
    ("imports", "-c", "import importlinter.cli as cli; cli.lint_imports_command(['--no-logo'])"),
    ("dependencies", "-m", "deptry", "."),
    ("catalogues", "manage.py", "compilecatalogues", "--check"),
    ("migrations", "manage.py", "makemigrations", "--check", "--dry-run"),
    ("deployment", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
]
COMMANDS = {
    "test": test,
    "test-full": lambda: test(full=True),
    "check": check,
    "bench": bench,
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))

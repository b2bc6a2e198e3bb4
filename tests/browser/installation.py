"""An installation of the portal in a folder, and a server and a reader without a browser for it."""

import gzip
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import brotli
from lxml import html

from portal.management.commands.serve import granian

ROOT = Path(__file__).resolve().parents[2]
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}
FORM = "application/x-www-form-urlencoded"


class Installation:
    """Always the embedded default, whatever the environment of the tests says."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def environment(self, **values):
        plain = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
        return plain | {"VAR_DIR": str(self.folder), "DEMO": "true", "LOG_LEVEL": "ERROR"} | values

    def manage(self, *command):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *command],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {command[0]} failed:\n{done.stdout}{done.stderr}"

    def manage_all(self, commands):
        for command in commands:
            self.manage(*command)

    def copy(self, folder):
        folder.mkdir()
        for name in ("demo-accounts.txt", "secret-key"):
            shutil.copy(self.folder / name, folder)
        source, target = (sqlite3.connect(f / "portal.sqlite3") for f in (self.folder, folder))
        with closing(source), closing(target):
            source.backup(target)
        (folder / "static").symlink_to(self.folder / "static")
        return Installation(folder)

    def account(self, role):
        """(e-mail, password)"""
        lines = (self.folder / "demo-accounts.txt").read_text().splitlines()
        accounts = {role: rest for role, *rest in (line.split("\t") for line in lines)}
        return accounts[role]

    @property
    def administrator(self):
        return self.account("administrator")


class Portal:
    """A granian process of an installation; leaving the context stops it by its id."""

    def __init__(self, installation, **environment):
        self.installation = installation
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.host = f"localhost:{self.port}"
        self.url = f"http://{self.host}"
        self.environment = installation.environment(SITE_URL=self.url, **environment)

    def __enter__(self):
        with open(self.installation.folder / f"{self.port}.log", "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *granian(self.port)],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error):
        self.stop()

    def wait(self):
        deadline = time.monotonic() + 90
        while True:
            try:
                return self.get("/robots.txt")
            except OSError:
                log = self.installation.folder / f"{self.port}.log"
                assert self.process.poll() is None, f"The server stopped:\n{log.read_text()}"
                assert time.monotonic() < deadline, f"The server is silent:\n{log.read_text()}"
                time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path, method="GET", body=None, **headers):
        """Headers by keyword: accept_language="de" is Accept-Language: de."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {"host": self.host} | named)
            response = connection.getresponse()
            return Answer(path, response.status, response.msg, response.read())

    def sign_in(self):
        return Staff(self)


@dataclass
class Answer:
    path: str
    status: int
    headers: object
    raw: bytes

    @cached_property
    def body(self):
        return UNPACK[self.headers.get("Content-Encoding", "")](self.raw)

    @cached_property
    def text(self):
        return self.body.decode()

    @cached_property
    def tree(self):
        return html.document_fromstring(self.body)

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html")

    def texts(self, path):
        """The words of the elements an XPath finds."""
        return [" ".join(node.text_content().split()) for node in self.tree.xpath(path)]

    @property
    def heading(self):
        return self.texts("//h1")


class Staff:
    """The administrator's session, without a browser."""

    def __init__(self, portal):
        self.portal = portal
        self.cookies = SimpleCookie()
        email, password = portal.installation.administrator
        path = "/en/account/login/?next=/admin/"
        token = self.get(path).tree.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        fields = {"csrfmiddlewaretoken": token, "login": email, "password": password}
        answer = self.post(path, fields)
        assert (answer.status, answer.headers["Location"]) == (302, "/admin/"), answer.text

    def get(self, path, method="GET", body=None, **headers):
        sent = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        answer = self.portal.get(path, method, body, cookie=sent, **headers)
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer

    def post(self, path, fields):
        body = urlencode(fields, doseq=True)
        return self.get(path, "POST", body, content_type=FORM, origin=self.portal.url)

    def form(self, answer):
        """What the page's main form would send, without its buttons."""
        forms = answer.tree.xpath("//form[.//input[@type='submit']]")
        (form,) = [form for form in forms if "csrfmiddlewaretoken" in form.fields]
        for area in form.xpath(".//textarea"):
            # Browsers drop the newline that Django puts first; this parser keeps it.
            area.text = (area.text or "").removeprefix("\n")
        for field in form.xpath(".//input[not(@value)][not(@type='checkbox' or @type='radio')]"):
            field.set("value", "")
        fields = {}
        for name, value in form.form_values():
            fields.setdefault(name, []).append(value)
        return fields

    def open(self, path):
        """The path and fields of a form as it is now."""
        answer = self.get(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        return self.form(answer)

    def partner(self, slug):
        """The path of a partner's change form."""
        found = self.get(f"/admin/sistercity/partner/?q={slug}").text
        (path,) = set(re.findall(r'href="(/admin/sistercity/partner/\d+/change/)', found))
        return path

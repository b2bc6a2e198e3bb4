"""Who may import whom, and where."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {"portal": set(), "sistercity": {"portal"}}
COMPOSITION = {"portal/settings.py", "portal/urls.py"}
MODULES = sorted(
    path
    for app in MAY_IMPORT
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)


def name(path):
    return str(path.relative_to(ROOT))


def imported(path):
    """(line, module) of every import statement."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def test_every_app_has_a_rule():
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} == set(MAY_IMPORT)


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_apps_import_only_what_they_may(app):
    others = set(MAY_IMPORT) - MAY_IMPORT[app] - {app}
    wrong = [
        f"{name(path)}:{line} → {module}"
        for path in (ROOT / app).rglob("*.py")
        if name(path) not in COMPOSITION
        for line, module in imported(path)
        if module.partition(".")[0] in others
    ]
    assert wrong == []


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_apps_name_only_what_they_may(app):
    """Not even as text: model labels, URL names, paths of modules."""
    others = set(MAY_IMPORT) - MAY_IMPORT[app] - {app}
    wrong = [
        f"{name(path)}:{node.lineno} names {other}"
        for path in (ROOT / app).rglob("*.py")
        if name(path) not in COMPOSITION
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for other in others
        if re.search(rf"\b{other}\b", node.value)
    ]
    assert wrong == []


def test_shared_templates_name_no_app():
    apps = set(MAY_IMPORT) - {"portal"}
    shared = [
        path
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and path.parent.name not in apps
    ]
    assert [
        f"{name(path)} names {app}" for path in shared for app in apps if app in path.read_text()
    ] == []


def inner_imports(path):
    """Lines of imports inside functions that no comment above or beside explains."""
    lines = path.read_text().splitlines()
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef) and function.name != "ready":
            block = [
                n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)
            ]
            said = [lines[number - 1] for number in block] + [lines[block[0] - 2]] if block else []
            if said and not any("#" in line for line in said):
                yield block[0]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_inside_functions_say_why(path):
    assert [f"{name(path)}:{line}" for line in inner_imports(path)] == []

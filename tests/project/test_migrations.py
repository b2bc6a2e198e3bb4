"""Models and migrations agree; migrations are named for what they do."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = sorted(
    path for app in ("portal", "sistercity") for path in (ROOT / app / "migrations").glob("0*.py")
)


@pytest.mark.django_db
def test_nothing_is_left_to_migrate():
    call_command("makemigrations", "portal", "sistercity", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_name_says_what_is_done(path):
    assert path.stem == "0001_initial" or re.fullmatch(
        r"\d{4}_(?!auto_|alter_\w+_and_more|initial)[a-z][a-z0-9]+(?:_[a-z0-9]+)+", path.stem
    )
    assert not path.stem.endswith("_and_more")


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_data_moves_can_be_reversed(path):
    for operation in re.findall(r"RunPython\(([^)]*)\)", path.read_text()):
        assert "," in operation, f"{path.name}: RunPython without a reverse"


def test_numbers_are_unique():
    numbers = [(path.parts[-3], path.stem[:4]) for path in MIGRATIONS]

    assert len(numbers) == len(set(numbers))

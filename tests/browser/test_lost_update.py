"""Twenty editors save the form that each of them opened: one wins, the others are told."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.browser

MESSAGE = "//*[contains(@class, 'errorlist') and contains(@class, 'nonfield')]"

SLUG = "cuenca"
EDITORS = 20


def history(staff, path):
    page = staff.get(path.replace("/change/", "/history/"))
    return page.texts("//table[@id='change-history']//tbody/tr")


def test_one_of_twenty_concurrent_saves_wins(editable):
    staff = editable.sign_in()
    path = staff.partner(SLUG)
    opened = staff.open(path)
    names = [f"Name {number:02}" for number in range(EDITORS)]
    before = history(staff, path)
    with ThreadPoolExecutor(EDITORS) as pool:
        answers = list(pool.map(lambda n: staff.post(path, opened | {"local_name": n}), names))

    saved = dict(zip(names, answers, strict=True))
    winners = [name for name, answer in saved.items() if answer.status == 302]
    assert len(winners) == 1
    losers = {name: answer for name, answer in saved.items() if name not in winners}
    assert {answer.status for answer in losers.values()} == {200}
    for name, answer in losers.items():
        (message,) = answer.texts(MESSAGE)
        assert message.startswith("Somebody else has saved this record since you opened it.")
        kept = staff.form(answer)
        kept.pop("csrfmiddlewaretoken")
        sent = opened | {"local_name": [name]}
        assert kept == {field: sent[field] for field in kept}
        assert kept.keys() == opened.keys() - {"csrfmiddlewaretoken"}

    partner = json.loads(editable.get(f"/api/v1/partners/{SLUG}?lang=en").body)
    assert [partner["local_name"]] == winners
    assert len(history(staff, path)) == len(before) + 1


def test_saving_again_from_the_refused_form_is_refused_again(editable):
    staff = editable.sign_in()
    path = staff.partner("namur")
    opened = staff.open(path)
    assert staff.post(path, opened | {"local_name": "First"}).status == 302
    refused = staff.post(path, opened | {"local_name": "Second"})
    assert refused.status == 200
    assert staff.post(path, staff.form(refused)).status == 200
    assert staff.open(path)["local_name"] == ["First"]
    assert staff.post(path, staff.open(path) | {"local_name": "Second"}).status == 302
    assert staff.open(path)["local_name"] == ["Second"]

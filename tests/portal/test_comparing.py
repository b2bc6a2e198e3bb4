import pytest

from portal import comparing, translating
from portal.models import Office, TranslationState
from tests.factories import make_office, make_staff
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db
State = TranslationState.State


def test_only_the_words_that_differ_are_marked():
    assert comparing.marked("Jalan Asia Afrika 5", "Jalan Braga 5") == (
        [("Jalan ", False), ("Asia Afrika", True), (" 5", False)],
        [("Jalan ", False), ("Braga", True), (" 5", False)],
    )


def test_scripts_without_spaces_are_compared_by_their_signs():
    assert comparing.marked("文化局", "観光局") == (
        [("文化", True), ("局", False)],
        [("観光", True), ("局", False)],
    )


def test_very_long_texts_are_compared_as_a_whole():
    old, new = "a " * 5000, "b " * 5000
    assert comparing.marked(old, new) == ([(old, True)], [(new, True)])


@pytest.fixture
def office():
    """Two versions: the second with another German name, telephone and office above."""
    office = make_office(name_ind="Kantor", name_de="Altes Amt", phone="1")
    translating.confirm(office, fields=["name"], language="de", state=State.CURRENT)
    office.name_de, office.phone = "Neues Amt", "2"
    office.parent = make_office(name_en="Above")
    office.save()
    return office


def versions(office):
    """History numbers, oldest first."""
    return list(office.history.order_by("history_id").values_list("history_id", flat=True))


def test_page_shows_each_field_that_differs(office, admin_client):
    old, new = versions(office)

    response = admin_client.get(page(Office, "compare", office.pk), {"old": old, "new": new})

    assert texts(response, "//table[@class='comparison']/tbody//th") == [
        "Name (Deutsch)",
        "Part of",
        "Telephone",
    ]
    assert texts(response, "//table[@class='comparison']//del") == ["Altes", "1"]
    assert texts(response, "//table[@class='comparison']//ins") == ["Neues", "Above", "2"]


def test_newest_two_versions_are_compared_unless_others_are_chosen(office, admin_client):
    response = admin_client.get(page(Office, "compare", office.pk))

    chosen = tree(response).xpath("//form[@class='versions']//option[@selected]/@value")
    assert [int(value) for value in chosen] == versions(office)


def test_version_in_the_history_opens_the_comparison(office, admin_client):
    old, _new = versions(office)

    response = admin_client.get(page(Office, "simple_history", office.pk, old))

    assert (response.status_code, response.url) == (
        302,
        page(Office, "compare", office.pk) + f"?old={old}",
    )


def revert(client, office, **changed):
    old = versions(office)[0]
    opened = client.get(page(Office, "compare", office.pk), {"old": old})
    (form,) = tree(opened).xpath("//form[@class='revert']")
    return client.post(form.get("action"), dict(form.form_values()) | changed)


def test_way_back_restores_every_column_as_a_new_version(office, admin_client, admin_user):
    response = revert(admin_client, office)

    assert response.url == page(Office, "change", office.pk)
    office.refresh_from_db()
    assert (office.name_de, office.phone, office.parent) == ("Altes Amt", "1", None)
    latest = office.history.latest()
    assert (office.history.count(), latest.history_user, latest.history_type) == (
        3,
        admin_user,
        "~",
    )
    assert latest.history_change_reason.startswith("Back to ")


def test_way_back_leaves_workflow_and_lock_alone(office, admin_client):
    Office.objects.filter(pk=office.pk).update(state="archived")
    before = Office.objects.get(pk=office.pk).version

    revert(admin_client, office)

    office.refresh_from_db()
    assert (office.state, office.version) == ("archived", before + 1)


def test_translation_brought_back_needs_review(office, admin_client):
    translating.confirm(office, fields=["name"], language="de", state=State.CURRENT)

    revert(admin_client, office)

    office.refresh_from_db()
    assert translating.states(office)["name", "de"] == State.NEEDS_REVIEW


def test_translation_of_a_source_brought_back_is_current_again(admin_client):
    office = make_office(name_ind="Kantor", name_de="Amt")
    translating.confirm(office, fields=["name"], language="de", state=State.CURRENT)
    office.name_ind = "Dinas"
    office.save()
    assert translating.states(office)["name", "de"] == State.STALE

    revert(admin_client, office)

    office.refresh_from_db()
    assert translating.states(office)["name", "de"] == State.CURRENT


def test_outdated_comparison_changes_nothing(office, admin_client):
    response = revert(admin_client, office, opened_as="older")

    assert response.url == page(Office, "compare", office.pk)
    office.refresh_from_db()
    assert (office.phone, office.history.count()) == ("2", 2)


def test_contents_no_longer_allowed_are_refused_with_the_reason(admin_client):
    office = make_office(name_ind="Kantor", slug="taken")
    office.slug = "other"
    office.save()
    make_office(slug="taken")

    response = revert(admin_client, office)

    office.refresh_from_db()
    assert office.slug == "other"
    said = texts(admin_client.get(response.url), "//ul[@class='messagelist']/li[@class='error']")
    assert len(said) == 1


def test_who_may_not_publish_cannot_go_back(office, client):
    client.force_login(make_staff(("translator", "de")))

    shown = client.get(page(Office, "compare", office.pk))
    answer = client.post(page(Office, "revert", office.pk), {"version": versions(office)[0]})

    assert texts(shown, "//form[@class='revert']") == []
    assert (len(texts(shown, "//ins")), answer.status_code) == (3, 403)


def test_saved_form_appears_as_a_version(admin_client):
    office = make_office(name_ind="Kantor")
    url = page(Office, "change", office.pk)
    admin_client.post(url, form_values(admin_client.get(url)) | {"phone": "7"})

    response = admin_client.get(page(Office, "compare", office.pk))

    assert texts(response, "//ins") == ["7"]

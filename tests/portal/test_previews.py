from datetime import timedelta

import pytest
from django.utils import timezone, translation

from portal import previews
from portal.content import content_models
from portal.languages import LANGUAGES
from tests.factories import (
    make_agreement,
    make_news,
    make_office,
    make_partner,
    make_service,
    make_stage_guide,
)
from tests.project.reading import main, texts, tree
from tests.project.test_admin import page

pytestmark = pytest.mark.django_db
DRAFT = {"state": "draft", "published_at": None}
MAKE = [make_agreement, make_news, make_office, make_partner, make_service, make_stage_guide]


def address(record, user, language="en"):
    url, _until = previews.link(record, user)
    return url.removeprefix("http://testserver").replace("/id/", f"/{language}/", 1)


def test_every_kind_of_page_is_tried_here():
    kinds = {m for m in content_models() if hasattr(m, "get_absolute_url")}
    assert {type(make()) for make in MAKE} == kinds


@pytest.mark.parametrize("make", MAKE)
def test_guest_sees_the_public_page_of_the_draft(make, client, editor):
    record = make(**DRAFT)
    assert str(record) not in texts(client.get(record.get_absolute_url()), "//h1 | //h3")

    response = client.get(address(record, editor))

    assert response.status_code == 200
    assert str(record) in main(response)
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == (
        "noindex, nofollow",
        "private, no-store",
    )
    assert not response.cookies
    assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_page_is_marked_as_a_draft_and_leads_to_itself_in_other_languages(client, editor):
    office = make_office(**DRAFT)
    url = address(office, editor)

    response = client.get(url)

    assert texts(response, "//main//span[@class='tag warn']") == ["Draft"]
    links = tree(response).xpath("//a[@hreflang]/@href")
    for code in LANGUAGES:
        assert code == "en" or url.replace("/en/", f"/{code}/", 1) in links


def test_guest_sees_no_other_draft(client, editor):
    above = make_office(name_en="Shown", **DRAFT)
    make_office(name_en="Hidden", parent=above, **DRAFT)

    response = client.get(address(above, editor))

    assert ("Shown" in main(response), "Hidden" in main(response)) == (True, False)


def test_link_of_what_is_published_meanwhile_leads_to_the_public_page(client, editor):
    office = make_office()

    response = client.get(address(office, editor, "de"))

    with translation.override("de"):
        assert (response.status_code, response.url) == (302, office.get_absolute_url())


def archive(office, editor):
    type(office).objects.filter(pk=office.pk).update(state="archived")


def delete(office, editor):
    office.delete()


def dismiss(office, editor):
    editor.is_active = False
    editor.save()


def demote(office, editor):
    editor.is_superuser = False
    editor.save()


@pytest.mark.parametrize("change", [archive, delete, dismiss, demote])
def test_link_ends_with_its_record_and_its_author(change, client, editor):
    office = make_office(**DRAFT)
    url = address(office, editor)

    change(office, editor)

    response = client.get(url)
    assert (response.status_code, response["Cache-Control"]) == (410, "private, no-store")
    assert texts(response, "//h1") == ["This preview has ended"]


def test_link_ends_after_seven_days(client, editor, monkeypatch):
    url = address(make_office(**DRAFT), editor)
    later = timezone.now() + timedelta(days=previews.DAYS, seconds=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)

    assert client.get(url).status_code == 410


@pytest.mark.parametrize("change", [lambda url: url[:-3] + "x/", lambda url: "/en/preview/1/"])
def test_wrong_link_is_not_found(change, client, editor):
    url = change(address(make_office(**DRAFT), editor))

    response = client.get(url)

    assert response.status_code == 404
    assert texts(response, "//h1") == ["This preview link does not work"]


def test_form_of_a_draft_offers_the_link(admin_client):
    office, public = make_office(**DRAFT), make_office()

    offered = [
        tree(admin_client.get(page(type(o), "change", o.pk))).xpath(
            "//a[contains(@href, '/guest/')]"
        )
        for o in (office, public)
    ]
    given = tree(admin_client.get(page(type(office), "guest", office.pk)))

    assert [len(links) for links in offered] == [1, 0]
    (url,) = given.xpath("//input[@id='preview-url']/@value")
    assert admin_client.get(url.removeprefix("http://testserver")).status_code == 200
    assert admin_client.get(page(type(public), "guest", public.pk)).status_code == 404

"""Pages of the CMS by the same roles: who opens, edits, publishes, and in which language."""

import pytest
from cms.api import add_plugin
from cms.models import CMSPlugin, Page, PageContent
from django.urls import get_resolver, reverse
from djangocms_versioning.models import Version

from portal.cms_access import APPS, VIEWS, may_open
from tests.factories import make_staff
from tests.project.test_access import url_names

pytestmark = pytest.mark.django_db

HOLDERS = {
    "author": [("author", "portal")],
    "publisher": [("publisher", "portal")],
    "translator": [("translator", "de")],
}
OTHERS = [
    [], [("author", "sistercity")], [("publisher", "sistercity")], [("cooperation_officer", "")],
    [("embassy_contributor", "DE")], [("moderator", "")], [("administrator", "")],
]  # fmt: skip


def holder(name):
    return make_staff(*HOLDERS[name])


def content(language="de", key="faq"):
    page = Page.objects.get(reverse_id=key)
    return PageContent.admin_manager.filter(page=page, language=language).current_content().get()


def version(language="de"):
    return Version.objects.get_for_content(content(language))


def draft(user, language="de"):
    return version(language).copy(user)


def admin_url(name, *args):
    return reverse(f"admin:{name}", args=args)


def cms_views():
    names = {name for name in url_names(get_resolver()) if name.startswith(APPS)}
    return {name for name in names if "unnamed" not in name}


def test_every_view_named_in_the_table_exists():
    known = {name.removeprefix("admin:") for name in cms_views()} | {"cms_wizard_create"}

    assert set(VIEWS) - known == set()


def test_views_not_in_the_table_are_a_publisher_s():
    rest = {name for name in cms_views() if name.removeprefix("admin:") not in VIEWS}
    users = {name: holder(name) for name in HOLDERS}

    assert {"admin:cms_page_move_page", "admin:cms_page_set_home"} <= rest
    assert {
        name: [who for who, user in users.items() if may_open(user, name)] for name in rest
    } == {name: ["publisher"] for name in rest}


@pytest.mark.parametrize("held", OTHERS, ids=str)
def test_who_edits_no_pages_of_the_city_opens_none_of_the_views(held):
    user = make_staff(*held)

    assert [name for name in cms_views() if may_open(user, name)] == []


@pytest.mark.parametrize("held", OTHERS, ids=str)
def test_the_wizard_is_closed_to_staff_without_the_right(held, client):
    user = make_staff(*held)
    user.is_staff = True
    user.save()
    client.force_login(user)

    assert client.get("/en/cms_wizard/create/").status_code == 403
    assert client.post(admin_url("cms_pagecontent_add"), {"title": "x"}).status_code == 403
    assert not Page.objects.filter(pagecontent_set__title="x").exists()


@pytest.mark.parametrize(
    "who, expected", [("author", 200), ("publisher", 200), ("translator", 403)]
)
def test_the_wizard_is_open_to_those_who_make_pages(who, expected, client):
    client.force_login(holder(who))

    assert client.get("/en/cms_wizard/create/").status_code == expected


@pytest.mark.parametrize("who, expected", [("author", 403), ("translator", 403)])
def test_moving_and_deleting_are_a_publisher_s(who, expected, client):
    page = Page.objects.get(reverse_id="faq")
    client.force_login(holder(who))

    answers = [
        client.post(admin_url("cms_page_move_page", page.pk), {"target": "", "position": 0}),
        client.post(admin_url("cms_page_set_home", page.pk)),
        client.post(admin_url("cms_page_delete", page.pk), {"post": "yes"}),
        client.get(admin_url("cms_page_advanced", page.pk)),
    ]

    assert [answer.status_code for answer in answers] == [expected] * 4
    assert Page.objects.filter(pk=page.pk, is_home=False).exists()


CAN = {
    "author": (True, False, True),
    "publisher": (True, True, True),
    "translator": (True, False, False),
}


@pytest.mark.parametrize("who", CAN)
def test_versions(who, editor):
    german, japanese = draft(editor), draft(editor, "ja")
    user = holder(who)

    assert (
        german.check_modify.as_bool(user),
        german.check_publish.as_bool(user),
        japanese.check_modify.as_bool(user),
    ) == tuple(CAN[who])


@pytest.mark.parametrize("who", CAN)
def test_withdrawing_is_a_publisher_s(who):
    assert bool(version().check_unpublish.as_bool(holder(who))) is (who == "publisher")


def test_four_eyes_on_a_page(editor, settings):
    user, other = holder("publisher"), holder("publisher")
    own, changed = draft(user), draft(other, "ja")
    PageContent.admin_manager.filter(pk=changed.content.pk).update(changed_by=user.username)
    changed = Version.objects.get(pk=changed.pk)

    found = [bool(v.check_publish.as_bool(user)) for v in (own, changed)]
    others = [bool(v.check_publish.as_bool(holder("publisher"))) for v in (own, changed)]
    settings.FOUR_EYES = False

    assert (found, others) == ([False, False], [True, True])
    assert own.check_publish.as_bool(user)


def publish(client, user, wanted):
    client.force_login(user)
    client.post(admin_url("djangocms_versioning_pagecontentversion_publish", wanted.pk))
    return Version.objects.get(pk=wanted.pk).state


def test_publishing_by_the_view(client, editor):
    wanted = draft(editor)
    states = [publish(client, holder(who), wanted) for who in ("author", "translator")]

    assert states == ["draft", "draft"]
    assert publish(client, holder("publisher"), wanted) == "published"


def add_text(client, language, target):
    placeholder, _made = target.content.placeholders.get_or_create(slot="body")
    query = (
        f"?placeholder_id={placeholder.pk}&plugin_type=TextPlugin&plugin_language={language}"
        "&plugin_position=1&cms_path=/de/"
    )
    return client.post(admin_url("cms_placeholder_add_plugin") + query, {"body": "<p>Neu</p>"})


def test_translator_edits_the_texts_of_the_own_language(client, editor):
    german, japanese = draft(editor), draft(editor, "ja")
    user = holder("translator")
    client.force_login(user)
    before = CMSPlugin.objects.count()

    refused = add_text(client, "ja", japanese)
    assert CMSPlugin.objects.count() == before
    assert refused.status_code == 403
    assert add_text(client, "de", german).status_code in (200, 302)
    assert CMSPlugin.objects.count() == before + 1
    assert PageContent.admin_manager.get(pk=german.content.pk).changed_by == user.username


def test_text_of_another_language_cannot_be_changed_by_its_address(client, editor):
    japanese = draft(editor, "ja")
    placeholder, _made = japanese.content.placeholders.get_or_create(slot="body")
    plugin = add_plugin(placeholder, "TextPlugin", "ja", body="<p>元</p>")
    client.force_login(holder("translator"))

    client.post(admin_url("cms_placeholder_edit_plugin", plugin.pk), {"body": "<p>x</p>"})

    plugin.refresh_from_db()
    assert plugin.body == "<p>元</p>"

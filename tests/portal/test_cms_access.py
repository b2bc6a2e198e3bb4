"""Pages of the CMS by the same roles: who opens, edits, publishes, and in which language."""

import pytest
from cms.api import add_plugin, create_page
from cms.models import CMSPlugin, Page, PageContent
from cms.toolbar.utils import get_object_edit_url
from django.urls import get_resolver, reverse
from djangocms_versioning.models import Version

from portal import roles
from portal.cms_access import APPS, VIEWS, may_open
from portal.sections import section_of_page
from tests.factories import make_staff
from tests.project.reading import tree
from tests.project.test_access import url_names

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOLDERS = {
    "author": [("author", "portal")],
    "publisher": [("publisher", "portal")],
    "translator": [("translator", "de")],
}
OTHERS = [
    [], [("cooperation_officer", "")], [("embassy_contributor", "DE")], [("moderator", "")],
    [("administrator", "")],
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
def test_who_edits_no_pages_opens_none_of_the_views(held):
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


@pytest.mark.parametrize("reverse_id, stays", [("faq", False), ("home", True), ("offices", True)])
def test_page_on_which_others_depend_is_not_deleted(reverse_id, stays, client):
    page = Page.objects.get(reverse_id=reverse_id)
    client.force_login(holder("publisher"))

    answer = client.post(admin_url("cms_page_delete", page.pk), {"post": "yes"}, follow=True)

    assert Page.objects.filter(pk=page.pk).exists() == stays
    assert ("holds a part of the portal" in answer.text) == stays


WRONG_PLACES = [
    {}, {"position": ""}, {"position": "x"}, {"position": "-1"}, {"position": "9" * 30},
    {"position": 0, "target": "x"}, {"position": 0, "target": 999999},
    {"position": 0, "target": "itself"},
]  # fmt: skip


@pytest.mark.parametrize("place", WRONG_PLACES, ids=str)
def test_page_is_not_moved_to_no_place(place, client):
    page = Page.objects.get(reverse_id="faq")
    client.force_login(holder("publisher"))
    place = {key: page.pk if value == "itself" else value for key, value in place.items()}

    answer = client.post(admin_url("cms_page_move_page", page.pk), place)

    assert answer.status_code == 400
    assert Page.objects.get(pk=page.pk).path == page.path


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


@pytest.fixture
def tree_of_pages(editor):
    """{name: page}: the city's own, the partners' with one below it, and an office's below that."""
    top = Page.objects.get(reverse_id="cooperation")
    made = {"city": Page.objects.get(reverse_id="faq"), "partners": top}
    for name, parent in (("below", "partners"), ("deeper", "below")):
        page = create_page(
            name, "cms/page.html", "en", parent=made[parent], slug=name, created_by=editor
        )
        made[name] = page
    made["deeper"].application_namespace = "offices"  # an application, but of no section
    made["deeper"].save()
    return made


SECTIONS = {
    "city": "portal",
    "partners": "sistercity",
    "below": "sistercity",
    "deeper": "sistercity",
}


@pytest.mark.parametrize("name", SECTIONS)
def test_section_of_a_page_is_that_of_the_nearest_application(name, tree_of_pages):
    assert section_of_page(tree_of_pages[name]) == SECTIONS[name]


@pytest.mark.parametrize("section", ["portal", "sistercity"])
@pytest.mark.parametrize("role", ["author", "publisher"])
@pytest.mark.parametrize("name", SECTIONS)
def test_roles_of_a_section_reach_its_pages(name, role, section, tree_of_pages, editor):
    page, user = tree_of_pages[name], make_staff((role, section))
    text = PageContent.admin_manager.filter(page=page, language="en").current_content().get()
    wanted = Version.objects.get_for_content(text)
    if wanted.state == "published":
        wanted = wanted.copy(editor)
    own = SECTIONS[name] == section

    assert {
        "change": roles.may(user, "change", PageContent, wanted.content),
        "modify": bool(wanted.check_modify.as_bool(user)),
        "publish": bool(wanted.check_publish.as_bool(user)),
    } == {"change": own, "modify": own, "publish": own and role == "publisher"}


def statuses(client, user, page):
    """What the views answer that change a page, its settings or the tree below it."""
    client.force_login(user)
    text = PageContent.admin_manager.filter(page=page, language="en").latest_content().get()
    placeholder, _made = text.placeholders.get_or_create(slot="body")
    plugin = (
        f"?placeholder_id={placeholder.pk}&plugin_type=TextPlugin&plugin_language=en"
        "&plugin_position=1&cms_path=/en/"
    )
    return {
        "settings": client.get(admin_url("cms_pagecontent_change", text.pk)).status_code,
        "plugin": client.get(admin_url("cms_placeholder_add_plugin") + plugin).status_code,
        "below": client.get(
            admin_url("cms_pagecontent_add") + f"?parent_page={page.pk}&language=en"
        ).status_code,
        "advanced": client.get(admin_url("cms_page_advanced", page.pk)).status_code,
        "to the top": client.post(
            admin_url("cms_page_copy_page", page.pk), {"target": "", "position": ""}
        ).status_code,
    }


@pytest.mark.parametrize("section", ["portal", "sistercity"])
@pytest.mark.parametrize("name", ["city", "below"])
def test_views_refuse_pages_of_other_sections(name, section, tree_of_pages, client, editor):
    page = tree_of_pages[name]
    if name == "city":
        draft(editor, "en")
    found = statuses(client, make_staff(("publisher", section)), page)
    own = SECTIONS[name] == section

    assert {view: status != 403 for view, status in found.items()} == {
        "settings": own, "plugin": own, "below": own, "advanced": own,
        "to the top": own and section == "portal",
    }  # fmt: skip


def test_new_pages_at_the_top_are_the_city_s(client):
    answers = {}
    for section in ("portal", "sistercity"):
        client.force_login(make_staff(("author", section)))
        add = admin_url("cms_pagecontent_add")
        answers[section] = [
            client.get(address).status_code
            for address in ("/en/cms_wizard/create/", f"{add}?language=en")
        ]

    assert answers == {"portal": [200, 200], "sistercity": [403, 403]}


@pytest.fixture
def english_page(editor):
    return create_page("Parking", "cms/page.html", "en", slug="parking", created_by=editor)


def begin(client, page, language, **values):
    """The form a toolbar or the tree of pages opens for a language that a page lacks."""
    url = f"{admin_url('cms_pagecontent_add')}?cms_page={page.pk}&language={language}"
    opened = client.get(url)
    fields = {"cms_page": page.pk, "title": "Parken", "slug": "parken"} | values
    return opened.status_code, client.post(url, fields).status_code


def texts_in(page, language):
    return PageContent.admin_manager.filter(page=page, language=language)


@pytest.mark.parametrize("who", ["translator", "author", "publisher"])
def test_missing_language_is_begun_as_a_draft(who, client, english_page):
    user = holder(who)
    client.force_login(user)

    assert begin(client, english_page, "de") == (200, 302)

    (made,) = texts_in(english_page, "de")
    version = Version.objects.get_for_content(made)
    assert (made.title, version.state, version.created_by) == ("Parken", "draft", user)
    assert add_text(client, "de", version).status_code in (200, 302)


def test_translator_begins_no_other_language(client, english_page):
    client.force_login(holder("translator"))

    assert begin(client, english_page, "ja") == (403, 403)
    assert not texts_in(english_page, "ja").exists()


@pytest.mark.parametrize("fields", [{"cms_page": ""}, {"cms_page": "", "parent_page": "home"}])
def test_translator_makes_no_new_page(fields, client, english_page):
    client.force_login(holder("translator"))
    before = Page.objects.count()
    if "parent_page" in fields:
        fields = fields | {"parent_page": english_page.pk}

    assert begin(client, english_page, "de", **fields) == (200, 403)
    assert Page.objects.count() == before


def test_translator_s_right_to_begin_ends_with_the_request(client, english_page):
    user = holder("translator")
    client.force_login(user)
    begin(client, english_page, "de")

    assert not user.has_perm("cms.add_page")
    assert client.get("/en/cms_wizard/create/").status_code == 403


def test_language_that_is_there_is_not_begun_again(client, english_page):
    client.force_login(holder("translator"))
    begin(client, english_page, "de")

    assert begin(client, english_page, "de", title="Noch einmal") == (403, 403)
    assert [text.title for text in texts_in(english_page, "de")] == ["Parken"]


@pytest.mark.parametrize("who", ["author", "publisher"])
def test_open_draft_is_not_put_away_by_beginning_again(who, client, english_page):
    client.force_login(holder(who))
    begin(client, english_page, "de")

    assert begin(client, english_page, "de", title="Noch einmal") == (302, 302)
    (text,) = texts_in(english_page, "de")
    assert (text.title, Version.objects.get_for_content(text).state) == ("Parken", "draft")


ENTRIES = "//div[contains(@class, 'cms-toolbar-left')]//li[{}]/a[starts-with(@href, '/')]/@href"
GREY = "contains(@class, 'cms-toolbar-item-navigation-disabled')"


@pytest.mark.parametrize("who, closed", [("author", 6), ("publisher", 0), ("translator", 13)])
def test_toolbar_greys_out_what_would_refuse(who, closed, client):
    user = holder(who)
    client.force_login(user)
    page = tree(client.get(get_object_edit_url(draft(user).content, language="de")))
    grey, others = page.xpath(ENTRIES.format(GREY)), page.xpath(ENTRIES.format(f"not({GREY})"))

    refused = [url for url in others if client.get(url).status_code == 403]

    assert len(others) > 3
    assert (refused, len(grey) >= closed) == ([], True)

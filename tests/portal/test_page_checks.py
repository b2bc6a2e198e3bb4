"""What an editor is warned of before publishing, and that nobody else is."""

import pytest
from cms.api import add_plugin, create_page
from cms.models import Page, PageContent
from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.contrib.sites.models import Site
from djangocms_versioning.models import Version

from portal.page_checks import findings, leads_somewhere
from tests.factories import make_partner, make_picture
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db
LANGUAGES_MISSING = 7


@pytest.fixture
def draft(editor):
    page = create_page(
        "Draft",
        "cms/landing.html",
        "en",
        slug="draft",
        created_by=editor,
        site=Site.objects.get_current(),
    )
    return PageContent.admin_manager.get(page=page, language="en")


def put(content, kind, **values):
    placeholder, _created = content.placeholders.get_or_create(slot="content")
    return add_plugin(placeholder, kind, content.language, **values)


def messages(content):
    """Without those on languages, which every new page has."""
    return [f.message for f in findings(content)][:-LANGUAGES_MISSING]


def test_a_page_without_faults_has_no_finding_but_its_languages(draft):
    put(draft, "TextPlugin", body="<h2>A</h2><h3>B</h3><h2>C</h2><p><a href='/en/'>home</a></p>")
    put(draft, "NoticePlugin", heading="D", text="E")
    put(draft, "PicturePlugin", picture=make_picture())
    put(draft, "PicturePlugin", picture=make_picture(decorative=True))

    assert messages(draft) == []


@pytest.mark.parametrize(
    "body, message",
    [
        ("<h1>A</h1>", "A heading of level 1 competes with the page’s title."),
        ("<h3>A</h3>", "A heading of level 3 follows one of level 1."),
        ("<h2>A</h2><h4>B</h4>", "A heading of level 4 follows one of level 2."),
        ("<img src='/media/a.png'>", "A picture has no description."),
        ("<a href='/en/nowhere/'>x</a>", "A link leads nowhere: /en/nowhere/"),
        ("<a data-cms-href='cms.page:999'>x</a>", "A link leads nowhere: cms.page:999"),
        ("<a href=''>x</a>", "A link leads nowhere: –"),
    ],
)
def test_faults_of_a_text_lead_to_its_form(draft, body, message):
    put(draft, "TextPlugin", body="<p>Before</p>")
    plugin = put(draft, "TextPlugin", body=body)

    (found,) = findings(draft)[:-LANGUAGES_MISSING]

    path = f"/admin/cms/placeholder/edit-plugin/{plugin.pk}/"
    assert (found.message, found.url) == (message, path)


def test_heading_order_goes_over_all_plugins(draft):
    put(draft, "FactsPlugin", heading="Figures")
    put(draft, "TextPlugin", body="<h3>Right after a heading of level 2</h3>")
    put(draft, "FactsPlugin", heading="")
    put(draft, "TextPlugin", body="<h5>Too deep</h5>")

    assert messages(draft) == ["A heading of level 5 follows one of level 3."]


def test_a_picture_needs_a_description_or_to_be_decorative(draft):
    put(draft, "PicturePlugin", picture=make_picture(alt_en="", alt_de="Ein Berg"))

    assert messages(draft) == ["A picture has no description."]


def test_a_link_to_a_deleted_page_leads_nowhere(draft, editor):
    gone = create_page("Gone", "cms/page.html", "en", created_by=editor)
    link = put(draft, "LinkButtonPlugin", label="Gone", page=gone)
    assert messages(draft) == ["A link leads nowhere: –"]  # not published yet
    Version.objects.get_for_content(PageContent.admin_manager.get(page=gone)).publish(editor)
    assert messages(draft) == []

    gone.delete()

    link.refresh_from_db()
    assert (link.page_id, messages(draft)) == (None, ["A link leads nowhere: –"])


@pytest.mark.parametrize(
    "link, answer",
    [
        ("/en/", True),
        ("/en/services/", True),
        ("/de/services/", False),
        ("/en/atlantis/", False),
        ("/xx/", False),
        ("/en/offices/nobody/", False),
        ("#below", True),
        ("https://example.org/atlantis/", True),
        ("mailto:a@example.org", True),
        ("http://testserver/en/atlantis/", False),
        ("/media/x.pdf", True),
        ("", False),
    ],
)
def test_only_links_within_the_portal_are_followed(link, answer):
    assert leads_somewhere(link) is answer


@pytest.mark.parametrize("state, answer", [("published", True), ("draft", False)])
def test_a_link_to_a_record_needs_the_record_to_be_public(state, answer):
    path = make_partner(slug="suwon").get_absolute_url()
    make_partner(slug="other", state=state)

    assert leads_somewhere(path)
    assert leads_somewhere(path.replace("suwon", "other")) is answer


def test_missing_languages_lead_to_their_form(draft):
    found = findings(draft)

    assert [f.message.removeprefix("The page is missing in: ") for f in found] == [
        "Bahasa Indonesia", "Deutsch", "한국어", "简体中文", "Bahasa Melayu", "日本語", "العربية",
    ]  # fmt: skip
    assert found[1].url == f"/admin/cms/pagecontent/add/?cms_page={draft.page_id}&language=de"


def menu(response):
    entries = texts(response, "//ul[contains(@class, 'cms-toolbar-item-navigation')]/li/a")
    return [entry for entry in entries if entry.startswith("Checks")]


@pytest.mark.parametrize("address", [get_object_edit_url, get_object_preview_url])
def test_editors_see_the_count_in_a_draft(address, draft, client, editor):
    put(draft, "TextPlugin", body="<h1>A</h1>")
    client.force_login(editor)

    response = client.get(address(draft))

    assert menu(response) == ["Checks: 8 hints"]
    urls = tree(response).xpath("//a[@data-rel='modal']/@href")
    assert [url for url in urls if "edit-plugin" in url] == [findings(draft)[0].url]


def test_a_published_page_shows_no_checks(draft, client, editor):
    put(draft, "TextPlugin", body="<h1>A</h1>")
    Version.objects.get_for_content(draft).publish(editor)
    anonymous = client.get("/en/draft/")
    client.force_login(editor)
    signed_in = client.get("/en/draft/")

    assert [menu(anonymous), menu(signed_in)] == [[], []]
    assert "competes" not in anonymous.content.decode()


def test_findings_stop_nobody_from_publishing(draft, client, editor):
    put(draft, "TextPlugin", body="<h1>A</h1>")
    version = Version.objects.get_for_content(draft)
    client.force_login(editor)

    client.post(f"/admin/djangocms_versioning/pagecontentversion/{version.pk}/publish/")

    assert Page.objects.get(pk=draft.page_id).get_content_obj("en").title == "Draft"


def test_a_long_page_is_checked_in_a_fixed_number_of_queries(draft, django_assert_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(3):
            put(draft, "TextPlugin", body="<h3>A</h3><a href='/en/'>x</a>")
            put(draft, "NoticePlugin", heading="D", text="E")
        fresh = PageContent.admin_manager.get(pk=draft.pk)
        findings(fresh)
        with django_assert_num_queries(5) as queries:
            findings(PageContent.admin_manager.get(pk=draft.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]

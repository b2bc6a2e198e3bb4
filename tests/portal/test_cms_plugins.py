"""What each plugin shows a reader, and what it costs."""

import pytest
from cms.api import add_plugin, create_page, create_page_content
from cms.models import PageContent
from cms.plugin_pool import plugin_pool
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from djangocms_versioning.models import Version
from filer.models import File

from portal.models import Download, Fact, LinkButton
from portal.pagecache import writes
from tests.factories import (
    make_activity,
    make_agreement,
    make_benefit,
    make_home,
    make_news,
    make_partner,
    make_partnership,
    make_picture,
)
from tests.project.reading import main, texts, tree

pytestmark = pytest.mark.django_db
OURS = [
    "ColumnPlugin", "ColumnsPlugin", "ExpiringAgreementsPlugin", "FactsPlugin", "FilesPlugin",
    "LatestActivitiesPlugin", "LinkButtonPlugin", "NewsPlugin", "NoticePlugin",
    "PartnerCardPlugin", "PartnerListPlugin", "PartnerMapPlugin", "PicturePlugin",
    "QuotePlugin", "ResultsPlugin", "StageBoardPlugin", "StageLegendPlugin",
]  # fmt: skip


def make_file(name="report.pdf"):
    return File.objects.create(original_filename=name, file=ContentFile(b"%PDF-" * 500, name))


class Landing:
    """A landing page in one language, filled plugin by plugin and then read."""

    def __init__(self, client, user, language="en"):
        self.client, self.user, self.language = client, user, language
        page = create_page("Landing", "cms/landing.html", language, slug="l", created_by=user)
        self.content = PageContent.admin_manager.get(page=page, language=language)
        self.placeholder = self.content.placeholders.get_or_create(slot="content")[0]

    def put(self, plugin, target=None, **values):
        return add_plugin(self.placeholder, plugin, self.language, target=target, **values)

    def publish(self):
        Version.objects.get_for_content(self.content).publish(self.user)

    def read(self):
        self.publish()
        return self.client.get(f"/{self.language}/l/")


@pytest.fixture
def landing(client, editor):
    return Landing(client, editor)


def inside(response, xpath):
    return tree(response).xpath(f"//main//div[contains(@class, 'prose')]{xpath}")


def test_every_plugin_is_one_we_know():
    kinds = [kind.__name__ for kind in plugin_pool.get_all_plugins()]

    assert sorted(kinds) == sorted([*OURS, "PlaceholderPlugin", "TextPlugin"])


def test_link_leads_to_a_page_in_the_readers_language(landing, client, editor):
    home = PageContent.objects.get(page__reverse_id="services", language="en").page
    landing.put("LinkButtonPlugin", label="Services", page=home)
    landing.put("LinkButtonPlugin", label="Elsewhere", url="https://example.org/", look="quiet")

    links = inside(landing.read(), "//a")

    assert [(a.get("href"), a.get("class"), a.text_content().strip()) for a in links] == [
        ("/en/services/", "btn", "Services"),
        ("https://example.org/", "btn alt", "Elsewhere"),
    ]


def test_link_without_a_target_is_not_shown(landing):
    landing.put("LinkButtonPlugin", label="Nowhere")
    landing.put("NoticePlugin", text="Something")

    assert "Nowhere" not in main(landing.read())


def test_link_has_one_target(landing, editor):
    page = landing.content.page
    with pytest.raises(ValidationError, match="Choose a page or give an address."):
        LinkButton(label="x").clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        landing.put("LinkButtonPlugin", label="x", page=page, url="https://example.org/")


def test_picture_has_its_words(landing):
    values = {"alt_en": "A hill", "caption_en": "North of the city", "credit": "A. Photographer"}
    landing.put("PicturePlugin", picture=make_picture(**values))
    landing.put("PicturePlugin", picture=make_picture(alt_en="Unread", decorative=True))
    landing.put("PicturePlugin", picture=make_picture(is_public=False))

    response = landing.read()

    pictures = inside(response, "//img")
    assert [(i.get("alt"), i.get("width"), i.get("height")) for i in pictures] == [
        ("A hill", "300", "200"),
        ("", "300", "200"),
    ]
    assert texts(response, "//figcaption") == ["North of the city Photo: A. Photographer"]


def test_news_show_once_there_are_any(landing):
    landing.put("NewsPlugin")
    assert inside(landing.read(), "//h2") == []

    make_news(title_en="A new partner")

    assert texts(landing.client.get("/en/l/"), "//main//h3") == ["A new partner"]


def test_files_say_their_kind_and_size(landing):
    plugin = landing.put("FilesPlugin", heading="Reports")
    Download.objects.create(plugin=plugin, file=make_file(), title="Annual report")

    response = landing.read()

    assert texts(response, "//main//h2") == ["Reports"]
    assert texts(response, "//ul[@class='downloads']/li") == ["PDF Annual report 2.4 KB"]


def test_notice_shows_its_kind(landing):
    landing.put("NoticePlugin", kind="bad", heading="Closed", text="On Friday.\n<b>All day.</b>")

    response = landing.read()

    assert texts(response, "//main//div[@class='notice bad']") == [
        "Closed On Friday. <b>All day.</b>"
    ]


def test_facts_have_source_and_date(landing):
    plugin = landing.put("FactsPlugin", heading="Figures")
    values = {"label": "People", "value": "2.5 million", "source": "Statistics office"}
    Fact.objects.create(plugin=plugin, **values, source_url="https://example.org/", as_of="2024")

    response = landing.read()

    assert texts(response, "//main//dl//dd") == ["2.5 million", "Statistics office, 2024"]
    for wrong in ({"as_of": None}, {"as_of": "2024", "source": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.create(plugin=plugin, **values | wrong)


def test_quote_keeps_its_language(landing):
    values = {"person": "A mayor", "role": "Mayor", "source": "Speech of 1955"}
    landing.put("QuotePlugin", text="أهلا", spoken_in="ar", **values)

    response = landing.read()

    (quote,) = inside(response, "//blockquote")
    assert (quote.get("lang"), quote.get("dir")) == ("ar", "rtl")
    assert texts(response, "//figcaption") == ["A mayor, Mayor Speech of 1955"]


def test_columns_hold_other_plugins(landing):
    columns = landing.put("ColumnsPlugin", count=3)
    for text in ("One", "Two", "Three"):
        column = landing.put("ColumnPlugin", target=columns)
        landing.put("TextPlugin", target=column, body=f"<p>{text}</p>")

    response = landing.read()

    assert texts(response, "//div[@class='grid narrow']/div") == ["One", "Two", "Three"]


def signed_partner(name):
    tie = make_partnership(partner=make_partner(name_en=name, latitude=1, longitude=2))
    make_agreement(partnership=tie)
    make_activity(tie, title_en=f"Festival in {name}", starts_on="2024-05")
    return tie


def test_partner_plugins_show_what_the_section_shows(landing):
    make_home()
    signed_partner("Suwon")
    make_partner(name_en="Draftville", state="draft", published_at=None)
    for kind in ("PartnerMapPlugin", "PartnerListPlugin", "StageLegendPlugin"):
        landing.put(kind)
    landing.put("LatestActivitiesPlugin")

    response = landing.read()

    assert texts(response, "//ul[@class='plist']/li/a") == ["Suwon"]
    assert texts(response, "//main//tbody//th/a") == ["Suwon"]
    assert len(inside(response, "//ol[@class='stages']/li")) == 10
    assert texts(response, "//article//h3") == ["Festival in Suwon"]
    assert "Draftville" not in main(response)


def test_partner_card_shows_the_chosen_partner_while_it_is_public(landing, client):
    tie = signed_partner("Suwon")
    signed_partner("Seoul")
    draft = make_partner(name_en="Draftville", state="draft", published_at=None)
    landing.put("PartnerCardPlugin", partner=tie.partner)
    landing.put("PartnerCardPlugin", partner=draft)

    response = landing.read()

    cards = tree(response).xpath("//article[contains(@class, 'card')]")
    assert [card.xpath("string(.//a/@href)") for card in cards] == [tie.partner.get_absolute_url()]
    assert texts(response, "//article/h2") == ["Suwon"]
    assert texts(response, "//article//span[@class='tag']")[0] == "Sister city"
    tie.partner.state = "archived"
    tie.partner.save()
    assert tree(client.get("/en/l/")).xpath("//article") == []


def test_partner_card_offers_no_training_data(landing, admin_client):
    make_partner(slug="suwon")
    make_partner(slug="practice", training=True, state="draft", published_at=None)
    card = landing.put("PartnerCardPlugin", partner=make_partner(slug="seoul"))

    form = admin_client.get(f"/admin/cms/placeholder/edit-plugin/{card.pk}/")

    options = tree(form).xpath("//select[@name='partner']/option[@value!='']")
    assert len(options) == 2
    assert "practice" not in form.content.decode()


def test_headings_of_two_like_plugins_have_names_of_their_own(landing):
    signed_partner("Suwon")
    for _ in range(2):
        landing.put("StageLegendPlugin")

    response = landing.read()

    ids = tree(response).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(tree(response).xpath("//main//@aria-labelledby")) - set(ids) == set()


def cold_queries(client, path):
    writes.move()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_results_plugin_shows_public_figures_and_nothing_while_there_are_none(landing):
    landing.put("ResultsPlugin")
    assert texts(landing.read(), "//main//h2") == []

    make_benefit(quantity=7)
    make_benefit(quantity=9, state="draft", published_at=None)
    response = landing.client.get("/en/l/")

    assert texts(response, "//main//h2") == ["Results"]
    assert texts(response, "//ul[@class='bars']/li") == ["2024 7"]


def test_partner_plugins_cost_the_same_for_any_number_of_partners(landing):
    make_home()
    for kind in ("PartnerMapPlugin", "PartnerListPlugin", "StageLegendPlugin"):
        landing.put(kind)
    signed_partner("One")
    landing.publish()
    cold_queries(landing.client, "/en/l/")
    one = cold_queries(landing.client, "/en/l/")
    for name in ("Two", "Three"):
        signed_partner(name)

    assert cold_queries(landing.client, "/en/l/") == one <= 20


def test_an_empty_area_leaves_no_trace_on_the_home_page(client, editor):
    before = client.get("/en/").content
    content = PageContent.objects.get(page__is_home=True, language="en")
    content.placeholders.get_or_create(slot="content")

    assert client.get("/en/").content == before
    assert len(tree(client.get("/en/")).xpath("//main/*")) > 0
    assert tree(client.get("/en/")).xpath("//main/div[@class='band wrap']") == []


def test_a_fallback_page_marks_its_area(landing, client):
    landing.put("NoticePlugin", text="Only in English")
    landing.publish()

    (area,) = tree(client.get("/ar/l/")).xpath("//main/div[@class='band wrap']/div")

    assert (area.get("lang"), area.get("dir")) == ("en", "ltr")


def test_rows_are_copied_into_the_next_version(landing, editor):
    plugin = landing.put("FactsPlugin", heading="Figures")
    Fact.objects.create(plugin=plugin, label="a", value="1", source="s", as_of="2024")
    files = landing.put("FilesPlugin")
    Download.objects.create(plugin=files, file=make_file(), title="Report")
    landing.publish()

    copy = Version.objects.get_for_content(landing.content).copy(editor)
    Fact.objects.filter(plugin=plugin).update(value="changed")

    copied = copy.content.placeholders.get(slot="content")
    rows = Fact.objects.filter(plugin__placeholder=copied)
    assert [(row.label, row.value) for row in rows] == [("a", "1")]
    assert Download.objects.filter(plugin__placeholder=copied).count() == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_edited_page_appears_in_its_own_language(language, client, editor):
    client.force_login(editor)
    page = create_page("Pencil", "cms/page.html", "en", slug="p", created_by=editor)
    if language != "en":
        create_page_content(language, "قلم", page, slug="p", created_by=editor)
    content = PageContent.admin_manager.get(page=page, language=language)
    put = content.placeholders.get_or_create(slot="body")[0]
    add_plugin(put, "TextPlugin", language, body=f"<p>Body {language}</p>")
    path = f"/admin/cms/placeholder/object/{content_type(content)}/preview/{content.pk}/"

    response = client.get(path, headers={"accept-language": "de"})

    root = tree(response).getroottree().getroot()
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert texts(response, "//h1") == [content.title]
    assert f"Body {language}" in main(response)
    assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert response["Cache-Control"].endswith("private")


def content_type(content):
    return Version.objects.get_for_content(content).content_type_id


def test_expiring_agreements_are_shown_to_staff_only(landing, client, editor):
    agreement = make_agreement(title_en="Pact", term="fixed", expires_on="2025")
    landing.put("ExpiringAgreementsPlugin")

    read = landing.read()
    client.force_login(editor)
    seen = texts(client.get("/en/l/"), "//main//table//tbody//th/a")

    assert ("Pact" in main(read), seen) == (False, [str(agreement)])

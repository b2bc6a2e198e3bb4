"""What a partner's page tells people who travel, in their language too."""

import pytest
from cms.api import create_page
from cms.models import PageContent
from djangocms_versioning.models import Version

from portal.pagecache import writes
from tests.factories import make_home, make_partner, make_service
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db
SECTION = "//h2[@id='travel']/following-sibling::"


@pytest.fixture
def suwon():
    make_home()
    make_service(
        slug="evisa", category="travel", name_en="e-Visa", name_ko="전자비자",
        url="https://evisa.example.org/", confidence="verified",
    )  # fmt: skip
    make_service(category="business", name_en="Permits")
    make_service(category="travel", name_en="Hidden", state="draft", published_at=None)
    return make_partner(name_en="Suwon", country="KR", time_zone="Asia/Seoul", local_language="ko")


def open_visit(editor):
    page = create_page("Visit", "cms/page.html", "en", slug="visit", created_by=editor)
    content = PageContent.admin_manager.get(page=page, language="en")
    Version.objects.get_for_content(content).publish(editor)
    type(page).objects.filter(pk=page.pk).update(application_namespace="tourism")
    writes.move()


def test_time_difference_visa_and_both_languages(suwon, client):
    response = client.get(suwon.get_absolute_url())

    assert texts(response, SECTION + "p[1]") == ["Time difference: Bandung is 2 hours behind"]
    assert texts(response, SECTION + "ul[1]/li") == ["e-Visa evisa.example.org"]
    assert texts(response, SECTION + "div[@lang='ko']//li") == ["전자비자 evisa.example.org"]


def test_in_the_partner_s_own_language_once(suwon, client):
    response = client.get(suwon.get_absolute_url().replace("/en/", "/ko/"))

    assert texts(response, SECTION + "ul[1]/li/a") == ["전자비자"]
    assert tree(response).xpath(SECTION + "div[@lang='ko']") == []


@pytest.mark.parametrize("language", ["fr", "", "zh-Hant"])
def test_a_language_the_portal_does_not_speak_adds_nothing(language, suwon, client):
    suwon.local_language = language
    suwon.save()

    response = client.get(suwon.get_absolute_url())

    assert len(tree(response).xpath(SECTION + "div[@lang]")) == 0
    assert texts(response, SECTION + "ul[1]/li/a") == ["e-Visa"]


def test_the_guide_is_linked_once_there_is_a_section_for_visitors(suwon, client, editor):
    links = SECTION + "ul[1]//a/@href"
    assert tree(client.get(suwon.get_absolute_url())).xpath(links) == ["https://evisa.example.org/"]

    open_visit(editor)

    response = client.get(suwon.get_absolute_url())
    assert tree(response).xpath(links) == ["/en/visit/", "https://evisa.example.org/"]
    guide = tree(response).xpath(SECTION + "div[@lang='ko']//a")[0]
    assert (guide.get("href"), guide.get("lang")) == ("/ko/visit/", "en")


def test_no_section_where_there_is_nothing_to_say(client):
    response = client.get(make_partner(name_en="Suwon").get_absolute_url())

    assert tree(response).xpath("//*[@id='travel' or @href='#travel']") == []

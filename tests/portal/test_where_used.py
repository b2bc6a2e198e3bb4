import pytest
from cms.api import add_plugin
from cms.models import PageContent
from django.contrib.auth.models import Permission
from django.utils import translation

from portal import where_used
from portal.models import Office
from tests.factories import (
    make_agreement,
    make_field,
    make_home,
    make_legal_basis,
    make_office,
    make_partnership,
    make_stage_guide,
)
from tests.project.reading import texts, tree
from tests.project.test_admin import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """Named by a suboffice, the city and two partnerships."""
    office = make_office(name_en="Used", state="draft", published_at=None)
    make_office(name_en="Below", parent=office)
    city = make_home()
    city.contact = office
    city.save()
    make_partnership(responsible_office=office)
    make_partnership(responsible_office=office)
    return office


def found(uses):
    return {(use.kind, str(use.field)): use.count for use in uses}


def test_counts_of_every_kind_in_one_query(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        uses = where_used.counts(office)

    assert found(uses) == {
        ("Offices", "part of"): 1,
        ("Cities", "contact"): 1,
        ("Partnerships", "responsible office"): 2,
    }


def test_links_through_many_to_many_fields_count_too():
    law, field = make_legal_basis(), make_field()
    make_stage_guide().legal_bases.add(law)
    make_agreement().fields.add(field)

    assert found(where_used.counts(law)) == {("Stages", "legal bases"): 1}
    assert list(found(where_used.counts(field)).values()) == [1]


def test_unused_record_has_no_uses(editor):
    make_partnership(responsible_office=make_office())
    assert (where_used.counts(make_office()), where_used.uses(make_office(), editor)) == ([], [])


def test_only_what_one_may_open_is_a_link(office, django_user_model):
    user = django_user_model.objects.create_user("reader", "r@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_office"))

    links = {
        use.kind: [bool(url) for _t, url in use.links] for use in where_used.uses(office, user)
    }

    assert links == {"Offices": [True], "Cities": [False], "Partnerships": [False, False]}


def test_a_long_list_is_cut_and_says_so(office, editor, admin_client, monkeypatch):
    monkeypatch.setattr(where_used, "MOST", 1)

    response = admin_client.get(page(Office, "used", office.pk))

    assert texts(response, "//ul[@class='uses']/li[2]") == ["and 1 more"]


def test_cms_text_that_links_to_the_record_is_found(editor):
    office, other = make_office(), make_office()
    content = PageContent.objects.filter(language="en").first()
    placeholder = content.get_placeholders().first() or content.placeholders.create(slot="content")
    with translation.override("de"):
        body = f'<a href="{office.get_absolute_url()}">Amt</a>'
    add_plugin(placeholder, "TextPlugin", "en", body=body)

    (use,) = where_used.cms_uses(office)

    assert (use.kind, use.count, use.links[0][1]) == (
        "Pages of the CMS",
        1,
        content.get_absolute_url(),
    )
    assert where_used.cms_uses(other) == []


def test_form_tells_of_uses_and_a_used_record_is_not_deleted(office, admin_client):
    form = admin_client.get(page(Office, "change", office.pk))
    refusal = admin_client.get(page(Office, "delete", office.pk))

    assert len(texts(form, "//section[contains(@class, 'used-in')]//li")) == 3
    assert "“Used” cannot be deleted because it is still used." in " ".join(
        texts(refusal, "//div[@id='content']/p")
    )
    assert texts(refusal, "//ul[@class='uses']/li/a")[0] == "Below"
    assert tree(refusal).xpath("//input[@name='post']") == []

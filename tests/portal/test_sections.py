import pytest
from django.urls import reverse

from portal.search import kinds
from portal.sections import CITY, section_choices, section_labels

LABELS = [("sistercity", "Partner cities")]


@pytest.mark.django_db
def test_a_section_has_one_name_in_roles_alerts_and_hits(admin_client):
    page = admin_client.get(reverse("admin:portal_alertbanner_add"))

    assert list(section_labels().items()) == LABELS
    assert section_choices() == [(CITY, "City portal"), *LABELS]
    assert page.context["adminform"].form.fields["sections"].choices == LABELS
    assert [kinds.section(key) for key in ("sistercity", "gone")] == [
        "Partner cities",
        "The city and its services",
    ]

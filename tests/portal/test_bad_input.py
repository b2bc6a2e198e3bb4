"""What goes wrong at a desk is said in the language of whoever sits there, and nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from portal.models import Office, Redirect, RoleAssignment
from tests.factories import make_office, make_staff
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "id", "ko", "ar"]
LONG = "Ten lines\n" * 10


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def desk(language):
    return Client(headers={"accept-language": language})


def said(sentence, language):
    with override(language):
        found = gettext(sentence)
    assert language == "en" or found != sentence
    return found


def publisher():
    return make_staff(("publisher", "portal"))


def test_schedule_in_the_past(desk, language):
    office = make_office(state="review", published_at=None, name_ind="Kantor")
    desk.force_login(publisher())
    url = page(Office, "change", office.pk)
    day = timezone.localdate() - timedelta(days=1)
    with override(language):
        sent = form_values(desk.get(url)) | {
            "published_at_0": day.isoformat(), "published_at_1": "08:00:00", "name_ind": LONG,
            "_transition": "schedule",
        }  # fmt: skip

    answer = desk.post(url, sent)

    form = answer.context["adminform"].form
    assert form.errors["published_at"] == [
        said("This moment is past. Choose one that lies ahead.", language)
    ]
    assert form["name_ind"].value() == LONG
    assert tree(answer).get("lang") == language


def test_redirect_to_itself(desk, language):
    desk.force_login(publisher())
    url = page(Redirect, "add")
    sent = form_values(desk.get(url)) | {"old_path": "/en/old/", "target": "/en/old/"}

    answer = desk.post(url, sent)

    form = answer.context["adminform"].form
    assert form.errors["target"] == [said("A redirect cannot lead to itself.", language)]
    assert form["old_path"].value() == "/en/old/"
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("left", [[], [("author", "sistercity")]], ids=["none", "another"])
def test_role_changed_while_a_form_is_open(left, desk, language):
    office, user = make_office(name_ind="Kantor"), publisher()
    desk.force_login(user)
    url = page(Office, "change", office.pk)
    sent = form_values(desk.get(url)) | {"task_ind": LONG}
    RoleAssignment.objects.filter(user=user).delete()
    for role, section in left:
        RoleAssignment.objects.create(user=user, role=role, section=section)
    user.is_staff = bool(left)
    user.save()

    answer = desk.post(url, sent)

    assert answer.status_code == 403
    assert texts(answer, "//h1") == [said("You may not open this page", language)]
    assert " ".join(LONG.split()) in texts(answer, "//main//dd")
    assert Office.objects.get(pk=office.pk).task_ind != LONG


def test_session_ends_while_a_long_form_is_open(desk, language):
    office, user = make_office(name_ind="Kantor"), publisher()
    desk.force_login(user)
    url = page(Office, "change", office.pk)
    sent = form_values(desk.get(url)) | {"task_ind": LONG, "_save": "Save"}
    desk.cookies.pop("sessionid")

    kept = desk.post(url, sent)

    assert (kept.status_code, texts(kept, "//h1")) == (403, [said("Not saved yet", language)])
    (form,) = tree(kept).xpath("//main//form")
    desk.force_login(user)
    assert desk.post(url, dict(form.form_values())).status_code == 302
    assert Office.objects.get(pk=office.pk).task_ind.split() == LONG.split()

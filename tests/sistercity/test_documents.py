"""Documents: what may be uploaded, what they are filed with, and who may fetch the file."""

import os
from hashlib import sha256

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sistercity import documents
from sistercity.documents import DocumentError
from sistercity.models import Document
from tests import hostile
from tests.factories import (
    make_activity,
    make_agreement,
    make_file,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_guide,
    make_stage_record,
)
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DRAFT = {"state": "draft", "published_at": None}
WAITING = {"accepted_at": None}
ADD = "/admin/sistercity/document/add/"


def stored():
    root = storages["internal"].location
    return sorted(
        os.path.join(folder, name) for folder, _folders, names in os.walk(root) for name in names
    )


@pytest.fixture(autouse=True)
def nothing_else_is_stored():
    for path in stored():
        os.unlink(path)


@pytest.fixture
def officer():
    return make_staff(("cooperation_officer", ""))


@pytest.fixture
def embassy():
    return make_staff(("embassy_contributor", "DE"))


def pdf(name="risalah.pdf", *objects):
    return SimpleUploadedFile(name, hostile.pdf(*objects))


def send(client, url, file=None, **values):
    """The form as it was opened, with these values and this file."""
    opened = {name: value for name, value in form_values(client.get(url)).items() if name != "file"}
    return client.post(url, opened | values | ({"file": file} if file else {}))


def errors(response):
    return dict(response.context["adminform"].form.errors)


def change(document):
    return page(Document, "change", document.pk)


def entries(partnership):
    return {"partnership": partnership.pk, "type": "minutes", "number": "12/2024", "language": "nl"}


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_hostile_files_are_refused_at_the_field_and_the_entries_stay(kind, client, officer):
    client.force_login(officer)
    name, data = hostile.HOSTILE[kind]

    response = send(client, ADD, SimpleUploadedFile(name, data), **entries(make_partnership()))

    assert list(errors(response)) == ["file"]
    assert response.context["adminform"].form["number"].value() == "12/2024"
    assert (Document.objects.count(), stored()) == (0, [])


def test_forty_megabytes_are_refused(client, officer):
    client.force_login(officer)
    large = SimpleUploadedFile("besar.pdf", hostile.pdf() + b" " * 40 * 1024 * 1024)

    response = send(client, ADD, large, **entries(make_partnership()))

    (error,) = response.context["adminform"].form.errors["file"].as_data()
    assert (error.code, stored()) == ("too_large", [])


def test_a_mistake_elsewhere_says_that_the_file_must_be_chosen_again(client, officer):
    client.force_login(officer)

    response = send(client, ADD, pdf(), **entries(make_partnership()) | {"date": "2024-13"})

    assert sorted(errors(response)) == ["date", "file"]
    assert errors(response)["file"] == [
        "Choose this file again: it has to be sent together with the corrected form."
    ]


def test_an_officer_s_document_counts_at_once(client, officer):
    client.force_login(officer)
    tie, data = make_partnership(), hostile.pdf()

    assert send(client, ADD, pdf(), **entries(tie)).status_code == 302

    (document,) = Document.objects.all()
    assert (document.partnership, document.number, document.public) == (tie, "12/2024", False)
    assert document.language == "nl"
    assert (document.size, document.sha256) == (len(data), sha256(data).hexdigest())
    assert (document.uploaded_by, document.awaits_acceptance) == (officer, False)
    with document.file.open() as file:
        assert file.read() == data
    assert document.history.latest().history_change_reason == f"SHA-256 {document.sha256}"


def test_files_lie_outside_every_folder_with_an_address(settings, client, editor):
    document = make_file()
    client.force_login(editor)

    assert document.file.path.startswith(f"{settings.VAR_DIR / 'internal'}/")
    name = document.file.name
    assert [client.get(f"/{root}/{name}").status_code for root in ("media", "private")] == [404] * 2


def test_a_replaced_file_goes_when_the_new_one_is_kept(
    client, officer, django_capture_on_commit_callbacks
):
    document = make_file()
    (old,) = stored()
    client.force_login(officer)

    refused = send(client, change(document), pdf("x.pdf", hostile.ACTION))
    kept = stored()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, change(document), pdf("baru.pdf", b"<< >>")).status_code == 302

    assert (list(errors(refused)), kept) == (["file"], [old])
    document.refresh_from_db()
    assert stored() == [document.file.path] != [old]
    assert document.sha256 == sha256(hostile.pdf(b"<< >>")).hexdigest()


@pytest.mark.parametrize("many", [False, True])
def test_a_file_goes_with_its_record(many, django_capture_on_commit_callbacks):
    document = make_file()
    with django_capture_on_commit_callbacks(execute=True):
        Document.objects.all().delete() if many else document.delete()

    assert stored() == []


def test_what_a_document_is_filed_with_belongs_to_its_partnership(client, officer):
    client.force_login(officer)
    own, other = make_partnership(), make_partnership()
    parts = {
        "record": [make_stage_record(partnership=tie).pk for tie in (own, other)],
        "agreement": [make_agreement(partnership=tie).pk for tie in (own, other)],
        "activity": [make_activity(tie).pk for tie in (own, other)],
    }
    strange = {name: of_other for name, (_of_own, of_other) in parts.items()}
    fitting = {name: of_own for name, (of_own, _of_other) in parts.items()}

    refused = send(client, ADD, pdf(), **entries(own) | strange)
    taken = send(client, ADD, pdf(), **entries(own) | fitting)

    assert sorted(errors(refused)) == ["activity", "agreement", "file", "record"]
    assert (taken.status_code, Document.objects.count()) == (302, 1)


def test_a_document_has_one_owner(client, officer):
    client.force_login(officer)
    guide = make_stage_guide()

    both = send(client, ADD, pdf(), **entries(make_partnership()) | {"guide": guide.pk})
    neither = send(client, ADD, pdf(), type="model_text")
    model = send(client, ADD, pdf(), type="model_text", guide=guide.pk)

    said = "A document belongs to a partnership, or it is a model text for a stage."
    assert [errors(answer)["__all__"] for answer in (both, neither)] == [[said], [said]]
    assert (model.status_code, guide.files.count()) == (302, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"public": True, "accepted_at": None},
        {"declined_because": "Wrong file."},
        {"partnership": None},
    ],
    ids=str,
)
def test_database_refuses(values):
    document = make_file()

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**values)


# Who may fetch which file.


def of(**values):
    partner = {
        name: values.pop(name) for name in ("country", "state", "published_at") if name in values
    }
    return make_file(partnership=make_partnership(partner=make_partner(**partner)), **values)


FILES = {
    "public": lambda embassy: of(public=True),
    "public, of a draft": lambda embassy: of(public=True, **DRAFT),
    "internal": lambda embassy: of(),
    "model text": lambda embassy: make_file(guide=make_stage_guide(), public=True),
    "internal model text": lambda embassy: make_file(guide=make_stage_guide()),
    "brought by the embassy": lambda embassy: of(uploaded_by=embassy, **WAITING),
    "brought by its colleague": lambda embassy: of(uploaded_by=make_staff(), **WAITING),
    "brought by the embassy, accepted": lambda embassy: of(uploaded_by=embassy),
    "brought for another country": lambda embassy: of(country="FR", **WAITING),
}
KEEPERS = {"officer", "publisher", "superuser"}
WHO = {
    "anonymous": None,
    "account": [],
    "author": [("author", "sistercity")],
    "translator": [("translator", "de")],
    "data editor": [("data_editor", "")],
    "publisher of the city": [("publisher", "portal")],
    "other embassy": [("embassy_contributor", "JP")],
    "officer": [("cooperation_officer", "")],
    "publisher": [("publisher", "sistercity")],
}
OPEN = {
    "public": {*WHO, "embassy", "superuser"},
    "public, of a draft": KEEPERS,
    "internal": KEEPERS,
    "model text": {*WHO, "embassy", "superuser"},
    "internal model text": KEEPERS,
    "brought by the embassy": KEEPERS | {"embassy"},
    "brought by its colleague": KEEPERS | {"embassy"},
    "brought by the embassy, accepted": KEEPERS | {"embassy"},
    "brought for another country": KEEPERS,
}


@pytest.mark.parametrize("kind", FILES)
def test_who_may_fetch_a_file(kind, client, embassy, editor):
    document = FILES[kind](embassy)
    users = {who: held if held is None else make_staff(*held) for who, held in WHO.items()}
    users |= {"embassy": embassy, "superuser": editor}
    found = set()
    for who, user in users.items():
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(document.get_absolute_url())
        assert response.status_code in (200, 404)
        if response.status_code == 200:
            found.add(who)
            assert b"".join(response.streaming_content) == hostile.pdf()
            kept = "public, no-cache" if who == "anonymous" else "private, no-store"
            assert response["Cache-Control"].startswith(kept)

    assert found == OPEN[kind]


def test_a_file_of_training_data_is_not_public(client):
    document = of(public=True, **DRAFT)
    type(document.partnership.partner).objects.update(training=True)

    assert client.get(document.get_absolute_url()).status_code == 404


def test_how_a_file_is_served(client):
    url = of(public=True).get_absolute_url()

    response = client.get(url)
    b"".join(response.streaming_content)
    again = client.get(url, headers={"if-none-match": response["ETag"]})

    assert {name: response.headers.get(name) for name in (
        "Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options",
        "Set-Cookie",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="minutes.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Set-Cookie": None,
    }  # fmt: skip
    assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")


def test_nothing_else_answers(client):
    document = of(public=True)
    url, pk = document.get_absolute_url(), document.pk
    wrong = [f"/documents/{pk}/other.pdf", f"/documents/{pk + 1}/minutes.pdf"]
    wrong += [f"/documents/{'9' * 30}/minutes.pdf", f"/documents/{pk}/"]

    assert [client.get(address).status_code for address in wrong] == [404] * 4
    assert client.post(url).status_code == 405


def test_a_withdrawn_file_is_gone_at_once(client):
    document = of(public=True)
    url = document.get_absolute_url()
    first = client.get(url)
    first.getvalue()
    Document.objects.update(public=False)

    assert (first.status_code, client.get(url).status_code) == (200, 404)


# What readers find of them.


def test_a_partner_s_page_lists_its_public_documents(client):
    tie = make_partnership()
    document = make_file(
        partnership=tie, public=True, type="signed_mou", title="MoU 2024", number="19/1/2024",
        date="2024-04", language="ko",
    )  # fmt: skip
    for hidden in ({}, WAITING):
        make_file(partnership=tie, title="Hidden", **hidden)

    response = client.get(tie.partner.get_absolute_url())

    cells = texts(response, "//table[@aria-labelledby='documents']/tbody/tr/*")
    assert cells == [
        "MoU 2024 Signed original of the MoU",
        "19/1/2024",
        "April 2024",
        "Korean",
        f"PDF, 1 kB SHA-256{document.sha256}",
    ]
    (link,) = tree(response).xpath("//table[@aria-labelledby='documents']//a")
    assert (link.get("href"), link.get("hreflang")) == (document.get_absolute_url(), "ko")


def test_a_page_without_public_documents_has_no_section(client):
    document = make_file()

    response = client.get(document.partnership.partner.get_absolute_url())

    assert texts(response, "//h2[@id='documents']") == []


def test_a_stage_offers_its_model_texts(client):
    guide = make_stage_guide()
    empty = texts(client.get(guide.get_absolute_url()), "//h2[@id='models']")
    make_file(guide=guide, public=True, type="model_text", title="Model letter")
    make_file(guide=guide, type="model_text", title="Not yet")

    response = client.get(guide.get_absolute_url())

    assert empty == []
    assert texts(response, "//table[@aria-labelledby='models']//a") == ["Model letter"]


def test_many_documents_cost_no_more_queries_than_one(client):
    tie, counts = make_partnership(), []
    for _number in range(3):
        make_file(partnership=tie, public=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(tie.partner.get_absolute_url())
        counts.append(len(queries))

    assert counts[1] == counts[2] <= 13


# What an embassy brings.


def test_an_embassy_s_document_waits(client, embassy):
    client.force_login(embassy)
    tie = make_partnership()
    record, guide = make_stage_record(partnership=tie), make_stage_guide()
    forged = {"public": "on", "record": record.pk, "guide": guide.pk, "accepted_at": "2024-01-01"}

    assert send(client, ADD, pdf(), **entries(tie) | forged).status_code == 302

    (document,) = Document.objects.all()
    assert (document.uploaded_by, document.awaits_acceptance) == (embassy, True)
    assert (document.public, document.record, document.guide) == (False, None, None)


def test_an_embassy_has_only_its_countries(client, embassy):
    client.force_login(embassy)
    german, french = make_partnership(), make_partnership(partner=make_partner(country="FR"))
    strange = make_activity(french)

    other = send(client, ADD, pdf(), **entries(french))
    none = send(client, ADD, pdf(), type="minutes")
    activity = send(client, ADD, pdf(), **entries(german) | {"activity": strange.pk})

    assert [sorted(errors(answer)) for answer in (other, none, activity)] == [
        ["file", "partnership"], ["file", "partnership"], ["activity", "file"],
    ]  # fmt: skip
    assert (Document.objects.count(), stored()) == (0, [])
    foreign = make_file(partnership=french, **WAITING)
    assert client.get(change(foreign)).status_code == 302  # there is none such for them
    assert texts(client.get(page(Document, "changelist")), "//tbody/tr") == []


def test_an_embassy_changes_its_document_until_it_is_accepted(client, embassy, officer):
    document = make_file(uploaded_by=embassy, **WAITING)
    client.force_login(embassy)

    changed = send(client, change(document), number="13/2024", public="on")
    document.refresh_from_db()
    documents.accept(document=document, by=officer)
    late = send(client, change(document), number="14/2024")

    assert (changed.status_code, late.status_code) == (302, 403)
    document.refresh_from_db()
    assert (document.number, document.public, document.awaits_acceptance) == (
        "13/2024",
        False,
        False,
    )


def test_an_officer_accepts(client, embassy, officer):
    document = make_file(uploaded_by=embassy, **WAITING)
    client.force_login(officer)
    opened = client.get(change(document))

    assert tree(opened).xpath("//button[@name='_step']/@value") == ["accept", "decline"]
    assert "public" not in opened.context["adminform"].form.fields
    assert send(client, change(document), _step="accept").status_code == 302
    document.refresh_from_db()
    assert (document.awaits_acceptance, document.public) == (False, False)
    latest = document.history.latest()
    assert (latest.history_change_reason, latest.history_user) == ("accept", officer)
    assert send(client, change(document), public="on").status_code == 302
    document.refresh_from_db()
    assert document.public


def test_a_declined_document_says_why_and_waits_again_once_corrected(client, embassy, officer):
    document = make_file(uploaded_by=embassy, **WAITING)
    client.force_login(officer)

    refused = send(client, change(document), _step="decline")
    declined = send(client, change(document), _step="decline", reason="Page 2 is missing.")

    assert errors(refused) == {"reason": ["Say why it is declined: whoever brought it reads this."]}
    assert declined.status_code == 302
    assert list(Document.objects.waiting()) == []
    client.force_login(embassy)
    shown = client.get(change(document))
    assert "Page 2 is missing." in texts(shown, "//div[contains(@class, 'readonly')]")
    assert send(client, change(document), pdf("whole.pdf", b"<< >>")).status_code == 302
    document.refresh_from_db()
    assert (list(Document.objects.waiting()), document.declined_because) == ([document], "")
    documents.accept(document=document, by=officer)  # who declined it has not changed it


def test_nobody_accepts_what_they_changed(client, embassy, officer, settings):
    document = make_file(uploaded_by=embassy, **WAITING)
    client.force_login(officer)
    said = ["You brought or changed this document yourself. Another officer must accept it."]

    at_once = send(client, change(document), number="1", _step="accept")
    assert errors(at_once)["__all__"] == said
    assert send(client, change(document), number="1").status_code == 302
    assert errors(send(client, change(document), _step="accept"))["__all__"] == said
    settings.FOUR_EYES = False
    assert send(client, change(document), _step="accept").status_code == 302


@pytest.mark.parametrize("step", ["accept", "decline"])
def test_the_second_officer_is_told(step, officer, embassy):
    document = make_file(uploaded_by=embassy, **WAITING)
    documents.decline(document=document, by=officer, reason="No.")

    with pytest.raises(DocumentError) as error:
        documents.check(Document.objects.get(), step, by=officer, reason="Yes.")
    assert str(error.value) == "This document has been declined already. Reload the page."
    Document.objects.update(declined_because="", accepted_at=document.uploaded_at)
    with pytest.raises(DocumentError) as error:
        documents.accept(document=document, by=officer)
    assert str(error.value) == "This document has been accepted already. Reload the page."


def test_embassies_accept_nothing(client, embassy):
    document = make_file(uploaded_by=embassy, **WAITING)
    client.force_login(embassy)

    response = send(client, change(document), _step="accept")

    assert errors(response)["__all__"] == [
        "Your role does not allow this step. Ask a cooperation officer."
    ]
    with pytest.raises(DocumentError):
        documents.accept(document=document, by=embassy)
    document.refresh_from_db()
    assert document.awaits_acceptance


def test_what_waits_stands_on_the_dashboard_and_in_a_filter(client, embassy, officer):
    waits = make_file(uploaded_by=embassy, title="Waits", **WAITING)
    partner = waits.partnership.partner
    make_file(title="Accepted")
    make_file(title="Declined", declined_because="No.", uploaded_by=embassy, **WAITING)
    panel = "//section[@aria-labelledby='panel-documents']//a"
    titles = {}
    for who, user in {"officer": officer, "embassy": embassy}.items():
        client.force_login(user)
        titles[who] = texts(client.get(reverse("admin:index")), panel)
    client.force_login(officer)
    listed = {
        value: texts(
            client.get(f"{page(Document, 'changelist')}?acceptance={value}"), "//tbody//th"
        )
        for value in ("waiting", "declined", "accepted")
    }

    assert titles["officer"] == [f"Waits ({partner})"]
    assert [title.split()[0] for title in titles["embassy"]] == ["Declined"]
    assert listed == {"waiting": ["Waits"], "declined": ["Declined"], "accepted": ["Accepted"]}


def test_an_embassy_s_activity_goes_through_review_to_the_public(client, embassy):
    tie = make_partnership()
    activities = tie.activities.model
    client.force_login(embassy)
    values = {"slug": "visit", "title_ind": "Kunjungan", "title_en": "Visit", "type": "festival"}
    add = page(activities, "add")
    assert send(client, add, partnerships=[tie.pk], **values).status_code == 302
    (activity,) = tie.activities.all()
    brought = send(client, ADD, pdf(), **entries(tie) | {"activity": activity.pk})
    url = page(activities, "change", activity.pk)
    assert (brought.status_code, send(client, url, _transition="submit").status_code) == (302, 302)
    hidden = texts(client.get(tie.partner.get_absolute_url()), "//ol[@class='timeline']//h3")

    client.force_login(make_staff(("publisher", "sistercity")))
    assert send(client, url, _transition="approve").status_code == 302
    client.logout()
    shown = texts(client.get(tie.partner.get_absolute_url()), "//ol[@class='timeline']//h3")

    assert (hidden, shown) == (["Visit"], ["Visit"])

"""The public form for offices abroad, in every language, and what is kept of what they send."""

from errno import ENOSPC

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal.languages import LANGUAGES
from portal.models import City
from portal.pagecache.generation import shared_generation
from sistercity import proposals, propose
from sistercity.models import Proposal
from tests import hostile
from tests.factories import make_field, make_home, make_office, make_partner, make_partnership
from tests.project.reading import texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LABELS = "//main//form//label[not(input[@type='radio'])]"  # purposes are words of the model
NAMES = {
    "city": 'L\'Aquila & "Söhne" <b>',
    "office": "Ufficio <i>relazioni</i>",
    "name": "Anna & Co",
    "email": "anna@example.org",
    "message": 'Cooperiamo!\r\nSul "serio" & <b>subito</b>.',
}


@pytest.fixture(autouse=True)
def nobody_has_written():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def city():
    office = make_office(name_en="Cooperation office", email="office@example.org")
    home = make_home()
    City.objects.update(contact=office)
    return home


def url(language="en", name="sistercity:propose"):
    with translation.override(language):
        return reverse(name)


def entries(**values):
    given = {"purpose": "visit", "country": "IT", "consent": "on"} | NAMES | values
    return {name: value for name, value in given.items() if value is not None}


def letter(name="surat.pdf", data=None):
    return SimpleUploadedFile(name, data or hostile.pdf())


@pytest.fixture
def letters():
    """What is stored since the test began."""

    def found():
        folders = storage.listdir("cooperation")[0] if storage.exists("cooperation") else []
        paths = [f"cooperation/{folder}" for folder in folders]
        return {f"{path}/{name}" for path in paths for name in storage.listdir(path)[1]}

    storage = storages["internal"]
    before = found()
    return lambda: found() - before


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def post(language="en", **values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url(language), entries(**values))

    return post


def sending(response):
    """What the form carries to be known by when it comes twice."""
    return tree(response).xpath("string(//main//input[@name='sending']/@value)")


def shown(response):
    """What stands in the fields of the form."""
    root = tree(response)
    inputs = {
        i.get("name"): i.get("value", "") for i in root.xpath("//main//input[@class='input']")
    }
    return inputs | {
        "message": root.xpath("string(//main//textarea)").removeprefix("\n"),
        "country": root.xpath("string(//select[@name='country']/option[@selected]/@value)"),
        "purpose": root.xpath("string(//input[@name='purpose'][@checked]/@value)"),
        "consent": "on" if root.xpath("//input[@name='consent'][@checked]") else None,
        "topics": root.xpath("//input[@name='topics'][@checked]/@value"),
    }


def said(response):
    """{name of the field: its error}, each tied to its field for those who cannot see it."""
    root = tree(response)
    found = {}
    for message in root.xpath("//form//*[@class='msg']"):
        (described,) = root.xpath(
            "//*[contains(concat(' ', @aria-describedby, ' '), concat(' ', $id, ' '))]",
            id=message.get("id"),
        )
        name = described.get("name") or described.xpath("string(.//input/@name)")
        found[name] = message.text_content()
    return found


def test_what_is_sent_is_kept(send, city):
    fields = [make_field(), make_field()]

    response = send(
        language="ko", purpose="cooperation", topics=[f.pk for f in fields], attachment=letter()
    )

    (kept,) = Proposal.objects.all()
    assert (response.status_code, response.url) == (
        302,
        f"{url('ko', 'sistercity:proposed')}?reference={kept.reference}",
    )
    assert {name: getattr(kept, name) for name in NAMES} == NAMES
    assert (kept.purpose, kept.country, kept.language, kept.state) == (
        "cooperation", "IT", "ko", "new",
    )  # fmt: skip
    assert list(kept.fields.order_by("pk")) == fields
    assert (kept.keep_until - timezone.localdate()).days == 730
    assert abs((timezone.now() - kept.consent_at).total_seconds()) < 60
    with kept.attachment.open() as file:
        assert file.read() == hostile.pdf()


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_errors_and_thanks_in_every_language(language, send, client):
    make_field(name_en="Water")
    own = LANGUAGES[language]
    opened = client.get(url(language))
    refused = send(
        language, purpose="cooperation", email="anna", country="", consent=None, attachment=letter()
    )
    thanks = client.get(send(language).url)

    for response in (opened, refused, thanks):
        assert (tree(response).get("lang"), tree(response).get("dir")) == (own.tag, own.dir)
        assert len(texts(response, "//h1")) == 1
    problems = said(refused)
    assert list(problems) == ["country", "email", "topics", "attachment", "consent"]
    with translation.override(language):
        expected = [
            translation.gettext(text)
            for text in (
                "Choose a country.",
                "Enter an e-mail address such as name@example.org.",
                "Choose at least one field of cooperation.",
                "Choose this file again: it has to be sent together with the corrected form.",
                "Without your consent we may not keep your message.",
            )
        ]
    assert list(problems.values()) == expected
    links = tree(refused).xpath("//*[@role='alert']//a/@href")
    assert links == ["#id_country", "#id_email", "#id_topics", "#id_attachment", "#id_consent"]
    assert all(len(tree(refused).xpath("//*[@id=$id]", id=link[1:])) == 1 for link in links)
    (proposal,) = Proposal.objects.all()
    assert texts(thanks, "//main//dd") == [proposal.reference]
    if language != "en":
        english = client.get(url("en"))
        for path in ("//h1", "//main//legend", LABELS, "//main//button"):
            common = set(texts(opened, path)) & set(texts(english, path))
            assert common <= {"Water"}  # the field's own name, in no other language here


WRONG = [
    ({"purpose": None}, {"purpose": "Choose an answer."}),
    ({"purpose": "war"}, {"purpose": "Choose an answer."}),
    ({"name": "  "}, {"name": "Fill in this field."}),
    ({"office": ""}, {"office": "Fill in this field."}),
    ({"city": ""}, {"city": "Fill in this field."}),
    ({"country": "XX"}, {"country": "Choose a country."}),
    ({"email": ""}, {"email": "Fill in this field."}),
    ({"email": "a@b"}, {"email": "Enter an e-mail address such as name@example.org."}),
    (
        {"city": "x" * 121},
        {"city": "This text has 121 characters; the most we can take is 120."},
    ),
    (
        {"message": "x" * 5001},
        {"message": "This text has 5001 characters; the most we can take is 5000."},
    ),
    ({"message": ""}, {"message": "Say in a few sentences what you would like to do."}),
    ({"consent": None}, {"consent": "Without your consent we may not keep your message."}),
    ({"name": "a\x00b"}, {"name": "Null characters are not allowed."}),
]


@pytest.mark.parametrize("values, problems", WRONG, ids=lambda value: "-".join(value))
def test_mistakes_are_said_at_the_field_and_nothing_is_lost(values, problems, send, mailoutbox):
    make_field()
    response = send(**values)

    assert (response.status_code, said(response)) == (200, problems)
    sent = {name: value.replace("\r\n", "\n") for name, value in entries(**values).items()}
    found = shown(response)
    assert {name: found[name] for name in sent if name not in problems} == {
        name: value for name, value in sent.items() if name not in problems
    }
    assert (Proposal.objects.count(), mailoutbox) == (0, [])


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_hostile_attachments_are_refused(kind, send):
    name, data = hostile.HOSTILE[kind]

    response = send(attachment=SimpleUploadedFile(name, data))

    assert list(said(response)) == ["attachment"]
    assert shown(response)["city"] == NAMES["city"]
    assert Proposal.objects.count() == 0


def test_an_attachment_has_five_megabytes_at_most(send):
    response = send(attachment=letter(data=hostile.pdf() + b" " * propose.ATTACHMENT_BYTES))

    assert said(response) == {
        "attachment": "The file has 5.0\xa0MB; at most 5.0\xa0MB can be uploaded."
    }


def test_a_page_open_for_too_long_is_shown_again_with_all_entries(city):
    client = Client(enforce_csrf_checks=True)
    sent = entries(csrfmiddlewaretoken="x" * 64)

    late = client.post(
        url(), sent | {"attachment": letter()}, headers={"origin": "http://testserver"}
    )
    token = tree(late).xpath("string(//form//input[@name='csrfmiddlewaretoken']/@value)")
    again = client.post(url(), sent | {"csrfmiddlewaretoken": token})

    assert late.status_code == 403
    assert texts(late, "//*[@role='alert']/div/p") == [
        "This page was open for a long time. Check your entries and send them again."
    ]
    assert list(said(late)) == ["attachment"]
    found = shown(late)
    assert [found[name] for name in ("city", "purpose", "country")] == [
        NAMES["city"], "visit", "IT",
    ]  # fmt: skip
    assert (again.status_code, Proposal.objects.count()) == (302, 1)


def test_a_foreign_page_s_form_is_refused(city):
    client = Client(enforce_csrf_checks=True)

    response = client.post(url(), entries(), headers={"origin": "https://evil.example"})

    assert (response.status_code, Proposal.objects.count()) == (403, 0)
    assert tree(response).xpath("//textarea") == []


def test_a_machine_is_thanked_and_not_kept(send, mailoutbox):
    response = send(website="https://spam.example/")

    assert response.url.startswith(f"{url(name='sistercity:proposed')}?reference=")
    assert (Proposal.objects.count(), mailoutbox) == (0, [])


def test_too_many_are_refused_with_everything_kept(send, client, monkeypatch):
    monkeypatch.setattr(propose, "LIMIT", 1)

    first, second = send(), send(attachment=letter())
    elsewhere = client.post(url(), entries(), REMOTE_ADDR="203.0.113.9")

    assert [answer.status_code for answer in (first, second, elsewhere)] == [302, 429, 302]
    assert texts(second, "//*[@role='alert']/div/p") == [
        "Many messages came from your network. Try again in an hour."
    ]
    assert shown(second)["city"] == NAMES["city"]
    assert Proposal.objects.count() == 2


def test_the_same_form_sent_twice_is_one_proposal(send, client, letters, mailoutbox, monkeypatch):
    monkeypatch.setattr(propose, "LIMIT", 3)  # the second time counts as none
    token = sending(client.get(url()))

    twice = [send(sending=token, attachment=letter()).url for _n in range(2)]
    corrected = send(sending=token, message="Corrected.", attachment=letter()).url
    other_letter = send(sending=token, attachment=letter(data=hostile.pdf() + b"\n")).url

    assert token and sending(client.get(url())) != token
    assert twice[0] == twice[1]
    assert texts(client.get(twice[1]), "//h1") == ["Thank you"]
    assert len({twice[0], corrected, other_letter}) == Proposal.objects.count() == 3
    assert len(mailoutbox) == 2 * 3
    assert letters() == set(Proposal.objects.values_list("attachment", flat=True))


def test_two_forms_that_say_the_same_are_two_proposals(send, client):
    first, second = (send(sending=sending(client.get(url()))).url for _n in range(2))

    assert (first != second, Proposal.objects.count()) == (True, 2)


def test_a_form_sent_twice_at_the_same_moment_is_one_proposal(
    letters, mailoutbox, django_capture_on_commit_callbacks
):
    """Neither request sees the other's proposal before it is kept."""
    values = NAMES | {"purpose": "visit", "country": "IT", "language": "en"}
    with django_capture_on_commit_callbacks(execute=True):
        first, second = (
            proposals.receive(
                proposal=Proposal(reference="2026-ABCDEFGH", attachment=letter(), **values)
            )
            for _n in range(2)
        )

    assert (first.pk, Proposal.objects.count()) == (second.pk, 1)
    assert len(mailoutbox) == 2
    assert letters() == {first.attachment.name}


def test_a_refused_form_keeps_its_token(send, client):
    token = sending(client.get(url()))

    assert sending(send(sending=token, city="")) == token


def test_a_full_disk_loses_nothing(send, monkeypatch):
    def full(*args):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("portal.storage.WholeFiles._write", full)
    response = send(attachment=letter())

    assert (response.status_code, list(said(response))) == (507, ["attachment"])
    assert shown(response)["city"] == NAMES["city"]
    assert Proposal.objects.count() == 0


def test_the_form_is_never_stored(client):
    response = client.get(url())

    assert "no-store" in response["Cache-Control"]


def test_a_proposal_leaves_the_snapshots_in_place(send):
    before = shared_generation().value

    send()

    assert (shared_generation().value, Proposal.objects.count()) == (before, 1)


def test_sender_and_office_get_a_mail(send, mailoutbox):
    make_office(name_ind="Bagian Kerja Sama")

    send(language="de")

    (proposal,) = Proposal.objects.all()
    to_sender, to_office = mailoutbox
    assert (to_sender.to, to_office.to) == (["anna@example.org"], ["office@example.org"])
    with translation.override("de"):
        assert to_sender.subject == translation.gettext(
            "We have received your message: %(reference)s"
        ) % {"reference": proposal.reference}
        assert proposal.get_purpose_display() in to_sender.body
    assert [value for value in NAMES.values() if value in to_sender.body] == []
    with translation.override("id"):
        assert to_office.subject == translation.gettext("Proposal %(reference)s from %(place)s") % {
            "reference": proposal.reference,
            "place": NAMES["city"],
        }
    assert f"/admin/sistercity/proposal/{proposal.pk}/change/" in to_office.body
    assert NAMES["city"] in to_office.body
    assert [name for name in ("name", "email", "message") if NAMES[name] in to_office.body] == []
    entities = [
        mail for mail in mailoutbox for sign in ("&amp;", "&#", "&lt;") if sign in mail.body
    ]
    assert entities == []


def test_the_office_of_the_partnership_answers(send, client, mailoutbox):
    office = make_office(email="desk@example.org")
    tie = make_partnership(
        partner=make_partner(name_en="Suwon", country="KR"), responsible_office=office
    )

    opened = client.get(url(), {"partner": tie.partner.slug})

    found = shown(opened)
    assert (found["city"], found["country"], found["purpose"]) == ("Suwon", "KR", "cooperation")
    proposal = Proposal(**NAMES, purpose="visit", country="KR", language="en")
    assert proposals.office_for(tie.partner) == office
    assert proposals.office_for(None).email == "office@example.org"
    assert proposal.is_open


def test_no_mail_server_loses_no_proposal(send, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("sistercity.proposal_mail.send_mail", refuse)
    response = send()

    assert (response.status_code, Proposal.objects.count()) == (302, 1)
    assert len([r for r in caplog.records if r.name == "sistercity.proposal_mail"]) == 2


@pytest.mark.parametrize("given", ["", "<b>", "2026-ABC", "2026-ABCDEFGH\n", "x" * 500])
def test_thanks_show_only_what_can_be_a_reference(given, client):
    response = client.get(url(name="sistercity:proposed"), {"reference": given})

    assert (response.status_code, texts(response, "//main//dd")) == (200, [])


def test_ways_to_the_form(client):
    partner = make_partner()
    home = tree(client.get("/en/")).xpath("//main//a/@href")
    section = tree(client.get(reverse("sistercity:home"))).xpath("//main//a/@href")
    page = tree(client.get(partner.get_absolute_url())).xpath("//main//a/@href")

    assert url() in home
    assert url() in section
    assert f"{url()}?partner={partner.slug}" in page


def test_language_menu_keeps_the_partner(client):
    partner = make_partner()

    response = client.get(url(), {"partner": partner.slug})

    links = tree(response).xpath("//ul[@id='langs']//a/@href")
    assert links == [f"{url(code)}?partner={partner.slug}" for code in LANGUAGES]


def test_attachments_have_no_address(send, client, editor):
    send(attachment=letter())
    (proposal,) = Proposal.objects.all()
    client.force_login(editor)
    name = proposal.attachment.name

    assert [client.get(f"/{root}/{name}").status_code for root in ("media", "private")] == [404] * 2
    assert storages["internal"].exists(name)

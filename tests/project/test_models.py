"""What holds for every model of ours."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from modeltranslation.translator import translator

from portal import translating
from portal.content import content_models
from portal.models import AlertBanner, ExternalService, NewsItem, Office, Published
from sistercity.models import (
    Activity,
    Agreement,
    Benefit,
    NetworkMembership,
    Partner,
    RepresentativeOffice,
    StageGuide,
)
from tests import factories

pytestmark = pytest.mark.django_db

MAKE = {
    AlertBanner: factories.make_alert,
    ExternalService: factories.make_service,
    NewsItem: factories.make_news,
    Office: factories.make_office,
    Activity: factories.make_activity,
    Agreement: factories.make_agreement,
    Benefit: factories.make_benefit,
    NetworkMembership: factories.make_network,
    Partner: factories.make_partner,
    RepresentativeOffice: factories.make_mission,
    StageGuide: factories.make_stage_guide,
}
PUBLISHED = pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
NOW = timezone.now()
HOUR = timedelta(hours=1)
HIDDEN = [
    {"state": "draft", "published_at": None},
    {"state": "draft"},
    {"state": "review"},
    {"state": "archived"},
    {"published_at": NOW + HOUR},
    {"published_at": NOW - 2 * HOUR, "unpublish_at": NOW - HOUR},
]


def ours():
    return [
        model for model in apps.get_models() if model._meta.app_label in ("portal", "sistercity")
    ]


def test_every_published_model_is_tested():
    assert set(content_models()) == set(MAKE)


@PUBLISHED
def test_only_what_is_public_is_published(model):
    record = MAKE[model]()
    assert (list(model.objects.published()), record.is_public) == ([record], True)

    for values in HIDDEN:
        model.objects.filter(pk=record.pk).update(
            **{"state": "published", "published_at": NOW - HOUR, "unpublish_at": None} | values
        )
        record.refresh_from_db()
        assert (list(model.objects.published()), record.is_public) == ([], False)


@PUBLISHED
def test_publication_begins_and_ends_at_its_moment(model):
    MAKE[model](published_at=NOW, unpublish_at=NOW + HOUR)
    moments = [
        NOW - timedelta(microseconds=1),
        NOW,
        NOW + HOUR - timedelta(microseconds=1),
        NOW + HOUR,
    ]

    assert [model.objects.published(at).count() for at in moments] == [0, 1, 1, 0]


@PUBLISHED
def test_database_refuses_published_without_a_moment(model):
    record = MAKE[model]()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=record.pk).update(published_at=None)


@PUBLISHED
@pytest.mark.parametrize("length", [0, -1])
def test_database_refuses_an_inverted_period(model, length):
    record = MAKE[model]()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=record.pk).update(unpublish_at=record.published_at + length * HOUR)


@PUBLISHED
def test_slug_is_unique(model):
    record = MAKE[model](slug="same")
    others = {"stage": "reporting"} if model is StageGuide else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        MAKE[model](slug=record.slug, **others)


@PUBLISHED
def test_slug_is_ascii(model):
    record = MAKE[model]()
    record.slug = "münchen"

    with pytest.raises(ValidationError) as error:
        record.clean_fields(exclude=[f.name for f in model._meta.fields if f.name != "slug"])
    assert list(error.value.message_dict) == ["slug"]


@PUBLISHED
def test_publishing_without_a_moment_is_from_now_on(model):
    record = MAKE[model](state="draft", published_at=None)
    record.state = "published"

    record.clean()

    assert record.is_public


@PUBLISHED
def test_every_save_counts_the_version(model):
    record = MAKE[model]()
    before = record.version

    record.save(update_fields=["state"])

    record.refresh_from_db()
    assert record.version == before + 1


@PUBLISHED
def test_reader_with_the_permission_sees_drafts(model, django_user_model):
    MAKE[model](state="draft", published_at=None)
    staff = django_user_model.objects.create_user("staff", "s@example.org", is_staff=True)
    admin = django_user_model.objects.create_superuser("admin", "a@example.org")

    found = [model.objects.visible_to(user).count() for user in (staff, admin)]

    assert found == [0, 1]


@PUBLISHED
def test_published_model_says_what_its_texts_are(model):
    names = translating.translated_fields(model)

    assert {model.translated_title, model.translated_body} - set(names) == set()
    assert issubclass(model, Published)


def test_every_model_with_translated_texts_keeps_its_history():
    translated = [model for model in ours() if model in translator.get_registered_models()]

    assert len(translated) >= len(MAKE)
    assert [model.__name__ for model in translated if not hasattr(model, "history")] == []


def test_history_keeps_the_texts_of_every_language():
    partner = factories.make_partner(name_en="Old", name_ar="قديم")
    partner.name_ar = "جديد"
    partner.save()

    assert [row.name_ar for row in partner.history.order_by("history_id")] == ["قديم", "جديد"]


def test_foreign_keys_protect():
    weak = [
        f"{model.__name__}.{field.name}"
        for model in ours()
        if not model.__name__.startswith("Historical")
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and not field.remote_field.parent_link
        and field.remote_field.on_delete is not models.PROTECT
    ]
    assert sorted(weak) == [
        "Attendance.activity",  # parts of a whole
        "Download.plugin",  # rows go with their plugin
        "Fact.plugin",
        "LinkButton.page",  # the page checks tell of a link that has lost its page
        "Reminder.agreement",
        "Signatory.agreement",
        "TranslationState.content_type",
        "YearlyGoal.committee",
    ]

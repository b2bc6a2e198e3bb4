"""Which records and CMS texts refer to a record."""

from dataclasses import dataclass
from itertools import islice

from cms.models import CMSPlugin
from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, Count, JSONField, Q, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, override

from portal.languages import LANGUAGES

MOST = 50


@dataclass(frozen=True)
class Use:
    """Records of one kind that refer to the record by one field; `links` are (text, url)."""

    kind: str
    field: str
    count: int
    links: tuple = ()

    @property
    def more(self):
        return self.count - len(self.links)


def relations(model):
    """Foreign keys and many-to-many fields that lead to the model, those without a name too."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.is_relation
        and relation.auto_created
        and not relation.concrete
        and not hasattr(relation.related_model, "instance_type")  # history
        and not relation.related_model._meta.auto_created
        and relation.related_model in admin.site._registry
    ]


def counts(obj):
    """A Use without links of each relation that has any; one query."""
    found = relations(type(obj))
    queries = [
        _referring(relation, obj)
        .order_by()
        .annotate(nth_relation=Value(index))
        .values("nth_relation")
        .annotate(uses=Count("pk"))
        for index, relation in enumerate(found)
    ]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:], all=True)
    return [_use(found[row["nth_relation"]], row["uses"]) for row in rows if row["uses"]]


def _referring(relation, obj):
    return relation.related_model._base_manager.filter(**{relation.field.name: obj})


def _use(relation, count, links=()):
    kind = capfirst(relation.related_model._meta.verbose_name_plural)
    return Use(kind, relation.field.verbose_name, count, tuple(links))


def uses(obj, user):
    """Every use with links to the first fifty of a kind, as far as the user may open them."""
    found = []
    for relation in relations(type(obj)):
        records = _referring(relation, obj).order_by("pk")
        if count := records.count():
            found.append(_use(relation, count, _links(relation.related_model, records, user)))
    return found + cms_uses(obj)


def _links(model, records, user):
    registered = admin.site._registry[model]
    if registered.list_select_related:
        records = records.select_related(*registered.list_select_related)
    meta = model._meta
    may_open = user.has_perm(f"{meta.app_label}.view_{meta.model_name}") or user.has_perm(
        f"{meta.app_label}.change_{meta.model_name}"
    )
    name = f"admin:{meta.app_label}_{meta.model_name}_change"
    return [(str(r), reverse(name, args=[r.pk]) if may_open else "") for r in records[:MOST]]


def cms_uses(obj):
    """The CMS pages whose plugins point at the record or contain its public address."""
    if obj.pk is None:
        return []
    pages = dict(islice(_cms_pages(_mentions(obj)), MOST))
    links = tuple((title, url) for url, title in pages.items())
    return [Use(_("Pages of the CMS"), _("texts and links"), len(links), links)] if links else []


def _mentions(obj):
    """How a stored text or link may name the record."""
    names = [f'"{obj._meta.label_lower}:{obj.pk}"']
    if hasattr(obj, "get_absolute_url"):
        for code in LANGUAGES:
            with override(code):
                names.append(obj.get_absolute_url())
    return names


def _cms_pages(mentions):
    for model in apps.get_models():
        if issubclass(model, CMSPlugin) and model is not CMSPlugin:
            for plugin in _mentioning(model, mentions):
                content = plugin.placeholder and plugin.placeholder.source
                if content is not None:
                    url = content.get_absolute_url() if hasattr(content, "get_absolute_url") else ""
                    yield url, str(content)


def _mentioning(model, mentions):
    condition, casts = Q(pk__in=[]), {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, JSONField | TextField | CharField) and not field.is_relation:
            casts[f"text_{field.name}"] = Cast(field.name, TextField())
            for mention in mentions:
                condition |= Q(**{f"text_{field.name}__contains": mention})
    plugins = model._base_manager.annotate(**casts).filter(condition)
    return plugins.select_related("placeholder")[:MOST] if casts else []

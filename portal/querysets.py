from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

# Sent within the transaction of an update() that may publish or unpublish, with the `pks`.
visibility_updated = Signal()


def public(now):
    open_end = Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now)
    return open_end & Q(state="published", published_at__lte=now)


class WatchedQuerySet(models.QuerySet):
    """Its update() is noticed where it touches `visibility`: what decides whom a record is for."""

    visibility: frozenset[str] = frozenset()

    def update(self, **values):
        if self.visibility.isdisjoint(values):
            return super().update(**values)
        with transaction.atomic(self.db):
            pks = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            visibility_updated.send(self.model, pks=pks)
        return count

    update.alters_data = True  # type: ignore[attr-defined]


class PublishedQuerySet(WatchedQuerySet):
    visibility = frozenset({"state", "published_at", "unpublish_at"})

    def published(self, at=None):
        return self.filter(public(at or timezone.now()))

    def changed_since(self, moment):
        """Saved or come into public since an aware moment."""
        return self.filter(Q(updated_at__gte=moment) | Q(published_at__gte=moment))

    def visible_to(self, user):
        """Those who may view the model's drafts see them too, so that they can preview."""
        from portal import roles  # its table names the models, which need this module

        beyond = roles.visible(user, self.model)
        if beyond is None:
            return self.filter(public(timezone.now()) | self._shown_to_guest(user))
        return self.filter(beyond | public(timezone.now())) if beyond else self.all()

    def _shown_to_guest(self, user):
        """The one record that the guest of a preview link sees."""
        record = getattr(user, "previewed", None)
        return Q(pk=record.pk) if isinstance(record, self.model) else Q(pk__in=[])

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

# Sent within the transaction of an update() that may publish or unpublish, with the `pks`.
visibility_updated = Signal()
VISIBILITY = {"state", "published_at", "unpublish_at"}


class PublishedQuerySet(models.QuerySet):
    def published(self, at=None):
        now = at or timezone.now()
        return self.filter(
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now),
            state="published",
            published_at__lte=now,
        )

    def visible_to(self, user):
        """Those who may view the model's drafts see them too, so that they can preview."""
        permission = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        return self.all() if user.has_perm(permission) else self.published()

    def update(self, **values):
        if not VISIBILITY & values.keys():
            return super().update(**values)
        with transaction.atomic(self.db):
            pks = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            visibility_updated.send(self.model, pks=pks)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

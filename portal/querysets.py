from django.db import models
from django.db.models import Q
from django.utils import timezone


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

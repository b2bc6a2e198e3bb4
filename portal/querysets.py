from django.db import models
from django.db.models import Q
from django.utils import timezone


class PublishedQuerySet(models.QuerySet):
    def published(self, at=None):
        return self.filter(self._is_published(at or timezone.now()))

    def _is_published(self, now):
        return Q(Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now)) & Q(
            state="published", published_at__lte=now
        )

    def visible_to(self, user):
        """Those who may view the model's drafts see them too, so that they can preview."""
        permission = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        if user.has_perm(permission):
            return self.all()
        previewed = getattr(user, "previewed", None)  # the guest of a preview link
        if isinstance(previewed, self.model):
            return self.filter(self._is_published(timezone.now()) | Q(pk=previewed.pk))
        return self.published()

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """What search knows of one object in one language.

    `tokens` is what is searched: its inverted index (SQLite FTS5, PostgreSQL tsvector) is kept by
    the database itself, so that nothing can write to one and not to the other.
    """

    moves_snapshots = False

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10)
    section = models.CharField(max_length=40, blank=True)
    address = models.JSONField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    names = models.TextField(blank=True)
    tokens = models.TextField()
    weight = models.SmallIntegerField(default=0)
    date = models.DateField(null=True, blank=True)
    published_from = models.DateTimeField()
    published_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("search entry"), _("search entries")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="portal_searchentry_unique"
            )
        ]

    def __str__(self):
        return f"{self.title} [{self.language}]"


class DocumentText(models.Model):
    """The text of a document's content, read once; see portal.search.documents."""

    moves_snapshots = False

    sha1 = models.CharField(max_length=40)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("document text"), _("document texts")
        constraints = [models.UniqueConstraint(fields=["sha1"], name="portal_documenttext_sha1")]

    def __str__(self):
        return self.sha1


class SearchWord(models.Model):
    """The words of the index, for what is typed in part, wrongly, or as part of a compound."""

    moves_snapshots = False

    word = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    tail = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=1)
    touched_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("search word"), _("search words")
        constraints = [
            models.UniqueConstraint(fields=["word", "language"], name="portal_searchword_unique")
        ]
        indexes = [
            models.Index(
                fields=["tail"], name="portal_searchword_tail", condition=~models.Q(tail="")
            )
        ]

    def __str__(self):
        return f"{self.word} [{self.language}]"


class SearchQuery(models.Model):
    """How often something was looked for on one day, and what it found last. Of nobody."""

    moves_snapshots = False

    query = models.CharField(_("query"), max_length=100)
    language = models.CharField(_("language"), max_length=10)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times"), default=1)
    total = models.PositiveIntegerField(_("hits"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("search query"), _("search queries")
        ordering = ["-day", "-count", "query"]
        constraints = [
            models.UniqueConstraint(
                fields=["query", "language", "day"], name="portal_searchquery_unique"
            )
        ]

    def __str__(self):
        return self.query

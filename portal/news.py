"""News: list, page and Atom feed."""

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy

from portal import navigation, translating
from portal.feeds import atom
from portal.filters import FilterForm
from portal.frame import home_city
from portal.languages import LANGUAGES
from portal.memo import per_generation
from portal.models import NewsItem
from portal.views import PublishedDetail, PublishedList


@per_generation
def used_categories():
    return set(NewsItem.objects.published().order_by().values_list("category", flat=True))


class NewsFilter(FilterForm):
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, data=None):
        super().__init__(data)
        used = used_categories()
        choices = [choice for choice in NewsItem.Category.choices if choice[0] in used]
        self.fields["category"].choices = [("", _("All categories")), *choices]


class NewsList(PublishedList):
    queryset = NewsItem.objects.all()
    template_name = "portal/news_list.html"
    filter_form = NewsFilter
    paginate_by = 12

    def get_queryset(self):
        return super().get_queryset().filter(**self.filters.chosen())

    def get_context_data(self, **kwargs):
        if "news" in navigation.closed_namespaces():
            self.request.robots = "noindex"
        return super().get_context_data(**kwargs)


class NewsDetail(PublishedDetail):
    queryset = NewsItem.objects.select_related("picture")
    template_name = "portal/news_detail.html"
    context_object_name = "item"

    def get_context_data(self, **kwargs):
        return super().get_context_data(jsonld=jsonld(self.object), **kwargs)


def jsonld(item):
    """schema.org NewsArticle, in the language its title is shown in."""
    title = translating.text(item, "title", get_language())
    summary = translating.text(item, "summary", get_language()).value
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title.value,
        "inLanguage": LANGUAGES[title.language or get_language()].tag,
        "url": settings.SITE_URL + item.get_absolute_url(),
        "datePublished": item.date.isoformat(),
        "dateModified": item.updated_at.isoformat(),
        "articleSection": item.get_category_display(),
    }
    if summary:
        data["description"] = summary
    if city := home_city():
        publisher = {"@type": "GovernmentOrganization", "name": city.full_name or city.name}
        data |= {"author": publisher, "publisher": publisher}
    return data


def feed(request):
    return atom(
        _("News – %(city)s"),
        NewsItem.objects.published(),
        page=reverse("news:list"),
        address=reverse("news:feed"),
        path=NewsItem.get_absolute_url,
        kind=lambda item: item.get_category_display(),
    )

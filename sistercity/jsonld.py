"""schema.org descriptions of public records."""

from django.conf import settings
from django.utils.translation import get_language

from portal import translating
from portal.countries import country_name
from portal.languages import LANGUAGES


def partner(city):
    """A schema.org City (or Organization) with its country, point and official site."""
    language = get_language()
    profile = translating.text(city, "profile", language)
    is_place = city.type in {city.Type.CITY, city.Type.PROVINCE}
    data = {
        "@context": "https://schema.org",
        "@type": {"city": "City", "province": "AdministrativeArea"}.get(city.type, "Organization"),
        "name": translating.text(city, "name", language).value,
        "url": settings.SITE_URL + city.get_absolute_url(),
    }
    if city.local_name and city.local_name != data["name"]:
        data["alternateName"] = city.local_name
    if profile.value:
        data["description"] = profile.value
    if city.official_url:
        data["sameAs"] = city.official_url
    if is_place:
        data["containedInPlace"] = {"@type": "Country", "name": country_name(city.country.code)}
        if city.latitude is not None:
            data["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": float(city.latitude),
                "longitude": float(city.longitude),
            }
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": data["url"],
        "name": data["name"],
        "inLanguage": LANGUAGES[language].tag,
        "about": {key: value for key, value in data.items() if key != "@context"},
    }

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


def agreement(record, home):
    """A schema.org CreativeWork about both cities; only dates known to the day."""
    language, city = get_language(), record.partner()
    title = translating.text(record, "title", language).value or record.get_type_display()
    url = settings.SITE_URL + record.get_absolute_url()
    data = {
        "@type": "CreativeWork",
        "name": f"{title} – {city}",
        "genre": record.get_type_display(),
        "url": url,
        "about": [place for place in (home and _place(home.name), _place(str(city))) if place],
    }
    if note := translating.text(record, "note", language).value:
        data["description"] = note
    if record.number:
        data["identifier"] = record.number
    for name, day in {"dateCreated": record.signed_on, "expires": record.expires_on}.items():
        if day and day.precision == "day":
            data[name] = day.iso
    if place := translating.text(record, "place", language).value:
        data["locationCreated"] = {"@type": "Place", "name": place}
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": url,
        "name": data["name"],
        "inLanguage": LANGUAGES[language].tag,
        "mainEntity": data,
    }


def _place(name):
    return {"@type": "Place", "name": name}


def missions(offices):
    """A schema.org ItemList of GovernmentOffice, each with its seat and the countries it serves."""
    items = [
        {"@type": "ListItem", "position": number, "item": _mission(office)}
        for number, office in enumerate(offices, start=1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": items,
    }


def _mission(office):
    seat = {"@type": "PostalAddress", "addressLocality": office.city}
    if office.is_indonesian:
        seat["addressCountry"] = office.country.code  # that of the others is the sender
    if office.address:
        seat["streetAddress"] = office.address
    data = {
        "@type": "GovernmentOffice",
        "name": str(office),
        "url": settings.SITE_URL + office.get_absolute_url(),
        "address": seat,
    }
    if office.is_indonesian and office.jurisdiction:
        served = [country_name(country.code) for country in office.jurisdiction]
        data["areaServed"] = [{"@type": "Country", "name": name} for name in served]
    known = {"sameAs": office.url, "email": office.email, "telephone": office.phone}
    return data | {name: value for name, value in known.items() if value}

"""The portal itself in schema.org's words, with the address that searches it."""

from django.conf import settings


def website(name, language):
    home = f"{settings.SITE_URL}/{language.code}/"
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": language.tag,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{words}}"},
            "query-input": "required name=words",
        },
    }

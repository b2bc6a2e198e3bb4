"""Every type of page with one address in English; the other languages as the portal links them."""

import json

TYPES = {
    "home": "/en/",
    "text": "/en/accessibility/",
    "questions": "/en/faq/",
    "services": "/en/services/",
    "offices": "/en/offices/",
    "cooperation": "/en/cooperation/",
    "partners": "/en/cooperation/partners/",
    "agreements": "/en/cooperation/agreements/",
    "calendar": "/en/cooperation/calendar/",
    "stages": "/en/cooperation/stages/",
    "representatives": "/en/cooperation/representatives/",
    "networks": "/en/cooperation/networks/",
    "reciprocity": "/en/cooperation/reciprocity/",
    "search": "/en/search/",
    "propose": "/en/cooperation/propose/",
}
SEARCHES = {
    "search-results": "/en/search/?q=Braunschweig",
    "search-nothing": "/en/search/?q=qqqq",
}
WRONG = {
    "missing": "/en/cooperation/partners/atlantis/",
    "wrong-filter": "/en/cooperation/partners/?country=XX",
}
NEVER_KEPT = {*WRONG, *SEARCHES, "propose"}
TAGS = {
    code: "zh-Hans" if code == "zh-hans" else code
    for code in ["id", "en", "de", "ko", "zh-hans", "ms", "ja", "ar"]
}


def in_languages(portal, path):
    """{language: path} as the language menu of the English page has it, the query kept."""
    address, mark, query = path.partition("?")
    links = portal.get(path).tree.xpath("//ul[@id='langs']//a")
    codes = {tag: code for code, tag in TAGS.items()}
    paths = {codes[link.get("hreflang")]: link.get("href").partition("?")[0] for link in links}
    return {code: found + mark + query for code, found in paths.items()}


def english(portal):
    """{page type: path}; of partners one for each status, as their pages differ."""
    partners = json.loads(portal.get("/api/v1/partners?lang=en").body)["items"]
    paths = [partner["url"].removeprefix(portal.url) for partner in partners]
    by_status = {p["status"]: path for p, path in zip(partners, paths, strict=True)}
    return {
        **TYPES,
        **{f"partner-{status}": path for status, path in by_status.items()},
        "office": first_below(portal, TYPES["offices"]),
        "stage": first_below(portal, TYPES["stages"]),
        "agreement": first_below(portal, TYPES["agreements"]),
        **SEARCHES,
        "nothing-found": TYPES["partners"] + "?country=DE&status=prospective",
    }


def first_below(portal, path):
    links = portal.get(path).tree.xpath("//main//a/@href")
    return next(link for link in links if link.startswith(path) and link != path)


def addresses(portal, languages):
    """[(type, language, path)] of every page type in some languages, home in all eight."""
    found = [("home", code, f"/{code}/") for code in TAGS]
    for kind, path in english(portal).items():
        if kind != "home":
            paths = in_languages(portal, path)
            found += [(kind, code, paths[code]) for code in languages]
    for kind, path in WRONG.items():
        found += [(kind, code, path) for code, path in wrong(portal, path, languages)]
    return found


def wrong(portal, path, languages):
    """Failing pages below the list of partners, whose address differs by language."""
    lists = in_languages(portal, TYPES["partners"])
    for code in languages:
        yield code, path.replace(TYPES["partners"], lists[code])

"""What both sides exchange before they meet: the city's profile, a partner's for delegations."""

from django.utils.translation import get_language, gettext as _

from portal import paper, translating
from portal.countries import country_name
from portal.memo import per_generation
from portal.models import CityFact
from portal.paper import Facts, Paper, Paragraph, Run, Table, text
from portal.templatetags.portal import host, language_name, number, time_difference
from sistercity import public
from sistercity.agreements import MAY_BIND
from sistercity.forms import ordered
from sistercity.models import Activity
from sistercity.reports import agreements_table


@per_generation
def city_facts():
    return list(CityFact.objects.all())


def author(city):
    return city.full_name or city.name


def of_city(city, today):
    """A Paper on the city itself, for a partner who does not know it yet."""
    made = Paper(Run(_("City profile: %(city)s") % {"city": city.name}), author(city))
    made.add(_("The city"), *_paragraphs(city, "profile"))
    facts = city_facts()
    made.add(_("Figures"), facts and Facts([_fact(fact) for fact in facts]))
    made.add(_("Position and time"), Facts(_position(city)))
    made.add(_("Partner cities"), _partners(today))
    made.add(_("Contact"), _office(city.contact))
    made.add(_("Sources"), paper.sources(city.profile_sources, *facts))
    return made


def _paragraphs(record, name):
    found = translating.text(record, name, get_language())
    parts = [part.strip() for part in found.value.replace("\r", "").split("\n\n")]
    return [Paragraph(Run(part, found.language or "")) for part in parts if part]


def _fact(fact):
    source = fact.sources[0]
    origin = Run(f"{source['title']}, {fact.as_of}", url=source.get("url") or "", quiet=True)
    caution = [Run(fact.caution, quiet=True)] if fact.caution else []
    unit = text(fact, "unit")
    value = Run(f"{number(fact.value)} {unit.text}".strip(), unit.language)
    return text(fact, "label"), [value, *caution, origin]


def _position(city):
    pairs = [
        (_("Country"), country_name(city.country.code)),
        (_("Latitude and longitude"), f"{city.latitude:.4f}, {city.longitude:.4f}"),
        (_("Time zone"), city.time_zone),
    ]
    if city.official_url:
        pairs.append((_("Official website"), Run(host(city.official_url), url=city.official_url)))
    return pairs


def _partners(today):
    signed = [
        partner
        for partner in ordered(public.partners(), "since")
        if partner.partnership and partner.partnership.is_signed
    ]
    head = [_("City"), _("Country"), _("Since"), _("Status")]
    return signed and Table(
        _("Partner cities"),
        head,
        [
            [
                text(partner, "name"),
                country_name(partner.country.code),
                partner.partnership.since or "–",
                partner.partnership.status(today).label,
            ]
            for partner in signed
        ],
    )


def _office(office):
    if office is None or not office.is_public:
        return None
    return Facts([(text(office, "name"), _reach(office))])


def _reach(place):
    """Address, mail, telephone and website, as far as they are known."""
    lines = [line for line in place.address.splitlines() if line]
    if place.email:
        lines.append(Run(place.email, url=f"mailto:{place.email}"))
    if place.phone:
        lines.append(place.phone)
    if place.url:
        lines.append(Run(host(place.url), url=place.url))
    return lines


def for_delegations(partner, ties, *, home, today):
    """A Paper on a partner for people who travel there or receive guests; as by for_page()."""
    title = Run(_("Profile for delegations: %(partner)s") % {"partner": partner})
    made = Paper(title, author(home) if home else "")
    made.add(_("The partner"), *_paragraphs(partner, "profile"), Facts(_about(partner, home)))
    for tie in ties:
        _add_tie(made, tie, today)
    made.add(_("Embassies and consulates"), _missions(partner))
    shown = [a for tie in ties for a in tie.agreements.all() if a.is_public]
    made.add(_("Sources"), paper.sources(partner, *shown))
    return made


def _about(partner, home):
    pairs = [(_("Name"), text(partner, "name"))]
    if partner.local_name:
        pairs.append((_("Name in its own language"), partner.local_name))
    pairs.append((_("Country"), country_name(partner.country.code)))
    if partner.population:
        source = Run(partner.population_source, quiet=True)
        pairs.append((_("Population"), [Run(number(partner.population)), source]))
    if home and partner.time_zone:
        hours = partner.hours_from(home.time_zone)
        pairs.append((_("Time difference"), time_difference(hours, home.name)))
    if partner.official_url:
        site = Run(host(partner.official_url), url=partner.official_url)
        pairs.append((_("Official website"), site))
    return pairs


def _add_tie(made, tie, today):
    agreements = [a for a in tie.agreements.all() if a.is_public and a.status(today) in MAY_BIND]
    stage = tie.stage(today)
    pairs = [(_("Status"), tie.status(today).label)]
    if stage:
        words = _("Stage %(number)s of 10: %(stage)s")
        pairs.append((_("Stage"), words % {"number": stage.number, "stage": stage.label}))
    if fields := list(tie.fields.all()):
        pairs.append((_("Fields of cooperation"), Run(", ".join(str(f) for f in fields))))
    made.add(tie.get_kind_display(), Facts(pairs))
    made.add(_("Agreements"), agreements_table(_("Agreements"), agreements, today))
    made.add(
        _("Programme of planned visits"),
        _planned(tie, today),
        otherwise=_("No visit is announced."),
    )
    made.add(_("Contacts"), _contacts(tie))


def _planned(tie, today):
    """Announced activities that are not over, the next one first."""
    coming = [
        a
        for a in tie.shown_activities
        if a.is_public
        and a.status == Activity.Status.PLANNED
        and a.starts_on
        and (a.ends_on or a.starts_on).latest >= today
    ]
    coming.sort(key=lambda activity: activity.starts_on)
    head = [_("Activity"), _("Date"), _("Type"), _("Place")]
    return coming and Table(
        _("Programme of planned visits"),
        head,
        [
            [
                text(a, "title"),
                a.starts_on,
                a.get_type_display(),
                text(a, "place") if a.place else "–",
            ]
            for a in coming
        ],
    )


def _contacts(tie):
    """Offices, and persons who agreed to be named; the office of the city comes first."""
    pairs = []
    office = tie.responsible_office
    if office and office.is_public:
        pairs.append((text(office, "name"), _reach(office)))
    for contact in tie.public_contacts:
        person = [Run(contact.name)] if contact.name else []
        if contact.languages:
            names = ", ".join(language_name(code) for code in contact.languages)
            person.append(Run(names, quiet=True))
        pairs.append((text(contact, "office"), [*person, *_reach(contact)]))
    return pairs and Facts(pairs)


def _missions(partner):
    found = sorted(public.missions_for(partner), key=lambda mission: not mission.is_indonesian)
    return found and Facts([_mission(mission) for mission in found])


def _mission(mission):
    kind = mission.get_kind_display()
    if not mission.is_indonesian:
        kind = f"{kind} ({country_name(mission.country.code)})"
    caution = [Run(mission.caution, quiet=True)] if mission.caution else []
    return kind, [text(mission, "city"), *_reach(mission), *caution]

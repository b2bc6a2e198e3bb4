"""Indonesian missions abroad and foreign ones: whom a partner's people and ours may turn to."""

from portal.countries import country_name
from portal.filters import collation_key
from sistercity import public


def passes(mission, chosen):
    """Whether a mission is in the country, or answers for it, and on the side chosen."""
    code, side = chosen.get("country"), chosen.get("side")
    return (not code or code in mission.country_codes) and (
        not side or mission.is_indonesian == (side == "indonesian")
    )


def by_country(missions):
    """Groups by the country abroad, by name: its missions, ours first, and the partners served."""
    partners, groups = _partners_by_country(), {}
    for mission in sorted(missions, key=lambda m: (not m.is_indonesian, m.kind, str(m.city))):
        groups.setdefault(mission.country.code, []).append(mission)
    found = [_group(code, of_country, partners) for code, of_country in groups.items()]
    return sorted(found, key=lambda group: collation_key(group["name"]))


def _group(code, missions, partners):
    codes = dict.fromkeys(c for mission in missions for c in mission.country_codes)
    return {
        "code": code,
        "name": country_name(code),
        "missions": missions,
        "partners": [partner for c in codes for partner in partners.get(c, [])],
    }


def _partners_by_country():
    found = {}
    for partner in sorted(public.partners(), key=lambda partner: collation_key(str(partner))):
        found.setdefault(partner.country.code, []).append(partner)
    return found

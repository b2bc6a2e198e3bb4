"""Pins of partners on the drawn world map, with labels where they do not collide."""

import unicodedata
from dataclasses import dataclass

from portal.worldmap import arc, project

LINE = 18  # height of a label in units of the map
GAP = 9


@dataclass
class Pin:
    name: str
    url: str
    x: float
    y: float
    arc: str
    label_x: float
    label_y: float
    anchor_end: bool
    labelled: bool


def width(name):
    return sum(16 if unicodedata.east_asian_width(c) in "WF" else 8.2 for c in name)


def pins(partners, home):
    """Pins for the partners that have a point; earlier ones get their label first."""
    here = project(float(home.longitude), float(home.latitude))
    taken = [(here[0], here[1], here[0] + width(home.name) + 2 * GAP, here[1] + 2 * LINE)]
    placed = []
    for partner in partners:
        if partner.latitude is not None:
            point = project(float(partner.longitude), float(partner.latitude))
            taken.append((point[0] - 5, point[1] - 5, point[0] + 5, point[1] + 5))
            placed.append((partner, point))
    return [_pin(partner, point, here, taken) for partner, point in placed]


def _pin(partner, point, here, taken):
    x, y = point
    name, length = str(partner), width(str(partner))
    for anchor_end, lower in [(a, d) for d in (0, -11, 11) for a in (False, True)]:
        start = x - GAP - length if anchor_end else x + GAP
        box = (start, y + lower - LINE / 2, start + length, y + lower + LINE / 2)
        if not any(_overlap(box, other) for other in taken):
            taken.append(box)
            break
    else:
        box, anchor_end, lower = None, False, 0
    label_x = x - GAP if anchor_end else x + GAP
    url = partner.get_absolute_url()
    label = (round(label_x), round(y + lower), anchor_end, box is not None)
    return Pin(name, url, round(x), round(y), arc(here, point), *label)


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def home_pin(home):
    x, y = project(float(home.longitude), float(home.latitude))
    return {"name": home.name, "x": round(x), "y": round(y)}

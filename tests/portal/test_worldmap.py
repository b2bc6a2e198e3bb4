"""Where places lie on the map, and which of them get a label."""

import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from portal.worldmap import CENTRE, EQUATOR, HEIGHT, WIDTH, arc, project
from sistercity.mapping import GAP, LINE, home_pin, pins, width

LONGITUDES = st.floats(min_value=-179.9, max_value=179.9)
LATITUDES = st.floats(min_value=-89, max_value=89)


def approx(value):
    return pytest.approx(value, abs=1e-6)


def test_middle_of_the_map():
    assert project(CENTRE, 0) == (WIDTH / 2, EQUATOR)


@given(st.floats(min_value=0, max_value=179.9), LATITUDES)
def test_east_mirrors_west(turn, latitude):
    east, west = project(CENTRE + turn, latitude), project(CENTRE - turn, latitude)

    assert (east[0] - WIDTH / 2, east[1]) == (approx(WIDTH / 2 - west[0]), approx(west[1]))


@given(LONGITUDES, LATITUDES)
def test_north_mirrors_south(longitude, latitude):
    north, south = project(longitude, latitude), project(longitude, -latitude)

    assert (north[0], north[1] - EQUATOR) == (approx(south[0]), approx(EQUATOR - south[1]))


@given(LONGITUDES, st.floats(min_value=-54, max_value=79))
def test_inhabited_world_is_in_the_box(longitude, latitude):
    x, y = project(longitude, latitude)

    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT


@given(LONGITUDES, st.integers(-88, 88))
def test_further_north_is_further_up(longitude, latitude):
    assert project(longitude, latitude + 1)[1] < project(longitude, latitude)[1]


@given(LONGITUDES)
def test_whole_turns_change_nothing(longitude):
    assert project(longitude + 360, 10) == (
        approx(project(longitude, 10)[0]),
        project(longitude, 10)[1],
    )


def test_areas_keep_their_proportion():
    """Ten degrees square at 60° N cover sin 65 − sin 55 of what they cover round the equator."""

    def area(south):
        corners = [
            project(x, y)
            for x, y in [(145, south), (155, south), (155, south + 10), (145, south + 10)]
        ]
        pairs = zip(corners, corners[1:] + corners[:1], strict=True)
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2

    assert area(55) / area(-5) == pytest.approx(0.08715 / 0.17431, rel=0.01)


def test_drawing_has_the_box_of_the_projection():
    drawing = Path(__file__).resolve().parents[2] / "static/img/world.svg"

    assert re.search(r'viewBox="([^"]+)"', drawing.read_text())[1] == f"0 0 {WIDTH} {HEIGHT}"


def test_bandung_s_point():
    x, y = project(107.60694, -6.92222)

    assert (round(x), round(y)) == (383, 265)


def test_arc_rises_to_the_north_and_stays_on_the_map():
    assert arc((100, 200), (300, 200)) == "M100 200Q200 162 300 200"
    assert arc((0, 10), (1000, 10)) == "M0 10Q500 0 1000 10"


class Place:
    def __init__(self, name, longitude, latitude):
        self.name, self.longitude, self.latitude = name, longitude, latitude

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/{self.name}/"


HOME = Place("Bandung", 107.6, -6.9)


def boxes(found):
    for pin in found:
        if pin.labelled:
            start = pin.label_x - width(pin.name) if pin.anchor_end else pin.label_x
            yield start, pin.label_y - LINE / 2, start + width(pin.name), pin.label_y + LINE / 2


def overlaps(a, b):
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


def test_lone_place_has_its_label_after_the_point():
    (pin,) = pins([Place("Namur", 4.86, 50.46)], HOME)

    assert (pin.labelled, pin.anchor_end, pin.label_x, pin.label_y) == (
        True,
        False,
        pin.x + GAP,
        pin.y,
    )
    assert (pin.name, pin.url) == ("Namur", "/Namur/")
    assert pin.arc.endswith(f"{pin.x} {pin.y}")


def test_neighbour_s_label_gives_way():
    first, second = pins([Place("Suwon", 127.0, 37.3), Place("Seoul", 126.9, 37.6)], HOME)

    assert (first.labelled, first.anchor_end) == (True, False)
    assert (second.labelled, second.anchor_end) == (True, True)


def test_crowd_has_labels_that_never_collide():
    crowd = [Place(f"Long name {n}", 127 + n / 10, 37 + n / 10) for n in range(12)]

    found = pins(crowd, HOME)

    labels = list(boxes(found))
    assert len(found) == 12
    assert 1 <= len(labels) < 12
    assert [(a, b) for i, a in enumerate(labels) for b in labels[:i] if overlaps(a, b)] == []


def test_unknown_point_has_no_pin():
    assert pins([Place("Nowhere", None, None)], HOME) == []


def test_wide_script_needs_more_room():
    assert width("万隆") == 32 > width("ab")


def test_label_of_the_home_city_is_left_free():
    (pin,) = pins([Place("Cimahi", 107.5, -6.9)], HOME)

    here = home_pin(HOME)
    home_box = (here["x"] + 12, here["y"] - 4, here["x"] + 12 + width("Bandung"), here["y"] + 22)
    assert [box for box in boxes([pin]) if overlaps(box, home_box)] == []

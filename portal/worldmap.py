"""Where a place lies on the drawing static/img/world.svg."""

from math import asin, cos, hypot, radians, sin, sqrt

WIDTH, HEIGHT = 1000, 425
CENTRE = 150
SCALE = 184.7
EQUATOR = 239
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def project(longitude, latitude):
    """Degrees to (x, y) in the map's viewBox of 1000 by 425 units.

    Equal Earth projection (Šavrič, Patterson and Jenny 2018), which keeps areas
    in proportion, with 150° E in the middle, so that Asia, Africa and the Pacific
    stay whole.
    """
    turn = radians((longitude - CENTRE + 180) % 360 - 180)
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    slope = 9 * A4 * theta**8 + 7 * A3 * theta**6 + 3 * A2 * theta**2 + A1
    x = 2 * sqrt(3) * turn * cos(theta) / (3 * slope)
    y = A4 * theta**9 + A3 * theta**7 + A2 * theta**3 + A1 * theta
    return WIDTH / 2 + SCALE * x, EQUATOR - SCALE * y


def arc(start, end):
    """The SVG path of a line from start to end that rises towards the north."""
    (x1, y1), (x2, y2) = start, end
    lift = 0.19 * hypot(x2 - x1, y2 - y1)
    top = max(0, (y1 + y2) / 2 - lift)
    return f"M{x1:.0f} {y1:.0f}Q{(x1 + x2) / 2:.0f} {top:.0f} {x2:.0f} {y2:.0f}"

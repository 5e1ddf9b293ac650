"""Of figures and points, and of the equations that go with them."""

import math

from agents.trials.task import Answer, any_order, each, known, rounded

_PI = (math.pi, 3.14, 3.14159, 3.1416, 3.1415, 3.141592, 3.142, 22 / 7)


def _round(form: Answer) -> tuple[Answer, ...]:
    """A function of pi and some sizes, with every number that is taken for pi."""

    def made(pi: float) -> Answer:
        return lambda *sizes: form(pi, *sizes)

    return rounded(*map(made, _PI))


def _heron(a: float, b: float, c: float) -> float:
    half = (a + b + c) / 2
    return math.sqrt(half * (half - a) * (half - b) * (half - c))


def _roots(a: int, b: int, c: int) -> tuple[float, float]:
    root = math.sqrt(b * b - 4 * a * c)
    return (-b + root) / (2 * a), (-b - root) / (2 * a)


_SIDES = ((3, 3, 3), (3, 3, 5), (3, 5, 3), (5, 3, 3), (3, 4, 5))
_UNEQUAL = _SIDES[1:]
_SOLIDS = ((1, 1), (2, 3), (3, 10))
_POINTS = ((0, 0, 3, 4), (1, 1, 1, 1), (1, 2, 4, 6), (-1, -1, 2, 3))


def _pairs(points: tuple[tuple[int, ...], ...]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple((one[:2], one[2:]) for one in points)


square_area = known(
    "gives the area of a square", "square area, area square, area of square, area of a square", each(1, 3, 10)
)(lambda side: side * side)
square_perimeter = known(
    "gives the perimeter of a square", "square perimeter, perimeter square, perimeter of square", each(1, 3, 10)
)(lambda side: 4 * side)
area = known("gives the area of a square", "area", each(1, 3, 10), loose=True)(
    lambda side: side * side, *_round(lambda pi, r: pi * r * r)
)
area_of_two = known("gives the area of a rectangle", "area, get area", ((2, 3), (1, 1), (5, 4)), loose=True)(
    lambda width, height: width * height, lambda base, height: base * height / 2
)
cube_volume = known(
    "gives the volume of a cube", "cube volume, volume cube, volume of cube, volume of a cube", each(1, 3, 10)
)(lambda side: side**3)
cube_surface = known(
    "gives the surface of a cube",
    "cube surface, cube surface area, surface area cube, surface area of cube, surface cube",
    each(1, 3, 10),
)(lambda side: 6 * side * side)
sphere_volume = known(
    "gives the volume of a sphere",
    "sphere volume, volume sphere, volume of sphere, volume of a sphere, ball volume",
    each(1, 2, 10),
)(*_round(lambda pi, r: 4 / 3 * pi * r**3))
sphere_surface = known(
    "gives the surface of a sphere",
    "sphere surface, sphere surface area, sphere area, surface area sphere, surface area of sphere",
    each(1, 2, 10),
)(*_round(lambda pi, r: 4 * pi * r**2))
cylinder_volume = known(
    "gives the volume of a cylinder", "cylinder volume, volume cylinder, volume of cylinder", _SOLIDS
)(*_round(lambda pi, r, h: pi * r * r * h), *_round(lambda pi, h, r: pi * r * r * h))
cylinder_surface = known(
    "gives the surface of a cylinder",
    "cylinder surface, cylinder surface area, surface area cylinder, surface area of cylinder",
    _SOLIDS,
)(
    *_round(lambda pi, r, h: 2 * pi * r * (r + h)),
    *_round(lambda pi, h, r: 2 * pi * r * (r + h)),
    *_round(lambda pi, r, h: 2 * pi * r * h),
)
cone_volume = known("gives the volume of a cone", "cone volume, volume cone, volume of cone", _SOLIDS)(
    *_round(lambda pi, r, h: pi * r * r * h / 3), *_round(lambda pi, h, r: pi * r * r * h / 3)
)
box_volume = known(
    "gives the volume of a box",
    "volume box, volume of box, cuboid volume, volume cuboid, prism volume, "
    "rectangular prism volume, volume, "
    "volume of cuboid, volume of a box, room volume",
    ((1, 1, 1), (2, 3, 4), (5, 1, 2)),
    loose=True,
)(lambda a, b, c: a * b * c)
box_surface = known(
    "gives the surface of a box",
    "surface area, box surface, box surface area, cuboid surface area, surface area box, surface area of box, "
    "surface area cuboid, cuboid surface",
    ((1, 1, 1), (2, 3, 4), (5, 1, 2)),
    loose=True,
)(lambda a, b, c: 2 * (a * b + b * c + a * c))
trapezoid_area = known(
    "gives the area of a trapezoid",
    "trapezoid area, area trapezoid, area of trapezoid, trapezium area, area of trapezium, area trapezium",
    ((1, 3, 2), (4, 6, 5), (2, 2, 7)),
)(*any_order(3, lambda a, b, height: (a + b) / 2 * height))
parallelogram_area = known(
    "gives the area of a parallelogram",
    "parallelogram area, area parallelogram, area of parallelogram",
    ((2, 3), (1, 1), (5, 4)),
)(lambda base, height: base * height)
rhombus_area = known(
    "gives the area of a rhombus", "rhombus area, area rhombus, area of rhombus", ((2, 3), (1, 1), (5, 4))
)(lambda one, other: one * other / 2, lambda base, height: base * height)
ellipse_area = known(
    "gives the area of an ellipse", "ellipse area, area ellipse, area of ellipse", ((2, 3), (1, 1), (5, 4))
)(*_round(lambda pi, a, b: pi * a * b))
heron = known(
    "gives the area of a triangle by its sides",
    "heron, herons formula, heron formula, heron area, triangle area, area triangle, area of triangle, "
    "triangle area heron, triangle area sides",
    ((3, 4, 5), (5, 12, 13), (5, 5, 6)),
)(*rounded(_heron))
triangle_perimeter = known(
    "gives the perimeter of a triangle",
    "triangle perimeter, perimeter triangle, perimeter of triangle",
    ((3, 4, 5), (2, 2, 3), (1, 1, 1)),
)(lambda a, b, c: a + b + c)
is_equilateral = known(
    "tells whether a triangle has three equal sides", "is equilateral, equilateral, is equilateral triangle", _SIDES
)(lambda *sides: len(set(sides)) == 1)
is_isosceles = known(
    "tells whether a triangle has two equal sides", "is isosceles, isosceles, is isosceles triangle", _UNEQUAL
)(lambda *sides: len(set(sides)) == 2)
is_scalene = known(
    "tells whether a triangle has three different sides", "is scalene, scalene, is scalene triangle", _SIDES
)(lambda *sides: len(set(sides)) == 3)
equilateral_list = known(
    "tells whether a triangle has three equal sides", "is equilateral, equilateral", each(*map(list, _SIDES))
)(lambda sides: len(set(sides)) == 1)
isosceles_list = known(
    "tells whether a triangle has two equal sides", "is isosceles, isosceles", each(*map(list, _UNEQUAL))
)(lambda sides: len(set(sides)) == 2)
scalene_list = known(
    "tells whether a triangle has three different sides", "is scalene, scalene", each(*map(list, _SIDES))
)(lambda sides: len(set(sides)) == 3)
third_angle = known(
    "gives the third angle of a triangle",
    "third angle, missing angle, other angle, remaining angle, triangle angle, third angle of triangle",
    ((60, 60), (90, 45), (30, 70)),
)(lambda one, other: 180 - one - other)
angle_sum = known(
    "adds the angles of a polygon",
    "sum interior angles, interior angle sum, interior angles, sum of angles, angle sum, polygon angles, sum polygon, "
    "sum angles, interior angle, sum of interior angles",
    each(3, 4, 5, 6),
    loose=True,
)(lambda n: (n - 2) * 180, lambda n: (n - 2) * 180 / n)
rectangle_diagonal = known(
    "gives the diagonal of a rectangle",
    "rectangle diagonal, diagonal, diagonal rectangle, diagonal of rectangle, diagonal length",
    ((3, 4), (6, 8), (5, 12)),
)(math.hypot)
is_square_figure = known(
    "tells whether a rectangle is a square",
    "is square, is a square, is rectangle square",
    ((3, 3), (3, 4), (4, 3), (1, 1)),
)(lambda width, height: width == height)
quadrant = known(
    "tells the quadrant of a point",
    "quadrant, which quadrant, get quadrant, quadrant of point",
    ((1, 1), (-1, 1), (-1, -1), (1, -1)),
)(lambda x, y: ((1, 4), (2, 3))[x < 0][y < 0])
_LINES = ((0, 1, 2, 5), (1, 2, 3, 8), (1, 5, 3, 1))
slope = known("gives the slope of a line", "slope, gradient, line slope, slope of line", _LINES)(
    *rounded(
        lambda x1, y1, x2, y2: (y2 - y1) / (x2 - x1),
        lambda x1, x2, y1, y2: (y2 - y1) / (x2 - x1),
        lambda y1, x1, y2, x2: (y2 - y1) / (x2 - x1),
        digits=(1, 2),
    )
)
slope_of_points = known(
    "gives the slope of a line",
    "slope, gradient, line slope, slope of line, slope between",
    _pairs(_LINES),
)(lambda one, other: (other[1] - one[1]) / (other[0] - one[0]))
midpoint = known(
    "gives the point in the middle of two",
    "midpoint, mid point, middle point",
    ((0, 0, 2, 4), (1, 2, 3, 8), (-1, 1, 3, 0)),
)(
    lambda x1, y1, x2, y2: ((x1 + x2) / 2, (y1 + y2) / 2),
    lambda x1, x2, y1, y2: ((x1 + x2) / 2, (y1 + y2) / 2),
)
midpoint_of_points = known(
    "gives the point in the middle of two",
    "midpoint, mid point, middle point",
    _pairs(((0, 0, 2, 4), (1, 2, 3, 8), (-1, 1, 3, 0))),
)(lambda one, other: ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))
_MANHATTAN = (
    "manhattan distance, manhattan, taxicab distance, city block distance, taxi distance, taxicab, grid distance"
)
manhattan = known("adds the distances along both axes", _MANHATTAN, _POINTS)(
    lambda x1, y1, x2, y2: abs(x1 - x2) + abs(y1 - y2),
    lambda x1, x2, y1, y2: abs(x1 - x2) + abs(y1 - y2),
)
manhattan_of_points = known("adds the distances along both axes", _MANHATTAN, _pairs(_POINTS))(
    lambda one, other: sum(abs(a - b) for a, b in zip(one, other, strict=True))
)
magnitude = known(
    "gives the length of a vector",
    "magnitude, vector length, vector magnitude, norm, vector norm, distance from origin, distance to origin",
    each([3, 4], [0, 0], [5, 12], [-6, 8]),
)(lambda vector: math.hypot(*vector))
magnitude_of_two = known(
    "gives the length of a vector",
    "magnitude, vector length, vector magnitude, norm, distance from origin, distance to origin, origin distance",
    ((3, 4), (0, 0), (5, 12), (-6, 8)),
)(math.hypot)
to_radians = known(
    "turns degrees into radians",
    "degrees to radians, to radians, deg to rad, deg2rad, radians, degree to radian, degree to radians",
    each(0, 90, 180, 45),
)(*_round(lambda pi, degrees: degrees * pi / 180))
to_degrees = known(
    "turns radians into degrees",
    "radians to degrees, to degrees, rad to deg, rad2deg, radian to degree, radian to degrees",
    each(0, math.pi, math.pi / 2, 1.0),
)(*_round(lambda pi, radians: radians * 180 / pi))
quadratic = known(
    "solves a quadratic equation",
    "quadratic, quadratic roots, solve quadratic, roots, quadratic formula, quadratic equation, "
    "solve quadratic equation, "
    "quadratic solver, find roots, roots of quadratic",
    ((1, -3, 2), (1, -5, 6), (1, 0, -4), (2, -2, -12)),
    unordered=True,
)(_roots, lambda a, b, c: set(_roots(a, b, c)))
discriminant = known(
    "gives the discriminant of a quadratic equation",
    "discriminant",
    ((1, -3, 2), (1, 2, 1), (1, 0, 1), (2, 3, -5)),
)(lambda a, b, c: b * b - 4 * a * c)
count_roots = known(
    "counts the real solutions of a quadratic equation",
    "number of roots, count roots, num roots, solution count, num solutions, count solutions, number of solutions, "
    "count real roots",
    ((1, -3, 2), (1, 2, 1), (1, 0, 1), (2, 3, -5)),
)(lambda a, b, c: (b * b > 4 * a * c) + (b * b >= 4 * a * c))
solve_linear = known(
    "solves a linear equation",
    "solve linear, linear equation, solve linear equation, solve equation, linear solve",
    ((2, 4), (1, -3), (5, 10)),
    loose=True,
)(lambda a, b: -b / a, lambda a, b: b / a)

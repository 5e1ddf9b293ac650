"""Classes of numbers, shapes, times and what is worked out of them."""

import math
from typing import Final

from agents.trials.structures.known.kinds import KnownClass, known, one_of

__all__ = ["KNOWN"]

_PI: Final = (math.pi, 3.14, 3.14159, 3.1416, 3.1415, 3.141592, 3.142)
_YEARS: Final = {
    "mercury": 0.2408467,
    "venus": 0.61519726,
    "earth": 1.0,
    "mars": 1.8808158,
    "jupiter": 11.862615,
    "saturn": 29.447498,
    "uranus": 84.016846,
    "neptune": 164.79132,
}
"""Of the planets, in those of the earth."""


def _clock_face(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


KNOWN: Final[tuple[KnownClass, ...]] = (
    known(
        "rectangle rect room box2d",
        {"width w breadth b x": 3, "height h length l a y": 4},
        {"area": "area getarea calculatearea", "perimeter": "perimeter getperimeter", "square": "issquare"},
        ((("area",),), 12),
        ((("perimeter",),), 14),
        ((("square",),), False),
        needs=2,
    ),
    known(
        "square",
        {"side length a size s": 5},
        {"area": "area getarea", "perimeter": "perimeter getperimeter"},
        ((("area",),), 25),
        ((("perimeter",),), 20),
        needs=1,
    ),
    known(
        "temperature thermometer celsius",
        {"celsius degrees c value temp temperature": 100},
        {"fahrenheit": "tofahrenheit getfahrenheit fahrenheit infahrenheit"},
        ((("fahrenheit",),), 212),
        needs=1,
    ),
    known(
        "circle",
        {"radius r": 5, "color colour name": "red"},
        {
            "area": "area getarea calculatearea",
            "round": "circumference perimeter getcircumference getperimeter calculatecircumference",
            "across": "diameter getdiameter",
        },
        ((("area",),), one_of(*(25 * pi for pi in _PI), 78.54, 78.5, 79)),
        ((("round",),), one_of(*(10 * pi for pi in _PI), 31.42, 31.4, 31)),
        ((("across",),), 10),
        needs=1,
    ),
    known(
        "triangle",
        {"a side1 sidea x": 3, "b side2 sideb y": 4, "c side3 sidec z": 5},
        {
            "area": "area getarea calculatearea",
            "perimeter": "perimeter getperimeter calculateperimeter",
            "equal": "isequilateral",
            "right": "isright isrightangled isrighttriangle",
        },
        ((("area",),), 6),
        ((("perimeter",),), 12),
        ((("equal",),), False),
        ((("right",),), True),
        needs=3,
    ),
    known(
        "triangle",
        {"base b width": 6, "height h": 4},
        {"area": "area getarea calculatearea"},
        ((("area",),), 12),
        needs=2,
    ),
    known(
        "cube",
        {"side a length edge size s": 3},
        {"volume": "volume getvolume", "surface": "surfacearea getsurfacearea surface area"},
        ((("volume",),), 27),
        ((("surface",),), 54),
        needs=1,
    ),
    known(
        "box cuboid",
        {"length l": 2, "width w": 3, "height h depth": 4},
        {"volume": "volume getvolume calculatevolume", "surface": "surfacearea getsurfacearea surface"},
        ((("volume",),), 24),
        ((("surface",),), 52),
        needs=3,
    ),
    known(
        "point vector vector2d point2d vec2 vec2d",
        {"x": 3, "y": 4},
        {
            "norm": "distancefromorigin distancetoorigin magnitude length norm getmagnitude __abs__",
            "move": "move translate moveby shift",
            "x": "x getx",
            "y": "y gety",
        },
        ((("norm",),), 5),
        ((("move", 1, 2), ("x",)), one_of(4, 1, 3)),
        ((("move", 1, 2), ("y",)), one_of(6, 2, 4)),
        needs=2,
    ),
    known(
        "fraction rational",
        {"numerator num n top": 3, "denominator den d bottom": 4},
        {"value": "value tofloat todecimal decimal asfloat getvalue __float__"},
        ((("value",),), 0.75),
        needs=2,
    ),
    known(
        "polynomial poly",
        {"coefficients coeffs coefs coef coeff": [1, 2, 3]},
        {"value": "evaluate eval value __call__ evaluateat", "degree": "degree getdegree"},
        ((("value", 2),), one_of(17, 11)),
        ((("value", 0),), one_of(1, 3)),
        ((("degree",),), 2),
        needs=1,
    ),
    known(
        "clock time digitalclock wallclock mytime",
        {"hours hour h": 10, "minutes minute m mins": 59, "seconds second s secs": 59},
        {
            "tick": "tick advance",
            "add": "addminutes",
            "hour": "hours hour h gethours gethour",
            "minute": "minutes minute m getminutes getminute",
        },
        ((("tick",), ("hour",)), 11),
        ((("tick",), ("minute",)), 0),
        ((("add", 1), ("hour",)), 11),
        ((("add", 1), ("minute",)), 0),
        ((("add", 130), ("hour",)), one_of(13, 1)),
        ((("add", 130), ("minute",)), 9),
        ((("add", 781), ("hour",)), one_of(0, 24, 12)),
        needs=2,
    ),
    known(
        "calculator simplecalculator",
        {},
        {
            "plus": "add sum plus",
            "minus": "subtract sub minus",
            "times": "multiply mul times product",
            "by": "divide div",
        },
        ((("plus", 2, 3),), 5),
        ((("minus", 5, 3),), 2),
        ((("times", 2, 4),), 8),
        ((("by", 6, 3),), 2),
    ),
    known(
        "timer countdown kitchentimer countdowntimer",
        {"seconds duration time start": 10},
        {"tick": "tick", "left": "remaining seconds timeleft getremaining remainingtime time secondsleft"},
        ((("tick",), ("left",)), 9),
        ((("tick",), ("tick",), ("left",)), 8),
        needs=1,
    ),
    known(
        "movingaverage rollingaverage slidingaverage rollingmean movingmean smoother",
        {"size window n k windowsize capacity length width": 2},
        {"next": "next add update push addvalue append put"},
        ((("next", 6),), 6),
        ((("next", 1), ("next", 3)), 2),
        ((("next", 1), ("next", 3), ("next", 5)), 4),
        ((("next", 1), ("next", 3), ("next", 5), ("next", 9)), 7),
        needs=1,
    ),
    known(
        "movingaverage rollingaverage slidingaverage rollingmean movingmean smoother",
        {"size window n k windowsize capacity length width": 2},
        {
            "add": "add update push addvalue append put",
            "mean": "average mean value current getaverage getmean",
        },
        ((("add", 6), ("mean",)), 6),
        ((("add", 1), ("add", 3), ("mean",)), 2),
        ((("add", 1), ("add", 3), ("add", 5), ("mean",)), 4),
        ((("add", 1), ("add", 3), ("add", 5), ("add", 9), ("mean",)), 7),
        needs=1,
    ),
    known(
        "temperaturelog temperaturetracker temperaturerecorder temperaturestats temperaturediary",
        {"name place city location station": "Ulm"},
        {
            "add": "add record log addreading addtemperature addmeasurement addvalue measure",
            "mean": "average mean getaverage averagetemperature",
            "highest": "highest max maximum warmest hottest gethighest getmax",
            "lowest": "lowest min minimum coldest getlowest getmin",
        },
        ((("add", 5), ("add", -3), ("add", 10), ("mean",)), 4),
        ((("add", 5), ("add", 12), ("add", 10), ("highest",)), 12),
        ((("add", -5), ("add", -2), ("add", -9), ("highest",)), -2),
        ((("add", 5), ("add", 3), ("add", 10), ("lowest",)), 3),
    ),
    known(
        "spaceage age planetage",
        {"seconds ageinseconds": 1_000_000_000},
        {planet: f"on{planet} {planet} get{planet} {planet}years" for planet in _YEARS},
        *(
            (((planet,),), one_of(round(10**9 / 31557600 / years, 2), 10**9 / 31557600 / years))
            for planet, years in _YEARS.items()
        ),
        needs=1,
    ),
    *(
        known(
            "clock",
            {"hours hour h": hour, "minutes minute m mins": minute},
            {"text": "__str__ __repr__", "more": "__add__ add addminutes", "less": "__sub__ subtract subtractminutes"},
            ((("text",),), _clock_face(hour * 60 + minute)),
        )
        for hour, minute in ((8, 0), (11, 9), (23, 59))
    ),
)

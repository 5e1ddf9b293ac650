"""Of units: lengths, masses, volumes, temperatures, times and amounts, from one into another."""

import math
from typing import Any

from agents.trials.task import Answer, Task, each, known, rounded

_DIGITS = 7
_NEAR = 0.04
"""A mile of 1.6 km passes, one of 2 km does not."""


def _factors(exact: float) -> list[float]:
    """What stands in programs for a factor: rounded or cut off somewhere, or by dividing through its inverse."""
    cuts = (
        (one, cut)
        for digits in range(_DIGITS)
        for one in (exact, 1 / exact)
        for cut in (round(one, digits), math.floor(one * 10**digits) / 10**digits)
    )
    near = (cut if one == exact else 1 / cut for one, cut in cuts if abs(cut / one - 1) < _NEAR)
    return list(dict.fromkeys([exact, *near]))


def _times(*exact: float) -> tuple[Answer, ...]:
    return rounded(
        *(lambda n, factor=factor: n * factor for one in exact for factor in _factors(one)), digits=(0, 1, 2)
    )


def _unit(does: str, names: str, *exact: float, tries: tuple[tuple[Any, ...], ...] = each(0, 1, 10, 42)) -> Task:
    return known(f"turns {does}", names, tries)(*_times(*exact))


def _whole(does: str, names: str, *exact: float) -> Task:
    """From a unit into a smaller one that it is a whole number of."""
    return known(f"turns {does}", names, each(0, 1, 3, 10))(*(lambda n, factor=factor: n * factor for factor in exact))


def _parts(does: str, names: str, *exact: int) -> Task:
    """From a unit into a larger one that is a whole number of it."""
    some = exact[0]
    return known(f"turns {does}", names, each(0, some, 3 * some, 3 * some + 1))(
        *(
            answer
            for factor in exact
            for answer in (
                *rounded(lambda n, factor=factor: n / factor),
                lambda n, factor=factor: n // factor,
                lambda n, factor=factor: divmod(n, factor),
            )
        )
    )


kilometres_to_miles = _unit(
    "kilometres into miles",
    "km to miles, kilometers to miles, kilometres to miles, to miles, km to mi, kilometer to mile, "
    "km2miles, kmh to mph, "
    "kph to mph, km to mile",
    1 / 1.609344,
)
miles_to_kilometres = _unit(
    "miles into kilometres",
    "miles to km, miles to kilometers, miles to kilometres, mi to km, mile to kilometer, mph to kmh, "
    "mph to kph, to km, "
    "to kilometers, mile to km",
    1.609344,
)
inches_to_centimetres = _unit(
    "inches into centimetres",
    "inches to cm, inch to cm, inches to centimeters, inches to centimetres, in to cm, inches cm, inches centimeters",
    2.54,
)
centimetres_to_inches = _unit(
    "centimetres into inches",
    "cm to inches, cm to inch, centimeters to inches, centimetres to inches, cm to in, to inches",
    1 / 2.54,
)
feet_to_metres = _unit(
    "feet into metres",
    "feet to meters, feet to metres, foot to meter, ft to m, feet to m, ft to meters, feet meters",
    0.3048,
)
metres_to_feet = _unit(
    "metres into feet",
    "meters to feet, metres to feet, meter to foot, m to ft, m to feet, meters feet, to feet",
    1 / 0.3048,
)
yards_to_metres = _unit("yards into metres", "yards to meters, yards to metres, yd to m", 0.9144)
feet_to_inches = _whole("feet into inches", "feet to inches, foot to inches, ft to in, feet inches", 12)
inches_to_feet = _parts("inches into feet", "inches to feet, in to ft, inches feet", 12)
kilograms_to_pounds = _unit(
    "kilograms into pounds",
    "kg to pounds, kilograms to pounds, kg to lbs, kg to lb, kilos to pounds, kilogram to pound, to pounds, kg lbs",
    1 / 0.45359237,
)
pounds_to_kilograms = _unit(
    "pounds into kilograms",
    "pounds to kg, pounds to kilograms, lbs to kg, lb to kg, pounds to kilos, pound to kilogram, to kg, to kilograms",
    0.45359237,
)
ounces_to_grams = _unit("ounces into grams", "ounces to grams, oz to g, oz to grams, ounce to gram", 28.349523125)
grams_to_ounces = _unit("grams into ounces", "grams to ounces, g to oz, gram to ounce", 1 / 28.349523125)
gallons_to_litres = _unit(
    "gallons into litres",
    "gallons to liters, gallons to litres, gal to l, gallon to liter",
    3.785411784,
    4.54609,
)
litres_to_gallons = _unit(
    "litres into gallons",
    "liters to gallons, litres to gallons, l to gal, liter to gallon",
    1 / 3.785411784,
    1 / 4.54609,
)
kmh_to_ms = _unit(
    "kilometres an hour into metres a second",
    "kmh to ms, km per hour to m per second, kmh to mps, kph to mps, kmh ms",
    1 / 3.6,
)
ms_to_kmh = _unit("metres a second into kilometres an hour", "ms to kmh, mps to kmh, mps to kph", 3.6)
kilometres_to_metres = _whole(
    "kilometres into metres",
    "km to m, kilometers to meters, kilometres to metres, km to meters, kilometer to meter",
    1000,
)
metres_to_kilometres = _parts(
    "metres into kilometres",
    "m to km, meters to kilometers, metres to kilometres, meters to km, meter to kilometer",
    1000,
)
metres_to_centimetres = _whole(
    "metres into centimetres", "m to cm, meters to centimeters, meters to cm, metres to centimetres, meter to cm", 100
)
centimetres_to_metres = _parts(
    "centimetres into metres", "cm to m, centimeters to meters, cm to meters, centimetres to metres, cm to meter", 100
)
kilograms_to_grams = _whole("kilograms into grams", "kg to g, kilograms to grams, kg to grams, kilogram to gram", 1000)
grams_to_kilograms = _parts("grams into kilograms", "g to kg, grams to kilograms, grams to kg, gram to kilogram", 1000)
euros_to_cents = _whole(
    "an amount into cents", "dollars to cents, euros to cents, euro to cents, dollar to cents, to cents", 100
)
cents_to_euros = _parts(
    "cents into an amount", "cents to dollars, cents to euros, cents to euro, to dollars, to euros", 100
)
bytes_to_kilobytes = _parts("bytes into kilobytes", "bytes to kb, bytes to kilobytes, b to kb, byte to kb", 1024, 1000)
kilobytes_to_bytes = _whole("kilobytes into bytes", "kb to bytes, kilobytes to bytes, kb to b", 1024, 1000)
bytes_to_bits = _whole("bytes into bits", "bytes to bits, byte to bits, byte to bit", 8)
bits_to_bytes = _parts("bits into bytes", "bits to bytes, bit to byte", 8)
hours_to_minutes = _whole("hours into minutes", "hours to minutes, hour to minutes, hrs to mins, hour to minute", 60)
hours_to_seconds = _whole("hours into seconds", "hours to seconds, hour to seconds, how many seconds", 3600)
minutes_to_seconds = _whole(
    "minutes into seconds",
    "minutes to seconds, minute to seconds, mins to secs, min to sec, convert minutes to seconds",
    60,
)
days_to_hours = _whole("days into hours", "days to hours, day to hours", 24)
days_to_minutes = _whole("days into minutes", "days to minutes", 1440)
days_to_seconds = _whole("days into seconds", "days to seconds, day to seconds", 86400)
weeks_to_days = _whole("weeks into days", "weeks to days, week to days", 7)
years_to_days = _whole(
    "years into days",
    "years to days, age in days, age to days, calc age, year to days, age days",
    365,
    365.25,
    365.2425,
)
years_to_months = _whole("years into months", "years to months, year to months, age in months", 12)
months_to_years = _parts("months into years", "months to years", 12)
seconds_to_minutes = _parts(
    "seconds into minutes", "seconds to minutes, secs to mins, sec to min, second to minute", 60
)
seconds_to_hours = _parts("seconds into hours", "seconds to hours, sec to hours", 3600)
days_to_weeks = _parts("days into weeks", "days to weeks, weeks and days, split days", 7)
hours_to_days = _parts("hours into days", "hours to days, hour to days", 24)
days_to_years = known("turns days into years", "days to years", each(0, 365, 730, 3650))(
    *(form for year in (365, 365.25, 365.2425) for form in rounded(lambda n, year=year: n / year)),
    lambda n: n // 365,
    lambda n: divmod(n, 365),
)
celsius_to_kelvin = known(
    "converts degrees Celsius to Kelvin",
    "celsius to kelvin, c to k, celsius kelvin, to kelvin, c2k, ctok",
    each(0, 100, 25, -40),
)(lambda degrees: degrees + 273.15, lambda degrees: degrees + 273, lambda degrees: degrees + 273.16)
kelvin_to_celsius = known(
    "converts Kelvin to degrees Celsius", "kelvin to celsius, k to c, kelvin celsius", each(0, 300, 273.15, 500)
)(*rounded(*(lambda degrees, zero=zero: degrees - zero for zero in (273.15, 273, 273.16))))
fahrenheit_to_kelvin = known(
    "converts degrees Fahrenheit to Kelvin", "fahrenheit to kelvin, f to k, fahrenheit kelvin", each(32, 212, 50, -40)
)(*rounded(*(lambda degrees, zero=zero: (degrees - 32) * 5 / 9 + zero for zero in (273.15, 273))))
kelvin_to_fahrenheit = known(
    "converts Kelvin to degrees Fahrenheit",
    "kelvin to fahrenheit, k to f, kelvin fahrenheit",
    each(273.15, 300, 373.15),
)(*rounded(*(lambda degrees, zero=zero: (degrees - zero) * 9 / 5 + 32 for zero in (273.15, 273))))
dog_years = known(
    "turns years of people into those of a dog",
    "dog years, to dog years, dog age, human to dog years, human years to dog years, calculate dog years",
    each(1, 2, 5, 10),
    loose=True,
)(
    lambda years: 7 * years,
    lambda years: 10.5 * min(years, 2) + 4 * max(years - 2, 0),
    lambda years: (15, 24)[min(years, 2) - 1] + 5 * max(years - 2, 0),
)

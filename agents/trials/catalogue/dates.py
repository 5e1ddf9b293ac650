"""Of dates and clocks."""

import calendar
from datetime import date, timedelta
from typing import Any

from agents.trials.task import Answer, any_order, each, known

_MONTHS = tuple(calendar.month_name)[1:]
_DAYS = tuple(calendar.day_name)
_SEASONS = {"January": "winter", "April": "spring", "July": "summer", "October": "autumn"}
_TURNED = {"winter": "summer", "spring": "autumn", "summer": "winter", "autumn": "spring"}


def _month_days(month: int, year: int) -> int:
    return calendar.monthrange(year, month)[1]


def _valid(day: int, month: int, year: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _month_days(month, year)


def _season_forms(name_of_month: Answer) -> tuple[Answer, ...]:
    """By what is given for a month, in small letters or not, with both names of autumn, on both halves of the earth."""

    def made(form: Answer, autumn: str, *, south: bool) -> Answer:
        def named(month: Any) -> Any:
            here = _SEASONS[name_of_month(month)]
            there = _TURNED[here] if south else here
            return form(autumn if there == "autumn" else there)

        return named

    return tuple(
        made(form, autumn, south=south)
        for form in (str, str.capitalize, str.upper)
        for autumn in ("autumn", "fall")
        for south in (False, True)
    )


def _times(form: str) -> Answer:
    return lambda hours, minutes, more: form.format(*divmod((60 * hours + minutes + more) % 1440, 60))


def _next(day: int, month: int, year: int) -> date:
    return date(year, month, day) + timedelta(1)


days_in_year = known(
    "gives the number of days of a year",
    "days in year, year days, days of year, number of days in year, days year",
    each(1900, 2000, 2023, 2024, 2100),
)(lambda year: 365 + calendar.isleap(year))
days_in_named_month = known(
    "gives the number of days of a month",
    "days in month, days month, month days, number of days",
    each("January", "February", "April", "December"),
)(
    lambda month: _month_days(_MONTHS.index(month) + 1, 2023),
    lambda month: _month_days(_MONTHS.index(month) + 1, 2024),
)
_ORDINALS = ((1, 1, 2023), (1, 3, 2023), (1, 3, 2024), (31, 12, 2024), (31, 12, 2023), (28, 2, 1900))
_DAY_OF_YEAR = "day of year, day number, ordinal day, day in year, number of day, days passed, day of the year"


def _ordinal(day: int, month: int, year: int) -> int:
    return date(year, month, day).timetuple().tm_yday


day_of_year = known("tells which day of the year a date is", _DAY_OF_YEAR, _ORDINALS, loose=True)(_ordinal)
day_of_year_month_first = known(
    "tells which day of the year a date is", _DAY_OF_YEAR, tuple((m, d, y) for d, m, y in _ORDINALS), loose=True
)(lambda month, day, year: _ordinal(day, month, year))
day_of_year_year_first = known(
    "tells which day of the year a date is", _DAY_OF_YEAR, tuple((y, m, d) for d, m, y in _ORDINALS), loose=True
)(lambda year, month, day: _ordinal(day, month, year))
_DATES = (
    (31, 12, 2023),
    (29, 2, 2024),
    (30, 4, 2023),
    (28, 2, 1999),
    (29, 2, 2000),
    (31, 7, 2023),
    (31, 8, 2023),
    (29, 2, 2023),
    (31, 4, 2023),
    (0, 5, 2023),
    (20, 13, 2023),
)
_VALID_DATE = "is valid date, valid date, is date valid, date valid, date is valid, is real date, valid day"
is_valid_date = known("tells whether there is such a date", _VALID_DATE, _DATES, loose=True)(_valid)
is_valid_date_month_first = known(
    "tells whether there is such a date", _VALID_DATE, tuple((m, d, y) for d, m, y in _DATES), loose=True
)(lambda month, day, year: _valid(day, month, year))
is_valid_date_year_first = known(
    "tells whether there is such a date", _VALID_DATE, tuple((y, m, d) for d, m, y in _DATES), loose=True
)(lambda year, month, day: _valid(day, month, year))
_NEXT = ((31, 1, 2023), (31, 12, 2023), (28, 2, 2024), (28, 2, 2023), (5, 5, 2021))
next_day = known("gives the next date", "next day, tomorrow, next date, day after", _NEXT, loose=True)(
    lambda day, month, year: ((one := _next(day, month, year)).day, one.month, one.year)
)
next_day_year_first = known(
    "gives the next date",
    "next day, tomorrow, next date, day after",
    tuple((y, m, d) for d, m, y in _NEXT),
    loose=True,
)(lambda year, month, day: ((one := _next(day, month, year)).year, one.month, one.day))
century = known(
    "gives the century of a year",
    "century, century from year, year to century, which century, century of year, get century",
    each(1, 100, 101, 1700, 1905, 2000, 2001),
)(lambda year: (year + 99) // 100)
season = known(
    "gives the season of a month", "season, season of month, month to season, which season", each(1, 4, 7, 10)
)(*_season_forms(lambda month: _MONTHS[month - 1]))
season_of_name = known(
    "gives the season of a month",
    "season, season of month, month to season, which season",
    each("January", "April", "July", "October"),
    loose=True,
)(*_season_forms(str))
season_of_small_name = known(
    "gives the season of a month",
    "season, season of month, month to season, which season",
    each("january", "april", "july", "october"),
    loose=True,
)(*_season_forms(str.capitalize))
month_name = known(
    "gives the name of a month",
    "month name, name of month, month, number to month, month from number, month to name",
    each(1, 2, 9, 11),
    loose=True,
)(
    *(
        lambda n, cut=cut, form=form, less=less: form(_MONTHS[n - less][:cut])
        for cut in (9, 3)
        for form in (str, str.lower, str.upper)
        for less in (1, 0)
    )
)
month_number = known(
    "gives the number of a month", "month number, month to number, number of month, month index", each(*_MONTHS[1:9:3])
)(lambda name: _MONTHS.index(name) + 1, _MONTHS.index)
day_name = known(
    "gives the name of a day of the week",
    "day name, name of day, number to day, day from number, weekday name, day of week, day of the week",
    each(1, 2, 5, 6),
    loose=True,
)(
    *(
        lambda n, cut=cut, form=form, less=less: form(_DAYS[(n - less) % 7][:cut])
        for cut in (9, 3)
        for form in (str, str.lower)
        for less in (0, 1, 2)
    )
)
next_weekday = known(
    "gives the next day of the week",
    "next day, tomorrow, day after, next weekday, next day of week",
    each("Monday", "Wednesday", "Sunday"),
)(lambda day: _DAYS[(_DAYS.index(day) + 1) % 7])
is_weekday = known(
    "tells whether a day is a working day",
    "is weekday, weekday, is workday, is working day, is work day",
    each("Saturday", "Sunday", "Monday", "Friday", "Wednesday"),
)(lambda day: day not in ("Saturday", "Sunday"))
is_small_weekday = known(
    "tells whether a day is a working day",
    "is weekday, weekday, is workday, is working day, is work day",
    each("saturday", "sunday", "monday", "friday"),
)(lambda day: day not in ("saturday", "sunday"))
is_small_weekend = known(
    "tells whether a day is at the weekend", "is weekend, weekend", each("saturday", "sunday", "monday", "friday")
)(lambda day: day in ("saturday", "sunday"))
leap_years = known(
    "lists the leap years of a range",
    "leap years, leap years between, list leap years, leap years in range, count leap years, leap year list, "
    "leap years range, number of leap years",
    ((2000, 2009), (1999, 2005), (1896, 1908)),
)(
    *(
        lambda first, last, more=more, form=form: form(
            [one for one in range(first, last + more) if calendar.isleap(one)]
        )
        for more in (1, 0)
        for form in (list, len)
    )
)
next_leap_year = known("gives the next leap year", "next leap year, next leap", each(2023, 2024, 1896, 2000, 2097))(
    lambda year: next(one for one in range(year + 1, year + 10) if calendar.isleap(one)),
    lambda year: next(one for one in range(year, year + 10) if calendar.isleap(one)),
)
clock_angle = known(
    "gives the angle between the hands of a clock",
    "clock angle, angle between hands, hands angle, clock hands angle, angle clock, angle of clock, "
    "angle between clock hands",
    ((3, 0), (6, 0), (12, 30), (9, 0), (1, 20)),
    loose=True,
)(
    lambda hours, minutes: min(angle := abs(30 * (hours % 12) + minutes / 2 - 6 * minutes), 360 - angle),
    lambda hours, minutes: abs(30 * (hours % 12) + minutes / 2 - 6 * minutes),
)
is_valid_time = known(
    "tells whether there is such a time",
    "is valid time, valid time, is time valid, time is valid",
    ((0, 0), (23, 59), (24, 0), (12, 60), (10, 30), (5, -1), (-1, 5)),
)(lambda hours, minutes: 0 <= hours < 24 and 0 <= minutes < 60)
is_valid_time_with_seconds = known(
    "tells whether there is such a time",
    "is valid time, valid time, is time valid, time is valid",
    ((0, 0, 0), (23, 59, 59), (24, 0, 0), (12, 60, 0), (10, 30, 60), (5, -1, 2), (10, 30, 20)),
)(lambda hours, minutes, seconds: 0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 60)
is_valid_clock = known(
    "tells whether a text is a time",
    "is valid time, valid time, is time valid, is valid 24 hour, is time",
    each("10:30", "23:59", "00:00", "24:00", "12:60"),
)(lambda text: int(text[:2]) < 24 and int(text[3:]) < 60)
minutes_since_midnight = known(
    "turns a time into minutes",
    "minutes since midnight, to minutes, total minutes, time in minutes, minutes past midnight, time to minutes, "
    "hours and minutes to minutes, in minutes, minutes, hm to minutes",
    ((0, 0), (0, 30), (1, 0), (10, 5), (23, 59)),
)(lambda hours, minutes: 60 * hours + minutes)
minutes_of_text = known(
    "turns a time into minutes",
    "minutes since midnight, to minutes, time to minutes, parse time, time in minutes, total minutes, "
    "minutes past midnight, "
    "minutes from midnight",
    each("00:00", "01:30", "10:05", "23:59"),
    loose=True,
)(
    lambda text: 60 * int(text[:2]) + int(text[3:]),
    lambda text: (int(text[:2]), int(text[3:])),
)
seconds_of_two = known(
    "turns minutes and seconds into seconds",
    "to seconds, total seconds, seconds, in seconds, time in seconds, minutes and seconds to seconds, time to seconds",
    ((0, 5), (1, 0), (2, 30), (10, 1)),
)(lambda minutes, seconds: 60 * minutes + seconds, lambda hours, minutes: 3600 * hours + 60 * minutes)
seconds_of_text = known(
    "turns a time into seconds",
    "to seconds, time to seconds, total seconds, hms to seconds, parse time, seconds since midnight",
    each("00:00:05", "00:01:00", "01:00:00", "02:03:04"),
    loose=True,
)(
    lambda text: 3600 * int(text[:2]) + 60 * int(text[3:5]) + int(text[6:]),
    lambda text: tuple(map(int, text.split(":"))),
)
add_minutes = known(
    "adds minutes to a time",
    "add minutes, add time, time after, later, time plus minutes, add minutes to time, clock add",
    ((10, 50, 20), (23, 50, 20), (0, 0, 59), (9, 0, 120)),
    loose=True,
)(
    lambda hours, minutes, more: divmod((60 * hours + minutes + more) % 1440, 60),
    lambda hours, minutes, more: divmod(60 * hours + minutes + more, 60),
    _times("{:02}:{:02}"),
    _times("{}:{:02}"),
)
format_time_of_two = known(
    "writes a time",
    "format time, time string, time to string, to time string, format clock, show time, display time",
    ((9, 5), (12, 30), (0, 0), (11, 59)),
    loose=True,
)(*(lambda hours, minutes, form=form: form.format(hours, minutes) for form in ("{:02}:{:02}", "{}:{:02}", "{}h{:02}")))
format_time_of_three = known(
    "writes a time",
    "format time, time string, time to string, to time string, format clock, show time, display time",
    ((9, 5, 7), (12, 30, 15), (0, 0, 0), (11, 59, 9)),
    loose=True,
)(*(lambda *time, form=form: form.format(*time) for form in ("{:02}:{:02}:{:02}", "{}:{:02}:{:02}")))
hours_of_day = known(
    "turns hours of 24 into hours of 12",
    "to 12 hour, 12 hour, hour 12, to twelve hour",
    each(0, 5, 12, 13, 23),
    loose=True,
)(lambda hour: (hour - 1) % 12 + 1)
age = known(
    "gives an age",
    "age, age in years, years old, age from year, current age, get age, age in, years since",
    ((1990, 2020), (2000, 2001), (1985, 2015)),
    loose=True,
)(*any_order(2, lambda birth, now: now - birth))
weekday_of_date = known(
    "tells the day of the week of a date",
    "day of week, weekday, day name, what day, zeller, zellers congruence, day of the week, week day",
    tuple((d, m, y) for d, m, y in ((1, 1, 2024), (29, 2, 2024), (31, 12, 1999), (4, 7, 1976))),
    loose=True,
)(
    lambda day, month, year: _DAYS[date(year, month, day).weekday()],
    lambda day, month, year: _DAYS[date(year, month, day).weekday()][:3],
    *(lambda day, month, year, more=more: (date(year, month, day).weekday() + more) % 7 for more in (0, 1, 2)),
    lambda day, month, year: date(year, month, day).isoweekday(),
)
weekday_of_date_year_first = known(
    "tells the day of the week of a date",
    "day of week, weekday, day name, what day, day of the week, week day",
    tuple((y, m, d) for d, m, y in ((1, 1, 2024), (29, 2, 2024), (31, 12, 1999), (4, 7, 1976))),
    loose=True,
)(
    lambda year, month, day: _DAYS[date(year, month, day).weekday()],
    lambda year, month, day: _DAYS[date(year, month, day).weekday()][:3],
    *(lambda year, month, day, more=more: (date(year, month, day).weekday() + more) % 7 for more in (0, 1, 2)),
    lambda year, month, day: date(year, month, day).isoweekday(),
)

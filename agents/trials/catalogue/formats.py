"""Of how something is written, and of what is valid as it is written."""

import re

from agents.trials.task import Answer, each, known

_CARDS = (
    "4539148803436467",
    "8273123273520569",
    "4012888888881881",
    "4012888888881882",
    "4111111111111111",
    "5555000055550006",
)


def _luhn(text: str) -> bool:
    return sum(sum(divmod(int(one) * (1 + at % 2), 10)) for at, one in enumerate(text[::-1])) % 10 == 0


def _ordinal(n: int) -> str:
    return "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def _isbn10(text: str) -> bool:
    return sum((10 - at) * (10 if one == "X" else int(one)) for at, one in enumerate(text)) % 11 == 0


def _isbn13(text: str) -> bool:
    return sum(int(one) * (3 if at % 2 else 1) for at, one in enumerate(text)) % 10 == 0


def _rows(*forms: Answer) -> tuple[Answer, ...]:
    """Rows as a list, and as a text with or without an end of line at its end and blanks at the ends of the lines."""

    def made(rows: Answer, join: Answer) -> Answer:
        return lambda *given: join(rows(*given))

    joins: tuple[Answer, ...] = (
        "\n".join,
        list,
        lambda rows: "".join(f"{one}\n" for one in rows),
        lambda rows: "\n".join(one.rstrip() for one in rows),
        lambda rows: "".join(f"{one.rstrip()}\n" for one in rows),
    )
    return tuple(made(rows, join) for rows in forms for join in joins)


def _pluralized(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


to_camel = known(
    "writes snake case as camel case",
    "snake to camel, to camel, to camel case, camel case, snake to camel case, "
    "snake case to camel case, to pascal case, "
    "to pascal, snake to pascal, camelize",
    each("hello_world", "one", "a_bc_d"),
)(
    lambda text: (all_ := text.title().replace("_", ""))[0].lower() + all_[1:],
    lambda text: text.title().replace("_", ""),
)
words_to_camel = known(
    "writes words as camel case",
    "to camel, to camel case, camel case, to pascal case, to pascal, camelize, words to camel case",
    each("hello world", "one", "a bc d"),
)(
    lambda text: (all_ := text.title().replace(" ", ""))[0].lower() + all_[1:],
    lambda text: text.title().replace(" ", ""),
)
kebab_to_camel = known(
    "writes words as camel case",
    "to camel, to camel case, camel case, kebab to camel, to pascal case",
    each("hello-world", "one", "a-bc-d"),
)(
    lambda text: (all_ := text.title().replace("-", ""))[0].lower() + all_[1:],
    lambda text: text.title().replace("-", ""),
)
to_snake = known(
    "writes camel case as snake case",
    "camel to snake, to snake, to snake case, snake case, camel to snake case, camel case to snake case, "
    "to underscore, underscore",
    each("helloWorld", "one", "someLongName"),
)(lambda text: re.sub("([A-Z])", r"_\1", text).lower())
words_to_snake = known(
    "writes words as snake case",
    "to snake, to snake case, snake case, words to snake case, snakify",
    each("hello world", "one", "some long name"),
)(lambda text: text.replace(" ", "_"))
camel_to_words = known(
    "writes camel case as words",
    "camel to words, split camel case, break camel case, camel case to words, camel to spaces, split camel, "
    "camel case to sentence, camel to sentence, uncamel",
    each("helloWorld", "one", "someLongName"),
    loose=True,
)(
    lambda text: re.sub("([A-Z])", r" \1", text),
    lambda text: re.sub("([A-Z])", r" \1", text).lower(),
    lambda text: re.sub("([A-Z])", r" \1", text).split(),
    lambda text: re.sub("([A-Z])", r" \1", text).lower().split(),
    lambda text: re.sub("([A-Z])", r" \1", text).lower().capitalize(),
    lambda text: re.sub("([A-Z])", r" \1", text).title(),
)
slugify = known(
    "writes words with hyphens",
    "slugify, slug, to kebab case, to kebab, kebab case, make slug, kebab",
    each("Hello World", "one", "A b C"),
)(lambda text: text.lower().replace(" ", "-"), lambda text: text.lower().replace(" ", "_"))
pad_left = known(
    "fills a text up on the left",
    "pad left, left pad, right justify, rjust, align right, leftpad, right align, my rjust",
    (("ab", 5), ("abc", 3), ("abcd", 2), ("", 2)),
    loose=True,
)(str.rjust, lambda text, width: text.rjust(width, "0"), lambda text, width: " " * width + text)
pad_right = known(
    "fills a text up on the right",
    "pad right, right pad, left justify, ljust, align left, rightpad, left align, my ljust",
    (("ab", 5), ("abc", 3), ("abcd", 2), ("", 2)),
    loose=True,
)(str.ljust, lambda text, width: text + " " * width)
pad_number = known(
    "fills a number up with zeros",
    "pad, pad number, zero pad, zfill, pad zeros, pad with zeros, leading zeros, zero fill, pad zero, "
    "add leading zeros",
    ((7, 3), (12, 2), (123, 5), (45, 1)),
)(lambda n, width: str(n).zfill(width), lambda width, n: str(n).zfill(width))
truncate = known(
    "cuts a long text off",
    "truncate, shorten, truncate text, cut, limit text, ellipsis, truncate string, shorten text, "
    "cut text, limit length, "
    "trim to, abbreviate, truncate words, limit string",
    (("hello world", 5), ("hi", 5), ("hello", 5), ("a long text here", 6)),
    loose=True,
)(
    lambda text, most: text[:most],
    lambda text, most: text if len(text) <= most else f"{text[:most]}...",
    lambda text, most: text if len(text) <= most else f"{text[: most - 3]}...",
    lambda text, most: text if len(text) <= most else f"{text[: most - 1]}…",
    lambda text, most: f"{text[:most]}...",
)
_JOIN = (
    "join with commas, comma code, list to text, format list, join list, comma separated, join names, "
    "list to sentence, join words, list to string, to sentence, join with and, join with comma, "
    "comma join, commacode, oxford comma, format names"
)


def _joined(words: list[str], comma: str, last: str) -> str:
    return words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]


join_words = known("joins words", _JOIN, each(["a"], ["a", "b"], ["a", "b", "c"]), loose=True)(
    *(
        lambda words, comma=comma, last=last: _joined(words, comma, last)
        for comma, last in (
            (", ", ", "),
            (",", ","),
            (" ", " "),
            ("", ""),
            (", ", " and "),
            (", ", ", and "),
            (", ", " & "),
            ("\n", "\n"),
            ("-", "-"),
        )
    ),
    lambda words: words[0] if len(words) == 1 else _joined(words, ", ", " and " if len(words) == 2 else ", and "),
)
full_name = known(
    "puts a full name together",
    "full name, format name, make name, join names, make full name, get full name, combine names, formatted name, "
    "get formatted name, create full name, concat name",
    (("Ada", "Lovelace"), ("Alan", "Turing"), ("Grace", "Hopper")),
    loose=True,
)(
    lambda first, last: f"{first} {last}",
    lambda first, last: f"{last}, {first}",
    lambda last, first: f"{first} {last}",
    lambda first, last: f"{first[0]}. {last}",
    lambda first, last: f"{last} {first[0]}.",
    lambda first, last: f"{last.upper()}, {first}",
)
initials_of_two = known(
    "gives the initials of a name",
    "initials, get initials, make initials, name initials",
    (("Ada", "Lovelace"), ("Alan", "Turing"), ("Grace", "Hopper")),
)(
    *(
        lambda first, last, form=form: form.format(first[0], last[0])
        for form in ("{}{}", "{}.{}.", "{}. {}.", "{}.{}", "{} {}")
    )
)
add_commas = known(
    "writes a number with commas",
    "add commas, thousands, thousands separator, comma format, insert commas, commify, "
    "number with commas, format thousands, "
    "add thousands separator, with commas, comma separate",
    each(1, 999, 1000, 1234567),
)(*(lambda n, mark=mark: f"{n:,}".replace(",", mark) for mark in (",", ".", " ", "'", "_")))
format_money = known(
    "writes an amount",
    "format money, format price, format currency, to currency, format dollars, format amount, money, "
    "price string, to money, "
    "money string",
    each(5, 1234.5, 0.99, 20.0),
    loose=True,
)(
    *(
        lambda amount, form=form: form.format(amount)
        for number in ("{:.2f}", "{:,.2f}")
        for form in (
            number,
            f"${number}",
            f"€{number}",
            f"£{number}",
            f"{number} €",
            f"{number} EUR",
            f"$ {number}",
            f"{number}€",
        )
    )
)
ordinal = known(
    "writes a number as an ordinal",
    "ordinal, to ordinal, ordinal number, number to ordinal, ordinalize, ordinal suffix, suffix, ordinal string, "
    "add suffix, int to ordinal, get ordinal",
    each(1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111),
)(lambda n: f"{n}{_ordinal(n)}", _ordinal)
plural = known(
    "gives the plural of a word",
    "plural, pluralize, make plural, to plural, pluralise, plural form",
    each("cat", "dog", "box", "baby", "toy", "bus"),
    loose=True,
)(_pluralized, lambda word: f"{word}s")
digit_name = known(
    "gives a digit as a word",
    "digit to word, digit name, digit to words, digit in words, digit word, spell digit, "
    "number to word, number to words, "
    "number in words, number name, number to english, in words, say, number word",
    each(1, 3, 7, 9),
    unless=r"tens|twenty|hundred|teen|// ?10\b",
)(
    *(
        lambda n, form=form: form(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[n])
        for form in (str, str.capitalize, str.upper, "{} ".format)
    )
)
raindrops = known("says what 3, 5 and 7 divide", "raindrops, raindrop", each(1, 3, 5, 7, 15, 28, 34, 105))(
    lambda n: "Pling" * (n % 3 == 0) + "Plang" * (n % 5 == 0) + "Plong" * (n % 7 == 0) or str(n)
)
_STARS = (
    "triangle, star triangle, stars triangle, draw triangle, right triangle, triangle stars, "
    "half pyramid, staircase, print triangle, star pattern, left triangle, triangle of stars"
)
star_triangle = known("draws a triangle of stars", _STARS, each(1, 2, 3), loose=True, steep=True)(
    *_rows(
        *(
            lambda n, mark=mark, back=back, gap=gap: [gap.join(mark * size) for size in range(1, n + 1)][::back]
            for mark in "*#"
            for back in (1, -1)
            for gap in ("", " ")
        ),
        *(lambda n, mark=mark: [(mark * size).rjust(n) for size in range(1, n + 1)] for mark in "*#"),
        lambda n: [("*" * (2 * size - 1)).center(2 * n - 1) for size in range(1, n + 1)],
    )
)
pyramid = known(
    "draws a pyramid of stars",
    "pyramid, star pyramid, draw pyramid, full pyramid, tree, christmas tree, draw tree, make pyramid, xmas tree, "
    "pyramid stars, tower, tower builder",
    each(1, 2, 3),
    loose=True,
    steep=True,
)(
    *_rows(
        *(
            lambda n, mark=mark: [(mark * (2 * size - 1)).center(2 * n - 1) for size in range(1, n + 1)]
            for mark in "*#"
        ),
        *(lambda n, mark=mark: [" " * (n - size) + " ".join(mark * size) for size in range(1, n + 1)] for mark in "*#"),
        *(lambda n, mark=mark: [mark * size for size in range(1, n + 1)] for mark in "*#"),
        *(lambda n, mark=mark: [(mark * size).rjust(n) for size in range(1, n + 1)] for mark in "*#"),
    )
)
star_box = known(
    "draws a box of stars",
    "box, star box, draw box, draw rectangle, star rectangle, rectangle stars, make box, filled box, "
    "rectangle of stars, "
    "make rectangle, stars rectangle",
    ((2, 3), (3, 4), (4, 3)),
    loose=True,
)(
    *(
        one
        for rows in (
            lambda width, height: ["*" * width] * height,
            lambda width, height: ["#" * width] * height,
            lambda width, height: ["*" * width, *["*" + " " * (width - 2) + "*"] * (height - 2), "*" * width],
        )
        for one in (*_rows(rows), *_rows(lambda height, width, rows=rows: rows(width, height)))
    )
)
star_line = known(
    "draws a line of stars", "stars, star line, line of stars, star, make stars, draw stars", each(1, 3, 5), loose=True
)(lambda n: "*" * n, lambda n: " ".join("*" * n), lambda n: "\n".join("*" * one for one in range(1, n + 1)))
phone_number = known(
    "writes ten digits as a phone number",
    "create phone number, phone number, format phone number, format phone, make phone number",
    each([1, 2, 3, 4, 5, 6, 7, 8, 9, 0], [5, 5, 5, 1, 2, 3, 4, 5, 6, 7]),
)(lambda digits: "({}{}{}) {}{}{}-{}{}{}{}".format(*digits))
count_sheep = known(
    "counts sheep", "count sheep, count sheeps", each([True], [True, False], [True, True, False, True], [])
)(sum)
luhn = known(
    "tells whether a card number fits its last digit",
    "is luhn, luhn, luhn check, luhn valid, is luhn valid, is valid luhn, luhn algorithm, luhn ok, passes luhn, "
    "is card valid, card valid, card is valid, passes luhn check, is card number valid, card ok, card number valid, "
    "luhn checksum, validate luhn, "
    "is valid card, valid card, is valid credit card, valid credit card, validate card, validate credit card, "
    "is credit card valid, is valid card number, is valid credit card number",
    each(*_CARDS),
)(_luhn)
luhn_number = known(
    "tells whether a card number fits its last digit",
    "is luhn, luhn, luhn check, luhn valid, is luhn valid, is valid luhn, luhn algorithm, is valid card, "
    "valid credit card, is valid credit card, validate card, validate credit card",
    each(*map(int, _CARDS)),
)(lambda n: _luhn(str(n)))
isbn10 = known(
    "tells whether an ISBN of ten digits is valid",
    "is isbn10, is valid isbn10, valid isbn10, isbn10, is isbn, valid isbn, is valid isbn, isbn, validate isbn",
    each("0306406152", "0306406153", "0471958697", "0471958679", "3866801920"),
    loose=True,
)(_isbn10)
isbn13 = known(
    "tells whether an ISBN of thirteen digits is valid",
    "is isbn13, is valid isbn13, valid isbn13, isbn13, is isbn, valid isbn, is valid isbn, isbn, validate isbn",
    each("9780306406157", "9780306406158", "9783161484100", "9783161484200"),
    loose=True,
)(_isbn13)
is_email = known(
    "tells whether a text can be an address",
    "is valid email, valid email, is email, is email valid, validate email, is valid email address, is valid mail, "
    "email valid, check email, is valid address",
    each("ada@example.org", "noat.example.org", "bob@test.com", "carl"),
)(lambda text: bool(re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", text)))
is_ip = known(
    "tells whether a text is an IPv4 address",
    "is ip, is valid ip, valid ip, is valid ipv4, is ipv4, valid ipv4, is ip address, validate ip, "
    "is valid ip address, "
    "is ip v4 address, is ipv4 address, is valid ip v4",
    each("192.168.1.1", "256.1.1.1", "1.2.3", "a.b.c.d", "10.0.0.0", "1.2.3.4.5", "255.255.255.255"),
)(lambda text: len(text.split(".")) == 4 and all(one.isdigit() and int(one) < 256 for one in text.split(".")))
is_hex_color = known(
    "tells whether a text is a colour as #1a2b3c",
    "is hex color, is valid hex color, valid hex color, is hex colour, is valid hex colour, "
    "is hex code, is valid hex code, "
    "is valid color",
    each("#ffffff", "#gggggg", "#12345", "#123456", "ffffff#"),
)(lambda text: bool(re.fullmatch("#[0-9a-fA-F]{6}", text)))
mask = known(
    "hides all but the last four",
    "mask, mask card, mask number, maskify, mask credit card, hide card, mask card number, mask all but last four, "
    "hide number, mask string, mask digits, censor card",
    each("1234567812345678", "12345", "987654321"),
    loose=True,
)(*(lambda text, mark=mark: mark * (len(text) - 4) + text[-4:] for mark in "*#xX"))
swap_words = known(
    "swaps two words",
    "swap words, flip name, reverse name, swap names, last first, last name first",
    each("Ada Lovelace", "Alan Turing", "one two"),
)(lambda text: " ".join(text.split()[::-1]), lambda text: ", ".join(text.split()[::-1]))
last_word_length = known(
    "gives the length of the last word",
    "length of last word, last word length, length last word",
    each("Hello World", "one", "the cats sat"),
)(lambda text: len(text.split()[-1]))
last_word = known("gives the last word", "last word, final word", each("Hello World", "one", "the cat sat"))(
    lambda text: text.split()[-1], lambda text: len(text.split()[-1])
)
first_word = known("gives the first word", "first word", each("Hello World", "one", "the cat sat"))(
    lambda text: text.split()[0]
)
add_domain = known(
    "gives the part of an address behind its sign",
    "domain, get domain, email domain, domain of email, extract domain, domain name, domain from email",
    each("ada@example.org", "bob@test.com"),
    unless="url|http|www|://",
)(lambda text: text.split("@")[1], lambda text: text.split("@")[1].split(".")[0])
host = known(
    "gives the host of an address",
    "domain, get domain, extract domain, domain name, hostname, host, get host, domain from url, url domain, "
    "host name, get hostname, host of, domain of url, extract host, site",
    each("https://www.zoo.org/ape", "http://example.com/", "https://a.b.org/c/d"),
    unless="@",
)(
    lambda text: text.split("/")[2],
    lambda text: text.split("/")[2].removeprefix("www."),
    lambda text: text.split("/")[2].split(".")[-2],
    lambda text: text.split("/")[2].removeprefix("www.").split(".")[0],
    lambda text: ".".join(text.split("/")[2].split(".")[-2:]),
    lambda text: "/".join(text.split("/")[:3]),
)
user_name = known(
    "gives the part of an address before its sign",
    "username, user name, email username, extract username, username from email, email user, get username, local part",
    each("ada@example.org", "bob@test.com"),
)(lambda text: text.split("@")[0])
file_extension = known(
    "gives the ending of a file's name",
    "file extension, extension, get extension, file ext, get file extension, file type, ext",
    each("a.txt", "photo.jpg", "code.py"),
)(lambda name: name.split(".")[1], lambda name: "." + name.split(".")[1])
excel_column = known(
    "gives the number of a column",
    "title to number, excel column to number, column number, column to number, excel column number, "
    "col to num, excel to number",
    each("A", "B", "Z", "AA", "AB", "ZY"),
)(lambda text: sum((ord(one) - 64) * 26**at for at, one in enumerate(text[::-1])))

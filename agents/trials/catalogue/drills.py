"""Of collections of exercises: what the words in a function's own code tell, whatever it is called."""

from typing import Any, Final

from agents.trials.catalogue.formats import luhn, raindrops
from agents.trials.catalogue.signs import Sign, signed
from agents.trials.task import Answer, each

__all__ = ["SIGNS"]

sounds = signed("says what 3, 5 and 7 divide", "", raindrops.tries, shows="'pling'", least=0.1)(*raindrops.answers)
card_fits = signed(
    "tells whether a number passes the Luhn test",
    r"\A(?:is )?(?:valid|validate|check|passes|luhn)[^:]*:.*\bluhn",
    luhn.tries,
    least=0.1,
)(*luhn.answers)

_ALLERGENS: Final = ("eggs", "peanuts", "shellfish", "strawberries", "tomatoes", "chocolate", "pollen", "cats")


def _allergies(score: int) -> list[str]:
    return [one for at, one in enumerate(_ALLERGENS) if score >> at & 1]


allergic_to = signed(
    "tells whether a score has the bit of a food",
    r"\A(?:is )?allergic(?: to)?:",
    (
        *((score, one) for score in (0, 1, 5, 255) for one in ("eggs", "peanuts", "shellfish")),
        (248, "cats"),
        (127, "cats"),
        (128, "cats"),
        (3, "pollen"),
        (257, "eggs"),
        (256, "peanuts"),
    ),
    least=0.3,
)(lambda score, food: food in _allergies(score))
allergies = signed(
    "lists the foods whose bits a score has",
    r"\ballerg",
    each(0, 1, 2, 3, 5, 8, 34, 248, 255, 259, 509),
    unsaid=r"\b(?:how many|count|number of)\b",
    shows=r"eggs\b.*\bpeanuts\b.*\bshellfish\b.*\bstrawberries\b.*\btomatoes\b.*\bchocolate\b.*\bpollen\b.*\bcats\b",
    least=0.3,
)(_allergies)


def _hailstones(n: int) -> list[int]:
    found = [n]
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        found.append(n)
    return found


collatz = signed(
    "follows the Collatz sequence",
    "",
    each(1, 2, 3, 6, 7, 16),
    unsaid=r"\b(?:longest|up to|below|under|most|range|limit|largest|which|best)\b",
    shows=r"(?s:\A(?!.*\b(?:for|range|limit)\b)(?=.*while )(?=.*% 2\b)(?=.*\b(?:3 \* \w+ [+-] \d|\w+ \* 3 [+-] \d)))",
    least=0.1,
)(
    lambda n: len(_hailstones(n)) - 1,
    lambda n: len(_hailstones(n)),
    _hailstones,
    lambda n: _hailstones(n)[1:],
    lambda n: _hailstones(n)[:-1],
    lambda n: max(_hailstones(n)),
    lambda n: sum(_hailstones(n)),
    lambda n: sum(one % 2 for one in _hailstones(n)),
    lambda n: sum(one % 2 for one in _hailstones(n)[:-1]),
    lambda n: sum(one % 2 == 0 for one in _hailstones(n)),
    lambda n: " ".join(map(str, _hailstones(n))),
    lambda n: " -> ".join(map(str, _hailstones(n))),
    lambda n: [one for one in _hailstones(n) if one % 2],
    lambda _n: 1,
    lambda _n: True,
)


def _flat(items: Any) -> list[Any]:
    if not isinstance(items, list):
        return [] if items is None else [items]
    return [one for part in items for one in _flat(part)]


flatten_but_none = signed(
    "flattens lists in lists and leaves out None alone",
    r"(?=.*\b(?:flat\w*|nested)\b)(?=.*\b(?:none|nulls?)\b)",
    each([1, [2, 3], [4]], [1, [2, None, 3]], [0, [2, [[0]], 3]], [[None, [5]], None, 7], [], [[], [9, [8, [7]]]]),
    shows=r"isinstance\(|type\(",
    least=0.1,
)(_flat)

_CODONS: Final = {
    "AUG": ("Methionine", "Met", "M"),
    "UUU": ("Phenylalanine", "Phe", "F"),
    "UGG": ("Tryptophan", "Trp", "W"),
    "UUA": ("Leucine", "Leu", "L"),
}
_STOPS: Final = frozenset(("UAA", "UAG", "UGA"))


def _protein(strand: str, form: int) -> list[str]:
    found = []
    for codon in (strand[at : at + 3] for at in range(0, len(strand), 3)):
        if codon in _STOPS:
            break
        found.append(_CODONS[codon][form])
    return found


def _proteins(form: int) -> tuple[Answer, ...]:
    return (
        lambda strand: _protein(strand, form),
        lambda strand: "".join(_protein(strand, form)),
        lambda strand: "-".join(_protein(strand, form)),
        lambda strand: " ".join(_protein(strand, form)),
        lambda strand: "".join(
            "*" if (codon := strand[at : at + 3]) in _STOPS else _CODONS[codon][form] for at in range(0, len(strand), 3)
        ),
    )


proteins = signed(
    "gives the proteins up to the first stop",
    r"\b(?:proteins?|translat\w+|codons?|amino)\b",
    each("AUG", "UUU", "AUGUUUUGG", "AUGUUUUAA", "UAAAUG", "UGGUAGUGG", "UUAAUGUGAUUUUAA", "UUAUUAUUU"),
    shows=r"'aug'|\bcodon",
    least=0.2,
)(*_proteins(0), *_proteins(1), *_proteins(2))

_COLOURS: Final = ("black", "brown", "red", "orange", "yellow", "green", "blue", "violet", "grey", "white")
_OF_BANDS: Final = r"\b(?:resist\w*|ohms?|bands?|values?|labels?|codes?)\b"
_NOT_OF_BANDS: Final = (
    r"\b(?:sum|total|bright\w*|dark\w*|count|how many|number of|average|mean|difference|tolerance|names?|shuffle\w*|"
    r"reverse\w*|sort\w*)\b"
)
_BANDS: Final = r"black.*brown.*\bred\b.*orange.*yellow.*green"


def _ohms(bands: list[str]) -> int:
    first, second, third = map(_COLOURS.index, bands)
    return (first * 10 + second) * int(10**third)


def _label(ohms: int) -> str:
    for size, name in ((10**9, "gigaohms"), (10**6, "megaohms"), (1000, "kiloohms")):
        if ohms >= size:
            return f"{ohms / size:g} {name}"
    return f"{ohms} ohms"


colour_code = signed(
    "gives the number of a colour on a resistor",
    _OF_BANDS,
    each("black", "white", "orange", "brown", "violet"),
    unsaid=_NOT_OF_BANDS,
    shows=_BANDS,
    least=0.3,
)(_COLOURS.index, lambda colour: 10 ** _COLOURS.index(colour))
two_bands = signed(
    "gives the value of colours on a resistor",
    _OF_BANDS,
    each(
        ["brown", "black", "red"],
        ["blue", "yellow", "orange"],
        ["red", "black", "red"],
        ["green", "brown", "orange"],
        ["black", "brown", "black"],
        ["orange", "orange", "black"],
        ["blue", "violet", "blue"],
        ["brown", "red", "orange"],
        ["black", "black", "black"],
    ),
    unsaid=_NOT_OF_BANDS,
    shows=_BANDS,
    least=0.1,
)(
    lambda bands: _ohms([*bands[:2], "black"]),
    _ohms,
    lambda bands: _label(_ohms(bands)),
    lambda bands: [_COLOURS.index(one) for one in bands],
)


def _bob(said: str) -> str:
    said = said.strip()
    if not said:
        return "Fine. Be that way!"
    if said.isupper():
        return "Calm down, I know what I'm doing!" if said.endswith("?") else "Whoa, chill out!"
    return "Sure." if said.endswith("?") else "Whatever."


bob = signed(
    "answers as a bored teenager does",
    "",
    each(
        "Tom-ay-to, tom-aaaah-to.",
        "WATCH OUT!",
        "Does this cryogenic chamber make me look fat?",
        "WHAT'S GOING ON?",
        "1, 2, 3",
        "4?",
        "1, 2, 3 GO!",
        "",
        "   ",
        "Okay if like my  spacebar  quite a bit?   ",
        "Ending with ? means a question.",
        ":) ?",
        "I HATE THE DENTIST",
    ),
    shows=r"(?s:\A(?=.*\bsure\b)(?=.*\bwhatever\b)(?=.*\bchill out\b)(?=.*be that way))",
    least=0.3,
)(_bob)
word_problem = signed(
    "works out a question in words from left to right",
    r"\b(?:answer|question|wordy|word problem|solve|calculate|evaluate)\b",
    each(
        "What is 5?",
        "What is 1 plus 1?",
        "What is -12 minus -5?",
        "What is 33 divided by -3?",
        "What is 3 plus 2 multiplied by 3?",
        "What is 20 minus 4 minus 13?",
        "What is 17 minus 6 plus 3?",
        "What is -3 multiplied by 25?",
    ),
    shows=r"(?s:\A(?=.*what is)(?=.*\bplus\b)(?=.*\bminus\b)(?=.*\bmultiplied\b)(?=.*\bdivided\b))",
    least=0.3,
)(
    lambda question: {
        "What is 5?": 5,
        "What is 1 plus 1?": 2,
        "What is -12 minus -5?": -7,
        "What is 33 divided by -3?": -11,
        "What is 3 plus 2 multiplied by 3?": 15,
        "What is 20 minus 4 minus 13?": 3,
        "What is 17 minus 6 plus 3?": 14,
        "What is -3 multiplied by 25?": -75,
    }[question]
)
hamming = signed(
    "counts the places in which two strands differ",
    r"\b(?:hamming|mutations?|dna strands)\b",
    (("A", "A"), ("", ""), ("AG", "CT"), ("GAGCCTACTAACGGGAT", "CATCGTAATGACGGCCT"), ("AGG", "AGA"), ("GATT", "GCTA")),
    unsaid=r"\b(?:similar\w*|percent\w*|share|ratio|weight|code|encode|whether|within|positions|places|list)\b",
    least=0.3,
)(lambda one, other: sum(a != b for a, b in zip(one, other, strict=True)))
distance = signed(
    "counts the places in which two strands differ", r"\Adistance:", hamming.task.tries, shows="strand", least=0.3
)(*hamming.task.answers)
grains = signed(
    "gives the grains on a field of the board, twice as many on each",
    r"\A(?:square|grains?(?: on| of)?(?: the)?(?: square| field)?):",
    each(1, 2, 3, 4, 16, 32, 64),
    unsaid=r"\b(?:zero|0|total|sum|all)\b",
    shows=r"(?s:\A(?=.*\b64\b)(?=.*(?:\b2 \*|<<|pow\(2|\*= 2)))",
    least=0,
)(lambda field: 2 ** (field - 1))

SIGNS: Final[tuple[Sign, ...]] = (
    sounds,
    card_fits,
    allergic_to,
    allergies,
    collatz,
    flatten_but_none,
    proteins,
    colour_code,
    two_bands,
    bob,
    word_problem,
    hamming,
    distance,
    grains,
)

"""How people type in a hurry, spelt out: `wat r dicts 4` is `what are dicts for`. Pure; numbers and names stay.

Only words are replaced that are no words of English or Python; those that may be both, such as `2`, `n` or `y`, where
their neighbours show what is meant.
"""

import re

__all__ = ["spelt_out"]

_ALWAYS = {
    "abt": "about",
    "any1": "anyone",
    "b/w": "between",
    "bcoz": "because",
    "bout": "about",
    "btwn": "between",
    "coz": "because",
    "cuz": "because",
    "dat": "that",
    "dem": "them",
    "diff": "difference",
    "diffs": "differences",
    "dis": "this",
    "doin": "doing",
    "dunno": "do not know",
    "gimme": "give me",
    "gonna": "going to",
    "gotta": "have to",
    "gud": "good",
    "hw": "homework",
    "idk": "i do not know",
    "im": "i'm",
    "kinda": "kind of",
    "lemme": "let me",
    "lil": "little",
    "ppl": "people",
    "probs": "problems",
    "rn": "right now",
    "smth": "something",
    "some1": "someone",
    "sth": "something",
    "tho": "though",
    "thru": "through",
    "tmrw": "tomorrow",
    "u": "you",
    "ur": "your",
    "w/": "with",
    "w/o": "without",
    "wanna": "want to",
    "wat": "what",
    "wats": "what is",
    "wk": "week",
    "wtf": "what",
    "wut": "what",
    "wuts": "what is",
}

_CHATTER = frozenset("bro bruh btw dude fam haha hahaha hehe lmao lol ngl omg smh tbh ugh yo".split())  # noqa: SIM905 - a list of literals would be longer and no better to read
"""Words that say nothing about what is asked."""

_TOKEN = re.compile(r"w/o?(?=\s|$)|b/w(?=\s)|[\w']+|[^\w']+")
_PLEASE = re.compile(r"pl+(?:e+a+)?[sz]+e*")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEFORE_TO = _set("able close going got have how i need supposed time tried used want way what")
_BEFORE_FOR = _set("asked enough good looking ready thanks use used useful wait what")
_AFTER_FOR = _set("dummies free later me")
_BEFORE_ARE = _set("how they these those what where which who why you")
_AFTER_ARE = _set("my the there they these those u you")
_BEFORE_WHY = _set("but ok so")
_AFTER_WHY = _set(
    "are can can't cant did do does doesn't doesnt don't dont is isn't isnt my not should the this u use we would"
)
_NO_AND_AFTER = _set("a by every first for is last of than the then to top until up variable with")
_NO_AND_BEFORE = _set("elements in is items numbers times values")


def spelt_out(prose: str) -> str:
    """The words of a message as they would stand in a book; line breaks and punctuation stay."""
    tokens = _TOKEN.findall(prose)
    places = [place for place, token in enumerate(tokens) if token[0].isalnum() or token[0] in "_'"]
    made = list(tokens)
    for number, place in enumerate(places):
        joined = place > 0 and tokens[place - 1][-1:] in ("-", ".", "`", '"', "(", "[", "=")
        before = made[places[number - 1]].casefold().rpartition(" ")[2] if number else ""
        after = tokens[places[number + 1]].casefold() if number + 1 < len(places) else ""
        if not joined:
            made[place] = _word(tokens[place], before, after)
    return "".join(made)


def _word(token: str, before: str, after: str) -> str:
    word = token.casefold()
    if word in _CHATTER:
        return ""
    if _PLEASE.fullmatch(word):
        return "please"
    return _ALWAYS.get(word) or _between(word, before, after) or token


def _between(word: str, before: str, after: str) -> str | None:
    """What a word means that may be itself: by the words beside it, empty where there are none. None: itself."""
    named = after[:1].isalpha()
    meant = {
        "2": ("to", before in _BEFORE_TO and named),
        "4": ("for", before in _BEFORE_FOR or after in _AFTER_FOR),
        "r": ("are", before in _BEFORE_ARE or after in _AFTER_ARE),
        "y": ("why", after in _AFTER_WHY and (not before or before in _BEFORE_WHY)),
        "n": ("and", before.isalpha() and named and before not in _NO_AND_AFTER and after not in _NO_AND_BEFORE),
        "w": ("with", bool(before) and named),
        "b4": ("before", True),
    }
    long_form, holds = meant.get(word, (None, False))
    return long_form if holds else None

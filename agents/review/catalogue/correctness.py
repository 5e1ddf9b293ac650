"""Rules of correctness that can be decided without running: ruff's bug finders, and names that do not exist."""

from agents.review.rules import Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        code="unknown-name",
        title="A name is used that nothing has given",
        weights={"correctness": 0.6},
        level="beginner",
        why="The program stops there with a NameError.",
        do="Look for a typing mistake, a missing import, or quotes that were forgotten.",
        example="total = 3\nprint(totl)\n",
        better="total = 3\nprint(total)\n",
        ruff=("F821", "F823", "F822"),
    ),
    Rule(
        code="shared-default",
        title="A default value is a list or dict that all calls share",
        weights={"correctness": 0.25, "style": 0.06, "readability": 0.02},
        level="learning",
        why="It is made once, when the function is defined: what one call adds is still there in the next.",
        do="Use `None` as the default and make the list within the function.",
        example="def collect(item, found=[]):\n    found.append(item)\n    return found\n",
        better="def collect(item, found=None):\n    return [*(found or []), item]\n",
        ruff=("B006", "RUF012", "RUF008"),
    ),
    Rule(
        code="fails-when-reached",
        title="This fails or misleads when it is reached",
        weights={"correctness": 0.35, "style": 0.03},
        level="beginner",
        why="Python takes it, but not in the sense in which it is meant.",
        do="Read the message: it names what does not fit.",
        example="print('%d %d' % (3,))\n",
        better="print('%d %d' % (3, 5))\n",
        ruff=(
            "F402", "F502", "F503", "F504", "F505", "F506", "F507", "F508", "F509", "F521", "F522", "F523",
            "F524", "F525", "F601", "F602", "F621", "F622", "F631", "F632", "F633", "F634", "F701", "F702",
            "F704", "F706", "F707", "F901", "PLE0100", "PLE0101", "PLE0117", "PLE0237", "PLE0302", "PLE0303",
            "PLE0604", "PLE0704", "PLE1142", "PLE1205", "PLE1206", "PLE1300", "PLE1307", "PLE1310", "PLE1507",
            "B002", "B005", "B012", "B014", "B015", "B016", "B017", "B020", "B021", "B022", "B025", "B026",
            "B029", "B030", "B031", "B033", "B035", "W605", "PLW0128", "PLW0129", "PLW0133", "PLW0711",
            "PLW1501",
        ),
    ),
    Rule(
        code="defined-again",
        title="The same name is defined twice",
        weights={"correctness": 0.3, "style": 0.07, "readability": 0.04},
        level="beginner",
        why="The second definition replaces the first, which nobody can reach any more.",
        do="Give one of them another name, or remove it.",
        example="def area(a):\n    return a * a\n\n\ndef area(a, b):\n    return a * b\n",
        better="def square(a):\n    return a * a\n\n\ndef area(a, b):\n    return a * b\n",
        ruff=("F811",),
    ),
    Rule(
        code="given-to-itself",
        title="A name is given its own value",
        weights={"correctness": 0.25, "style": 0.05, "readability": 0.03},
        level="beginner",
        why="Nothing changes by this line: another name was meant, most often `self.name`.",
        do="Say which name should get which value, or remove the line.",
        example="width = 3\nwidth = width\nprint(width)\n",
        better="width = 3\nprint(width)\n",
        ruff=("PLW0127",),
    ),
    Rule(
        code="late-binding",
        title="A function made in a loop uses the loop's variable",
        weights={"correctness": 0.2},
        level="proficient",
        why="It looks the variable up when it is called: then the loop has ended, and all see the last value.",
        do="Hand the value over as a default or a parameter.",
        example="shows = []\nfor number in range(3):\n    shows.append(lambda: print(number))\nshows[0]()\n",
        better='def show(number: int) -> None:\n    """Show one."""\n'
        "    print(number)\n\n\nfor number in range(3):\n    show(number)\n",
        ruff=("B023",),
    ),
)  # fmt: skip

"""Files, medium."""

from agents.exercise.drawing import ITEMS, names, sentence
from agents.exercise.family import Family

__all__ = ["FAMILIES"]


def _file(name: str, text: str) -> str:
    """Lines of a test that write a file first."""
    return f"with open({name!r}, 'w', encoding='utf-8') as file: _ = file.write({text!r})\n"


FAMILIES = (
    Family(
        name="csv-total",
        concept="csv-files",
        difficulty="medium",
        offset=0.0,
        minutes=14,
        draw=lambda r: {"column": r.choice(["price", "weight", "points"]), "item": r.choice(ITEMS)},
        statement="""
            A CSV file has a line of column names, among them `name` and `$column`, in any order. Write a function
            `$function(path)` that returns the sum of the column `$column`, whole numbers, of all rows whose name is
            not `$item`.
        """,
        hints=(
            "The module `csv` reads rows by the names of their columns.",
            "`csv.DictReader(file)` gives each row as a dictionary; its values are texts.",
            'Add `int(row["$column"])` if `row["name"]` is not the name that is left out.',
        ),
        reference="""
            import csv


            def csv_total(path):
                total = 0
                with open(path, encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        if row["name"] != "$item":
                            total += int(row["$column"])
                return total
        """,
        mutants=(
            ('!= "$item"', '== "$item"'),
            ('if row["name"] != "$item":', "if True:"),
            ('total += int(row["$column"])', "total += 1"),
            ("total += int", "total = int"),
        ),
        cases=lambda r, p: [
            _file(
                "a.csv",
                f"name,{p['column']}\n"
                + "".join(
                    f"{item},{r.randint(2, 50)}\n"
                    for item in [*r.sample([one for one in ITEMS if one != p["item"]], 3), p["item"]]
                ),
            )
            + "csv_total('a.csv')",
            _file(
                "b.csv",
                f"{p['column']},name,count\n{r.randint(2, 9)},{p['item']},1\n{r.randint(10, 20)},gold,3\n7,lead,2\n",
            )
            + "csv_total('b.csv')",
            _file("c.csv", f"name,{p['column']}\n") + "csv_total('c.csv')",
            _file("d.csv", f'name,{p["column"]}\n"nuts, salted",12\n{p["item"]},5\niron,4\n') + "csv_total('d.csv')",
            _file("e.csv", f"name,{p['column']}\n{p['item']},3\n{p['item']},4\n") + "csv_total('e.csv')",
            _file(
                "f.csv",
                f"id,name,{p['column']}\n"
                + "".join(f"{i},{name},{r.randint(1, 99)}\n" for i, name in enumerate([*names(r, 5), p["item"]])),
            )
            + "csv_total('f.csv')",
        ],
    ),
    Family(
        name="settings-file",
        concept="json-data",
        difficulty="medium",
        offset=0.3,
        minutes=14,
        draw=lambda r: {"key": r.choice(["volume", "speed", "size"]), "default": r.randint(2, 9)},
        statement="""
            A JSON file holds an object with settings. Write a function `$function(path)` that raises the setting
            `$key` by one, writes the file again with all its other settings unchanged, and returns the new value.
            If the setting is missing it counts as $default before.
        """,
        hints=(
            "Read, change, write: the file is opened twice.",
            "`json.load(file)` gives a dictionary, `json.dump(value, file)` writes it.",
            'Between the two: `settings["$key"] = settings.get("$key", $default) + 1`.',
        ),
        reference="""
            import json


            def settings_file(path):
                with open(path, encoding="utf-8") as file:
                    settings = json.load(file)
                settings["$key"] = settings.get("$key", $default) + 1
                with open(path, "w", encoding="utf-8") as file:
                    json.dump(settings, file)
                return settings["$key"]
        """,
        mutants=(
            (", $default) + 1", ", 0) + 1"),
            ("json.dump(settings, file)", 'json.dump({"$key": settings["$key"]}, file)'),
            ('return settings["$key"]', "return settings"),
            (", $default) + 1", ", $default)"),
        ),
        cases=lambda r, p: [
            _file("s.json", f'{{"name": "Ada", "{p["key"]}": {r.randint(10, 50)}}}') + "settings_file('s.json')",
            _file("t.json", '{"colour": "red"}')
            + "import json\nvalue = settings_file('t.json')\n(value, json.load(open('t.json')))",
            _file("u.json", "{}") + "settings_file('u.json')",
            _file("v.json", f'{{"{p["key"]}": -1, "list": [1, {{"a": null}}]}}')
            + "import json\nvalue = settings_file('v.json')\n(value, json.load(open('v.json')))",
            _file("w.json", f'{{"{p["key"]}": {r.randint(1, 9)}}}')
            + "first = settings_file('w.json')\nsecond = settings_file('w.json')\n(first, second)",
            _file("x.json", '{"other": 5}') + "first = settings_file('x.json')\nsettings_file('x.json')",
        ],
    ),
    Family(
        name="long-lines",
        concept="reading-files",
        difficulty="medium",
        offset=-0.4,
        minutes=12,
        draw=lambda r: {"length": r.randint(12, 20)},
        statement="""
            Write a function `$function(path)` that returns a list of tuples for all lines of a text file that have
            more than $length characters, without the line break: the number of the line, counted from 1, and its
            first word.
        """,
        hints=(
            "A line ends with a line break, which does not count.",
            '`enumerate(file, 1)` numbers the lines; `rstrip("\\n")` takes the line break away.',
            "Append `(number, line.split()[0])` if the line without its break has more than $length characters.",
        ),
        reference="""
            def long_lines(path):
                found = []
                with open(path, encoding="utf-8") as file:
                    for number, line in enumerate(file, 1):
                        text = line.rstrip("\\n")
                        if len(text) > $length:
                            found.append((number, text.split()[0]))
                return found
        """,
        mutants=(
            ("enumerate(file, 1)", "enumerate(file)"),
            ("> $length", ">= $length"),
            ("text.split()[0]", "text"),
            ('line.rstrip("\\n")', "line"),
        ),
        cases=lambda r, p: [
            _file("a.txt", f"{sentence(r, 5)}\nshort\n{sentence(r, 6)}\n{'d' * p['length']}\n") + "long_lines('a.txt')",
            _file("b.txt", f"{'a' * p['length']}\n{'b' * (p['length'] + 1)}\n") + "long_lines('b.txt')",
            _file("c.txt", "") + "long_lines('c.txt')",
            _file("d.txt", f"\n\n  {'x ' * 15}\n") + "long_lines('d.txt')",
            _file("e.txt", "\n".join(sentence(r, n) for n in (1, 2, 4, 1, 5))) + "long_lines('e.txt')",
            _file("f.txt", f"{'q' * (p['length'] + 1)}\n{'r' * p['length']}") + "long_lines('f.txt')",
        ],
    ),
    Family(
        name="append-log",
        concept="writing-files",
        difficulty="medium",
        offset=0.5,
        minutes=13,
        draw=lambda r: {
            "width": (width := r.randint(2, 4)),
            "zeros": "0" * (width - 1),
            "mark": r.choice([":", ")", " -"]),
        },
        statement="""
            Write a function `$function(path, message)` that adds a line to a log file, which may not be there yet.
            The line begins with its number, in $width digits with zeros in front, then comes `$mark`, a blank and
            the message: the first line is `${zeros}1$mark hello`. The function returns the number.
        """,
        hints=(
            "To know the number, you need to know how many lines there are already.",
            'Mode `"a"` adds at the end; reading a missing file raises `FileNotFoundError`.',
            "Count the lines in `try`, with 0 after `except FileNotFoundError`; then write `{number:0$width}$mark ...`.",
        ),
        reference="""
            def append_log(path, message):
                try:
                    with open(path, encoding="utf-8") as file:
                        number = len(file.readlines()) + 1
                except FileNotFoundError:
                    number = 1
                with open(path, "a", encoding="utf-8") as file:
                    file.write(f"{number:0$width}$mark {message}\\n")
                return number
        """,
        mutants=(("number = 1\n", "number = 0\n"), ('"a"', '"w"'), (":0$width", ""), ("{message}\\n", "{message}")),
        cases=lambda r, _: [
            f"number = append_log('a.log', {sentence(r, 2)!r})\n(number, open('a.log').read())",
            f"numbers = [append_log('b.log', text) for text in {names(r, 3)}]\n(numbers, open('b.log').read())",
            "append_log('c.log', 'x')",
            "numbers = [append_log('d.log', str(i)) for i in range(12)]\n(numbers, open('d.log').readlines()[-1])",
            f"first = append_log('e.log', {sentence(r, 3)!r})\nsecond = append_log('e.log', '')\n(first, second, open('e.log').read())",
            _file("f.log", "old\nlines\n") + "number = append_log('f.log', 'new')\n(number, open('f.log').read())",
        ],
    ),
    Family(
        name="count-bytes",
        concept="text-encoding",
        difficulty="medium",
        offset=-0.2,
        minutes=11,
        draw=lambda r: {"encoding": r.choice(["utf-8", "utf-16-le", "utf-32-le"])},
        statement="""
            Write a function `$function(text)` that returns a tuple: how many characters a text has, how many bytes it takes in the
            encoding `$encoding`, and the text that those bytes are when they are read with the same encoding and turned round.
        """,
        hints=(
            "Characters and bytes are two things.",
            "`text.encode(name)` gives bytes, `raw.decode(name)` a text.",
            'With `raw = text.encode(encoding="$encoding")`, the second value is `len(raw)`; the last one is a slice with step -1.',
        ),
        reference="""
            def count_bytes(text):
                raw = text.encode(encoding="$encoding")
                return len(text), len(raw), raw.decode(encoding="$encoding")[::-1]
        """,
        mutants=(("len(text), len(raw)", "len(raw), len(text)"), ("len(raw)", "len(text)"), ("[::-1]", "")),
        cases=lambda r, _: [
            (sentence(r, 2),),
            ("Grüße",),
            (names(r, 1)[0],),
            ("",),
            ("naïve café",),
            ("日本",),
            ("€ 5",),
        ],
    ),
)

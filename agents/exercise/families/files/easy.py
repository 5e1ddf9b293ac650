"""Files, easy."""

from agents.exercise.drawing import numbers, sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]


def _file(name: str, text: str) -> str:
    """Lines of a test that write a file first."""
    return f"with open({name!r}, 'w', encoding='utf-8') as file: _ = file.write({text!r})\n"


FAMILIES = (
    Family(
        name="count-lines",
        concept="reading-files",
        difficulty="easy",
        offset=-0.4,
        minutes=8,
        draw=lambda r: {"mark": r.choice(["#", "!", ";"])},
        statement="""
            Write a function `$function(path)` that returns how many lines of a text file do not begin with `$mark`.
        """,
        hints=(
            "A file can be gone through line by line.",
            "`open(path)` gives the file; a `for` loop over it gives its lines.",
            'Count a line if `not line.startswith("$mark")`.',
        ),
        reference="""
            def count_lines(path):
                count = 0
                with open(path, encoding="utf-8") as file:
                    for line in file:
                        if not line.startswith("$mark"):
                            count += 1
                return count
        """,
        mutants=(
            ("if not line", "if line"),
            ("count = 0", "count = 1"),
            ('if not line.startswith("$mark")', 'if "$mark" not in line'),
            ('if not line.startswith("$mark")', "if line"),
        ),
        cases=lambda r, p: [
            _file("notes.txt", f"{sentence(r, 2)}\n{p['mark']} {sentence(r, 2)}\nend\n") + "count_lines('notes.txt')",
            _file("plan.txt", f"{words(r, 1)[0]} {p['mark']}\n{p['mark']}\n") + "count_lines('plan.txt')",
            _file("empty.txt", "") + "count_lines('empty.txt')",
            _file("one.txt", "no line break at the end") + "count_lines('one.txt')",
            _file("marks.txt", f"{p['mark']}a\n" * r.randint(2, 6)) + "count_lines('marks.txt')",
            _file("long.txt", "\n".join([*words(r, 7), f"x{p['mark']}", f"{p['mark']}x"])) + "count_lines('long.txt')",
            _file("blank.txt", "\n\n\n") + "count_lines('blank.txt')",
        ],
    ),
    Family(
        name="save-list",
        concept="writing-files",
        difficulty="easy",
        offset=0.1,
        minutes=8,
        draw=lambda r: {"mark": r.choice(["- ", "* ", "> "])},
        statement="""
            Write a function `$function(path, words)` that writes a text file with one word in each line and `$mark`
            in front of it. Each line ends with a line break. What was in the file before is lost. The function
            returns the number of lines.
        """,
        hints=(
            "A file must be opened for writing.",
            "The mode is the second argument of `open`; `write` adds no line break by itself.",
            'In the loop: `file.write(f"$mark{word}\\n")`.',
        ),
        reference="""
            def save_list(path, words):
                with open(path, "w", encoding="utf-8") as file:
                    for word in words:
                        file.write(f"$mark{word}\\n")
                return len(words)
        """,
        mutants=(
            ('"w"', '"a"'),
            ("{word}\\n", "{word}"),
            ("$mark{word}", "{word}"),
            ("return len(words)", "return None"),
        ),
        cases=lambda r, _: [
            f"count = save_list('a.txt', {words(r, 3)})\n(count, open('a.txt').read())",
            f"first = save_list('b.txt', {words(r, 4)})\nsecond = save_list('b.txt', {words(r, 1)})\n(first, second, open('b.txt').read())",
            "save_list('c.txt', [])",
            "count = save_list('d.txt', [])\nopen('d.txt').read()",
            f"count = save_list('e.txt', {words(r, 6)})\n(count, open('e.txt').readlines())",
            f"first = save_list('f.txt', {words(r, 2)})\nsecond = save_list('f.txt', [])\nopen('f.txt').read()",
        ],
    ),
    Family(
        name="sum-of-file",
        concept="with-statement",
        difficulty="easy",
        offset=0.5,
        minutes=9,
        draw=lambda r: {"start": r.randint(5, 50)},
        statement="""
            A file has one whole number in each line; there may be empty lines. Write a function `$function(path)`
            that returns $start plus the sum of the numbers. Use `with`, so that the file is closed whatever
            happens.
        """,
        hints=(
            "Lines are text and end with a line break.",
            "`line.strip()` is empty for an empty line; `int` makes a number of the others.",
            "Begin with `total = $start` and add `int(line)` if `line.strip()` is not empty.",
        ),
        reference="""
            def sum_of_file(path):
                total = $start
                with open(path, encoding="utf-8") as file:
                    for line in file:
                        if line.strip():
                            total += int(line)
                return total
        """,
        mutants=(
            ("total = $start", "total = 0"),
            ("if line.strip():", "if True:"),
            ("total += int(line)", "total = int(line)"),
        ),
        cases=lambda r, _: [
            _file("n.txt", "\n".join(map(str, numbers(r, 4)))) + "sum_of_file('n.txt')",
            _file("m.txt", f"{r.randint(1, 9)}\n\n-{r.randint(1, 9)}\n") + "sum_of_file('m.txt')",
            _file("o.txt", "") + "sum_of_file('o.txt')",
            _file("p.txt", "\n\n7\n \n8") + "sum_of_file('p.txt')",
            _file("q.txt", "\n".join(map(str, numbers(r, 9, -99, 99))) + "\n") + "sum_of_file('q.txt')",
            _file("r.txt", "  5 \n 6\n") + "sum_of_file('r.txt')",
        ],
    ),
    Family(
        name="file-kind",
        concept="file-paths",
        difficulty="easy",
        offset=0.3,
        minutes=8,
        draw=lambda r: {"kind": r.choice(["txt", "csv", "json"]), "word": r.choice(["text", "data", "mine"])},
        statement="""
            Write a function `$function(path)` that takes a path such as `"school/report.txt"` and returns a tuple:
            the name of the file without its ending, and `"$word"` if the ending is `.$kind`, else the ending with
            its dot.
        """,
        hints=(
            "`pathlib` knows the parts of a path.",
            "A `Path` has the attributes `stem` and `suffix`.",
            'With `place = Path(path)`, compare `place.suffix` with `".$kind"`.',
        ),
        reference="""
            from pathlib import Path


            def file_kind(path):
                place = Path(path)
                if place.suffix == ".$kind":
                    return place.stem, "$word"
                return place.stem, place.suffix
        """,
        alternatives=(
            """
            def file_kind(path):
                name = path.split("/")[-1]
                stem, dot, ending = name.rpartition(".")
                if not dot:
                    return name, ""
                return stem, "$word" if ending == "$kind" else dot + ending
            """,
        ),
        mutants=(
            ('".$kind"', '"$kind"'),
            ('place.stem, "$word"', 'place.name, "$word"'),
            ("place.stem, place.suffix", "place.stem, place.suffix[1:]"),
            ("place.stem, place.suffix", "path, place.suffix"),
        ),
        cases=lambda r, p: [
            (f"{words(r, 1)[0]}/{words(r, 1)[0]}.{p['kind']}",),
            (f"home/{words(r, 1)[0]}.png",),
            ("README",),
            (f"a/b/c/{words(r, 1)[0]}.tar.gz",),
            (f"x.{p['kind']}",),
            (f"{p['kind']}/notes",),
            ("music/song.mp3",),
        ],
    ),
)

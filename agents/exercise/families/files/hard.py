"""Files, hard."""

from agents.exercise.drawing import ITEMS, names, sentence
from agents.exercise.family import Family

__all__ = ["FAMILIES"]


def _file(name: str, text: str) -> str:
    """Lines of a test that write a file first."""
    return f"with open({name!r}, 'w', encoding='utf-8') as file: _ = file.write({text!r})\n"


FAMILIES = (
    Family(
        name="merge-stocks",
        concept="csv-files",
        difficulty="hard",
        offset=0.2,
        minutes=20,
        draw=lambda r: {"least": r.randint(2, 9)},
        statement="""
            Two CSV files have the columns `item` and `count`; an item may stand in one or in both, and several
            times. Write a function `$function(first, second, result)` that writes a third file of the same kind:
            the column names, then each item once, in alphabetical order, with the sum of its counts. Items whose
            sum is below $least are left out. The function returns how many items it has written. Lines end with
            `\\n`.
        """,
        hints=(
            "Read both files into one dictionary of sums, then write it.",
            "One loop over `(first, second)` reads both files in the same way; `csv.DictReader` helps.",
            'Write with `csv.writer(file, lineterminator="\\n")` in the order of `sorted(counts)`.',
        ),
        reference="""
            import csv


            def merge_stocks(first, second, result):
                counts = {}
                for path in (first, second):
                    with open(path, encoding="utf-8", newline="") as file:
                        for row in csv.DictReader(file):
                            counts[row["item"]] = counts.get(row["item"], 0) + int(row["count"])
                kept = [item for item in sorted(counts) if counts[item] >= $least]
                with open(result, "w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\\n")
                    writer.writerow(["item", "count"])
                    writer.writerows([item, counts[item]] for item in kept)
                return len(kept)
        """,
        mutants=(
            (">= $least", "> $least"),
            ("sorted(counts)", "sorted(counts, reverse=True)"),
            ("return len(kept)", "return len(counts)"),
            ("(first, second):", "(first,):"),
        ),
        cases=lambda r, p: [
            _file(
                "a.csv",
                "item,count\n"
                + "".join(f"{item},{r.randint(1, 9)}\n" for item in [*r.sample(ITEMS, 4), "zinc"])
                + "ash,1\n",
            )
            + _file(
                "b.csv",
                "item,count\n"
                + "".join(f"{item},{r.randint(1, 9)}\n" for item in r.sample(ITEMS, 4))
                + f"zinc,{p['least']}\n",
            )
            + "number = merge_stocks('a.csv', 'b.csv', 'c.csv')\n(number, open('c.csv').read())",
            _file("d.csv", f"item,count\ngold,{p['least']}\nlead,{p['least'] - 1}\n")
            + _file("e.csv", f"item,count\ntin,{p['least'] - 1}\niron,40\n")
            + "number = merge_stocks('d.csv', 'e.csv', 'f.csv')\n(number, open('f.csv').read())",
            _file("g.csv", "item,count\n")
            + _file("h.csv", "item,count\n")
            + "number = merge_stocks('g.csv', 'h.csv', 'i.csv')\n(number, open('i.csv').read())",
            _file("j.csv", "item,count\nx,1\nx,1\nx,9\n")
            + _file("k.csv", "count,item\n7,a\n0,b\n")
            + "number = merge_stocks('j.csv', 'k.csv', 'l.csv')\n(number, open('l.csv').read())",
            _file("m.csv", 'item,count\n"nuts, salted",20\n')
            + _file("n.csv", "item,count\nnuts,30\n")
            + "number = merge_stocks('m.csv', 'n.csv', 'o.csv')\n(number, open('o.csv').read())",
            _file("p.csv", "item,count\nq,50\n")
            + _file("q.csv", "item,count\nr,1\nq,5\n")
            + "merge_stocks('p.csv', 'q.csv', 'r.csv')",
        ],
    ),
    Family(
        name="best-scores",
        concept="json-data",
        difficulty="hard",
        offset=0.5,
        minutes=20,
        draw=lambda r: {"top": r.randint(2, 3)},
        statement="""
            A JSON file holds the best results of a game as a list of objects with `name` and `points`, best first.
            Write a function `$function(path, name, points)` that enters a new result at its place, behind older
            ones with as many points, keeps the best $top, and writes the file. If the file is missing, the list is
            empty so far. The function returns the place of the new result, counted from 1, or `None` if it is not
            among the best $top; the file is written in any case.
        """,
        hints=(
            "How many of the older results are at least as good as the new one?",
            "That number is the index at which the new result is inserted; a slice keeps the best.",
            "`results.insert(place, {...})`, then write `results[:$top]`; the place is in the list if `place < $top`.",
        ),
        reference="""
            import json


            def best_scores(path, name, points):
                try:
                    with open(path, encoding="utf-8") as file:
                        results = json.load(file)
                except FileNotFoundError:
                    results = []
                place = len([result for result in results if result["points"] >= points])
                results.insert(place, {"name": name, "points": points})
                with open(path, "w", encoding="utf-8") as file:
                    json.dump(results[:$top], file)
                return place + 1 if place < $top else None
        """,
        mutants=(
            (">= points", "> points"),
            ("results[:$top]", "results"),
            ("place < $top", "place <= $top"),
            ("return place + 1", "return place"),
        ),
        cases=lambda r, _: [
            f"place = best_scores('a.json', {names(r, 1)[0]!r}, {r.randint(1, 99)})\n(place, open('a.json').read())",
            f"places = [best_scores('b.json', name, points) for name, points in zip({names(r, 4)}, {r.sample(range(100), 4)})]\n(places, open('b.json').read())",
            "places = [best_scores('c.json', name, 5) for name in 'abcd']\n(places, open('c.json').read())",
            "places = [best_scores('d.json', str(n), n) for n in range(6)]\n(places, open('d.json').read())",
            "places = [best_scores('e.json', str(n), -n) for n in range(5)]\n(places, open('e.json').read())",
            _file("f.json", '[{"name": "Zoe", "points": 50}]')
            + f"place = best_scores('f.json', 'Yan', {r.choice([49, 50, 51])})\n(place, open('f.json').read())",
        ],
    ),
    Family(
        name="word-index",
        concept="reading-files",
        difficulty="hard",
        offset=-0.3,
        minutes=18,
        draw=lambda r: {"length": r.randint(4, 5)},
        statement="""
            Write a function `$function(paths)` that takes a list of paths of text files and returns a dictionary:
            for each word of at least $length letters, in small letters, the sorted list of the files in which it
            stands. Words are separated by blanks and line breaks; `.`, `,` and `!` at the end of a word do not
            belong to it. A file that is missing is passed over.
        """,
        hints=(
            "For each file, for each word: note the file under the word.",
            '`rstrip(".,!")` takes signs away at the end; a set under each word keeps files apart.',
            "`index.setdefault(word, set()).add(path)` notes a file; sort the sets at the end.",
        ),
        reference="""
            def word_index(paths):
                index = {}
                for path in paths:
                    try:
                        with open(path, encoding="utf-8") as file:
                            words = file.read().lower().split()
                    except FileNotFoundError:
                        continue
                    for word in words:
                        word = word.rstrip(".,!")
                        if len(word) >= $length:
                            index.setdefault(word, set()).add(path)
                return {word: sorted(found) for word, found in index.items()}
        """,
        mutants=(
            (".lower()", ""),
            ('rstrip(".,!")', 'rstrip(".")'),
            (">= $length", "> $length"),
            ("sorted(found)", "sorted(found)[:1]"),
            ("except FileNotFoundError", "except ZeroDivisionError"),
        ),
        cases=lambda r, p: [
            _file("a.txt", f"Hello world!\n{sentence(r, 2)} {'a' * p['length']}.")
            + _file("b.txt", "hello, again. The end")
            + "word_index(['b.txt', 'a.txt'])",
            _file("c.txt", "Salt salt SALTED, salt!") + "word_index(['c.txt', 'missing.txt'])",
            "word_index([])",
            _file("d.txt", "") + "word_index(['d.txt', 'nowhere.txt'])",
            _file("e.txt", f"{'x' * p['length']} {'y' * (p['length'] - 1)}. {'z' * (p['length'] - 1)}")
            + "word_index(['e.txt'])",
            _file("f.txt", sentence(r, 6))
            + _file("g.txt", sentence(r, 6).title() + ",")
            + "word_index(['f.txt', 'g.txt'])",
        ],
    ),
)

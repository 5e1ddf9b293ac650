"""Object-oriented programming, hard."""

from agents.exercise.drawing import ITEMS, names
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="shape-areas",
        concept="polymorphism",
        difficulty="hard",
        offset=-0.4,
        minutes=16,
        draw=lambda r: {"name": r.choice(["Frame", "Plate", "Tile"]), "hole": r.randint(1, 3)},
        statement="""
            Write a class `Rectangle(width, height)` with a method `area()`, and two classes that inherit from it:
            `Square(side)`, a rectangle whose sides are equal, and `$name(width, height)`, a rectangle with a square
            hole of side $hole in its middle. Then write a function `total_area(shapes)` that adds up the areas of a
            list of shapes, whatever they are.
        """,
        hints=(
            "The function calls `area()` on each shape and needs to know nothing else.",
            "`Square` has another `__init__`, `$name` another `area`.",
            "`Square.__init__` calls `super().__init__(side, side)`; `$name.area` begins with `super().area()`.",
        ),
        reference="""
            class Rectangle:
                def __init__(self, width, height):
                    self.width = width
                    self.height = height

                def area(self):
                    return self.width * self.height


            class Square(Rectangle):
                def __init__(self, side):
                    super().__init__(side, side)


            class $name(Rectangle):
                def area(self):
                    return super().area() - $hole**2


            def total_area(shapes):
                total = 0
                for shape in shapes:
                    total += shape.area()
                return total
        """,
        mutants=(
            ("- $hole**2", "- $hole * 4"),
            ("super().__init__(side, side)", "super().__init__(side, 1)"),
            ("shape.area()", "shape.width * shape.height"),
            (
                "class Square(Rectangle):",
                "class Base(Rectangle):\n                area = None\n\n            class Square(Base):",
            ),
        ),
        cases=lambda r, p: [
            f"total_area([Rectangle({r.randint(2, 9)}, 4), Square({r.randint(3, 9)}), {p['name']}(9, 8)])",
            f"{p['name']}({r.randint(5, 9)}, 6).area()",
            "isinstance(Square(2), Rectangle)",
            "total_area([])",
            "Square(7).area()",
            f"[isinstance({p['name']}(5, 5), one) for one in (Rectangle, Square)]",
            f"total_area([{p['name']}(5, 5)] * {r.randint(2, 6)})",
            f"square = Square({r.randint(2, 9)})\n(square.width, square.height)",
        ],
    ),
    Family(
        name="linked-playlist",
        concept="composition",
        difficulty="hard",
        offset=0.2,
        minutes=18,
        draw=lambda r: {"pause": r.randint(1, 9)},
        statement="""
            Write two classes. `Song(title, seconds)` keeps both. `Playlist()` is empty and has four methods:
            `add(song)` puts a song at the end; `remove(title)` takes out the first song of that title and returns
            `True`, or returns `False` if there is none; `titles()` returns the titles as a list; `length()` returns
            the seconds of all songs with a pause of $pause seconds between two songs.
        """,
        hints=(
            "A playlist has songs: keep them in a list of its own.",
            "How many pauses are between three songs, and how many if there is no song?",
            "The pauses are `$pause * max(0, len(self.songs) - 1)`.",
        ),
        reference="""
            class Song:
                def __init__(self, title, seconds):
                    self.title = title
                    self.seconds = seconds


            class Playlist:
                def __init__(self):
                    self.songs = []

                def add(self, song):
                    self.songs.append(song)

                def remove(self, title):
                    for song in self.songs:
                        if song.title == title:
                            self.songs.remove(song)
                            return True
                    return False

                def titles(self):
                    return [song.title for song in self.songs]

                def length(self):
                    return sum(song.seconds for song in self.songs) + $pause * max(0, len(self.songs) - 1)
        """,
        mutants=(
            ("max(0, len(self.songs) - 1)", "len(self.songs)"),
            ("max(0, len(self.songs) - 1)", "(len(self.songs) - 1)"),
            ("return True", "pass"),
            ("self.songs.remove(song)\n", "self.songs = [one for one in self.songs if one.title != title]\n"),
        ),
        cases=lambda r, _: [
            f"playlist = Playlist()\nfor title in {names(r, 3)}: playlist.add(Song(title, {r.randint(60, 200)}))\n(playlist.titles(), playlist.length())",
            "playlist = Playlist()\nplaylist.add(Song('a', 10))\nplaylist.add(Song('b', 20))\n(playlist.remove('a'), playlist.titles(), playlist.length())",
            "Playlist().length()",
            "Playlist().remove('x')",
            "playlist = Playlist()\nfor title in 'abab': playlist.add(Song(title, 5))\n(playlist.remove('b'), playlist.titles())",
            f"a, b = Playlist(), Playlist()\na.add(Song('x', {r.randint(1, 9)}))\n(a.titles(), b.titles(), a.length())",
            "playlist = Playlist()\nplaylist.add(Song('a', 7))\n(playlist.remove('z'), playlist.titles())",
        ],
    ),
    Family(
        name="stock-item",
        concept="dataclasses",
        difficulty="hard",
        offset=0.0,
        minutes=16,
        draw=lambda r: {"least": r.randint(5, 20)},
        statement="""
            Write a dataclass `Item` with the fields `name`, `price` and `count`, where `count` is 0 if it is not
            given. Items that have equal fields are equal. Its method `value()` returns price times count. Then
            write a function `scarce(items)` that returns the names of the items of which there are fewer than
            $least, the one with the smallest value first; items of equal value are in alphabetical order.
        """,
        hints=(
            "A dataclass writes `__init__` and `__eq__` for you; a default stands behind `=`.",
            "First leave out what is not scarce, then sort by two things.",
            "The key of the sort is `lambda item: (item.value(), item.name)`.",
        ),
        reference="""
            from dataclasses import dataclass


            @dataclass
            class Item:
                name: str
                price: float
                count: int = 0

                def value(self):
                    return self.price * self.count


            def scarce(items):
                few = [item for item in items if item.count < $least]
                return [item.name for item in sorted(few, key=lambda item: (item.value(), item.name))]
        """,
        mutants=(
            ("< $least", "<= $least"),
            ("(item.value(), item.name)", "item.value()"),
            ("count: int = 0", "count: int = 1"),
            ("@dataclass\n", "@dataclass(eq=False)\n"),
        ),
        cases=lambda r, p: [
            f"scarce([Item(name, price, {r.randint(1, 4)}) for name, price in zip({r.sample(ITEMS, 4)}, {r.sample(range(2, 30), 4)})])",
            f"Item('tea', {r.randint(2, 9)}, {r.randint(2, 9)}).value()",
            "Item('tea', 3) == Item('tea', 3, 0)",
            f"scarce([Item('b', 2, 1), Item('a', 1, 2), Item('c', 1, {p['least']}), Item('d', 1)])",
            "scarce([])",
            f"scarce([Item('x', 1, {p['least'] - 1}), Item('y', 1, {p['least'] + 1})])",
            "Item('salt', 5).count",
            "Item('a', 1) == Item('b', 1)",
        ],
    ),
    Family(
        name="plugin-report",
        concept="abstract-classes",
        difficulty="hard",
        offset=0.5,
        minutes=20,
        draw=lambda r: {"mark": r.choice(["=", "*", "#"]), "width": r.randint(3, 6)},
        statement="""
            Write an abstract class `Report`. It cannot be made itself, because its method `lines()` is abstract.
            Its method `text()` joins what `lines()` returns with line breaks, below a first line of $width signs
            `$mark`. Then write a class `NumberReport(numbers)` that inherits from it; its lines are the numbers as
            text, and at the end `sum: ` with the sum.
        """,
        hints=(
            "The module `abc` has what makes a method abstract.",
            "`Report` inherits from `ABC`, and `lines` has the decorator `@abstractmethod`.",
            '`text` returns `"\\n".join(["$mark" * $width, *self.lines()])`.',
        ),
        reference="""
            from abc import ABC, abstractmethod


            class Report(ABC):
                @abstractmethod
                def lines(self):
                    pass

                def text(self):
                    return "\\n".join(["$mark" * $width, *self.lines()])


            class NumberReport(Report):
                def __init__(self, numbers):
                    self.numbers = numbers

                def lines(self):
                    return [str(number) for number in self.numbers] + [f"sum: {sum(self.numbers)}"]
        """,
        mutants=(
            ("@abstractmethod\n", "@staticmethod\n"),
            ('"$mark" * $width, ', ""),
            ('[f"sum: {sum(self.numbers)}"]', '["sum"]'),
            ("class Report(ABC):", "class Report:"),
        ),
        cases=lambda r, _: [
            f"NumberReport({r.sample(range(100), 3)}).text()",
            "Report()",
            f"NumberReport({r.sample(range(100), 2)}).lines()",
            "NumberReport([]).text()",
            "isinstance(NumberReport([1]), Report)",
            "class Empty(Report):\n    def lines(self):\n        return []\nEmpty().text()",
            "class Lazy(Report):\n    pass\nLazy()",
        ],
    ),
)

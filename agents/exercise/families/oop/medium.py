"""Object-oriented programming, medium."""

from agents.exercise.drawing import names, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="money-account",
        version=2,
        concept="encapsulation",
        difficulty="medium",
        offset=-0.4,
        minutes=12,
        draw=lambda r: {"fee": r.randint(1, 3)},
        statement="""
            Write a class `FeeAccount`. `FeeAccount(balance)` begins with an amount. `deposit(amount)` adds it; amounts of
            0 and less are ignored. `withdraw(amount)` takes it and a fee of $fee from the balance and returns
            `True`, or returns `False` and changes nothing if the balance is too small for both. `balance()` returns
            the balance. Keep the amount itself in an attribute that is meant for the class alone.
        """,
        hints=(
            "An attribute meant for the class alone has a name that begins with an underscore.",
            "`withdraw` first compares the balance with the amount and the fee together.",
            "`if amount + $fee > self._balance: return False`.",
        ),
        reference="""
            class FeeAccount:
                def __init__(self, balance):
                    self._balance = balance

                def deposit(self, amount):
                    if amount > 0:
                        self._balance += amount

                def withdraw(self, amount):
                    if amount + $fee > self._balance:
                        return False
                    self._balance -= amount + $fee
                    return True

                def balance(self):
                    return self._balance
        """,
        mutants=(
            ("if amount > 0:", "if True:"),
            ("if amount + $fee >", "if amount >"),
            ("-= amount + $fee", "-= amount"),
            ("amount + $fee > self", "amount + $fee >= self"),
        ),
        cases=lambda r, p: [
            f"account = FeeAccount({r.randint(50, 99)})\naccount.deposit({r.randint(5, 20)})\naccount.balance()",
            f"account = FeeAccount({(b := r.randint(50, 99))})\ntaken = account.withdraw({b - 20})\n(taken, account.balance())",
            "account = FeeAccount(20)\ntaken = account.withdraw(20)\n(taken, account.balance())",
            "account = FeeAccount(10)\naccount.deposit(-5)\naccount.balance()",
            f"account = FeeAccount({30 + p['fee']})\ntaken = account.withdraw(30)\n(taken, account.balance())",
            "a, b = FeeAccount(1), FeeAccount(2)\na.deposit(5)\n(a.balance(), b.balance())",
            f"account = FeeAccount({p['fee']})\n(account.withdraw(1), account.withdraw(0), account.balance())",
        ],
    ),
    Family(
        name="room-sensor",
        concept="properties",
        difficulty="medium",
        offset=0.1,
        minutes=12,
        draw=lambda r: {"low": r.randint(-20, -5), "high": r.randint(35, 60)},
        statement="""
            Write a class `Sensor`. `Sensor(celsius)` has an attribute `celsius` that can be read and set; values
            below $low are kept as $low and values above $high as $high, also when the object is made. A second
            attribute, `fahrenheit`, can be read only and is `celsius * 9 / 5 + 32`.
        """,
        hints=(
            "An attribute that calculates or checks is a property.",
            "`@property` reads, `@celsius.setter` sets; `__init__` can use the setter.",
            "The setter stores `max($low, min($high, value))` in `self._celsius`.",
        ),
        reference="""
            class Sensor:
                def __init__(self, celsius):
                    self.celsius = celsius

                @property
                def celsius(self):
                    return self._celsius

                @celsius.setter
                def celsius(self, value):
                    self._celsius = max($low, min($high, value))

                @property
                def fahrenheit(self):
                    return self._celsius * 9 / 5 + 32
        """,
        mutants=(
            ("max($low, min($high, value))", "value"),
            ("self.celsius = celsius", "self._celsius = celsius"),
            ("* 9 / 5 + 32", "* 5 / 9 + 32"),
            ("max($low, min($high, value))", "min($high, value)"),
        ),
        cases=lambda r, _: [
            f"sensor = Sensor({r.randint(0, 30)})\n(sensor.celsius, sensor.fahrenheit)",
            f"sensor = Sensor({r.randint(0, 30)})\nsensor.celsius = 100\nsensor.celsius",
            "sensor = Sensor(20)\nsetattr(sensor, 'fahrenheit', 5)",
            "Sensor(-99).celsius",
            "Sensor(99).fahrenheit",
            "sensor = Sensor(0)\nsensor.celsius = -100\n(sensor.celsius, sensor.fahrenheit)",
            f"a, b = Sensor({r.randint(1, 9)}), Sensor({r.randint(10, 20)})\n(a.celsius, b.celsius)",
        ],
    ),
    Family(
        name="plane-vector",
        concept="special-methods",
        difficulty="medium",
        offset=0.4,
        minutes=14,
        draw=lambda r: {"mark": r.choice([",", ";", "|"])},
        statement="""
            Write a class `Vector`, made with `Vector(x, y)`. Two vectors can be added with `+`, which gives a new
            vector, and compared with `==`, which is true if both coordinates are equal. `str(vector)` is such as
            `(3$mark 4)`, and `len(vector)` is the sum of the absolute values of both coordinates.
        """,
        hints=(
            "Each operator and built-in function has a method that it calls.",
            "They are `__add__`, `__eq__`, `__str__` and `__len__`.",
            "`__add__(self, other)` returns `Vector(self.x + other.x, ...)`.",
        ),
        reference="""
            class Vector:
                def __init__(self, x, y):
                    self.x = x
                    self.y = y

                def __add__(self, other):
                    return Vector(self.x + other.x, self.y + other.y)

                def __eq__(self, other):
                    return self.x == other.x and self.y == other.y

                def __str__(self):
                    return f"({self.x}$mark {self.y})"

                def __len__(self):
                    return abs(self.x) + abs(self.y)
        """,
        mutants=(
            ("self.y + other.y)", "self.y)"),
            ("== other.x and", "== other.x or"),
            ("({self.x}$mark", "({self.x}"),
            ("abs(self.x) + abs(self.y)", "abs(self.x + self.y)"),
        ),
        cases=lambda r, _: [
            f"str(Vector({r.randint(1, 9)}, {r.randint(1, 9)}) + Vector({r.randint(1, 9)}, {r.randint(-9, -1)}))",
            f"len(Vector({r.randint(1, 9)}, {r.randint(-9, -1)}))",
            f"Vector(1, {(y := r.randint(2, 9))}) == Vector(1, {y})",
            "(Vector(1, 2) == Vector(1, 3), Vector(0, 2) == Vector(1, 2))",
            "str(Vector(0, -1))",
            "a, b = Vector(1, 2), Vector(3, 4)\nc = a + b\n(str(a), str(b), str(c), c == Vector(4, 6))",
            "len(Vector(0, 0))",
        ],
    ),
    Family(
        name="animal-sounds",
        concept="inheritance",
        difficulty="medium",
        offset=0.0,
        minutes=12,
        draw=lambda r: {
            "kind": r.choice(["Dog", "Duck", "Cow"]),
            "sound": r.choice(["Woof", "Quack", "Moo"]),
            "times": r.randint(2, 3),
        },
        statement="""
            Write a class `Animal`, made with `Animal(name)`, whose method `sound()` returns `"..."` and whose
            method `speak()` returns a text such as `Ada says ...`. Then write a class `$kind` that inherits from
            it: its `sound()` is `"$sound"`, and its `speak()` is what the class above says, followed by `!` $times
            times.
        """,
        hints=(
            "`$kind` writes down only what differs.",
            "`speak` of the class above calls `self.sound()`: which one is that for a `$kind`?",
            "`$kind.speak` begins with `super().speak()`.",
        ),
        reference="""
            class Animal:
                def __init__(self, name):
                    self.name = name

                def sound(self):
                    return "..."

                def speak(self):
                    return f"{self.name} says {self.sound()}"


            class $kind(Animal):
                def sound(self):
                    return "$sound"

                def speak(self):
                    return super().speak() + "!" * $times
        """,
        mutants=(
            ('"!" * $times', '"!"'),
            ("{self.sound()}", "..."),
            ("class $kind(Animal):\n", "class $kind:\n                __init__ = Animal.__init__\n"),
            ('return "..."', 'return ""'),
        ),
        cases=lambda r, p: [
            f"{p['kind']}({names(r, 1)[0]!r}).speak()",
            f"Animal({names(r, 1)[0]!r}).speak()",
            f"isinstance({p['kind']}('Tim'), Animal)",
            f"{p['kind']}('Kim').sound()",
            "Animal('Pim').sound()",
            f"[one.speak() for one in ({p['kind']}('A'), Animal('B'))]",
            f"{p['kind']}({words(r, 1)[0]!r}).name",
        ],
    ),
    Family(
        name="meeting-time",
        concept="class-and-static-methods",
        difficulty="medium",
        offset=0.5,
        minutes=14,
        draw=lambda r: {"mark": r.choice([":", "-", "/"])},
        statement="""
            Write a class `Meeting`, made with `Meeting(hour, minute)`. A class method `parse(text)` makes one of a text such as
            `"9${mark}05"`. A static method `valid(hour, minute)` tells whether hours are from 0 to 23 and minutes from 0 to 59.
            `str(meeting)` is the text with both numbers in two digits: `09${mark}05`.
        """,
        hints=(
            "One of the methods needs the class, the other one needs neither class nor object.",
            "`@classmethod` gets the class as `cls`, and `cls(...)` makes an object; `@staticmethod` gets nothing extra.",
            "`parse` splits at `$mark`, makes numbers of both parts and returns `cls(hour, minute)`.",
        ),
        reference="""
            class Meeting:
                def __init__(self, hour, minute):
                    self.hour = hour
                    self.minute = minute

                @classmethod
                def parse(cls, text):
                    hour, minute = text.split("$mark")
                    return cls(int(hour), int(minute))

                @staticmethod
                def valid(hour, minute):
                    return 0 <= hour <= 23 and 0 <= minute <= 59

                def __str__(self):
                    return f"{self.hour:02}$mark{self.minute:02}"
        """,
        mutants=(
            ("cls(int(hour), int(minute))", "Meeting(int(hour), int(minute))"),
            ("hour <= 23 and", "hour <= 23 or"),
            ("{self.minute:02}", "{self.minute}"),
            ("minute <= 59", "minute <= 60"),
        ),
        cases=lambda r, p: [
            f"str(Meeting.parse('{r.randint(1, 9)}{p['mark']}{r.randint(1, 9)}'))",
            f"Meeting.valid({r.randint(0, 23)}, {r.randint(0, 59)})",
            f"str(Meeting({r.randint(10, 23)}, {r.randint(0, 9)}))",
            "(Meeting.valid(24, 0), Meeting.valid(0, 60), Meeting.valid(-1, 5), Meeting.valid(23, 59))",
            f"class Lunch(Meeting):\n    pass\ntype(Lunch.parse('12{p['mark']}30')).__name__",
            f"meeting = Meeting.parse('07{p['mark']}45')\n(meeting.hour, meeting.minute)",
        ],
    ),
)

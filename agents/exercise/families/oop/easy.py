"""Object-oriented programming, easy."""

from agents.exercise.drawing import ITEMS, names
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="pet-class",
        concept="constructors",
        difficulty="easy",
        offset=-0.5,
        minutes=8,
        draw=lambda r: {"kind": r.choice(["dog", "cat", "parrot", "pony"]), "factor": r.randint(3, 7)},
        statement="""
            Write a class `Pet` for a $kind. It is made with `Pet(name, age)` and has three attributes: `name` and
            `age` as they were given, and `human_age`, which is $factor times the age.
        """,
        hints=(
            "What happens when an object is made stands in one special method.",
            "`__init__` takes `self` and the two values, and stores them at `self`.",
            "The third line of `__init__` sets `self.human_age` to a product.",
        ),
        reference="""
            class Pet:
                def __init__(self, name, age):
                    self.name = name
                    self.age = age
                    self.human_age = age * $factor
        """,
        mutants=(
            ("age * $factor", "age + $factor"),
            ("self.name = name", 'self.name = "name"'),
            ("self.age = age\n", "self.age = age + 1\n"),
        ),
        cases=lambda r, _: [
            *[f"pet = Pet({name!r}, {r.randint(1, 15)})\n(pet.name, pet.age, pet.human_age)" for name in names(r, 4)],
            "Pet('Rex', 0).human_age",
            "Pet('Tom', 3).name",
            "a, b = Pet('A', 1), Pet('B', 2)\n(a.name, b.name, a.human_age, b.age)",
        ],
    ),
    Family(
        name="step-counter",
        version=2,
        concept="methods",
        difficulty="easy",
        offset=0.0,
        minutes=9,
        draw=lambda r: {"step": r.randint(2, 9)},
        statement="""
            Write a class `StepCounter`. `StepCounter()` begins at 0. Its method `up()` raises the count by $step, `reset()`
            sets it to 0, and `value()` returns it. The first two return nothing.
        """,
        hints=(
            "Each object keeps a count of its own.",
            "The count is an attribute that `__init__` sets; methods reach it through `self`.",
            "`up` does `self.count += $step`.",
        ),
        reference="""
            class StepCounter:
                def __init__(self):
                    self.count = 0

                def up(self):
                    self.count += $step

                def reset(self):
                    self.count = 0

                def value(self):
                    return self.count
        """,
        mutants=(
            ("+= $step", "+= 1"),
            ("self.count += $step", "self.count = $step"),
            ("def reset(self):\n                    self.count = 0", "def reset(self):\n                    pass"),
            ("return self.count", "return 0"),
        ),
        cases=lambda r, _: [
            "c = StepCounter()\nc.up()\nc.value()",
            "c = StepCounter()\nc.up()\nc.reset()\nc.value()",
            "c = StepCounter()\nfor _ in range(4): c.up()\nc.value()",
            "StepCounter().value()",
            "a, b = StepCounter(), StepCounter()\na.up()\na.up()\n(a.value(), b.value())",
            "c = StepCounter()\nc.up()\nc.up()\nc.reset()\nc.up()\nc.value()",
            f"c = StepCounter()\nfor _ in range({r.randint(5, 9)}): c.up()\nc.value()",
        ],
    ),
    Family(
        name="numbered-orders",
        concept="class-attributes",
        difficulty="easy",
        offset=0.6,
        minutes=10,
        draw=lambda r: {"tax": r.choice([5, 10, 20, 25])},
        statement="""
            Write a class `Order`. All orders share one class attribute `tax_percent`, which is $tax. `Order(price)`
            keeps the price, and its method `total()` returns the price with the tax that holds at that moment:
            whoever changes `Order.tax_percent` changes it for all orders.
        """,
        hints=(
            "What all objects share stands in the class, outside of its methods.",
            "In a method, `self.tax_percent` finds the value of the class.",
            "`total` returns `self.price * (1 + ... / 100)`.",
        ),
        reference="""
            class Order:
                tax_percent = $tax

                def __init__(self, price):
                    self.price = price

                def total(self):
                    return self.price * (1 + self.tax_percent / 100)
        """,
        mutants=(
            ("self.price = price", "self.price = price\n                    self.tax_percent = $tax"),
            ("1 + self.tax_percent / 100", "self.tax_percent / 100"),
            ("self.tax_percent / 100", "$tax / 100"),
            ("tax_percent = $tax\n", "tax_percent = 1\n"),
        ),
        cases=lambda r, p: [
            f"Order({r.randint(10, 99)}).total()",
            f"order = Order(200)\nOrder.tax_percent = 50\ntotal = order.total()\nOrder.tax_percent = {p['tax']}\ntotal",
            "Order.tax_percent",
            "Order(0).total()",
            f"a, b = Order({r.randint(100, 300)}), Order(10)\n(a.total(), b.total(), a.tax_percent)",
            f"a = Order(100)\nOrder.tax_percent = 0\ntotals = (a.total(), Order(50).total())\nOrder.tax_percent = {p['tax']}\n(totals, a.total())",
            f"Order({r.randint(1000, 2000)}).price",
        ],
    ),
    Family(
        name="shopping-bag",
        concept="classes-and-objects",
        difficulty="easy",
        offset=0.3,
        minutes=10,
        draw=lambda r: {"room": r.randint(2, 4)},
        statement="""
            Write a class `Bag` with room for $room things. `Bag()` is empty. `put(thing)` adds a thing and returns
            `True`; if the bag is full it returns `False` and changes nothing. `things()` returns a list of what is
            inside, in order.
        """,
        hints=(
            "What does a bag have to remember?",
            "A list made in `__init__`; `put` first looks how long it is.",
            "`if len(self.content) >= $room: return False` comes before the thing is appended.",
        ),
        reference="""
            class Bag:
                def __init__(self):
                    self.content = []

                def put(self, thing):
                    if len(self.content) >= $room:
                        return False
                    self.content.append(thing)
                    return True

                def things(self):
                    return list(self.content)
        """,
        mutants=(
            (">= $room", "> $room"),
            ("return False", "return True"),
            ("self.content.append(thing)", "self.content.insert(0, thing)"),
            ("def __init__(self):\n                    self.content = []", "content = []"),
        ),
        cases=lambda r, _: [
            f"bag = Bag()\nput = [bag.put(item) for item in {r.sample(ITEMS, 3)}]\n(put, bag.things())",
            f"bag = Bag()\nput = [bag.put(item) for item in {r.sample(ITEMS, 6)}]\n(put, bag.things())",
            "Bag().things()",
            "a, b = Bag(), Bag()\ntaken = a.put('x')\n(taken, a.things(), b.things())",
            "bag = Bag()\n[bag.put(i) for i in range(8)]",
            f"bag = Bag()\nput = [bag.put(item) for item in {r.sample(ITEMS, 2)}]\n(put, bag.things())",
        ],
    ),
)

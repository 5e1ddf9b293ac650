"""What families draw their tests from: numbers, words, names. The generator is an argument."""

from random import Random

__all__ = ["ITEMS", "NAMES", "WORDS", "names", "numbers", "prices", "sentence", "words"]

WORDS = [
    "apple", "bridge", "candle", "desert", "engine", "forest", "garden", "hammer", "island", "jacket", "kettle",
    "ladder", "marble", "needle", "orange", "pencil", "quartz", "rocket", "silver", "tunnel", "umbrella", "valley",
    "window", "yellow", "zebra", "anchor", "basket", "copper", "dragon", "feather"
]  # fmt: skip
NAMES = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jon", "Kira", "Leo", "Mia", "Noah",
    "Olga", "Paul"]  # fmt: skip
ITEMS = ["bread", "milk", "rice", "tea", "salt", "soap", "lamp", "rope", "nails", "paint"]  # fmt: skip


def numbers(random: Random, count: int, low: int = -20, high: int = 50) -> list[int]:
    """Whole numbers, both ends included."""
    return [random.randint(low, high) for _ in range(count)]


def prices(random: Random, count: int) -> list[float]:
    """Amounts of money with two decimals."""
    return [random.randint(50, 9999) / 100 for _ in range(count)]


def words(random: Random, count: int) -> list[str]:
    """Different words."""
    return random.sample(WORDS, count)


def names(random: Random, count: int) -> list[str]:
    """Different first names."""
    return random.sample(NAMES, count)


def sentence(random: Random, count: int) -> str:
    """Words with blanks between; some may come twice."""
    return " ".join(random.choice(WORDS[:12]) for _ in range(count))

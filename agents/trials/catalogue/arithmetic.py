"""What several tasks about whole numbers stand on."""

import math

__all__ = ["coin_ways", "digits_of", "divisors_of", "prime"]


def digits_of(n: int) -> list[int]:
    """The decimal digits of a number that is not negative."""
    return [int(one) for one in str(n)]


def divisors_of(n: int) -> list[int]:
    """All divisors of a positive number, itself included, in order."""
    return [one for one in range(1, n + 1) if n % one == 0]


def prime(n: int) -> bool:
    """Whether a number is a prime."""
    return n > 1 and all(n % one for one in range(2, math.isqrt(n) + 1))


def coin_ways(coins: list[int], amount: int) -> int:
    """In how many ways coins make an amount, whatever their order."""
    ways = [1] + [0] * amount
    for coin in coins:
        for at in range(coin, amount + 1):
            ways[at] += ways[at - coin]
    return ways[amount]

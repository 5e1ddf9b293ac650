"""Of kinds of numbers: whether a number is one of those that have a name."""

import math
from itertools import count

from agents.trials.catalogue.arithmetic import digits_of, divisors_of, prime
from agents.trials.task import any_order, each, known


def _proper_sum(n: int) -> int:
    return sum(divisors_of(n)[:-1])


def _happy(n: int) -> bool:
    seen = set()
    while n not in seen:
        seen.add(n)
        n = sum(one * one for one in digits_of(n))
    return n == 1


def _only(n: int, *factors: int) -> bool:
    for one in factors:
        while n % one == 0:
            n //= one
    return n == 1


def _kaprekar(n: int) -> bool:
    square = str(n * n)
    return any(int(square[:at]) + int(square[at:]) == n for at in range(1, len(square)) if int(square[at:]))


is_abundant = known(
    "tells whether a number is abundant",
    "is abundant, abundant, is abundant number, abundant number",
    each(6, 8, 12, 13, 18, 20, 28),
)(lambda n: _proper_sum(n) > n)
is_deficient = known(
    "tells whether a number is deficient",
    "is deficient, deficient, is deficient number, deficient number",
    each(6, 8, 12, 13, 18, 21, 28),
)(lambda n: _proper_sum(n) < n)
classify = known(
    "tells whether a number is perfect, abundant or deficient",
    "classify, classify number, classify perfect, number type",
    each(6, 12, 8, 28, 13, 18),
    loose=True,
)(
    lambda n: ("deficient", "perfect", "abundant")[(_proper_sum(n) >= n) + (_proper_sum(n) > n)],
    lambda n: ("Deficient", "Perfect", "Abundant")[(_proper_sum(n) >= n) + (_proper_sum(n) > n)],
)
is_happy = known(
    "tells whether a number is happy",
    "is happy, happy, is happy number, happy number",
    each(1, 2, 4, 7, 10, 19, 20, 28),
)(_happy)
is_harshad = known(
    "tells whether a number can be divided by the sum of its digits",
    "is harshad, harshad, is harshad number, harshad number, is niven, is niven number, divisible by digit sum, "
    "is divisible by digit sum",
    each(1, 10, 11, 12, 18, 19, 21, 100),
)(lambda n: n % sum(digits_of(n)) == 0)
is_strong_number = known(
    "tells whether a number is the sum of the factorials of its digits",
    "is strong number, strong number, is krishnamurthy, is krishnamurthy number, is peterson, is peterson number, "
    "krishnamurthy number, is factorion, is strong num",
    each(1, 2, 3, 10, 144, 145, 40585),
)(lambda n: sum(map(math.factorial, digits_of(n))) == n)
is_disarium = known(
    "tells whether the digits, each raised to its place, add up to the number",
    "is disarium, disarium, is disarium number, disarium number",
    each(5, 89, 10, 135, 136, 175, 518),
)(lambda n: sum(one**at for at, one in enumerate(digits_of(n), 1)) == n)
is_automorphic = known(
    "tells whether the square of a number ends in the number",
    "is automorphic, automorphic, is automorphic number, automorphic number",
    each(5, 6, 7, 25, 26, 76, 376),
)(lambda n: str(n * n).endswith(str(n)))
is_triangular = known(
    "tells whether a number is triangular",
    "is triangular, is triangular number, is triangle number",
    each(1, 2, 3, 4, 6, 9, 10, 15, 16),
)(lambda n: math.isqrt(8 * n + 1) ** 2 == 8 * n + 1)
is_fibonacci = known(
    "tells whether a number is a Fibonacci number",
    "is fibonacci, is fib, is fibonacci number, is fibonacci num",
    each(1, 2, 3, 4, 5, 6, 8, 9, 13, 20, 21),
)(lambda n: any(math.isqrt(one) ** 2 == one for one in (5 * n * n + 4, 5 * n * n - 4)))
is_composite = known(
    "tells whether a number is composite",
    "is composite, composite, is composite number, composite number",
    each(1, 2, 4, 7, 9, 15, 25, 49, 97),
)(lambda n: n > 1 and not prime(n))
are_coprime = known(
    "tells whether two numbers have no common divisor but 1",
    "is coprime, coprime, are coprime, are coprimes, coprimes, relatively prime, are relatively prime, "
    "is relatively prime, is co prime, are co prime, is relative prime",
    ((8, 15), (15, 8), (8, 12), (7, 14), (1, 5), (9, 10), (25, 35)),
)(lambda one, other: math.gcd(one, other) == 1)
are_amicable = known(
    "tells whether two numbers are amicable",
    "is amicable, are amicable, amicable, amicable numbers, are amicable numbers, is amicable pair, amicable pair",
    ((220, 284), (284, 220), (6, 8), (1184, 1210), (220, 285), (12, 16)),
)(lambda one, other: _proper_sum(one) == other and _proper_sum(other) == one)
are_twin_primes = known(
    "tells whether two numbers are twin primes",
    "is twin prime, are twin primes, twin primes, is twin primes, twin prime",
    ((3, 5), (5, 7), (7, 9), (2, 3), (11, 13), (4, 6), (13, 17)),
)(lambda one, other: prime(one) and prime(other) and abs(one - other) == 2)
is_power_of = known(
    "tells whether a number is a power of another",
    "is power, is power of",
    ((8, 2), (2, 2), (6, 2), (27, 3), (12, 2), (16, 4), (18, 3)),
)(*any_order(2, lambda n, base: n in [base**power for power in range(1, 10)]))
is_power_of_three = known(
    "tells whether a number is a power of three",
    "is power three, is power of three, power of three, is power of 3",
    each(1, 3, 9, 27, 2, 6, 12, 45, 81),
)(lambda n: _only(n, 3))
is_power_of_four = known(
    "tells whether a number is a power of four",
    "is power four, is power of four, power of four, is power of 4",
    each(1, 4, 16, 64, 2, 8, 12, 32, 20),
)(lambda n: n in (1, 4, 16, 64, 256))
is_power_of_ten = known(
    "tells whether a number is a power of ten",
    "is power ten, is power of ten, is power of 10",
    each(1, 10, 100, 20, 50, 1000, 110),
)(lambda n: str(n).strip("0") == "1" and str(n)[0] == "1")
is_cube = known(
    "tells whether a number is a cube",
    "is cube, is perfect cube, perfect cube, is cube number, is cubic",
    each(1, 8, 27, 64, 2, 9, 100, 125, 16),
)(lambda n: any(one**3 == n for one in range(1, n + 1)))
is_ugly = known(
    "tells whether a number has no prime factors but 2, 3 and 5",
    "is ugly, is ugly number, ugly number",
    each(1, 6, 8, 14, 7, 30, 25, 21),
)(lambda n: _only(n, 2, 3, 5))
is_kaprekar = known(
    "tells whether a number is a Kaprekar number",
    "is kaprekar, kaprekar, is kaprekar number, kaprekar number",
    each(9, 45, 55, 297, 5, 46, 50, 703),
)(_kaprekar)
is_pronic = known(
    "tells whether a number is the product of two neighbours",
    "is pronic, pronic, is pronic number, is heteromecic, pronic number",
    each(2, 6, 12, 3, 10, 20, 25, 42),
)(lambda n: math.isqrt(n) * (math.isqrt(n) + 1) == n)
is_palindromic_prime = known(
    "tells whether a number is a palindrome and prime",
    "is palindromic prime, is palprime, is palindrome prime, is prime palindrome",
    each(2, 11, 13, 22, 131, 121, 17),
)(lambda n: prime(n) and str(n) == str(n)[::-1])
is_circular_prime = known(
    "tells whether all rotations of a number are prime",
    "is circular prime, circular prime",
    each(2, 13, 19, 197, 23, 31, 29, 4),
)(lambda n: all(prime(int(str(n)[at:] + str(n)[:at])) for at in range(len(str(n)))))
is_emirp = known(
    "tells whether a number and its reverse are primes",
    "is emirp, emirp",
    each(13, 17, 19, 23, 31, 37, 14, 41),
)(lambda n: prime(n) and prime(int(str(n)[::-1])) and str(n) != str(n)[::-1])
is_square_free = known(
    "tells whether no square but 1 divides a number",
    "is square free, square free, is squarefree",
    each(2, 4, 6, 8, 12, 30, 45, 7),
)(lambda n: all(n % (one * one) for one in range(2, n)))
is_spy = known(
    "tells whether the digits have the same sum and product",
    "is spy, is spy number, spy number",
    each(1124, 123, 22, 12, 7, 111, 1412),
)(lambda n: sum(digits_of(n)) == math.prod(digits_of(n)))
is_neon = known(
    "tells whether the digits of the square add up to the number",
    "is neon, is neon number, neon number",
    each(9, 1, 10, 8, 12, 3),
)(lambda n: sum(digits_of(n * n)) == n)
has_unique_digits = known(
    "tells whether all digits differ",
    "has unique digits, all digits unique, unique digits, are digits unique, distinct digits, has distinct digits, "
    "is unique digits, all digits different",
    each(123, 121, 7, 1001, 9876, 11),
)(lambda n: len(set(str(n))) == len(str(n)))
classify_parity = known(
    "tells even from odd in words",
    "even or odd, odd or even, even odd, odd even, parity, is even or odd, check parity, number parity",
    each(0, 1, 2, 7, 10, 13),
)(
    lambda n: ("even", "odd")[n % 2],
    lambda n: ("Even", "Odd")[n % 2],
    lambda n: ("EVEN", "ODD")[n % 2],
    lambda n: n % 2 == 0,
    lambda n: n % 2 == 1,
)
same_sign = known(
    "tells whether two numbers have the same sign",
    "same sign, have same sign, is same sign, same signs",
    ((1, 2), (-1, -2), (1, -2), (-3, 4)),
)(lambda one, other: one * other > 0)
opposite_signs = known(
    "tells whether two numbers have different signs",
    "opposite signs, opposite sign, have opposite signs, different signs, has opposite signs, are opposite signs",
    ((1, 2), (-1, -2), (1, -2), (-3, 4)),
)(lambda one, other: one * other < 0)
nth_prime = known(
    "gives the n-th prime",
    "nth prime, kth prime, nth prime number",
    each(1, 2, 6, 10),
)(
    lambda n: [one for one in range(2, 40) if prime(one)][n - 1],
    lambda n: [one for one in range(2, 40) if prime(one)][n],
)
sum_primes = known(
    "adds the primes up to n",
    "sum primes, sum of primes, prime sum, sum prime, sum prime numbers, summation of primes, sum primes below, "
    "sum primes up to",
    each(2, 3, 10, 20),
)(
    lambda n: sum(filter(prime, range(n + 1))),
    lambda n: sum(filter(prime, range(n))),
    lambda n: sum([one for one in range(2, 100) if prime(one)][:n]),
)
sum_primes_of_list = known(
    "adds the primes of a list",
    "sum primes, sum of primes, prime sum, sum prime, sum prime numbers",
    each([], [2, 3, 4], [1, 9], [7], [1, 2, 15, 11]),
)(lambda items: sum(filter(prime, items)))
primes_of_list = known(
    "keeps the primes of a list",
    "primes, filter primes, only primes, keep primes, prime numbers, get primes, extract primes, filter prime",
    each([], [2, 3, 4], [1, 9], [7], [1, 2, 15, 11]),
)(lambda items: list(filter(prime, items)))
count_primes_of_list = known(
    "counts the primes of a list", "count primes, number of primes, prime count", each([], [2, 3, 4], [1, 9], [7, 1, 2])
)(lambda items: sum(map(prime, items)))
primes_between = known(
    "lists the primes of a range",
    "primes between, primes in range, prime range, primes, list primes, primes from to, "
    "prime numbers between, primes range, prime numbers in range",
    ((1, 10), (2, 7), (8, 10), (10, 20)),
)(
    lambda low, high: list(filter(prime, range(low, high + 1))),
    lambda low, high: list(filter(prime, range(low, high))),
    lambda low, high: sum(map(prime, range(low, high + 1))),
)
previous_prime = known(
    "gives the prime before a number",
    "previous prime, prev prime, largest prime below, prime before",
    each(3, 4, 10, 12, 30),
)(
    lambda n: next(one for one in count(n - 1, -1) if prime(one)),
    lambda n: next(one for one in count(n, -1) if prime(one)),
)
totient = known(
    "counts the numbers up to n that have no common divisor with it",
    "totient, euler totient, phi, euler phi, eulers totient",
    each(1, 2, 9, 10, 12, 7),
)(lambda n: sum(math.gcd(one, n) == 1 for one in range(1, n + 1)))
proper_divisors = known(
    "lists the divisors of a number without itself",
    "proper divisors, proper factors, list proper divisors",
    each(6, 12, 7, 16, 20),
    unordered=True,
)(lambda n: divisors_of(n)[:-1], lambda n: divisors_of(n)[1:-1], lambda n: set(divisors_of(n)[:-1]))
common_divisors = known(
    "lists the common divisors of two numbers",
    "common divisors, common factors, list common divisors",
    ((12, 18), (7, 5), (8, 4), (9, 9)),
    unordered=True,
)(
    lambda one, other: divisors_of(math.gcd(one, other)),
    lambda one, other: divisors_of(math.gcd(one, other))[1:],
    lambda one, other: len(divisors_of(math.gcd(one, other))),
    lambda one, other: set(divisors_of(math.gcd(one, other))),
)

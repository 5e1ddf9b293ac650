"""Of numbers: their kinds, digits, divisors, series and units."""

import math
from collections.abc import Callable
from itertools import accumulate, count, takewhile

from agents.trials.catalogue.arithmetic import coin_ways, divisors_of, prime
from agents.trials.task import each, known

_NUMBERS = each(1, 2, 3, 4, 9, 10, 15, 25, 28, 49, 97)


def _prime_factors(n: int) -> list[int]:
    found = []
    for one in range(2, n + 1):
        while n % one == 0:
            found.append(one)
            n //= one
    return found


def _fibonacci(n: int, first: int = 0) -> int:
    one, other = first, 1
    for _ in range(n):
        one, other = other, one + other
    return one


def _collatz(n: int) -> list[int]:
    found = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        found.append(n)
    return found


def _in_base(n: int, base: int, digits: str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> str:
    found = digits[n % base]
    while n := n // base:
        found = digits[n % base] + found
    return found


_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _fizz(n: int, numbers: Callable[[int], str | int] = str) -> str | int:
    return ("Fizz" * (n % 3 == 0) + "Buzz" * (n % 5 == 0)) or numbers(n)


def _coins(coins: list[int], amount: int) -> int:
    best = [0] + [amount + 1] * amount
    for at in range(1, amount + 1):
        best[at] = min([best[at - coin] + 1 for coin in coins if coin <= at], default=amount + 1)
    return best[amount] if best[amount] <= amount else -1


def _roman(n: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += letters * (n // value)
        n %= value
    return found


is_even = known("tells whether a number is even", "is even, even", each(0, 1, 2, 7, 10, 13))(lambda n: n % 2 == 0)
is_odd = known("tells whether a number is odd", "is odd, odd", each(0, 1, 2, 7, 10, 13))(lambda n: n % 2 == 1)
is_prime = known("tells whether a number is prime", "is prime, prime, primality, isprimenumber", _NUMBERS)(prime)
factorial = known("gives the factorial", "factorial, fact, recursive factorial", each(0, 1, 2, 5, 7))(math.factorial)
fibonacci = known(
    "gives a Fibonacci number",
    "fibonacci, fib, nth fibonacci, fibo, fibonacci sequence, fibonacci series, fibonacci recursive, "
    "recursive fibonacci, fib sequence",
    each(1, 2, 3, 6, 10),
)(
    _fibonacci,
    lambda n: _fibonacci(n - 1),
    lambda n: _fibonacci(n + 1),
    lambda n: [_fibonacci(one) for one in range(n)],
    lambda n: [_fibonacci(one) for one in range(n + 1)],
    lambda n: [_fibonacci(one + 1) for one in range(n)],
    lambda n: list(takewhile(lambda one: one <= n, map(_fibonacci, count()))),
    lambda n: list(takewhile(lambda one: one < n, map(_fibonacci, count()))),
)
gcd = known(
    "gives the greatest common divisor",
    "gcd, greatest common divisor, hcf, euclid, highest common factor",
    ((12, 18), (18, 12), (7, 5), (9, 9), (100, 75), (17, 34)),
)(math.gcd)
lcm = known(
    "gives the least common multiple",
    "lcm, least common multiple, lowest common multiple",
    ((4, 6), (6, 4), (7, 5), (9, 9), (1, 8)),
)(math.lcm)
power = known(
    "raises a number to a power",
    "power, pow, exponent, exponentiate, exponentiation, raise power, recursive power, fast power",
    ((2, 0), (2, 1), (2, 10), (3, 3), (5, 2), (10, 3)),
    loose=True,
)(pow)
is_leap_year = known(
    "tells whether a year is a leap year",
    "is leap year, leap year, is leap, leap",
    each(1900, 1996, 2000, 2023, 2024, 2100, 2400),
)(lambda year: year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
sum_digits = known(
    "adds the digits of a number",
    "sum digits, digit sum, digits sum, add digits, sum digits number, total digits",
    each(0, 5, 10, 123, 999, 4070),
)(lambda n: sum(map(int, str(n))), lambda n: (n - 1) % 9 + 1 if n else 0)
digital_root = known("gives the digital root", "digital root", each(0, 9, 16, 942, 132189))(
    lambda n: (n - 1) % 9 + 1 if n else 0
)
count_digits = known(
    "counts the digits of a number",
    "count digits, digit count, number digits, num digits, digits, how many digits, count number digits",
    each(5, 10, 123, 100000),
)(lambda n: len(str(n)))
product_digits = known("multiplies the digits of a number", "product digits, digit product", each(5, 23, 105, 999))(
    lambda n: math.prod(map(int, str(n)))
)
reverse_number = known(
    "gives a number with its digits reversed",
    "reverse number, reverse digits, reverse int, reverse integer, reversed number, invert number",
    each(7, 12, 120, 3405),
)(lambda n: int(str(n)[::-1]))
is_palindrome_number = known(
    "tells whether a number reads the same backwards",
    "is palindrome number, palindrome number, is palindromic, is number palindrome, is palindrome, palindrome",
    each(7, 11, 12, 121, 123, 1221),
)(lambda n: str(n) == str(n)[::-1])
is_perfect = known(
    "tells whether a number is perfect",
    "is perfect, perfect, is perfect number, perfect number",
    each(2, 6, 8, 12, 28, 496),
)(lambda n: sum(divisors_of(n)[:-1]) == n)
is_armstrong = known(
    "tells whether a number is an Armstrong number",
    "is armstrong, armstrong, is armstrong number, is narcissistic, armstrong number, narcissistic",
    each(1, 10, 153, 154, 370, 9474),
)(lambda n: sum(int(one) ** len(str(n)) for one in str(n)) == n)
is_perfect_square = known(
    "tells whether a number is a square",
    "is square, is perfect square, perfect square, is square number",
    each(0, 1, 2, 9, 15, 16, 49),
)(lambda n: math.isqrt(n) ** 2 == n)
is_power_of_two = known(
    "tells whether a number is a power of two",
    "is power of two, is power two, power of two, power two, is power of 2",
    each(1, 2, 3, 6, 8, 12, 64),
)(lambda n: n.bit_count() == 1)
collatz = known(
    "follows the Collatz sequence",
    "collatz, collatz steps, collatz length, collatz sequence, hailstone, hailstone sequence",
    each(1, 2, 3, 6, 7),
)(lambda n: len(_collatz(n)) - 1, lambda n: len(_collatz(n)), _collatz)
sum_to = known(
    "adds the numbers from 1 to n",
    "sum to, sum n, sum to n, sum up to, total up to, sum up to n, sum first n, sum first, sum natural, "
    "sum natural numbers, sum range, sum until, sum 1 to n, sum numbers up to, upto, up, sumup, totalup, "
    "sumofn, add up to, recursive sum, triangular, triangular number, triangle number, gauss sum, gauss, "
    "sumfirstnnumbers",
    each(1, 2, 5, 10),
    loose=False,
)(lambda n: n * (n + 1) // 2)
sum_squares = known(
    "adds the squares from 1 to n", "sum squares, square sum, sum of squares", each(1, 2, 3, 10), loose=True
)(lambda n: sum(one * one for one in range(1, n + 1)), lambda n: sum(one * one for one in range(n)))
sum_multiples = known(
    "adds the multiples of 3 or 5 below n", "sum multiples, sum of multiples", each(4, 6, 10, 16), loose=True
)(
    lambda n: sum(one for one in range(n) if one % 3 == 0 or one % 5 == 0),
    lambda n: sum(one for one in range(n + 1) if one % 3 == 0 or one % 5 == 0),
)
sum_even_to = known(
    "adds the even numbers up to n",
    "sum even, sum evens, sum even numbers, even sum, sum even up to",
    each(1, 2, 6, 9),
    loose=True,
)(lambda n: sum(range(0, n + 1, 2)), lambda n: sum(range(0, n, 2)), lambda n: n * (n + 1))
sum_between = known(
    "adds the numbers of a range", "sum between, sum range, sum from to, range sum", ((1, 1), (1, 4), (3, 7))
)(lambda low, high: sum(range(low, high + 1)), lambda low, high: sum(range(low, high)))
countdown = known("counts down", "countdown", each(1, 3, 5))(
    lambda n: list(range(n, 0, -1)), lambda n: list(range(n, -1, -1))
)
evens_to = known(
    "lists the even numbers up to n",
    "even numbers, evens, even numbers up to, evens up to, even up to",
    each(1, 2, 7, 10),
)(
    lambda n: list(range(0, n + 1, 2)),
    lambda n: list(range(0, n, 2)),
    lambda n: list(range(2, n + 1, 2)),
    lambda n: list(range(2, n, 2)),
    lambda n: list(range(0, 2 * n, 2)),
    lambda n: list(range(2, 2 * n + 1, 2)),
)
absolute = known("gives the absolute value", "absolute, absolute value, abs value, my abs, abs", each(0, 3, -4))(abs)
biggest_of_two = known(
    "gives the greater of two numbers",
    "max, maximum, max of two, max two, larger, bigger, greater, largest of two, maximum of two, largest",
    ((1, 2), (2, 1), (-5, -9), (4, 4)),
)(max)
smallest_of_two = known(
    "gives the smaller of two numbers",
    "min, minimum, min of two, min two, smaller, smallest of two, minimum of two",
    ((1, 2), (2, 1), (-5, -9), (4, 4)),
)(min)
biggest_of_three = known(
    "gives the greatest of three numbers",
    "max, maximum, max of three, max three, largest of three, largest, largest three, maximum of three, "
    "biggest of three, biggest, greatest of three, max3, max of 3",
    ((1, 2, 3), (3, 2, 1), (1, 3, 2), (2, 2, 1), (1, 2, 2), (-1, -2, -3), (2, 1, 2)),
)(max)
smallest_of_three = known(
    "gives the smallest of three numbers",
    "min, minimum, min of three, min three, smallest of three, smallest, minimum of three, min3",
    ((1, 2, 3), (3, 2, 1), (2, 1, 3), (2, 2, 1), (1, 2, 2), (-1, -2, -3)),
)(min)
middle_of_three = known(
    "gives the middle one of three numbers",
    "middle of three, median of three, middle, middle value",
    ((1, 2, 3), (3, 2, 1), (2, 1, 3), (2, 3, 1), (1, 3, 2), (4, 9, 7)),
)(lambda *three: sorted(three)[1])
sign = known("gives the sign of a number", "sign, sign of", each(-3, 0, 8))(
    lambda n: (n > 0) - (n < 0),
    lambda n: "positive" if n > 0 else "negative" if n < 0 else "zero",
    lambda n: "Positive" if n > 0 else "Negative" if n < 0 else "Zero",
)
clamp = known(
    "keeps a number within bounds", "clamp, limit, clip", ((5, 1, 10), (-5, 1, 10), (50, 1, 10), (10, 1, 10))
)(lambda n, low, high: max(low, min(high, n)))
is_divisible = known(
    "tells whether a number can be divided by another",
    "is divisible, divisible, is divisible by, divisible by, is multiple, is factor",
    ((6, 3), (7, 3), (10, 5), (9, 2), (3, 6)),
)(lambda n, by: n % by == 0, lambda by, n: n % by == 0)
is_positive = known("tells whether a number is positive", "is positive, positive", each(-3, -1, 0, 1, 8))(
    lambda n: n > 0
)
is_negative = known("tells whether a number is negative", "is negative, negative", each(-3, -1, 0, 1, 8))(
    lambda n: n < 0
)
in_range = known(
    "tells whether a number lies between two others",
    "in range, is between, between, is in range, within range, is within",
    ((5, 1, 10), (0, 1, 10), (11, 1, 10), (1, 1, 10), (10, 1, 10)),
    loose=True,
)(
    lambda n, low, high: low <= n <= high,
    lambda n, low, high: low < n < high,
    lambda n, low, high: low <= n < high,
    lambda low, high, n: low <= n <= high,
)
to_fahrenheit = known(
    "converts degrees Celsius to Fahrenheit",
    "celsius to fahrenheit, celsius fahrenheit, to fahrenheit, c to f, fahrenheit, celsius2fahrenheit, "
    "convertcelsiustofahrenheit, cf",
    each(0, 100, 37, -40, 25),
)(lambda degrees: degrees * 9 / 5 + 32, lambda degrees: round(degrees * 9 / 5 + 32))
to_celsius = known(
    "converts degrees Fahrenheit to Celsius",
    "fahrenheit to celsius, fahrenheit celsius, to celsius, f to c, celsius, fc",
    each(32, 212, -40, 77, 50),
)(lambda degrees: (degrees - 32) * 5 / 9)
square = known("squares a number", "square, squared, square number", each(0, 1, 3, -4))(lambda n: n * n)
cube = known("cubes a number", "cube, cubed", each(0, 1, 3, -4))(lambda n: n**3)
double = known("doubles a number", "double, twice, doubled", each(0, 1, 3, -4))(lambda n: 2 * n)
add = known(
    "adds two numbers", "add, sum, add two, sum two, addition, sum of two, add numbers", ((1, 2), (0, 5), (4, 9))
)(lambda one, other: one + other)
subtract = known("subtracts", "subtract, subtraction, minus", ((5, 2), (0, 5), (-4, 9)))(
    lambda one, other: one - other, lambda one, other: other - one
)
multiply = known(
    "multiplies two numbers", "multiply, product, multiplication, times", ((5, 2), (0, 5), (4, 9), (3, 3))
)(lambda one, other: one * other)
divide = known("divides", "divide, division, safe divide, quotient", ((6, 2), (5, 2), (-9, 3)))(
    lambda one, other: one / other, lambda one, other: one // other
)
average_of_two = known(
    "gives the mean of two numbers", "average, mean, average of two, average two", ((1, 2), (4, 4), (-2, 10))
)(lambda one, other: (one + other) / 2)
average_of_three = known(
    "gives the mean of three numbers",
    "average, mean, average of three, average three",
    ((1, 2, 3), (4, 4, 4), (0, 0, 6), (1, 1, 4)),
)(lambda one, other, third: (one + other + third) / 3)
circle_area = known("gives the area of a circle", "circle area, area circle, area of circle", each(1, 2, 10))(
    lambda r: math.pi * r * r,
    lambda r: 3.14 * r * r,
    lambda r: 3.14159 * r * r,
    lambda r: 3.1416 * r * r,
    lambda r: 3.1415 * r * r,
    lambda r: round(math.pi * r * r, 2),
    lambda r: 3.141592 * r * r,
)
circumference = known(
    "gives the circumference of a circle",
    "circumference, circle circumference, circumference of circle, circle perimeter",
    each(1, 2, 10),
)(*(lambda r, pi=pi: 2 * pi * r for pi in (math.pi, 3.14, 3.14159, 3.1416, 3.1415, 3.141592)))
rectangle_area = known(
    "gives the area of a rectangle", "rectangle area, area rectangle, area of rectangle", ((2, 3), (1, 1), (5, 4))
)(lambda width, height: width * height)
rectangle_perimeter = known(
    "gives the perimeter of a rectangle",
    "rectangle perimeter, perimeter rectangle, perimeter, perimeter of rectangle",
    ((2, 3), (1, 1), (5, 4)),
)(lambda width, height: 2 * (width + height))
triangle_area = known(
    "gives the area of a triangle", "triangle area, area triangle, area of triangle", ((2, 3), (1, 1), (5, 4))
)(lambda base, height: base * height / 2)
hypotenuse = known("gives the hypotenuse", "hypotenuse, pythagoras", ((3, 4), (5, 12), (8, 6)))(math.hypot)
is_triangle = known(
    "tells whether three sides make a triangle",
    "is triangle, is valid triangle, valid triangle, can form triangle",
    ((3, 4, 5), (1, 1, 5), (5, 1, 1), (1, 5, 1), (2, 2, 2)),
)(lambda a, b, c: 2 * max(a, b, c) < a + b + c)
is_right_triangle = known(
    "tells whether a triangle has a right angle",
    "is right triangle, is right angled, is pythagorean, right triangle, is pythagorean triple, pythagorean triple",
    ((3, 4, 5), (5, 12, 13), (2, 2, 2), (3, 4, 6)),
)(lambda a, b, c: a * a + b * b == c * c)
divisors = known(
    "lists the divisors of a number",
    "divisors, factors, list divisors, factors number, all divisors, all factors",
    each(6, 7, 12, 16),
    unordered=True,
)(
    divisors_of,
    lambda n: divisors_of(n)[:-1],
    lambda n: divisors_of(n)[1:],
    lambda n: divisors_of(n)[1:-1],
    lambda n: set(divisors_of(n)),
    _prime_factors,
)
count_divisors = known(
    "counts the divisors of a number",
    "count divisors, count factors, number of divisors, num divisors",
    each(1, 6, 7, 12, 16),
)(lambda n: len(divisors_of(n)))
sum_divisors = known("adds the divisors of a number", "sum divisors, sum factors, divisor sum", each(2, 6, 7, 12, 16))(
    lambda n: sum(divisors_of(n)), lambda n: sum(divisors_of(n)[:-1])
)
prime_factors = known(
    "lists the prime factors",
    "prime factors, factorize, factorise, prime factorization, factorization",
    each(2, 12, 13, 60, 49),
    unordered=True,
)(
    _prime_factors,
    lambda n: sorted(set(_prime_factors(n))),
    lambda n: {one: _prime_factors(n).count(one) for one in _prime_factors(n)},
    lambda n: set(_prime_factors(n)),
)
smallest_divisor = known(
    "gives the smallest prime factor",
    "smallest divisor, smallest factor, smallest prime factor",
    each(2, 9, 15, 35, 12),
)(lambda n: _prime_factors(n)[0])
largest_prime_factor = known(
    "gives the largest prime factor", "largest prime factor, biggest prime factor", each(2, 9, 15, 35, 12)
)(lambda n: _prime_factors(n)[-1])
primes_to = known(
    "lists the primes up to n",
    "primes, primes up to, prime numbers, sieve, list primes, all primes, sieve of eratosthenes, "
    "sieveeratosthenes, eratosthenes, primes below, first primes, first n primes",
    each(2, 3, 10, 25),
)(
    lambda n: list(filter(prime, range(n + 1))),
    lambda n: list(filter(prime, range(n))),
    lambda n: [one for one, _ in zip(filter(prime, count()), range(n), strict=False)],
    lambda n: [prime(one) for one in range(n + 1)],
)
count_primes = known("counts the primes up to n", "count primes, number of primes", each(2, 3, 10, 11, 25))(
    lambda n: sum(map(prime, range(n + 1))), lambda n: sum(map(prime, range(n)))
)
next_prime = known("gives the next prime", "next prime", each(1, 2, 7, 8, 23))(
    lambda n: next(filter(prime, count(n + 1))), lambda n: next(filter(prime, count(n)))
)
to_binary = known(
    "writes a number in binary",
    "to binary, binary, decimal to binary, int to binary, dec to bin, decimalbinary, binary "
    "representation, decbin, tobin, bin",
    each(1, 2, 5, 8, 13),
)(lambda n: f"{n:b}", bin, lambda n: int(f"{n:b}"), lambda n: f"{n:08b}", lambda n: [int(one) for one in f"{n:b}"])
from_binary = known(
    "reads a number in binary",
    "from binary, binary to decimal, bin to dec, binary to int, bindec, binarydecimal",
    each("0", "1", "10", "1011", "11000"),
)(lambda digits: int(digits, 2))
to_base = known(
    "writes a number in another base", "to base, convert base, base, change base", ((10, 2), (31, 16), (8, 8), (5, 7))
)(_in_base, lambda n, base: _in_base(n, base).lower())
bit_count = known(
    "counts the bits that are 1",
    "bit count, count bits, popcount, hamming weight, count ones",
    each(0, 1, 7, 8, 127, 128),
)(int.bit_count)
fizz_buzz = known("plays FizzBuzz", "fizz buzz", each(1, 3, 5, 9, 15, 16))(
    *(
        form
        for numbers in (str, int)
        for form in (
            lambda n, numbers=numbers: _fizz(n, numbers),
            lambda n, numbers=numbers: [_fizz(one, numbers) for one in range(1, n + 1)],
            lambda n, numbers=numbers: "\n".join(str(_fizz(one, numbers)) for one in range(1, n + 1)),
        )
    )
)


to_roman = known(
    "writes a number in Roman numerals",
    "to roman, int to roman, roman, number to roman, introman",
    each(1, 4, 9, 14, 40, 1994),
)(_roman)
from_roman = known(
    "reads Roman numerals",
    "roman to int, from roman, roman to integer, roman to number, romanint, roman, roman to decimal",
    each("I", "III", "IV", "IX", "LVIII", "XLII", "MCMXCIV"),
)(lambda letters: next(n for n in range(1, 4000) if _roman(n) == letters))
pascal_row = known(
    "gives a row of Pascal's triangle",
    "pascal, pascal row, pascals row, pascal triangle, pascals triangle",
    each(1, 2, 4, 5),
    steep=True,
)(
    lambda n: [math.comb(n, k) for k in range(n + 1)],
    lambda n: [math.comb(n - 1, k) for k in range(n)],
    lambda n: [[math.comb(row, k) for k in range(row + 1)] for row in range(n)],
    lambda n: [[math.comb(row, k) for k in range(row + 1)] for row in range(n + 1)],
)
pascal_rows = known(
    "gives the first rows of Pascal's triangle",
    "first rows of pascal, pascals triangle rows, pascal triangle rows, pascal rows",
    each(1, 2, 4, 5),
    steep=True,
)(lambda n: [[math.comb(row, k) for k in range(row + 1)] for row in range(n)])
combinations = known(
    "counts combinations",
    "combinations, binomial, choose, n choose k, ncr, binomial coefficient, comb, choosek",
    ((5, 2), (5, 0), (5, 5), (6, 3), (4, 1)),
)(math.comb)
ackermann = known("gives Ackermann's function", "ackermann, ack", ((0, 0), (1, 2), (2, 2), (2, 0)))(
    lambda m, n: (n + 1, n + 2, 2 * n + 3)[m]
)
integer_root = known(
    "gives the whole part of the square root",
    "integer sqrt, isqrt, int sqrt, sqrt, my sqrt, square root",
    each(0, 1, 4, 16, 81),
)(math.isqrt)
harmonic = known(
    "adds 1, 1/2, 1/3 and so on", "harmonic, harmonic sum, harmonic series, harmonic number", each(1, 2, 3, 4)
)(lambda n: list(accumulate(1 / one for one in range(1, n + 1)))[-1])
change = known(
    "gives the fewest coins",
    "min coins, coin change, minimum coins, fewest coins",
    (([1, 5, 10], 0), ([1, 5, 10], 18), ([1, 3, 4], 6), ([2, 5], 11)),
)(_coins, coin_ways)

"""Of digits, of numbers written in other bases, and of bits."""

import math

from agents.trials.catalogue.arithmetic import digits_of
from agents.trials.task import any_order, each, known


def _persistence(n: int, *, add: bool) -> int:
    steps = 0
    while n > 9:
        n = sum(digits_of(n)) if add else math.prod(digits_of(n))
        steps += 1
    return steps


digit_list = known(
    "lists the digits of a number",
    "digit list, to digits, list digits, split digits, digits to list, number to digits, get digits, digit array, "
    "separate digits, int to list, number to list, extract digits, list of digits, int to digits, "
    "int to array, digitize",
    each(5, 10, 123, 4070),
)(digits_of, lambda n: list(str(n)), lambda n: digits_of(n)[::-1], lambda n: len(str(n)))
from_digits = known(
    "makes a number of digits",
    "digits to number, from digits, list to number, join digits, digits to int, list to int, combine digits, "
    "array to int, array to number",
    each([1, 2, 3], [5], [9, 0], [4, 0, 7]),
)(
    lambda digits: int("".join(map(str, digits))),
    lambda digits: int("".join(map(str, digits[::-1]))),
    lambda digits: "".join(map(str, digits)),
)
first_digit = known("gives the first digit of a number", "first digit, leading digit", each(5, 10, 123, 987))(
    lambda n: int(str(n)[0])
)
last_digit = known(
    "gives the last digit of a number", "last digit, ones digit, unit digit, units digit", each(5, 10, 123, 987)
)(lambda n: n % 10)
max_digit = known(
    "gives the largest digit of a number",
    "max digit, largest digit, biggest digit, highest digit, maximum digit",
    each(5, 10, 132, 987, 4449),
)(lambda n: max(digits_of(n)))
min_digit = known(
    "gives the smallest digit of a number",
    "min digit, smallest digit, lowest digit, minimum digit",
    each(5, 21, 312, 987, 4449),
)(lambda n: min(digits_of(n)))
count_even_digits = known(
    "counts the even digits of a number",
    "count even digits, even digits, even digit count, num even digits",
    each(2468, 13, 1234, 7, 20),
)(lambda n: sum(one % 2 == 0 for one in digits_of(n)), lambda n: [one for one in digits_of(n) if one % 2 == 0])
count_odd_digits = known(
    "counts the odd digits of a number",
    "count odd digits, odd digits, odd digit count, num odd digits",
    each(2468, 13, 1234, 7, 20),
)(lambda n: sum(one % 2 for one in digits_of(n)), lambda n: [one for one in digits_of(n) if one % 2])
sum_even_digits = known(
    "adds the even digits of a number", "sum even digits, even digit sum", each(2468, 13, 1234, 7, 20)
)(lambda n: sum(one for one in digits_of(n) if one % 2 == 0))
sum_odd_digits = known("adds the odd digits of a number", "sum odd digits, odd digit sum", each(2468, 13, 1234, 7, 21))(
    lambda n: sum(one for one in digits_of(n) if one % 2)
)
has_digit = known(
    "tells whether a number has a digit",
    "has digit, contains digit, digit in number, is digit in, includes digit",
    ((123, 2), (123, 4), (505, 5), (100, 0), (77, 1)),
)(lambda n, digit: str(digit) in str(n), lambda digit, n: str(digit) in str(n))
count_digit = known(
    "counts how often a number has a digit",
    "count digit, digit occurrences, count digit in, digit frequency, count digit occurrences, count specific digit",
    ((1221, 1), (1221, 2), (15, 3), (900, 0)),
    loose=True,
)(*any_order(2, lambda n, digit: str(n).count(str(digit))))
sort_digits = known(
    "sorts the digits of a number",
    "sort digits, descending order, order digits, rearrange digits, sort digits descending, sort digits ascending, "
    "largest number from digits, max number from digits",
    each(312, 54, 7, 9281),
)(
    lambda n: int("".join(sorted(str(n)))),
    lambda n: int("".join(sorted(str(n), reverse=True))),
    lambda n: sorted(digits_of(n)),
    lambda n: sorted(digits_of(n), reverse=True),
    lambda n: "".join(sorted(str(n))),
    lambda n: "".join(sorted(str(n), reverse=True)),
)
persistence = known(
    "counts the steps until one digit is left",
    "persistence, multiplicative persistence, additive persistence, persist",
    each(4, 39, 999, 25, 199, 10),
)(lambda n: _persistence(n, add=False), lambda n: _persistence(n, add=True))
square_digits = known(
    "squares each digit of a number",
    "square digits, square every digit, squared digits",
    each(9119, 3, 12, 25),
)(lambda n: int("".join(str(one * one) for one in digits_of(n))), lambda n: [one * one for one in digits_of(n)])
sum_square_digits = known(
    "adds the squares of the digits",
    "sum square digits, sum of squares of digits, digit square sum, sum digit squares, sum squared digits, "
    "sum of digit squares, square digit sum",
    each(5, 10, 123, 97),
)(lambda n: sum(one * one for one in digits_of(n)))
power_digit_sum = known(
    "adds the digits of a power of two", "power digit sum, sum digits of power", each(1, 5, 10, 15)
)(lambda n: sum(digits_of(2**n)))
factorial_digit_sum = known(
    "adds the digits of a factorial",
    "factorial digit sum, sum factorial digits, sum digits factorial",
    each(3, 5, 7, 10),
)(lambda n: sum(digits_of(math.factorial(n))), lambda n: sum(map(math.factorial, digits_of(n))))
find_digits = known("counts the digits that divide a number", "find digits", each(12, 1012, 124, 37))(
    lambda n: sum(n % one == 0 for one in digits_of(n) if one), digits_of, lambda n: len(str(n))
)
to_hex = known(
    "writes a number with the base 16",
    "to hex, dec to hex, decimal to hex, int to hex, decimal to hexadecimal, to hexadecimal, int to hexadecimal, "
    "decimalhex, dec hex, dec to hexadecimal, hexadecimal",
    each(9, 10, 15, 16, 255, 300),
)(lambda n: f"{n:X}", lambda n: f"{n:x}", hex, lambda n: f"0x{n:X}", lambda n: f"{n:02X}", lambda n: f"{n:02x}")
to_octal = known(
    "writes a number with the base 8",
    "to octal, decimal to octal, dec to oct, int to octal, to oct, octal",
    each(7, 8, 10, 64, 100),
)(lambda n: f"{n:o}", oct, lambda n: int(f"{n:o}"))
_HEX = (
    "hex to dec, hex to decimal, hexadecimal to decimal, hex to int, from hex, hex decimal, "
    "hexadecimal to int, parse hex"
)
from_hex = known("reads a number with the base 16", _HEX, each("9", "A", "10", "1F", "FF"))(lambda text: int(text, 16))
from_small_hex = known("reads a number with the base 16", _HEX, each("9", "a", "10", "1f", "ff"))(
    lambda text: int(text, 16)
)
_OCTAL = "octal to decimal, oct to dec, from octal, octal to int"
from_octal = known("reads a number with the base 8", _OCTAL, each("7", "10", "17", "100"))(lambda text: int(text, 8))
from_octal_number = known("reads a number with the base 8", _OCTAL, each(7, 10, 17, 100))(lambda n: int(str(n), 8))
from_binary_number = known(
    "reads a number in binary",
    "from binary, binary to decimal, bin to dec, binary to int, bindec, binarydecimal, binary to number",
    each(1, 10, 101, 1101),
)(lambda n: int(str(n), 2))
from_binary_text = known(
    "reads a number in binary",
    "to decimal, bits to decimal, binary value, bits value, value of bits, value of binary, parse binary, read binary, "
    "decimal value, decode binary, binary string to int, parse bits, read bits, from bits, bits to number, bits to int",
    each("0", "1", "11", "101", "10", "1011", "11000"),
    loose=True,
)(lambda digits: int(digits, 2))
from_bits = known(
    "reads a number of a list of bits",
    "from binary, binary to decimal, bits to number, binary array to number, bits to int, binary to int, from bits, "
    "binary list to int, binary array to int",
    each([1], [1, 0], [0, 1, 1], [1, 1, 0, 1]),
)(lambda bits: int("".join(map(str, bits)), 2), lambda bits: int("".join(map(str, bits[::-1])), 2))
from_base = known(
    "reads a number in another base",
    "from base, to decimal, base to decimal, parse base, any base to decimal, from any base",
    (("101", 2), ("17", 8), ("212", 3), ("7", 10)),
)(int)
add_binary = known(
    "adds two binary numbers",
    "add binary, binary add, binary sum, sum binary, binary addition",
    (("11", "1"), ("1010", "1011"), ("0", "0"), ("1", "111"), ("100", "10")),
)(lambda one, other: f"{int(one, 2) + int(other, 2):b}", lambda one, other: bin(int(one, 2) + int(other, 2)))
add_strings = known(
    "adds two numbers that are texts",
    "add strings, sum strings, add string numbers, add large numbers, add big numbers",
    (("11", "123"), ("456", "77"), ("9", "99"), ("1", "2")),
    loose=True,
)(
    lambda one, other: str(int(one) + int(other)),
    lambda one, other: one + other,
    lambda one, other: int(one) + int(other),
    lambda one, other: f"{one} {other}",
)
is_binary = known(
    "tells whether a text is a binary number",
    "is binary, is binary string, is valid binary, is binary number",
    each("101", "102", "0", "abc", "1"),
)(lambda text: set(text) <= set("01"))
is_hex = known(
    "tells whether a text is a hexadecimal number",
    "is hex, is hexadecimal, is valid hex number",
    each("1F", "G1", "AB", "10", "XYZ"),
)(lambda text: all(one in "0123456789ABCDEF" for one in text))
set_bit = known("sets a bit", "set bit, turn on bit", ((0, 0), (8, 1), (5, 0), (5, 2), (16, 3)))(
    lambda n, at: n | 1 << at, lambda n, at: n | 1 << at - 1 if at else n
)
clear_bit = known("clears a bit", "clear bit, unset bit, turn off bit", ((1, 0), (10, 1), (5, 2), (8, 1), (7, 0)))(
    lambda n, at: n & ~(1 << at), lambda n, at: n & ~(1 << at - 1) if at else n
)
toggle_bit = known("turns a bit round", "toggle bit, flip bit, invert bit", ((0, 0), (10, 1), (5, 2), (8, 1), (7, 0)))(
    lambda n, at: n ^ 1 << at, lambda n, at: n ^ 1 << at - 1 if at else n
)
get_bit = known(
    "gives a bit",
    "get bit, is bit set, bit at, is set, test bit, bit set, nth bit, ith bit, kth bit",
    ((0, 1), (8, 3), (5, 1), (5, 2), (6, 1), (6, 2)),
)(lambda n, at: n >> at & 1, lambda n, at: bool(n >> at & 1), lambda n, at: n >> at - 1 & 1)
bit_distance = known(
    "counts the bits that differ",
    "hamming distance, bit difference, count bit flips, bits to flip, bit flips, hamming, count different bits, "
    "min bit flips, bit swap required, bits difference",
    ((1, 4), (3, 1), (0, 7), (5, 5), (29, 15)),
)(lambda one, other: (one ^ other).bit_count())
count_zeros_of_number = known(
    "counts the zeros of a number", "count zeros, count zeroes, num zeros, number of zeros", each(100, 5, 1020, 9)
)(lambda n: str(n).count("0"), lambda n: f"{n:b}".count("0"))

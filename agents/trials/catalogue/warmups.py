"""Of the short exercises of CodingBat: their names are known by what they ask."""

from itertools import pairwise

from agents.trials.task import each, known

_BOOLS = ((False, False), (True, False), (False, True), (True, True))
_NUMBERS = each([1, 2, 3], [5, 11, 9], [7, 0, 0], [2, 11, 3])


def _without_teens(n: int) -> int:
    return 0 if n in (13, 14, 17, 18, 19) else n


def _lucky(*three: int) -> int:
    return sum(three[: three.index(13)] if 13 in three else three)


def _without_67(items: list[int]) -> int:
    total, inside = 0, False
    for one in items:
        if inside:
            inside = one != 7
        elif one == 6:
            inside = True
        else:
            total += one
    return total


def _brings(items: list[int]) -> int:
    return sum(one for at, one in enumerate(items) if one != 13 and (at == 0 or items[at - 1] != 13))


def _bricks(small: int, big: int, goal: int) -> bool:
    return goal - 5 * min(big, goal // 5) <= small


def _bars(small: int, big: int, goal: int) -> int:
    left = goal - 5 * min(big, goal // 5)
    return left if left <= small else -1


def _close(a: int, b: int, c: int) -> bool:
    return any(abs(a - near) <= 1 and abs(a - far) >= 2 and abs(near - far) >= 2 for near, far in ((b, c), (c, b)))


sleep_in = known("tells whether we sleep in: no weekday, or vacation", "sleep in", _BOOLS)(
    lambda weekday, vacation: not weekday or vacation
)
monkey_trouble = known("tells whether both or neither monkey smiles", "monkey trouble", _BOOLS)(lambda a, b: a == b)
sum_double = known(
    "adds two numbers, and doubles the sum of equal ones", "sum double", ((1, 2), (3, 2), (2, 2), (0, 0))
)(lambda a, b: (a + b) * (1 + (a == b)))
diff21 = known("gives the distance from 21, doubled above", "diff21", each(19, 10, 21, 22, 25, 0))(
    lambda n: 21 - n if n <= 21 else 2 * (n - 21)
)
parrot_trouble = known(
    "tells whether a parrot talks before 7 or after 20",
    "parrot trouble",
    tuple((talks, hour) for talks in (True, False) for hour in (6, 7, 20, 21)),
)(lambda talking, hour: talking and (hour < 7 or hour > 20))
makes10 = known(
    "tells whether a number or the sum is 10", "makes10, makes ten", ((9, 10), (9, 9), (1, 9), (10, 1), (8, 3))
)(lambda a, b: 10 in (a, b, a + b))
near_hundred = known(
    "tells whether a number is within 10 of 100 or 200", "near hundred", each(93, 90, 89, 110, 111, 191, 210, 250)
)(lambda n: abs(100 - n) <= 10 or abs(200 - n) <= 10)
pos_neg = known(
    "tells whether one number is negative and one positive, or both are negative where that is asked",
    "pos neg",
    ((1, -1, False), (-1, 1, False), (-4, -5, True), (-4, -5, False), (1, 2, True), (1, -1, True)),
)(lambda a, b, negative: a < 0 and b < 0 if negative else a * b < 0)
not_string = known(
    "puts not before a text that does not begin with it", "not string", each("candy", "x", "not bad", "no")
)(lambda text: text if text.startswith("not") else f"not {text}")
missing_char = known(
    "leaves out the letter at a place",
    "missing char, remove char at, remove nth char, remove at index, remove char",
    (("kitten", 1), ("kitten", 0), ("kitten", 4)),
)(lambda text, at: text[:at] + text[at + 1 :])
front_back = known(
    "swaps the first and the last letter",
    "front back, swap first last, swap ends, swap first and last, exchange first last",
    each("code", "a", "ab", "xyz"),
)(lambda text: text[-1] + text[1:-1] + text[0] if len(text) > 1 else text)
front3 = known("gives the first three letters three times", "front3", each("Java", "Chocolate", "abc", "ab"))(
    lambda text: 3 * text[:3]
)
front_times = known(
    "repeats the first three letters", "front times", (("Chocolate", 2), ("Abc", 3), ("Ab", 4), ("A", 0))
)(lambda text, n: n * text[:3])
string_splosion = known("writes every beginning of a text", "string splosion", each("Code", "abc", "x"))(
    lambda text: "".join(text[: at + 1] for at in range(len(text)))
)
last2 = known("counts where the last two letters come before", "last2", each("hixxhi", "xaxxaxaxx", "axxxaaxx", "hi"))(
    lambda text: sum(text[at : at + 2] == text[-2:] for at in range(len(text) - 2))
)
array_count9 = known("counts the nines", "array count9, count nines", each([1, 2, 9], [1, 9, 9], [1, 2, 3], []))(
    lambda items: items.count(9)
)
array_front9 = known(
    "tells whether one of the first four is 9", "array front9", each([1, 2, 9, 3, 4], [1, 2, 3, 4, 9], [9], [])
)(lambda items: 9 in items[:4])
array123 = known(
    "tells whether 1, 2, 3 come in a row", "array123", each([1, 1, 2, 3, 1], [1, 1, 2, 4, 1], [1, 2, 3], [1, 2])
)(lambda items: any(items[at : at + 3] == [1, 2, 3] for at in range(len(items))))
string_match = known(
    "counts the places with the same two letters",
    "string match",
    (("xxcaazz", "xxbaaz"), ("abc", "abc"), ("abc", "axc"), ("he", "hello")),
)(lambda a, b: sum(a[at : at + 2] == b[at : at + 2] for at in range(min(len(a), len(b)) - 1)))
make_abba = known("puts a text between another", "make abba", (("Hi", "Bye"), ("x", "y"), ("a", "bc")))(
    lambda a, b: a + b + b + a
)
make_tags = known(
    "puts a text between tags", "make tags, wrap in tag, make tag", (("i", "Yay"), ("p", "x"), ("b", "a b"))
)(lambda tag, text: f"<{tag}>{text}</{tag}>", lambda text, tag: f"<{tag}>{text}</{tag}>")
make_out_word = known(
    "puts a text into the middle of another", "make out word", (("<<>>", "Yay"), ("[[]]", "x"), ("abyz", "YAY"))
)(lambda out, word: out[:2] + word + out[2:])
extra_end = known("gives the last two letters three times", "extra end", each("Hello", "ab", "Hi", "Candy"))(
    lambda text: 3 * text[-2:]
)
first_two = known("gives the first two letters", "first two", each("Hello", "ab", "a", "xyz"))(lambda text: text[:2])
first_half = known("gives the first half", "first half", each("WooHoo", "abcd", "ab", "kitten"))(
    lambda text: text[: len(text) // 2]
)
combo_string = known(
    "puts the shorter text around the longer one", "combo string", (("Hello", "hi"), ("hi", "Hello"), ("aaa", "b"))
)(lambda a, b: a + b + a if len(a) < len(b) else b + a + b)
non_start = known(
    "joins two texts without their first letters", "non start", (("Hello", "There"), ("ab", "xyz"), ("abc", "de"))
)(lambda a, b: a[1:] + b[1:])
left2 = known("moves the first two letters to the end", "left2", each("Hello", "java", "Hi"))(
    lambda text: text[2:] + text[:2]
)
first_last6 = known(
    "tells whether 6 is first or last", "first last6", each([1, 2, 6], [6, 1, 2, 3], [13, 6, 1, 2], [6])
)(lambda items: 6 in (items[0], items[-1]))
common_end = known(
    "tells whether two lists begin or end alike",
    "common end",
    (([1, 2, 3], [7, 3]), ([1, 2, 3], [7, 3, 2]), ([1, 2, 3], [1, 3]), ([1], [2])),
)(lambda a, b: a[0] == b[0] or a[-1] == b[-1])
sum3 = known("adds three numbers", "sum3, sum three, sum of three, add three", each([1, 2, 3], [5, 11, 2], [7, 0, 0]))(
    sum
)
add_three = known(
    "adds three numbers",
    "sum3, sum three, sum of three, add three, add, sum, total, addition",
    ((1, 2, 3), (5, 11, 2), (7, 0, 0)),
    loose=True,
)(lambda a, b, c: a + b + c)
rotate_left3 = known("turns three numbers to the left", "rotate left3", _NUMBERS, in_place=True)(
    lambda items: [*items[1:], items[0]]
)
reverse3 = known("reverses three numbers", "reverse3", _NUMBERS, in_place=True)(lambda items: items[::-1])
max_end3 = known("sets all to the larger one of the first and the last", "max end3", _NUMBERS, in_place=True)(
    lambda items: [max(items[0], items[-1])] * 3
)
sum2 = known("adds the first two numbers", "sum2, sum first two", each([1, 2, 3], [1, 1], [1, 1, 1, 1], [7]))(
    lambda items: sum(items[:2])
)
middle_way = known("gives both middle numbers", "middle way", (([1, 2, 3], [4, 5, 6]), ([7, 7, 7], [3, 8, 0])))(
    lambda a, b: [a[1], b[1]]
)
make_ends = known("gives the first and the last number", "make ends", each([1, 2, 3], [1, 2, 3, 4], [7], [7, 4]))(
    lambda items: [items[0], items[-1]]
)
has23 = known("tells whether there is a 2 or a 3", "has23", each([2, 5], [4, 3], [4, 5], [1, 2]))(
    lambda items: 2 in items or 3 in items
)
cigar_party = known(
    "tells whether there are 40 to 60, or on a weekend more",
    "cigar party",
    tuple((n, weekend) for n in (30, 39, 40, 50, 60, 61, 70) for weekend in (False, True)),
)(lambda n, weekend: n >= 40 and (weekend or n <= 60))
date_fashion = known(
    "gives 0 for a style up to 2, 2 from 8 on, else 1",
    "date fashion",
    ((5, 10), (5, 2), (5, 5), (8, 3), (2, 9), (3, 7), (10, 2)),
)(lambda you, date: 0 if min(you, date) <= 2 else 2 if max(you, date) >= 8 else 1)
squirrel_play = known(
    "tells whether it is 60 to 90 degrees, in summer up to 100",
    "squirrel play",
    tuple((n, summer) for n in (59, 60, 70, 90, 95, 100, 105) for summer in (False, True)),
)(lambda degrees, summer: 60 <= degrees <= (100 if summer else 90))
caught_speeding = known(
    "gives 0 up to 60, 1 up to 80, else 2, on a birthday 5 later",
    "caught speeding",
    tuple((n, birthday) for n in (40, 60, 61, 65, 66, 80, 81, 85, 90) for birthday in (False, True)),
)(lambda speed, birthday: (speed > 60 + 5 * birthday) + (speed > 80 + 5 * birthday))
sorta_sum = known("adds, and gives 20 for 10 to 19", "sorta sum", ((3, 4), (9, 4), (10, 11), (5, 5), (10, 9), (12, 8)))(
    lambda a, b: 20 if 10 <= a + b <= 19 else a + b
)
alarm_clock = known(
    "gives 7:00 on weekdays, else 10:00, on vacation 10:00 and off",
    "alarm clock",
    tuple((day, vacation) for day in (0, 1, 5, 6) for vacation in (False, True)),
)(lambda day, vacation: (("7:00", "10:00"), ("10:00", "off"))[vacation][day in (0, 6)])
love6 = known(
    "tells whether a number, the sum or the difference is 6",
    "love6",
    ((6, 4), (4, 5), (1, 5), (13, 7), (7, 13), (-7, 1)),
)(lambda a, b: 6 in (a, b, a + b, abs(a - b)))
in1to10 = known(
    "tells whether a number is from 1 to 10, or outside of it",
    "in1to10",
    tuple((n, outside) for n in (0, 1, 5, 10, 11) for outside in (False, True)),
)(lambda n, outside: n <= 1 or n >= 10 if outside else 1 <= n <= 10)
near_ten = known(
    "tells whether a number is within 2 of a multiple of 10", "near ten", each(12, 17, 19, 10, 13, 8, 5, 31)
)(lambda n: n % 10 <= 2 or n % 10 >= 8)
make_bricks = known(
    "tells whether bricks of 1 and 5 make a length",
    "make bricks",
    ((3, 1, 8), (3, 1, 9), (3, 2, 10), (3, 2, 8), (6, 0, 11), (1, 4, 11), (0, 3, 10)),
)(_bricks)
make_chocolate = known(
    "tells how many small bars are needed",
    "make chocolate",
    ((4, 1, 9), (4, 1, 10), (4, 1, 7), (6, 2, 7), (4, 1, 5), (1, 2, 7)),
)(_bars)
lone_sum = known(
    "adds the numbers that come once", "lone sum", ((1, 2, 3), (3, 2, 3), (3, 3, 3), (2, 2, 9), (9, 2, 2))
)(lambda *three: sum(one for one in three if three.count(one) == 1))
lucky_sum = known("adds the numbers before a 13", "lucky sum", ((1, 2, 3), (1, 2, 13), (1, 13, 3), (13, 2, 3)))(_lucky)
no_teen_sum = known(
    "adds without teens, but with 15 and 16",
    "no teen sum",
    ((1, 2, 3), (2, 13, 1), (2, 1, 14), (15, 16, 1), (17, 18, 19)),
)(lambda *three: sum(map(_without_teens, three)))
round_sum = known("adds numbers rounded to tens", "round sum", ((16, 17, 18), (12, 13, 14), (6, 4, 4), (15, 25, 5)))(
    lambda *three: sum((one + 5) // 10 * 10 for one in three)
)
close_far = known(
    "tells whether one is close to the first and one far from both",
    "close far",
    ((1, 2, 10), (1, 2, 3), (4, 1, 3), (4, 5, 3), (4, 3, 5), (-1, 10, 0)),
)(_close)
double_char = known(
    "writes every letter twice",
    "double char, double chars, double each letter, double all letters, double each char, "
    "repeat each letter, double characters, double character",
    each("The", "AAbb", "Hi-There", "a"),
)(lambda text: "".join(2 * one for one in text))
count_hi = known("counts hi", "count hi", each("abc hi ho", "ABChi hi", "hihi", "x"))(lambda text: text.count("hi"))
cat_dog = known(
    "tells whether cat comes as often as dog", "cat dog", each("catdog", "catcat", "1cat1cadodog", "dog", "x")
)(lambda text: text.count("cat") == text.count("dog"))
count_code = known("counts co, a letter, e", "count code", each("aaacodebbb", "codexxcode", "cozexxcope", "code", "x"))(
    lambda text: sum(text[at : at + 2] == "co" and text[at + 3 : at + 4] == "e" for at in range(len(text)))
)
end_other = known(
    "tells whether one text ends with the other",
    "end other",
    (("Hiabc", "abc"), ("AbC", "HiaBc"), ("abc", "abXabc"), ("ab", "xabz")),
)(lambda a, b: a.lower().endswith(b.lower()) or b.lower().endswith(a.lower()))
xyz_there = known(
    "tells whether there is xyz without a point before",
    "xyz there",
    each("abcxyz", "abc.xyz", "xyz.abc", "abc.xyzxyz", "xy"),
)(lambda text: "xyz" in text.replace(".xyz", ""))
big_diff = known(
    "gives the difference of the largest and the smallest number",
    "big diff",
    each([10, 3, 5, 6], [7, 2, 10, 9], [2, 10, 7, 2], [5]),
)(lambda items: max(items) - min(items))
centered_average = known(
    "gives the mean without the smallest and the largest number",
    "centered average",
    each([1, 2, 3, 4, 100], [1, 1, 5, 5, 10, 8, 7], [-10, -4, -2, -4, -2, 0]),
)(
    lambda items: int(sum(sorted(items)[1:-1]) / (len(items) - 2)),
    lambda items: sum(sorted(items)[1:-1]) / (len(items) - 2),
    lambda items: sum(sorted(items)[1:-1]) // (len(items) - 2),
)
sum13 = known(
    "adds without 13 and what follows it",
    "sum13",
    each([1, 2, 2, 1], [1, 1], [1, 2, 2, 1, 13], [1, 2, 13, 2, 1, 13], [13, 13, 2], []),
)(_brings)
sum67 = known(
    "adds without what is from a 6 to the next 7",
    "sum67",
    each([1, 2, 2], [1, 2, 2, 6, 99, 99, 7], [1, 1, 6, 7, 2], [6, 7, 7], []),
)(_without_67)
has22 = known("tells whether two neighbours are 2", "has22", each([1, 2, 2], [1, 2, 1, 2], [2, 1, 2], [2, 2], [2]))(
    lambda items: any(a == b == 2 for a, b in pairwise(items))
)

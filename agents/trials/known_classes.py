"""The classes of which something is known: how they are made, what their members are called, and what these give."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["KNOWN", "KnownClass", "OneOf", "Scene", "Step"]

Step = tuple[Any, ...]
"""What to call, and with what."""

Scene = tuple[tuple[Step, ...], Any]
"""Steps, and what the last of them gives."""


@dataclass(frozen=True, slots=True)
class KnownClass:
    """What is expected of a class with such a name.

    Attributes:
        names: in small letters, without underscores.
        values: of a parameter of its constructor, by the parameter's name.
        members: by what the scenes call them, the names that methods and attributes go by; as `names`.
        scenes: steps, and what the last of them gives.
        needs: how many values that are no texts the constructor has to take; these are given in place of defaults.
    """

    names: frozenset[str]
    values: Mapping[str, Any]
    members: Mapping[str, tuple[str, ...]]
    scenes: tuple[Scene, ...]
    needs: int = 0


@dataclass(frozen=True, slots=True)
class OneOf:
    """What a scene gives where there are several meanings."""

    values: tuple[Any, ...]


def _one_of(*values: Any) -> OneOf:
    return OneOf(values)


def _known(
    names: str, values: Mapping[str, Any], members: Mapping[str, str], *scenes: Any, needs: int = 0
) -> KnownClass:
    by_name = {name: tuple(other.split()) for name, other in members.items()}
    return KnownClass(frozenset(names.split()), _spread(values), by_name, scenes, needs)


def _spread(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for names, value in values.items() for name in names.split()}


_PI: Final = (math.pi, 3.14, 3.14159, 3.1416, 3.1415, 3.141592, 3.142)
_IS_EMPTY: Final = "isempty empty"
_PLAYED: Final = (("add", "Bob", 7), ("add", "Ann", 4), ("add", "Cem", 9))
"""In the order of the letters as well: it may be the points that are given first."""
_YEARS: Final = {
    "mercury": 0.2408467,
    "venus": 0.61519726,
    "earth": 1.0,
    "mars": 1.8808158,
    "jupiter": 11.862615,
    "saturn": 29.447498,
    "uranus": 84.016846,
    "neptune": 164.79132,
}
"""Of the planets, in those of the earth."""


def _clock_face(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


_SIZE: Final = "size __len__ length count getsize"

KNOWN: Final = (
    _known(
        "stack mystack arraystack simplestack liststack linkedstack",
        {"capacity maxsize size limit": 10},
        {"push": "push add", "pop": "pop remove", "peek": "peek top", "empty": _IS_EMPTY, "size": _SIZE},
        ((("push", 1), ("push", 2), ("pop",)), 2),
        ((("push", 1), ("push", 2), ("pop",), ("pop",)), 1),
        ((("push", 1), ("push", 2), ("peek",)), 2),
        ((("push", 1), ("push", 2), ("peek",), ("pop",)), 2),
        ((("empty",),), True),
        ((("push", 1), ("empty",)), False),
        ((("push", 1), ("push", 2), ("size",)), 2),
    ),
    _known(
        "queue myqueue waitingline twostackqueue stackqueue simplequeue listqueue linkedqueue",
        {"capacity maxsize size limit": 10},
        {
            "put": "enqueue put add push append join",
            "get": "dequeue get remove pop next servenext serve",
            "peek": "peek front first",
            "empty": _IS_EMPTY,
            "size": _SIZE,
        },
        ((("put", 1), ("put", 2), ("get",)), 1),
        ((("put", 1), ("put", 2), ("get",), ("get",)), 2),
        ((("put", 1), ("put", 2), ("get",), ("put", 3), ("get",)), 2),
        ((("put", 1), ("put", 2), ("peek",)), 1),
        ((("empty",),), True),
        ((("put", 1), ("empty",)), False),
        ((("put", 1), ("put", 2), ("size",)), 2),
    ),
    _known(
        "bankaccount account savingsaccount wallet",
        {"owner name holder accountholder customer": "Ada", "balance initialbalance startbalance amount": 100},
        {
            "deposit": "deposit add payin",
            "withdraw": "withdraw spend payout",
            "balance": "getbalance checkbalance balance",
        },
        ((("deposit", 50), ("balance",)), 50),
        ((("deposit", 50), ("withdraw", 20), ("balance",)), 30),
        ((("deposit", 50), ("withdraw", 50), ("balance",)), 0),
        ((("deposit", 50), ("deposit", 7), ("balance",)), 57),
    ),
    _known(
        "counter clicker tally tallycounter clickcounter",
        {"start initial value count": 0},
        {
            "up": "increment inc increase click up add count",
            "down": "decrement dec decrease down",
            "reset": "reset clear",
            "value": "getvalue getcount get value count total",
        },
        ((("up",), ("value",)), 1),
        ((("up",), ("up",), ("up",), ("value",)), 3),
        ((("up",), ("up",), ("down",), ("value",)), 1),
        ((("up",), ("reset",), ("value",)), 0),
    ),
    _known(
        "rectangle rect room box2d",
        {"width w breadth b x": 3, "height h length l a y": 4},
        {"area": "area getarea calculatearea", "perimeter": "perimeter getperimeter", "square": "issquare"},
        ((("area",),), 12),
        ((("perimeter",),), 14),
        ((("square",),), False),
        needs=2,
    ),
    _known(
        "square",
        {"side length a size s": 5},
        {"area": "area getarea", "perimeter": "perimeter getperimeter"},
        ((("area",),), 25),
        ((("perimeter",),), 20),
        needs=1,
    ),
    _known(
        "temperature thermometer celsius",
        {"celsius degrees c value temp temperature": 100},
        {"fahrenheit": "tofahrenheit getfahrenheit fahrenheit infahrenheit"},
        ((("fahrenheit",),), 212),
        needs=1,
    ),
    _known(
        "student gradebook pupil report",
        {"name student": "Ada"},
        {
            "add": "addgrade addscore addmark addresult",
            "average": "average getaverage mean averagegrade averagescore calculateaverage",
            "best": "best highest bestgrade maxgrade",
        },
        ((("add", 80), ("average",)), 80),
        ((("add", 80), ("add", 91), ("average",)), 85.5),
        ((("add", 80), ("add", 91), ("add", 60), ("average",)), 77),
        ((("add", 80), ("add", 91), ("add", 60), ("best",)), 91),
    ),
    _known(
        "cart shoppingcart basket order bill",
        {"owner customer name": "Ada"},
        {"add": "additem add addproduct", "total": "total gettotal totalprice getprice sum calculatetotal"},
        ((("add", "a", 2.0), ("total",)), 2.0),
        ((("add", "a", 2.0), ("add", "b", 3.5), ("total",)), 5.5),
        ((("add", "a", 2.0, 3), ("total",)), 6.0),
        ((("add", "a", 2.0, 3), ("add", "b", 1.5, 2), ("total",)), 9.0),
    ),
    _known(
        "inventory stock warehouse",
        {"name": "Ada"},
        {
            "add": "additem add addstock restock addproduct",
            "remove": "removeitem remove removestock take sell",
            "count": "getquantity quantity count getstock stock instock amount getcount",
        },
        ((("add", "a", 5), ("count", "a")), 5),
        ((("add", "a", 5), ("add", "a", 3), ("count", "a")), 8),
        ((("add", "a", 5), ("remove", "a", 2), ("count", "a")), 3),
        ((("add", "a", 5), ("remove", "a", 5), ("count", "a")), 0),
    ),
    _known(
        "linkedlist singlylinkedlist mylinkedlist",
        {},
        {
            "append": "append add insertatend addlast pushback insertend",
            "prepend": "prepend insertatbeginning addfirst insertfront pushfront inserthead insertstart",
            "list": "tolist values aslist getvalues getall",
            "size": _SIZE,
            "has": "contains search find has __contains__",
        },
        ((("append", 1), ("append", 2), ("append", 3), ("list",)), [1, 2, 3]),
        ((("append", 1), ("append", 2), ("append", 3), ("size",)), 3),
        ((("prepend", 1), ("prepend", 2), ("list",)), [2, 1]),
        ((("append", 1), ("append", 2), ("has", 2)), True),
        ((("append", 1), ("append", 2), ("has", 1)), True),
        ((("append", 1), ("append", 2), ("has", 9)), False),
    ),
    _known(
        "circle",
        {"radius r": 5, "color colour name": "red"},
        {
            "area": "area getarea calculatearea",
            "round": "circumference perimeter getcircumference getperimeter calculatecircumference",
            "across": "diameter getdiameter",
        },
        ((("area",),), _one_of(*(25 * pi for pi in _PI), 78.54, 78.5, 79)),
        ((("round",),), _one_of(*(10 * pi for pi in _PI), 31.42, 31.4, 31)),
        ((("across",),), 10),
        needs=1,
    ),
    _known(
        "triangle",
        {"a side1 sidea x": 3, "b side2 sideb y": 4, "c side3 sidec z": 5},
        {
            "area": "area getarea calculatearea",
            "perimeter": "perimeter getperimeter calculateperimeter",
            "equal": "isequilateral",
            "right": "isright isrightangled isrighttriangle",
        },
        ((("area",),), 6),
        ((("perimeter",),), 12),
        ((("equal",),), False),
        ((("right",),), True),
        needs=3,
    ),
    _known(
        "triangle",
        {"base b width": 6, "height h": 4},
        {"area": "area getarea calculatearea"},
        ((("area",),), 12),
        needs=2,
    ),
    _known(
        "cube",
        {"side a length edge size s": 3},
        {"volume": "volume getvolume", "surface": "surfacearea getsurfacearea surface area"},
        ((("volume",),), 27),
        ((("surface",),), 54),
        needs=1,
    ),
    _known(
        "box cuboid",
        {"length l": 2, "width w": 3, "height h depth": 4},
        {"volume": "volume getvolume calculatevolume", "surface": "surfacearea getsurfacearea surface"},
        ((("volume",),), 24),
        ((("surface",),), 52),
        needs=3,
    ),
    _known(
        "point vector vector2d point2d vec2 vec2d",
        {"x": 3, "y": 4},
        {
            "norm": "distancefromorigin distancetoorigin magnitude length norm getmagnitude __abs__",
            "move": "move translate moveby shift",
            "x": "x getx",
            "y": "y gety",
        },
        ((("norm",),), 5),
        ((("move", 1, 2), ("x",)), _one_of(4, 1, 3)),
        ((("move", 1, 2), ("y",)), _one_of(6, 2, 4)),
        needs=2,
    ),
    _known(
        "fraction rational",
        {"numerator num n top": 3, "denominator den d bottom": 4},
        {"value": "value tofloat todecimal decimal asfloat getvalue __float__"},
        ((("value",),), 0.75),
        needs=2,
    ),
    _known(
        "polynomial poly",
        {"coefficients coeffs coefs coef coeff": [1, 2, 3]},
        {"value": "evaluate eval value __call__ evaluateat", "degree": "degree getdegree"},
        ((("value", 2),), _one_of(17, 11)),
        ((("value", 0),), _one_of(1, 3)),
        ((("degree",),), 2),
        needs=1,
    ),
    _known(
        "clock time digitalclock wallclock mytime",
        {"hours hour h": 10, "minutes minute m mins": 59, "seconds second s secs": 59},
        {
            "tick": "tick advance",
            "add": "addminutes",
            "hour": "hours hour h gethours gethour",
            "minute": "minutes minute m getminutes getminute",
        },
        ((("tick",), ("hour",)), 11),
        ((("tick",), ("minute",)), 0),
        ((("add", 1), ("hour",)), 11),
        ((("add", 1), ("minute",)), 0),
        ((("add", 130), ("hour",)), _one_of(13, 1)),
        ((("add", 130), ("minute",)), 9),
        ((("add", 781), ("hour",)), _one_of(0, 24, 12)),
        needs=2,
    ),
    _known(
        "person human user member",
        {"name firstname": "Ada", "age": 30, "lastname surname email city job": "Lovelace"},
        {
            "birthday": "birthday havebirthday celebratebirthday growolder happybirthday hasbirthday",
            "age": "age getage",
            "adult": "isadult isofage",
        },
        ((("birthday",), ("age",)), 31),
        ((("birthday",), ("birthday",), ("age",)), 32),
        ((("adult",),), True),
        needs=1,
    ),
    _known(
        "dog cat pet animal",
        {"name": "Rex", "age": 3, "breed species color colour kind": "Pug"},
        {"birthday": "birthday havebirthday celebratebirthday growolder getolder", "age": "age getage"},
        ((("birthday",), ("age",)), 4),
        needs=1,
    ),
    _known(
        "car vehicle bike bicycle",
        {
            "make brand model color colour name owner": "Ada",
            "year": 2020,
            "speed mileage odometer": 0,
            "maxspeed topspeed": 200,
        },
        {
            "faster": "accelerate speedup",
            "slower": "brake slowdown decelerate",
            "speed": "speed getspeed currentspeed",
            "drive": "drive",
            "way": "mileage odometer getmileage readodometer odometerreading",
        },
        ((("faster", 10), ("speed",)), 10),
        ((("faster", 30), ("slower", 10), ("speed",)), 20),
        ((("faster", 10), ("faster", 20), ("speed",)), 30),
        ((("drive", 50), ("way",)), 50),
        ((("drive", 50), ("drive", 20), ("way",)), 70),
    ),
    _known(
        "book librarybook",
        {"title author name isbn genre": "Emma", "pages": 100, "price": 20, "year": 1815},
        {
            "borrow": "borrow checkout lend borrowbook",
            "back": "returnbook giveback checkin bringback",
            "there": "isavailable available",
        },
        ((("borrow",), ("there",)), False),
        ((("borrow",), ("back",), ("there",)), True),
    ),
    _known(
        "library bookshelf playlist todolist tasklist shoppinglist todo",
        {"name owner title": "Ada"},
        {
            "add": "add addbook addsong addtask additem",
            "remove": "remove removebook removesong removetask removeitem",
            "size": "__len__ size count countbooks countsongs totalbooks numbooks numberofbooks bookcount counttasks",
        },
        ((("add", "a"), ("size",)), 1),
        ((("add", "a"), ("add", "b"), ("size",)), 2),
        ((("add", "a"), ("add", "b"), ("remove", "a"), ("size",)), 1),
    ),
    _known(
        "priorityqueue pq binaryheap heap",
        {},
        {
            "push": "push insert add enqueue put",
            "pop": "pop dequeue remove get extract",
            "empty": _IS_EMPTY,
            "size": _SIZE,
        },
        ((("push", 3), ("push", 1), ("push", 2), ("pop",)), _one_of(1, 3)),
        ((("push", 3), ("push", 1), ("push", 2), ("pop",), ("pop",)), 2),
        ((*(("push", one) for one in (6, 4, 8, 3, 5, 2, 9)), ("pop",), ("pop",), ("pop",)), _one_of(4, 6)),
        ((("empty",),), True),
        ((("push", 3), ("push", 1), ("size",)), 2),
    ),
    _known(
        "minheap",
        {"capacity maxsize size": 10},
        {
            "push": "push insert add",
            "pop": "pop extractmin removemin deletemin extract poll",
            "peek": "peek getmin findmin min",
            "size": _SIZE,
        },
        ((("push", 3), ("push", 1), ("push", 2), ("pop",)), 1),
        ((("push", 3), ("push", 1), ("push", 2), ("pop",), ("pop",)), 2),
        ((("push", 5), ("push", 4), ("push", 3), ("push", 2), ("push", 1), ("pop",), ("pop",), ("pop",)), 3),
        ((("push", 3), ("push", 1), ("peek",)), 1),
        ((("push", 3), ("push", 1), ("size",)), 2),
    ),
    _known(
        "maxheap",
        {"capacity maxsize size": 10},
        {
            "push": "push insert add",
            "pop": "pop extractmax removemax deletemax extract poll",
            "peek": "peek getmax findmax max",
            "size": _SIZE,
        },
        ((("push", 1), ("push", 3), ("push", 2), ("pop",)), 3),
        ((("push", 1), ("push", 3), ("push", 2), ("pop",), ("pop",)), 2),
        ((("push", 1), ("push", 2), ("push", 3), ("push", 4), ("push", 5), ("pop",), ("pop",), ("pop",)), 3),
        ((("push", 1), ("push", 3), ("peek",)), 3),
    ),
    _known(
        "minstack",
        {},
        {"push": "push", "pop": "pop", "peek": "top peek", "least": "getmin min minimum findmin"},
        ((("push", 2), ("push", 1), ("push", 3), ("least",)), 1),
        ((("push", 2), ("push", 1), ("pop",), ("least",)), 2),
        ((("push", 1), ("push", 1), ("pop",), ("least",)), 1),
        ((("push", 2), ("push", 3), ("peek",)), 3),
    ),
    _known(
        "deque mydeque doubleendedqueue",
        {},
        {
            "front": "addfront appendleft pushfront addfirst insertfront addleft",
            "rear": "addrear append pushback addlast insertrear addback addright addend",
            "first": "removefront popleft popfront removefirst deletefront removeleft",
            "last": "removerear pop popback removelast deleterear removeback removeright",
            "empty": _IS_EMPTY,
            "size": _SIZE,
        },
        ((("rear", 1), ("rear", 2), ("first",)), 1),
        ((("rear", 1), ("rear", 2), ("last",)), 2),
        ((("front", 1), ("front", 2), ("first",)), 2),
        ((("front", 1), ("front", 2), ("last",)), 1),
        ((("rear", 1), ("front", 2), ("rear", 3), ("first",)), 2),
        ((("front", 1), ("size",)), 1),
        ((("empty",),), True),
    ),
    _known(
        "binarysearchtree bst searchtree binarytree",
        {},
        {
            "add": "insert add",
            "has": "contains search has find exists __contains__",
            "all": "inorder inordertraversal tolist traverse traverseinorder",
            "size": "size __len__ count",
            "least": "min findmin minimum getmin minvalue",
            "most": "max findmax maximum getmax maxvalue",
        },
        ((("add", 2), ("add", 1), ("add", 3), ("has", 3)), True),
        ((("add", 2), ("add", 1), ("add", 3), ("has", 1)), True),
        ((("add", 2), ("add", 1), ("has", 9)), False),
        ((("add", 5), ("add", 2), ("add", 8), ("add", 1), ("add", 3), ("all",)), [1, 2, 3, 5, 8]),
        ((("add", 5), ("add", 2), ("add", 8), ("size",)), 3),
        ((("add", 5), ("add", 2), ("add", 8), ("add", 1), ("least",)), 1),
        ((("add", 5), ("add", 2), ("add", 8), ("add", 9), ("most",)), 9),
    ),
    _known(
        "trie prefixtree wordtree dictionarytree autocomplete",
        {},
        {
            "add": "insert add addword insertword put",
            "has": "search contains has find hasword isword exists lookup __contains__",
            "starts": "startswith hasprefix hasstart isprefix starts",
            "all": "words complete suggest autocomplete wordswithprefix withprefix suggestions completions",
        },
        ((("add", "cart"), ("has", "cart")), True),
        ((("add", "cart"), ("has", "car")), False),
        ((("add", "cart"), ("has", "dog")), False),
        ((("add", "cart"), ("add", "car"), ("has", "car")), True),
        ((("add", "car"), ("add", "cart"), ("has", "cart")), True),
        ((("add", "cart"), ("add", "card"), ("has", "cart")), True),
        ((("add", "cart"), ("add", "dog"), ("has", "dot")), False),
        ((("add", "cart"), ("starts", "car")), True),
        ((("add", "cart"), ("starts", "art")), False),
        ((("add", "cart"), ("all", "ca")), ["cart"]),
    ),
    _known(
        "hashmap hashtable mymap myhashmap myhashtable simplehashmap simplehashtable",
        {"capacity size buckets numbuckets slots tablesize n": 8},
        {
            "set": "put set insert add __setitem__",
            "get": "get lookup find search __getitem__",
            "remove": "remove delete __delitem__",
            "has": "contains haskey has __contains__",
            "size": "__len__ size count",
        },
        ((("set", 1, 5), ("get", 1)), 5),
        ((("set", 1, 5), ("set", 9, 6), ("get", 1)), 5),
        ((("set", 1, 5), ("set", 9, 6), ("get", 9)), 6),
        ((("set", 1, 5), ("set", 1, 7), ("get", 1)), 7),
        ((("set", 1, 5), ("set", 9, 6), ("set", 9, 8), ("get", 9)), 8),
        ((("set", 1, 5), ("set", 9, 6), ("remove", 1), ("get", 9)), 6),
        ((("set", 1, 5), ("has", 1)), True),
        ((("set", 1, 5), ("has", 9)), False),
        ((("set", 1, 5), ("set", 9, 6), ("size",)), 2),
        ((("set", 1, 5), ("set", 1, 6), ("size",)), 1),
        ((("set", 1, 5), ("set", 9, 6), ("remove", 1), ("size",)), 1),
        (((*(("set", one, one + 1) for one in range(7)), ("get", 3))), 4),
    ),
    _known(
        "unionfind disjointset disjointsets disjointsetunion dsu uf",
        {"n size count": 6},
        {
            "join": "union join unite connect merge",
            "same": "connected isconnected same inthesameset together issame",
            "size": "groupsize setsize sizeof componentsize",
            "groups": "groups components sets countsets numsets componentscount countcomponents numcomponents",
        },
        ((("same", 0, 1),), False),
        ((("join", 0, 1), ("same", 0, 1)), True),
        ((("join", 0, 1), ("join", 1, 2), ("same", 0, 2)), True),
        ((("join", 0, 1), ("join", 2, 3), ("join", 1, 3), ("same", 0, 2)), True),
        ((("join", 0, 1), ("join", 2, 3), ("same", 1, 2)), False),
        ((("join", 0, 1), ("join", 0, 2), ("join", 3, 4), ("join", 4, 1), ("same", 3, 2)), True),
        ((("join", 0, 1), ("join", 2, 3), ("join", 0, 3), ("size", 2)), 4),
        ((("join", 0, 1), ("join", 1, 0), ("groups",)), 5),
        ((("join", 0, 1), ("join", 2, 3), ("groups",)), 4),
        needs=1,
    ),
    _known(
        "lrucache lru",
        {"capacity size maxsize limit": 2},
        {"put": "put set", "get": "get"},
        ((("put", 1, 5), ("put", 2, 6), ("get", 1)), 5),
        ((("put", 1, 5), ("put", 2, 6), ("get", 1), ("put", 3, 7), ("get", 2)), _one_of(-1, None)),
        ((("put", 1, 5), ("put", 2, 6), ("get", 1), ("put", 3, 7), ("get", 1)), 5),
        ((("put", 1, 5), ("put", 1, 6), ("put", 2, 7), ("get", 1)), 6),
        needs=1,
    ),
    _known(
        "elevator lift",
        {"floors numfloors topfloor maxfloor totalfloors": 10, "currentfloor floor start minfloor bottomfloor": 1},
        {
            "goto": "goto gotofloor movetofloor moveto",
            "up": "up goup moveup floorup",
            "down": "down godown movedown floordown",
            "floor": "currentfloor floor getfloor getcurrentfloor",
        },
        ((("goto", 5), ("floor",)), 5),
        ((("goto", 5), ("up",), ("floor",)), 6),
        ((("goto", 5), ("down",), ("floor",)), 4),
    ),
    _known(
        "deck deckofcards carddeck",
        {},
        {
            "deal": "deal draw dealcard drawcard dealone drawone",
            "size": "__len__ size count remaining cardsleft cardsremaining",
        },
        ((("size",),), _one_of(52, 32, 36, 54)),
        ((("deal",), ("size",)), _one_of(51, 31, 35, 53)),
    ),
    _known(
        "employee worker",
        {
            "name firstname lastname first last position role title department": "Ada",
            "hours hoursworked": 10,
            "rate hourlyrate": 7,
        },
        {"pay": "pay calculatepay getpay weeklypay grosspay calculatesalary salary wage"},
        ((("pay",),), 70),
        needs=2,
    ),
    _known(
        "employee worker manager",
        {"name firstname lastname first last position role title department": "Ada", "salary": 1000},
        {"raise": "giveraise applyraise raisesalary raisepay", "salary": "salary getsalary"},
        ((("raise", 10), ("salary",)), _one_of(1100, 1010, 11000, 10000)),
        needs=1,
    ),
    _known(
        "product item stockitem",
        {"name title": "pen", "price": 10, "quantity stock qty amount": 3},
        {
            "total": "total totalprice totalvalue gettotal totalcost gettotalprice",
            "sell": "sell",
            "add": "restock addstock",
            "left": "quantity stock qty amount getquantity",
        },
        ((("total",),), 30),
        ((("sell", 1), ("left",)), 2),
        ((("add", 5), ("left",)), 8),
        needs=2,
    ),
    _known(
        "parkinglot carpark parking",
        {"capacity spaces size slots totalspaces": 2},
        {
            "park": "park parkcar enter addcar",
            "leave": "leave removecar exit unpark",
            "free": "availablespaces freespaces available getavailable spacesleft availablespots freespots",
            "full": "isfull full",
        },
        ((("park", "a"), ("free",)), 1),
        ((("park", "a"), ("park", "b"), ("free",)), 0),
        ((("park", "a"), ("park", "b"), ("full",)), True),
        ((("park", "a"), ("full",)), False),
        ((("park", "a"), ("leave", "a"), ("free",)), 2),
        needs=1,
    ),
    _known(
        "light lamp lightbulb lightswitch switch bulb",
        {"name color colour": "red"},
        {
            "on": "turnon switchon",
            "off": "turnoff switchoff",
            "toggle": "toggle flip press",
            "state": "ison on state getstate",
        },
        ((("on",), ("state",)), True),
        ((("on",), ("off",), ("state",)), False),
        ((("on",), ("toggle",), ("state",)), False),
        ((("off",), ("toggle",), ("state",)), True),
    ),
    _known(
        "calculator simplecalculator",
        {},
        {
            "plus": "add sum plus",
            "minus": "subtract sub minus",
            "times": "multiply mul times product",
            "by": "divide div",
        },
        ((("plus", 2, 3),), 5),
        ((("minus", 5, 3),), 2),
        ((("times", 2, 4),), 8),
        ((("by", 6, 3),), 2),
    ),
    _known(
        "timer countdown kitchentimer countdowntimer",
        {"seconds duration time start": 10},
        {"tick": "tick", "left": "remaining seconds timeleft getremaining remainingtime time secondsleft"},
        ((("tick",), ("left",)), 9),
        ((("tick",), ("tick",), ("left",)), 8),
        needs=1,
    ),
    _known(
        "leaderboard scoreboard highscores highscoretable highscorelist scoretable ranking",
        {"size limit capacity maxentries maxsize most": 3, "name title game": "Race"},
        {
            "add": "add addscore submit record addentry addplayer addresult",
            "top": "top best gettop topn leaders getleaders topplayers topscores",
            "rank": "rank rankof getrank position placeof place",
        },
        *(
            (
                (*_PLAYED, ("top", n)),
                _one_of(
                    ["Cem", "Bob"][:n],
                    [("Cem", 9), ("Bob", 7)][:n],
                    [(9, "Cem"), (7, "Bob")][:n],
                    [9, 7][:n],
                    [(1, "Cem", 9), (2, "Bob", 7)][:n],
                    [(1, "Cem"), (2, "Bob")][:n],
                ),
            )
            for n in (1, 2)
        ),
        ((*_PLAYED, ("rank", "Cem")), 1),
        ((*_PLAYED, ("rank", "Ann")), 3),
    ),
    _known(
        "movingaverage rollingaverage slidingaverage rollingmean movingmean smoother",
        {"size window n k windowsize capacity length width": 2},
        {"next": "next add update push addvalue append put"},
        ((("next", 6),), 6),
        ((("next", 1), ("next", 3)), 2),
        ((("next", 1), ("next", 3), ("next", 5)), 4),
        ((("next", 1), ("next", 3), ("next", 5), ("next", 9)), 7),
        needs=1,
    ),
    _known(
        "movingaverage rollingaverage slidingaverage rollingmean movingmean smoother",
        {"size window n k windowsize capacity length width": 2},
        {
            "add": "add update push addvalue append put",
            "mean": "average mean value current getaverage getmean",
        },
        ((("add", 6), ("mean",)), 6),
        ((("add", 1), ("add", 3), ("mean",)), 2),
        ((("add", 1), ("add", 3), ("add", 5), ("mean",)), 4),
        ((("add", 1), ("add", 3), ("add", 5), ("add", 9), ("mean",)), 7),
        needs=1,
    ),
    _known(
        "playlist album mixtape",
        {"name title owner artist": "Ada"},
        {
            "add": "add addsong addtrack",
            "total": "totalduration totallength duration gettotalduration totalseconds",
            "longest": "longest longestsong longesttrack getlongest",
            "shortest": "shortest shortestsong shortesttrack getshortest",
        },
        ((("add", "a", 200), ("total",)), 200),
        ((("add", "a", 200), ("add", "b", 250), ("add", "c", 100), ("total",)), 550),
        ((("add", "a", 200), ("add", "b", 250), ("add", "c", 100), ("longest",)), _one_of("b", ("b", 250), 250)),
        ((("add", "a", 200), ("add", "b", 250), ("add", "c", 100), ("shortest",)), _one_of("c", ("c", 100), 100)),
    ),
    _known(
        "budget budgettracker expensetracker expenses spendingtracker",
        {"limit amount total budget income monthlylimit": 100, "name owner": "Ada"},
        {
            "add": "add addexpense spend record",
            "spent": "totalspent spent totalexpenses gettotalspent",
            "of": "totalfor bycategory categorytotal spenton totalbycategory totalforcategory gettotalfor spentin",
        },
        ((("add", "food", 30), ("add", "fun", 20), ("spent",)), 50),
        ((("add", "food", 30), ("add", "fun", 20), ("add", "food", 5), ("of", "food")), 35),
        ((("add", "food", 30), ("add", "fun", 20), ("add", "food", 5), ("of", "fun")), 20),
    ),
    _known(
        "poll election ballotbox votebox voting votecounter",
        {"options candidates choices names": ("a", "b", "c"), "question title topic name": "Which?"},
        {
            "vote": "vote cast castvote addvote",
            "count": "votesfor count getvotes votes countfor getcount",
            "total": "totalvotes total gettotal totalcount",
            "winner": "winner getwinner leader leading leadingoption",
        },
        ((("vote", "a"), ("vote", "b"), ("vote", "b"), ("count", "b")), 2),
        ((("vote", "a"), ("vote", "b"), ("vote", "b"), ("total",)), 3),
        ((("vote", "a"), ("vote", "b"), ("vote", "b"), ("winner",)), _one_of("b", ["b"], ("b", 2))),
    ),
    _known(
        "gradebook markbook grades marks marklist",
        {"name title course subject": "Ada"},
        {
            "add": "add addgrade addmark addscore record",
            "average": "average averageof averagefor getaverage studentaverage mean averagegrade",
            "best": "best beststudent topstudent top gettopstudent getbest",
        },
        ((("add", "Ann", 80), ("average", "Ann")), 80),
        ((("add", "Ann", 80), ("add", "Bob", 60), ("add", "Ann", 90), ("average", "Ann")), 85),
        ((("add", "Ann", 80), ("add", "Bob", 60), ("add", "Ann", 90), ("average", "Bob")), 60),
        ((("add", "Ann", 80), ("add", "Bob", 60), ("best",)), _one_of("Ann", ("Ann", 80), 80, ["Ann"])),
        ((("add", "Ann", 60), ("add", "Bob", 80), ("best",)), _one_of("Bob", ("Bob", 80), 80, ["Bob"])),
    ),
    _known(
        "auction lot",
        {
            "item name title lot": "vase",
            "reserve reserveprice minimum startprice startingprice start minimumbid": 5,
        },
        {
            "bid": "bid placebid addbid makebid",
            "winner": "winner getwinner highestbidder leader winningbidder",
            "highest": "highestbid highest currentprice gethighestbid highestamount",
        },
        ((("bid", "Ann", 10), ("winner",)), _one_of("Ann", ("Ann", 10))),
        ((("bid", "Ann", 10), ("bid", "Bob", 20), ("winner",)), _one_of("Bob", ("Bob", 20))),
        ((("bid", "Ann", 10), ("bid", "Bob", 20), ("highest",)), _one_of(20, ("Bob", 20))),
    ),
    _known(
        "temperaturelog temperaturetracker temperaturerecorder temperaturestats temperaturediary",
        {"name place city location station": "Ulm"},
        {
            "add": "add record log addreading addtemperature addmeasurement addvalue measure",
            "mean": "average mean getaverage averagetemperature",
            "highest": "highest max maximum warmest hottest gethighest getmax",
            "lowest": "lowest min minimum coldest getlowest getmin",
        },
        ((("add", 5), ("add", -3), ("add", 10), ("mean",)), 4),
        ((("add", 5), ("add", 12), ("add", 10), ("highest",)), 12),
        ((("add", -5), ("add", -2), ("add", -9), ("highest",)), -2),
        ((("add", 5), ("add", 3), ("add", 10), ("lowest",)), 3),
    ),
    _known(
        "hangman hangmangame wordgame",
        {
            "word secret secretword answer target": "apple",
            "lives maxlives maxwrong maxtries attempts tries chances maxattempts maxguesses": 3,
        },
        {
            "guess": "guess guessletter makeguess tryletter",
            "won": "won iswon issolved solved haswon iswordguessed iscomplete",
            "shown": "shown display getdisplay masked progress getprogress maskedword getmaskedword",
        },
        ((("won",),), False),
        ((("guess", "a"), ("guess", "p"), ("guess", "l"), ("won",)), False),
        ((("guess", "a"), ("guess", "p"), ("guess", "l"), ("guess", "e"), ("won",)), True),
        ((("guess", "a"), ("guess", "p"), ("shown",)), _one_of("app__", "a p p _ _", "app--", "app**", "a p p - -")),
    ),
    _known(
        "hangman hangmangame wordgame",
        {
            "word secret secretword answer target": "apple",
            "lives maxlives maxwrong maxtries attempts tries chances maxattempts maxguesses": 3,
        },
        {
            "guess": "guess guessletter makeguess tryletter",
            "lost": "lost islost isdead haslost",
            "over": "isover over isgameover gameover finished isfinished",
            "lives": "lives livesleft remaining attemptsleft triesleft remainingattempts getlives chancesleft",
        },
        ((("guess", "z"), ("lives",)), 2),
        ((("guess", "a"), ("lives",)), 3),
        ((("guess", "a"), ("guess", "z"), ("lives",)), 2),
        ((("guess", "z"), ("guess", "q"), ("lost",)), False),
        ((("guess", "z"), ("guess", "q"), ("guess", "x"), ("lost",)), True),
        ((("guess", "z"), ("guess", "q"), ("over",)), False),
        ((("guess", "z"), ("guess", "q"), ("guess", "x"), ("over",)), True),
        ((("guess", "a"), ("guess", "p"), ("guess", "l"), ("guess", "e"), ("over",)), True),
        needs=1,
    ),
    _known(
        "battery tank watertank fueltank bucket reservoir container barrel cup glass bottle jug",
        {"capacity maxcapacity size volume": 100, "level charge current amount initial start content fuel": 50},
        {
            "more": "charge load recharge add fill pour refuel addwater addfuel pourin addliquid",
            "less": "use drain discharge consume drawoff draw pourout take withdraw",
            "level": "level chargelevel currentcharge current stored remaining amount content contents getlevel fuel "
            "charge",
            "full": "isfull full",
            "empty": "isempty empty",
        },
        ((("more", 20), ("level",)), 70),
        ((("more", 50), ("level",)), 100),
        ((("more", 20), ("more", 10), ("level",)), 80),
        ((("more", 80), ("level",)), _one_of(100, 50)),
        ((("less", 30), ("level",)), 20),
        ((("less", 50), ("level",)), 0),
        ((("less", 80), ("level",)), _one_of(0, 50)),
        ((("more", 10), ("less", 30), ("level",)), 30),
        ((("full",),), False),
        ((("empty",),), False),
        ((("more", 50), ("full",)), True),
        ((("less", 50), ("empty",)), True),
        needs=2,
    ),
    _known(
        "battery tank watertank fueltank bucket reservoir container barrel cup glass bottle jug",
        {"capacity maxcapacity size volume": 100},
        {
            "more": "charge load recharge add fill pour refuel addwater addfuel pourin addliquid",
            "less": "use drain discharge consume drawoff draw pourout take withdraw",
            "level": "level chargelevel currentcharge current stored remaining amount content contents getlevel fuel "
            "charge",
        },
        ((("more", 30), ("level",)), _one_of(30, 100)),
        ((("more", 30), ("more", 20), ("level",)), _one_of(50, 100)),
        ((("more", 30), ("less", 10), ("level",)), _one_of(20, 90)),
        ((("more", 60), ("less", 30), ("more", 50), ("level",)), _one_of(80, 100)),
        ((("less", 10), ("level",)), _one_of(0, 90)),
        ((("more", 200), ("level",)), _one_of(100, 0)),
        needs=1,
    ),
    _known(
        "hand blackjackhand",
        {},
        {"add": "add addcard take hit", "bust": "bust isbust busted isbusted"},
        ((("add", "K"), ("add", "Q"), ("bust",)), False),
        ((("add", "K"), ("add", "Q"), ("add", "A"), ("bust",)), False),
        ((("add", "K"), ("add", "Q"), ("add", "5"), ("bust",)), True),
    ),
    _known(
        "blackjackhand",
        {},
        {"add": "add addcard take hit", "value": "value getvalue total score points calculatevalue getscore gettotal"},
        ((("add", "K"), ("add", "5"), ("value",)), 15),
        ((("add", "A"), ("add", "K"), ("value",)), 21),
        ((("add", "A"), ("add", "9"), ("add", "K"), ("value",)), 20),
        ((("add", "A"), ("add", "A"), ("value",)), 12),
        ((("add", "A"), ("add", "A"), ("add", "9"), ("value",)), 21),
        ((("add", "A"), ("add", "A"), ("add", "K"), ("value",)), 12),
        ((("add", "K"), ("add", "Q"), ("add", "5"), ("add", "A"), ("value",)), 26),
    ),
    _known(
        "robot rover turtle drone marsrover",
        {"x": 2, "y": 2, "heading direction facing orientation": "N"},
        {
            "left": "left turnleft rotateleft",
            "right": "right turnright rotateright",
            "go": "forward move advance step moveforward go",
            "x": "x getx",
            "y": "y gety",
            "way": "heading direction facing orientation",
        },
        ((("right",), ("way",)), "E"),
        ((("right",), ("right",), ("way",)), "S"),
        ((("left",), ("way",)), "W"),
        ((("left",), ("left",), ("left",), ("way",)), "E"),
        ((("left",), ("right",), ("way",)), "N"),
        ((("right",), ("right",), ("right",), ("right",), ("way",)), "N"),
        ((("right",), ("go",), ("x",)), 3),
        ((("right",), ("go",), ("y",)), 2),
        ((("left",), ("go",), ("x",)), 1),
        ((("go",), ("x",)), 2),
        ((("go",), ("y",)), _one_of(3, 1)),
        ((("right",), ("go",), ("go",), ("x",)), 4),
        needs=2,
    ),
    _known(
        "highscores highscore scores scorelist",
        {"scores highscores values": [30, 50, 20, 70, 40, 70]},
        {
            "all": "scores getscores all",
            "latest": "latest last getlatest latestscore lastscore",
            "best": "personalbest best highest getbest bestscore",
            "top": "personaltopthree topthree top3 bestthree getpersonaltopthree",
        },
        ((("latest",),), 70),
        ((("best",),), 70),
        ((("top",),), [70, 70, 50]),
        ((("best",), ("latest",)), 70),
        ((("top",), ("latest",)), 70),
        ((("top",), ("all",)), [30, 50, 20, 70, 40, 70]),
        ((("top",), ("best",)), 70),
    ),
    _known(
        "highscores highscore scores scorelist",
        {"scores highscores values": [40, 20]},
        {
            "latest": "latest last getlatest latestscore lastscore",
            "best": "personalbest best highest getbest bestscore",
            "top": "personaltopthree topthree top3 bestthree getpersonaltopthree",
        },
        ((("latest",),), 20),
        ((("best",),), 40),
        ((("top",),), [40, 20]),
        ((("top",), ("latest",)), 20),
        needs=1,
    ),
    _known(
        "binarysearchtree bst searchtree binarytree tree sortedtree",
        {"treedata data values items numbers elements": [4, 2, 6, 1, 3, 5, 7]},
        {
            "all": "sorteddata sortedvalues inorder inordertraversal tolist tosortedlist sortedlist sorted",
            "has": "contains search has find exists __contains__",
            "least": "min findmin minimum getmin minvalue smallest",
            "most": "max findmax maximum getmax maxvalue largest",
        },
        ((("all",),), [1, 2, 3, 4, 5, 6, 7]),
        ((("least",),), 1),
        ((("most",),), 7),
        needs=1,
    ),
    *(
        _known(
            "phonenumber phone telephonenumber",
            {"number phonenumber phone digits text raw": given},
            {
                "number": "number digits cleaned getnumber",
                "area": "areacode area getareacode",
                "pretty": "pretty formatted format __str__",
            },
            ((("number",),), "2234567890"),
            ((("area",),), "223"),
            ((("pretty",),), _one_of("(223)-456-7890", "(223) 456-7890", "223-456-7890")),
        )
        for given in ("(223) 456-7890", "223.456.7890", "1 223 456 7890")
    ),
    _known(
        "spaceage age planetage",
        {"seconds ageinseconds": 1_000_000_000},
        {planet: f"on{planet} {planet} get{planet} {planet}years" for planet in _YEARS},
        *(
            (((planet,),), _one_of(round(10**9 / 31557600 / years, 2), 10**9 / 31557600 / years))
            for planet, years in _YEARS.items()
        ),
        needs=1,
    ),
    *(
        _known(
            "clock",
            {"hours hour h": hour, "minutes minute m mins": minute},
            {"text": "__str__ __repr__", "more": "__add__ add addminutes", "less": "__sub__ subtract subtractminutes"},
            ((("text",),), _clock_face(hour * 60 + minute)),
        )
        for hour, minute in ((8, 0), (11, 9), (24, 0), (25, 0), (1, 160), (0, 1723), (-1, 15), (1, -40), (-25, -160))
    ),
    *(
        _known(
            "bowlinggame bowling bowlingscore bowlingscorer",
            {"name player": "Ada"},
            {"roll": "roll addroll throw bowl", "score": "score total getscore calculatescore"},
            ((*(("roll", one) for one in rolls), ("score",)), points),
        )
        for rolls, points in (
            ([0] * 20, 0),
            ([3, 6] * 10, 90),
            ([6, 4, 3, 0] + [0] * 16, 16),
            ([5, 5, 3, 7, 4, 0] + [0] * 14, 31),
            ([10, 5, 3] + [0] * 16, 26),
            ([10, 10, 10, 5, 3] + [0] * 12, 81),
            ([0] * 18 + [7, 3, 7], 17),
            ([0] * 18 + [10, 7, 1], 18),
            ([10] * 12, 300),
        )
    ),
    _known(
        "garden kindergarten kindergartengarden",
        {"diagram plants text": "VRCGVVRVCGGCCGVRGCVCGCGV\nVRCCCGCRRGVCGCRVVCVGCGCV"},
        {"plants": "plants plantsof getplants"},
        ((("plants", "Alice"),), ["Violets", "Radishes", "Violets", "Radishes"]),
        ((("plants", "Bob"),), ["Clover", "Grass", "Clover", "Clover"]),
        ((("plants", "Kincaid"),), ["Grass", "Clover", "Clover", "Grass"]),
        ((("plants", "Larry"),), ["Grass", "Violets", "Clover", "Violets"]),
    ),
)
"""Every class of which something is known. An account begins with what its constructor is given, and is judged by what
changes."""

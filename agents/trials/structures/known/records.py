"""Classes of people, goods, money and marks."""

from typing import Final

from agents.trials.structures.known.kinds import KnownClass, known, one_of

__all__ = ["KNOWN"]

_PLAYED: Final = (("add", "Bob", 7), ("add", "Ann", 4), ("add", "Cem", 9))
"""In the order of the letters as well: it may be the points that are given first."""

KNOWN: Final[tuple[KnownClass, ...]] = (
    known(
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
    known(
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
    known(
        "cart shoppingcart basket order bill",
        {"owner customer name": "Ada"},
        {"add": "additem add addproduct", "total": "total gettotal totalprice getprice sum calculatetotal"},
        ((("add", "a", 2.0), ("total",)), 2.0),
        ((("add", "a", 2.0), ("add", "b", 3.5), ("total",)), 5.5),
        ((("add", "a", 2.0, 3), ("total",)), 6.0),
        ((("add", "a", 2.0, 3), ("add", "b", 1.5, 2), ("total",)), 9.0),
    ),
    known(
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
    known(
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
    known(
        "dog cat pet animal",
        {"name": "Rex", "age": 3, "breed species color colour kind": "Pug"},
        {"birthday": "birthday havebirthday celebratebirthday growolder getolder", "age": "age getage"},
        ((("birthday",), ("age",)), 4),
        needs=1,
    ),
    known(
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
    known(
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
    known(
        "employee worker manager",
        {"name firstname lastname first last position role title department": "Ada", "salary": 1000},
        {"raise": "giveraise applyraise raisesalary raisepay", "salary": "salary getsalary"},
        ((("raise", 10), ("salary",)), one_of(1100, 1010, 11000, 10000)),
        needs=1,
    ),
    known(
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
    known(
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
                one_of(
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
    known(
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
        ((("add", "a", 200), ("add", "b", 250), ("add", "c", 100), ("longest",)), one_of("b", ("b", 250), 250)),
        ((("add", "a", 200), ("add", "b", 250), ("add", "c", 100), ("shortest",)), one_of("c", ("c", 100), 100)),
    ),
    known(
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
    known(
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
        ((("vote", "a"), ("vote", "b"), ("vote", "b"), ("winner",)), one_of("b", ["b"], ("b", 2))),
    ),
    known(
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
        ((("add", "Ann", 80), ("add", "Bob", 60), ("best",)), one_of("Ann", ("Ann", 80), 80, ["Ann"])),
        ((("add", "Ann", 60), ("add", "Bob", 80), ("best",)), one_of("Bob", ("Bob", 80), 80, ["Bob"])),
    ),
    known(
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
        ((("bid", "Ann", 10), ("winner",)), one_of("Ann", ("Ann", 10))),
        ((("bid", "Ann", 10), ("bid", "Bob", 20), ("winner",)), one_of("Bob", ("Bob", 20))),
        ((("bid", "Ann", 10), ("bid", "Bob", 20), ("highest",)), one_of(20, ("Bob", 20))),
    ),
    known(
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
    known(
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
    *(
        known(
            "phonenumber phone telephonenumber",
            {"number phonenumber phone digits text raw": given},
            {
                "number": "number digits cleaned getnumber",
                "area": "areacode area getareacode",
                "pretty": "pretty formatted format __str__",
            },
            ((("number",),), "2234567890"),
            ((("area",),), "223"),
            ((("pretty",),), one_of("(223)-456-7890", "(223) 456-7890", "223-456-7890")),
        )
        for given in ("(223) 456-7890", "223.456.7890", "1 223 456 7890")
    ),
)

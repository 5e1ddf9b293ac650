"""Of money: in shops, at work and in the bank."""

from itertools import pairwise

from agents.trials.task import any_order, each, known, rounded

_OLD_NEW = ((50, 75), (100, 80), (40, 40), (20, 50))

total_price = known(
    "gives a price for so many",
    "total price, total cost, cost, line total, subtotal, price total, order total, item total, total bill, bill",
    ((10, 3), (5, 1), (20, 4)),
    loose=True,
)(
    lambda price, count: price * count,
    *any_order(2, lambda price, percent: price * (100 + percent) / 100),
    *any_order(2, lambda price, share: price * (1 + share)),
    lambda price, other: price + other,
    *any_order(2, lambda price, percent: price * (100 - percent) / 100),
    *any_order(2, lambda price, less: price - less),
)
unit_price = known(
    "gives the price of one",
    "unit price, price per unit, price each, cost per unit, price per item, cost per item, price per piece, cost each",
    ((10, 4), (9, 3), (5, 2)),
)(*any_order(2, *rounded(lambda price, count: price / count, digits=(2,))))
_CART = (
    "cart total, total price, basket total, total cost, total, bill total, order total, sum prices, "
    "total bill, cart sum"
)
_MORE = r"deliver|shipping|postage|discount|voucher|coupon|rebate|\btax|_tax|\bvat\b|\btip|\bfee|_fee"
total_of_prices = known(
    "adds up the prices",
    "cart total, total price, basket total, total cost, bill total, order total, sum prices, "
    "total bill, cart sum, total prices",
    each([], [2.5], [1, 2, 3], [10, 20.5]),
    unless=_MORE,
)(sum)
total_of_named = known("adds up the prices", _CART, each([], [("a", 2.0)], [("a", 2.0), ("b", 3.5)]), unless=_MORE)(
    lambda pairs: sum(price for _, price in pairs)
)
total_of_counted = known(
    "adds up the prices of what is bought",
    _CART,
    each([], [("a", 2.0, 1)], [("a", 2.0, 3), ("b", 1.5, 2)]),
    unless=_MORE,
)(lambda items: sum(price * count for _, price, count in items), lambda items: sum(price for _, price, _ in items))
total_of_priced = known(
    "adds up the prices", _CART, each({}, {"apple": 2.0}, {"apple": 2.0, "pear": 3.5}), unless=_MORE
)(lambda prices: sum(prices.values()))
_ITEMS = (
    [{"name": "a", "price": 2.0, "quantity": 1}],
    [{"name": "a", "price": 2.0, "quantity": 3}, {"name": "b", "price": 1.5, "quantity": 2}],
)
total_of_items = known(
    "adds up the prices of what is bought",
    f"{_CART}, inventory value, stock value, total value",
    each(*_ITEMS),
    unless=_MORE,
)(
    lambda items: sum(one["price"] * one["quantity"] for one in items),
    lambda items: sum(one["price"] for one in items),
)
profit = known("gives the profit", "profit, gain, profit or loss, earnings", _OLD_NEW, loose=True)(
    *any_order(2, lambda cost, price: price - cost)
)
percent_change = known(
    "tells by how many percent something has changed",
    "percent change, percentage change, percentage increase, percent increase, growth rate, growth, change percent, "
    "percentage difference, percent difference, rate of change, profit percentage, profit percent, price change, "
    "profit margin, markup",
    _OLD_NEW,
    loose=True,
)(
    *any_order(
        2,
        *rounded(lambda old, new: (new - old) / old * 100, digits=(0, 1, 2)),
        lambda old, new: (new - old) / old,
        lambda old, new: abs(new - old) / old * 100,
        lambda old, new: abs(new - old) / ((old + new) / 2) * 100,
        lambda old, new: (new - old) / new * 100,
    )
)
split_bill = known(
    "splits a bill",
    "split bill, share bill, split cost, per person, cost per person, split check, share, "
    "split evenly, bill per person, "
    "split, price per person, share per person, divide bill",
    ((100, 4), (90, 3), (50, 2)),
    loose=True,
)(*any_order(2, lambda amount, people: amount / people))
split_bill_with_tip = known(
    "splits a bill with a tip",
    "split bill, share bill, split cost, per person, cost per person, split check, "
    "split bill with tip, bill per person",
    ((100, 10, 4), (60, 20, 3), (50, 50, 2)),
    loose=True,
)(
    *any_order(
        3,
        *rounded(lambda amount, percent, people: amount * (100 + percent) / 100 / people, digits=(2,)),
        lambda amount, share, people: amount * (1 + share) / people,
        lambda amount, tip, people: (amount + tip) / people,
    )
)
annual_salary = known(
    "gives the pay of a year",
    "annual salary, yearly salary, yearly income, annual income, yearly pay",
    each(1000, 2500, 10),
)(*(lambda pay, times=times: pay * times for times in (12, 52, 13, 14, 40 * 52)))
monthly_salary = known("gives the pay of a month", "monthly salary, monthly income, monthly pay", each(12000, 30000))(
    *rounded(*(lambda pay, times=times: pay / times for times in (12, 13, 14)), digits=(2,))
)
commission = known(
    "gives a commission", "commission, calculate commission, sales commission", ((1000, 5), (200, 10), (50, 20))
)(lambda sales, percent: sales * percent / 100, lambda sales, share: sales * share)
exchange = known(
    "exchanges money",
    "exchange, exchange money, convert currency, currency, convert money, currency converter, exchange currency, "
    "currency exchange, to currency, change money",
    ((100, 2), (50, 4), (30, 0.5)),
)(
    lambda amount, rate: amount * rate,
    *any_order(2, lambda amount, rate: amount / rate),
    *rounded(lambda amount, rate: amount * rate, digits=(2,)),
)
change_due = known(
    "gives the change",
    "get change, change, change due, give change, calculate change, change back, return change, money back",
    ((20, 15), (10, 10), (50, 12.5)),
    loose=True,
)(*any_order(2, lambda paid, price: paid - price))
coins_value = known(
    "adds up coins",
    "coins value, total cents, coin total, count coins, coins to cents, coin value, value of coins, "
    "count change, total change",
    ((1, 1, 1, 1), (0, 3, 0, 2), (4, 0, 1, 0)),
    loose=True,
)(
    lambda quarters, dimes, nickels, cents: 25 * quarters + 10 * dimes + 5 * nickels + cents,
    lambda quarters, dimes, nickels, cents: (25 * quarters + 10 * dimes + 5 * nickels + cents) / 100,
    lambda cents, nickels, dimes, quarters: 25 * quarters + 10 * dimes + 5 * nickels + cents,
    lambda cents, nickels, dimes, quarters: (25 * quarters + 10 * dimes + 5 * nickels + cents) / 100,
)
tax = known(
    "gives the tax on an amount",
    "tax, sales tax, vat, tax amount, vat amount, calculate tax, calculate vat, income tax, tax of",
    ((100, 20), (80, 50), (50, 0), (200, 10)),
    loose=True,
)(
    lambda amount, percent: amount * percent / 100,
    lambda amount, share: amount * share,
    lambda amount, percent: amount * (100 + percent) / 100,
    lambda amount, share: amount * (1 + share),
)
net_price = known(
    "takes the tax out of a price",
    "net price, price without tax, net, without tax, remove tax, net amount, remove vat, without vat",
    ((120, 20), (150, 50), (220, 10)),
    loose=True,
)(
    *rounded(lambda price, percent: price / (1 + percent / 100), digits=(2,)),
    lambda price, percent: price * (100 - percent) / 100,
    lambda price, share: price / (1 + share),
    lambda price, less: price - less,
)
net_pay = known(
    "takes the tax off a pay",
    "net pay, net salary, take home pay, net income, after tax, salary after tax, income after tax, pay after tax",
    ((1000, 20), (150, 50), (200, 10)),
    loose=True,
)(
    lambda pay, percent: pay * (100 - percent) / 100,
    lambda pay, share: pay * (1 - share),
    lambda pay, less: pay - less,
)
can_afford = known(
    "tells whether the money is enough",
    "can afford, is affordable, can buy, enough money, has enough money, is enough, affordable, has enough, can pay",
    ((20, 10), (10, 20), (10, 10), (5, 100)),
)(lambda money, price: money >= price, lambda price, money: money >= price)
boxes_needed = known(
    "tells how many are needed for all",
    "boxes needed, buses needed, pages needed, packs needed, number of boxes, number of buses, number of pages, "
    "page count, total pages, packages needed, teams needed, tables needed, cans needed, count boxes, needed boxes, "
    "count pages, num pages, boxes required, ceil div, ceiling division, divide round up, ceil divide, div ceil, "
    "divide rounding up, rows needed, trips needed",
    ((7, 2), (6, 3), (1, 5), (10, 10), (11, 10)),
)(*any_order(2, lambda things, size: -(-things // size)))
rule_of_72 = known(
    "tells how many years money needs to double",
    "rule of 72, doubling time, years to double",
    each(6, 8, 12),
    loose=True,
)(lambda percent: 72 / percent, lambda percent: 70 / percent)
max_profit = known(
    "gives the best profit of buying and selling once",
    "max profit, best profit, max stock profit, stock profit, maximum profit, buy and sell, best time to buy and sell, "
    "maximize profit, best trade, buy sell, max profits",
    each([7, 1, 5, 3, 6, 4], [7, 6, 4, 3, 1], [1, 2, 3], [2, 4, 1, 7]),
)(
    lambda prices: max(b - a for at, a in enumerate(prices) for b in prices[at:]),
    lambda prices: sum(max(b - a, 0) for a, b in pairwise(prices)),
    lambda prices: max(b - a for at, a in enumerate(prices) for b in prices[at + 1 :]),
)
apply_raise = known(
    "raises a pay by some percent",
    "give raise, apply raise, raise salary, salary raise, increase salary, increase price, raise price, "
    "new salary, increase by percent, increase, salary increase, price increase, new price",
    ((1000, 5), (200, 10), (80, 50)),
    loose=True,
)(
    lambda amount, percent: amount * (100 + percent) / 100,
    lambda amount, share: amount * (1 + share),
    lambda amount, more: amount + more,
    lambda amount, percent: amount * (100 - percent) / 100,
)
deposit = known(
    "adds to a balance", "deposit, make deposit, add money, add funds, pay in", ((100, 50), (0, 7), (3, 3))
)(lambda balance, amount: balance + amount)
withdraw = known(
    "takes from a balance",
    "withdraw, withdrawal, make withdrawal, take money",
    ((100, 50), (20, 7), (3, 3)),
    loose=True,
)(*any_order(2, lambda balance, amount: balance - amount))


def _years(money: float, goal: float, share: float, more: float) -> int:
    years = 0
    while money < goal:
        money += money * share + more
        years += 1
    return years


years_to_goal = known(
    "tells how many years money needs to grow to a goal",
    "years to goal, years to reach, years until goal, years to target, years needed, years until target, years to save",
    ((100, 10, 200), (100, 50, 150), (100, 100, 400), (50, 5, 40), (80, 50, 180)),
    loose=True,
)(
    lambda money, rate, goal: _years(money, goal, rate / 100, 0),
    lambda money, more, goal: _years(money, goal, 0, more),
)
years_to_goal_with_deposit = known(
    "tells how many years money needs to grow to a goal",
    "years to goal, years to reach, years until goal, years to target, years needed, years until target, years to save",
    ((100, 10, 50, 500), (100, 50, 50, 200), (100, 100, 10, 431), (60, 5, 10, 40), (100, 10, 30, 140)),
    loose=True,
)(
    lambda money, rate, more, goal: _years(money, goal, rate / 100, more),
    lambda money, rate, more, goal: _years(money + more, goal + more, rate / 100, more),
)

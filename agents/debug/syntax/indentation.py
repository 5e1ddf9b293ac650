"""Lines that begin too far left or right, or with tabs beside spaces. Pure."""

import re
from collections.abc import Iterator

from agents.debug.syntax.lexer import LogicalLine
from agents.debug.syntax.repair import Edit, Repair
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "indentation_rule"]

MISSING_BLOCK = Kind(
    code="missing-indent",
    type="IndentationError",
    severity="error",
    message="The line after `{header}` (line {opened}) must be indented: it should belong to it.",
    cause="A line that ends with a colon opens a block. Python sees what belongs to the block by the spaces before "
    "its lines, and needs at least one such line.",
    think="Which lines should run only as a part of the line with the colon? They stand further to the right.",
    fix="Put four spaces in front of each line that belongs to the block; write `pass` if there is none yet.",
    example="for n in range(3):\nprint(n)\n",
    fine="for n in range(3):\n    print(n)\n",
)
EMPTY_BLOCK = Kind(
    code="empty-block",
    type="IndentationError",
    severity="error",
    message="The block of `{header}` is empty: no statement belongs to it.",
    cause="A line that ends with a colon needs at least one indented statement below it. Comments and empty lines do "
    "not count.",
    think="What should happen here? Is there something you have not written yet?",
    fix="Write the indented lines of the block, or `pass` as long as there is nothing to do.",
    example="def sort_names(names):\n\ndef show(names):\n    print(names)\n",
    fine="def sort_names(names):\n    pass\n\ndef show(names):\n    print(names)\n",
)
UNEXPECTED_INDENT = Kind(
    code="unexpected-indent",
    type="IndentationError",
    severity="error",
    message="This line begins further to the right than the line before it, but nothing has opened a block.",
    cause="Only a line that ends with a colon may be followed by a deeper indented line.",
    think="To which block does this line belong? All lines of a block begin in the same column.",
    fix="Begin this line in the same column as the lines before it that it belongs with.",
    example="total = 1\n    print(total)\n",
    fine="total = 1\nprint(total)\n",
)
LEFT_TOO_EARLY = Kind(
    code="block-left-too-early",
    type="IndentationError",
    severity="error",
    message="This line leaves the block, but the next line goes on inside it.",
    cause="A line further to the left ends the block. The deeper lines after it then belong to nothing.",
    think="Should this line be a part of the block around it?",
    fix="Indent this line like its neighbours.",
    example="def double(x):\n    y = x\ny = y + x\n    return y\n",
    fine="def double(x):\n    y = x\n    y = y + x\n    return y\n",
)
UNEVEN_INDENT = Kind(
    code="uneven-indent",
    type="IndentationError",
    severity="error",
    message="The spaces in front of this line fit none of the blocks above it.",
    cause="When a line goes back to the left, it must land exactly in the column of an earlier block.",
    think="With which earlier line should this one stand in a column? Count the spaces of both.",
    fix="Give this line exactly as many spaces as the line it belongs with.",
    example="if True:\n    a = 1\n  b = 2\n",
    fine="if True:\n    a = 1\n    b = 2\n",
)
TABS_AND_SPACES = Kind(
    code="tabs-and-spaces",
    type="TabError",
    severity="error",
    message="This line is indented with tabs where its neighbours have spaces (or the other way round).",
    cause="A tab can be as wide as any number of spaces, so Python cannot tell whether the lines stand in one column.",
    think="They look the same on the screen and are not. What does your editor put in when you press Tab?",
    fix="Use spaces only: four for each level. Most editors can convert tabs for you.",
    example="if True:\n    a = 1\n\tb = 2\n",
    fine="if True:\n    a = 1\n    b = 2\n",
)
KINDS = (MISSING_BLOCK, EMPTY_BLOCK, UNEXPECTED_INDENT, LEFT_TOO_EARLY, UNEVEN_INDENT, TABS_AND_SPACES)

_STEP = 4
_TAB = 8  # as wide as Python itself takes it
_HEADER_SHOWN = 40


def indentation_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of the compiler's IndentationErrors and TabErrors."""
    message = spot.fault.message
    if spot.fault.type == "TabError":
        yield from _tabs(spot)
    elif message.startswith("expected an indented block"):
        yield from _missing_block(spot)
    elif message.startswith("unexpected indent"):
        yield from _too_deep(spot)
    elif message.startswith("unindent does not match"):
        yield from _uneven(spot)


def _tabs(spot: Spot) -> Iterator[Repair]:
    """A tab was meant as wide as the steps of the other lines; which ones is tried."""
    number = spot.fault.line
    spaces = {len(line) - len(line.lstrip(" ")) for line in spot.source.lines if line.startswith(" ")}
    for width in dict.fromkeys((*sorted(spaces)[:1], _STEP, _TAB, 2)):
        edits = []
        for line_number, line in enumerate(spot.source.lines, 1):
            white = line[: len(line) - len(line.lstrip(" \t"))]
            if "\t" in white:
                start = spot.source.offset(line_number, 1)
                edits.append(Edit(start, start + len(white), white.expandtabs(width)))
        place = Span.of_line(number, spot.source.line(number))
        yield Repair.of(TABS_AND_SPACES, place, edits, sure=False)


def _missing_block(spot: Spot) -> Iterator[Repair]:
    opened = re.search(r"on line (\d+)", spot.fault.message)
    header_line = int(opened[1]) if opened else spot.fault.line
    header = next(spot.found.before(header_line + 1), None)
    line = spot.found.logical_line(spot.fault.line)
    if header is None or line is None:
        return
    shown = spot.original.line(header_line).strip()[:_HEADER_SHOWN]
    facts = {"header": shown, "opened": header_line}
    if _is_empty(header, line):
        span = Span.of_line(header_line, spot.source.line(header_line))
        yield Repair.of(EMPTY_BLOCK, span, [_filled(header)], sure=False, header=shown)
    elif line.first.line > header.first.line:
        number = line.first.line
        span = Span.of_line(number, spot.source.line(number))
        wanted = header.indent + _STEP
        if line.indent >= header.indent:  # the lines of the block are there, only too far left
            yield Repair.of(MISSING_BLOCK, span, _indented(spot, [line], wanted), sure=True, **facts)
        yield Repair.of(MISSING_BLOCK, span, [_filled(header)], sure=False, **facts)


def _is_empty(header: LogicalLine, line: LogicalLine) -> bool:
    """Whether nothing is there that was meant as the block: the next line is none, further left, or a block's head."""
    if line.first.line <= header.first.line or line.indent < header.indent:
        return True
    method = header.first.is_word("class") and line.first.is_word("def")
    return line.first.is_word("def", "class", "elif", "else", "except", "finally") and not method


def _filled(header: LogicalLine) -> Edit:
    return Edit(header.last.end, header.last.end, " pass")


def _indented(spot: Spot, lines: list[LogicalLine], wanted: int) -> list[Edit]:
    edits = []
    for line in lines:
        start = spot.source.offset(line.first.line, 1)
        edits.append(Edit(start, line.first.start, " " * wanted))
    return edits


def _after(spot: Spot, line: LogicalLine) -> list[LogicalLine]:
    """The line and those after it that begin no further left: what moves with it."""
    lines = spot.found.lines
    start = lines.index(line)
    moved = []
    for one in lines[start:]:
        if one.indent < line.indent:
            break
        moved.append(one)
    return moved


def _too_deep(spot: Spot) -> Iterator[Repair]:
    line = spot.line
    number = line.first.line
    span = Span.of_line(number, spot.source.line(number))
    above = spot.previous
    indent = above.indent if above is not None else 0
    block = _after(spot, line)
    outer = next((one for one in spot.found.before(above.first.line) if one.indent != indent), None) if above else None
    if above is not None and outer is not None and outer.indent >= line.indent and len(block) >= 1:
        # the line above stands alone between deeper ones: it left the block too early
        place = Span.of_line(above.first.line, spot.source.line(above.first.line))
        yield Repair.of(LEFT_TOO_EARLY, place, _indented(spot, [above], line.indent))
    yield Repair.of(UNEXPECTED_INDENT, span, _indented(spot, [line], indent))
    moved = [one for one in block if "\n" not in one.first.text]
    shift = line.indent - indent
    edits = [edit for one in moved for edit in _indented(spot, [one], max(one.indent - shift, 0))]
    yield Repair.of(UNEXPECTED_INDENT, span, edits, sure=False)


def _uneven(spot: Spot) -> Iterator[Repair]:
    line = spot.line
    number = line.first.line
    span = Span.of_line(number, spot.source.line(number))
    yield from _left_early(spot, line)
    levels: list[int] = []
    before = spot.previous
    if before is not None and before.last.is_op(":"):  # the first line of its block
        yield Repair.of(UNEVEN_INDENT, span, _indented(spot, [line], before.indent + _STEP))
    for one in spot.found.before(number):
        if not levels or one.indent < levels[-1]:
            levels.append(one.indent)
    for wanted in sorted(levels, key=lambda level: (abs(level - line.indent), -level)):
        yield Repair.of(UNEVEN_INDENT, span, _indented(spot, [line], wanted))
        block = [one for one in _after(spot, line) if one.indent == line.indent]
        yield Repair.of(UNEVEN_INDENT, span, _indented(spot, block, wanted), sure=False)
    yield from _over_indented(spot, line)


def _left_early(spot: Spot, line: LogicalLine) -> Iterator[Repair]:
    """A line before this one stands further left than this block, which goes on here."""
    for one in spot.found.before(line.first.line):
        if one.indent == line.indent:
            return
        if one.indent < line.indent:
            earlier = next((two for two in spot.found.before(one.first.line) if two.indent == line.indent), None)
            if earlier is not None and not one.first.is_word("def", "class"):
                place = Span.of_line(one.first.line, spot.source.line(one.first.line))
                yield Repair.of(LEFT_TOO_EARLY, place, _indented(spot, [one], line.indent))
            return


def _over_indented(spot: Spot, line: LogicalLine) -> Iterator[Repair]:
    """The lines before this one stand too far right: those directly above that are deeper than it."""
    deeper = []
    for one in spot.found.before(line.first.line):
        if one.indent <= line.indent:
            break
        deeper.append(one)
    if deeper:
        first = deeper[-1]
        place = Span.of_line(first.first.line, spot.source.line(first.first.line))
        yield Repair.of(UNEVEN_INDENT, place, _indented(spot, deeper, line.indent), sure=len(deeper) == 1)

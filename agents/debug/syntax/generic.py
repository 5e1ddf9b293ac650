"""What to say where no rule fits: friendly-traceback's explanation, else what the compiler expected. Pure."""

from agents.debug.syntax.friendly import explained
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "UNREAD", "unknown"]

BROKEN_FSTRING = Kind(
    code="broken-f-string",
    type="SyntaxError",
    severity="error",
    message="Inside the curly brackets of this f-string stands no complete expression.",
    cause="In a text that begins with f, what stands between {{ and }} is code. Python says “{said}”.",
    think="Take what stands between the curly brackets out of the text: is it Python code that has a value?",
    fix="Write one value or calculation between the curly brackets; a curly bracket as such is written twice.",
    example='name = "Ada"\nprint(f"hello {name")\n',
    fine='name = "Ada"\nprint(f"hello {name}")\n',
)
BAD_ESCAPE = Kind(
    code="backslash-in-text",
    type="SyntaxError",
    severity="error",
    message="A backslash in this text begins a code that Python cannot read.",
    cause="In a text, \\ together with the next characters means another character: \\n is a new line, \\U begins the "
    "number of a character. Paths of Windows are full of them.",
    think="Should the backslash be itself here?",
    fix='Write r in front of the opening quote (r"C:\\Users"), or use / in paths.',
    example='path = "C:\\Users\\ada"\n',
    fine='path = r"C:\\Users\\ada"\n',
)
BYTES = Kind(
    code="letters-in-bytes",
    type="SyntaxError",
    severity="error",
    message="A text with b in front may only hold plain English letters, digits and signs.",
    cause="With b in front it is a row of bytes and no text; a letter such as ä has no single byte of its own.",
    think="Do you need bytes here, or a text?",
    fix="Leave out the b; if bytes are needed, write the text without b and `.encode()` behind it.",
    example="data = b'\u00e4pfel'\n",
    fine="data = '\u00e4pfel'.encode()\n",
)
EXPLAINED = Kind(
    code="syntax-explained",
    type="SyntaxError",
    severity="error",
    message="Python cannot read this line; it says “{said}”.",
    cause="{cause}",
    think="Read the line sign by sign, as Python does: which sign would you not expect at its place?",
    fix="{fix}",
    example="x = 1\nfor x in range(3) as y:\n    print(x)\n",
    fine="x = 1\nfor x in range(3):\n    print(x)\n",
)
UNEXPECTED = Kind(
    code="unexpected-syntax",
    type="SyntaxError",
    severity="error",
    message="Python cannot read this line: it did not expect {token} {place}.",
    cause="Up to there the line could be Python; {token} does not fit what came before. Python says “{said}”.",
    think="What could follow at this place: a value, an operator, a colon, the end of the line?",
    fix="Compare the line with a working one of the same form; look at {token} and at what stands before it.",
    example="x = 1\nprint(x) as y or is\n",
    fine="x = 1\nx = 1\n",
)
UNREAD = Kind(
    code="more-to-repair",
    type="SyntaxError",
    severity="error",
    message="There is a further mistake in or near this line.",
    cause="So much of the program cannot be read that the rest is only looked at roughly.",
    think="Repair the mistakes above first: this one may be gone then.",
    fix="Repair the mistakes above, then ask again.",
    example="\n".join(f"x{number} = = {number}" for number in range(16)) + "\n",
    fine="x = 1\n",
)
KINDS = (BROKEN_FSTRING, BAD_ESCAPE, BYTES, EXPLAINED, UNEXPECTED, UNREAD)


_EXPLAINED_TOKENS = 150
"""Of a statement given to the library: its time grows with their square, 0.1 s here and 15 s for ten times as many."""


def unknown(spot: Spot) -> Repair:
    """The finding for a mistake that no rule can repair; the statement is taken out of the way."""
    said = spot.fault.message
    out: list[Edit] = [spot.without_line()]
    if "f-string" in said:
        bare = said.partition("f-string: ")[2] or said
        strings = [one for one in spot.row if one.type == "string" and "f" in one.text[:2].lower()]
        text = next((one for one in strings if one.line <= spot.fault.line <= one.end_line), None)
        text = text or next(iter(strings), None)
        if text is not None:
            edit = Edit(text.start, text.end, '""' + "\n" * text.text.count("\n"))
            return Repair.of(BROKEN_FSTRING, span_of(text), [edit], sure=False, said=bare)
        return Repair.of(BROKEN_FSTRING, spot.span, out, sure=False, said=bare)
    if "unicode error" in said:
        text = next((one for one in spot.row if one.type == "string" and "\\" in one.text), spot.row[0])
        return Repair.of(BAD_ESCAPE, span_of(text), out, sure=False)
    if said.startswith("bytes can only contain"):
        return Repair.of(BYTES, spot.span, out, sure=False)
    cause = explained(spot.source) if len(spot.row) <= _EXPLAINED_TOKENS else None
    if cause is not None:
        return Repair.of(EXPLAINED, spot.span, out, sure=False, said=said, cause=cause.why, fix=cause.try_this)
    token, before = spot.bad, spot.before
    place = f"after `{before.text}`" if before is not None else "at the beginning"
    shown = f"`{token.text}`" if token is not None else "the end of the line"
    return Repair.of(UNEXPECTED, spot.span, out, sure=False, token=shown, place=place, said=said)

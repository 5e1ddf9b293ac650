"""The rules by which messages are routed: a table that can be read, each with its weight and reason.

Weights are in one currency: 1 is a hint, 2 a sign, 3 enough by itself, more beats the rest of a message. A negative
weight says that the agent is less likely. Patterns see the words in small letters with single spaces between them,
misspelt ones corrected; a pattern begins at the beginning of a word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.triage.signs import Agent, Signs

__all__ = ["RULES", "VOCABULARY", "Rule"]


@dataclass(frozen=True)
class Rule:
    """What a feature of a message says about who should answer it.

    Attributes:
        agent: for or against whom.
        weight: see above.
        reason: in words, for whoever wants to know why.
        holds: whether a message has the feature.
    """

    agent: Agent
    weight: float
    reason: str
    holds: Callable[[Signs], bool]


def _says(agent: Agent, weight: float, reason: str, *ways: str) -> Rule:
    """A rule that holds if the words contain one of the ways to say it."""
    pattern = re.compile(rf"\b(?:{'|'.join(ways)})")
    return Rule(agent, weight, reason, lambda signs: pattern.search(signs.prose) is not None)


_NOT = r"(?:(?:do(?:es)?|did|is|are|was|wo|will|ca|can|could|should|would)(?:n'?t| not)|cannot|not|never|dosnt)"
_MY_CODE = (
    r"(?:my|this|the) (?:\w+ )?(?:code|program|script|function|loop|app|game|class|method|line|test|output|thing)"
)
_DOING = r"(?:exercises?|excercises?|challenges?|tasks?|puzzles?|homeworks?|assignments?|quiz(?:zes)?|drills?|katas?)"

_DEBUG = (
    Rule("debug", 5.0, "a traceback was pasted", lambda signs: signs.traceback),
    Rule("debug", 4.0, "an exception is reported with its message", lambda signs: signs.reported_error),
    Rule("debug", 2.0, "an exception is named", lambda signs: bool(signs.errors) and not signs.reported_error),
    Rule("debug", 3.0, "the code has a syntax error", lambda signs: signs.broken_code),
    Rule("debug", 1.0, "there is code", lambda signs: signs.has_code),
    Rule("debug", 2.0, "asks why about the code", lambda signs: signs.has_code and signs.asks_why),
    _says(
        "debug",
        3.5,
        "quotes what Python says of an error",
        r"objects? (?:is|are|has|have|does) (?:not|no)\b",
        r"not (?:defined|subscriptable|iterable|callable|supported between|enough values)\b",
        r"(?:index )?out of range",
        r"(?:unexpected|invalid) (?:eof|indent|token|character|syntax|literal|argument|keyword)",
        r"while parsing|must be (?:str|int|a string|an integer)|takes (?:\d+|no) (?:positional|argument)",
        r"required positional",
        r"referenced before|no such file|permission denied|division by zero|maximum recursion|could not convert",
        r"expected an? |no module named|cannot import|unhashable type|too many values|unsupported operand",
        r"(?:error|line) \d+",
    ),
    _says(
        "debug",
        3.0,
        "asks for a mistake to be found",
        r"(?:fix|debug|repair|correct) (?:this|it|my|the|that|me)\b|debug\b|troubleshoot",
        r"(?:find|see|spot|where is|where'?s|what is|what'?s) (?:the|my) (?:\w+ )?(?:bug|mistake|error|issue|fault)\b",
        r"(?:find|see|spot) an? (?:\w+ )?(?:bug|mistake|error|issue|fault)\b",
        r"(?:what|where) (?:is|was|are|did|have|am|'s)? ?(?:i|it|this|that|my \w+)? ?(?:\w+ )?"
        r"(?:wrong|mess|fail|mistake)",
        r"what(?:'?s|s)? (?:\w+ ){0,3}wrong\b|(?<!a )(?:problem|mistake|matter) (?:in|with|here)\b",
        r"(?:mess|screw)\w* (?:it |this )?up|why (?:does|is|do|are|did|has|was) (?:it|this|my|line|nothing|that)\b",
        r"why (?:won'?t|doesn'?t|isn'?t|don'?t|can'?t|does not|is not|will not) (?:it|this|my|the|line|anything)\b",
    ),
    _says(
        "debug",
        3.0,
        "says that something fails",
        r"crash\w*|(?:is|are|it'?s|its|seems) broken|fail(?:s|ed|ing)?\b|explod\w+|hangs?\b|freez\w+",
        r"blow(?:s|ing)? up",
        rf"{_NOT} (?:\w+ ){{0,4}}(?:work|run|compile|start|end|stop|print|execute|reach|open|load|find|import|appear)",
        r"never (?:stops?|ends?|finish\w*|terminat\w*|reach\w*|gets?)|keeps? (?:on )?(?!up\b)\w+ing\b",
        r"(?:throws?|raises|gives?|get(?:ting)?|got|see|shows?|says?) (?:me )?(?:an?|this|the|these) (?:\w+ )?"
        r"\w*(?:error|exception|bug|warning)",
        r"nothing (?:happens|is printed|comes|shows)|no output|infinite loop|endless\w*|complain\w*|gets? stuck",
    ),
    _says(
        "debug",
        2.5,
        "the result is not the expected one",
        r"wrong (?:output|result|answer|value|number|order|by)|(?:is|are|comes out|off) (?:wrong|by one)",
        r"unexpected\w*",
        r"expect\w*|instead of|rather than|should (?:be|print|return|give|have|show)\b",
        r"(?:prints?|returns?|outputs?|gives?|shows?) (?:\w+ )?(?:none|0|zero|nothing|twice|the wrong|garbage|\d+)\b",
        r"(?:every|all the) time|always (?:true|false|the same|zero|0|none|returns|prints)",
        r"only (?:runs?|prints?|works?)",
        r"worked (?:yesterday|before|fine)|suddenly|is ?n'?t (?:what|right|correct|reached)|skips?\b|ignores?\b",
    ),
    _says("debug", 1.5, "speaks of errors", r"err+ors?\b|eror\w*|bugs?\b|exceptions?\b|mistakes?\b|wrong\b"),
    _says("debug", 1.0, "speaks of their own program", rf"{_MY_CODE}\b", r"my (?:while|for|if|list|dict\w*)\b"),
    Rule("debug", 1.0, "asks for help with code", lambda signs: signs.has_code and "help" in signs.prose),
)

_REVIEW = (
    Rule("review", 2.5, "there is code that runs", lambda signs: signs.has_code and not signs.broken_code),
    Rule("review", -2.0, "there is no code", lambda signs: not signs.has_code),
    _says(
        "review",
        4.0,
        "asks for a judgement",
        r"review\w*|feedback|critiqu\w*|critici[sz]e|critical|assess\w*|opinions?|thoughts\b|suggest\w*|recommend\w*",
        r"(?:rate|grade|judge|evaluate|mark|comment on|comments on) (?:my|this|the|it)\b",
        r"what (?:do|would) you (?:think|change|say|improve|do differently)",
        r"anything (?:to|you would) (?:improve|change)",
        r"(?:look|go|check) (?:over|through|at) (?:this|my|it|its|the) ?(?:code|quality|solution|style)?",
        r"code smells?",
    ),
    _says(
        "review",
        3.5,
        "asks how to make it better",
        r"improv(?:e|ing|ements?)\b(?!.*\b(?:since|lately|over time))|refactor\w*|readab\w+|maintainab\w+|rewrite",
        r"clean(?:er|ly|ing)?\b|nicer|neater|tid(?:y|ier|ying)|elegan\w+|concise\w*|compact|verbose|clumsy",
        r"ugly|messy|hacky",
        r"style\b|pythonic|idiomatic|pep ?-?8|best practices?|conventions?|professional\w*|quality|structure\w*",
        r"efficien\w+|optimi[sz]\w*|perform\w+|faster|speed|slow\b|simplif\w+|shorten|shorter|fewer lines|less code",
        r"better (?:way|solution|version|name|approach)|(?:other|another|different|right|proper) way to (?:write|do)",
        r"(?:variable |function |my )?names? (?:are|is|ok|good|bad|clear)",
        r"(?:be )?written (?:better|in|differently|more)",
        r"how would (?:you|an?)\b.*\b(?:write|do|code|solve)",
    ),
    _says(
        "review",
        3.0,
        "asks whether it is good",
        r"(?:is|are|does|do|would|looks?|seems?) (?:this|it|these|that|my \w+|they)? ?(?:\w+ ){0,3}"
        r"(?:good|ok|okay|fine|acceptable|clean|clear|professional|sensible|reasonable)\b",
        r"ok(?:ay)? to (?:write|do|use)|should i (?:add|use|split|rename|change|write|rather|comment)",
        r"too (?:long|complex)",
        r"follows? (?:pep|the|good)|before i (?:hand|submit|turn)|works,? (?:but|fine|and)|passes (?:all|the)",
        r"feels\b",
    ),
)

_CONCEPTS = (
    Rule("concepts", 1.5, "names a concept of the course", lambda signs: bool(signs.concepts)),
    Rule("concepts", 1.0, "says nothing but that name", lambda signs: signs.only_names),
    Rule("concepts", 2.0, "asks what given code does", lambda signs: signs.has_code and signs.asks_what_code_does),
    Rule("concepts", -1.5, "there is code", lambda signs: signs.has_code and not signs.asks_what_code_does),
    _says(
        "concepts",
        2.5,
        "asks what something is",
        r"what(?:'?s|s| is| are| was) (?:an? |the (?:meaning|purpose|point|idea|use|role|deal)\b)",
        r"what (?:exactly )?(?:do|does)\b.*\b(?:mean|do|stand|return|give)\b|what happens\b",
        r"which (?:concepts?|topics?)\b.*\b(?:know|learn|understand)|(?:is|are) an? \w+ (?:an?|the same)\b",
    ),
    _says(
        "concepts",
        3.0,
        "asks for an explanation",
        r"explain\w*|explan\w*|tell me (?:\w+ ){0,2}(?:about|how|what)|teach me|describe|clarif\w+",
        r"walk me through|definition",
        r"differen\w+|meaning of|introduc\w+|(?:help me|to|not|n't|never|can|of) (?:\w+ )?underst\w+",
        r"confus\w+|hang of",
        r"how (?:do|does|did|are|is) (?!i\b|my\b|we\b)[^?]{1,60}\b(?:work|behave|differ|look|stored|used|made)",
    ),
    _says("concepts", 2.0, "asks how something is done", r"how (?:do|can|could|would|should|to|does)\b"),
    _says("concepts", 1.5, "asks when or why in general", r"(?:when|why) (?:should|would|do|does|is|are|can'?t|use)\b"),
    _says("concepts", 2.5, "asks what comes before", r"(?:learn|know) (?:\w+ ){0,2}(?:before|first)\b|to understand\b"),
    _says("concepts", 2.0, "compares two things", r"\w+ (?:vs\.?|versus) \w+", r"better than\b"),
)

_EXERCISE = (
    _says(
        "exercise",
        4.0,
        "asks for something to do",
        rf"{_DOING}\b|(?<!best )(?<!bad )(?<!good )practi[sc]\w+|exer[cs]i[csz]es?|train(?:ing)?\b|drill\b",
        r"bored\b|quiz me",
        r"(?:coding|programming|practice|another|next|harder|easier|hard|easy|medium|tough) (?:\w+ )?"
        r"(?:problems?|questions?|ones?)\b|a problem (?:on|about|with|for|to)\b|what (?:\w+ ){1,3}next\b",
        r"a (?:short |quick |little )?test (?:on|about|for)\b|(?:something|anything) (?:harder|easier|else)\b",
        r"(?:give|set|pose|make|want|get|generate|create|show|send|come up with|have|got) (?:me |for me )?"
        r"(?:an?|some|another|any|the next) (?:\w+ ){0,2}(?:problems?|projects?)",
        r"(?:something|anything|things) (?:\w+ ){0,2}to "
        r"(?:do|code|solve|program|practi[sc]e|work|try|train|build|write)",
        r"test (?:me|my (?:knowledge|skills?|understanding))|(?:project|exercise) ideas?",
        r"let (?:me|us) (?:try|solve|practi[sc]e|code)|(?:want|like) to (?:do|write) (?:some|more) (?:\w+ )?cod\w+",
        r"do some cod\w+|(?<!i )work on (?!my)|(?:one|some|any) more\b(?! time)",
        r"do something (?:with|about|on|in)\b|next one\b|again another|ready for (?:the|a|more)",
    ),
    _says(
        "exercise",
        4.0,
        "asks for a hint or hands in a solution",
        r"hints?\b|(?:check|verify|test|submit|mark) (?:\w+ )?(?:my|this) (?:solution|answer|attempt)|submit\w*\b",
        r"(?:here is|this is|here'?s) my (?:solution|answer|attempt)",
        r"(?:does|did) (?:it|this|my \w+) pass\b(?! a code)",
        r"(?:my|the) (?:solution|answer) (?:right|correct|ok|to (?:the|your) (?:exercise|task|problem))",
    ),
    _says(
        "exercise", 1.0, "speaks of how hard it should be", r"easier|harder|too (?:hard|easy)|difficult\w*|beginners?"
    ),
)

_PROGRESS = (
    Rule("progress", -2.5, "there is code", lambda signs: signs.has_code),
    _says(
        "progress",
        4.5,
        "asks for their own figures",
        r"(?:my|i|am)\b(?:\W+\w+){0,6}?\W+(?:progress|scores?|mastery|stats|statistics|results?|grades?|report|dashboard"
        r"|marks|percentage|rank|points|level|learning)\b",
        r"(?:show|see) (?:me )?(?:my )?(?:the )?(?:progress|history|scores?|overview|chart|mastery|stats|report)",
        r"(?:grades?|percentage|marks|scores?|points) (?:do|did|have) i\b|(?:progress|scores?|stats|mastery)\W*$",
        r"(?:overview|summary|chart|history) of my",
    ),
    _says(
        "progress",
        4.5,
        "asks how they are doing",
        r"how (?:am|was|have|did|do) i (?!get\b|make\b|use\b)(?:been |be )?"
        r"(?:do|doing|did|perform\w*|progress\w*|far|so)\b",
        r"how (?:am|was|have) i\b",
        r"how (?:far|good|well|close|many|much)\b(?:\W+\w+){0,5}?\W+(?:am|have|do|did|can) i\b",
        r"how (?:i did|i'?m doing|i am doing)|how(?:'?s| is) my\b|where (?:do|am) i (?:stand|now|at)|on track",
        r"am i (?:\w+ )?(?:getting|improving|ready|good|bad|a beginner|at|better|behind|done|proficient|enough)",
        r"(?:have|did) i (?:\w+ )?(?:master\w*|improv\w*|complet\w*|finish\w*|progress\w*|learn\w*|better|pass\w*"
        r"|gotten"
        r"|got|score|reach\w*)",
        r"do i (?:\w+ )?(?:do better|stand|know enough)|did my (?:score|level|mastery)",
        r"(?:what|which)\b(?:\W+\w+){0,4}?\W+(?:have|did|do|am) i (?:\w+ )?(?:have to )?"
        r"(?:learn\w*|complet\w*|finish\w*"
        r"|master\w*|pass\w*|improv\w*|score\w*|weak\w*|miss\w*)",
        r"(?:my|i)\b(?:\W+\w+){0,3}?\W+(?:strengths?|weak(?:ness\w*|est)?|strong(?:est)?|improvement)\b",
        r"how (?:long|much|many) (?:\w+ )?(?:until|till|to go)\b",
        r"(?:in|on) (?:what|which) (?:\w+ )?(?:should|must) i\b",
        r"(?:making|my) progress|is my (?:\w+ )?(?:getting|improving|any)",
        r"(?:have|did) i (?:not |n't )?(?:\w+ )?(?:done|yet)\b",
        r"(?:worst|best|weakest|strongest) (?:at|in|of all)\b|(?:what|which|current) level",
        r"(?:is|what'?s) (?:still )?(?:left|missing|remaining)\b|so far|compared to",
    ),
)

RULES: tuple[Rule, ...] = (*_DEBUG, *_REVIEW, *_CONCEPTS, *_EXERCISE, *_PROGRESS)
"""All rules; their weights add up by agent."""

VOCABULARY: frozenset[str] = frozenset(
    """
    assess challenge concept confused crash debug difference efficient error exception exercise explain explanation
    feedback function grade harder improve improvement knowledge mastery mistake practice practise problem program
    progress puzzle question quality readable refactor result review score simplify solution strength style submit
    suggestion task understand weakness
    """.split()  # noqa: SIM905 - as a list it would be three times as long
)
"""Words that the rules look for and that students misspell."""

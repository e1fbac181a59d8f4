"""The English plural that LoopBack gives to a model: its REST path unless the definition says otherwise.

Rules of npm's inflection 1.13.4 (lib/inflection.js, `pluralize`), which loopback-datasource-juggler 3.36
(lib/model-builder.js) calls with the model's name.
"""

from __future__ import annotations

import re

_UNCOUNTABLE_WORDS = """
    advice aggression aid air aircraft alcohol anger applause arithmetic assistance athletics bacon baggage beef
    biology blood botany bread butter carbon cardboard cash chalk chaos chess crossroads countryside dancing deer
    dignity dirt dust economics education electricity engineering enjoyment envy equipment ethics evidence evolution
    fame fiction flour flu food fuel fun furniture gallows garbage garlic genetics gold golf gossip gratitude grief
    guilt gymnastics happiness hardware harm hate hatred health heat help homework honesty honey hospitality housework
    humour hunger hydrogen ice importance inflation information innocence iron irony jam jewelry judo karate knowledge
    lack laughter lava leather leisure lightning linguine linguini linguistics literature litter livestock logic
    loneliness luck luggage macaroni machinery magic management mankind marble mathematics mayonnaise measles methane
    milk minus money mud music mumps nature news nitrogen nonsense nurture nutrition obedience obesity oxygen pasta
    patience physics poetry pollution poverty pride psychology publicity punctuation quartz racism relaxation
    reliability research respect revenge rice rubbish rum safety scenery seafood seaside series shame sheep shopping
    sleep smoke smoking snow soap software soil spaghetti species steam stuff stupidity sunshine symmetry tennis
    thirst thunder timber traffic transportation trust underwear unemployment unity validity veal vegetation
    vegetarianism vengeance violence vitality warmth wealth weather welfare wheat wildlife wisdom yoga zinc zoology
"""
_UNCOUNTABLE = frozenset(_UNCOUNTABLE_WORDS.split())

# `[m|l]` and the missing `\Z` after "oxen" are the package's own.
_ALREADY_PLURAL = re.compile(
    r"\A(?:m|wom)en\Z|people\Z|children\Z|[ti]a\Z"
    r"|(?:analy|ba|diagno|parenthe|progno|synop|the)ses\Z"
    r"|databases\Z|drives\Z|(?:hi|ti)ves\Z|curves\Z|[lr]ves\Z|[^fo]ves\Z"
    r"|(?:[^aeiouy]|qu)ies\Z|series\Z|movies\Z|(?:x|ch|ss|sh)es\Z|[m|l]ice\Z|buses\Z|oes\Z|shoes\Z"
    r"|(?:cris|ax|test)es\Z|(?:octop|vir)uses\Z|(?:alias|canvas|status|campus)es\Z|\A(?:summons|bonus)es\Z"
    r"|\Aoxen|matrices\Z|\Afeet\Z|\Ateeth\Z|\Ageese\Z|quizzes\Z|\Awhereases\Z|\Acriteria\Z|\Agenera\Z",
    re.IGNORECASE | re.ASCII,
)
_ENDINGS = [
    (re.compile(pattern, re.IGNORECASE | re.ASCII), ending)
    for pattern, ending in (
        (r"\A(m|wom)an\Z", r"\1en"),
        (r"(pe)rson\Z", r"\1ople"),
        (r"(child)\Z", r"\1ren"),
        (r"(drive)\Z", r"\1s"),
        (r"\A(ox)\Z", r"\1en"),
        (r"(ax|test)is\Z", r"\1es"),
        (r"(octop|vir)us\Z", r"\1uses"),
        (r"(alias|status|canvas|campus)\Z", r"\1es"),
        (r"\A(summons|bonus)\Z", r"\1es"),
        (r"(bu)s\Z", r"\1ses"),
        (r"(buffal|tomat|potat)o\Z", r"\1oes"),
        (r"([ti])um\Z", r"\1a"),
        (r"sis\Z", "ses"),
        (r"(?:([^f])fe|([lr])f)\Z", r"\1\2ves"),
        (r"(hi|ti)ve\Z", r"\1ves"),
        (r"([^aeiouy]|qu)y\Z", r"\1ies"),
        (r"(matr)ix\Z", r"\1ices"),
        (r"(vert|ind)ex\Z", r"\1ices"),
        (r"(x|ch|ss|sh)\Z", r"\1es"),
        (r"([m|l])ouse\Z", r"\1ice"),
        (r"\Afoot\Z", "feet"),
        (r"\Atooth\Z", "teeth"),
        (r"\Agoose\Z", "geese"),
        (r"(quiz)\Z", r"\1zes"),
        (r"\A(whereas)\Z", r"\1es"),
        (r"\A(criteri)on\Z", r"\1a"),
        (r"\Agenus\Z", "genera"),
        (r"s\Z", "s"),
        (r"\Z", "s"),
    )
]


def plural(name: str) -> str:
    """`name` as LoopBack pluralises it: `Person` is `People`, `Child` is `Children`, `News` stays."""
    if name.lower() in _UNCOUNTABLE or _ALREADY_PLURAL.search(name):
        return name
    for pattern, ending in _ENDINGS:
        changed, count = pattern.subn(ending, name, count=1)
        if count:
            return changed
    raise AssertionError("the last rule fits every name")

from __future__ import annotations

import pytest

from designer.loopback.spelling import camel_case, camelize, classify, kebab_case, words


# What lodash 4.18.1 answers.
@pytest.mark.parametrize(
    "text, expected_words, kebab, camel",
    [
        ("OAuth2Client", ["O", "Auth", "2", "Client"], "o-auth-2-client", "oAuth2Client"),
        ("Straße-Änderung", ["Strasse", "Anderung"], "strasse-anderung", "strasseAnderung"),
        ("ŁódźŒuvre", ["Lodz", "Oeuvre"], "lodz-oeuvre", "lodzOeuvre"),
        ("don't panic", ["dont", "panic"], "dont-panic", "dontPanic"),
        ("it’s1st", ["its", "1st"], "its-1st", "its1st"),
        ("ABC2ND", ["ABC", "2ND"], "abc-2nd", "abc2nd"),
        ("4thFloor", ["4th", "Floor"], "4th-floor", "4thFloor"),
        ("3RDParty", ["3", "RD", "Party"], "3-rd-party", "3RdParty"),
        ("日本Model", ["日本", "Model"], "日本-model", "日本Model"),
        ("モデル2", ["モデル", "2"], "モデル-2", "モデル2"),
        ("😀smile", ["😀", "smile"], "😀-smile", "😀Smile"),
        ("👩‍🚀Crew", ["👩‍🚀", "Crew"], "👩‍🚀-crew", "👩‍🚀Crew"),
        ("🇩🇪land", ["🇩🇪", "land"], "🇩🇪-land", "🇩🇪Land"),
        ("ﬁnX", ["ﬁn", "X"], "ﬁn-x", "ﬁnX"),
        ("a_b c-d.e", ["a", "b", "c", "d", "e"], "a-b-c-d-e", "aBCDE"),
        ("ÀÉx", ["A", "Ex"], "a-ex", "aEx"),
        ("x×y", ["x", "y"], "x-y", "xY"),
        ("a\u0301b", ["ab"], "ab", "ab"),
        ("ŉgo", ["ngo"], "ngo", "ngo"),
        ("Ĳsel", ["I", "Jsel"], "i-jsel", "iJsel"),
        ("12monkeys", ["12", "monkeys"], "12-monkeys", "12Monkeys"),
        ("plain words", ["plain", "words"], "plain-words", "plainWords"),
        ("___", [], "", ""),
    ],
)
def test_a_text_is_split_into_words_as_lodash_does(
    text: str, expected_words: list[str], kebab: str, camel: str
) -> None:
    assert (words(text), kebab_case(text), camel_case(text)) == (expected_words, kebab, camel)


# What underscore.string 3.3.6 answers.
@pytest.mark.parametrize(
    "text, camelized, classified",
    [
        ("my-db", "myDb", "MyDb"),
        ("my_db", "myDb", "MyDb"),
        ("MyDb", "MyDb", "MyDb"),
        (" my  db ", "myDb", "MyDb"),
        ("my\u00a0db", "myDb", "MyDb"),
        ("\ufeffx", "x", "X"),
        ("a.b", "a.b", "AB"),
        ("a b.c/ü", "aB.c/ü", "ABC"),
        ("-name", "Name", "Name"),
        ("__proto__", "Proto", "Proto"),
        ("é-é", "éÉ", ""),
        ("x-", "x", "X"),
        ("1-a", "1A", "1A"),
        ("db", "db", "Db"),
        ("DB", "DB", "DB"),
        ("a-ßa", "aSSa", "AA"),
        ("x-𐐨", "x𐐨", "X"),
    ],
)
def test_an_alias_is_spelled_as_underscore_string_does(text: str, camelized: str, classified: str) -> None:
    assert (camelize(text), classify(text)) == (camelized, classified)

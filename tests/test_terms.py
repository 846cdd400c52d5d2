"""Words, stems, names and figures of a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.aliases import explained
from rag.figures import figures
from rag.terms import content_words, edits, fold, names, stems, word_spans, words_of
from rag.types import Span


def read(text):
    return [(f.value, f.unit) for f in figures(text)]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (["$6.9bn", "6.9 billion dollars", "US$6.9 billion", "USD 6.9 billion"], (6.9e9, "$")),
        (["$6,900,000,000", "$6,900 million", "6.9 mil millones de dólares"], (6.9e9, "$")),
        (["$73 million", "73 million dollars", "$73m", "$73-million"], (73e6, "$")),
        (["3%", "3 percent", "3 per cent", "three percent", "3 por ciento"], (3, "%")),
        (["2.5%", "2,5 %"], (2.5, "%")),
        (["2,300,000", "2.3 million", "2.3m", "2.3 millones"], (2_300_000, "")),
        (["2,000-mile", "two thousand", "2000,0"], (2000, "")),
        (["a million", "one million", "1 million"], (1e6, "")),
        (["half a million", "500,000", "five hundred thousand"], (5e5, "")),
        (["twenty-two", "twenty two", "22"], (22, "")),
        (["500 billion pesos", "MX$500bn"], (5e11, "pesos")),
        (["€5m", "5 million euros"], (5e6, "€")),
        (["£5k", "5,000 pounds"], (5000, "£")),
        (["in 2015", "2015.", "(2015)", "2015's"], (2015, "year")),
    ],
)
def test_the_same_number_is_the_same_however_it_is_written(forms, expected):
    assert [read(form) for form in forms] == [[expected]] * len(forms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from $6.9bn to $11.6bn", [(6.9e9, "$"), (11.6e9, "$")]),
        ("$6.9-11.6bn", [(6.9e9, "$"), (11.6e9, "$")]),
        ("10 to 20 percent", [(10, "%"), (20, "%")]),
        ("between 2 and 3 million boxes", [(2e6, ""), (3e6, "")]),
        ("5 percent to 20 million", [(5, "%"), (2e7, "")]),
        ("in 2008 and 20 percent", [(2008, "year"), (20, "%")]),
        ("$1 billion in 2008 and 2,015 men", [(1e9, "$"), (2008, "year"), (2015, "")]),
        ("$2,015 is no year, nor is 2,015 or $1990", [(2015, "$"), (2015, ""), (1990, "$")]),
        ("5 dollars, in 2014 dollars", [(5, "$"), (2014, "year")]),
        ("the 1990s, 2015–2016", [(1990, "year"), (2015, "year"), (2016, "year")]),
        ("19th century, 5th of May 2017", [(19, ""), (5, ""), (2017, "year")]),
        ("it cost 5[3] in all [12]", [(5, "")]),
        ("A320, one day, a dog, often, attention", []),
        ("1.5 mil, 3 mn. Then", [(1500, ""), (3e6, "")]),
        ("3.5 percentage points", [(3.5, "")]),
        ("a 42 percentage chance of rain", [(42, "%")]),
        ("5,000 pounds of fentanyl", [(5000, "")]),
        ("It weighed 120 to 130 pounds.", [(120, ""), (130, "")]),
        ("It cost 130 pounds.", [(130, "£")]),
        ("It weighed 3 tons and cost 5 dollars.", [(3, ""), (5, "$")]),
        ("They weighed a bid of £5 and 5 million pounds.", [(5, "£"), (5e6, "£")]),
        ("", []),
    ],
)
def test_figures_in_a_sentence(text, expected):
    assert read(text) == expected


@given(st.text(alphabet="$€12,.05 -%millionbntotwenty[]aMX\n", max_size=40))
def test_figures_stand_in_the_text_in_order(text):
    found = figures(text)
    assert all(f.span.of(text) for f in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_with_commas_and_without(number):
    (plain,), (grouped,) = figures(f"{number}"), figures(f"it is {number:,} now")
    assert plain.value == grouped.value == number


def test_words_are_folded_and_numbers_whole():
    assert words_of("The U.S. share of Peña’s GDP, 1,200.5; C.I.A, e.g. Ley 20/2015") == (
        ["the", "us", "share", "of", "pena", "gdp", "1200.5", "cia", "eg", "ley", "20", "2015"]
    )
    assert words_of("node.js isn't O'Neil's") == ["node", "js", "isn't", "o'neil"]
    assert words_of("😀 — ?") == []
    assert fold("ÉTAT Ñu") == "etat nu"


def test_content_words_leave_out_little_words_unless_there_are_no_others():
    assert content_words("What is the share of the trade?") == ["share", "trade"]
    assert content_words("What is it?") == ["what", "is", "it"]
    assert content_words("trade Trade TRADE") == ["trade"]
    assert content_words("?!") == []


def test_stems_meet_across_forms():
    assert stems("investing investments invested") == ["invest"]
    assert stems("cooperation") == stems("cooperating")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In January 2017, Stacia Lee joined the University of Washington.", 2),
        ("However, Rex Tillerson left.", ["Rex Tillerson"]),
        ("Trade rose. Mexico gained.", []),
        ("The IMF met President Enrique Peña Nieto.", ["IMF", "President Enrique Peña Nieto"]),
        ("- Mexico City: big", ["Mexico City"]),
        ("The iPhone sold.", []),
        ("It is the USMCA 2020 text.", ["USMCA 2020"]),
        ("", []),
    ],
)
def test_names(text, expected):
    found = [span.of(text) for span in names(text)]
    assert len(found) == expected if isinstance(expected, int) else found == expected


def test_edits_are_one_slip_away():
    found = edits("port")
    assert {"prt", "ports", "part", "oprt"} <= found
    assert not {"port", "pot s", "parts"} & found


def test_of_a_word_that_begins_before_no_rest_is_taken_for_a_word():
    assert word_spans("snorth sea", 1, 10) == [Span(7, 10)]
    far = "snorth" + " of" * 28 + " American Free Trade Agreement (NAFTA)"
    assert explained(far) == []
    assert explained(far[1:]) == [(Span(121, 126), Span(0, 119))]

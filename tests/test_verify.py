"""Claims against the words they cite: what is not in them is never called supported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import document

from rag.types import Citation, Span
from rag.verify import Verdict, check, is_exact, plain

QUOTE = (
    "In January 2017 Mexico and the United States signed the Alder Treaty,[3] worth $2.5 billion,"
    " to\nprotect the ports of the Gulf."
)


@pytest.mark.parametrize(
    "claim",
    [
        QUOTE,
        QUOTE.replace("\n", " ").replace("[3]", ""),
        "the Alder Treaty, worth $2.5 billion",
        "Mexico and the United States signed the Alder Treaty to protect the ports of the Gulf.",
        "The Alder Treaty, signed in Jan. 2017, is worth 2.5 billion dollars.",
        "The ports of the Gulf.",
    ],
)
def test_what_the_quote_says_is_supported(claim):
    assert check(claim, [QUOTE]).support == "supported"


@pytest.mark.parametrize(
    ("claim", "lacking"),
    [
        ("The Alder Treaty is worth $2.6 billion.", ["$2.6 billion"]),
        ("The Alder Treaty is worth $2.5 million.", ["$2.5 million"]),
        ("The Alder Treaty is worth 2.5 billion pesos.", ["2.5 billion pesos"]),
        ("The Alder Treaty, worth $2", ["$2"]),
        ("Mexico and the United States signed the Alder Treaty in 2018.", ["2018"]),
        ("In March 2017 they signed the Alder Treaty.", ["March"]),
        ("On Monday they signed the Alder Treaty.", ["Monday"]),
        ("The United States and Canada signed the Alder Treaty.", ["United States and Canada"]),
        ("The ports of the Gulf are protected by Ana Ruiz.", ["Ana Ruiz"]),
        ("Nobody knows what whales sing at night.", ["Nobody knows what whales sing at night"]),
        ("", []),
        (" [3] ", None),
    ],
)
def test_what_it_does_not_say_is_unsupported_and_pointed_at(claim, lacking):
    verdict = check(claim, [QUOTE])
    assert verdict.support == "unsupported"
    assert verdict.score <= 0.5
    if lacking is not None:
        assert [span.of(claim) for span in verdict.lacking] == lacking


@pytest.mark.parametrize(
    "claim",
    [
        "The Alder Treaty protects ports, ships and many sailors of the Gulf.",  # half of it
        "Canada signed the Alder Treaty to protect the ports of the Gulf.",  # another subject
    ],
)
def test_what_it_says_in_part_or_not_quite_is_partial(claim):
    assert check(claim, [QUOTE]).support == "partial"


def test_a_denial_contradicts_what_it_denies():
    quote = "The port did not buy the crane of the old yard."
    for claim, said in (
        ("The port of the old yard did buy the crane.", quote),
        ("They never signed the Alder Treaty to protect the ports of the Gulf.", QUOTE),
    ):
        verdict = check(claim, [said])
        assert (verdict.support, verdict.contradicts) == ("unsupported", True)
    assert check(quote, [quote]).support == "supported"


def test_numbers_are_the_same_however_they_are_written():
    assert check("Twelve ships sank.", ["That year 12 ships sank."]).support == "supported"
    assert check("It rose 3% then.", ["It rose by 3 percent then."]).support == "supported"
    assert check("The U.S. paid.", ["It was paid by the U.S."]).support == "supported"
    assert check("It rose 3% then.", ["It rose by 3 then."]).support == "unsupported"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Aid came to US$6,900 million.", "Aid came to $6.9bn."),
        ("Aid came to 6.9 billion dollars.", "Aid came to US$6,900 million."),
        ("They met on 17 January 2017.", "They met on January 17, 2017, in Lima."),
        ("They met on 2017-01-17.", "They met on the 17th of January, 2017."),
        ("They met in January 2017.", "They met on 2017-01-17."),
        ("About $7 billion was paid.", "In all $6.9 billion was paid."),
        ("American ships sank.", "Ships of the United States sank."),
        ("The U.S. Congress voted.", "The United States Congress voted."),
        ("NAFTA was signed.", "The North American Free Trade Agreement was signed."),
        ("The Lima Port Council was formed.", "The LPC was formed."),
        ("The company may build a dam.", "The company will build a dam."),
        ("It grew more than threefold, and not only there.", "It grew more than threefold there."),
    ],
)
def test_other_spellings_of_the_same_are_supported(claim, quote):
    assert check(claim, [quote]).support == "supported"


def test_names_the_document_explains_are_known_by_both():
    context = "Ana Ruiz leads the Border Trade Union (BTU). Ruiz said the BTU grows."
    assert check("Ana Ruiz leads.", ["Ruiz leads."], context).support == "supported"
    assert check("The Border Trade Union grows.", ["the BTU grows"], context).support == "supported"
    two = context + " Eva Ruiz left."
    assert check("Ana Ruiz leads.", ["Ruiz leads."], two).support == "unsupported"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "Exports reached $5 billion in 2020.",
            "Exports are projected to reach $5 billion in 2020.",
        ),
        ("The plant poisons the river.", "The plant may poison the river."),
        ("Mexico paid for the wall.", "The report doubts whether Mexico paid for the wall."),
    ],
)
def test_what_the_quote_only_expects_is_supported_in_part(claim, quote):
    verdict = check(claim, [quote])
    assert (verdict.support, verdict.contradicts) == ("partial", False)
    assert verdict.lacking


@pytest.mark.parametrize(
    ("claim", "quote", "lacking"),
    [
        ("Exports fell in Mexico last year.", "Exports rose in Mexico last year.", "fell"),
        ("Exports rose 5% in Mexico.", "Exports rose 7% in Mexico.", "5%"),
        ("The dam was built by 300 workers.", "The dam was built by 200 workers.", "300"),
        ("The treaty was signed on May 2, 1990.", "The treaty was signed on May 3, 1990.", "2"),
        ("Canada sued Mexico over the dam.", "Mexico sued Canada over the dam.", "Canada"),
        ("The trip lasted 5 months and a day.", "The trip lasted 5 weeks and a day.", "5"),
    ],
)
def test_what_says_otherwise_of_the_same_matter_contradicts(claim, quote, lacking):
    verdict = check(claim, [quote])
    assert (verdict.support, verdict.contradicts) == ("unsupported", True)
    assert verdict.lacking[0].of(claim) == lacking


def test_what_says_otherwise_of_another_matter_does_not():
    for claim, quote in (
        ("Exports fell in Peru.", "Rice prices rose last spring."),
        ("The army has 300 tanks.", "The dam was built by 200 workers."),
        ("Mexico was sued by Canada over the dam.", "Canada sued Mexico over the dam."),
    ):
        assert not check(claim, [quote]).contradicts


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Comb long hair rather than pile it up.", "Do not pile long hair up, comb it instead."),
        ("Alder was formed and Wayne sold out.", "Alder was formed without Wayne, who sold out."),
        ("Cut the skin, but do not cut the flesh.", "Cut the skin around the flesh."),
        ("Gravy is usually not used in cooking.", "Gravy is not usually used in cooking."),
        ("Tapper was excited by the news.", "Tapper could not be more excited by the news."),
        ("The balance drops, he tops it up.", "He tops it up and the balance climbs."),
        ("Designs were compared before he chose.", "He chose after designs were compared."),
        ("Ana Ruiz, owner of Alder, left Lima.", "Alder owner Ana Ruiz left Lima."),
    ],
)
def test_the_same_said_the_other_way_round_contradicts_nothing(claim, quote):
    assert not check(claim, [quote]).contradicts


def test_the_number_of_a_step_is_no_figure():
    assert check("Step 3: Churn the cream.", ["Churn the cream."]).support == "partial"
    assert check("Churn the cream 3 times.", ["Churn the cream."]).support == "unsupported"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Boxers have short skulls.", "Boxers, with or without white marks, have short skulls."),
        ("Shares rose and he left.", "It is no wonder that shares rose and he left."),
        ("The mayor spoke of the dam.", "The mayor spoke of the dam; nobody may swim there."),
    ],
)
def test_a_denial_or_doubt_about_something_else_is_none(claim, quote):
    assert check(claim, [quote]).support == "supported"


def test_another_name_in_the_same_sentence_is_lacking_though_the_text_has_it():
    text = "Peru sold the dam to Ana Ruiz in spring. He had run it for years. Lima watched."
    same = check("Peru sold the dam to Lima in spring.", [text[:40]], text)
    assert (same.support, [s.of("Peru sold the dam to Lima") for s in same.lacking]) == (
        "unsupported",
        ["Lima"],
    )
    he = check("Ana Ruiz had run the dam for years.", ["He had run it for years."], text)
    assert [f.kind for f in he.faults] == ["elsewhere"]


def test_a_figure_from_a_quote_about_something_else_is_no_support():
    quotes = ["The initiative was signed by both.", "He was president from 1995 to 2000."]
    verdict = check("The initiative was signed in 1995.", quotes)
    assert (verdict.support, verdict.lacking) == ("unsupported", (Span(29, 33),))


def test_several_quotes_support_together_and_none_supports_nothing():
    parts = ["Mexico signed the Alder Treaty.", "The treaty is worth $2.5 billion."]
    assert (
        check("Mexico signed the Alder Treaty, worth $2.5 billion.", parts).support == "supported"
    )
    for quotes in ([], [""], [" \n"]):
        assert check("Mexico.", quotes) == Verdict("unsupported", 0.0, (Span(0, 7),))


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_claim_gets_a_verdict_and_quoting_is_support(claim, quotes):
    verdict = check(claim, quotes)
    assert 0 <= verdict.score <= 1
    assert all(span.end <= len(claim) for span in verdict.lacking)
    quoted = check(claim, [claim]).support
    assert quoted == ("supported" if plain(claim) else "unsupported")


def test_a_quote_is_exact_only_if_it_is_the_text_at_its_place():
    doc = document("a.md", "The ferry runs at noon.")
    good = Citation(1, doc.ref, 4, 9, "ferry")
    assert is_exact(good, doc)
    other = document("b.md", "A ferry runs at noon. ")
    assert not is_exact(good, other)
    assert not is_exact(good, None)
    for start, end, quote in (
        (4, 9, "Ferry"),
        (4, 10, "ferry"),
        (3, 4, " "),
        (9, 9, ""),
        (4, 99, "x"),
    ):
        assert not is_exact(Citation(1, doc.ref, start, end, quote), doc)

"""Drafts against the library and against given texts, through Python and the command."""

import io
import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import bundled

from rag.assistant import build
from rag.check import over_texts
from rag.claims import bare, statements, unframed
from rag.cli import main
from rag.config import Settings
from rag.show_check import check_lines, outcome
from rag.support_model import FEATURES, fitted, probability

DRAFT = """# Aid to Mexico

Congress has allocated **over $2.5 billion** by the Merida Initiative since 2008 [1]. Who pays?

- Congress has allocated over $3.5 billion through the Merida Initiative since 2008.
- The harvest of blue potatoes failed in Iceland.

[1] Stacia Lee, 2017.
"""


def test_statements_are_found_at_their_place_and_nothing_else():
    assert [span.of(DRAFT) for span in statements(DRAFT)] == [
        "Congress has allocated **over $2.5 billion** by the Merida Initiative since 2008 [1].",
        "Congress has allocated over $3.5 billion through the Merida Initiative since 2008.",
        "The harvest of blue potatoes failed in Iceland.",
    ]
    code = "---\ntitle: x is y\n---\nIt rains.\n\n```\nthis is code\n```\n\n> We all left.\n"
    assert [span.of(code) for span in statements(code)] == ["It rains.", "We all left."]


@pytest.mark.parametrize(
    "talk",
    [
        "Here is a summary of the article in 90 words:",
        "The passages do not mention who paid.",
        "Based on the given information, I am unable to answer.",
        "Sure! Sure, I can help.",
    ],
)
def test_talk_about_the_answer_itself_states_nothing(talk):
    assert statements(talk) == []
    assert len(statements("The company did not say who paid. Here are the keys of the house.")) == 2


def test_marks_are_blanked_and_every_offset_holds():
    draft = "The [treaty](http://a.b/c) was *signed*.[1][2, 3] It [sic] held."
    clean = bare(draft)
    assert len(clean) == len(draft)
    assert " ".join(clean.split()) == "The treaty was signed . It [sic] held."
    assert clean.index("signed") == draft.index("signed")


@pytest.mark.parametrize(
    ("framed", "told"),
    [
        ("According to the passages, it rains.", "it rains."),
        ("Based on the given passages 1 and 2, it rains.", "it rains."),
        ("The article also states that it rains.", "it rains."),
        ("However, it rains.", "it rains."),
        ("However it rains, the article says.", "However it rains, the article says."),
        ("So, according to Lee, it rains.", "according to Lee, it rains."),
        ("However, it is.", "However, it is."),
    ],
)
def test_what_only_frames_a_statement_is_blanked(framed, told):
    assert len(unframed(framed)) == len(framed)
    assert unframed(framed).strip() == told


@given(st.text(alphabet="ab .?!\n#*[]1-`>|()", max_size=80))
def test_statements_are_in_order_and_inside_any_draft(draft):
    spans = statements(draft)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(draft).strip() for span in spans)


@pytest.fixture(scope="module")
def checked(corpus_home):
    with build(Settings(home=str(corpus_home))) as assistant:
        return assistant.check(DRAFT)


def test_a_draft_is_checked_against_the_library(checked):
    assert [outcome(c) for c in checked] == ["supported", "contradicted", "unsupported"]
    right, wrong, elsewhere = checked
    assert right.unsupported == () and right.score > 0.8
    assert "over $2.5 billion" in right.citations[0].quote
    assert right.citations[0].source.meta.published == "2017-01-17"
    assert [s.of(wrong.text) for s in wrong.unsupported] == ["$3.5 billion"]
    assert wrong.contradicted[0].quote == right.citations[0].quote
    assert elsewhere.unsupported and elsewhere.score < 0.5
    assert all(c.span.of(DRAFT) == c.text for c in checked)


def test_a_person_sees_mark_missing_words_quote_title_and_date(checked):
    text = "\n".join(check_lines(checked))
    assert "+ Congress has allocated over $2.5 billion by the Merida" in text
    assert "contradicted; not in the sources: “$3.5 billion”" in text
    assert "(Stacia Lee, 2017-01-17)" in text
    assert text.endswith("3 statements: 1 supported, 1 not supported, 1 contradicted")
    assert check_lines([]) == ["Nothing in it states anything to check."]


def test_a_claim_rests_on_the_sentences_that_say_it_and_no_others():
    page = [
        "The ferry line was sold to a bank in Oslo.",
        "Rain fell on the harbour all week, and nobody went out.",
        "The bank paid 40 million euros for the ferry line.",
        "Gulls are common in the town.",
    ]
    checker = over_texts(page, bundled())
    claim = checker.claim("The ferry line was sold to an Oslo bank for 40 million euros.")
    assert claim.support == "supported"
    assert [c.source.source for c in claim.citations] == ["0", "2"]
    joined = over_texts([" ".join(page)], bundled())
    cited = joined.claim("The ferry line was sold to an Oslo bank for 40 million euros.").citations
    assert [c.quote for c in cited] == [page[0], page[2]]


def test_a_claim_of_several_sentences_is_as_weak_as_its_weakest():
    text = "Gulls are common in the town. The mayor owns two hundred camels."
    claim = over_texts(["Gulls are common in the town."], bundled()).claim(text)
    assert claim.support == "partial"
    assert all(span.start >= 30 for span in claim.unsupported)
    assert over_texts([], bundled()).claim("Gulls sing.").support == "unsupported"


FERRY = [
    "The ferry to Oslo was sold to a bank in May 2019 for 40 million euros.",
    "The bank had bought 12 trams in the spring of 2016, and the harbour a year before.",
    "Gulls are common in the town.",
]


@pytest.mark.parametrize(
    ("claim", "lacking"),
    [
        ("The ferry to Oslo was sold to a bank in May 2019 for 60 million euros.", "60 million"),
        ("The ferry to Oslo was sold to a bank in May 2018 for 40 million euros.", "2018"),
        ("The ferry to Oslo was never sold to a bank in May 2019 for 40 million euros.", "never"),
        ("The ferry to Turku was sold to a bank in May 2019 for 40 million euros.", "Turku"),
        ("Canada's ferry to Oslo was sold to a bank in May 2019.", "Canada's"),
    ],
)
def test_a_wrong_figure_year_denial_or_name_in_the_same_words_is_pointed_at(claim, lacking):
    checked = over_texts(FERRY, bundled()).claim(claim)
    assert checked.support == "unsupported"
    assert bool(checked.contradicted) == (lacking not in ("Turku", "Canada's"))
    assert any(lacking in span.of(claim) for span in checked.unsupported)


def test_an_unlikely_statement_that_names_a_stranger_has_no_support():
    checker = over_texts(FERRY, bundled())
    assert checker.claim("Gulls in the town were counted by Ana Ruiz.").support == "unsupported"
    assert checker.claim("Gulls in the town were counted by a lady.").support == "partial"


def test_what_another_sentence_gives_is_no_contradiction():
    texts = ["The jury took 5 days over the case of the dam.", "The case of the dam took 7 days."]
    claim = over_texts(texts, bundled()).claim("The case of the dam took the jury 7 days.")
    assert claim.contradicted == ()


def run(args, capsys):
    status = main(args)
    out = capsys.readouterr()
    return status, out.out, out.err


def test_the_command_reads_a_file_stdin_and_batches(corpus_home, tmp_path, capsys, monkeypatch):
    home = ["--home", str(corpus_home)]
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    status, out, _ = run(["check", str(tmp_path / "draft.md"), "--json", *home], capsys)
    made = json.loads(out)
    counts = {"supported": 1, "partial": 0, "unsupported": 1, "contradicted": 1}
    assert (status, made["counts"]) == (0, counts)
    first = made["claims"][0]
    assert DRAFT[first["start"] : first["end"]] == first["text"]
    lines = [
        {"id": "a", "claim": "Sales rose 5%.", "evidence": ["No.", "Sales rose by 5 percent."]},
        {"id": "b", "claim": "Mexico is the largest trading partner of the United States."},
        {"id": "c", "claim": "Sales rose.", "evidence": "Sales rose."},
        {"id": "d"},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    status, out, err = run(["check", "--batch", "-", *home], capsys)
    given, library, text, none = map(json.loads, out.splitlines())
    assert list(given) == ["id", "support", "score", "unsupported", "citations", "contradicted"]
    assert (given["support"], given["unsupported"]) == ("supported", [])
    assert [(c["source"], c["start"], c["end"]) for c in given["citations"]] == [(1, 0, 24)]
    assert (library["id"], library["support"]) == ("b", "supported")
    assert "not a list of texts" in text["error"] and 'no "claim"' in none["error"]
    assert status == 1 and "line 4" in err


def test_what_cannot_be_checked_is_one_line(tmp_path, capsys, monkeypatch):
    for args, line in (
        (["check"], "give a draft or --batch"),
        (["check", str(tmp_path / "none.md")], "cannot read"),
        (["check", "-", "--home", str(tmp_path)], "the draft is empty"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(" "))
        status, _, err = run(args, capsys)
        assert status == 2 and line in err
    monkeypatch.setattr("sys.stdin", io.StringIO("It rains in Oslo."))
    status, _, err = run(["check", "-", "--home", str(tmp_path / "empty")], capsys)
    assert status == 1 and "the library is empty" in err


def test_the_likelihood_moves_with_what_it_is_made_of():
    bias, weights = fitted()
    assert len(weights) == len(FEATURES)
    named = dict(zip(FEATURES, weights, strict=True))
    assert named["around_share"] > 0 and named["trigrams"] > 0 and named["figures_lacking"] < 0
    nothing = [0.0] * len(FEATURES)
    assert probability(nothing) == pytest.approx(1 / (1 + math.exp(-bias)))
    told = [1.0 if name in ("around_share", "trigrams") else 0.0 for name in FEATURES]
    assert probability(told) > probability(nothing)

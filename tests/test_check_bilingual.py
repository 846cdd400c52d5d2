"""Drafts in one language against articles in the other: judged by a translation, told in place."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import bundled

from rag.assistant import build
from rag.check_bilingual import over_either, uncheckable
from rag.cli import main
from rag.config import Settings
from rag.mapping import brought_back, landmarks
from rag.show_check import check_lines, outcome
from rag.translate import installed
from rag.types import Span

DRAFT = (
    "# Ayuda a México\n\n"
    "El Congreso ha destinado más de **2.500 millones de dólares** a la Iniciativa Mérida desde"
    " 2008 [1]. ¿Quién paga?\n\n"
    "- Desde 2008 el Congreso ha destinado más de 3.500 millones de dólares a la Iniciativa Mérida."
    "\n- El 17 de enero de 2019 Stacia Lee publicó este documento.\n"
    "- Pedro Gómez viajó con Tillerson a Ciudad de México.\n"
    "- La cosecha de patatas azules fracasó en Islandia.\n"
)


@pytest.fixture(scope="module")
def checked(corpus_home):
    with build(Settings(home=str(corpus_home))) as assistant:
        assert assistant.uncheckable(DRAFT) == ""
        return assistant.check(DRAFT)


def test_a_spanish_draft_is_checked_against_english_articles(checked):
    assert [outcome(c) for c in checked] == (
        ["supported", "contradicted", "contradicted", "unsupported", "unsupported"]
    )
    assert all(c.span.of(DRAFT) == c.text for c in checked)
    assert checked[0].citations[0].quote.startswith("Since 2008 Congress has allocated over $2.5")


def test_what_lacks_support_is_told_in_the_words_of_the_draft(checked):
    lacking = [[s.of(c.text) for s in c.unsupported] for c in checked]
    assert lacking[:4] == [
        [],
        ["3.500 millones de dólares"],
        ["17 de enero de 2019"],
        ["Pedro Gómez"],
    ]
    assert lacking[4] == [checked[4].text], "other words cannot be placed: the whole statement"


def test_quotes_stay_in_the_original_with_a_translation_beside(checked):
    cited = checked[0].citations[0].to_json()
    assert "2.5 mil millones" in cited["translation"]
    text = "\n".join(check_lines(checked, "es"))
    assert "desmentida; no está en las fuentes: “3.500 millones de dólares”" in text
    assert "(traducción automática de Apertium)" in text
    assert text.endswith("5 afirmaciones: confirmadas: 1, sin confirmar: 2, desmentidas: 2")


PAGE = [
    "El faro de Punta Gorda fue construido en 1884 por el ingeniero Tomás Salas.",
    "Costó 2.500 millones de pesos, según el archivo del puerto.",
]


@pytest.mark.parametrize(
    ("claim", "how", "lacking"),
    [
        ("The lighthouse was built in 1884 by the engineer Tomás Salas.", "supported", []),
        ("The lighthouse was built in 1894 by the engineer Tomás Salas.", "unsupported", ["1894"]),
        ("El faro de Punta Gorda fue construido en 1884.", "supported", []),
        ("Costó 2.600 millones de pesos.", "unsupported", ["2.600 millones de pesos"]),
    ],
)
def test_spanish_articles_are_judged_in_english_and_cited_in_their_words(claim, how, lacking):
    found = over_either(PAGE, bundled()).claim(claim)
    assert (found.support, [s.of(claim) for s in found.unsupported]) == (how, lacking)
    for cited in (*found.citations, *found.contradicted):
        assert PAGE[int(cited.source.source)][cited.start : cited.end] == cited.quote


def place(text, words):
    return Span(text.index(words), text.index(words) + len(words))


def test_places_are_brought_back_by_figures_dates_and_names():
    spanish = "Según Ana Flores, México gastó 12,5 % más el 5 de mayo de 2017 que el 6."
    english = "According to Ana Flores, Mexico spent a 12.5 % more on 5 May 2017 than on the 6."
    for told, own in (
        ("12.5 %", "12,5 %"),
        ("5 May 2017", "5 de mayo de 2017"),
        ("Mexico", "México"),
        ("Ana Flores", "Ana Flores"),
    ):
        assert brought_back([place(english, told)], english, spanish) == (place(spanish, own),)
    for told in ("spent", "Mexico spent", "spent a 12.5 %"):
        assert brought_back([place(english, told)], english, spanish) == (Span(0, len(spanish)),)
    assert brought_back([], english, spanish) == ()


def test_one_of_two_places_alike_is_not_guessed():
    spanish, english = "Unos 5 y otros 5 fueron.", "Some 5 and other 5 were."
    assert brought_back([place(english, "5")], english, spanish) == (Span(0, len(spanish)),)


@given(st.text(alphabet="Ana Él 12,5.% de mayo 2017", max_size=50))
def test_landmarks_are_inside_any_text(text):
    assert all(0 <= at.start < at.end <= len(text) for _, at in landmarks(text))


def test_without_a_translator_one_line_says_what_cannot_be_done(
    corpus_home, tmp_path, monkeypatch, capsys
):
    assert installed() is not None
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    home = ["--home", str(corpus_home)]
    assert main(["check", str(tmp_path / "draft.md"), *home]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("Sin Apertium un borrador en español solo puede contrastarse")
    assert err.count("\n") == 1 and "desmentida; no está en las fuentes" not in err and out
    assert uncheckable("It rains in the town.", ["es"]).startswith("Without Apertium a draft in En")
    assert uncheckable("It rains in the town.", ["en", None]) == ""
    line = {"id": 1, "claim": "El faro costó mucho.", "evidence": ["The lighthouse was cheap."]}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(line)))
    assert main(["check", "--batch", "-", *home]) == 0
    assert json.loads(capsys.readouterr().out)["note"].startswith("Sin Apertium")

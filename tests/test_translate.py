"""Apertium kept running: what it says, whatever happens to it; and which language is which."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from rag.language import language_code, language_of
from rag.pipes import Chain, PipeError
from rag.translate import installed


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("¿Quién ganó?", "es"),
        ("y en 2023?", "es"),
        ("tasa de homicidios", "es"),
        ("quien es AMLO", "es"),
        ("¿Qué es el Plan Colombia?", "es"),
        ("Who won?", "en"),
        ("and in 2023?", "en"),
        ("budget", "en"),
        ("Who funds the Iniciativa Mérida of Los Pinos?", "en"),
        ("El Salvador murder rate", None),
        ("Merida Initiative", None),
        ("2017", None),
        ("", None),
    ],
)
def test_a_few_words_tell_their_language(said, language):
    assert language_of(said) == language


def test_a_language_has_one_code():
    assert [language_code(n) for n in ("Español", "es-MX", "spanish", "EN_us", "fr")] == (
        ["es", "es", "es", "en", "fr"]
    )


@pytest.fixture(scope="module")
def apertium():
    found = installed()
    assert found is not None, "apt-get install apertium apertium-eng-spa"
    yield found
    found.close()


def english(apertium, text):
    return apertium.translate(text, "spa-eng").text


def test_it_translates_both_ways(apertium):
    assert english(apertium, "¿Quién ganó en 1986?") == "Who won in 1986?"
    assert apertium.translate("The president won.", "eng-spa").text == "El presidente ganó."


def test_words_it_does_not_know_stay_as_they_are_and_are_told(apertium):
    said = apertium.translate("¿Quién es Zorbulón?", "spa-eng")
    assert (said.text, said.unknown) == ("Who is Zorbulón?", ("Zorbulón",))


def test_numbers_keep_their_value(apertium):
    said = english(apertium, "Costó 2.500 millones de dólares, 12,5 % más que los 3 mil millones.")
    assert "2,500 million" in said
    assert "12.5 %" in said
    assert "3 billion" in said
    assert english(apertium, "Pagó 300 mil pesos.") == "It paid 300 thousand pesos."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("?!", "?!"),
        ("uno\n\ndos", "One two"),
        ("**Casa** [1] {x} ^y$ @ < > / \\ *", "House [1] {x} ^and$ @ < > / \\"),
        ("México\0México", "Mexico Mexico"),
        ("😀", "😀"),
    ],
)
def test_signs_come_through_and_none_is_read_as_a_command(apertium, text, said):
    assert english(apertium, text) == said


def test_a_long_text_is_translated_whole(apertium):
    assert english(apertium, "México " * 5000).split() == ["Mexico"] * 5000


def test_it_starts_anew_after_a_program_died(apertium):
    assert english(apertium, "¿Quién ganó?") == "Who won?"
    for chain, place in product(apertium._chains["spa-eng"], (0, -1)):
        os.kill(chain._running[place].pid, signal.SIGKILL)
        assert english(apertium, "¿Quién ganó?") == "Who won?"


def test_surnames_are_not_translated(apertium):
    said = english(apertium, "Tomás Salas y Ana Flores visitaron el Congreso.")
    assert said == "Tomás Salas and Ana Flores visited the Congress."


def test_names_it_is_told_of_are_not_translated(apertium):
    assert english(apertium, "¿Qué lee Lee?") == "What reads Reads?"
    assert apertium.translate("¿Qué lee Lee?", "spa-eng", {"Lee"}).text == "What reads Lee?"


@pytest.mark.parametrize(
    ("said", "spanish"),
    [
        ("The article appeared.", "El texto pareció."),
        ("The article of clothing.", None),
        ("It came on January 17, 2017.", "17 de enero de 2017"),
        ("Money for the Merida Initiative.", "la Iniciativa Merida"),
        ("Money and cyberattacks.", "y ciberataques"),
    ],
)
def test_what_it_garbles_is_put_more_easily(apertium, said, spanish):
    made = apertium.translate(said, "eng-spa").text
    assert spanish in made if spanish else "texto" not in made
    assert english(apertium, "La ciberseguridad y la ciberdelincuencia") == (
        "The cybersecurity and the cybercrime"
    )


def test_threads_share_it(apertium):
    with ThreadPoolExecutor(8) as pool:
        said = list(
            pool.map(lambda n: english(apertium, f"¿Quién ganó en {n}?"), range(1900, 1950))
        )
    assert said == [f"Who won in {n}?" for n in range(1900, 1950)]


def test_one_that_hangs_is_given_up_and_one_that_fails_is_told():
    with pytest.raises(PipeError, match=r"more than 0\.1 seconds"):
        Chain([["sleep", "5"]], timeout=0.1)("a")
    with pytest.raises(PipeError, match="ended early"):
        Chain([["true"], ["cat"]])("a" * 5)
    with pytest.raises(PipeError, match="cannot run nowhere-to-be-found"):
        Chain([["cat"], ["nowhere-to-be-found"]])("a")


def test_where_it_is_not_installed_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed() is None
    (tmp_path / "bin").mkdir()
    bare = tmp_path / "bin" / "apertium"
    bare.write_text("#!/bin/sh\n")
    bare.chmod(0o755)
    monkeypatch.setenv("PATH", str(bare.parent))
    assert installed() is None, "the program without the pair of languages"

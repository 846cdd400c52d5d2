"""The reading benchmarks: their halves, their files, and each figure by hand."""

import gzip
import json
from dataclasses import replace

import pytest

from evals.bench import clapnq as clapnq_bench
from evals.bench import squad as squad_bench
from evals.bench.__main__ import main
from evals.bench.data import read_json, read_lines
from evals.bench.halves import is_training, of_half
from evals.bench.reading import Read, Reading
from evals.metrics import auroc
from rag.errors import UsageError
from rag.types import Abstention, Answer, Citation, Claim, Metadata, Source, Span

SOURCE = Source("d", "0", "00", Metadata("Passage 0"))
TEXT = "The mill was built in 1820. It burnt down in 1901. Nobody was hurt."


def cite(*quotes):
    found = [(TEXT.index(quote), quote) for quote in quotes]
    return tuple(
        Citation(n, SOURCE, start, start + len(quote), quote)
        for n, (start, quote) in enumerate(found, start=1)
    )


def spoken(confidence, *quotes):
    claims = tuple(Claim(q, (n,), "supported", 1.0) for n, q in enumerate(quotes, start=1))
    return Answer("q", "q", " ".join(quotes), claims, cite(*quotes), confidence)


def silent(confidence, *nearest):
    return Answer("q", "q", "", (), (), confidence, Abstention("no", cite(*nearest)))


def reading(*gold, sentences=()):
    spans = tuple(Span(c.start, c.end) for c in cite(*gold))
    parts = tuple(Span(c.start, c.end) for c in cite(*sentences))
    return Reading("q", "Mill", TEXT, spans, parts, answerable=bool(spans))


def values(outcome):
    return {name: (value, n) for name, value, _, n in outcome.rows[1:]}


# Halves


def test_a_title_decides_the_half_however_it_is_written():
    halves = {
        True: ["Warsaw", "Normans", "Huguenot", "Force", "Harvard_University"],
        False: ["Steam_engine", "1973_oil_crisis", "Imperialism", "Immune system", ""],
    }
    for half, titles in halves.items():
        assert [is_training(t) for t in titles] == [half] * len(titles)
    assert is_training("HARVARD university ") and is_training("Varsovia")
    assert not is_training("Sistema inmune") and not is_training("1973: Crisis del petróleo")
    assert of_half(["Warsaw", "Force", "Steam_engine"], "odd", str) == ["Steam_engine"]
    assert of_half(["Warsaw", "Steam_engine"], "even", str) == ["Warsaw"]
    with pytest.raises(UsageError, match="no question in the half 'odd'"):
        of_half(["Warsaw"], "odd", str)


# Figures


def test_squad_figures_by_hand():
    built, burnt, hurt = ("The mill was built in 1820.", "It burnt down in 1901.", "Nobody")
    gold = reading("1901", "in 1901")
    asked = [
        Read(gold, replace(spoken(0.9, burnt), brief=(Claim("In 1901", (1,), "supported", 1.0),))),
        Read(gold, spoken(0.6, built, burnt)),
        Read(gold, silent(0.3, burnt, built)),
        Read(gold, silent(0.2, hurt)),
        Read(reading(), spoken(0.5, built)),
        Read(reading(), silent(0.2)),
    ]
    assert values(squad_bench.outcome(asked)) == {
        # of 8 pairs 0.9, 0.6 beat both, 0.3 one, 0.2 ties one
        "AUROC of confidence": ("0.688", "6"),
        "first citation holds the answer": ("0.250", "4"),
        "any citation holds the answer": ("0.500", "4"),
        "first sentence shown holds it, silent or not": ("0.500", "4"),
        "short answer given, of the answerable": ("0.250", "4"),
        "short answer holds the answer, where given": ("1.000", "1"),
        "answered, of the answerable": ("0.500", "4"),
        "answered, of the unanswerable": ("0.500", "2"),
    }


def test_clapnq_figures_by_hand():
    parts = ("The mill was built in 1820.", "It burnt down in 1901.", "Nobody was hurt.")
    gold = reading(*parts[:2], sentences=parts)
    asked = [
        Read(
            gold, spoken(0.9, "burnt down in 1901. Nobody was")
        ),  # the second and most of the third
        Read(gold, spoken(0.8, "was built in 1820.")),
        Read(gold, silent(0.3, parts[0])),
        Read(reading(sentences=parts), spoken(0.5, parts[0])),
    ]
    assert values(clapnq_bench.outcome(asked)) == {
        "AUROC of confidence": ("0.667", "4"),
        "cited sentences, precision": ("0.750", "2"),
        "cited sentences, recall": ("0.333", "3"),
        "answered, of the answerable": ("0.667", "3"),
        "answered, of the unanswerable": ("1.000", "1"),
    }


def test_auroc_counts_pairs_and_halves_ties():
    assert auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == 3.5 / 4
    assert str(auroc([0.5], [True])) == "nan"


# Files

PARAGRAPH = {
    "context": TEXT,
    "qas": [
        {
            "question": "When was the mill built?",
            "answers": [{"text": "1820", "answer_start": 22}, {"text": "", "answer_start": -1}],
            "is_impossible": False,
        },
        {
            "question": "Who owns the tunnel?",
            "answers": [],
            "plausible_answers": [{"text": "Nobody", "answer_start": 51}],
            "is_impossible": True,
        },
    ],
}


def test_squad_is_read_with_the_place_of_its_answers(tmp_path):
    file = tmp_path / "dev.json.gz"
    data = {"data": [{"title": "Mill", "paragraphs": [PARAGRAPH]}]}
    file.write_bytes(gzip.compress(json.dumps(data).encode()))
    built, tunnel = squad_bench.readings(file)
    assert [s.of(built.passage) for s in built.gold] == ["1820"]
    assert built.answerable and not tunnel.answerable
    assert (built.title, tunnel.question) == ("Mill", "Who owns the tunnel?")


CLAPNQ = {
    "input": "when was the mill built",
    "passages": [{"title": "Mill", "sentences": ["It is old .", "It is of 1820 .", "It burnt ."]}],
    "output": [
        {"answer": "1820", "selected_sentences": ["It is of 1820 ."]},
        {"answer": "1820", "selected_sentences": ["It is old .", "It is of 1820 ."]},
    ],
}


def test_clapnq_is_read_with_the_place_of_every_chosen_sentence(tmp_path):
    (tmp_path / "dev.jsonl").write_text(json.dumps(CLAPNQ) + "\n\n", encoding="utf-8")
    (found,) = clapnq_bench.readings(tmp_path)
    assert found.passage == "It is old . It is of 1820 . It burnt ."
    assert [s.of(found.passage) for s in found.gold] == ["It is old .", "It is of 1820 ."]
    assert [s.of(found.passage) for s in found.sentences] == CLAPNQ["passages"][0]["sentences"]


def test_a_set_is_asked_from_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUENTE_THRESHOLD", "0")
    file = tmp_path / "dev.json"
    data = {"data": [{"title": "Warsaw", "paragraphs": [PARAGRAPH]}]}
    file.write_text(json.dumps(data), encoding="utf-8")
    assert main(["--markdown", "squad2", str(file), "--half", "even"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| measure | value | interval | n |"
    assert "| first citation holds the answer | 1.000 | 1.000–1.000 | 1 |" in lines
    assert main(["squad2", str(file), "--half", "odd"]) == 2
    assert capsys.readouterr().err == "no question in the half 'odd'. Leave out --half.\n"


def test_files_that_are_not_the_set_are_usage_errors(tmp_path):
    file = tmp_path / "x.json.gz"
    with pytest.raises(UsageError, match=r"cannot read .*x\.json\.gz"):
        read_json(file)
    file.write_text("not gzipped")
    with pytest.raises(UsageError, match="cannot read"):
        read_json(file)
    plain = tmp_path / "x.jsonl"
    for text in ("{", '{"a": 1}\nnone'):
        plain.write_text(text)
        with pytest.raises(UsageError, match="is not JSON Lines"):
            read_lines(plain)
    plain.write_text('{"a": 1}')
    with pytest.raises(UsageError, match="not a file in the SQuAD format"):
        squad_bench.readings(plain)
    with pytest.raises(UsageError, match="is not a file of CLAP NQ"):
        clapnq_bench.readings(tmp_path)
    with pytest.raises(UsageError, match=r"no \.jsonl or"):
        clapnq_bench.readings(tmp_path / "none")

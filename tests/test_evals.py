"""Golden cases, a run on a small library, the gate, the reports, the page and the benchmarks."""

import csv
import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench import chunking as chunk_bench
from evals.bench import seeds as seeds_bench
from evals.bench import xquad as xquad_bench
from evals.bench.latency import Times, running_batch, summary
from evals.bench.startup import startup
from evals.cases import Case, Gold, Place, load_cases, locate, problems_in, select
from evals.curve import curve
from evals.gate import Baseline, compare, read_baseline
from evals.intervals import Metric
from evals.main import CORPUS, GOLDEN, LATEST, add_arguments, main
from evals.matching import says
from evals.measures import score
from evals.records import expected
from evals.report import failures_report, markdown, markdown_report, plain, text_report
from evals.run import Results, Scores, judge
from rag.config import Settings
from rag.errors import FuenteError, UsageError
from rag.types import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Document,
    Hit,
    Metadata,
    Source,
    Span,
    Turn,
)

TEXT = "The bridge opened in 1932. It cost 4 million pounds. Nobody paid a toll."


def document(path="/home/ana/texts/bridge.md", text=TEXT):
    return Document(Source("d1", path, "00", Metadata("The bridge")), text)


def known(doc):
    return {doc.ref.source: doc}


def cite(doc, words, marker=1):
    start = doc.text.index(words)
    return Citation(marker, doc.ref, start, start + len(words), words)


def answer(*claims, citations=(), abstained=None, confidence=0.9):
    text = " ".join(c.text for c in claims)
    return Answer("q", "q", text, claims, tuple(citations), confidence, abstained)


def case_line(**changes):
    line = {
        "id": "cost",
        "question": "What did the bridge cost?",
        "answers": ["4 million pounds"],
        "evidence": [{"source": "texts/bridge.md", "quote": "It cost 4 million pounds."}],
        "answerable": True,
        "tags": ["figure"],
        "split": "dev",
    }
    return json.dumps({**line, **changes})


COST = Case(
    "cost",
    "What did the bridge cost?",
    True,
    ("4 million pounds",),
    evidence=(Gold("texts/bridge.md", "It cost 4 million pounds."),),
    tags=("figure",),
    split="dev",
)
NOTHING = Case("builder", "Who built it?", False, tags=("near-miss",))


# Cases


def test_a_case_is_read_as_written(tmp_path):
    file = tmp_path / "cases.jsonl"
    file.write_text(case_line() + "\n\n", encoding="utf-8")
    assert load_cases([tmp_path]) == [COST]
    turns = [{"role": "user", "content": "Tell me of the bridge"}]
    file.write_text(case_line(history=turns), encoding="utf-8")
    assert load_cases([file])[0].history == (Turn("user", "Tell me of the bridge"),)


def test_every_bad_line_is_named(tmp_path):
    file = tmp_path / "cases.jsonl"
    lines = [
        case_line(),
        "{nonsense",
        case_line(),
        case_line(id="b", extra=1),
        case_line(id="c", answers=[]),
        case_line(id="d", split="test"),
        case_line(id="e", answerable=False),
        case_line(id="f", evidence=[{"quote": "It"}]),
        '{"id": "g", "question": "?"}',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_cases([file])
    assert caught.value.message.split("\n") == [
        "bad golden cases:",
        f"{file}:2: not JSON: Expecting property name enclosed in double quotes at column 2",
        f"{file}:3: id 'cost' is already used at {file}:1",
        f"{file}:4: unknown key extra",
        f"{file}:5: an answerable case needs answers",
        f"{file}:6: split must be dev or held, not 'test'",
        f"{file}:7: an unanswerable case has neither answers nor evidence",
        f"{file}:8: evidence must be a list of objects with source and quote",
        f"{file}:9: missing answerable",
    ]


def test_missing_files_and_empty_folders_are_usage_errors(tmp_path):
    with pytest.raises(UsageError, match=r"no \.jsonl file in"):
        load_cases([tmp_path])
    with pytest.raises(UsageError, match=r"cannot read .*none\.jsonl: No such file"):
        load_cases([tmp_path / "none.jsonl"])


def test_cases_are_chosen_by_split_and_tags():
    assert select([COST, NOTHING], "held") == [NOTHING]
    assert select([COST, NOTHING], "all", ["figure"]) == [COST]


def test_gold_is_found_by_the_tail_of_a_path_at_every_occurrence():
    docs = known(document(text="One. Two. One."))
    assert locate(Gold("texts/bridge.md", "One."), docs) == Place("d1", (Span(0, 4), Span(10, 14)))
    assert locate(Gold("exts/bridge.md", "One."), docs) is None
    assert locate(Gold("bridge.md", "Three."), docs) is None


def test_every_quote_that_is_not_in_its_source_is_reported():
    wrong = Case("x", "?", True, ("a",), evidence=(Gold("bridge.md", "It cost nothing."),))
    lost = Case("y", "?", True, ("a",), also=(Gold("tunnel.md", "It"),))
    assert problems_in([COST, wrong, lost], known(document())) == [
        "x: not in bridge.md: 'It cost nothing.'",
        "y: no document 'tunnel.md' in the library",
    ]


def test_the_golden_set_is_sound():
    cases = load_cases([GOLDEN])
    texts = {str(p): document(str(p), p.read_bytes().decode("utf-8")) for p in CORPUS.glob("*.md")}
    assert problems_in(cases, texts) == []
    assert len(cases) >= 80
    assert sum(not c.answerable for c in cases) >= 20
    assert abs(len(select(cases, "dev")) - len(select(cases, "held"))) <= 2
    # whoever cites the evidence has said the answer
    assert [
        c.id for c in cases if c.answerable and not says(c, [g.quote for g in c.evidence])
    ] == []


# One answer against its gold


def test_a_right_answer_is_judged_right():
    doc = document()
    said = answer(
        Claim("It cost 4 million pounds.", (1,), "supported", 1.0, lead="Lee (1932):"),
        citations=[cite(doc, "It cost 4 million pounds. Nobody")],
    )
    hits = [Hit(doc.ref, Span(0, 26), TEXT[:26], 1.0), Hit(doc.ref, Span(20, 60), "", 0.5)]
    record = judge(COST, said, hits, known(doc))
    assert record.says
    assert record.ranks == (2,)
    assert record.f1 == pytest.approx(2 * 3 / (5 + 3))
    assert record.precision == pytest.approx(25 / 32)
    assert record.recall == 1.0
    assert (record.exact, record.citations) == (1, 1)
    assert record.failures == ()


def test_flagged_claims_and_lead_words_do_not_count_as_said():
    doc = document()
    flagged = Claim("It cost 4 million pounds.", (1,), "unsupported", 0.1)
    led = Claim("It was dear.", (), "supported", 1.0, lead="4 million pounds:")
    record = judge(COST, answer(flagged, led), [], known(doc))
    assert not record.says
    assert record.failures == (
        "the gold answer is not in the answer",
        "no gold quote is cited",
    )


def test_a_quote_that_is_not_the_text_at_its_offsets_is_not_exact():
    doc = document()
    moved = Citation(1, doc.ref, 1, 5, "The ")
    silent = answer(abstained=Abstention("no", (cite(doc, "Nobody"), moved)))
    record = judge(NOTHING, silent, [], known(doc))
    assert (record.exact, record.citations) == (1, 2)
    assert record.failures == ("a citation is not the text at its offsets",)


def test_a_wrong_silence_costs_recall_but_not_precision():
    doc = document()
    right = answer(
        Claim("It cost 4 million pounds.", (1,), "supported", 1.0),
        citations=[cite(doc, "It cost 4 million pounds.")],
    )
    silent = answer(abstained=Abstention("no"), confidence=0.2)
    records = [
        judge(COST, right, [], known(doc)),
        judge(COST, silent, [], known(doc)),
        judge(NOTHING, right, [], known(doc)),
        judge(NOTHING, silent, [], known(doc)),
    ]
    found = {name: (m.value, m.n) for name, m in score(records).items()}
    assert found["citation_precision"] == (1.0, 1)
    assert found["citation_recall"] == (0.5, 2)
    assert found["answer_contains"] == (0.5, 2)
    assert found["abstention_accuracy"] == (0.5, 4)
    assert found["wrongly_answered"] == (0.5, 2)
    assert found["wrongly_silent"] == (0.5, 2)
    assert found["auroc"] == (0.5, 4)
    assert found["citation_exact"] == (1.0, 2)
    assert found["risk"] == (0.5, 2)  # one of two answers is to a question without one
    assert records[1].failures == ("silent though the sources say it",)
    assert records[2].failures == ("answered what the sources do not say",)


def test_what_was_expected_reads_as_a_line():
    assert expected(COST) == "'4 million pounds'"
    assert expected(Case("a", "?", True, answers_all=(("x", "y"), ("z",)))) == "'x' or 'y' and 'z'"
    assert expected(NOTHING) == "no answer: the sources do not say"


# Gate and reports


def results(cases="c1", **metrics):
    return Results({"held": Scores(10, metrics, {})}, (), cases, {})


def test_the_gate_allows_half_the_interval_and_no_more():
    old = Metric(0.80, 0.70, 0.90, 10)  # may fall by 0.10
    baseline = Baseline("c1", {"held": {"mrr": old}})
    passed = compare(results(mrr=Metric(0.70, 0.6, 0.8, 10)), baseline)
    assert passed.falls == passed.notes == ()
    fell = compare(results(mrr=Metric(0.69, 0.6, 0.8, 10)), baseline)
    assert fell.falls == ("held mrr: was 0.800, now 0.690, more than 0.100 worse",)


def test_a_rate_of_mistakes_falls_by_growing():
    baseline = Baseline("c1", {"held": {"wrongly_answered": Metric(0.1, 0.0, 0.2, 10)}})
    assert compare(results(wrongly_answered=Metric(0.0, 0, 0, 10)), baseline).falls == ()
    assert compare(results(wrongly_answered=Metric(0.3, 0, 1, 10)), baseline).falls == (
        "held wrongly_answered: was 0.100, now 0.300, more than 0.100 worse",
    )


def test_a_metric_that_is_gone_has_fallen_and_other_cases_are_noted():
    baseline = Baseline("c0", {"held": {"mrr": Metric(0.5, 0.4, 0.6, 10)}})
    verdict = compare(results(), baseline)
    assert verdict.falls == ("held mrr: was 0.500, now not measured",)
    assert verdict.notes == ("the cases are not those of the baseline; write a new one",)
    with pytest.raises(UsageError, match="no split in common"):
        compare(results(), Baseline("c0", {"dev": {}}))


def test_a_file_that_is_no_baseline_is_refused(tmp_path):
    file = tmp_path / "b.json"
    for text in ("nonsense", "[]", '{"splits": {"held": {"mrr": 1}}}'):
        file.write_text(text)
        with pytest.raises(UsageError, match="is not a baseline"):
            read_baseline(file)
    with pytest.raises(UsageError, match="cannot read"):
        read_baseline(tmp_path / "none.json")


def test_tables_line_up():
    rows = [("name", "n"), ("a", "10"), ("bcdefg", "2")]
    assert plain(rows) == "name     n\na       10\nbcdefg   2"
    assert markdown(rows) == "| name | n |\n| --- | ---: |\n| a | 10 |\n| bcdefg | 2 |"


def test_reports_show_figures_by_tag_and_every_failure():
    doc = document()
    wrong = answer(
        Claim("Nobody paid a toll.", (1,), "supported", 1.0),
        citations=[cite(doc, "Nobody paid a toll.")],
    )
    record = judge(COST, wrong, [], known(doc))
    metric = Metric(0.5, 0.25, 0.75, 4)
    inner = Scores(4, {"mrr": metric}, {})
    points = curve([(0.9, True), (0.45, False)])
    dev = Scores(4, {"mrr": metric}, {"figure": inner}, points)
    whole = Results({"dev": dev}, (record,), "c", {"verify": 0.25}, 0.45).to_json()
    text = text_report(whole)
    assert whole["splits"]["dev"]["curve"][90] == (
        {"threshold": 0.9, "coverage": 0.5, "risk": 0.0, "answered": 1}
    )
    table = text[text.index("dev, by threshold") :].splitlines()
    assert [row.split() for row in table[6:9]] == [
        ["0.40", "1.000", "0.500", "2"],
        ["0.45", "(set)", "1.000", "0.500", "2"],
        ["0.50", "0.500", "0.000", "1"],
    ]
    assert "| 0.45 (set) | 1.000 | 0.500 | 2 |" in markdown_report(whole)
    assert "mrr     0.500  0.250–0.750  4" in text
    assert text.splitlines()[-3].split() == ["figure", "4", "0.500"]
    assert text.endswith("time of an answer: verify 25%")
    failures = failures_report(whole["records"])
    assert failures.startswith("1 of 1 cases have something wrong\n\ncost [dev; figure]\n")
    for line in (
        "  wrong     the gold answer is not in the answer",
        "  expected  '4 million pounds'",
        "  got       Nobody paid a toll.",
        "  gold      It cost 4 million pounds.",
        "  cited     Nobody paid a toll.",
        "  ranks     -",
    ):
        assert line in failures.splitlines()


# The command, on a library of two articles

ARTICLES = {
    "ferry.md": "---\ntitle: The ferry of Arlen\nauthor: Ada Holt\npublished: 2019-03-04\n---\n\n"
    "# The ferry of Arlen\n\nThe ferry of Arlen carried 310 passengers a day in 2018. "
    "Its captain is Runa Vik. The ferry stops at noon for an hour.\n",
    "bees.md": "---\ntitle: Bees on the roof\nauthor: Tom Reyes\npublished: 2021-06-01\n---\n\n"
    "# Bees on the roof\n\nThe town library keeps nine hives of bees on its roof. "
    "Their honey won a prize in 2020. Schoolchildren visit the hives every spring.\n",
}
GOLD_LINES = [
    {
        "id": "ferry-passengers",
        "question": "How many passengers did the ferry of Arlen carry a day in 2018?",
        "answers": ["310"],
        "evidence": [
            {
                "source": "ferry.md",
                "quote": "The ferry of Arlen carried 310 passengers a day in 2018.",
            }
        ],
        "answerable": True,
        "tags": ["figure"],
    },
    {
        "id": "moon",
        "question": "What is the boiling point of liquid helium?",
        "answerable": False,
        "tags": ["off-topic"],
    },
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    cases = folder.parent / "cases.jsonl"
    cases.write_text("\n".join(json.dumps(line) for line in GOLD_LINES), encoding="utf-8")
    return folder, cases


def evaluate(settings, *flags):
    parser = ArgumentParser()
    add_arguments(parser)
    return main(parser.parse_args([str(f) for f in flags]), settings)


def test_a_run_is_shown_kept_and_gated(corpus, tmp_path, capsys):
    folder, cases = corpus
    settings = Settings(home=str(tmp_path / "home"), threshold=0)  # whatever it believes
    baseline, saved = tmp_path / "baseline.json", tmp_path / "saved.md"
    flags = (cases, "--corpus", folder, "--save", saved, "--write-baseline", baseline)
    assert evaluate(settings, *flags, "--failures") == 0
    shown = capsys.readouterr()
    assert "held: 2 cases" in shown.out
    assert "of 2 cases have something wrong" in shown.out
    assert "\nferry-passengers [" not in shown.out
    assert saved.read_text().startswith("### held: 2 cases\n\n| metric |")

    latest = json.loads((settings.path / LATEST).read_text())
    assert [r["id"] for r in latest["records"]] == ["ferry-passengers", "moon"]
    assert latest["splits"]["held"]["metrics"]["answer_contains"]["value"] == 1.0
    assert latest["splits"]["held"]["curve"][0] == (
        {"threshold": 0.0, "coverage": 1.0, "risk": 0.5, "answered": 2}
    )
    assert sorted(p.name for p in settings.path.iterdir()) == ["evals"]  # no library was made

    better = json.loads(baseline.read_text())
    better["splits"]["held"]["token_f1"] = {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    baseline.write_text(json.dumps(better))
    assert evaluate(settings, cases, "--corpus", folder, "--json", "--gate", baseline) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["records"] == latest["records"]
    assert "fell: held token_f1: was 1.000" in shown.err
    assert shown.err.count("fell:") == 1
    assert shown.err.endswith("gate: failed\n")


def test_a_silent_answer_counts_on_the_curve_as_what_it_would_say(corpus, tmp_path, capsys):
    folder, cases = corpus
    dev = tmp_path / "dev.jsonl"
    dev.write_text(cases.read_text().replace('"answerable"', '"split": "dev", "answerable"'))
    settings = Settings(home=str(tmp_path / "home"), threshold=1)  # says nothing
    flags = (dev, "--corpus", folder, "--threshold-for-risk")
    assert evaluate(settings, *flags, "0.2") == 0
    shown = capsys.readouterr()
    ferry, moon = json.loads((settings.path / LATEST).read_text())["records"]
    assert ferry["abstained"] and ferry["would_say"] and not moon["would_say"]
    named, told = shown.err.splitlines()[-2:]
    threshold = float(named.removeprefix("FUENTE_THRESHOLD="))
    assert moon["confidence"] < threshold <= ferry["confidence"]
    assert told == "on dev: 50.0% answered, 0.000 of that wrong (at most 0.950 with 95% confidence)"
    dev.write_text(dev.read_text().splitlines()[1])  # only what cannot be answered
    with pytest.raises(FuenteError, match=r"no threshold has a risk of 0\.2 or less on dev"):
        evaluate(settings, *flags, "0.2")
    with pytest.raises(UsageError, match="a threshold is chosen on dev"):
        evaluate(settings, cases, "--split", "held", "--threshold-for-risk", "0.2")
    with pytest.raises(SystemExit):
        evaluate(settings, *flags, "2")


def test_mistakes_on_the_command_line_are_told_before_any_work(corpus, tmp_path):
    folder, cases = corpus
    settings = Settings(home=str(tmp_path / "home"))
    with pytest.raises(UsageError, match="no case in the split dev"):
        evaluate(settings, cases, "--split", "dev")
    with pytest.raises(UsageError, match="no folder"):
        evaluate(settings, cases, "--corpus", tmp_path / "none")
    with pytest.raises(UsageError, match="cannot read"):
        evaluate(settings, cases, "--corpus", folder, "--gate", tmp_path / "none.json")
    assert not settings.path.exists()


# The page


def _page():
    from rag.ui.evals_page import show

    show()


def test_the_page_says_how_to_get_results(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("FUENTE_HOME", str(tmp_path))
    page = AppTest.from_function(_page).run(timeout=30)
    assert not page.exception
    assert page.code[0].value == "fuente eval --split all"


def test_the_page_shows_figures_and_failures_as_plain_text(tmp_path, monkeypatch):
    from streamlit.testing.v1 import AppTest

    doc = document()
    loud = "It cost $4 to $5. ![x](http://example.org/x.png) <b>:red[no]</b>"
    record = judge(COST, answer(Claim(loud, (), "supported", 1.0)), [], known(doc))
    metric = Metric(0.5, 0.25, 0.75, 4)
    points = curve([(0.9, True), (0.45, False)])
    scores = Scores(1, {"answer_contains": metric}, {"figure": Scores(1, {}, {})}, points)
    whole = Results({"dev": scores}, (record,), "c", {}, 0.4).to_json()
    (tmp_path / LATEST).parent.mkdir()
    (tmp_path / LATEST).write_text(json.dumps(whole))
    monkeypatch.setenv("FUENTE_HOME", str(tmp_path))
    page = AppTest.from_function(_page).run(timeout=30)
    assert not page.exception
    assert [(m.label, m.value) for m in page.metric] == (
        [("Answer contains the gold answer", "50.0%")]
    )
    assert any(
        c.value.startswith("At the threshold set, 0.4, 100.0% of the questions are answered and 50")
        for c in page.caption
    )
    assert loud in [t.value for t in page.text]
    assert not any("example.org" in m.value for m in page.markdown)
    assert page.warning[0].value == "the gold answer is not in the answer"


# Benchmarks


def test_overlap_with_gold_characters_by_hand():
    question = chunk_bench.Question("?", "a", (Span(0, 10), Span(20, 30)))
    hits = [("a", Span(5, 25)), ("a", Span(8, 12)), ("b", Span(0, 16))]
    # found 5..10 and 20..25 of 20; retrieved 20 + 4 + 16
    assert chunk_bench.overlap(hits, question) == chunk_bench.Overlap(10 / 20, 10 / 40, 10 / 50)
    assert chunk_bench.overlap([], question) == chunk_bench.Overlap(0.0, 0.0, 0.0)


def test_cited_characters_against_the_gold_by_hand():
    doc = document(path="/x/a.md", text="0123456789" * 4)
    other = document(path="/x/b.md", text="0123456789" * 4)
    question = chunk_bench.Question("?", "a", (Span(0, 10), Span(20, 30)))

    def spans(*found):
        return [Citation(1, d.ref, start, end, "") for d, start, end in found]

    said = answer(citations=spans((doc, 5, 25), (doc, 8, 12), (other, 0, 5)))
    # found 5..10 and 20..25 of 20; cited 20 and 5, what is cited twice counting once
    right = chunk_bench.Overlap(10 / 20, 10 / 25, 10 / 35)
    assert chunk_bench.cited(said, question) == right
    silent = answer(citations=spans((doc, 0, 10)), abstained=Abstention("no"))
    assert chunk_bench.cited(silent, question) is None
    asked = [chunk_bench.Asked("a", chunk_bench.NOTHING, c) for c in (right, None)]
    assert {name: (value, n) for name, value, _, n in chunk_bench.summary(asked).rows[3:]} == {
        "cited, recall (goal 0.60)": ("0.250", "2"),
        "cited, precision (goal 0.35)": ("0.200", "2"),
        "cited, precision of the answers given": ("0.400", "1"),
        "answered": ("0.500", "2"),
    }


def test_paragraphs_are_ranked_once_each():
    assert xquad_bench.rank_of(7, [3, 3, 7]) == 2
    assert xquad_bench.rank_of(7, [3]) is None


def test_a_forbidden_string_is_found_wherever_it_is_shown():
    doc = document()
    facts = seeds_bench.Facts((), {"bridge.md": {"forbidden": ["paid  a\ntoll"]}}, ("1932",))
    hit = Hit(doc.ref, Span(0, 26), TEXT[:26], 1.0)
    near = answer(abstained=Abstention("no", (cite(doc, "Nobody paid a toll."),)))
    assert list(seeds_bench.leaked([hit], near, facts)) == (
        ["bridge.md: shows '1932'", "bridge.md: shows 'paid  a\\ntoll'"]
    )
    assert list(seeds_bench.leaked([], answer(), facts)) == []
    expected_facts = seeds_bench.Facts((), {"bridge.md": {"title": "Bridge", "author": None}})
    assert seeds_bench.wrong_metadata("bridge.md", doc, expected_facts) == (
        ["bridge.md: title is 'The bridge', not 'Bridge'"]
    )


def test_benchmarks_run_from_their_files(corpus, tmp_path):
    folder, _ = corpus
    settings = Settings(home=str(tmp_path / "home"))
    sentence = "The ferry of Arlen carried 310 passengers a day in 2018."
    start = ARTICLES["ferry.md"].index(sentence)
    gold = [{"content": sentence, "start_index": start, "end_index": start + len(sentence)}]
    with (folder / "questions_df.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["question", "references", "corpus_id"])
        writer.writerow(["How many passengers a day?", json.dumps(gold), "ferry"])
    outcome = chunk_bench.chunking(folder, replace(settings, threshold=0))
    rows, further = outcome.rows, dict(row[:2] for row in outcome.further[0])
    assert further["answered"] == further["cited, recall (goal 0.60)"] == "1.000"
    assert rows[0][:5] == ("corpus", "n", "recall %", "precision %", "IoU %")
    assert rows[-1][:3] == ("all", "1", "100.0 ± 0.0")

    answers = [{"text": "nine", "answer_start": 24}]
    qas = [{"id": "q1", "question": "How many hives?", "answers": answers}]
    paragraphs = [
        {"context": "\ufeffThe town library keeps nine hives of bees.", "qas": qas},
        {"context": "The ferry of Arlen stops at noon.", "qas": []},
    ]
    file = Path(tmp_path / "x.json")
    data = {"data": [{"title": "Bees", "paragraphs": paragraphs}]}
    file.write_text(json.dumps(data), encoding="utf-8")
    found = {row[0]: row[1:] for row in xquad_bench.xquad(file, settings).rows}
    for name in ("right paragraph first", "nDCG@10", "R@10"):
        assert found[name] == ("1.000", "1.000–1.000", "1")
    spanish = Path(tmp_path / "es.json")
    spanish.write_text(json.dumps(data).replace("How many hives", "¿Cuántas colmenas"))
    assert xquad_bench.xquad(file, settings, spanish).rows[1][3] == "1"
    spanish.write_text(json.dumps(data).replace("q1", "q2"))
    with pytest.raises(UsageError, match="does not hold the same questions"):
        xquad_bench.xquad(file, settings, spanish)

    facts = {
        "questions": ["Who is the captain of the ferry?"],
        "files": {"ferry.md": {"author": "Ada Holt", "published": "2019-03-05"}},
    }
    file.write_text(json.dumps(facts), encoding="utf-8")
    outcome = seeds_bench.seeds(folder, file, settings)
    assert outcome.problems == ["ferry.md: published is '2019-03-04', not '2019-03-05'"]
    assert ("metadata right", "1 of 2") in outcome.rows


def test_data_that_is_not_there_is_a_usage_error(tmp_path):
    settings = Settings(home=str(tmp_path))
    with pytest.raises(UsageError, match=r"no questions_df\.csv"):
        chunk_bench.chunking(tmp_path, settings)
    with pytest.raises(UsageError, match=r"cannot read .*none\.json: No such file"):
        xquad_bench.xquad(tmp_path / "none.json", settings)
    with pytest.raises(UsageError, match="not a file of facts"):
        seeds_bench.seeds(tmp_path, tmp_path / "none.json", settings)


def test_startup_is_a_ratio_of_two_runs():
    rows = dict(startup(runs=1).rows)
    assert float(rows["--help / empty"]) > 0.5


def test_latency_is_reported_as_ratios_to_the_median_embedding():
    times = [Times(1.0, 2.0, 3.0), Times(2.0, 4.0, 5.0), Times(4.0, 5.0, 16.0)]
    assert [value for _, value in summary(times, start=24.0).rows] == [
        "times",
        "3",
        "2.0",  # 4 / 2
        "2.5",  # 5 / 2
        "3.0",  # of 3, 2.5 and 4
        "8.0",  # (24 + 3 + 5 + 16) / 3 / 2
    ]


def test_a_batch_answers_while_it_is_fed(tmp_path):
    with running_batch(tmp_path) as ask:  # a greeting needs neither model nor library
        assert ask("Hello")["question"] == "Hello"
        assert ask("Thanks")["question"] == "Thanks"
        with pytest.raises(FuenteError, match=r"fuente ask --batch failed: .*question"):
            ask(" ")

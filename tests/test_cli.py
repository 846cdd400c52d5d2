"""The command as people use it: what it prints where, its exit status, its one-line complaints."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from rag.cli import main

FUENTE = [sys.executable, "-m", "rag.cli"]
FERRY = (
    "---\ntitle: The ferry\nauthor: Ada Holt\npublished: 2019-03-04\n---\n\n# The ferry\n\n"
    "The ferry of Arlen carried 310 passengers a day in 2018. Its captain is Runa Vik.\n"
)
BEES = "Bees live on the roof of the town library of Dos Rios. They make 9 kg of honey a year.\n"
ASKED = "How many passengers a day did the ferry of Arlen carry in 2018?"
ANSWERED = "The ferry of Arlen carried 310 passengers a day in 2018."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A library of two articles; the tests of this file only read it."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "articles").mkdir()
    (folder / "articles" / "ferry.md").write_text(FERRY, encoding="utf-8")
    (folder / "articles" / "bees.txt").write_text(BEES, encoding="utf-8")
    assert main(["ingest", str(folder / "articles"), "--home", str(folder / "home")]) == 0
    return folder / "home"


@pytest.fixture
def fuente(home, capsys, monkeypatch):
    """Run the command in this process: its exit status, stdout and stderr."""
    monkeypatch.setenv("FUENTE_HOME", str(home))
    monkeypatch.setenv("FUENTE_THRESHOLD", "0.2")  # how sure is sure enough is tested elsewhere

    def run(*arguments, stdin=None):
        if stdin is not None:
            data = stdin if isinstance(stdin, bytes) else stdin.encode()
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        capsys.readouterr()
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as left:
            status = left.code
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


def complaint(result, status):
    """The one line of a failed run."""
    code, out, err = result
    assert (code, out) == (status, "")
    assert err.startswith("fuente: ") and err.count("\n") == 1
    return err.removeprefix("fuente: ").rstrip()


# A real process


def run(*arguments, **how):
    env = {k: v for k, v in os.environ.items() if not k.startswith("FUENTE_")} | how.pop("env", {})
    return subprocess.run(
        [*FUENTE, *map(str, arguments)], env=env, capture_output=True, timeout=120, **how
    )


HELP = """
import sys
before = set(sys.modules)
from rag.cli import main
try:
    main(["--help"])
except SystemExit:
    print(*set(sys.modules) - before, file=sys.stderr)
"""


def test_help_is_instant_because_it_imports_next_to_nothing():
    told = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    modules = set(told.stderr.split())
    assert "ingest" in told.stdout and "exit status: 0 done" in told.stdout
    assert {m for m in modules if m.split(".")[0] in ("rag", "evals")} == {"rag", "rag.cli"}
    assert modules.isdisjoint(
        ("typing", "dataclasses", "pathlib", "json", "numpy", "torch", "yaml", "chromadb")
    )


def test_a_process_asks_and_searches(home):
    asked = run("ask", ASKED, "--home", home, "--threshold", "0.3")
    assert (asked.returncode, asked.stderr) == (0, b"")
    lines = asked.stdout.decode().splitlines()
    assert lines[0].startswith(ANSWERED)
    assert "[1] The ferry" in lines and "    Ada Holt, 2019-03-04" in lines


@pytest.mark.parametrize("verb", [["--help"], ["settings"], ["sources", "--json"]])
def test_a_reader_that_leaves_early_is_no_error(home, verb):
    reader, writer = os.pipe()
    os.close(reader)
    env = {**os.environ, "FUENTE_HOME": str(home)}
    done = subprocess.run([*FUENTE, *verb], env=env, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_is_130_and_silent(home):
    env = {**os.environ, "FUENTE_HOME": str(home)}
    batch = [*FUENTE, "ask", "--batch", "-"]
    pipe = subprocess.PIPE
    # A shell may have told us to ignore interrupts, which a child would take over.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        batch, env=env, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed
    ) as process:
        process.stdin.write(b'{"question": "Hello"}\n')
        process.stdin.flush()
        assert b"Hello" in process.stdout.readline()  # it is reading now
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert (process.wait(20), process.stderr.read()) == (130, b"")


def test_an_unknown_setting_stops_every_verb():
    told = run("sources", env={"FUENTE_FOO": "1"})
    assert told.returncode == 2
    assert told.stderr.startswith(b"fuente: unknown setting 'foo' in the variable FUENTE_FOO.")
    assert told.stderr.count(b"\n") == 1


# In this process


def test_version_and_wrong_usage(fuente):
    assert fuente("--version") == (0, "fuente 0.1.0\n", "")
    assert complaint(fuente(), 2) == "no verb given. Run: fuente --help"
    assert complaint(fuente("fly"), 2).endswith("Run: fuente --help")
    assert "invalid int value: 'x'. Run: fuente search --help" in (
        complaint(fuente("search", "ferry", "-k", "x"), 2)
    )
    assert "-k is 0" in complaint(fuente("search", "ferry", "-k", "0"), 2)
    assert "threshold is 7.0" in complaint(fuente("ask", "ferry", "--threshold", "7"), 2)
    assert "no source given to show" in complaint(fuente("sources", "show"), 2)
    assert "PATH" in complaint(fuente("ingest"), 2)
    assert "both a question and --batch" in complaint(fuente("ask", "x", "--batch", "y"), 2)


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_question_that_is_none_is_refused(fuente, verb):
    assert complaint(fuente(verb), 2).startswith("no question given. Try: fuente")
    for empty in ("", " \n\t "):
        assert complaint(fuente(verb, empty), 2) == "the question is empty. Type one."
        assert complaint(fuente(verb, "-", stdin=empty), 2) == "the question is empty. Type one."
    for spoilt in (fuente(verb, "caf\udce9?"), fuente(verb, "-", stdin=b"caf\xe9?")):
        assert "the question is not valid UTF-8" in complaint(spoilt, 2)


def test_a_question_without_words_finds_nothing_and_says_so(fuente):
    assert fuente("ask", "?! 😀") == (0, "I cannot find a question in that.\n", "")
    assert fuente("search", "?! 😀") == (0, "nothing found\n", "")
    assert fuente("search", "?! 😀", "--json") == (0, "[]\n", "")


def test_an_answer_as_json_cites_the_very_words(fuente):
    status, out, err = fuente("ask", "-", "--json", stdin=f"  {ASKED}\n")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert [*answer] == [
        *("question", "standalone_question", "text", "short_answer", "claims", "citations"),
        *("confidence", "abstained", "conflicts", "model", "timings_ms"),
    ]
    assert answer["question"] == ASKED and answer["abstained"] is None
    cited = answer["citations"][0]
    assert cited["quote"] == ANSWERED == FERRY[cited["start"] : cited["end"]]
    assert (cited["title"], cited["author"], cited["published"]) == (
        ("The ferry", "Ada Holt", "2019-03-04")
    )
    assert answer["claims"][0]["support"] == "supported"
    assert set(answer["timings_ms"]) == {"retrieve", "compose", "verify"}


def test_hits_as_text_and_as_json(fuente):
    status, out, _ = fuente("search", "honey of the bees", "-k", 1)
    first, place, *_ = out.splitlines()
    assert status == 0 and first.startswith("1. bees (date not stated)  0.")
    assert place.endswith(f"bees.txt:0-{len(BEES) - 1}")
    status, out, _ = fuente("search", "honey " * 20_000, "-k", 100_000, "--json")
    hits = json.loads(out)
    assert [*hits[0]] == [
        *("doc_id", "source", "title", "published", "start", "end", "text", "score"),
    ]
    assert [h["text"] for h in hits] == [BEES.strip(), FERRY[FERRY.index("The ferry of") :].strip()]


LINES = [
    ({"id": "a", "question": ASKED}, "310"),
    ("not JSON", "not JSON (Expecting value: line 1 column 1 (char 0))"),
    ("", None),
    ("[" * 100_000, "not JSON"),
    ([1], "not a JSON object"),
    ({"id": "b", "question": " "}, 'no "question" in it'),
    ({"id": "c"}, 'no "question" in it'),
    ({"id": "d", "question": 5}, 'no "question" in it'),
    ({"id": "e", "question": ASKED, "history": "x"}, "history is not a list"),
    ({"id": "f", "question": "?", "history": [{"role": "system", "content": ""}]}, "history holds"),
    ('{"id": "g", "question": "half a \\ud800 character"}', "half of a surrogate pair"),
    (b'{"id": "h", "question": "caf\xe9"}', "not UTF-8"),
    ({"id": "i", "question": "NUL \0 and 😀 and \u2028"}, ""),
    ({"id": "j", "question": "why " * 2500}, ""),
    (
        {
            "id": "k",
            "question": "And how many on the ferry of Arlen in 2018?",
            "history": [{"role": "user", "content": "How many passengers are there a day?"}],
        },
        "310",
    ),
    ({"id": None, "question": "Hello"}, "Hello!"),
]


def as_line(line):
    line = line if isinstance(line, (str, bytes)) else json.dumps(line)
    return line if isinstance(line, bytes) else line.encode()


def test_a_batch_answers_every_good_line_in_order_and_names_the_bad(fuente, tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(as_line(line) for line, _ in LINES))
    status, out, err = fuente("ask", "--batch", file)
    told = [json.loads(line) for line in out.split("\n")[:-1]]
    expected = [(n, *pair) for n, pair in enumerate(LINES, start=1) if pair[1] is not None]
    bad = 0
    for (number, line, says), got in zip(expected, told, strict=True):
        if isinstance(line, dict):
            assert got["id"] == line.get("id")
        if "error" in got:
            bad += 1
            assert got["line"] == number
            assert f"fuente: line {number}: " in err
        assert says in (got.get("error") or got["text"]), line
    assert [got.get("id") for got in told if "error" not in got] == ["a", "i", "j", "k", None]
    assert (status, bad, err.count("\n")) == (1, 10, 10)


def test_a_batch_may_come_from_stdin_and_search_too(fuente, tmp_path):
    data = b'{"id": 1, "question": "honey"}\n{"id": 2, "question": "caf\xe9"}\n{"question": "?!"}'
    status, out, err = fuente("search", "--batch", "-", "-k", 1, stdin=data)
    first, bad, last = map(json.loads, out.splitlines())
    assert (first["id"], first["question"], len(first["hits"])) == (1, "honey", 1)
    assert bad == {"line": 2, "error": "not UTF-8"}
    assert last == {"question": "?!", "hits": []}
    assert (status, err) == (1, "fuente: line 2: not UTF-8\n")
    assert "cannot read" in complaint(fuente("ask", "--batch", tmp_path / "none"), 2)
    assert "Is a directory" in complaint(fuente("ask", "--batch", tmp_path), 2)


PASSAGES = [
    "The sea is blue. Ships sail on it.",
    "",
    "---\ntitle: none\n---\nNine hives of bees stand on the roof of the town hall. Share\n",
    "Nothing to do with it.",
]


def test_passages_given_with_a_question_are_its_only_sources(fuente):
    asked = "How many hives of bees stand on the roof?"
    given = [PASSAGES, PASSAGES[2:3], [], ["", "?!"], "x", [1], ["a\0b"]]
    lines = [{"id": n, "question": asked, "passages": p} for n, p in enumerate(given)]
    status, out, _ = fuente("ask", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    many, one, none, blank, *bad = map(json.loads, out.splitlines())
    for answer, at in ((many, 2), (one, 0)):
        cited = answer["citations"][0]
        assert cited["source"] == at
        assert cited["quote"] == "Nine hives of bees stand on the roof of the town hall."
        assert cited["quote"] == lines[answer["id"]]["passages"][at][cited["start"] : cited["end"]]
        assert "ferry" not in json.dumps(answer)
    for answer in (none, blank):
        assert answer["claims"] == [] and answer["abstained"]["nearest"] == []
        assert answer["text"] == "There is no passage to answer from."
    assert status == 1
    assert [b["error"][:24] for b in bad[:2]] == ["passages is not a list o"] * 2
    assert bad[2]["error"].startswith("passage 0 contains NUL")


def test_sources_are_listed_shown_and_pointed_to(fuente, home):
    status, out, _ = fuente("sources")
    assert status == 0 and out.count("[ok, 1 passages]") == 2
    assert "    The ferry; Ada Holt, 2019-03-04" in out.splitlines()
    states = json.loads(fuente("sources", "--json")[1])
    assert [s["title"] for s in states] == ["bees", "The ferry"]
    assert fuente("sources", "show", "ferry.md") == (0, FERRY + "\n", "")
    shown = json.loads(fuente("sources", "show", "ferry.md", "--json")[1])
    assert shown["text"] == FERRY and shown["skips"][0]["reason"] == "front-matter"
    assert fuente("sources", "path") == (0, f"{home}\n", "")
    told = complaint(fuente("sources", "show", "none.md"), 1)
    assert told == "'none.md' is not in the library. `fuente sources` lists what is."


def test_settings_are_told_with_where_they_come_from(fuente, home):
    status, out, _ = fuente("settings")
    assert status == 0 and "threshold = 0.2 (default 0.4)" in out
    values = json.loads(fuente("settings", "--json")[1])
    assert (values["home"], values["top_k"]) == (str(home), 10)


# Libraries that are not there, or change


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_an_empty_library_says_how_to_fill_it(fuente, tmp_path, verb):
    told = complaint(fuente(verb, "Who?", "--home", tmp_path), 1)
    assert told == "the library is empty. Run: fuente ingest FOLDER"


def test_an_empty_library_lists_nothing_and_greets(fuente, tmp_path):
    at = ("--home", tmp_path)
    hint = "The library is empty. Run: fuente ingest FOLDER\n"
    assert fuente("sources", *at) == (0, hint, "")
    assert fuente("sources", "--json", *at) == (0, "[]\n", "")
    assert fuente("ask", "Hello", *at)[1].startswith("Hello! Ask me anything")


@pytest.mark.parametrize("verb", [("sources",), ("ask", "Who?"), ("ingest", "-")])
def test_a_library_that_cannot_be_is_a_line_and_a_way_out(fuente, tmp_path, verb):
    (tmp_path / "file").write_text("x")
    for home in (tmp_path / "file", "/proc/none"):
        told = complaint(fuente(*verb, "--home", home), 1)
        assert "set FUENTE_HOME to another" in told


def test_articles_come_change_and_go(fuente, tmp_path):
    at = ("--home", tmp_path / "home")
    folder = tmp_path / "articles"
    folder.mkdir()
    article = folder / "note.md"
    article.write_text("The mill of Brask was built in 1820.\n", encoding="utf-8")
    (folder / "empty.md").write_text("")
    status, out, _ = fuente("ingest", folder, *at)
    first, failed = out.splitlines()
    assert (status, first) == (1, "1 added, 0 changed, 0 unchanged, 0 removed, 1 failed")
    assert failed == f"failed: {folder / 'empty.md'}: the file is empty"
    (folder / "empty.md").unlink()
    assert fuente("ingest", folder, *at)[0] == 0
    report = json.loads(fuente("ingest", article, "--json", *at)[1])
    assert (report["unchanged"], report["failed"]) == (1, [])
    assert "there is no" in complaint(fuente("ingest", tmp_path / "none", *at), 1)
    assert fuente("sources", "reindex", *at) == (0, "", "indexed 1 passages\n")
    assert fuente("sources", "remove", "note.md", *at) == (0, "", f"removed {article}\n")
    assert "is not in the library" in complaint(fuente("sources", "remove", "note.md", *at), 1)


def test_what_nobody_foresaw_is_a_line_too_and_a_trace_for_those_who_ask(fuente, monkeypatch):
    def broken(args):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("rag.commands.run", broken)
    told = complaint(fuente("settings"), 1)
    assert told == "unexpected RuntimeError: two lines. Add --debug to see where."
    with pytest.raises(RuntimeError):
        fuente("settings", "--debug")


# Only some articles


def test_filters_narrow_what_is_asked_and_found(fuente):
    status, out, err = fuente("ask", ASKED, "--author", "holt", "--before", "2020")
    assert (status, err) == (0, "Only articles by holt, published before 2020: 1 of 2; "
                                "1 without a date left out.\n")  # fmt: skip
    assert out.startswith(ANSWERED)
    status, out, _ = fuente("search", "ferry captain", "--source", "bees.txt")
    assert status == 0 and "ferry" not in out and "Bees live" in out


def test_a_filter_that_leaves_nothing_says_what_there_is(fuente):
    said = "No article in the library is by Smith. Its authors: Ada Holt. `fuente sources` lists"
    assert complaint(fuente("ask", ASKED, "--author", "Smith"), 2).startswith(said)
    assert complaint(fuente("search", "bees", "--after", "soon"), 2) == (
        "'soon' is no date. Give 2017, 2017-01 or 2017-01-17."
    )


def test_a_line_of_a_batch_has_its_own_filters(fuente):
    lines = [
        {"question": "ferry captain", "filters": {"sources": ["bees.txt"]}},
        {"question": "According to Holt, who is the captain?"},
        {"question": "x", "filters": {"authors": "Holt"}},
    ]
    status, out, _ = fuente("search", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second, third = map(json.loads, out.splitlines())
    assert status == 1 and third["error"].startswith("filters holds something else")
    assert {hit["title"] for hit in first["hits"]} == {"bees"}
    assert second["filters"] == {"authors": ["Ada Holt"]}

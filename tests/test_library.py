"""The library: what goes in comes out, the ledger, the lexical index, its failures."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import AXIS, STAMP, document, stored

from rag.errors import IndexMismatch, LibraryError, LoadError
from rag.library import FileState, Library
from rag.types import Metadata, Skip, SourceState, Span, Stamp


@pytest.fixture
def library():
    with Library() as library:
        yield library


def put(library, source, text, **meta):
    doc = document(source, text, **meta)
    library.put(doc, stored(doc), STAMP, FileState(len(text), 7))
    return doc.ref.doc_id


def statuses(library):
    return {s.source: s.status for s in library.sources()}


def test_a_document_comes_back_character_for_character(library):
    text = "\ufeffA\r\nb 𝒳 €\u2028 é e\u0301.\r\n\tTail \U0001f600"
    doc = document("/a.md", text, author="Ana", published="2017-01", found={"author": "text 0:3"})
    doc = type(doc)(doc.ref, text, (Skip(Span(1, 4), "menu"),), "cp1252")
    library.put(doc, stored(doc), STAMP)
    assert library.document(doc.ref.doc_id) == doc
    assert library.document("0" * 16) is None


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=2))
def test_chunks_come_back_with_their_spans_and_words(text):
    with Library() as library:
        doc = document("/a.md", text)
        middle = len(text) // 2
        library.put(doc, stored(doc, cuts=[middle]), STAMP)
        ids = [f"{doc.ref.doc_id}:{a}-{b}" for a, b in ((0, middle), (middle, len(text)))]
        found = library.chunks(ids)
        assert list(found) == list(dict.fromkeys(ids))
        for chunk_id, chunk in found.items():
            start, end = map(int, chunk_id.partition(":")[2].split("-"))
            assert chunk.chunk.span == Span(start, end)
            assert chunk.text == text[start:end]
            assert chunk.chunk.sentences == (Span(start, end),)
            assert chunk.source == doc.ref


def test_vectors_keep_their_precision(library):
    doc = document("/a.md", "One. Two.")
    row = np.array([0.6, 0.8, 0.0], dtype=np.float32)
    library.put(doc, stored(doc, vector=row), STAMP)
    (chunk,) = library.chunks_of(doc.ref.doc_id)
    assert chunk.vector.dtype == chunk.vectors.dtype == np.float32
    assert chunk.vector.tolist() == row.tolist()
    assert chunk.vectors.shape == (1, 3)
    assert np.abs(chunk.vectors[0] - row).max() < 0.0003


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": "a\0b"}, LoadError),
        ({"shift": 1}, ValueError),
        ({"vector": AXIS[0, :2]}, ValueError),
    ],
)
def test_what_breaks_the_law_of_offsets_is_not_stored(library, change, error):
    doc = document("/a.md", change.pop("text", "Some words."))
    with pytest.raises(error):
        library.put(doc, stored(doc, **change), STAMP)
    assert library.stats().documents == library.version == 0


def test_the_same_content_twice_is_one_document_with_two_lines(library):
    doc_id = put(library, "/a.md", "Same words.")
    before = library.version
    assert library.attach("/b.md", library.sources()[0].sha256, FileState(11, 9))
    assert library.version == before
    assert statuses(library) == {"/a.md": "ok", "/b.md": "duplicate"}
    assert library.stats().documents == 1
    assert [s.ref.doc_id for s in library.sources()] == [doc_id, doc_id]

    library.remove("/a.md")
    assert statuses(library) == {"/b.md": "ok"}
    assert library.document(doc_id).ref.source == "/b.md"
    assert library.lexical(["words"], 5)[0][0] == f"{doc_id}:0-11"

    library.remove("/b.md")
    assert library.stats() == type(library.stats())(0, 0, 0)
    assert library.lexical(["words"], 5) == []


def test_removing_the_copy_leaves_the_first_alone(library):
    doc_id = put(library, "/a.md", "Same words.")
    put(library, "/b.md", "Same words.")
    library.remove("/b.md")
    assert statuses(library) == {"/a.md": "ok"}
    assert library.document(doc_id).ref.source == "/a.md"


def test_a_changed_file_replaces_its_old_document(library):
    old = put(library, "/a.md", "The old words.")
    new = put(library, "/a.md", "The new text.")
    assert library.document(old) is None
    assert [s.ref.doc_id for s in library.sources()] == [new]
    assert library.lexical(["old"], 5) == []
    assert library.lexical(["new"], 5)[0][0] == f"{new}:0-13"
    assert library.chunks([f"{old}:0-14"]) == {}


def test_a_changed_original_leaves_its_content_to_the_copy(library):
    old = put(library, "/a.md", "Shared words.")
    put(library, "/b.md", "Shared words.")
    put(library, "/a.md", "Other words.")
    assert statuses(library) == {"/a.md": "ok", "/b.md": "ok"}
    assert library.document(old).ref.source == "/b.md"
    assert library.stats().documents == 2


def test_a_failure_keeps_what_was_there_and_says_why(library):
    doc_id = put(library, "/a.md", "Good words.")
    version = library.version
    library.fail("/a.md", "the file is binary")
    library.fail("/c.md", "the file is empty")
    a, c = library.sources()
    assert (a.status, a.error, a.ref.doc_id, a.chunks) == (
        "failed",
        "the file is binary",
        doc_id,
        1,
    )
    assert (c.status, c.error, c.ref, c.chunks) == ("failed", "the file is empty", None, 0)
    assert library.version == version
    assert library.lexical(["good"], 1)

    put(library, "/a.md", "Good words.")
    assert library.sources()[0] == SourceState(
        "/a.md", "ok", library.sources()[0].ingested_at, a.sha256, 11, None, a.ref, 1
    )


def test_each_change_is_numbered_and_only_changes_are(library):
    versions = [library.version]
    for step in (
        lambda: put(library, "/a.md", "First."),
        lambda: put(library, "/a.md", "Second."),
        lambda: library.fail("/a.md", "gone"),
        lambda: library.remove("/nowhere.md"),
        lambda: library.remove("/a.md"),
    ):
        step()
        versions.append(library.version)
    assert versions == [0, 1, 2, 2, 2, 3]


def test_vectors_since_a_version_are_those_written_later(library):
    put(library, "/a.md", "First.")
    put(library, "/b.md", "Second.")
    seen = library.version
    third = put(library, "/c.md", "Third.")
    assert [i for i, _ in library.vectors(since=seen)] == [f"{third}:0-6"]
    assert {i for i, _ in library.vectors()} == library.chunk_ids()
    assert len(library.chunk_ids()) == 3


def test_lexical_ranks_stems_and_accents_and_weights_columns(library):
    body = put(library, "/a.md", "Peña Nieto governed. The countries traded.", title="Politics")
    title = put(library, "/b.md", "Nothing of note here at all.", title="Trading countries")
    found = library.lexical(["PENA"], 5)
    assert [i.partition(":")[0] for i, _ in found] == [body]
    assert found[0][1] > 0
    library.weights = (10.0, 1.0, 1.0, 1.0)
    assert library.lexical(["trade", "country"], 5)[0][0].startswith(title)
    library.weights = (0.0, 1.0, 1.0, 1.0)
    assert library.lexical(["trade", "country"], 5)[0][0].startswith(body)


@pytest.mark.parametrize(
    "hostile",
    [
        *('"', '""x"', "NEAR(a b)", "a OR b", "-", "*", "wor*", "title:words", "^a", "a\0b"),
        *("(", "\udc80", "' OR 1=1 --", "𝒳", "{a b}", "+", "a AND NOT words"),
    ],
)
def test_no_query_is_read_as_an_operator(library, hostile):
    doc_id = put(library, "/a.md", "Some words.")
    with_it = library.lexical([hostile, "some"], 5)
    assert [i for i, _ in with_it] == [f"{doc_id}:0-11"]
    assert library.lexical([hostile], 5) == []


def test_no_terms_find_nothing_and_many_terms_are_no_trouble(library):
    put(library, "/a.md", "Some words.")
    assert library.lexical([], 5) == library.lexical(["", " "], 5) == []
    assert len(library.lexical([*(f"x{i}" for i in range(4000)), "some"], 5)) == 1


def test_a_source_is_found_by_path_id_or_ending(library, monkeypatch):
    first = put(library, "/data/one/a.md", "First.")
    put(library, "/data/two/a.md", "Second.")
    library.attach("/data/copy.md", library.sources()[0].sha256, FileState())
    for text in ("/data/one/a.md", first[:6], first.upper(), "one/a.md", "./one/a.md"):
        assert library.find(text).source == "/data/one/a.md"
    assert library.find("copy.md").source == "/data/copy.md"
    monkeypatch.chdir("/")
    assert library.find("data/two/a.md").source == "/data/two/a.md"
    with pytest.raises(LibraryError, match=r"may mean /data/one/a\.md, /data/two/a\.md"):
        library.find("a.md")
    for unknown in ("b.md", "d.md", "", "zz", "a\0"):
        with pytest.raises(LibraryError, match="is not in the library"):
            library.find(unknown)


def test_another_model_is_refused_with_what_to_run(library):
    put(library, "/a.md", "Words.")
    assert library.stamp == STAMP
    library.check(STAMP)
    other = Stamp("other", "f" * 64, 3)
    with pytest.raises(IndexMismatch, match="fuente sources reindex --embed"):
        library.check(other)
    doc = document("/b.md", "More.")
    with pytest.raises(IndexMismatch):
        library.put(doc, stored(doc), other)
    assert library.stats().documents == 1
    library.remove("/a.md")
    library.check(other)
    library.put(doc, stored(doc), other)
    assert library.stamp == other


def test_a_transaction_happens_whole_or_not_at_all(library):
    doc_id = put(library, "/a.md", "Words.")
    with pytest.raises(KeyboardInterrupt), library.transaction():
        library.forget_passages()
        put(library, "/b.md", "More.")
        raise KeyboardInterrupt
    assert library.chunk_ids() == {f"{doc_id}:0-6"}
    assert library.lexical(["words"], 1)
    assert statuses(library) == {"/a.md": "ok"}


def test_it_is_there_when_opened_again_and_live_for_readers(tmp_path):
    path = tmp_path / "deep" / "library.sqlite3"
    with Library(path) as writer, Library(path) as reader:
        doc_id = put(writer, "/a.md", "Words.", title="T", language="en")
        assert reader.version == 1
        assert reader.document(doc_id).ref.meta == Metadata("T", language="en")
        identity = writer.identity
    with Library(path) as again:
        assert again.identity == identity
        assert again.stats().chunks == 1


def test_many_threads_share_one_library(library):
    ids = [f"{put(library, f'/{n}.md', f'Words {n}.')}:0-8" for n in range(10)]
    wrong = []

    def read():
        for n, chunk_id in enumerate(ids * 5):
            if library.chunks([chunk_id])[chunk_id].text != f"Words {n % 10}.":
                wrong.append(chunk_id)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    put(library, "/more.md", "More words.")
    for thread in threads:
        thread.join()
    assert wrong == []


def test_processes_that_find_no_library_make_one_between_them(tmp_path):
    code = (
        "import sys, pathlib; from rag.library import Library\n"
        "print(Library(pathlib.Path(sys.argv[1])).identity)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "library.sqlite3")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    identities = [process.communicate()[0].strip() for process in started]
    assert len(set(identities)) == 1
    assert len(identities[0]) == 32


def not_a_database(path):
    path.write_text("hello " * 1000)


def something_else(path):
    sqlite3.connect(path).execute("CREATE TABLE t (x)")


def newer(path):
    Library(path).close()
    sqlite3.connect(path).execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (not_a_database, "file is not a database. Move the file away"),
        (something_else, "is a database of something else. Set FUENTE_HOME"),
        (newer, "was written by a newer Fuente. Upgrade"),
        (Path.mkdir, "unable to open database file. Check that the folder"),
    ],
)
def test_a_file_that_is_no_library_gets_one_line(tmp_path, spoil, says):
    path = tmp_path / "library.sqlite3"
    spoil(path)
    with pytest.raises(LibraryError) as caught:
        Library(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_gets_one_line():
    with pytest.raises(LibraryError, match=r"^/proc/fuente/library\.sqlite3: .*set FUENTE_HOME"):
        Library(Path("/proc/fuente/library.sqlite3"))


def test_a_full_disk_loses_nothing(tmp_path):
    path = tmp_path / "library.sqlite3"
    with Library(path) as library:
        kept = put(library, "/a.md", "Words.")
    done = subprocess.run(
        [sys.executable, "-c", TOO_MUCH, str(path)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
    )
    assert "run the command again" in done.stdout, done.stderr
    with Library(path) as library:
        assert library.chunk_ids() == {f"{kept}:0-6"}


# A file may grow no further in this process: what a full disk looks like.
TOO_MUCH = """
import pathlib, resource, sys
from rag.errors import LibraryError
from rag.library import Library
from samples import STAMP, document, stored
library = Library(pathlib.Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
doc = document("/b.md", "Many words. " * 100_000)
try:
    library.put(doc, stored(doc), STAMP)
except LibraryError as error:
    print(error)
"""


def test_a_library_of_the_first_schema_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.sqlite3"
    doc = document("/a.txt", "Bees make honey.")
    with Library(path) as made:
        made.put(doc, stored(doc), STAMP, FileState(), "recipe")
    old = sqlite3.connect(path)
    for statement in (
        "DROP TABLE vocabulary",
        "DROP TABLE lexicon",
        "CREATE VIRTUAL TABLE lexicon USING fts5 (title, heading, text,"
        " tokenize = 'porter unicode61 remove_diacritics 2')",
        "INSERT INTO lexicon SELECT 'Title', 'Head', 'Bees make honey.'",
        "CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('lexicon', 'row')",
        *(f"ALTER TABLE chunks DROP COLUMN {new}" for new in ("english", "pieces", "counts")),
        *(f"DROP TABLE {new}" for new in ("exchanges", "conversations", "cited")),
        "PRAGMA user_version = 1",
    ):
        old.execute(statement)
    old.commit()
    old.close()
    with Library(path) as library:
        assert [i for i, _ in library.lexical(["honey"], 5)] == [f"{doc.ref.doc_id}:0-16"]
        assert library.rarity(["honei"])["honei"] < 1
        (chunk,) = library.chunks_of(doc.ref.doc_id)
        assert (chunk.text, chunk.english) == ("Bees make honey.", ())
        assert (chunk.pieces.size, chunk.counts) == (0, (0,))
        assert not library.attach("/a.txt", doc.ref.sha256, FileState(), "recipe")
        assert library.conversations.all() == []

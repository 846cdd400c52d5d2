"""The index over real Chroma, embedded and on a server: always what the library says now."""

import gc
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from samples import AXIS, STAMP, document, stored

from rag.config import Settings
from rag.errors import IndexMismatch, LibraryError
from rag.exact import ExactIndex
from rag.generations import writing
from rag.library import Library
from rag.store import BATCH, open_index
from rag.types import Stamp

X, Y, Z = AXIS
XY = np.array([0.6, 0.8, 0.0], dtype=np.float32)
WIDE = Stamp("hand-made", "1" * 64, 32)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture(params=["embedded", "server"])
def settings(request, tmp_path):
    if request.param == "embedded":
        return Settings(home=str(tmp_path))
    url = request.getfixturevalue("server")
    return Settings(home=str(tmp_path), chroma_url=url, collection=f"test-{tmp_path.name}")


@pytest.fixture
def embedded(tmp_path):
    return Settings(home=str(tmp_path))


@pytest.fixture
def library(settings):
    with Library.open(settings) as library:
        yield library


def put(library, source, text, vector, stamp=STAMP, **how):
    doc = document(source, text)
    library.put(doc, stored(doc, vector=vector, **how), stamp)
    return f"{doc.ref.doc_id}:0-{len(text)}"


def rounded(pairs):
    return [(i, round(score, 5)) for i, score in pairs]


def unit_rows(count, dimension=32, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def put_many(library, rows):
    """A document of one-letter passages, each with its own vector."""
    text = "x" * len(rows)
    doc = document("/many.md", text)
    chunks = stored(doc, vector=rows[0], cuts=range(len(rows)))
    chunks = [
        replace(c, vector=row, vectors=row[None, :]) for c, row in zip(chunks, rows, strict=True)
    ]
    library.put(doc, chunks, WIDE)
    return [c.chunk.chunk_id for c in chunks]


def test_an_empty_library_has_no_neighbours(settings, library):
    with open_index(settings, library, STAMP) as index:
        assert index.query(X, 5) == []
        assert (index.version, index.count, index.sync().written) == (0, 0, 0)


def test_neighbours_come_best_first_with_their_cosine(settings, library):
    a, b, c = (put(library, f"/{n}.md", n, v) for n, v in (("a", X), ("b", XY), ("c", Z)))
    with open_index(settings, library, STAMP) as index:
        index.sync()
        assert rounded(index.query(X, 5)) == [(a, 1.0), (b, 0.6), (c, 0.0)]
        assert rounded(index.query(Y, 1)) == [(b, 0.8)]
        assert index.query(X, 0) == []
        assert (index.version, index.count) == (3, 3)


def test_each_sync_writes_and_deletes_what_changed(settings, library):
    ids = [put(library, f"/{n}.md", f"text {n}", X) for n in range(8)]
    with open_index(settings, library, STAMP) as index:
        first = index.sync()
        assert (first.written, first.deleted) == (8, 0)
        assert index.sync().written == 0
        library.remove("/0.md")
        new = put(library, "/1.md", "other text", Y)
        second = index.sync()
        assert (second.written, second.deleted, second.rebuilt) == (1, 2, False)
        assert {i for i, _ in index.query(X, 99)} == {*ids[2:], new}
        assert rounded(index.query(Y, 1)) == [(new, 1.0)]
        assert index.count == 7


def test_a_passage_embedded_anew_is_found_at_its_new_place(settings, library):
    same = put(library, "/a.md", "words", X)
    put(library, "/b.md", "more", Z)
    with open_index(settings, library, STAMP) as index:
        index.sync()
        assert put(library, "/a.md", "words", Y) == same
        for _ in ("behind", "synced"):
            assert rounded(index.query(Y, 1)) == [(same, 1.0)]
            assert index.query(X, 2)[0][1] == pytest.approx(0, abs=1e-6)
            index.sync()


def test_an_index_that_lags_is_completed_from_the_library(settings, library):
    ids = [put(library, f"/{n}.md", f"text {n}", X) for n in range(6)]
    with open_index(settings, library, STAMP) as index:
        index.sync()
        for n in range(5):
            library.remove(f"/{n}.md")
        new = put(library, "/new.md", "new", XY)
        assert index.version == 6
        assert rounded(index.query(X, 1)) == [(ids[5], 1.0)]
        assert rounded(index.query(X, 3)) == [(ids[5], 1.0), (new, 0.6)]
        library.remove("/new.md")
        assert rounded(index.query(X, 3)) == [(ids[5], 1.0)]


def test_without_an_index_the_library_answers(settings, library):
    a = put(library, "/a.md", "a", X)
    with open_index(settings, library, STAMP) as index:
        assert rounded(index.query(X, 3)) == [(a, 1.0)]
        b = put(library, "/b.md", "b", XY)
        assert rounded(index.query(XY, 3)) == [(b, 1.0), (a, 0.6)]


def test_a_reader_follows_another_writer(settings, library):
    a = put(library, "/a.md", "a", X)
    with open_index(settings, library, STAMP) as reader, open_index(settings, library, STAMP) as w:
        w.sync()
        assert rounded(reader.query(X, 3)) == [(a, 1.0)]
        for n in range(3):
            new = put(library, "/b.md", f"b{n}", Y)
            w.sync()
            assert rounded(reader.query(Y, 1)) == [(new, 1.0)]
            assert (reader.version, reader.count) == (library.version, 2)
        w.rebuild()
        assert rounded(reader.query(X, 1)) == [(a, 1.0)]


def test_more_than_a_batch_goes_in_and_rebuild_gives_the_same(settings, library):
    rows = unit_rows(BATCH + 40)
    ids = put_many(library, rows)
    with open_index(settings, library, WIDE) as index:
        assert index.sync().written == len(ids)
        exact = ExactIndex(library)
        questions = unit_rows(10, seed=1)
        before = [index.query(q, 10) for q in questions]
        assert [[i for i, _ in pairs] for pairs in before] == [
            [i for i, _ in exact.query(q, 10)] for q in questions
        ]
        assert index.rebuild().written == len(ids)
        assert [rounded(index.query(q, 10)) for q in questions] == [rounded(b) for b in before]


def test_another_model_is_refused(settings, library):
    put(library, "/a.md", "a", X)
    with open_index(settings, library, STAMP) as index:
        index.sync()
        with pytest.raises(IndexMismatch, match="fuente sources reindex --embed"):
            open_index(settings, library, WIDE)
        library.forget_passages()
        put(library, "/a.md", "a", unit_rows(1)[0], stamp=WIDE)
        with pytest.raises(IndexMismatch, match="built with the embedding model hand-made"):
            index.query(X, 1)
        with open_index(settings, library, WIDE) as again:
            assert again.version == 0
            assert again.sync().rebuilt
            assert rounded(again.query(unit_rows(1)[0], 1))[0][1] == 1.0


def test_a_collection_of_another_library_is_left_alone(server, tmp_path):
    one, two = (
        Settings(home=str(tmp_path / n), chroma_url=server, collection="shared") for n in "ab"
    )
    with Library.open(one) as library, open_index(one, library, STAMP) as index:
        a = put(library, "/a.md", "a", X)
        index.sync()
        with Library.open(two) as other, pytest.raises(IndexMismatch, match="FUENTE_COLLECTION"):
            open_index(two, other, STAMP)
        assert rounded(index.query(X, 1)) == [(a, 1.0)]


def test_a_server_that_is_down_gets_one_line(tmp_path):
    settings = Settings(home=str(tmp_path), chroma_url="http://127.0.0.1:9")
    with Library.open(settings) as library, pytest.raises(LibraryError) as caught:
        open_index(settings, library, STAMP)
    assert "the Chroma server at http://127.0.0.1:9" in caught.value.message
    assert "chroma run" in caught.value.hint
    assert "\n" not in str(caught.value)


def generations(settings):
    return sorted(p.name for p in (settings.path / "index").iterdir())


def test_generations_are_swapped_and_two_are_kept(embedded):
    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as index:
        for n in range(4):
            put(library, f"/{n}.md", str(n), X)
            index.sync()
        assert generations(embedded) == ["CURRENT", "gen-3", "gen-4"]
        assert (embedded.path / "index" / "CURRENT").read_text() == "gen-4"


def test_a_reader_changes_no_file_of_a_generation(embedded):
    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as index:
        put(library, "/a.md", "a", X)
        index.sync()
        put(library, "/b.md", "b", X)
        index.sync()
        index.close()
        folder = embedded.path / "index" / "gen-2"
        files = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".sqlite3"]
        before = {p: p.stat().st_mtime_ns for p in files}
        assert len(before) >= 4
        assert len(index.query(X, 5)) == 2
        assert {p: p.stat().st_mtime_ns for p in files} == before


def half_made(folder):
    shutil.copytree(folder / "gen-1", folder / "gen-2")
    (folder / "gen-2" / "chroma.sqlite3").write_bytes(b"half")


def broken_database(folder):
    (folder / "gen-1" / "chroma.sqlite3").write_bytes(b"nonsense" * 999)


def lost_pointer(folder):
    (folder / "CURRENT").unlink()


def pointer_astray(folder):
    (folder / "CURRENT").write_text("../../etc")


def lost_vectors(folder):
    for path in folder.glob("gen-1/*/*"):
        path.unlink()


def lost_everything(folder):
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "harm",
    [half_made, broken_database, lost_pointer, pointer_astray, lost_vectors, lost_everything],
)
def test_a_damaged_index_is_made_again(embedded, harm):
    with Library.open(embedded) as library:
        a = put(library, "/a.md", "a", X)
        with open_index(embedded, library, STAMP) as index:
            index.sync()
        harm(embedded.path / "index")
        b = put(library, "/b.md", "b", XY)
        with open_index(embedded, library, STAMP) as index:
            index.sync()
            assert rounded(index.query(X, 5)) == [(a, 1.0), (b, 0.6)]
            assert (index.version, index.count) == (2, 2)
            left = [n for n in generations(embedded) if n.startswith("gen-")]
            assert len(left) <= 2


def test_an_index_of_a_library_that_was_replaced_is_not_believed(embedded):
    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as index:
        put(library, "/a.md", "a", X)
        index.sync()
    for file in embedded.path.glob("library.sqlite3*"):
        file.unlink()
    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as index:
        b = put(library, "/b.md", "b", Y)
        assert rounded(index.query(X, 5)) == [(b, 0.0)]
        index.sync()
        assert rounded(index.query(X, 5)) == [(b, 0.0)]


def test_a_second_writer_is_turned_away(embedded):
    code = (
        "import sys; from rag.config import Settings; from rag.generations import writing\n"
        "with writing(Settings(home=sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, embedded.home]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "in\n"
    with pytest.raises(LibraryError, match="another ingest is running"), writing(embedded, 0.1):
        pass
    other.kill()
    other.wait()
    with writing(embedded, 1.0), writing(embedded, 1.0):
        pass


def test_a_long_reader_leaks_neither_files_nor_clients(embedded):
    from chromadb.api.shared_system_client import SharedSystemClient

    def held():
        gc.collect()
        open_files = [p.readlink() for p in Path("/proc/self/fd").iterdir() if p.is_symlink()]
        mine = [p for p in open_files if str(embedded.path / "index") in str(p)]
        return len(mine), len(SharedSystemClient._identifier_to_system)

    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as reader:
        counts = []
        for n in range(8):
            put(library, "/a.md", f"a{n}", X)
            with open_index(embedded, library, STAMP) as writer:
                writer.sync()
            assert reader.query(X, 5)[0][1] == pytest.approx(1)
            counts.append(held())
    files, clients = zip(*counts, strict=True)
    # Chroma opens a file or two sooner or later; a leak adds one with each of the eight rounds.
    assert max(files) - min(files) < 5
    assert max(clients) - min(clients) < 5


def test_threads_ask_while_generations_change(embedded):
    with Library.open(embedded) as library, open_index(embedded, library, STAMP) as index:
        a = put(library, "/a.md", "a", X)
        index.sync()
        failures, stop = [], threading.Event()

        def ask():
            while not stop.is_set():
                if index.query(X, 1)[0][0] != a:
                    failures.append("not a")

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(4):
            put(library, "/b.md", f"b{n}", Y)
            index.sync()
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert index.count == 2


def test_exact_search_follows_its_library():
    with Library() as library:
        index = ExactIndex(library)
        assert index.query(X, 3) == []
        a, b = put(library, "/a.md", "a", X), put(library, "/b.md", "b", XY)
        assert rounded(index.query(X, 3)) == [(a, 1.0), (b, 0.6)]
        library.remove("/a.md")
        assert rounded(index.query(X, 1)) == [(b, 0.6)]

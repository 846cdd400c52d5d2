"""From files to library and index, with the real model: what changes, what stays, what fails."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from samples import bundled

from rag.config import Settings
from rag.errors import FuenteError, IndexMismatch, LibraryError, LoadError
from rag.generations import writing
from rag.ingest import Report, embed_again, remove, sync
from rag.library import Library
from rag.store import open_index
from rag.types import Stamp

PORT = "---\ntitle: Port\n---\n\nThe port of Veracruz handled 1.2 million containers in 2021.\n"
RAIN = "---\ntitle: Rain\n---\n\n# Tabasco\r\n\r\nIt rains for most of the year. 𝒳 ü.\r\n"
BREAD = "Bread is baked before dawn.\n\nThe ovens burn oak.\n"
OLD = time.time() - 3600


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    with Place(folder, Settings(home=str(tmp_path / "home")), bundled()) as place:
        yield place


class Place:
    """A folder of articles and the library they go into."""

    def __init__(self, folder, settings, embedder):
        self.folder, self.settings, self.embedder = folder, settings, embedder
        self.library = Library.open(settings)
        self.index = open_index(settings, self.library, Stamp.of(embedder))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.index.close()
        self.library.close()

    def write(self, name, content, at=OLD):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (at, at))
        return path

    def sync(self, *paths, embedder=None, **settings):
        return sync(
            paths or [self.folder],
            self.library,
            self.index,
            embedder or self.embedder,
            replace(self.settings, **settings),
        )

    def best(self, question):
        """The text the index finds first."""
        ((chunk_id, _),) = self.index.query(self.embedder.encode([question])[0], 1)
        return self.library.chunks([chunk_id])[chunk_id].text

    def states(self):
        return {Path(s.source).name: s.status for s in self.library.sources()}


class Counting:
    """The real model, and how many texts went through it."""

    def __init__(self, inner):
        self.inner, self.texts = inner, []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def encode(self, texts):
        self.texts += texts
        return self.inner.encode(texts)

    def encode_pieces(self, texts):
        self.texts += texts
        return self.inner.encode_pieces(texts)


def test_a_folder_becomes_searchable_and_nothing_is_done_twice(place):
    place.write("port.md", PORT)
    place.write("deep/down/rain.md", RAIN)
    place.write("bread.TXT", BREAD)
    assert place.sync() == Report(added=3)
    assert place.best("how many shipping boxes") == PORT.split("\n\n")[1].strip()
    assert place.index.version == place.library.version

    counting = Counting(place.embedder)
    assert place.sync(embedder=counting) == Report(unchanged=3)
    assert counting.texts == []


def test_what_is_stored_is_the_file_and_its_exact_words(place):
    path = place.write("rain.md", RAIN)
    place.sync()
    (state,) = place.library.sources()
    document = place.library.document(state.ref.doc_id)
    assert document.text == RAIN
    assert (state.source, state.size) == (str(path), len(RAIN.encode()))
    for stored in place.library.chunks_of(state.ref.doc_id):
        assert stored.chunk.heading == "Tabasco"
        assert stored.text == stored.chunk.span.of(RAIN) != ""
        for span, vector in zip(stored.chunk.sentences, stored.vectors, strict=True):
            expected = place.embedder.encode([span.of(RAIN)])[0]
            assert float(vector @ expected) == pytest.approx(1, abs=1e-3)


def test_changed_vanished_and_touched_files(place):
    port = place.write("port.md", PORT)
    place.write("bread.txt", BREAD)
    rain = place.write("rain.md", RAIN)
    place.sync()
    place.write("port.md", PORT.replace("2021", "2022"), at=OLD + 5)
    os.utime(rain, (OLD + 9, OLD + 9))
    (place.folder / "bread.txt").unlink()
    assert place.sync() == Report(changed=1, unchanged=1, removed=1)
    assert "2022" in place.best("containers")
    assert place.library.stats().documents == 2
    assert place.sync(port) == Report(unchanged=1)


def test_a_change_that_keeps_size_and_second_is_seen(place):
    now = time.time()
    place.write("port.md", PORT, at=now)
    place.sync()
    place.write("port.md", PORT.replace("2021", "2022"), at=now)
    assert place.sync() == Report(changed=1)


def test_a_file_outside_the_synced_folder_is_not_forgotten(place):
    place.write("port.md", PORT)
    outside = place.write("../other/rain.md", RAIN)
    place.sync(place.folder, outside)
    outside.unlink()
    assert place.sync() == Report(unchanged=1)
    assert place.states() == {"port.md": "ok", "rain.md": "ok"}


def test_the_same_content_is_embedded_once(place):
    place.write("a.md", PORT)
    place.write("b.md", PORT)
    counting = Counting(place.embedder)
    assert place.sync(embedder=counting) == Report(added=1, duplicates=1)
    assert len(counting.texts) == len(set(counting.texts)) == 2
    (place.folder / "a.md").rename(place.folder / "c.md")
    assert place.sync(embedder=counting) == Report(removed=1, duplicates=1, unchanged=1)
    assert place.states() == {"b.md": "ok", "c.md": "duplicate"}
    assert len(counting.texts) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"a text with a \0 in it", "binary"),
        (b"\x81\x8d\x8f\x90\x9d", "encoding"),
        (b"\xff\xfea", "encoding"),
        (b"---\ntitle: T\n---\n", "no article text"),
    ],
)
def test_a_bad_file_is_reported_and_stops_nobody(place, content, reason):
    bad = place.write("a-bad.md", content)
    place.write("good.md", PORT)
    report = place.sync()
    assert (report.added, len(report.failed)) == (1, 1)
    assert report.failed[0][0] == str(bad)
    assert reason in report.failed[0][1]
    assert place.states() == {"a-bad.md": "failed", "good.md": "ok"}
    assert place.sync().failed == report.failed


def test_a_file_that_goes_bad_keeps_its_old_document_until_it_is_mended(place):
    place.write("port.md", PORT)
    place.sync()
    place.write("port.md", b"\0\0")
    assert len(place.sync().failed) == 1
    assert place.states() == {"port.md": "failed"}
    assert "Veracruz" in place.best("containers")
    place.write("port.md", PORT)
    assert place.sync() == Report(unchanged=1)
    assert place.states() == {"port.md": "ok"}
    assert place.library.sources()[0].error is None


def test_a_folder_gives_its_articles_and_nothing_else(place):
    place.write("port.md", PORT)
    place.write("README.md", "About this folder.")
    place.write("deep/README.md", "A readme deeper down is an article.")
    place.write(".hidden.md", BREAD)
    place.write(".git/x.md", BREAD)
    place.write("table.csv", "1,2")
    (place.folder / "loop").symlink_to(place.folder)
    (place.folder / "again.md").symlink_to("again.md")
    (place.folder / "link.md").symlink_to(place.folder / "port.md")
    os.mkfifo(place.folder / "pipe.md")
    report = place.sync()
    assert report == Report(added=2, passed_over=3)
    assert place.sync(place.folder / "README.md", place.folder).added == 1
    assert place.sync() == Report(unchanged=2, passed_over=3)


def test_an_unsupported_file_named_by_hand_is_a_failure(place):
    path = place.write("table.csv", "1,2")
    report = place.sync(path)
    assert report.failed == ((str(path), "table.csv is not one of .md, .txt"),)


def test_a_name_that_is_not_utf8_is_reported(place):
    (place.folder / os.fsdecode(b"a\xff.md")).write_text(PORT)
    report = place.sync()
    assert report.failed == ((f"{place.folder}/a?.md", "its name is not valid UTF-8"),)


@pytest.mark.parametrize("missing", ["nowhere.md", "nowhere/", "a\0.md", "x" * 300])
def test_a_path_that_does_not_exist_stops_everything_first(place, missing):
    good = place.write("port.md", PORT)
    with pytest.raises(LoadError, match="there is no"):
        place.sync(good, place.folder / missing)
    assert place.library.stats().sources == 0


def test_a_report_as_json():
    report = Report(added=1, failed=(("/a.md", "the file is empty"),))
    assert report.to_json() == {
        **{"added": 1, "changed": 0, "unchanged": 0, "removed": 0, "duplicates": 0},
        "passed_over": 0,
        "failed": [{"source": "/a.md", "reason": "the file is empty"}],
    }


def test_progress_counts_the_files(place):
    place.write("a.md", PORT)
    place.write("b.md", RAIN)
    calls = []
    paths, library, index = [place.folder], place.library, place.index
    sync(paths, library, index, place.embedder, place.settings, lambda *now: calls.append(now))
    assert calls == [(0, 2, "a.md"), (1, 2, "b.md"), (2, 2, "")]


def test_removing_a_source_forgets_it_everywhere(place):
    place.write("port.md", PORT)
    path = place.write("rain.md", RAIN)
    place.sync()
    assert remove("rain.md", place.library, place.index, place.settings) == str(path)
    assert place.index.count == place.library.stats().chunks == 1
    with pytest.raises(LibraryError, match="is not in the library"):
        remove("rain.md", place.library, place.index, place.settings)


def test_passages_are_cut_again_when_their_length_is_changed(place):
    place.write("long.txt", " ".join(f"Sentence number {n} is about bread." for n in range(12)))
    place.sync()
    few = place.library.stats().chunks
    assert place.sync(passage_tokens=32) == Report(changed=1)
    assert place.library.stats().chunks > few
    assert place.index.count == place.library.stats().chunks
    assert place.sync(passage_tokens=32) == Report(unchanged=1)


class Turned(Counting):
    """Another model: the bundled one's dimensions in reverse order."""

    name = "turned"
    fingerprint = "turned" * 8

    def encode(self, texts):
        return super().encode(texts)[:, ::-1].copy()


def test_another_model_is_refused_until_everything_is_embedded_again(place):
    place.write("port.md", PORT)
    place.write("rain.md", RAIN)
    place.sync()
    before = place.states(), place.library.sources()
    turned = Turned(place.embedder)
    with pytest.raises(IndexMismatch):
        place.sync(embedder=turned)

    def open_turned():
        return open_index(place.settings, place.library, Stamp.of(turned))

    place.index.close()
    assert embed_again(place.library, open_turned, turned, place.settings) == 2
    assert (place.states(), place.library.sources()) == before
    with open_turned() as place.index:
        place.embedder = turned
        assert "Veracruz" in place.best("shipping containers")
        assert place.sync() == Report(unchanged=2)


def test_embedding_again_interrupted_changes_nothing(place):
    place.write("port.md", PORT)
    place.write("rain.md", RAIN)
    place.sync()

    def interrupt(done, total, name):
        if done == 1:
            raise KeyboardInterrupt

    turned = Turned(place.embedder)
    with pytest.raises(KeyboardInterrupt):
        embed_again(place.library, None, turned, place.settings, interrupt)
    assert place.library.stamp == Stamp.of(place.embedder)
    assert place.sync() == Report(unchanged=2)
    assert "Veracruz" in place.best("shipping containers")


def test_no_two_ingests_at_once(place):
    place.write("port.md", PORT)
    held, done = threading.Event(), threading.Event()

    def hold():
        with writing(place.settings):
            held.set()
            done.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    with pytest.raises(FuenteError, match="another ingest is running"):
        place.sync()
    done.set()
    thread.join()
    assert place.sync() == Report(added=1)

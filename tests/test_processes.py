"""Several processes on one library: asking while another ingests, and ingests that are killed."""

import json
import os
import subprocess
import sys
import time
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from samples import bundled

from rag.config import Settings
from rag.ingest import sync
from rag.library import Library
from rag.store import open_index
from rag.types import Stamp

HERE = Path(__file__).parent
TOPICS = {
    "trade": "Trade between the two countries passed 600 billion dollars in {}.",
    "water": "The river treaty of 1944 was renegotiated in {} after a drought.",
    "rail": "A freight railway across the isthmus opened in {}.",
    "bread": "The bakery on the corner burned down in {} and was rebuilt.",
    "law": "A law against the theft of fuel entered into force in {}.",
    "chips": "The first wafer plant of the region was announced in {}.",
}
QUESTIONS = ["commerce with the neighbour", "drought and rivers", "trains", "petrol thieves"]


def article(topic, year):
    return f"# {topic.title()}\r\n\r\n{TOPICS[topic].format(year)} Nobody had expected it.\r\n"


def write(folder, topic, year):
    path = folder / f"{topic}.md"
    draft = path.with_suffix(".draft")
    draft.write_bytes(article(topic, year).encode())
    os.utime(draft, (1e9 + year, 1e9 + year))
    draft.replace(path)


def opened(settings):
    library = Library.open(settings)
    return library, open_index(settings, library, Stamp.of(bundled()))


@cache
def question_vectors():
    return bundled().encode(QUESTIONS)


def run_sync(folder, settings, progress=None):
    library, index = opened(settings)
    with library, index:
        return sync([folder], library, index, bundled(), settings, progress)


def start(script, *values):
    command = [sys.executable, "-c", script, *map(str, values)]
    return subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)


# Two processes: one changes every article again and again, the other asks.

WRITER = """
import sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from test_processes import TOPICS, Settings, run_sync, write
folder, home = map(Path, sys.argv[1:])
for year in range(2001, 2006):
    for topic in TOPICS:
        write(folder, topic, year)
    run_sync(folder, Settings(home=str(home)))
    print(year, flush=True)
"""


def test_what_is_read_while_another_process_writes_is_always_right(tmp_path):
    folder, settings = tmp_path / "articles", Settings(home=str(tmp_path / "home"))
    folder.mkdir()
    texts = [article(topic, year) for topic in TOPICS for year in range(2000, 2006)]
    by_hash = {sha256(text.encode()).hexdigest(): text for text in texts}
    for topic in TOPICS:
        write(folder, topic, 2000)
    run_sync(folder, settings)
    vectors = question_vectors()
    library, index = opened(settings)
    with library, index:
        writer = start(WRITER, folder, settings.home)
        versions, asked = set(), 0
        while writer.poll() is None:
            vector = vectors[asked % len(QUESTIONS)]
            versions.add(library.version)
            check_hits(library, index.query(vector, 4), vector, by_hash)
            check_hits(library, library.lexical(["countries", "drought"], 4), None, by_hash)
            asked += 1
            time.sleep(0.002)
        assert writer.returncode == 0
        assert len(versions) > 5
        assert asked > 20
        found = library.chunks(i for i, _ in index.query(vectors[1], 1))
        assert [c.text for c in found.values()] == [
            "The river treaty of 1944 was renegotiated in 2005 after a drought."
            " Nobody had expected it."
        ]
        assert index.version == library.version


def check_hits(library, pairs, vector, by_hash):
    assert pairs
    for chunk_id, stored in library.chunks(i for i, _ in pairs).items():
        text = by_hash[stored.source.sha256]
        assert stored.text == stored.chunk.span.of(text) != ""
        document = library.document(stored.chunk.doc_id)  # None if replaced since
        assert document is None or document.text == text
        if vector is not None:  # the score is that of this very text, not of a stale vector
            assert dict(pairs)[chunk_id] == pytest.approx(float(stored.vector @ vector), abs=1e-3)


# An ingest that is killed, at many moments, and run again.

LAST = 5  # the progress call after which only the index is left to do
MOMENTS = [(0, 0), (2, 0.005), *((LAST, s / 1000) for s in (0, 5, 20, 60))]

# The model is loaded once; each fork of this process ingests and is killed at its moment.
DOOMED = """
import json, os, signal, sys, threading
from pathlib import Path
from test_processes import MOMENTS, Settings, bundled, run_sync
folder, homes = Path(sys.argv[1]), sys.argv[2:]
import torch
torch.set_num_threads(1)
bundled()._model
import chromadb

def die_at(call, delay):
    def progress(done, total, name):
        if done == call:
            die = lambda: os.kill(os.getpid(), signal.SIGKILL)
            threading.Timer(delay, die).start() if delay else die()
    return progress

for home, moment in zip(homes, MOMENTS):
    pid = os.fork()
    if not pid:
        run_sync(folder, Settings(home=home), die_at(*moment))
        os._exit(0)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])), flush=True)
"""


def prepare(folder):
    """Three articles as they were; ``revise`` changes one, removes one and adds three."""
    folder.mkdir(exist_ok=True)
    for topic in ("trade", "water", "rail"):
        write(folder, topic, 2000)


def revise(folder):
    write(folder, "trade", 2023)
    (folder / "rail.md").unlink()
    for topic in ("bread", "law", "chips"):
        write(folder, topic, 2020)


def state(settings):
    """All a person could see of a library: sources, passages, answers to questions."""
    library, index = opened(settings)
    with library, index:
        nearest = [index.query(v, 9) for v in question_vectors()]
        return {
            "sources": [(s.source, s.status, s.sha256, s.chunks) for s in library.sources()],
            "texts": {i: c.text for i, c in library.chunks(sorted(library.chunk_ids())).items()},
            "nearest": [[(i, round(s, 4)) for i, s in pairs] for pairs in nearest],
            "words": [library.lexical(q.split(), 9) for q in [*QUESTIONS, "expected countries"]],
            "index": (index.count, index.version == library.version),
        }


def test_a_killed_ingest_goes_on_and_ends_as_if_undisturbed(tmp_path):
    folder = tmp_path / "articles"
    prepare(folder)
    homes = [tmp_path / f"home-{n}" for n in range(len(MOMENTS))]
    undisturbed = tmp_path / "home"
    for home in (undisturbed, *homes):
        run_sync(folder, Settings(home=str(home)))
    revise(folder)
    run_sync(folder, Settings(home=str(undisturbed)))
    expected = state(Settings(home=str(undisturbed)))
    assert expected["index"] == (5, True)

    doomed = start(DOOMED, folder, *homes)
    exits = [json.loads(line) for line in doomed.stdout]
    assert doomed.wait() == 0
    assert len(exits) == len(homes)
    assert exits.count(-9) >= 4  # the latest moments may come after the end

    for home in homes:
        settings = Settings(home=str(home))
        before = state(settings)  # asking an interrupted library is no trouble
        assert set(before["texts"]) >= {i for pairs in before["nearest"] for i, _ in pairs}
        run_sync(folder, settings)
        assert state(settings) == expected
        assert len(list((home / "index").glob("gen-*"))) <= 2

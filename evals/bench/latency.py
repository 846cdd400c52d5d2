"""How long a warm question takes, against embedding that question once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from evals.bench.table import Outcome, fuente_command, watched
from evals.cases import load_cases
from evals.main import CORPUS, GOLDEN
from evals.workspace import ingested, temporary_home
from rag.config import Settings
from rag.errors import FuenteError

if TYPE_CHECKING:
    from rag.assistant import Assistant

WARM_UP = 5


def latency(settings: Settings) -> Outcome:
    """Ask the golden questions in this process, then in one batch, and report ratios.

    Each question is embedded and asked in turn, so that both meet the same machine. The batch
    is the real command in a process of its own: all its time over its questions, and the time
    each question adds to a batch of one, so without what starting costs.
    """
    questions = [c.question for c in load_cases([GOLDEN]) if not c.history]
    with temporary_home(settings) as own, ingested([CORPUS], own) as engine:
        engine.warm()
        for question in questions[:WARM_UP]:
            engine.ask(question)
        pairs = [_embed_and_ask(engine, question) for question in watched(questions)]
        one, all_ = (_batch(asked, own.path) for asked in (questions[:1], questions))
    return _outcome(pairs, one, all_)


def _outcome(pairs: Sequence[tuple[float, float]], one: float, all_: float) -> Outcome:
    n = len(pairs)
    embedding = median(e for e, _ in pairs)
    figures = {
        "ask / embed, ratio of medians": median(a for _, a in pairs) / embedding,
        "ask / embed, median of ratios": median(a / e for e, a in pairs),
        "batch, a further question / embed": (all_ - one) / (n - 1) / embedding,
        "batch, start included, a question / embed": all_ / n / embedding,
    }
    rows = [(name, f"{value:.1f}") for name, value in figures.items()]
    return Outcome([("measure", "times"), ("questions", str(n)), *rows])


def _embed_and_ask(engine: Assistant, question: str) -> tuple[float, float]:
    embedding = _timed(lambda: engine.embedder.encode([question]))
    return embedding, _timed(lambda: json.dumps(engine.ask(question).to_json()))


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _batch(questions: Sequence[str], home: Path) -> float:
    lines = "".join(
        json.dumps({"id": str(i), "question": q}) + "\n" for i, q in enumerate(questions)
    )
    began = perf_counter()
    done = subprocess.run(
        [*fuente_command(), "ask", "--batch", "-"],
        input=lines,
        capture_output=True,
        text=True,
        cwd=home,
        env={**os.environ, "FUENTE_HOME": str(home), "FUENTE_CHROMA_URL": ""},
    )
    spent = perf_counter() - began
    if done.returncode or done.stdout.count("\n") != len(questions):
        raise FuenteError(f"fuente ask --batch failed: {done.stderr.strip()[-300:]}")
    return spent

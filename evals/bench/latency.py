"""How long a warm question takes, against embedding that question once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds one question took: embedded once, asked here, asked of a running batch."""

    embed: float
    ask: float
    batch: float


def latency(settings: Settings) -> Outcome:
    """Take each golden question three ways in turn, and report ratios.

    Embedded and asked in this process, and as a line to ``fuente ask --batch -`` in a process of
    its own, from writing the line to reading the answer. In turn, so that whatever else the
    machine does meets all three alike.
    """
    questions = [c.question for c in load_cases([GOLDEN]) if not c.history]
    with temporary_home(settings) as own, ingested([CORPUS], own) as engine:
        engine.warm()
        began = perf_counter()
        with running_batch(own.path) as batch:
            batch(questions[0])
            start = perf_counter() - began
            for question in questions[:WARM_UP]:
                _measure(engine, batch, question)
            times = [_measure(engine, batch, q) for q in watched(questions)]
    return summary(times, start)


def summary(times: Sequence[Times], start: float) -> Outcome:
    """Ratios to the median embedding; ``start`` is spread over all questions in the last one."""
    embed = median(t.embed for t in times)
    spent = start + sum(t.batch for t in times)
    figures = {
        "ask / embed, ratio of medians": median(t.ask for t in times) / embed,
        "ask --batch / embed, ratio of medians": median(t.batch for t in times) / embed,
        "ask --batch / embed, median of ratios": median(t.batch / t.embed for t in times),
        "ask --batch, start included, a question / embed": spent / len(times) / embed,
    }
    rows = [(name, f"{value:.1f}") for name, value in figures.items()]
    return Outcome([("measure", "times"), ("questions", str(len(times))), *rows])


@contextmanager
def running_batch(home: Path) -> Iterator[Ask]:
    """A ``fuente ask --batch -`` on that library: a function from question to answer line.

    :raises FuenteError: when it ends early or answers with an error.
    """
    with subprocess.Popen(
        [*fuente_command(), "ask", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=home,
        env={**os.environ, "FUENTE_HOME": str(home), "FUENTE_CHROMA_URL": ""},
    ) as process:
        yield lambda question: _converse(process, question)


def _converse(process: subprocess.Popen[str], question: str) -> object:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps({"question": question}) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    answer = json.loads(line) if line else {"error": "it ended early"}
    if "error" in answer:
        process.kill()
        raise FuenteError(f"fuente ask --batch failed: {answer['error']}")
    return answer


def _measure(engine: Assistant, batch: Ask, question: str) -> Times:
    return Times(
        embed=_timed(lambda: engine.embedder.encode([question])),
        ask=_timed(lambda: json.dumps(engine.ask(question).to_json())),
        batch=_timed(lambda: batch(question)),
    )


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began

"""The page of the last evaluation: headline figures, figures by tag, what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from evals.main import LATEST
from evals.report import metric_rows, tag_rows
from rag.config import load_settings

HEADLINES = (
    ("answer_contains", "Answer contains the gold answer"),
    ("abstention_accuracy", "Right to answer or abstain"),
    ("citation_precision", "Citation precision"),
    ("citation_recall", "Citation recall"),
    ("citation_exact", "Citations exact"),
    ("recall@5", "Passages: recall@5"),
)


def show() -> None:
    """Show the last results of ``fuente eval``, or how to get some."""
    st.title("Evaluation")
    path = load_settings().path / LATEST
    results = _read(path)
    if results is None:
        st.info("No results yet. Run the golden set in a terminal, then reload this page:")
        st.code("fuente eval --split all", language="bash")
        return
    ran = datetime.fromtimestamp(path.stat().st_mtime)
    st.caption(f"Last run {ran:%Y-%m-%d %H:%M}. Run it again with: fuente eval --split all")
    split = _split(list(results["splits"]))
    scores = results["splits"][split]
    _headlines(scores)
    _silence(scores, results.get("threshold", 0.0))
    _tables(scores)
    _failures([r for r in results["records"] if r["split"] == split])


def _read(path: Path) -> dict[str, Any] | None:
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return results if isinstance(results, dict) and results.get("format") == 1 else None


def _split(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return str(st.radio("Split", names, horizontal=True, help="Figures are quoted on held."))


def _headlines(scores: Mapping[str, Any]) -> None:
    known = [(name, label) for name, label in HEADLINES if name in scores["metrics"]]
    for at in range(0, len(known), 3):
        for column, (name, label) in zip(st.columns(3), known[at : at + 3], strict=False):
            metric = scores["metrics"][name]
            column.metric(label, f"{metric['value']:.1%}", border=True)
            column.caption(f"{metric['low']:.1%} to {metric['high']:.1%}, {metric['n']} cases")


def _silence(scores: Mapping[str, Any], threshold: float) -> None:
    points = [p for p in scores.get("curve", ()) if p["risk"] is not None]
    if not points:
        return
    st.subheader("When to be silent")
    st.line_chart(
        {
            "threshold": [p["threshold"] for p in points],
            "answered": [p["coverage"] for p in points],
            "wrong, of the answered": [p["risk"] for p in points],
        },
        x="threshold",
        x_label="threshold",
        y_label="share",
        color=["#2f6f5e", "#b5452c"],
    )
    here = next((p for p in points if p["threshold"] == round(threshold, 2)), None)
    if here is not None:
        st.caption(
            f"At the threshold set, {here['threshold']:g}, {here['coverage']:.1%} of the questions"
            f" are answered and {here['risk']:.1%} of those answers are wrong. FUENTE_THRESHOLD"
            " sets another; fuente eval --threshold-for-risk 0.1 names one."
        )


def _tables(scores: Mapping[str, Any]) -> None:
    st.subheader("By tag")
    _table(tag_rows(scores))
    with st.expander("All metrics"):
        _table(metric_rows(scores))


def _table(rows: list[Any]) -> None:
    head, *body = rows
    st.dataframe([dict(zip(head, row, strict=True)) for row in body], hide_index=True)


def _failures(records: list[dict[str, Any]]) -> None:
    st.subheader("Cases")
    wrong = [r for r in records if r["failures"]]
    only = st.toggle(f"Only the {len(wrong)} with something wrong", value=bool(wrong))
    shown = wrong if only else records
    if not shown:
        st.success("Nothing went wrong.")
        return
    labels = {r["id"]: r["question"] for r in shown}
    chosen = st.selectbox("Case", list(labels), format_func=lambda i: f"{i}: {labels[i]}")
    _case(next(r for r in shown if r["id"] == chosen))


def _case(record: Mapping[str, Any]) -> None:
    for what in record["failures"]:
        st.warning(what)
    for turn in record["history"]:
        _field(turn["role"].capitalize(), turn["content"])
    _field("Question", record["question"])
    _field("Expected", record["expected"])
    silent = record["abstained"]
    _field("Answer", record["answer"] if silent is None else f"(silent) {silent}")
    _field("Confidence", f"{record['confidence']:.2f}")
    for gold in record["gold"]:
        _field("Gold", f"{gold['quote']}\n({Path(gold['source']).name})")
    for cited in record["cited"]:
        _field("Cited", f"{cited['quote']}\n({Path(cited['source']).name})")


def _field(label: str, text: str) -> None:
    # st.text alone writes what it is given: Markdown in a document must not become a page.
    st.caption(label)
    st.text(text)

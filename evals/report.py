"""Results as a plain-text table, as Markdown, and as the list of what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals.measures import HEADLINE
from evals.records import failed

Row = Sequence[str]


def text_report(results: Mapping[str, Any]) -> str:
    """Plain-text tables of a run's JSON: every metric of each split, then its tags."""
    parts = []
    for split, scores in results["splits"].items():
        parts.append(f"{split}: {scores['n']} cases, 95 % intervals\n" + plain(metric_rows(scores)))
        parts.append(f"{split}, by threshold\n" + plain(curve_rows(scores, results["threshold"])))
        if scores["tags"]:
            parts.append(f"{split}, by tag\n" + plain(tag_rows(scores)))
    parts.append(_stages(results["stages"]))
    return "\n\n".join(p for p in parts if p)


def markdown_report(results: Mapping[str, Any]) -> str:
    """The same as Markdown tables, to paste into a page."""
    parts = []
    for split, scores in results["splits"].items():
        parts.append(f"### {split}: {scores['n']} cases\n\n" + markdown(metric_rows(scores)))
        curve = markdown(curve_rows(scores, results["threshold"]))
        parts.append(f"#### {split}, by threshold\n\n{curve}")
        if scores["tags"]:
            parts.append(f"#### {split}, by tag\n\n" + markdown(tag_rows(scores)))
    return "\n\n".join(parts) + "\n"


def metric_rows(scores: Mapping[str, Any]) -> list[Row]:
    """A heading row, then name, value, interval and number of cases for each metric."""
    rows: list[Row] = [("metric", "value", "interval", "n")]
    for name, m in scores["metrics"].items():
        rows.append(
            (name, _number(m["value"]), f"{_number(m['low'])}–{_number(m['high'])}", str(m["n"]))
        )
    return rows


def curve_rows(scores: Mapping[str, Any], threshold: float) -> list[Row]:
    """A heading row, then what every tenth threshold and the one set (marked) would do."""
    rows: list[Row] = [("threshold", "coverage", "risk", "answered")]
    for p in scores["curve"]:
        # Thresholds stand in hundredths; the one set may lie between two.
        here = p["threshold"] == round(threshold, 2)
        if here or round(p["threshold"] * 100) % 10 == 0:
            risk = "" if p["risk"] is None else _number(p["risk"])
            mark = " (set)" if here else ""
            name = f"{p['threshold']:.2f}{mark}"
            rows.append((name, _number(p["coverage"]), risk, str(p["answered"])))
    return rows


def tag_rows(scores: Mapping[str, Any]) -> list[Row]:
    """A heading row, then each tag with its cases and headline metrics."""
    rows: list[Row] = [("tag", "n", *HEADLINE.values())]
    for tag, found in scores["tags"].items():
        known = found["metrics"]
        figures = (_number(known[m]["value"]) if m in known else "" for m in HEADLINE)
        rows.append((tag, str(found["n"]), *figures))
    return rows


def failures_report(records: Sequence[Mapping[str, Any]]) -> str:
    """Every case with something wrong: what, the question, what was expected, said and cited."""
    wrong = failed(records)
    blocks = ["\n".join(_failure(r)) for r in wrong]
    return "\n\n".join([f"{len(wrong)} of {len(records)} cases have something wrong", *blocks])


def _failure(record: Mapping[str, Any]) -> list[str]:
    got = record["answer"] if record["abstained"] is None else f"(silent) {record['abstained']}"
    lines = [f"{record['id']} [{record['split']}; {', '.join(record['tags'])}]"]
    lines += [f"  wrong     {what}" for what in record["failures"]]
    lines += [f"  {turn['role']:<9} {turn['content']}" for turn in record["history"]]
    lines += [
        f"  question  {record['question']}",
        f"  expected  {record['expected']}",
        f"  got       {_indented(got)}",
        f"  belief    {record['confidence']:.2f}",
    ]
    lines += [f"  gold      {_indented(g['quote'])}" for g in record["gold"]]
    lines += [f"  cited     {_indented(c['quote'])}" for c in record["cited"]]
    lines.append(f"  ranks     {', '.join(str(r or '-') for r in record['ranks'])}")
    return lines


def plain(rows: Sequence[Row]) -> str:
    """Aligned columns: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def markdown(rows: Sequence[Row]) -> str:
    """A Markdown table; the columns after the first are set to the right."""
    head, *body = rows
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *body))


def _stages(stages: Mapping[str, float]) -> str:
    if not stages:
        return ""
    return "time of an answer: " + ", ".join(f"{k} {v:.0%}" for k, v in stages.items())


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n" + " " * 12)


def _number(value: float) -> str:
    return f"{value:.3f}"

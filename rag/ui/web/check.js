// A checked draft: each statement with its mark, the words that lack support, and the quotes.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = fresh(parentElement, data);
  if (!root) return;
  const said = (run) => (run.lacks ? el("span", { class: "doubt" }, run.text) : run.text);
  const quote = (item) =>
    el(
      "button",
      {
        class: "quote", type: "button", onclick: () => setTriggerValue("open", item.open),
        "aria-label": `${item.label}: ${item.quote}`,
      },
      el("span", { class: "number", "aria-hidden": "true" }, "↗"),
      el(
        "span",
        {},
        el("q", { dir: "auto" }, item.quote),
        translated(item.translation),
        el("span", { class: "byline", dir: "auto" }, `${item.title} · ${item.byline}`),
      ),
    );
  const statement = (item) =>
    el(
      "li",
      { class: `statement ${item.outcome}` },
      el("p", { class: "text", dir: "auto" }, ...item.runs.map(said)),
      el(
        "p",
        { class: "verdict" },
        el("span", { class: "outcome" }, item.label),
        item.note ? ` ${item.note}` : "",
      ),
      ...item.quotes.map(quote),
    );
  root.replaceChildren(
    el("p", { class: "aside", role: "status" }, data.summary),
    el("ul", { class: "checked", "aria-label": "Statements of the draft" }, ...data.statements.map(statement)),
  );
}

// The table of sources; a title opens its article.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = fresh(parentElement, data);
  if (!root) return;

  const title = (row) =>
    row.doc_id
      ? el(
          "button",
          { class: "link", type: "button", dir: "auto", onclick: () => setTriggerValue("open", row.doc_id) },
          row.title,
        )
      : el("span", { dir: "auto" }, row.title);

  const cell = (name, ...kids) => el("td", { "data-name": name }, ...kids);

  const line = (row) =>
    el(
      "tr",
      {},
      el("td", { class: "title" }, title(row), el("div", { class: "path" }, row.source)),
      cell("Author", row.author),
      cell("Publisher", row.publisher),
      cell("Date", row.date),
      cell("Passages", el("span", { class: "count" }, String(row.chunks))),
      cell("Status", row.status, row.error ? el("div", { class: "error" }, row.error) : null),
    );

  const heads = ["Title", "Author", "Publisher", "Date", "Passages", "Status"];
  root.replaceChildren(
    el(
      "table",
      { class: "library" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...data.rows.map(line)),
    ),
  );
}

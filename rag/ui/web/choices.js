// A list of things to start with: example questions, or articles to read.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = fresh(parentElement, data);
  if (!root) return;
  const choice = (text, place) =>
    el(
      "li",
      {},
      el("button", { class: "choice", type: "button", dir: "auto", onclick: () => setTriggerValue("pick", place) }, text),
    );
  root.replaceChildren(el("ul", { "aria-label": data.label }, ...data.choices.map(choice)));
}

// The reading pane: one article, character for character, scrolled to the quoted words.
export default function ({ data, parentElement, setTriggerValue }) {
  const close = () => setTriggerValue("close", true);
  const root = fresh(parentElement, data);
  if (!root) return undefined;

  const looks = ["mark", "heading", "hash", "skip"];
  const segment = (part) => {
    const look = looks.filter((name) => part[name]).join(" ");
    if (!look) return part.text;
    const said = part.skip === "repeated" ? "Stands further up, quoted from there" : null;
    const title = part.skip ? said || `Not article text, never quoted: ${part.skip}` : null;
    return el(part.mark ? "mark" : "span", { class: look, title }, part.text);
  };

  const pane = el(
    "article",
    { class: "reader", tabindex: "-1", "aria-label": `Source: ${data.title}` },
    el(
      "header",
      {},
      el("button", { class: "close", type: "button", "aria-label": "Close the article", onclick: close }, "×"),
      el("h2", { dir: "auto" }, data.title),
      el("p", { class: "byline", dir: "auto" }, data.byline),
      data.note ? el("p", { class: "aside", role: "status" }, data.note) : null,
    ),
    el("div", { class: "text", dir: "auto" }, ...data.segments.map(segment)),
  );
  root.replaceChildren(pane);
  pane.focus({ preventScroll: true });

  const mark = pane.querySelector("mark");
  const show = () => {
    if (!mark) return pane.scrollIntoView({ block: "start" });
    const tall = mark.getBoundingClientRect().height > window.innerHeight / 2;
    return mark.scrollIntoView({ block: tall ? "start" : "center" });
  };
  requestAnimationFrame(show);

  // Escape closes from anywhere on the page. Only the last cleanup is called, so it must do for all.
  document.removeEventListener("keydown", root.onEscape);
  root.onEscape = (event) => event.key === "Escape" && close();
  document.addEventListener("keydown", root.onEscape);
  return () => document.removeEventListener("keydown", root.onEscape);
}

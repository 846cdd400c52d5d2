// A question and its answer: paragraphs with markers, then the cited passages.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = fresh(parentElement, data);
  if (!root) return;
  const open = (place) => () => setTriggerValue("open", place);

  const marker = (run) =>
    el(
      "button",
      {
        class: "marker", type: "button", "aria-label": run.label, title: run.label,
        disabled: run.open === null, onclick: open(run.open),
      },
      String(run.marker),
    );

  const said = (run) => {
    if (run.lead) return el("span", { class: "lead" }, run.text);
    const tick = { class: "tick", role: "img", title: run.badge, "aria-label": run.badge };
    if (run.badge) return el("span", {}, run.text, " ", el("span", tick, "✓"));
    if (!run.flag) return run.text;
    const tag = el("span", { class: "tag" }, run.flag);
    const parts = run.parts || [{ text: run.text, lacks: true }];
    const doubted = (part) => (part.lacks ? el("span", { class: "doubt" }, part.text) : part.text);
    return el("span", { class: "flagged" }, ...parts.map(doubted), " ", tag);
  };

  const inside = (part) => part.runs.map((run) => (run.marker ? marker(run) : said(run)));

  // Items that follow one another make one list.
  const prose = (parts) => {
    const blocks = [];
    for (const part of parts) {
      if (!part.item) blocks.push(el("p", { dir: "auto" }, ...inside(part)));
      else {
        if (blocks.at(-1)?.tagName !== "UL") blocks.push(el("ul", {}));
        blocks.at(-1).append(el("li", { dir: "auto" }, ...inside(part)));
      }
    }
    return blocks;
  };

  const quote = (item) =>
    el(
      "li",
      {},
      el(
        "button",
        {
          class: "quote", type: "button", onclick: open(item.open),
          "aria-label": `${item.label}: ${item.quote}`,
        },
        el("span", { class: "number", "aria-hidden": "true" }, String(item.marker)),
        el("q", { dir: "auto" }, item.quote),
        translated(item.translation),
        item.page ? el("span", { class: "page" }, item.page) : null,
      ),
    );

  const source = (group) =>
    el(
      "section",
      { class: "source" },
      el("h4", { dir: "auto" }, group.title),
      el("p", { class: "byline", dir: "auto" }, group.byline),
      el("ul", {}, ...group.quotes.map(quote)),
    );

  const sources = (title, groups) =>
    groups && groups.length
      ? el("div", { class: "sources" }, el("h3", {}, title), ...groups.map(source))
      : null;

  const words = data.words || {};
  const side = (part) =>
    el(
      "div",
      { class: "side" },
      el("p", { class: "value", dir: "auto" }, part.value, marker(part.mark)),
      el("p", { class: "byline", dir: "auto" }, `${part.who} · ${part.when}`),
    );

  const conflict = (found) =>
    el(
      "section",
      { class: "conflict", "aria-label": `${words.differ}: ${found.matter}` },
      el("h3", {}, words.differ),
      el("p", { class: "byline", dir: "auto" }, found.matter),
      el("div", { class: "sides" }, ...found.sides.map(side)),
    );

  const abstained = data.abstained;
  const parts = [
    data.question ? el("h2", { class: "question", dir: "auto" }, data.question) : null,
    data.understood ? el("p", { class: "aside" }, words.understood, " ", data.understood) : null,
    data.note ? el("p", { class: "aside note", dir: "auto" }, data.note) : null,
    data.status ? el("p", { class: "aside busy", role: "status" }, data.status) : null,
    data.brief && data.brief.length
      ? el("p", { class: "brief", dir: "auto" }, ...inside({ runs: data.brief }))
      : null,
    data.paragraphs && data.paragraphs.length
      ? el("div", { class: data.busy ? "said busy" : "said" }, ...prose(data.paragraphs))
      : null,
    abstained ? el("p", { class: "abstained", dir: "auto" }, abstained.reason) : null,
    abstained ? sources(words.nearest_passages, abstained.nearest) : null,
    data.problem
      ? el(
          "div",
          { class: "problem", role: "alert" },
          el("p", {}, data.problem.message),
          data.problem.hint ? el("p", { class: "hint" }, data.problem.hint) : null,
        )
      : null,
    ...(data.conflicts || []).map(conflict),
    sources(words.sources, data.sources),
    data.foot ? el("p", { class: "foot" }, data.foot) : null,
  ];
  root.replaceChildren(...parts.filter((part) => part !== null));

  // A new question goes to the top, and its answer comes in below it. The second call is for
  // the room below, which may be laid out a little later than the question.
  if (data.latest) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const how = { block: "start", behavior: still ? "auto" : "smooth" };
    for (const wait of [0, 200]) setTimeout(() => root.scrollIntoView(how), wait);
  }
}

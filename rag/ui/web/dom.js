// The one way text reaches the page: as text nodes. Nothing here reads HTML or Markdown.
const el = (tag, props = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kids.filter((kid) => kid !== null && kid !== ""));
  return node;
};

// A quote in the language of the reader, labelled as a translation; null where there is none.
const translated = (told) =>
  told
    ? el(
        "span",
        { class: "translation", lang: told.language },
        el("span", { class: "tag" }, told.label), " ", told.text,
      )
    : null;

// The root of a component, or null when it already shows this data (a rerun changes nothing).
const fresh = (parent, data) => {
  const root = parent.querySelector(".fuente");
  const view = JSON.stringify(data);
  if (root.view === view) return null;
  root.view = view;
  return root;
};

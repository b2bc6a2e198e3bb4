// Suggestions while typing in a search field. Without this file the field just searches.
const SAVES = navigator.connection?.saveData;

const loaded = new Promise((done) => {
  if (document.readyState === "complete") done();
  else addEventListener("load", done, { once: true });
});

// Only who searches needs htmx; it reads the page once everything else is there.
const load = async (form, ready) => {
  const source = form.dataset.htmx;
  if (document.querySelector(`script[src="${source}"]`)) return;
  const script = document.createElement("script");
  script.src = source;
  script.addEventListener("load", ready);
  await loaded;
  document.head.append(script);
};

const below = (input) => {
  const box = document.createElement("div");
  box.className = "suggest";
  box.hidden = true;
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  input.form.append(box, said);
  return { box, said };
};

const asOption = (link, id) => {
  link.id = id;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.parentElement.setAttribute("role", "presentation");
};

const suggest = (input) => {
  const { box, said } = below(input);
  const listId = `${input.id}-list`;
  let links = [];
  let active = -1;
  let isWanted = false;

  const choose = (number) => {
    links[active]?.setAttribute("aria-selected", "false");
    active = number;
    const link = links[active];
    link?.setAttribute("aria-selected", "true");
    link?.scrollIntoView({ block: "nearest" });
    if (link) input.setAttribute("aria-activedescendant", link.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (isOpen) => {
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    choose(-1);
  };

  const dismiss = () => {
    isWanted = false;
    said.textContent = "";
    show(false);
  };

  const take = () => {
    const list = box.querySelector("ul");
    links = [...box.querySelectorAll("a")];
    active = -1;
    links.forEach((link, number) => asOption(link, `${listId}-${number}`));
    if (list) {
      list.id = listId;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", input.labels[0].textContent);
    }
    const isOpen = isWanted && document.activeElement === input;
    show(isOpen && links.length > 0);
    said.textContent = (isOpen && list?.dataset.said) || "";
  };

  const step = (by) => {
    if (box.hidden) show(true);
    const places = links.length + 1;
    choose(((active + 1 + by + places) % places) - 1);
  };

  const mayOpen = () => links.length > 0 && input.value.trim() !== "";

  const keys = {
    ArrowDown: () => mayOpen() && step(1),
    ArrowUp: () => mayOpen() && step(-1),
    Escape: () => !box.hidden && dismiss(),
    Enter: () => active >= 0 && links[active].click(),
  };

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": listId,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }
  input.addEventListener("focus", () =>
    load(input.form, () => isWanted && input.dispatchEvent(new Event("input"))),
  );
  input.addEventListener("input", () => {
    isWanted = input.value.trim() !== "";
    if (!isWanted) dismiss();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !Object.hasOwn(keys, event.key)) return;
    if (keys[event.key]() !== false) event.preventDefault();
  });
  input.addEventListener("blur", dismiss);
  input.addEventListener("htmx:responseError", dismiss);
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("htmx:afterSwap", take);
};

if (!SAVES) document.querySelectorAll("form[data-htmx] input").forEach(suggest);

// Names that the controls of Django's admin and of its packages lack, from the words beside them.
const text = node => node?.textContent.trim().replace(/:$/, "") ?? "";

const labelOf = id => text(document.querySelector(`label[for="${CSS.escape(id)}"]`));

for (const cell of document.querySelectorAll("thead th"))
  if (!text(cell)) {
    const empty = Object.assign(document.createElement("td"), {className: cell.className});
    empty.append(...cell.childNodes); // the box that chooses all rows
    cell.replaceWith(empty);
  }

const nameParts = () => {
  for (const hint of document.querySelectorAll(".help-tooltip[aria-label]")) hint.role = "img";
  for (const field of document.querySelectorAll("select.admin-autocomplete"))
    for (const part of field.parentElement.querySelectorAll(".select2 :is([role=combobox], [role=textbox])")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", labelOf(field.id) || field.name);
    }
};

// Scripts of Django's make these at a moment of their own, and again for each row that is added.
new MutationObserver(nameParts).observe(document.body, {childList: true, subtree: true});
nameParts();

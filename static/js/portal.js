// Enhancement only: every page works without this file.
const root = document.documentElement;
const KEY = "theme";

const remembered = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

const remember = (theme) => {
  root.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
};

const offer = (selector, act) => {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
};

const isDark = () =>
  root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;

const share = async (button) => {
  try {
    if (navigator.share) {
      await navigator.share({ title: document.title, url: location.href });
    } else {
      await navigator.clipboard.writeText(location.href);
      button.querySelector("[role=status]").textContent = button.dataset.done;
    }
  } catch {
    // The reader closed the sheet.
  }
};

if (remembered()) root.dataset.theme = remembered();
offer("[data-theme-toggle]", () => remember(isDark() ? "light" : "dark"));
offer("[data-print]", () => print());
offer("[data-share]", share);
document.querySelector("[data-focus]")?.focus();

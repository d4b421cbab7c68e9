// The two things a page can do: show its code, and filter the index. Nothing is stored, nothing leaves the site.
(() => {
  "use strict";

  const toggle = document.getElementById("code-toggle");
  if (toggle && document.querySelector(".code")) {
    toggle.hidden = false;
    // A page keeps its code in a script beside it, so that readers who do not ask for it do not wait for it.
    window.showCode = (cells) => {
      document.querySelectorAll(".code").forEach((place, index) => (place.innerHTML = cells[index]));
    };
    toggle.addEventListener("click", () => {
      if (toggle.dataset.code) {
        document.head.append(Object.assign(document.createElement("script"), { src: toggle.dataset.code }));
        delete toggle.dataset.code;
      }
      const shown = document.body.classList.toggle("with-code");
      toggle.setAttribute("aria-pressed", String(shown));
    });
  }

  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll(".end details")) one.open = true;
  });

  const filters = document.getElementById("filters");
  if (!filters) return;

  // Arabic and Persian keyboards write the same word with different letters; searching must not care.
  const folded = (words) =>
    words
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[يىئ]/g, "ی")
      .replace(/ك/g, "ک")
      .replace(/[أإآٱ]/g, "ا")
      .replace(/[ةۀ]/g, "ه")
      .replace(/ؤ/g, "و")
      .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
      .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
      .replace(/[\u0640\u064b-\u065f\u0670\u200b-\u200f\u2066-\u2069]/g, "");

  const cards = [...document.querySelectorAll(".reports > li")];
  const homes = cards.map((card) => card.parentNode);
  // Each question's list, with its entry in the list of questions and the label that unfolds it, where it has these.
  const entries = [...document.querySelectorAll(".questions li")];
  const groups = [...document.querySelectorAll(".group")].map((group, place) => ({
    group,
    list: group.querySelector(".reports"),
    entry: entries[place],
    label: group.querySelector(".all-reports + label"),
  }));
  const questions = document.getElementById("questions");
  const themes = [...document.querySelectorAll(".theme, .questions > div")];
  const foldedAt = Number(filters.dataset.folded);
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const numbers = new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa-IR" : "en");
  let texts = null;

  const filter = () => {
    texts ??= cards.map((card) =>
      folded(
        (card.closest(".theme").querySelector("h2")?.textContent ?? "") +
          card.closest(".group").querySelector(".asks").textContent +
          card.textContent +
          (card.dataset.about ?? "")
      ).replace(/\s/g, "")
    );
    const terms = folded(search.value).split(/\s+/).filter(Boolean);
    const language = filters.querySelector("input[name=language]:checked").value;
    let shown = 0;
    // Cards that do not fit leave the document: hiding hundreds of them is far slower to lay out.
    const fitting = new Map(groups.map(({ list }) => [list, []]));
    cards.forEach((card, place) => {
      if (language && card.dataset.language !== language) return;
      if (!terms.every((term) => texts[place].includes(term))) return;
      fitting.get(homes[place]).push(card);
      shown += 1;
    });
    for (const { group, list, entry, label } of groups) {
      const fits = fitting.get(list);
      list.replaceChildren(...fits);
      group.hidden = fits.length === 0;
      if (entry) {
        entry.hidden = group.hidden;
        entry.querySelector(".n").textContent = `(${numbers.format(fits.length)})`;
      }
      if (label) {
        label.hidden = fits.length <= foldedAt;
        label.firstElementChild.textContent = label.dataset.template.replace("{total}", numbers.format(fits.length));
      }
    }
    if (questions) questions.hidden = shown === 0;
    for (const theme of themes) theme.hidden = !theme.querySelector(":is(.group, li):not([hidden])");
    // What is searched for must not be folded away.
    document.body.classList.toggle("searching", terms.length > 0);
    const found = terms.length ? count.dataset.template : count.dataset.language;
    count.textContent = (shown < cards.length ? found : count.dataset.all)
      .replace("{shown}", numbers.format(shown))
      .replace("{total}", numbers.format(cards.length));
    none.hidden = shown > 0;
  };

  filters.hidden = false;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", filter);
  filter();
})();

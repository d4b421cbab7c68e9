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
    for (const one of document.querySelectorAll("details.provenance")) one.open = true;
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
  const lists = [...new Set(homes)];
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const none = document.getElementById("none");
  const numbers = new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa-IR" : "en");
  let texts = null;

  const filter = () => {
    texts ??= cards.map((card) =>
      folded(card.closest(".group").querySelector("h2").textContent + card.textContent).replace(/\s/g, "")
    );
    const terms = folded(search.value).split(/\s+/).filter(Boolean);
    const language = filters.querySelector("input[name=language]:checked").value;
    let shown = 0;
    // Cards that do not fit leave the document: hiding hundreds of them is far slower to lay out.
    const fitting = new Map(lists.map((list) => [list, []]));
    cards.forEach((card, place) => {
      if (language && card.dataset.language !== language) return;
      if (!terms.every((term) => texts[place].includes(term))) return;
      fitting.get(homes[place]).push(card);
      shown += 1;
    });
    for (const [list, fits] of fitting) {
      list.replaceChildren(...fits);
      list.closest(".group").hidden = fits.length === 0;
    }
    count.textContent = count.dataset.template
      .replace("{shown}", numbers.format(shown))
      .replace("{total}", numbers.format(cards.length));
    none.hidden = shown > 0;
  };

  filters.hidden = false;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", filter);
  filter();
})();

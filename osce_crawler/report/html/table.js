"use strict";

// The table of releases: filters, search, sorting, pages. `data` is what listing.py packs. Whatever comes from
// the site is put into the page as text, never as markup.
function showTable(data) {
  const SIZE = 50;
  const DAY = 24 * 60 * 60 * 1000;
  const NONE = -1;
  const byId = (id) => document.getElementById(id);
  const numbers = new Intl.NumberFormat("en");
  const alphabet = new Intl.Collator("en", { numeric: true });
  const form = byId("filters");
  const selects = [...form.querySelectorAll("select")];
  const heads = [...document.querySelectorAll("#table th")];
  const state = { column: "day", descending: true, page: 0, rows: [] };

  const isoDay = (day) => (day === null ? "" : new Date(day * DAY).toISOString().slice(0, 10));
  const yearOf = (day) => (day === null ? [] : [new Date(day * DAY).getUTCFullYear()]);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // For each filter: the words that it offers and, row by row, the numbers of those that hold.
  const years = [...new Set(data.day.flatMap(yearOf))].sort((a, b) => b - a);
  const placeOfYear = new Map(years.map((year, place) => [year, place]));
  const facets = {
    year: { words: years.map(String), rows: data.day.map((day) => yearOf(day).map((year) => placeOfYear.get(year))) },
    type: { words: data.words.type, rows: data.type.map((code) => [code]) },
    source: { words: data.words.source, rows: data.source },
    field: { words: data.words.field, rows: data.field },
    country: { words: data.words.country, rows: data.country },
    language: { words: data.words.language, rows: data.language.map((code) => [code]) },
  };

  function offer(select) {
    const name = select.dataset.filter;
    const { words, rows } = facets[name];
    const counts = new Array(words.length).fill(0);
    let without = 0;
    for (const codes of rows) {
      for (const code of codes) counts[code] += 1;
      if (!codes.length) without += 1;
    }
    const order = words.map((_, code) => code);
    if (name !== "year") order.sort((a, b) => alphabet.compare(words[a], words[b]));
    const add = (text, count, value, code) => {
      const option = new Option(`${text} (${numbers.format(count)})`, value);
      option.dataset.code = code;
      select.add(option);
    };
    for (const code of order) add(words[code], counts[code], words[code], code);
    if (without) add("Not given", without, "-", NONE);
  }

  let folded = null;
  function matching() {
    const tests = [];
    for (const select of selects) {
      if (select.selectedIndex === 0) continue;
      const { rows } = facets[select.dataset.filter];
      const code = Number(select.selectedOptions[0].dataset.code);
      tests.push(code === NONE ? (row) => !rows[row].length : (row) => rows[row].includes(code));
    }
    const wanted = fold(byId("search").value).split(/\s+/).filter(Boolean);
    if (wanted.length) {
      folded ??= data.title.map(fold);
      tests.push((row) => wanted.every((word) => folded[row].includes(word)));
    }
    const rows = [];
    for (let row = 0; row < data.title.length; row += 1) if (tests.every((test) => test(row))) rows.push(row);
    return rows;
  }

  // For each row its place in the order of a column; null where it has none.
  const ranks = { day: data.day };
  function ranksOf(column) {
    ranks[column] ??= column === "title" ? ranksOfWords(data.title, data.title.map((_, row) => [row]))
      : ranksOfWords(facets[column].words, facets[column].rows);
    return ranks[column];
  }
  function ranksOfWords(words, rows) {
    const order = words.map((_, code) => code).sort((a, b) => alphabet.compare(words[a], words[b]));
    const place = new Array(words.length);
    order.forEach((code, rank) => { place[code] = rank; });
    return rows.map((codes) => (codes.length ? place[codes[0]] : null));
  }

  function sort(rows) {
    const rank = ranksOf(state.column);
    const sign = state.descending ? -1 : 1;
    return rows.sort((a, b) => {
      const [first, second] = [rank[a], rank[b]];
      if (first === second) return a - b;
      if (first === null) return 1;
      if (second === null) return -1;
      return sign * (first - second);
    });
  }

  const gone = new Map(data.gone);
  const wordsOf = (name, row) => facets[name].rows[row].map((code) => facets[name].words[code]);

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function titleCell(row) {
    const cell = element("td", "", "title");
    const address = data.words.url[data.url[row]] + data.tail[row];
    const title = element(/^https?:\/\//i.test(address) ? "a" : "bdi", data.title[row]);
    if (title.tagName === "A") title.href = address;
    title.lang = data.codes[data.language[row]];
    title.dir = "auto";
    cell.append(title);
    if (gone.has(row)) cell.append(" ", element("span", `(gone from the site since ${gone.get(row)})`, "gone"));
    const facts = ["type", "source", "field", "country", "language"].map((name) => wordsOf(name, row).join(", "));
    const meta = element("span", "", "meta");
    for (const fact of facts.filter(Boolean)) meta.append(meta.childNodes.length ? " · " : "", element("bdi", fact));
    cell.append(meta);
    return cell;
  }

  function line(row) {
    const made = document.createElement("tr");
    made.append(element("td", isoDay(data.day[row]), "day"), titleCell(row));
    for (const name of ["type", "source", "field", "country", "language"]) {
      const cell = document.createElement("td");
      wordsOf(name, row).forEach((word, place) => cell.append(place ? ", " : "", element("bdi", word)));
      made.append(cell);
    }
    return made;
  }

  const lastPage = () => Math.max(Math.ceil(state.rows.length / SIZE) - 1, 0);

  function render() {
    const shown = state.rows.slice(state.page * SIZE, (state.page + 1) * SIZE);
    document.querySelector("#table tbody").replaceChildren(...shown.map(line));
    byId("page").textContent = `Page ${numbers.format(state.page + 1)} of ${numbers.format(lastPage() + 1)}`;
    for (const button of byId("pages").querySelectorAll("button")) {
      const target = state.page + Number(button.dataset.step);
      button.setAttribute("aria-disabled", String(target < 0 || target > lastPage()));
    }
    byId("pages").hidden = lastPage() === 0;
    byId("list").hidden = !state.rows.length;
    for (const head of heads) {
      if (head.dataset.column === state.column) head.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function update() {
    state.page = 0;
    state.rows = sort(matching());
    const [found, all] = [numbers.format(state.rows.length), numbers.format(data.title.length)];
    byId("status").textContent = !data.title.length ? "The dataset holds no release."
      : state.rows.length ? `${found} of ${all} releases` : "No release fits: clear a filter.";
    render();
    remember();
  }

  // The address keeps what is chosen, so that it can be sent and cited.
  function remember() {
    const said = new URLSearchParams();
    if (byId("search").value) said.set("search", byId("search").value);
    for (const select of selects) if (select.selectedIndex > 0) said.set(select.dataset.filter, select.value);
    if (state.column !== "day" || !state.descending) said.set("sort", (state.descending ? "-" : "") + state.column);
    if (String(said) || location.hash.includes("=")) history.replaceState(null, "", `#${said}`);
  }
  function recall() {
    if (!location.hash.includes("=")) return;
    const said = new URLSearchParams(location.hash.slice(1));
    byId("search").value = said.get("search") ?? "";
    for (const select of selects) {
      const wanted = said.get(select.dataset.filter) ?? "";
      if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
    }
    const [, minus, column] = /^(-?)(\w+)$/.exec(said.get("sort") ?? "") ?? [];
    if (heads.some((head) => head.dataset.column === column)) Object.assign(state, { column, descending: minus === "-" });
  }

  selects.forEach(offer);
  recall();
  let pause;
  byId("search").addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(update, 120);
  });
  for (const select of selects) select.addEventListener("change", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const { column } = head.dataset;
      state.descending = state.column === column ? !state.descending : column === "day";
      state.column = column;
      update();
    });
  }
  byId("pages").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    state.page += Number(button.dataset.step);
    render();
    byId("list").scrollIntoView();
  });
  form.hidden = !data.title.length;
  update();
}

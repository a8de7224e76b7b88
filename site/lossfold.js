// What a page does beyond being read: pages work without it.
"use strict";
(() => {
  const root = new URL(".", document.currentScript.src || location).href;
  const html = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  /** An element with properties, attributes (those with a hyphen) and children. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
      else element[name] = value;
    }
    element.append(...children);
    return element;
  }

  /** Loads a script once. */
  const scripts = {};
  function load(address) {
    return (scripts[address] ??= new Promise((done, failed) => {
      document.head.append(make("script", { src: root + address, onload: done, onerror: () => {
        delete scripts[address];
        failed(new Error(address));
      } }));
    }));
  }

  const memory = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => {
      try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* */ }
    },
  };

  // Numbers, by the rules of the figures.

  function numeral(value, digits = 3) {
    if (value === 0) return "0";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
    const sign = value < 0 ? "−" : "";
    const [mantissa, power] = Math.abs(value).toExponential(digits - 1).split("e");
    if (power < -4 || power >= Math.max(6, digits)) {
      const exponent = [...String(Math.abs(power))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("");
      return `${sign}${mantissa} × 10${power < 0 ? "⁻" : ""}${exponent}`;
    }
    const [whole, rest] = Number(`${mantissa}e${power}`)
      .toFixed(Math.max(0, digits - 1 - power)).split(".");
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") + (rest ? "." + rest : "");
  }
  const whole = (value) =>
    Number.isInteger(value) ? numeral(value, 9).replace(/\..*/, "") : numeral(value);
  const percent = (fraction) => numeral(fraction * 100) + "\u00A0%";

  // Light and dark.

  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (html.dataset.theme ? html.dataset.theme === "dark" : systemIsDark.matches);
  const themeChanged = new EventTarget();
  const darkSources = all("picture source[media*='prefers-color-scheme: dark']")
    .map((source) => ({ source, media: source.media }));

  function showPictures(theme) {
    for (const { source, media } of darkSources) {
      const others = media.replace(/\(prefers-color-scheme: dark\)( and )?/, "");
      source.media = theme === "dark" ? others || "all" : theme === "light" ? "not all" : media;
    }
  }

  function setTheme(theme) {
    if (theme) html.dataset.theme = theme;
    else delete html.dataset.theme;
    memory.set("theme", theme);
    showPictures(theme);
    themeButton.textContent = `Theme: ${theme || "system"}`;
    themeChanged.dispatchEvent(new Event("change"));
  }
  const themeButton = make("button", { type: "button", onclick() {
    const themes = ["", "light", "dark"];
    setTheme(themes[(themes.indexOf(html.dataset.theme ?? "") + 1) % 3]);
  } });
  systemIsDark.addEventListener("change", () => themeChanged.dispatchEvent(new Event("change")));
  addEventListener("beforeprint", () => showPictures("light"));
  addEventListener("afterprint", () => showPictures(html.dataset.theme ?? ""));

  // Search, in an index that comes as a script.

  const searchField = make("input", { type: "search", id: "search", autocomplete: "off",
    placeholder: "Words", spellcheck: false });
  const searchCount = make("p", { role: "status", className: "count" });
  const searchResults = make("ol", { className: "results" });
  const searchBox = dialog("Search", make("label", { for: "search" }, "Search all pages"),
    searchField, searchCount, searchResults);

  function dialog(name, ...children) {
    const box = make("dialog", { "aria-label": name }, ...children,
      make("button", { type: "button", className: "close", onclick: () => box.close() }, "Close"));
    box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
    return box;
  }

  async function openSearch() {
    document.body.append(searchBox);
    if (!searchBox.open) searchBox.showModal();
    searchField.focus();
    searchField.select();
    try {
      await load("search.js");
      search();
    } catch { searchCount.textContent = "The index could not be loaded."; }
  }

  function search() {
    const words = searchField.value.toLowerCase().split(/\s+/).filter(Boolean);
    searchResults.replaceChildren();
    searchCount.textContent = "";
    if (!words.length || !self.lossfoldIndex) return;
    const found = [];
    for (const [address, page, sections] of self.lossfoldIndex) {
      for (const [anchor, heading, text] of sections) {
        const places = [heading, page, text].map((part) => part.toLowerCase());
        let score = 0;
        for (const word of words) {
          const gain = (places[0].includes(word) ? 8 : 0) + (places[1].includes(word) ? 3 : 0)
            + Math.min(places[2].split(word).length - 1, 4);
          if (!gain) { score = 0; break; }
          score += gain;
        }
        if (score) found.push({ score, page, heading, text, address: root + address + (anchor && "#" + anchor) });
      }
    }
    found.sort((one, other) => other.score - one.score);
    searchCount.textContent = found.length === 0 ? "Nothing found."
      : `${found.length} ${found.length === 1 ? "place" : "places"}`;
    for (const { page, heading, text, address } of found.slice(0, 20)) {
      const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
      const excerpt = make("span", { className: "excerpt" });
      const pattern = new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})`, "iu");
      ((at ? "… " : "") + text.slice(at, at + 140)).split(pattern)
        .forEach((piece, index) => excerpt.append(index % 2 ? make("mark", {}, piece) : piece));
      searchResults.append(make("li", {}, make("a", { href: address, onclick: () => searchBox.close() },
        make("b", {}, heading), heading === page ? "" : ` · ${page}`, excerpt)));
    }
  }
  searchField.addEventListener("input", search);
  searchBox.addEventListener("keydown", (event) => {
    const links = all("a", searchResults);
    const place = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[place + 1] ?? links.at(-1))?.focus();
    else if (event.key === "ArrowUp") (place > 0 ? links[place - 1] : searchField).focus();
    else if (event.key === "Enter" && place < 0 && event.target === searchField) links[0]?.click();
    else return;
    event.preventDefault();
  });

  // Keys.

  const keys = [["/", "search"], ["← →", "the page before, the next"], ["?", "these keys"],
    ["Esc", "close"]];
  const probeKeys = [["← → ↑ ↓", "move by a pixel; with Shift by 10"], ["Home End", "to the edge"],
    ["Page Up, Page Down", "another class"], ["[ ]", "another image"]];
  const keyList = (pairs) => make("dl", {}, ...pairs.flatMap(([key, what]) => [
    make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]));
  function openKeys() {
    const box = dialog("Keys", make("h2", {}, "Keys"), keyList(keys),
      ...(document.querySelector(".probe") ? [make("h2", {}, "In a probe"), keyList(probeKeys)] : []));
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, select, textarea")) return;
    if (event.key === "/") openSearch();
    else if (event.key === "?") openKeys();
    else if (!event.shiftKey && ["ArrowLeft", "ArrowRight"].includes(event.key)
      && !event.target.closest("[tabindex]")) {
      document.querySelector(event.key === "ArrowLeft" ? "a[rel=prev]" : "a[rel=next]")?.click();
    } else return;
    event.preventDefault();
  });

  document.querySelector("header.site")?.append(make("div", { className: "tools" },
    make("button", { type: "button", onclick: openSearch, "aria-keyshortcuts": "/" }, "Search"),
    themeButton,
    make("button", { type: "button", onclick: openKeys, "aria-keyshortcuts": "?" }, "Keys")));
  setTheme(memory.get("theme") ?? "");
  const here = document.querySelector("header nav [aria-current]");
  if (here) here.closest("nav").scrollLeft = here.offsetLeft - innerWidth / 2;

  // Code to take along.

  for (const block of all("pre")) {
    const button = make("button", { type: "button", className: "copy", async onclick() {
      const text = block.innerText;
      try { await navigator.clipboard.writeText(text); } catch {
        const area = document.body.appendChild(make("textarea", { value: text }));
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } }, "Copy");
    const frame = make("div", { className: "code" });
    block.replaceWith(frame);
    frame.append(block, button);
  }

  // The probe: what a pixel costs, and adds to the number.

  const weightSteps = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** Codes that were deflated, all their high bytes before all their low ones. */
  async function unpacked(packed) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const planes = new Uint8Array(await new Response(stream).arrayBuffer());
    const half = planes.length / 2;
    return planes.map((_, index) => planes[(index >> 1) + (index & 1 ? 0 : half)]);
  }

  class Probe {
    constructor(section) {
      this.section = section;
      this.facts = JSON.parse(section.querySelector("script").textContent);
      [this.images, this.rows, this.columns, this.count] = this.facts.shape;
      this.figure = section.querySelector("figure");
      this.picture = section.querySelector("picture, .drawing");
      this.asIs = { weights: Array(this.count).fill(1), classes: "mean", positions: "mean", mask: 0 };
      this.state = { image: 0, row: -1, column: -1, class: 0, ...this.asIs };
      this.samples = [];
      this.picture.addEventListener("click", () => this.open());
      this.button = make("button", { type: "button", className: "primary", onclick: () => this.open() },
        "Point at the pixels");
      this.figure.before(make("p", { className: "probe-start" }, this.button));
      if (this.readAddress()) this.open().then(() => this.section.scrollIntoView());
      addEventListener("hashchange", () => { if (this.readAddress()) this.open(); });
      themeChanged.addEventListener("change", () => this.paint());
    }

    // The address.

    readAddress() {
      const said = new URLSearchParams(location.hash.slice(1));
      if (said.get("probe") !== this.facts.id) return false;
      const whole = (name, count, otherwise) => {
        const value = Number.parseInt(said.get(name) ?? "", 10);
        return Number.isNaN(value) ? otherwise : clamp(value, 0, count - 1);
      };
      const state = this.state;
      state.image = whole("image", this.images, 0);
      state.row = whole("row", this.rows, -1);
      state.column = whole("column", this.columns, -1);
      state.class = whole("class", this.count, 0);
      const weights = (said.get("weights") ?? "").split(",").map(Number);
      state.weights = weights.length === this.count && weights.every((weight) => weightSteps.includes(weight))
        ? weights : this.asIs.weights;
      state.classes = ["sum", "weighted"].find((name) => name === said.get("classes")) ?? "mean";
      state.positions = said.get("positions") === "sum" ? "sum" : "mean";
      state.mask = whole("mask", this.count + 1, 0);
      if (!this.facts.kept[state.mask][0]) state.mask = 0;
      return true;
    }

    writeAddress() {
      clearTimeout(this.writing);
      this.writing = setTimeout(() => {
        const { image, row, column, weights, classes, positions, mask } = this.state;
        const said = [`probe=${this.facts.id}`, `image=${image}`, `row=${row}`, `column=${column}`,
          `class=${this.state.class}`];
        if (weights.some((weight) => weight !== 1)) said.push(`weights=${weights}`);
        if (classes !== "mean") said.push(`classes=${classes}`);
        if (positions !== "mean") said.push(`positions=${positions}`);
        if (mask) said.push(`mask=${mask}`);
        history.replaceState(history.state, "", "#" + said.join("&"));
      }, 200);
    }

    // The data.

    async sample(image) {
      if (!this.samples[image]) {
        const name = `${this.facts.stem}.${image}`;
        if (!self.lossfoldProbe?.[name]) await load(`probe/${name}.js`);
        const data = self.lossfoldProbe[name];
        let raw = bytes(data.losses);
        if (data.planes) raw = await unpacked(raw);
        const view = new DataView(raw.buffer);
        const size = this.rows * this.columns * this.count;
        const losses = new Float64Array(size);
        const [low, step] = this.facts.codes ?? [];
        for (let index = 0; index < size; index++) {
          if (step === undefined) { losses[index] = view.getFloat32(4 * index, true); continue; }
          // A logit of how wrong the prediction is; 0 is no loss at all.
          const code = view.getUint16(2 * index, true);
          const logit = low + step * (code - 1);
          losses[index] = code ? Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) : 0;
        }
        const bits = bytes(data.labels);
        const labels = Uint8Array.from({ length: size }, (_, index) => (bits[index >> 3] >> (index & 7)) & 1);
        delete self.lossfoldProbe[name];
        this.samples[image] = { losses, labels };
      }
      return this.samples[image];
    }

    get current() { return this.samples[this.state.image]; }

    /** The losses of the pixel, class by class. */
    pixel(row = this.state.row, column = this.state.column) {
      const start = (row * this.columns + column) * this.count;
      return this.current.losses.subarray(start, start + this.count);
    }

    /** By what the weighted sum of a pixel's losses is divided. */
    get divisor() {
      const { weights, classes } = this.state;
      return classes === "sum" ? 1 : classes === "mean" ? this.count
        : weights.reduce((sum, weight) => sum + weight, 0);
    }

    get positionCount() {
      return this.state.positions === "sum" ? 1 : this.facts.kept[this.state.mask][0];
    }

    /** 0 where the mask leaves a position of the image out, 1 elsewhere. */
    factor(position) {
      const { mask } = this.state;
      return mask ? this.current.labels[position * this.count + mask - 1] : 1;
    }

    /** The number, of the engine's sums over the positions that the mask keeps. */
    get number() {
      const [, ...sums] = this.facts.kept[this.state.mask];
      return sums.reduce((all, sum, index) => all + sum * this.state.weights[index], 0)
        / (this.divisor || 1) / this.positionCount;
    }

    // The panels.

    async open() {
      this.button.disabled = true;
      this.button.textContent = "Loading …";
      try {
        await this.sample(this.state.image);
      } catch {
        this.button.disabled = false;
        this.button.textContent = "The data could not be loaded. Try again";
        return;
      }
      if (!this.tool) {
        this.build();
        this.button.parentElement.remove();
        this.picture.before(this.tool);
        this.picture.classList.add("replaced");
        if (document.activeElement === document.body) this.panels.focus({ preventScroll: true });
      }
      await this.show(this.state.image);
    }

    build() {
      const { names } = this.facts;
      this.imageButtons = Array.from({ length: this.images }, (_, image) => make("button",
        { type: "button", onclick: () => this.choose(image) }, `Image ${image}`));
      this.maps = [...names, "mean"].map((name, index) => {
        const canvas = make("canvas", { width: this.columns, height: this.rows });
        const ring = make("i", { className: "ring" });
        return { canvas, ring, box: make("div", { className: "map" },
          make("p", {}, make("span", {}, name), make("span", { className: "n" })),
          make("div", { className: "cells" }, canvas, ring)), index };
      });
      this.panels = make("div", { className: "panels", tabIndex: 0, role: "application",
        "aria-label": "Losses by pixel and class", "aria-describedby": `${this.facts.id}-help` },
        ...this.maps.map((map) => map.box));
      for (const map of this.maps) {
        const point = (event) => this.point(map, event);
        map.canvas.addEventListener("pointerdown", (event) => {
          this.panels.focus({ preventScroll: true });
          point(event);
        });
        map.canvas.addEventListener("pointermove", point);
      }
      this.panels.addEventListener("keydown", (event) => this.press(event));
      this.reading = make("p", { role: "status", className: "reading" });
      this.body = make("tbody");
      this.formulas = make("div");
      this.sliders = names.map((name, index) => {
        const id = `${this.facts.id}-weight-${index}`;
        const input = make("input", { type: "range", id, min: 0, max: weightSteps.length - 1, step: 1,
          oninput: () => this.change({ weights: this.state.weights.with(index, weightSteps[input.value]) }) });
        const output = make("output", { for: id });
        return { input, output, row: make("p", {}, make("label", { for: id }, name), input, output) };
      });
      const choice = (key, label, options) => {
        const id = `${this.facts.id}-${key}`;
        const select = make("select", { id, onchange: () => this.change({ [key]: key === "mask" ? +select.value : select.value }) },
          ...options.map(([value, text, disabled]) => make("option", { value, disabled: !!disabled }, text)));
        return { select, row: make("p", {}, make("label", { for: id }, label), select) };
      };
      this.classFold = choice("classes", "Classes", [["mean", `mean: ÷ ${this.count}`], ["sum", "sum"],
        ["weighted", "weighted mean: ÷ weights"]]);
      this.positionFold = choice("positions", "Positions",
        [["mean", "mean"], ["sum", "sum"]]);
      this.maskFold = choice("mask", "Mask", ["none", ...names].map((name, index) =>
        [index, index ? `only where ${name} is` : name, !this.facts.kept[index][0]]));
      this.answer = make("p", { className: "answer", "aria-live": "polite" });
      this.reset = make("button", { type: "button", onclick: () => this.change(this.asIs) },
        "As the engine has it");
      const [low, high] = this.facts.scale;
      this.scaleBar = make("i");
      const cell = (text) => make("th", { scope: "col" }, text);
      this.tool = make("div", { className: "tool" },
        make("p", { className: "choices", role: "group", "aria-label": "Image" }, ...this.imageButtons),
        this.panels,
        make("p", { className: "scale" }, make("span", {}, `≤ ${numeral(low, 1)}`), this.scaleBar,
          make("span", {}, `${numeral(high)} nats`)),
        make("p", { className: "help", id: `${this.facts.id}-help` },
          "Point, tap, or use the arrow keys. Shift moves by 10, Page Up and Page Down change the class, [\u00A0and\u00A0] the image."),
        this.reading,
        make("div", { className: "pair" },
          make("div", { className: "scroll", role: "group", "aria-label": "The pixel’s losses", tabIndex: 0 },
            make("table", {}, make("thead", {}, make("tr", {}, cell("Class"), cell("Label y"),
              cell("Prediction p"), cell("Loss, nats"), cell("Share of number"))), this.body),
            this.formulas),
          make("fieldset", {}, make("legend", {}, "Weigh the classes"), ...this.sliders.map((slider) => slider.row),
            this.classFold.row, this.positionFold.row, this.maskFold.row, this.answer, this.reset)));
    }

    choose(image) { return this.show((image + this.images) % this.images).then(() => this.writeAddress()); }

    async show(image) {
      try { await this.sample(image); } catch {
        this.reading.textContent = "The image’s data could not be loaded.";
        return;
      }
      this.state.image = image;
      if (this.state.row < 0 || this.state.column < 0) this.goToGreatest();
      this.paint();
      this.read();
    }

    /** To the element that costs the most. */
    goToGreatest() {
      const { losses } = this.current;
      let best = 0;
      for (let index = 1; index < losses.length; index++) if (losses[index] > losses[best]) best = index;
      const position = Math.floor(best / this.count);
      this.state.class = best % this.count;
      this.state.row = Math.floor(position / this.columns);
      this.state.column = position % this.columns;
    }

    paint() {
      if (!this.tool || !this.current) return;
      const stops = this.facts.colors[isDark() ? 1 : 0]
        .map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
      this.scaleBar.style.background = `linear-gradient(90deg, ${this.facts.colors[isDark() ? 1 : 0]})`;
      const palette = Array.from({ length: 256 }, (_, level) => {
        const place = (level / 255) * (stops.length - 1);
        const index = Math.min(Math.floor(place), stops.length - 2);
        return stops[index].map((value, part) => value + (stops[index + 1][part] - value) * (place - index));
      });
      const [low, high] = this.facts.scale;
      const factor = 255 / Math.log(high / low);
      const { losses } = this.current;
      const { weights } = this.state;
      const divisor = this.divisor || 1;
      for (const { canvas, index } of this.maps) {
        const context = canvas.getContext("2d");
        const image = context.createImageData(this.columns, this.rows);
        for (let position = 0; position < this.rows * this.columns; position++) {
          const start = position * this.count;
          let loss = 0;
          if (index < this.count) loss = losses[start + index];
          else for (let at = 0; at < this.count; at++) loss += weights[at] * losses[start + at] / divisor;
          loss *= this.factor(position);
          const level = loss <= low ? 0 : Math.round(clamp(Math.log(loss / low) * factor, 0, 255));
          image.data.set(palette[level], 4 * position);
          image.data[4 * position + 3] = 255;
        }
        context.putImageData(image, 0, 0);
      }
      this.imageButtons.forEach((button, image) =>
        button.setAttribute("aria-pressed", image === this.state.image));
    }

    point(map, event) {
      const box = map.canvas.getBoundingClientRect();
      const place = (at, length, count) => clamp(Math.floor(at / length * count), 0, count - 1);
      this.move(place(event.clientY - box.top, box.height, this.rows),
        place(event.clientX - box.left, box.width, this.columns),
        map.index < this.count ? map.index : this.state.class);
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { row, column } = this.state;
      const by = event.shiftKey ? 10 : 1;
      const turn = (step) => this.move(row, column, (this.state.class + step + this.count) % this.count);
      const moves = {
        ArrowLeft: () => this.move(row, column - by), ArrowRight: () => this.move(row, column + by),
        ArrowUp: () => this.move(row - by, column), ArrowDown: () => this.move(row + by, column),
        Home: () => this.move(row, 0), End: () => this.move(row, this.columns - 1),
        PageUp: () => turn(-1), PageDown: () => turn(1),
        "[": () => this.choose(this.state.image - 1), "]": () => this.choose(this.state.image + 1),
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      moves[event.key]();
    }

    move(row, column, index = this.state.class) {
      const state = this.state;
      const next = [clamp(row, 0, this.rows - 1), clamp(column, 0, this.columns - 1), index];
      if (next[0] === state.row && next[1] === state.column && index === state.class) return;
      [state.row, state.column, state.class] = next;
      this.read();
      this.writeAddress();
    }

    change(more) {
      Object.assign(this.state, more);
      this.paint();
      this.read();
      this.writeAddress();
    }

    // The numbers.

    read() {
      const { row, column, image, weights } = this.state;
      const losses = this.pixel();
      const { names } = this.facts;
      const chosen = this.state.class;
      const labels = names.map((_, index) =>
        this.current.labels[(row * this.columns + column) * this.count + index]);
      const predictions = names.map((_, index) =>
        labels[index] ? Math.exp(-losses[index]) : -Math.expm1(-losses[index]));
      const { number, divisor } = this;
      const factor = this.factor(row * this.columns + column);
      const shares = names.map((_, index) => number > 0
        ? factor * weights[index] * losses[index] / divisor / this.positionCount / number : 0);
      const sum = names.reduce((total, _, index) => total + weights[index] * losses[index], 0);
      const mean = divisor ? factor * sum / divisor : Number.NaN;
      const share = shares.reduce((total, part) => total + part, 0);
      const folded = { mean: "mean", sum: "sum", weighted: "weighted mean" }[this.state.classes];

      for (const { ring, box, index } of this.maps) {
        ring.style.left = `${(column + 0.5) / this.columns * 100}%`;
        ring.style.top = `${(row + 0.5) / this.rows * 100}%`;
        ring.style.width = `max(14px, ${100 / this.columns}%)`;
        box.classList.toggle("chosen", index === chosen);
        box.querySelector(".n").textContent = numeral(index < this.count ? losses[index] : mean);
        if (index === this.count) box.querySelector("span").textContent = folded;
      }
      this.body.replaceChildren(
        ...names.map((name, index) => make("tr", { className: index === chosen ? "chosen" : "" },
          make("th", { scope: "row" }, name),
          ...[labels[index], numeral(predictions[index]), numeral(losses[index]), percent(shares[index])]
            .map((text) => make("td", { className: "trailing" }, String(text))))),
        make("tr", { className: "sum" }, make("th", { scope: "row" }, `Pixel, ${folded}`),
          ...["", "", numeral(mean), percent(share)].map((text) => make("td", { className: "trailing" }, text))));

      const p = numeral(predictions[chosen]);
      const isWeighted = weights.some((weight) => weight !== 1);
      const terms = [...losses].map((loss, index) => (isWeighted ? `${weights[index]} · ` : "") + numeral(loss));
      this.formulas.replaceChildren(
        make("p", { className: "formula" }, `ℓ(${names[chosen]}) = `
          + (labels[chosen] ? `−ln p = −ln ${p}` : `−ln(1 − p) = −ln(1 − ${p})`)
          + ` = ${numeral(losses[chosen])}`),
        make("p", { className: "formula" }, `${folded} = (${terms.join(" + ")})`
          + (this.state.classes === "sum" ? "" : ` / ${whole(divisor)}`)
          + (factor ? "" : " · 0 (masked)") + ` = ${numeral(mean)}`),
        make("p", { className: "formula" }, this.state.positions === "sum"
          ? `share = ${numeral(mean)} / ${numeral(number)} = ${percent(share)}`
          : `share = ${numeral(mean)} / (${whole(this.positionCount)} · ${numeral(number)}) = ${percent(share)}`));

      this.sliders.forEach(({ input, output }, index) => {
        input.value = weightSteps.indexOf(weights[index]);
        input.setAttribute("aria-valuetext", `× ${weights[index]}`);
        output.textContent = `× ${weights[index]}`;
      });
      this.classFold.select.value = this.state.classes;
      this.positionFold.select.value = this.state.positions;
      this.maskFold.select.value = this.state.mask;
      const isOwn = isWeighted || this.state.classes !== "mean" || this.state.positions !== "mean"
        || this.state.mask > 0;
      this.answer.replaceChildren("The number: ", make("b", { className: "n" }, numeral(number)),
        isOwn ? ` instead of ${numeral(this.facts.value)}` : ", as the engine folds it");
      this.reset.disabled = !isOwn;

      const said = `Position [${image}, ${row}, ${column}], ${names[chosen]}: label ${labels[chosen]}, `
        + `prediction ${p}, loss ${numeral(losses[chosen])} nats. The ${folded} of the classes is `
        + `${numeral(mean)}, ${percent(share)} of the number.`;
      clearTimeout(this.saying);
      this.saying = setTimeout(() => { this.reading.textContent = said; }, 60);
    }
  }

  for (const section of all(".probe")) new Probe(section);

  // The folds pass beside their tiles.
  for (const stepper of all(".stepper")) {
    const panels = all(".panel", stepper);
    const radios = all("input", stepper);
    const eye = new IntersectionObserver((seen) => seen.forEach(({ isIntersecting, target }) => {
      if (isIntersecting) radios[panels.indexOf(target)].checked = true;
    }), { rootMargin: "-50% 0px" });
    for (const panel of panels) eye.observe(panel);
    stepper.classList.add("path");
    stepper.addEventListener("change", ({ target }) => panels[radios.indexOf(target)]
      .scrollIntoView({ block: innerWidth < 1200 ? "nearest" : "center" }));
  }
})();

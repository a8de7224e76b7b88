// What a report does beyond being read. All that it says is there without this.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key.includes("-") || key === "role") element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children);
    return element;
  };
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  /** As the figures write numbers: three digits, a real minus, powers as powers. */
  const numeral = (value, digits = 3) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
    if (value === 0) return "0";
    const size = Number(Math.abs(value).toPrecision(digits));
    const sign = value < 0 ? "−" : "";
    if (size >= 1e-4 && size < 1e6) {
      const [whole, part] = size.toPrecision(digits).includes("e")
        ? [String(size)] : size.toPrecision(digits).split(".");
      return sign + whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") + (part ? "." + part : "");
    }
    const [mantissa, power] = size.toExponential(digits - 1).split("e");
    const raised = String(Math.abs(power)).replace(/\d/g, (digit) => superscripts[digit]);
    return `${sign}${mantissa} × 10${power < 0 ? "⁻" : ""}${raised}`;
  };
  const percent = (fraction) => numeral(fraction * 100) + "\u00A0%";

  // Files to take away.

  const root = document.documentElement;
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const save = (blob, name) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const checksum = (bytes) => {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  };

  /** A picture whose greys are colours again: those that the page gives it on white. */
  const colored = (address, filter) => {
    const png = bytesOf(address.split(",")[1]);
    const view = new DataView(png.buffer);
    const tables = ["R", "G", "B"].map((name) =>
      filter.querySelector(`feFunc${name}`).getAttribute("tableValues").split(" ").map(Number));
    for (let place = 8; place < png.length; place += view.getUint32(place) + 12) {
      if (String.fromCharCode(...png.subarray(place + 4, place + 8)) !== "PLTE") continue;
      const end = place + 8 + view.getUint32(place);
      for (let index = place + 8; index < end; index++) {
        const channel = (index - place - 8) % 3;
        png[index] = Math.round(tables[channel][png[index]] * 255);
      }
      view.setUint32(end, checksum(png.subarray(place + 4, end)));
    }
    let text = "";
    for (let start = 0; start < png.length; start += 8192) {
      text += String.fromCharCode(...png.subarray(start, start + 8192));
    }
    return "data:image/png;base64," + btoa(text);
  };

  /** A drawing as a file that needs nothing of this page. */
  const standalone = (drawing) => {
    const source = drawing.querySelector("svg");
    const copy = source.cloneNode(true);
    const found = new Map();
    for (const use of all("use", copy)) {
      const id = use.getAttribute("href")?.slice(1);
      if (id && !found.has(id) && !copy.querySelector("#" + id)) {
        found.set(id, document.getElementById(id).cloneNode(true));
      }
    }
    const defs = document.createElementNS("http://www.w3.org/2000/svg", "defs");
    defs.append(...found.values());
    (copy.querySelector("desc") ?? copy.firstElementChild).after(defs);
    const { map } = drawing.dataset;
    if (map) {
      const filter = document.getElementById(map + "-light");
      for (const image of all("image", copy)) {
        const name = image.hasAttribute("href") ? "href" : "xlink:href";
        image.setAttribute(name, colored(image.getAttribute(name), filter));
      }
    }
    const style = getComputedStyle(root);
    return new XMLSerializer().serializeToString(copy).replace(/var\((--c\d+)\)/g,
      (_, name) => /#[0-9a-f]+/.exec(style.getPropertyValue(name))[0]);
  };

  const saveSVG = (drawing, name) =>
    save(new Blob([standalone(drawing)], { type: "image/svg+xml" }), name + ".svg");

  /** Three pixels for each of the page's. */
  const savePNG = async (drawing, name) => {
    const address = URL.createObjectURL(new Blob([standalone(drawing)], { type: "image/svg+xml" }));
    const image = make("img", { src: address });
    await image.decode();
    const canvas = make("canvas", { width: image.naturalWidth * 3, height: image.naturalHeight * 3 });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => { save(blob, name + ".png"); URL.revokeObjectURL(address); });
  };

  /** A page of the drawing's size, which the browser prints: as lines and letters, into a PDF too. */
  const printPDF = (drawing, name) => {
    const frame = make("iframe", { title: name });
    frame.style.cssText = "position:fixed;width:0;height:0;border:0";
    frame.onload = () => {
      const { width, height } = frame.contentDocument.querySelector("svg").getBoundingClientRect();
      frame.contentDocument.head.append(make("style", {},
        `@page { size: ${Math.ceil(width)}px ${Math.ceil(height)}px; margin: 0 }`));
      frame.contentWindow.onafterprint = () => setTimeout(() => frame.remove());
      frame.contentWindow.print();
    };
    frame.srcdoc = `<!doctype html><title>${name}</title>`
      + "<style>body { margin: 0 } svg { display: block }</style>" + standalone(drawing);
    document.body.append(frame);
  };

  for (const figure of all("figure[data-name]")) {
    const { name } = figure.dataset;
    const drawing = figure.querySelector(".drawing");
    const button = (text, what, run) => make("button",
      { type: "button", onclick: () => run(drawing, name), "aria-label": what }, text);
    figure.querySelector("figcaption").append(make("span", { className: "save" },
      button("SVG", `Save ${name} as SVG`, saveSVG), button("PNG", `Save ${name} as PNG`, savePNG),
      button("PDF", `Print ${name}, or save it as PDF`, printPDF)));
  }
  const list = all("figure[data-name]");
  if (list.length > 1) {
    document.getElementById("figures-here")?.append(make("button", { type: "button", onclick: async () => {
      for (const figure of list) {
        saveSVG(figure.querySelector(".drawing"), figure.dataset.name);
        await new Promise((done) => setTimeout(done, 150));
      }
    } }, `All ${list.length} figures as SVG`));
  }

  // The probe: point at a pixel, read what it costs.

  class Probe {
    constructor(section, number) {
      this.section = section;
      this.facts = JSON.parse(section.querySelector("script[type='application/json']").textContent);
      this.packed = all("script[data-sample]", section);
      this.samples = [];
      this.id = `probe-${number}`;
      this.state = { sample: 0, row: 0, column: 0, what: "losses" };
      this.start();
    }

    async start() {
      try { await this.load(0); } catch { return; }
      this.build();
      this.section.classList.add("active");
      this.toWorst();
      dark.addEventListener("change", () => this.paint());
    }

    /** Unpacks a sample: planes of 16-bit codes, class by class, then a byte for each label. */
    async load(sample) {
      if (this.samples[sample]) return;
      const { facts } = this;
      const { rows, columns, classes } = facts;
      const stream = new Blob([bytesOf(this.packed[sample].textContent)]).stream()
        .pipeThrough(new DecompressionStream("deflate-raw"));
      const data = new Uint8Array(await new Response(stream).arrayBuffer());
      const size = rows * columns * classes;
      let place = 0;
      const read = ({ kind, low, step }) => {
        const values = new Float64Array(size);
        for (let index = 0; index < size; index++) {
          const code = data[place + index] * 256 + data[place + size + index];
          const value = low + step * (code - 1);
          values[index] = code === 65535 ? NaN : code === 65534 ? Infinity
            : kind === "linear" ? value : code === 0 ? 0 : kind === "log" ? Math.exp(value)
            : code === 65533 ? 1 : 1 / (1 + Math.exp(-value));
        }
        place += 2 * size;
        return values;
      };
      const found = { losses: read(facts.losses) };
      if (facts.second) {
        found.second = read(facts.second);
        found.difference = found.second.map((value, index) => value - found.losses[index]);
      }
      if (facts.predictions) found.predictions = read(facts.predictions);
      if (facts.labels) {
        const labels = data.subarray(place);
        found.labels = facts.sparse
          ? Uint8Array.from({ length: size }, (_, index) =>
            Number(labels[index % (rows * columns)] === Math.floor(index / (rows * columns))))
          : labels;
      }
      if (facts.derived) {
        found.predictions = found.losses.map((loss, index) =>
          found.labels[index] ? Math.exp(-loss) : -Math.expm1(-loss));
      }
      this.samples[sample] = found;
    }

    get current() { return this.samples[this.state.sample]; }

    build() {
      const { facts } = this;
      const views = [["losses", "Loss"], ["second", "Loss of the second"], ["difference", "Difference"],
        ["predictions", "Prediction"], ["labels", "Label"]].filter(([name]) => this.current[name]);
      this.viewButtons = views.map(([name, text]) => make("button",
        { type: "button", onclick: () => this.change({ what: name }) }, text));
      this.views = views.map(([name]) => name);
      const pick = make("select", { id: this.id + "-sample", onchange: () => this.choose(Number(pick.value)) },
        ...facts.sampleNames.map((name, index) => make("option", { value: index }, name)));
      this.pick = pick;
      this.maps = facts.shown.map((index) => {
        const canvas = make("canvas", { width: facts.columns, height: facts.rows });
        const ring = make("i", { className: "ring" });
        const cells = make("div", { className: "cells" }, canvas, ring);
        const value = make("span", { className: "n" });
        const point = (event) => {
          const box = canvas.getBoundingClientRect();
          this.change({
            column: clamp(Math.floor((event.clientX - box.left) / box.width * facts.columns), 0, facts.columns - 1),
            row: clamp(Math.floor((event.clientY - box.top) / box.height * facts.rows), 0, facts.rows - 1),
          });
        };
        canvas.addEventListener("pointermove", point);
        canvas.addEventListener("pointerdown", (event) => {
          this.panels.focus({ preventScroll: true });
          point(event);
        });
        const name = facts.classes > 1 ? facts.names[index] : "";
        return { index, canvas, ring, value,
          box: make("div", { className: "map" }, make("p", {}, make("span", {}, name), value), cells) };
      });
      const strips = facts.rows * 4 < facts.columns;
      const shape = strips ? " strips" : facts.rows > facts.columns * 4 ? " towers" : "";
      this.panels = make("div", { className: "panels" + shape, tabIndex: 0,
        role: "application", "aria-label": `Values by ${facts.unit}`, "aria-describedby": this.id + "-help" },
        ...this.maps.map((map) => map.box));
      this.panels.style.setProperty("--count", Math.min(this.maps.length, strips ? 1 : 5));
      this.panels.addEventListener("keydown", (event) => this.press(event));
      this.bar = make("i");
      this.ends = [make("span"), make("span")];
      this.reading = make("p", { role: "status", className: "reading" });
      this.head = make("tr");
      this.body = make("tbody");
      this.caption = make("caption");
      this.section.prepend(make("div", { className: "tool" },
        make("div", { className: "choices" },
          ...(facts.samples.length > 1
            ? [make("label", { htmlFor: pick.id }, "Sample"), pick] : []),
          make("span", { role: "group", "aria-label": "What is shown", className: "views" },
            ...(this.views.length > 1 ? this.viewButtons : []))),
        this.panels,
        make("p", { className: "scale" }, this.ends[0], this.bar, this.ends[1]),
        make("p", { className: "help", id: this.id + "-help" },
          `Point, tap, or use the arrow keys: Shift moves by 10, Home goes to the highest loss.${
            facts.derived ? " Predictions are as the loss sees them, clipped near 0 and 1." : ""}`),
        this.reading,
        make("div", { className: "scroll", role: "group", "aria-label": `The values of the ${facts.unit}`,
          tabIndex: 0 }, make("table", {}, this.caption, make("thead", {}, this.head), this.body))));
    }

    change(more) {
      Object.assign(this.state, more);
      if (more.what || more.sample !== undefined) this.paint();
      this.read();
    }

    async choose(sample) {
      await this.load(sample);
      this.pick.value = sample;
      this.state.sample = sample;
      this.toWorst();
    }

    toWorst() {
      const { losses } = this.current;
      let worst = 0;
      for (let index = 1; index < losses.length; index++) if (losses[index] > losses[worst]) worst = index;
      const position = worst % (this.facts.rows * this.facts.columns);
      this.change({ sample: this.state.sample, row: Math.floor(position / this.facts.columns),
        column: position % this.facts.columns });
    }

    press(event) {
      const { rows, columns } = this.facts;
      const step = event.shiftKey ? 10 : 1;
      const move = { ArrowLeft: [0, -step], ArrowRight: [0, step], ArrowUp: [-step, 0], ArrowDown: [step, 0] }[event.key];
      if (move) {
        this.change({ row: clamp(this.state.row + move[0], 0, rows - 1),
          column: clamp(this.state.column + move[1], 0, columns - 1) });
      } else if (event.key === "Home") this.toWorst();
      else return;
      event.preventDefault();
    }

    /** Colours from a value's place on the scale of what is shown. */
    ramp() {
      const { facts, state, current } = this;
      const theme = dark.matches ? 1 : 0;
      const rgb = (color) => [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
      const style = getComputedStyle(root);
      const [paper, ink] = ["--paper", "--ink"].map((name) =>
        rgb(/#[0-9a-f]{6}/g[Symbol.match](style.getPropertyValue(name))[theme]));
      if (state.what === "losses" || state.what === "second") {
        const [low, high] = facts.scale;
        return { colors: facts.colors[theme].map(rgb), ends: [`≤ ${numeral(low, 1)}`, `${numeral(high)} nats`],
          place: (value) => value <= low ? 0 : Math.log(value / low) / Math.log(high / low) };
      }
      if (state.what === "difference") {
        const sizes = current.difference.map(Math.abs).filter((size) => size > 0 && size < Infinity).sort();
        const limit = sizes.length ? sizes[Math.floor((sizes.length - 1) * 0.98)] : 1;
        return { colors: [rgb(facts.diverging[theme][0]), paper, rgb(facts.diverging[theme][1])],
          ends: [`≤ ${numeral(-limit)}: the second is better`, `≥ ${numeral(limit)} nats: worse`],
          place: (value) => 0.5 + value / limit / 2 };
      }
      let [low, high] = [0, 1];
      for (const value of current[state.what]) {
        if (value < low) low = value;
        if (value > high && value < Infinity) high = value;
      }
      return { colors: [paper, ink], ends: [numeral(low), numeral(high)],
        place: (value) => (value - low) / (high - low) };
    }

    paint() {
      const { facts, state, current } = this;
      const { colors, ends, place } = this.ramp();
      const values = current[state.what];
      const size = facts.rows * facts.columns;
      for (const map of this.maps) {
        const context = map.canvas.getContext("2d");
        const image = context.createImageData(facts.columns, facts.rows);
        for (let index = 0; index < size; index++) {
          const value = values[map.index * size + index];
          const way = clamp(place(value), 0, 1) * (colors.length - 1);
          const first = Math.min(Math.floor(way), colors.length - 2);
          for (let channel = 0; channel < 3; channel++) {
            image.data[index * 4 + channel] = Number.isNaN(way) ? [11, 138, 138][channel]
              : colors[first][channel] + (colors[first + 1][channel] - colors[first][channel]) * (way - first);
          }
          image.data[index * 4 + 3] = 255;
        }
        context.putImageData(image, 0, 0);
      }
      this.bar.style.background = `linear-gradient(to right, ${colors.map((color) => `rgb(${color})`)})`;
      ends.forEach((text, index) => { this.ends[index].textContent = text; });
      this.viewButtons.forEach((button, index) =>
        button.setAttribute("aria-pressed", String(this.views[index] === state.what)));
    }

    read() {
      const { facts, state, current } = this;
      const { row, column } = state;
      const place = row * facts.columns + column;
      const at = (values, index) => values[index * facts.rows * facts.columns + place];
      for (const map of this.maps) {
        map.ring.style.left = (column + 0.5) / facts.columns * 100 + "%";
        map.ring.style.top = (row + 0.5) / facts.rows * 100 + "%";
        map.value.textContent = numeral(at(current[state.what], map.index));
      }
      const classes = Array.from({ length: facts.classes }, (_, index) => index);
      const sum = classes.reduce((total, index) => total + at(current.losses, index), 0);
      const adds = facts.weight === null ? null : sum * facts.weight;
      const where = facts.rows > 1 ? `row ${row}, column ${column}` : `${facts.unit} ${column}`;
      this.reading.textContent = `${facts.sampleNames[state.sample]}, ${where}: `
        + (facts.classes > 1 ? `losses of ${numeral(sum)} in all` : `a loss of ${numeral(sum)}`)
        + (adds === null || facts.value === null || facts.value === 0 ? "."
          : `; it adds ${numeral(adds)} to the number, ${percent(adds / facts.value)} of it.`);
      const columns = [["Label", "labels"], ["Prediction", "predictions"], ["Loss", "losses"],
        ["Second", "second"], ["Difference", "difference"]].filter(([, name]) => current[name]);
      const named = facts.classes > 1;
      this.head.replaceChildren(...[...(named ? ["Class"] : []), ...columns.map(([text]) => text),
        ...(adds === null ? [] : ["Adds to the number"])].map((text, index) =>
        make("th", { scope: "col", className: named && index === 0 ? "" : "trailing" }, text)));
      this.body.replaceChildren(...classes.map((index) => make("tr", {},
        ...(named ? [make("th", { scope: "row" }, facts.names[index])] : []),
        ...columns.map(([, name]) => make("td", { className: "trailing" }, name === "labels" ? String(at(current[name], index)) : numeral(at(current[name], index)))),
        ...(adds === null ? []
          : [make("td", { className: "trailing" }, numeral(at(current.losses, index) * facts.weight))]))));
    }
  }

  all(".probe").forEach((section, number) => new Probe(section, number));
})();

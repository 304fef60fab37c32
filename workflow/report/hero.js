// The first screen: a digit, drawn or taken, and everything that the network makes of it, at once.
const startHero = (network, testDigits, patch) => {
  const { SIDE } = show;
  const stage = document.getElementById("stage");
  const part = (name) => stage.querySelector(`[data-part=${name}]`);
  const HARM = show.rgb(show.colours.harm);
  const GAP = [48, 52, 58], shade = show.ramp(show.colours.maps);
  const mapped = [...stage.querySelectorAll("[data-layer]")];
  const LAYERS = mapped.map((figure) => Number(figure.dataset.layer));
  const sweep = createSweep(network, patch);

  // Several maps side by side on one scale, a pixel apart.
  const mosaic = (canvas, { channels, side, values }, columns) => {
    const rows = Math.ceil(channels / columns), cell = side + 1;
    let top = 1e-9;
    for (const value of values) if (value > top) top = value;
    show.paint(canvas, rows * cell - 1, columns * cell - 1, (r, c) => {
      const y = r % cell, x = c % cell, channel = Math.floor(r / cell) * columns + Math.floor(c / cell);
      if (y === side || x === side || channel >= channels) return GAP;
      return shade(values[(channel * side + y) * side + x] / top);
    });
  };
  const mosaicColumns = (channels) => {
    const narrow = stage.clientWidth < 560;
    return channels <= 16 ? (narrow ? 8 : 16) : channels <= 48 ? (narrow ? 8 : 16) : narrow ? 16 : 32;
  };

  const paintHarm = (image, before, label, at) => {
    const margin = Math.floor((patch - 1) / 2);
    show.paint(part("harm"), SIDE, SIDE, (y, x) => {
      const r = y - margin, c = x - margin, ink = image[y * SIDE + x];
      const there = r >= 0 && c >= 0 && r < sweep.places && c < sweep.places ? at(r, c) : null;
      const share = there ? 0.85 * Math.max(0, before[label] - there[label]) / before[label] : 0;
      return HARM.map((v) => Math.round(ink + share * (v - ink)));
    });
  };
  const sayHarm = (label, before, at) => {
    let deepest = null;
    for (let r = 0; r < sweep.places; r++) {
      for (let c = 0; c < sweep.places; c++) {
        const there = at(r, c);
        if (there && (!deepest || there[label] < deepest[label])) deepest = there;
      }
    }
    const instead = show.largest(deepest);
    part("harm-said").textContent = `${show.percent(before[label], 0)} → ${show.percent(deepest[label], 0)}`
      + (instead === label ? "" : `, ${show.article(instead)}`);
  };

  const nothing = () => {
    sweep.cancel();
    show.digit(part("seen"), () => 0);
    show.digit(part("harm"), () => 0);
    part("verdict").textContent = "Nothing drawn";
    part("aside").textContent = "";
    part("harm-said").textContent = "";
    show.bars(part("bars"), Array(10).fill(0), 1);
    stage.classList.add("blank");
    part("status").textContent = "Nothing drawn";
  };

  const present = (image, { probabilities: [values], maps: [maps] }, aside) => {
    const label = show.largest(values), sure = values[label];
    stage.classList.remove("blank");
    show.digit(part("seen"), (r, c) => image[r * SIDE + c]);
    show.bars(part("bars"), values, 1);
    part("verdict").textContent = `${sure < 0.5 ? "Perhaps" : "It reads"} ${show.article(label)}`;
    part("aside").textContent = aside;
    part("time").textContent = network.milliseconds().toFixed(1);
    mapped.forEach((figure, k) => {
      const found = maps[LAYERS[k]];
      mosaic(figure.querySelector("canvas"), found, mosaicColumns(found.channels));
    });
    return label;
  };

  // While one image is on its way, only the newest of those that come is kept for after it.
  let busy = false, next = null;
  const look = async (image, aside, done) => {
    sweep.cancel();
    stage.dataset.read = stage.dataset.swept = "";
    if (busy) {
      next = [image, aside, done];
      return;
    }
    busy = true;
    const found = image && (await network.ask(image, LAYERS));
    busy = false;
    if (next) {
      const waiting = next;
      next = null;
      look(...waiting);
      return;
    }
    if (!image) {
      nothing();
      return;
    }
    const label = present(image, found, aside), before = found.probabilities[0];
    if (!done) {
      show.digit(part("harm"), (r, c) => image[r * SIDE + c] / 3);
      part("harm-said").textContent = "";
      return;
    }
    stage.dataset.read = "done";
    part("status").textContent = `${part("verdict").textContent}, ${show.percent(before[label], 1)}. ${aside}`;
    paintHarm(image, before, label, () => null);
    sweep.start(image, (at, finished) => {
      paintHarm(image, before, label, at);
      sayHarm(label, before, at);
      part("time").textContent = network.milliseconds().toFixed(1);
      stage.dataset.swept = finished ? "done" : "under way";
    });
  };

  const buttons = [...stage.querySelectorAll("[data-digit]")];
  const press = (pressed) => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b === pressed)));
  const pad = createPad(part("pad"), (image, done) => {
    press(null);
    if (done) reader.draw(image);
    look(image, image ? "your drawing" : "", done);
  });

  const take = (button) => {
    const { image, index, label } = testDigits.next(Number(button.dataset.digit));
    press(button);
    pad.display(image);
    look(image, `test digit ${index}, ${show.article(label)}`, true);
  };
  for (const button of buttons) {
    button.disabled = !testDigits.has(Number(button.dataset.digit));
    button.addEventListener("click", () => take(button));
  }
  part("clear").addEventListener("click", pad.clear);

  document.documentElement.classList.add("live");
  take(buttons.find((b) => b.dataset.digit === "3" && !b.disabled) || buttons.find((b) => !b.disabled));
};

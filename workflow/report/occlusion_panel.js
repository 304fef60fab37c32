// A black square over a digit: the report's own with the report's numbers, any other digit and any other square
// with what the network says here.
const startOcclusionPanel = (network, testDigits) => {
  const box = document.getElementById("explore-occlusion");
  if (!box) return;
  const { SIDE, largest } = show;
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const report = JSON.parse(document.getElementById("data-occlusion").textContent);
  const own = {
    image: Uint8Array.from(report.image.flat()), label: report.digit, patch: report.patch, stride: report.stride,
    places: report.probabilities.length, at: (r, c) => report.probabilities[r][c],
    exactly: (r, c) => report.probabilities[r][c], whole: report.whole,
  };
  const HARM = show.rgb(show.colours.harm);
  let shown = own, sweep = null, newest = 0;

  const update = async () => {
    show.sliders(box, { row: shown.stride, column: shown.stride });
    const r = Number(part("row").value), c = Number(part("column").value), { patch, stride, label } = shown;
    const top = r * stride, left = c * stride;
    const hidden = (y, x) => y >= top && y < top + patch && x >= left && x < left + patch;
    show.digit(part("picture"), (y, x) => (hidden(y, x) ? 0 : shown.image[y * SIDE + x]));
    const cursor = part("cursor").style;
    [cursor.left, cursor.top] = [left, top].map((at) => `${(100 * at) / SIDE}%`);
    cursor.width = cursor.height = `${(100 * patch) / SIDE}%`;
    // The map fills coarse to fine; what is said of this place is never of a place nearby.
    const mine = (newest += 1), found = shown.exactly(r, c);
    const values = found instanceof Promise ? await found : found;
    if (mine !== newest) return;
    show.bars(part("bars"), values);
    part("said").textContent = `Square at row ${top}, column ${left}: ${show.taken(values, label)}.`;
  };
  const redraw = () => {
    // Over the digit, at the square's middle: orange where the probability falls.
    const { image, label, patch, stride, places, whole } = shown, margin = Math.floor((patch - 1) / 2);
    show.paint(part("map"), SIDE, SIDE, (y, x) => {
      const [r, c] = [y, x].map((at) => Math.round((at - margin) / stride)), ink = image[y * SIDE + x];
      const values = r >= 0 && c >= 0 && r < places && c < places ? shown.at(r, c) : null;
      const share = values ? 0.85 * Math.max(0, 1 - values[label] / whole) : 0;
      return HARM.map((v) => Math.round(ink + share * (v - ink)));
    });
    for (const name of ["row", "column"]) part(name).max = shown.places - 1;
    update();
  };

  // What a digit is taken for stands for its class where nobody said what it is.
  const begin = async (image, label, patch) => {
    if (sweep) sweep.cancel();
    const mine = (sweep = createSweep(network, patch));
    const { probabilities } = await network.ask(image);
    if (mine !== sweep) return;
    const of = label === null ? largest(probabilities[0]) : label;
    const exactly = async (r, c) => (await network.ask(mine.covered(image, r, c))).probabilities[0];
    const whole = probabilities[0][of];
    shown = { image, label: of, patch, stride: 1, places: mine.places, at: () => null, exactly, whole };
    redraw();
    sweep.start(image, (at) => {
      shown.at = at;
      redraw();
    });
  };

  const point = (event) => {
    const frame = part("map").getBoundingClientRect();
    const { places, patch, stride } = shown;
    // The square's middle goes where one points.
    const at = (where, low, size) => Math.max(0, Math.min(places - 1,
      Math.round((((where - low) / size) * SIDE - patch / 2) / stride)));
    part("column").value = at(event.clientX, frame.left, frame.width);
    part("row").value = at(event.clientY, frame.top, frame.height);
    update();
  };
  part("map").addEventListener("pointermove", point);
  part("map").addEventListener("pointerdown", point);
  for (const name of ["row", "column"]) part(name).addEventListener("input", update);

  if (network) {
    foldFigure(figureOf("occlusion"));
    const label = document.createElement("label");
    label.innerHTML = `Square’s side <input type="range" data-part="side" min="2" max="16" value="${report.patch}">`;
    part("row").parentElement.before(label);
    let chosen = null;
    const restart = () => {
      const side = Number(part("side").value);
      if (!chosen && side === report.patch) {
        if (sweep) sweep.cancel();
        sweep = null;
        shown = own;
        redraw();
      } else {
        const { image, label: of } = chosen || own;
        begin(image, of, side);
      }
    };
    part("side").addEventListener("input", restart);
    createPicker(box, testDigits, `the report’s ${report.digit}`, (choice) => {
      chosen = choice;
      restart();
    });
  }
  box.hidden = false;
  redraw();
};

// A filter of one of the first layers: its strongest slices, the patches that excite it most, its map on a digit.

// Where the first place of a layer's map looks in the image, and by how much the next one is further, in pixels.
const placesOf = (layers, layer) => {
  let first = 0, apart = 1;
  for (let at = 0; at < layer; at++) {
    const { weight, padding, pool } = layers[at], side = weight.shape[2];
    first += ((side - 1) / 2 - padding) * apart;
    if (at < layer - 1) {
      first += ((pool - 1) / 2) * apart;
      apart *= pool;
    }
  }
  return { first, apart };
};

// The slices of one filter, (inputs, side, side), the heaviest first: each with its input, weights and norm.
const slicesOf = ({ weight }, filter) => {
  const [, inputs, side] = weight.shape, area = side * side;
  const slices = Array.from({ length: inputs }, (_, input) => {
    const values = Array.from(weight.values.subarray((filter * inputs + input) * area, (filter * inputs + input + 1) * area));
    return { input, side, values, norm: Math.hypot(...values) };
  });
  return slices.sort((one, other) => other.norm - one.norm);
};

const startFiltersPanel = (network, testDigits, about) => {
  const section = document.getElementById("filters"), template = document.getElementById("panel-filters");
  const usable = about.layers.filter((layer) => layer <= network.convolutions.length);
  if (!section || !template || !usable.length) return;
  const box = template.content.firstElementChild.cloneNode(true);
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const layers = network.convolutions, patches = embeddedArrays("patches");
  const MOST = 8; // slices that stand side by side
  const BETWEEN = [138, 145, 154];
  let layer = null, chosen = null, maps = null, newest = 0;

  // Blue below zero, red above, on the panel's own ground: the fainter, the nearer to zero.
  const paintSlice = (canvas, { side, values }, most) => {
    [canvas.width, canvas.height] = [side, side];
    const context = canvas.getContext("2d");
    values.forEach((value, at) => {
      const share = Math.abs(value) / most;
      context.globalAlpha = Math.min(1, share);
      context.fillStyle = show.colours.signed[value < 0 ? 0 : 1];
      context.fillRect(at % side, Math.floor(at / side), 1, 1);
    });
  };
  const paintSlices = (filter) => {
    const every = slicesOf(layers[layer - 1], filter), shown = every.slice(0, MOST);
    const most = Math.max(...shown.flatMap(({ values }) => values.map(Math.abs)), 1e-9);
    const holder = part("slices");
    holder.replaceChildren(...shown.map((slice) => {
      const figure = document.createElement("figure");
      figure.innerHTML = `<canvas role="img" aria-label="Slice for channel ${slice.input}"></canvas>`
        + (every.length > 1 ? `<figcaption>${slice.input}</figcaption>` : "");
      paintSlice(figure.querySelector("canvas"), slice, most);
      return figure;
    }));
    part("slices-said").textContent = every.length === 1 ? "its weights; red adds, blue subtracts"
      : `its ${shown.length} heaviest slices of ${every.length}, by the channel they read; red adds, blue subtracts`;
  };
  const paintPatches = (filter) => {
    const { shape: [, count, side], values } = patches[`layer${layer}_patches`];
    const strengths = patches[`layer${layer}_activation`].values;
    const across = Math.ceil(Math.sqrt(count)), cell = side + 1;
    const whole = across * cell - 1;
    show.paint(part("patches"), whole, whole, (r, c) => {
      const k = Math.floor(r / cell) * across + Math.floor(c / cell), y = r % cell, x = c % cell;
      if (y === side || x === side || k >= count || !(strengths[filter * count + k] > 0)) return BETWEEN;
      const ink = values[((filter * count + k) * side + y) * side + x];
      return [ink, ink, ink];
    });
    const labels = Array.from(patches[`layer${layer}_label`].values.subarray(filter * count, (filter + 1) * count))
      .filter((_, k) => strengths[filter * count + k] > 0);
    part("patches-said").textContent = labels.length
      ? `patches of ${side} × ${side} that excite it most, of: ${labels.join(", ")}` : "no test digit excites it";
  };
  const paintMap = (filter) => {
    if (!maps) return;
    const { side, values } = maps;
    let top = 1e-9;
    for (const value of values) if (value > top) top = value;
    show.over(part("map"), chosen.image, side, placesOf(layers, layer),
      (y, x) => values[(filter * side + y) * side + x] / top);
    part("map-said").textContent = `its map on ${chosen.name}: orange where it responds, on the layer’s scale`;
  };
  const update = () => {
    show.sliders(box);
    const filter = Number(part("filter").value);
    part("said").textContent = `Layer ${layer}, filter ${filter} of ${layers[layer - 1].weight.shape[0]}`;
    paintSlices(filter);
    paintPatches(filter);
    paintMap(filter);
  };
  const look = async () => {
    const mine = (newest += 1), { maps: [found] } = await network.ask(chosen.image, [layer]);
    if (mine !== newest) return;
    maps = found[layer];
    update();
  };
  for (const each of usable) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `layer ${each}`;
    button.addEventListener("click", () => pick(each));
    part("layers").append(button);
  }
  const pick = (each) => {
    layer = each;
    maps = null;
    [...part("layers").children].forEach((button, k) =>
      button.setAttribute("aria-pressed", String(usable[k] === layer)));
    part("filter").max = layers[layer - 1].weight.shape[0] - 1;
    update();
    look();
  };
  part("filter").addEventListener("input", update);
  const own = { ...testDigits.first(about.digit), name: `a test ${about.digit}` };
  chosen = own;
  createPicker(box, testDigits, own.name, (choice) => {
    chosen = choice || own;
    look();
  });
  const before = section.querySelector("figure, details, h3");
  before.before(box);
  pick(usable[usable.length - 1]);
};

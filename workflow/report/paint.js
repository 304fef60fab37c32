// How numbers become pictures and words on the page.
const show = (() => {
  const SIDE = 28;
  const percent = (p, digits = 2) => {
    const value = Math.min(p, 1 - 1e-9) * 100, unit = (10 ** -digits).toFixed(digits);
    const text = value.toFixed(digits);
    if (Number(text) === 100) return `>${(100 - Number(unit)).toFixed(digits)}%`;
    return Number(text) === 0 && p > 0 ? `<${unit}%` : `${text}%`;
  };
  const article = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;
  const largest = (values) => values.indexOf(Math.max(...values));

  const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
  const colours = JSON.parse(document.getElementById("data-colours").textContent);
  // Colours at even places; between them a straight line is near enough for the eye.
  const ramp = (hexes) => {
    const places = hexes.map(rgb);
    return (share) => {
      const at = Math.max(0, Math.min(1, share)) * (places.length - 1);
      const low = Math.floor(at), high = Math.min(low + 1, places.length - 1), rest = at - low;
      return places[low].map((v, k) => Math.round(v + rest * (places[high][k] - v)));
    };
  };

  const paint = (canvas, rows, columns, colour) => {
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(columns, rows);
    for (let r = 0, at = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++, at += 4) {
        const [red, green, blue] = colour(r, c);
        image.data[at] = red; image.data[at + 1] = green; image.data[at + 2] = blue; image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  };
  const digit = (canvas, pixel) => paint(canvas, SIDE, SIDE, (r, c) => {
    const value = pixel(r, c);
    return [value, value, value];
  });

  // Ten bars that are made once and then only change their length, so that they can glide.
  const bars = (list, values, digits = 2) => {
    if (list.children.length !== values.length) {
      list.innerHTML = Array.from(values, (_, k) => `<li><span>${k}</span><i></i><b></b></li>`).join("");
    }
    const top = values.length ? largest(values) : -1;
    values.forEach((p, k) => {
      const [, bar, text] = list.children[k].children;
      list.children[k].className = k === top && p > 0 ? "top" : "";
      bar.style.width = `${(100 * p).toFixed(2)}%`;
      text.textContent = p === 0 ? "" : percent(p, digits);
    });
  };

  // A channel's map over the digit, orange where it responds: `at` gives a place's share of the scale, `first` and
  // `apart` (of placesOf) where its places look.
  const over = (canvas, image, side, { first, apart }, at) => {
    const HARM = rgb(colours.harm);
    paint(canvas, SIDE, SIDE, (r, c) => {
      const [y, x] = [r, c].map((pixel) => Math.round((pixel - first) / apart)), ink = image[r * SIDE + c];
      const inside = y >= 0 && x >= 0 && y < side && x < side;
      const share = inside ? 0.85 * Math.max(0, Math.min(1, at(y, x))) : 0;
      return HARM.map((v) => Math.round(ink + share * (v - ink)));
    });
  };

  // What a panel says of a digit: once, where what it is taken for is what it is.
  const taken = (values, label) => {
    const found = largest(values), same = found === label;
    return `taken for ${article(found)}${same ? "" : ` (${percent(values[found])})`}`
      + (label === null ? "" : `, probability of ${label}: ${percent(values[label])}`);
  };

  // Where a panel's sliders stand, beside them, in steps of so many pixels; a slider tells who cannot see by itself.
  const sliders = (box, steps = {}) => {
    for (const slider of box.querySelectorAll(":scope > label > input[type=range]")) {
      if (!slider.nextElementSibling) {
        const value = document.createElement("output");
        value.setAttribute("aria-hidden", "true");
        slider.after(value);
      }
      const value = Number(slider.value) * (steps[slider.dataset.part] || 1);
      const text = slider.step === "any" ? value.toFixed(2) : String(value);
      slider.nextElementSibling.textContent = text.replace("-", "−");
    }
  };
  return { SIDE, percent, article, largest, ramp, rgb, colours, paint, digit, bars, over, taken, sliders };
})();

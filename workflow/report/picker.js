// Which digit a panel is about: the report's own, the reader's drawing, or a test digit.

// The reader's drawing, null for none, and who wants to know of it.
const reader = (() => {
  const told = [];
  let image = null;
  return {
    get drawing() { return image; },
    draw: (drawn) => {
      image = drawn;
      told.forEach((tell) => tell());
    },
    onChange: (tell) => told.push(tell),
  };
})();

// The test digits that stand in the page: each press gives the next of its class.
const createTestDigits = ({ images, labels, indices }) => {
  const SIZE = 784, turns = Array(10).fill(0);
  const of = (wanted) => [...labels.values.keys()].filter((k) => labels.values[k] === wanted);
  const digit = (k) => {
    const image = images.values.slice(k * SIZE, (k + 1) * SIZE);
    return { image, index: indices.values[k], label: labels.values[k] };
  };
  return {
    has: (wanted) => of(wanted).length > 0,
    // The first of a class, out of turn: what a panel begins with.
    first: (wanted) => digit(of(wanted)[0]),
    next: (wanted) => {
      const own = of(wanted);
      return digit(own[turns[wanted]++ % own.length]);
    },
    // Any of another class, for who needs one.
    other: (label) => [...Array(10).keys()].find((digit) => digit !== label && of(digit).length > 0),
  };
};

// A row of buttons above a panel. `pick(choice)`: {image, label, name}, null for the report's own digit.
const createPicker = (box, testDigits, own, pick) => {
  const row = document.createElement("div");
  row.className = "keys";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Which digit");
  const add = (text, press) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      for (const each of row.children) each.setAttribute("aria-pressed", String(each === button));
      press();
    });
    row.append(button);
    return button;
  };
  const first = add(own, () => pick(null));
  first.setAttribute("aria-pressed", "true");
  const yours = add("your drawing", () => pick({ image: reader.drawing, label: null, name: "your drawing" }));
  yours.title = "Draw one at the top of the page";
  const update = () => {
    yours.disabled = reader.drawing === null;
    if (yours.getAttribute("aria-pressed") === "true") (reader.drawing ? yours : first).click();
  };
  reader.onChange(update);
  update();
  for (let digit = 0; digit < 10; digit++) {
    const button = add(String(digit), () => {
      const { image, index } = testDigits.next(digit);
      pick({ image, label: digit, name: `test image ${index}, ${show.article(digit)}` });
    });
    button.disabled = !testDigits.has(digit);
  }
  box.prepend(row);
};

// A figure by its name.
const figureOf = (stem) => {
  const panels = document.querySelector(`.panels[data-figure="${stem}"]`);
  return panels && panels.closest("figure");
};

// The figure that a panel takes the place of stays at hand, folded.
const foldFigure = (figure) => {
  if (!figure) return null;
  // Where the section folds it itself, it is left there.
  if (figure.closest("details")) return figure.closest("details");
  const details = document.createElement("details"), summary = document.createElement("summary");
  summary.textContent = "The report’s figure";
  figure.replaceWith(details);
  details.append(summary, figure);
  return details;
};

// The unrolled network: a step lights its nodes in the graph, an edge shows its Jacobian.
const startRnnPanel = () => {
  const box = document.getElementById("explore-rnn"), figure = figureOf("rnn_graph");
  if (!box) return;
  const rnn = JSON.parse(document.getElementById("data-rnn").textContent);
  const below = document.getElementById("explore-rnn-values");
  const part = (name) => (box.querySelector(`[data-part=${name}]`) || below.querySelector(`[data-part=${name}]`));
  const { name, sign, number, row, at, over, brackets, matrix, of, math } = mathml;
  const digits = (value) => (value === 0 ? "0" : value.toFixed(8).replace("-", "−"));
  const vector = (values) => `(${values.map(digits).join(", ")})`;
  const rows = (values) => `[${values.map((line) => line.map(digits).join("  ")).join("; ")}]`;
  const [a, b, c, h, o, x, y, L] = ["𝐚", "𝐛", "𝐜", "𝐡", "𝐨", "𝐱", "𝐲̂", "L"].map(name);
  const [W, U, V, I] = ["W", "U", "V", "I"].map(name);
  const equals = sign("="), plus = sign("+");
  const slope = (t) => row(name("diag"), brackets(number(1), sign("−"),
    `<msup>${brackets(at(h, t))}${number(2)}</msup>`));

  // Left of the equals sign what it is, right of it how it comes about; then its value.
  const equations = (t) => {
    const k = t - 1, before = k ? rnn.h[k - 1] : rnn.h[0].map(() => 0);
    return [
      [row(at(x, t)), vector(rnn.x[k])],
      [row(at(h, t - 1)), vector(before)],
      [row(at(a, t), equals, b, plus, W, at(h, t - 1), plus, U, at(x, t)), vector(rnn.a[k])],
      [row(at(h, t), equals, of("tanh"), at(a, t)), vector(rnn.h[k])],
      [row(at(o, t), equals, c, plus, V, at(h, t)), vector(rnn.o[k])],
      [row(at(y, t), equals, of("softmax"), at(o, t)), vector(rnn.y_hat[k])],
      [row(at(L, t)), digits(rnn.L[k])],
      [row(over(at(a, t), b), equals, I, plus, W, over(at(h, t - 1), b)), rows(rnn.da_db[k])],
      [row(over(at(h, t), b), equals, slope(t), over(at(a, t), b)), rows(rnn.dh_db[k])],
      [row(over(at(L, t), b), equals, over(at(L, t), at(h, t)), over(at(h, t), b)), vector(rnn.dL_db_by_step[k])],
    ];
  };
  // An edge by its ends and its step: in words, as an equation, and its value.
  const scaled = (t, values) => values.map((line, i) => line.map((value) => rnn.slope[t - 1][i] * value));
  const EDGES = {
    "x-h": (t) => [["h", t], ["x", t], [slope(t), U], scaled(t, rnn.U)],
    "h-h": (t) => [["h", t], ["h", t - 1], [slope(t), W], scaled(t, rnn.W)],
    "b-h": (t) => [["h", t], ["b"], [slope(t)], scaled(t, rnn.W.map((_, i) => rnn.W.map((__, j) => Number(i === j))))],
    "h-o": (t) => [["o", t], ["h", t], [V], rnn.V],
    "o-L": (t) => [["L", t], ["o", t], [], [rnn.dL_do[t - 1]]],
  };
  const SYMBOLS = { a, b, h, o, x, L };
  const symbol = ([letter, t]) => (t === undefined ? SYMBOLS[letter] : at(SYMBOLS[letter], t));
  const words = ([letter, t]) => (t === undefined ? letter : `${letter}(${t})`);
  const equation = (ends, t) => {
    const [top, bottom, factors, values] = EDGES[ends](t);
    const numbers = matrix(values.map((line) => line.map((value) => number(digits(value)))));
    const how = factors.length ? [equals, ...factors] : [];
    return math(over(symbol(top), symbol(bottom)), ...how) + math(equals, numbers);
  };

  const graph = figure && figure.querySelector(".panels");
  const nodes = graph ? [...graph.querySelectorAll("[data-part^=box-]")] : [];
  const edges = graph ? [...graph.querySelectorAll("[data-part^=jacobian-], [data-part^=edge-]")] : [];
  const endsOf = (mark) => {
    const [, ends, step] = mark.dataset.part.match(/-(\w-\w)-(\d+)$/);
    return [ends, Number(step)];
  };
  let chosen = "h-h";
  const update = () => {
    show.sliders(box);
    const t = Number(part("t").value);
    // No state stands before the first.
    const ends = chosen === "h-h" && t === 1 ? "x-h" : chosen;
    part("values").innerHTML = equations(t).map(([left, value]) => `<dt>${math(left)}</dt><dd>${value}</dd>`).join("");
    part("said").textContent = `Step ${t} of ${rnn.h.length}`;
    part("edge").innerHTML = equation(ends, t);
    for (const node of nodes) node.classList.toggle("lit", node.dataset.part.endsWith(`-${t}`));
    for (const mark of edges) mark.classList.toggle("lit", mark.dataset.part.endsWith(`-${ends}-${t}`));
  };
  const choose = (mark) => {
    [chosen, part("t").value] = endsOf(mark);
    update();
  };
  for (const mark of edges) {
    mark.addEventListener("click", (event) => {
      event.stopPropagation();
      choose(mark);
    });
    if (!mark.dataset.part.startsWith("jacobian-")) continue;
    const [ends, t] = endsOf(mark), [top, bottom] = EDGES[ends](t);
    mark.setAttribute("role", "button");
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("aria-label", `∂${words(top)}/∂${words(bottom)}`);
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(mark);
    });
  }
  if (nodes.length) {
    // From here on the graph has parts of its own to press.
    graph.setAttribute("role", "group");
    graph.classList.add("graph");
    // The slider stands above what it lights, the values below.
    figure.before(box);
    figure.after(below);
  }
  part("t").addEventListener("input", update);
  part("t").value = Math.min(2, rnn.h.length);
  box.hidden = below.hidden = false;
  update();
};

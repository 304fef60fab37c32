// Gradient descent with momentum on a quadratic of curvature 1: drag a point of the plane and see where it goes.

// As `digitlab.choices.momentum.converged` runs it, from x = 1 and v = 0: every x, and where it ends.
const descend = (eta, mu, steps) => {
  const path = [1];
  let x = 1, v = 0;
  for (let t = 0; t < steps; t++) {
    v = mu * v - eta * x;
    x += v;
    path.push(x);
  }
  return { path, arrived: Math.hypot(x, v) < 0.1 };
};

// By what an error is multiplied a step in the long run: the larger root of z^2 - (1 + mu - eta) z + mu.
const errorFactor = (eta, mu) => {
  const b = 1 + mu - eta, under = b * b - 4 * mu;
  return under < 0 ? Math.sqrt(mu) : (Math.abs(b) + Math.sqrt(under)) / 2;
};

const startMomentumPanel = (about) => {
  const figure = figureOf("momentum"), template = document.getElementById("panel-momentum");
  if (!figure || !template) return;
  const region = embeddedArrays("momentum");
  const box = template.content.firstElementChild.cloneNode(true);
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const [etas, mus] = [region.eta.values, region.mu.values];
  const ends = (values) => [values[0], values[values.length - 1]];
  const [eta0, eta1] = ends(etas), [mu0, mu1] = ends(mus);
  const SHOWN = 60, LIMIT = 2.2; // steps and sizes of x that the course has room for

  // Two drawings of one size, the places in them as shares of what they show.
  const WIDE = 330, HIGH = 230, LEFT = 34, BELOW = 34;
  const plot = (name, [x0, x1], [y0, y1]) => {
    const svg = part(name);
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
    const across = (x) => LEFT + ((x - x0) / (x1 - x0)) * (WIDE - LEFT - 8);
    const down = (y) => 8 + ((y1 - y) / (y1 - y0)) * (HIGH - BELOW - 8);
    const back = (at, low, size) => (WIDE * (at - low)) / size;
    const place = (event) => {
      const frame = svg.getBoundingClientRect();
      const x = x0 + ((back(event.clientX, frame.left, frame.width) - LEFT) / (WIDE - LEFT - 8)) * (x1 - x0);
      const y = y1 - ((back(event.clientY, frame.top, frame.width) - 8) / (HIGH - BELOW - 8)) * (y1 - y0);
      return [Math.max(x0, Math.min(x1, x)), Math.max(y0, Math.min(y1, y))];
    };
    return { svg, across, down, place };
  };
  const axes = ({ across, down }, xs, ys, xName, yName) => [
    ...xs.map((x) => `<text x="${across(x)}" y="${HIGH - 18}" text-anchor="middle">${shown(x)}</text>`),
    ...ys.map((y) => `<text x="${LEFT - 5}" y="${down(y) + 4}" text-anchor="end">${shown(y)}</text>`),
    `<text x="${WIDE - 8}" y="${HIGH - 3}" text-anchor="end">${xName}</text>`,
    `<text x="2" y="${down(ys[ys.length - 1]) - 8 + 16}">${yName}</text>`,
    `<path class="rule" d="M${LEFT} ${down(0)}H${WIDE - 8}"/>`,
  ].join("");
  const shown = (value) => String(value).replace("-", "−");
  const whole = (low, high) => {
    const found = [];
    for (let k = Math.ceil(low); k <= high; k++) found.push(k);
    return found;
  };

  const plane = plot("plane", [eta0, eta1], [mu0, mu1]);
  const course = plot("course", [0, SHOWN], [-LIMIT, LIMIT]);
  // Of every row that was run, the stretches that converged.
  const half = (values) => (values[1] - values[0]) / 2 || 0.5;
  const [halfEta, halfMu] = [half(etas), half(mus)];
  let cells = "";
  mus.forEach((mu, i) => {
    for (let j = 0; j < etas.length; j++) {
      if (!region.ran.values[i * etas.length + j]) continue;
      const from = j;
      while (j + 1 < etas.length && region.ran.values[i * etas.length + j + 1]) j++;
      const [left, right] = [plane.across(etas[from] - halfEta), plane.across(etas[j] + halfEta)];
      cells += `M${left} ${plane.down(mu + halfMu)}H${right}V${plane.down(mu - halfMu)}H${left}Z`;
    }
  });
  const border = Array.from(region.border_eta.values,
    (eta, k) => `${plane.across(eta)},${plane.down(region.border_mu.values[k])}`).join(" ");
  plane.svg.innerHTML = `<path class="ran" d="${cells}"/><polyline class="border" points="${border}"/>`
    + axes(plane, whole(eta0, eta1), whole(mu0, mu1), "η", "μ") + `<circle r="9" data-part="point"/>`;

  const update = () => {
    show.sliders(box);
    const eta = Number(part("eta").value), mu = Number(part("mu").value);
    const { path, arrived } = descend(eta, mu, about.steps), factor = errorFactor(eta, mu);
    part("point").setAttribute("cx", plane.across(eta));
    part("point").setAttribute("cy", plane.down(mu));
    const leaves = path.findIndex((x) => !(Math.abs(x) <= LIMIT));
    const seen = path.slice(0, leaves < 0 ? SHOWN + 1 : Math.min(leaves, SHOWN + 1));
    const dots = seen.map((x, t) => [course.across(t), course.down(x)]);
    // Where the course leaves, its line goes on to the edge.
    const line = [...dots];
    if (leaves > 0 && leaves <= SHOWN) {
      const from = path[leaves - 1], edge = Math.sign(path[leaves]) * LIMIT;
      line.push([course.across(leaves - 1 + (edge - from) / (path[leaves] - from)), course.down(edge)]);
    }
    course.svg.innerHTML = axes(course, [0, 20, 40, 60], [-2, -1, 0, 1, 2], "step", "x")
      + `<polyline class="course" points="${line.map((at) => at.join(",")).join(" ")}"/>`
      + dots.map(([x, y]) => `<circle class="dot" cx="${x}" cy="${y}" r="2.4"/>`).join("");
    part("said").textContent = `η = ${shown(eta.toFixed(2))}, μ = ${shown(mu.toFixed(2))}: after `
      + `${about.steps.toLocaleString("en")} steps ${arrived ? "it has converged" : "it has not converged"}. In the `
      + `long run an error is multiplied by ${factor.toPrecision(3)} a step`
      + (leaves > 0 && leaves <= SHOWN ? `; it leaves the picture at step ${leaves}.` : ".");
  };
  for (const [name, low, high, start] of [["eta", eta0, eta1, 0.5], ["mu", mu0, mu1, 0.8]]) {
    const input = part(name);
    [input.min, input.max] = [low, high];
    input.value = Math.max(low, Math.min(high, start));
    input.addEventListener("input", update);
  }
  const drag = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    [part("eta").value, part("mu").value] = plane.place(event);
    update();
  };
  plane.svg.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    plane.svg.setPointerCapture(event.pointerId);
    drag(event);
  });
  plane.svg.addEventListener("pointermove", drag);
  foldFigure(figure).before(box);
  update();
};

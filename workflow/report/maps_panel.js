// A channel's map for the report's two digits, and beside them for a digit of the reader's choice.
const startMapsPanel = (network, testDigits, about) => {
  const box = document.getElementById("explore-maps");
  if (!box) return;
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const report = JSON.parse(document.getElementById("data-maps").textContent);
  const top = Math.max(...report.first.flat(2), ...report.second.flat(2));
  let chosen = null, newest = 0;

  const update = () => {
    show.sliders(box);
    const channel = Number(part("channel").value);
    for (const name of ["first", "second"]) {
      const values = report[name][channel];
      show.paint(part(name), values.length, values[0].length, (r, c) => show.sequential(values[r][c] / top));
    }
    if (chosen) {
      const { side, values } = chosen, from = channel * side * side;
      show.paint(part("third"), side, side, (r, c) => show.sequential(values[from + r * side + c] / top));
    }
    const effect = report.effects[channel], size = Math.abs(effect).toFixed(2);
    part("said").textContent = `Channel ${channel}: on average ${size} standard deviations higher for the `
      + `${report.digits[effect > 0 ? 0 : 1]}s; rank ${report.ranks[channel]} of ${report.effects.length}.`;
  };
  part("channel").addEventListener("input", update);

  if (network) {
    foldFigure(figureOf("feature_maps"));
    const figure = document.createElement("figure");
    figure.hidden = true;
    figure.innerHTML = `<canvas data-part="third" role="img"></canvas><figcaption></figcaption>`;
    box.querySelector(".pictures").append(figure);
    createPicker(box, testDigits, `the report’s ${report.digits.join(" and ")}`, async (choice) => {
      const mine = (newest += 1), found = choice && (await network.ask(choice.image, [about.layer]));
      if (mine !== newest) return;
      chosen = found && found.maps[0][about.layer];
      figure.hidden = !chosen;
      if (chosen) {
        figure.querySelector("figcaption").textContent = choice.name;
        part("third").setAttribute("aria-label", `The channel’s map for ${choice.name}`);
      }
      update();
    });
  }
  box.hidden = false;
  update();
};

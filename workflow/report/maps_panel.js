// A channel's map over the report's two digits, and beside them over a digit of the reader's choice.
const startMapsPanel = (network, testDigits, about) => {
  const box = document.getElementById("explore-maps");
  if (!box) return;
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const report = JSON.parse(document.getElementById("data-maps").textContent);
  const places = placesOf(networkLayers(embeddedArrays("network")), about.layer);
  const top = Math.max(...report.first.flat(2), ...report.second.flat(2), 1e-9);
  let chosen = null, newest = 0;

  const update = () => {
    show.sliders(box);
    const channel = Number(part("channel").value);
    for (const name of ["first", "second"]) {
      const values = report[name][channel];
      show.over(part(name), about[name].flat(), values.length, places, (y, x) => values[y][x] / top);
    }
    if (chosen) {
      const { image, maps: { side, values } } = chosen, from = channel * side * side;
      show.over(part("third"), image, side, places, (y, x) => values[from + y * side + x] / top);
    }
    const effect = report.effects[channel], size = Math.abs(effect).toFixed(2);
    part("said").textContent = `Channel ${channel}: on average ${size} standard deviations higher for the `
      + `${report.digits[effect > 0 ? 0 : 1]}s; rank ${report.ranks[channel]} of ${report.effects.length}. `
      + `Full orange is ${top.toPrecision(3)}, the highest of all channels.`;
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
      chosen = found && { image: choice.image, maps: found.maps[0][about.layer] };
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

// A digit moved sideways: the report's own with the report's numbers, any other with what the network says here.
const startShiftPanel = (network, testDigits, about) => {
  const box = document.getElementById("explore-shift");
  if (!box) return;
  const { SIDE, percent } = show;
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const report = JSON.parse(document.getElementById("data-shift").textContent);
  const own = { image: Uint8Array.from(report.image.flat()), label: report.digit, name: "" };
  let chosen = own, newest = 0;

  const clamp = (v) => Math.max(0, Math.min(SIDE - 1, v));
  const moved = (image, pixels) => image.map((_, k) => image[k - (k % SIDE) + clamp((k % SIDE) - pixels)]);
  const present = (image, pixels, values) => {
    const { label } = chosen;
    show.digit(part("picture"), (r, c) => image[r * SIDE + c]);
    show.bars(part("bars"), values);
    const side = pixels === 0 ? "not moved" : `${Math.abs(pixels)} px to the ${pixels < 0 ? "left" : "right"}`;
    part("said").textContent = `${side}: ${show.taken(values, label)}.`;
  };
  const update = async () => {
    show.sliders(box);
    const pixels = Number(part("pixels").value), image = moved(chosen.image, pixels);
    const mine = (newest += 1);
    if (chosen === own) {
      present(image, pixels, report.probabilities[report.pixels.indexOf(pixels)]);
      return;
    }
    const { probabilities } = await network.ask(image);
    if (mine === newest) present(image, pixels, probabilities[0]);
  };
  part("pixels").addEventListener("input", update);
  if (network) {
    foldFigure(figureOf("shift"));
    createPicker(box, testDigits, `the report’s ${report.digit}`, (choice) => {
      chosen = choice || own;
      update();
    });
    if (about.kept !== null) {
      const plain = about.augmented ? `; of a network trained without augmentation, ${percent(about.plain, 1)}` : "";
      createGuess(
        box,
        `Move every test digit ${about.pixels} pixels aside. How many keep their label?`,
        `Measured: ${percent(about.kept, 1)} of ${about.digits.toLocaleString("en")}${plain}.`,
      );
    }
  }
  box.hidden = false;
  update();
};

// A square piece of one digit on another: drag it, or use the sliders, and see what the network reads.
const startTransplantPanel = (network, testDigits, about) => {
  const section = document.getElementById("transplant");
  if (!section) return;
  const { SIDE, percent, article, largest } = show;
  const box = document.getElementById("panel-transplant").content.firstElementChild.cloneNode(true);
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const own = { image: Uint8Array.from(about.image.flat()), label: about.digit };
  let victim = own, donor = testDigits.next(testDigits.other(own.label)), newest = 0;

  const number = (name) => Number(part(name).value);
  // The piece is cut from the donor at the very place where it is put.
  const joined = () => {
    const image = victim.image.slice(), side = number("side"), row = number("row"), column = number("column");
    for (let r = row; r < row + side; r++) {
      image.set(donor.image.subarray(r * SIDE + column, r * SIDE + column + side), r * SIDE + column);
    }
    return image;
  };
  const frame = () => {
    const side = number("side");
    for (const name of ["row", "column"]) part(name).max = SIDE - side;
    show.sliders(box);
    for (const cursor of box.querySelectorAll(".map span")) {
      cursor.style.width = cursor.style.height = `${(100 * side) / SIDE}%`;
      cursor.style.left = `${(100 * number("column")) / SIDE}%`;
      cursor.style.top = `${(100 * number("row")) / SIDE}%`;
    }
  };
  const update = async () => {
    frame();
    const mine = (newest += 1), image = joined();
    show.digit(part("donor"), (r, c) => donor.image[r * SIDE + c]);
    show.digit(part("joined"), (r, c) => image[r * SIDE + c]);
    const { probabilities: [before, values] } = await network.ask(Uint8Array.from([...victim.image, ...image]));
    if (mine !== newest) return;
    show.bars(part("bars"), values);
    const was = largest(before), is = largest(values);
    const outcome = was === is ? "the label stays" : is === donor.label ? "the piece’s own class" : "another class";
    part("said").textContent = `Without the piece ${article(was)} (${percent(before[was])}); with it ${article(is)} `
      + `(${percent(values[is])}): ${outcome}.`;
  };
  const place = (event) => {
    if (event.type === "pointermove" && !event.buttons && event.pointerType !== "mouse") return;
    const area = part("joined").getBoundingClientRect(), side = number("side");
    const at = (where, low, size) => Math.round(((where - low) / size) * SIDE - side / 2);
    part("column").value = at(event.clientX, area.left, area.width);
    part("row").value = at(event.clientY, area.top, area.height);
    update();
  };
  part("joined").addEventListener("pointermove", place);
  part("joined").addEventListener("pointerdown", place);
  for (const name of ["side", "row", "column"]) part(name).addEventListener("input", update);
  part("another").addEventListener("click", () => {
    const last = donor.label;
    let next = (last + 1) % 10;
    while (next === victim.label || !testDigits.has(next)) next = (next + 1) % 10;
    donor = testDigits.next(next);
    update();
  });
  createPicker(box, testDigits, `the report’s ${about.digit}`, (choice) => {
    victim = choice || own;
    update();
  });
  if (about.reached !== null) {
    createGuess(
      box,
      `A random ${about.side} × ${about.side} piece of another digit on ${article(about.digit)}: how often does the `
        + "network then read the piece’s digit?",
      `Measured: in ${percent(about.reached, 1)} of ${about.tries.toLocaleString("en")} tries on `
        + `${about.victims.toLocaleString("en")} ${about.digit}s.`,
    );
  }
  // Where the report's digit became no other, the section has no figure of it.
  const folded = about.figure ? foldFigure(figureOf("transplant")) : null;
  (folded || section.querySelector(".question")).before(box);
  update();
};

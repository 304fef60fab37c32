// What a reader can try: plain JavaScript over the numbers that stand in the page. Without it, all is readable.
(() => {
  const { percent } = show;
  const data = (name) => JSON.parse(document.getElementById(`data-${name}`).textContent);

  const start = (name, begin) => {
    const box = document.getElementById(`explore-${name}`);
    if (!box) return;
    box.hidden = false;
    begin(box, data(name), (part) => box.querySelector(`[data-part=${part}]`));
  };

  start("training", (box, history, part) => {
    const update = () => {
      show.sliders(box);
      const row = history[part("epoch").value - 1];
      part("said").textContent = `Epoch ${row.epoch}: loss ${row.train_loss.toFixed(4)}, training `
        + `${percent(row.train_accuracy)} right as it went, test ${percent(row.test_accuracy)} right.`;
    };
    part("epoch").addEventListener("input", update);
    update();
  });

})();

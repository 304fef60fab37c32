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
      const row = history[part("epoch").value - 1];
      part("said").textContent = `Epoch ${row.epoch}: loss ${row.train_loss.toFixed(4)}, training `
        + `${percent(row.train_accuracy)} right as it went, test ${percent(row.test_accuracy)} right.`;
    };
    part("epoch").addEventListener("input", update);
    update();
  });

  start("rnn", (box, rnn, part) => {
    const number = (v) => (v === 0 ? "0" : v.toFixed(8).replace("-", "−"));
    const vector = (values) => `(${values.map(number).join(", ")})`;
    const matrix = (values) => `[${values.map((row) => row.map(number).join("  ")).join("; ")}]`;
    const update = () => {
      const t = part("t").value - 1;
      const before = t ? rnn.h[t - 1] : rnn.h[0].map(() => 0);
      const lines = [
        [`x(${t + 1})`, vector(rnn.x[t])],
        [`h(${t})`, vector(before)],
        [`a(${t + 1}) = b + W h(${t}) + U x(${t + 1})`, vector(rnn.a[t])],
        [`h(${t + 1}) = tanh a(${t + 1})`, vector(rnn.h[t])],
        [`o(${t + 1}) = c + V h(${t + 1})`, vector(rnn.o[t])],
        [`ŷ(${t + 1}) = softmax o(${t + 1})`, vector(rnn.y_hat[t])],
        [`L(${t + 1})`, number(rnn.L[t])],
        [`∂a(${t + 1})/∂b = I + W ∂h(${t})/∂b`, matrix(rnn.da_db[t])],
        [`∂h(${t + 1})/∂b = diag(1 − h²) ∂a(${t + 1})/∂b`, matrix(rnn.dh_db[t])],
        [`∂L(${t + 1})/∂b = ∂L/∂h ∂h/∂b`, vector(rnn.dL_db_by_step[t])],
      ];
      part("values").innerHTML = lines.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("");
      part("said").textContent = `Step ${t + 1} of ${rnn.h.length}`;
    };
    part("t").addEventListener("input", update);
    update();
  });
})();

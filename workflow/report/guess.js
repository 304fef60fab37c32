// Your guess first: a share that the reader commits to, and then what was measured on all digits.
const createGuess = (box, question, answer) => {
  const form = document.createElement("form");
  form.className = "guess";
  form.innerHTML = `<label><span></span><input type="range" min="0" max="100" value="50"><output>50%</output></label>
    <button type="submit">That is my guess</button><p role="status"></p>`;
  const [slider, shown, button, said] = ["input", "output", "button", "p"].map((tag) => form.querySelector(tag));
  form.querySelector("span").textContent = question;
  slider.addEventListener("input", () => { shown.textContent = `${slider.value}%`; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    slider.disabled = button.disabled = true;
    button.hidden = true;
    said.textContent = `You said ${slider.value}%. ${answer}`;
  });
  box.prepend(form);
};

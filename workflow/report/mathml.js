// The few pieces of MathML that the panels' equations are made of, as text.
const mathml = (() => {
  const name = (text) => `<mi>${text}</mi>`;
  const sign = (text) => `<mo>${text}</mo>`;
  const number = (text) => `<mn>${text}</mn>`;
  const row = (...parts) => `<mrow>${parts.join("")}</mrow>`;
  // As tall as a letter, whatever stands in them.
  const bracket = (text) => `<mo stretchy="false">${text}</mo>`;
  // A symbol at a step: the step stands above it in brackets.
  const at = (symbol, step) => `<msup>${symbol}${row(bracket("("), number(step), bracket(")"))}</msup>`;
  const over = (above, below) => `<mfrac>${row("<mo>∂</mo>", above)}${row("<mo>∂</mo>", below)}</mfrac>`;
  const brackets = (...parts) => row(bracket("("), ...parts, bracket(")"));
  // The style sheet draws a matrix's brackets, as few fonts can.
  const matrix = (rows) => `<mtable>${rows.map((values) =>
    `<mtr>${values.map((value) => `<mtd>${value}</mtd>`).join("")}</mtr>`).join("")}</mtable>`;
  const of = (text) => `<mi>${text}</mi><mspace width=".17em"/>`;
  const math = (...parts) => `<math>${parts.join("")}</math>`;
  return { name, sign, number, row, at, over, brackets, matrix, of, math };
})();

// Arrays that stand in the page, as `digitlab.report.page.packed` wrote them.
const embeddedArrays = (name) => {
  const types = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array,
    float64: Float64Array };
  const parts = JSON.parse(document.getElementById(`data-${name}`).textContent);
  const found = {};
  for (const [key, { type, shape, data }] of Object.entries(parts)) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    found[key] = { shape, values: new types[type](bytes.buffer) };
  }
  return found;
};

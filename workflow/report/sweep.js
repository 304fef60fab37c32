// A black square over every place of a digit, coarse to fine: what the network says under each.
const createSweep = (network, patch) => {
  const SIDE = 28, STEPS = [4, 2, 1], AT_ONCE = 18;
  const places = SIDE - patch + 1;
  const covered = (image, row, column) => {
    const copy = image.slice();
    for (let r = row; r < row + patch; r++) copy.fill(0, r * SIDE + column, r * SIDE + column + patch);
    return copy;
  };
  let newest = 0;
  const cancel = () => { newest += 1; };

  // `tell(at, done)` as the map fills: `at(row, column)` gives the probabilities under the nearest place so far.
  const start = async (image, tell) => {
    const mine = (newest += 1);
    const found = new Map();
    const key = (r, c) => r * places + c;
    const at = (r, c) => {
      for (const step of [...STEPS].reverse()) {
        const near = found.get(key(r - (r % step), c - (c % step)));
        if (near) return near;
      }
      return null;
    };
    for (const step of STEPS) {
      const open = [];
      for (let r = 0; r < places; r += step) {
        for (let c = 0; c < places; c += step) if (!found.has(key(r, c))) open.push([r, c]);
      }
      for (let from = 0; from < open.length; from += AT_ONCE) {
        const part = open.slice(from, from + AT_ONCE);
        const images = new Uint8Array(part.length * SIDE * SIDE);
        part.forEach(([r, c], k) => images.set(covered(image, r, c), k * SIDE * SIDE));
        const { probabilities } = await network.ask(images);
        if (mine !== newest) return;
        part.forEach(([r, c], k) => found.set(key(r, c), probabilities[k]));
      }
      tell(at, step === 1);
    }
  };
  return { start, cancel, places, covered };
};

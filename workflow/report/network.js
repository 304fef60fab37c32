// The trained network, run by plain JavaScript: what `digitlab.cnn.live` wrote, layer by layer.
//
// A convolution is one matrix product: a row for each output channel, a column for each place of the map, each
// column the pixels under the kernel there (im2col). Rows and columns go four at a time, so that each number that
// is fetched is used four times while it is at hand.
const createNetwork = (() => {
  const BLOCK = 4;
  const SIDE = 28;
  const blocks = (count) => Math.ceil(count / BLOCK);

  // Weights (outputs, inputs, side, side) as blocks of four outputs that lie side by side.
  const packed = (values, outputs, depth) => {
    const found = new Float32Array(blocks(outputs) * depth * BLOCK);
    for (let o = 0; o < outputs; o++) {
      const start = (o - (o % BLOCK)) * depth + (o % BLOCK);
      for (let d = 0; d < depth; d++) found[start + d * BLOCK] = values[o * depth + d];
    }
    return found;
  };

  // A layer with the places that its numbers are computed in, laid out once.
  const prepared = ({ weight, factor, offset, padding, pool }, inputs, side, last) => {
    const [outputs, , kernel] = weight.shape;
    const out = side + 2 * padding - kernel + 1, read = Math.floor(out / pool), depth = inputs * kernel * kernel;
    // Where the pixels under a kernel lie in a padded map, from its top left corner.
    const width = side + 2 * padding, reach = new Int32Array(depth);
    for (let d = 0; d < depth; d++) {
      const channel = Math.floor(d / (kernel * kernel)), row = Math.floor(d / kernel) % kernel;
      reach[d] = (channel * width + row) * width + (d % kernel);
    }
    return {
      inputs, outputs, side, out, read, padding, pool, width, depth, reach, last,
      factor: factor.values, offset: offset.values,
      weight: packed(weight.values, outputs, depth),
      padded: new Float32Array(inputs * width * width),
      columns: new Float32Array(blocks(out * out) * depth * BLOCK),
      convolved: new Float32Array(outputs * out * out),
      pooled: new Float32Array(outputs * read * read),
    };
  };

  const padInto = ({ inputs, side, padding, width, padded }, x) => {
    if (!padding) return x;
    for (let c = 0; c < inputs; c++) {
      for (let r = 0; r < side; r++) {
        const from = (c * side + r) * side;
        padded.set(x.subarray(from, from + side), (c * width + r + padding) * width + padding);
      }
    }
    return padded;
  };

  const unfold = ({ out, width, depth, reach, columns }, x) => {
    for (let p = 0; p < out * out; p++) {
      const corner = Math.floor(p / out) * width + (p % out);
      let to = (p - (p % BLOCK)) * depth + (p % BLOCK);
      for (let d = 0; d < depth; d++, to += BLOCK) columns[to] = x[corner + reach[d]];
    }
  };

  const multiply = ({ weight, columns, convolved, outputs, out, depth }) => {
    const places = out * out, block = depth * BLOCK;
    const sums = new Float32Array(BLOCK * BLOCK);
    for (let o = 0; o < outputs; o += BLOCK) {
      for (let p = 0; p < places; p += BLOCK) {
        let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
        let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
        const w = o * depth, c = p * depth;
        for (let d = 0; d < block; d += BLOCK) {
          const w0 = weight[w + d], w1 = weight[w + d + 1], w2 = weight[w + d + 2], w3 = weight[w + d + 3];
          const c0 = columns[c + d], c1 = columns[c + d + 1], c2 = columns[c + d + 2], c3 = columns[c + d + 3];
          s00 += w0 * c0; s01 += w0 * c1; s02 += w0 * c2; s03 += w0 * c3;
          s10 += w1 * c0; s11 += w1 * c1; s12 += w1 * c2; s13 += w1 * c3;
          s20 += w2 * c0; s21 += w2 * c1; s22 += w2 * c2; s23 += w2 * c3;
          s30 += w3 * c0; s31 += w3 * c1; s32 += w3 * c2; s33 += w3 * c3;
        }
        sums[0] = s00; sums[1] = s01; sums[2] = s02; sums[3] = s03;
        sums[4] = s10; sums[5] = s11; sums[6] = s12; sums[7] = s13;
        sums[8] = s20; sums[9] = s21; sums[10] = s22; sums[11] = s23;
        sums[12] = s30; sums[13] = s31; sums[14] = s32; sums[15] = s33;
        // The last blocks may reach beyond the outputs and beyond the map.
        const rows = Math.min(BLOCK, outputs - o), count = Math.min(BLOCK, places - p);
        for (let r = 0; r < rows; r++) {
          for (let k = 0; k < count; k++) convolved[(o + r) * places + p + k] = sums[r * BLOCK + k];
        }
      }
    }
  };

  // Largest of each window, then the channel's factor and offset (batch norm), then ReLU but for the last layer.
  const finish = ({ convolved, pooled, factor, offset, outputs, out, read, pool, last }) => {
    const floor = last ? -Infinity : 0;
    for (let o = 0, to = 0; o < outputs; o++) {
      for (let r = 0; r < read; r++) {
        for (let c = 0; c < read; c++, to++) {
          let top = -Infinity;
          for (let y = 0; y < pool; y++) {
            const from = (o * out + r * pool + y) * out + c * pool;
            for (let x = 0; x < pool; x++) if (convolved[from + x] > top) top = convolved[from + x];
          }
          pooled[to] = Math.max(floor, factor[o] * top + offset[o]);
        }
      }
    }
  };

  // As `Network.feature_maps`: at every place, before any pooling, on the scale of what the next layer reads.
  const mapsOf = ({ convolved, factor, offset, outputs, out }) => {
    const values = new Float32Array(convolved.length), places = out * out;
    for (let o = 0; o < outputs; o++) {
      for (let at = o * places; at < (o + 1) * places; at++) {
        values[at] = Math.max(0, factor[o] * convolved[at] + offset[o]);
      }
    }
    return { channels: outputs, side: out, values };
  };

  const softmax = (logits) => {
    const top = Math.max(...logits), parts = Array.from(logits, (v) => Math.exp(v - top));
    const total = parts.reduce((a, b) => a + b, 0);
    return parts.map((v) => v / total);
  };

  // `layers`: each with weight {shape, values}, factor, offset, padding, pool; `mean`, `deviation` of the pixels.
  return ({ layers, mean, deviation }) => {
    const chain = [];
    let inputs = 1, side = SIDE;
    layers.forEach((layer, at) => {
      chain.push(prepared(layer, inputs, side, at === layers.length - 1));
      inputs = chain[at].outputs;
      side = chain[at].read;
    });
    const first = new Float32Array(SIDE * SIDE);

    // Probabilities of one image of 784 bytes; `wanted` maps, layers counted from 1, by layer.
    const run = (image, wanted = []) => {
      for (let k = 0; k < first.length; k++) first[k] = (image[k] / 255 - mean) / deviation;
      const maps = {};
      let x = first;
      chain.forEach((layer, at) => {
        unfold(layer, padInto(layer, x));
        multiply(layer);
        finish(layer);
        if (wanted.includes(at + 1)) maps[at + 1] = mapsOf(layer);
        x = layer.pooled;
      });
      return { probabilities: softmax(x), maps };
    };
    return { run, depth: layers.length - 1 };
  };
})();

// The page's end of the worker in which the network runs. One file and no network: the worker is made of text that
// stands in the page.

// The layers as they stand in the page, the last one the read-out.
const networkLayers = (arrays) => {
  const layers = [];
  for (let at = 1; arrays[`weight_${at}`]; at++) {
    layers.push({
      weight: arrays[`weight_${at}`], factor: arrays[`factor_${at}`], offset: arrays[`offset_${at}`],
      padding: arrays.padding.values[at - 1], pool: arrays.pool.values[at - 1],
    });
  }
  return layers;
};

const startNetwork = () => {
  const arrays = embeddedArrays("network"), layers = networkLayers(arrays);
  const [mean, deviation] = arrays.pixels.values;
  const source = document.getElementById("worker-source").textContent;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.postMessage({ layers, mean, deviation });

  const waiting = new Map();
  const times = [];
  let last = 0;
  // How many answers are still to come stands on the page: at 0 nothing in it is about to change.
  const count = () => {
    document.documentElement.dataset.waiting = waiting.size;
  };
  worker.onmessage = ({ data }) => {
    times.push(data.milliseconds);
    if (times.length > 25) times.shift();
    waiting.get(data.id)(data);
    waiting.delete(data.id);
    count();
  };
  return {
    depth: layers.length - 1,
    layers: layers.slice(0, -1).map(({ weight }) => weight.shape[0]),
    convolutions: layers.slice(0, -1),
    // What a pass took of late, the median.
    milliseconds: () => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)],
    // What the network says of images, 784 bytes each, one after the other; `wanted` maps by layer, from 1.
    ask: (images, wanted = []) => new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      count();
      worker.postMessage({ id: last, images, wanted });
    }),
  };
};

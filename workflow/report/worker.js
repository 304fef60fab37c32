// In a worker beside the page: the network is given once, then images come and what it says of them goes back.
"use strict";
let network;
onmessage = ({ data }) => {
  if (data.layers) {
    network = createNetwork(data);
    return;
  }
  const { id, images, wanted } = data;
  const count = images.length / 784, begun = performance.now();
  const found = { id, probabilities: [], maps: [] };
  for (let k = 0; k < count; k++) {
    const { probabilities, maps } = network.run(images.subarray(784 * k, 784 * (k + 1)), wanted);
    found.probabilities.push(probabilities);
    if (wanted.length) found.maps.push(maps);
  }
  found.milliseconds = (performance.now() - begun) / count;
  postMessage(found);
};

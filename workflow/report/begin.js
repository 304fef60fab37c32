// What begins when the page is there. Where no worker can be made, the page stays as it is without script.
(() => {
  "use strict";
  let network;
  try {
    network = startNetwork();
  } catch (fault) {
    console.warn("the network does not run in this browser:", fault);
    return;
  }
  const digits = embeddedArrays("digits");
  startHero(network, digits, Number(document.getElementById("stage").dataset.patch));
  window.digitlab = { ask: network.ask };
})();

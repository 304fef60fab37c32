// What begins when the page is there. Where no worker can be made, nothing runs live, and the report's own numbers
// are there to play with.
(() => {
  let network = null;
  try {
    network = startNetwork();
  } catch (fault) {
    console.warn("the network does not run in this browser:", fault);
  }
  const testDigits = createTestDigits(embeddedArrays("digits"));
  const about = JSON.parse(document.getElementById("data-panels").textContent);
  startShiftPanel(network, testDigits, about.shift);
  startOcclusionPanel(network, testDigits);
  startMapsPanel(network, testDigits, about.maps);
  startMomentumPanel(about.momentum);
  startRnnPanel();
  if (network) {
    startFiltersPanel(network, testDigits, about.filters);
    startTransplantPanel(network, testDigits, about.transplant);
    startHero(network, testDigits, Number(document.getElementById("stage").dataset.patch));
    // For whoever wants to ask the network from the console.
    window.digitlab = { ask: network.ask };
  }
})();

// A pad to draw on with mouse, finger or pen, and the drawing at 28 x 28 as MNIST's digits were made: the ink's
// longer side fits 20 pixels, and its centre of mass lies in the middle (LeCun et al., "The MNIST database").
const createPad = (() => {
  const SIDE = 28, BOX = 20, FINE = 8; // each of the 28 x 28 pixels is the mean of FINE x FINE

  const trace = (context, strokes, pen) => {
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = context.fillStyle = "#fff";
    context.lineWidth = pen;
    for (const stroke of strokes) {
      // Where the pen came down there is a dot, even if it went nowhere.
      context.beginPath();
      context.arc(...stroke[0], pen / 2, 0, 2 * Math.PI);
      context.fill();
      context.beginPath();
      for (const point of stroke) context.lineTo(...point);
      context.stroke();
    }
  };

  const scratch = document.createElement("canvas");
  scratch.width = scratch.height = SIDE * FINE;
  const context = scratch.getContext("2d", { willReadFrequently: true });

  // Strokes, lists of [x, y] of any unit, under a pen of some width, as 784 bytes.
  const normalised = (strokes, pen) => {
    const points = strokes.flat();
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((p) => p[axis])) - pen / 2);
    const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((p) => p[axis])) + pen / 2);
    const scale = BOX / Math.max(right - left, bottom - top);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, scratch.width, scratch.height);
    const zoom = scale * FINE, middle = (SIDE * FINE) / 2;
    context.setTransform(zoom, 0, 0, zoom, middle - (zoom * (left + right)) / 2, middle - (zoom * (top + bottom)) / 2);
    trace(context, strokes, pen);
    const ink = context.getImageData(0, 0, scratch.width, scratch.height).data;

    const boxed = new Float64Array(SIDE * SIDE);
    let mass = 0, rows = 0, columns = 0;
    for (let r = 0; r < SIDE; r++) {
      for (let c = 0; c < SIDE; c++) {
        let sum = 0;
        for (let y = 0; y < FINE; y++) {
          const from = ((r * FINE + y) * scratch.width + c * FINE) * 4 + 3;
          for (let x = 0; x < FINE; x++) sum += ink[from + 4 * x];
        }
        boxed[r * SIDE + c] = sum / FINE ** 2;
        mass += sum;
        rows += r * sum;
        columns += c * sum;
      }
    }
    const centre = SIDE / 2; // of pixels counted from 0: where the mass of most of MNIST's digits lies
    const down = Math.round(centre - rows / mass), across = Math.round(centre - columns / mass);
    const image = new Uint8Array(SIDE * SIDE);
    for (let r = 0; r < SIDE; r++) {
      for (let c = 0; c < SIDE; c++) {
        const y = r - down, x = c - across;
        if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) image[r * SIDE + c] = Math.round(boxed[y * SIDE + x]);
      }
    }
    return image;
  };

  // `changed(image, done)`: the drawing so far, null for none; `done` when the pen is lifted.
  return (canvas, changed) => {
    const view = canvas.getContext("2d");
    const pen = 0.075; // of the pad's side
    let strokes = [], drawing = null;

    const redraw = () => {
      view.setTransform(1, 0, 0, 1, 0, 0);
      view.fillStyle = "#000";
      view.fillRect(0, 0, canvas.width, canvas.height);
      view.setTransform(canvas.width, 0, 0, canvas.width, 0, 0);
      trace(view, strokes, pen);
    };
    const place = (event) => {
      const frame = canvas.getBoundingClientRect();
      return [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (drawing !== null || event.button > 0) return;
      drawing = event.pointerId;
      canvas.setPointerCapture(drawing);
      strokes.push([place(event)]);
      redraw();
      changed(normalised(strokes, pen), false);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== drawing) return;
      const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      strokes.at(-1).push(...(steps.length ? steps : [event]).map(place));
      redraw();
      changed(normalised(strokes, pen), false);
    });
    const lift = (event) => {
      if (event.pointerId !== drawing) return;
      drawing = null;
      changed(normalised(strokes, pen), true);
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);

    return {
      clear: () => {
        strokes = [];
        redraw();
        changed(null, true);
      },
      // A digit of 28 x 28 pixels to look at; the first stroke takes its place.
      display: (image) => {
        strokes = [];
        redraw();
        const cell = 1 / SIDE;
        image.forEach((value, at) => {
          view.fillStyle = `rgb(${value}, ${value}, ${value})`;
          // A little wider than it is, so that no seam shows.
          view.fillRect((at % SIDE) * cell, Math.floor(at / SIDE) * cell, 1.02 * cell, 1.02 * cell);
        });
      },
    };
  };
})();

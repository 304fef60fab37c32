"""Three hands that write the ten digits, as strokes of (x, y) in the unit square, y downwards."""

import math


def arc(x, y, width, height, start, end, steps=15):
    """Points on an ellipse around (x, y); angles in degrees, 0 to the right, 90 downwards."""
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + width * math.cos(a), y + height * math.sin(a)) for a in angles]


ROUND = {
    0: [arc(0.5, 0.5, 0.3, 0.45, -90, 270)],
    1: [[(0.5, 0.05), (0.5, 0.95)]],
    2: [[*arc(0.5, 0.3, 0.28, 0.25, -170, 30), (0.2, 0.95), (0.8, 0.95)]],
    3: [[*arc(0.46, 0.28, 0.28, 0.23, -150, 80), *arc(0.46, 0.73, 0.32, 0.23, -80, 150)]],
    4: [[(0.25, 0.05), (0.2, 0.55), (0.8, 0.55)], [(0.7, 0.05), (0.7, 0.95)]],
    5: [[(0.75, 0.06), (0.3, 0.06), (0.27, 0.45), *arc(0.48, 0.68, 0.3, 0.27, -130, 150)]],
    6: [[(0.66, 0.05), (0.42, 0.25), (0.27, 0.55), *arc(0.5, 0.72, 0.25, 0.23, 180, -180)]],
    7: [[(0.2, 0.08), (0.8, 0.08), (0.42, 0.95)]],
    8: [[*arc(0.5, 0.27, 0.22, 0.21, 90, -270), *arc(0.5, 0.72, 0.27, 0.24, -90, 270)]],
    9: [[*arc(0.5, 0.3, 0.25, 0.24, 0, -360), (0.74, 0.6), (0.64, 0.95)]],
}
# Others write these another way.
ANGULAR = ROUND | {
    1: [[(0.35, 0.25), (0.52, 0.05), (0.52, 0.95)]],
    3: [[(0.25, 0.1), (0.72, 0.08), (0.48, 0.42), *arc(0.46, 0.68, 0.28, 0.26, -80, 150)]],
    4: [[(0.62, 0.05), (0.15, 0.65), (0.85, 0.65)], [(0.62, 0.35), (0.62, 0.95)]],
    5: [[(0.3, 0.06), (0.27, 0.45), *arc(0.48, 0.68, 0.3, 0.27, -130, 150)], [(0.3, 0.06), (0.78, 0.06)]],
    7: [[(0.2, 0.1), (0.78, 0.1), (0.5, 0.5), (0.4, 0.95)]],
}


def written(digit, hand):
    """The strokes of a digit on the pad, in shares of its side.

    ``thin``: large, the pen is thin beside it; ``thick``: small; ``off-centre``: leaning, in a corner.
    """
    shapes = {"thin": ROUND, "thick": ANGULAR, "off-centre": ROUND}[hand]
    size, left, top, lean = {
        "thin": (0.84, 0.08, 0.08, 0.0),
        "thick": (0.36, 0.32, 0.32, 0.0),
        "off-centre": (0.5, 0.44, 0.46, 0.18),
    }[hand]
    return [
        [(left + size * (x + lean * (0.5 - y)), top + size * y) for x, y in line] for line in shapes[digit]
    ]

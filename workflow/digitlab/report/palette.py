"""The colours, in one place: the figures draw with them, the page's style sheet and script are given them."""

# Okabe & Ito's, which readers with any colour vision tell apart.
BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
ORANGE, RED, PURPLE = "#E69F00", "#D55E00", "#CC79A7"
BLACK, GREY = "#222222", "#767676"
PALE = "#EEF5FB"  # behind what stands out: an answer, a node of a graph
# Ten digits as ten colours that differ in lightness as well, each with a readable number on it.
DIGITS = (
    *("#332288", "#88CCEE", "#44AA99", "#117733", "#999933"),
    *("#DDCC77", "#CC6677", "#882255", "#AA4499", "#DDDDDD"),
)
MAPS = ("#000000", BLUE, SKY, "#FFFFFF")  # feature maps beside a digit that is white on black

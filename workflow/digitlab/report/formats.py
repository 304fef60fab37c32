"""Numbers as a reader wants them."""

import math
from collections.abc import Mapping, Sequence

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MINUS, TIMES, THIN, UNDEFINED = "−", "×", "\u202f", "–"


def percent(share: float, digits: int = 1) -> str:
    """A share as per cent: 0.9941 -> 99.4%. Never rounded up to 100 nor down to 0 when it is neither."""
    text = f"{100 * share:.{digits}f}"
    unit = 10.0**-digits
    if float(text) == 100 and share < 1:
        return f">{100 - unit:.{digits}f}%"
    if float(text) == 0 and share > 0:
        return f"<{unit:.{digits}f}%"
    return f"{text}%"


def exact_percent(share: float) -> str:
    """A share from the config, as per cent with its own decimals: 0.95 -> 95%, 0.995 -> 99.5%."""
    return f"{100 * share:g}%"


def points(share: float, digits: int = 2, decimals: int | None = None) -> str:
    """A difference of shares in points of a hundred: so many significant digits, or so many decimals."""
    return number(100 * share, digits) if decimals is None else fixed(100 * share, decimals)


def probability(value: float, digits: int = 2) -> str:
    """A softmax output as per cent: what single precision holds as 1 is not certainty."""
    return percent(min(value, 1 - 1e-9), digits)


def article(digit: int) -> str:
    """``a 6``, ``an 8``."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def side(pixels: int, axis: str = "horizontal") -> str:
    """A signed shift in words: -6 -> ``6 pixels to the left``; along the vertical axis up or down."""
    if pixels == 0:
        return "not at all"
    words = ("to the left", "to the right") if axis == "horizontal" else ("up", "down")
    return f"{plural(abs(pixels), 'pixel')} {words[pixels > 0]}"


def count(value: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{value:,}".replace(",", THIN).replace("-", MINUS)


def word(value: int) -> str:
    """A small whole number as a word."""
    return WORDS[value] if 0 <= value < len(WORDS) else count(value)


def number(value: float | None, digits: int = 4) -> str:
    """A number with so many significant digits; powers of ten where it is very large or small."""
    if value is None:
        return UNDEFINED
    if value == 0:
        return "0"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 6:
        return f"{value:.{max(0, digits - 1 - exponent)}f}".replace("-", MINUS)
    mantissa = f"{value / 10.0**exponent:.{digits - 1}f}".replace("-", MINUS)
    return f"{mantissa}{THIN}{TIMES}{THIN}10{superscript(exponent)}"


def fixed(value: float, digits: int = 8) -> str:
    """A number with so many decimals."""
    return f"{value:.{digits}f}".replace("-", MINUS)


def general(value: float) -> str:
    """A number as briefly as six significant digits allow: 0.5, 2, 1e−05."""
    return f"{value:g}".replace("-", MINUS)


def superscript(value: int) -> str:
    """A whole number as superscript."""
    return str(value).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def power_of_ten(decades: float | None) -> str:
    """10 to a power, rounded to whole ones far from 1: -12.3 -> 10⁻¹²; ``None`` is exactly zero."""
    if decades is None:
        return "exactly 0"
    return number(10**decades, 2) if -2.5 < decades < 2.5 else f"10{superscript(round(decades))}"


def listed(items: Sequence[object], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; semicolons between items that have commas of their own."""
    texts = [str(item) for item in items]
    if len(texts) < 3:
        return f" {last} ".join(texts)
    if any(", " in text for text in texts):
        return f"{'; '.join(texts[:-1])}; {last} {texts[-1]}"
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def layers(numbers: Sequence[int]) -> str:
    """Which layers, by their numbers: ``the first three layers``, ``layer 2``, ``layers 1 and 3``."""
    if sorted(numbers) == list(range(1, len(numbers) + 1)):
        return f"the first {word(len(numbers))} layers" if len(numbers) > 1 else "the first layer"
    return f"{plural(len(numbers), 'layer', counted=False)} {listed(numbers)}"


def named(settings: Mapping[str, float]) -> str:
    """Settings and their values: ``learning rate 0.1 and momentum 0.9``."""
    return listed([f"{name.replace('_', ' ')} {general(value)}" for name, value in settings.items()])


def begun(text: str) -> str:
    """A text as a sentence begins: ``ReLU and tanh``, ``Tanh and ReLU``."""
    return text[:1].upper() + text[1:]


def plural(value: int, one: str, many: str | None = None, counted: bool = True) -> str:
    """``1 try``, ``2 tries``; without the number itself where it is not ``counted``."""
    name = one if value == 1 else many or one + "s"
    return f"{count(value)} {name}" if counted else name


def tex_number(value: float) -> str:
    """A number in LaTeX, as briefly as six significant digits allow."""
    return f"{value:g}"


def tex_matrix(rows: Sequence[Sequence[float]]) -> str:
    """A matrix in LaTeX, without brackets: the style sheet draws them, as few fonts can."""
    lines = (" & ".join(f"{value:g}" for value in row) for row in rows)
    return r"\begin{matrix} " + r" \\ ".join(lines) + r" \end{matrix}"


def tex_column(values: Sequence[float]) -> str:
    """A column vector in LaTeX."""
    return tex_matrix([[value] for value in values])


def tex_sequence(vectors: Sequence[Sequence[float]], symbol: str) -> str:
    """Column vectors in LaTeX, each with its symbol and its step."""
    columns = (rf"{symbol}^{{({t})}} = {tex_column(vector)}" for t, vector in enumerate(vectors, 1))
    return r",\quad ".join(columns)


# What a template can apply to a number, or to an answer's figure with its interval; and to anything else.
OF_NUMBERS = (
    article,
    count,
    exact_percent,
    fixed,
    general,
    number,
    percent,
    points,
    power_of_ten,
    probability,
    side,
    tex_number,
    word,
)
OF_OTHERS = (begun, layers, listed, named, tex_column, tex_matrix, tex_sequence)

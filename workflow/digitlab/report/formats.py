"""Numbers as a reader wants them."""

import math
from collections.abc import Sequence

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


def superscript(value: int) -> str:
    """A whole number as superscript."""
    return str(value).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def power_of_ten(decades: float | None) -> str:
    """10 to a power, rounded to whole ones far from 1: -12.3 -> 10⁻¹²; ``None`` is exactly zero."""
    if decades is None:
        return "exactly 0"
    return number(10**decades, 2) if -2.5 < decades < 2.5 else f"10{superscript(round(decades))}"


def listed(items: Sequence[object], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def plural(value: int, one: str, many: str | None = None, counted: bool = True) -> str:
    """``1 try``, ``2 tries``; without the number itself where it is not ``counted``."""
    name = one if value == 1 else many or one + "s"
    return f"{count(value)} {name}" if counted else name


def tex_matrix(rows: Sequence[Sequence[float]]) -> str:
    """A matrix in LaTeX, without brackets: the style sheet draws them, as few fonts can."""
    lines = (" & ".join(f"{value:g}" for value in row) for row in rows)
    return r"\begin{matrix} " + r" \\ ".join(lines) + r" \end{matrix}"


def tex_column(values: Sequence[float]) -> str:
    """A column vector in LaTeX."""
    return tex_matrix([[value] for value in values])


# What a template can apply to a number, or to an answer's figure with its interval; and to anything else.
OF_NUMBERS = (article, count, fixed, number, percent, points, power_of_ten, probability, side, word)
OF_OTHERS = (listed, tex_column, tex_matrix)

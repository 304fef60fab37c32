"""The worked example's quantities as a book writes them."""

import re

from markupsafe import Markup

# The name that an artifact gives a quantity, its places in brackets counted from 1; and how it is written,
# with `_i` for what stands low and `^(t)` for what stands high.
FORMS = (
    (r"loss", r"L"),
    (r"loss_at_b(\d+)_minus_epsilon", r"L at b_\1 − ε"),
    (r"loss_at_b(\d+)_plus_epsilon", r"L at b_\1 + ε"),
    (r"updated_loss", r"L after a step"),
    (r"updated_bias\[(\d+)\]", r"b_\1 after a step"),
    (r"gradient_central_difference\[(\d+)\]", r"∂L/∂b_\1, difference"),
    (r"gradient_unrolled\[(\d+)\]", r"∂L/∂b_\1, unrolled"),
    (r"gradient_unrolled_by_step\[(\d+),(\d+)\]", r"∂L^(\1)/∂b_\2"),
    (r"y_hat\[(\d+),(\d+)\]", r"ŷ_\2^(\1)"),
    (r"y_hat\[(\d+),(\d+)\] \+ y_hat\[(\d+),(\d+)\]", r"ŷ_\2^(\1) + ŷ_\4^(\3)"),
    (r"dL_dh(\d+)\[(\d+)\]", r"∂L/∂h_\2^(\1)"),
    (r"db(\d+)\.([ah])(\d+)\[(\d+)\]", r"∂\2_\3^(\4)/∂b_\1"),
)


def symbol(name: str) -> Markup:
    """A quantity of the worked example: ``db1.a2[3]`` is the derivative of a(3)'s second unit by b's first.

    Raises:
        ValueError: a name that no artifact gives.
    """
    for pattern, form in FORMS:
        if found := re.fullmatch(pattern, name):
            written = re.sub(r"\b([abhLŷε])(?![a-z])", r"<i>\1</i>", found.expand(form))
            written = re.sub(r"_(\d+)", r"<sub>\1</sub>", written)
            return Markup(re.sub(r"\^(\(\d+\))", r"<sup>\1</sup>", written))
    raise ValueError(f"no symbol stands for {name}")

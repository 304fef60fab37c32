"""In which precision a network is trained."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch


def native_bf16(device: str) -> bool:
    """Whether the hardware multiplies bfloat16 matrices itself; where it does not, bf16 is slower."""
    if device == "cuda":
        return torch.cuda.get_device_capability() >= (8, 0)
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, check, lambda: False)() for check in checks)


def chosen_precision(precision: str, device: str) -> str:
    """``auto`` as bf16 or fp32, whichever the device does natively."""
    if precision != "auto":
        return precision
    return "bf16" if native_bf16(device) else "fp32"


def mixed(precision: str, device: str) -> AbstractContextManager[Any]:
    """Products in ``bf16`` or, as torch has them, in single precision."""
    return torch.autocast(device, torch.bfloat16) if precision == "bf16" else nullcontext()

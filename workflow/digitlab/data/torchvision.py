"""torchvision, also beside a CPU build of torch.

torchvision's wheels are built for CUDA. Beside a CPU build of torch their compiled operators cannot be
loaded, and torchvision 0.28 then fails to import because it registers shapes for two operators that do
not exist. Declaring the two makes the import work; nothing here ever calls them.
"""

import sys
from types import ModuleType

import torch

try:
    import torchvision
except RuntimeError as fault:
    if "torchvision::nms" not in str(fault):
        raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    torch.library.define("torchvision::nms", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    torch.library.define("torchvision::qnms", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision


def models() -> ModuleType:
    """torchvision's models."""
    module: ModuleType = torchvision.models
    return module

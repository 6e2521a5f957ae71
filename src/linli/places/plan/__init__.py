"""The plan: our own drawn map, for print and for pages that carry no base map. Pure, free of Django."""

from .drawing import draw_plan
from .ink import PALETTE
from .sheet import PlanShape

__all__ = ["PALETTE", "PlanShape", "draw_plan"]

"""What a camera that neighbours put up must keep to. Free of Django.

Public cameras serve public safety only and stand under a sign (Personal Information Protection Law, art. 26). How long
pictures stay differs by place and rule: an administrator edits the bounds in the book `councils.cameras`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

SHIPPED = {
    "least_days": 30,
    "most_days": 90,
    "source": "《公共安全视频图像信息系统管理条例》（2025年4月1日起施行）：保存不少于30日；上限为本平台默认，"
    "可按当地规定修改",
    "source_en": "Regulation on public security video systems, in force since 1 April 2025: kept for 30 days at least; "
    "the most is this platform's default and can be changed to local rules",
}


@dataclass(frozen=True)
class CameraRules:
    least_days: int
    most_days: int
    source: str = ""

    @classmethod
    def read(cls, body: Any) -> Self:
        """Raises Faulty when the bounds are no days, or the wrong way round."""
        if not isinstance(body, Mapping):
            raise Faulty(N_("The rules for cameras are a table."))
        least, most = body.get("least_days"), body.get("most_days")
        if not (isinstance(least, int) and isinstance(most, int) and 1 <= least <= most <= 365):
            raise Faulty(N_("Pictures are kept between 1 and 365 days, the least not more than the most."))
        return cls(least, most, str(body.get("source", "")))

"""Receipts for the demo's accounts, drawn and marked 示例 all over: nobody's paper, and nothing that could be taken
for one.
"""

import io
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from linli.pictures.photos import Picture, take_in

PAPER, INK, RULE, STAMP = "#fbf7ec", "#2d2a26", "#b9ae97", "#b3392f"
WIDE, HIGH = 1200, 860


def drawn_receipt(title: str, *, number: str, on: date, lines: Sequence[tuple[str, int]], seller: str) -> Picture:
    """A picture of a receipt with so many lines (what it was, fen), as a phone would have taken it."""
    picture = Image.new("RGB", (WIDE, HIGH), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((WIDE / 2, 90), title, fill=INK, font=_font(52, bold=True), anchor="mm")
    draw.text((80, 160), f"编号 {number}", fill=STAMP, font=_font(32))
    draw.text((WIDE - 80, 160), f"{on:%Y 年 %m 月 %d 日}", fill=INK, font=_font(32), anchor="ra")
    rows = [*lines, ("合计", sum(fen for _words, fen in lines))]
    for n, (words, fen) in enumerate(rows):
        y = 240 + 84 * n
        draw.line((80, y, WIDE - 80, y), fill=RULE, width=3)
        draw.text((100, y + 42), words, fill=INK, font=_font(36, bold=n == len(lines)), anchor="lm")
        draw.text((WIDE - 100, y + 42), f"{fen / 100:,.2f} 元", fill=INK, font=_font(36), anchor="rm")
    end = 240 + 84 * len(rows)
    draw.line((80, end, WIDE - 80, end), fill=RULE, width=3)
    draw.text((80, end + 60), f"收款单位：{seller}", fill=INK, font=_font(32))
    draw.text((80, end + 120), "付款人：锦和苑 3 栋住户凑款专户", fill=INK, font=_font(32))
    picture = _stamped(picture)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return take_in(SimpleUploadedFile("receipt.jpg", written.getvalue(), "image/jpeg"))


def _stamped(picture: Image.Image) -> Image.Image:
    """示例 across the whole of it, and once where a seal would be."""
    over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    for n in range(3):
        draw.text(
            (220 + 380 * n, 330 + 90 * n), "示例", fill=(179, 57, 47, 44), font=_font(190, bold=True), anchor="mm"
        )
    draw.rectangle((WIDE - 400, HIGH - 190, WIDE - 80, HIGH - 70), outline=STAMP, width=6)
    draw.text((WIDE - 240, HIGH - 130), "示例 无效", fill=STAMP, font=_font(48, bold=True), anchor="mm")
    return Image.alpha_composite(picture.convert("RGBA"), over).convert("RGB")


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font that papers are printed in. Its digits lie in a file of their own and in this one too."""
    weight = 700 if bold else 400
    return ImageFont.truetype(settings.ROOT / f"build/fonts/noto-sans-sc-chinese-simplified-{weight}.ttf", size)

"""What stands on several sheets: QR codes, and sentences in Chinese and English beneath each other."""

import io

import segno
from django.utils.translation import gettext, override


def qr(text: str) -> str:
    """A QR code as SVG without a size of its own. Level Q: a quarter of it may be scratched or pasted over."""
    svg = io.BytesIO()
    code = segno.make(text, error="q", micro=False)
    code.save(svg, kind="svg", border=0, xmldecl=False, omitsize=True, dark="#17211f")
    return svg.getvalue().decode()


def both(sentence: str, **facts: object) -> dict[str, str]:
    """The sentence in Chinese and in English: paper can't be switched over."""
    said = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            said[name] = gettext(sentence).format(**facts)
    return said

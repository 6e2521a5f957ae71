"""What every page knows."""

from django.conf import settings
from django.utils.translation import get_language

from linli.ui.middleware import ELDER_COOKIE


def page(request):
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "language_tag": "zh-CN" if language.startswith("zh") else language,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "demo": settings.DEMO,
        "here": request.get_full_path(),
    }

"""What every page shares: its language, its words for time, and calm answers to what goes wrong."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.ui import logs, moments
from linli.ui.icons import ICONS, STATE_ICONS

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=clock.SHANGHAI)


def raising(error):
    def view(request):
        raise error

    return view


def echo(request):
    return HttpResponse(request.POST.get("text", ""))


def page(request):
    from django.shortcuts import render

    return render(request, "ui/resident.html")


urlpatterns = [
    path("refused", raising(Refused("Name at least one."))),
    path("overtaken", raising(Overtaken("Too late."))),
    path("gone", raising(Http404())),
    path("closed", raising(PermissionDenied())),
    path("broken", raising(RuntimeError("secret 19900001234"))),
    path("echo", echo),
    path("page", page),
    path("", include("linli.ui.urls")),
]
handler400 = "linli.ui.errors.bad_request"
handler403 = "linli.ui.errors.forbidden"
handler404 = "linli.ui.errors.not_found"
handler500 = "linli.ui.errors.failed"


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[m for m in _middleware() if "desk" not in m]):
        yield Client(raise_request_exception=False)


def _middleware():
    from django.conf import settings

    return settings.MIDDLEWARE


# --- language and view -------------------------------------------------------------------------------------------


def test_pages_are_chinese_until_the_reader_chooses(visitor):
    assert 'lang="zh-CN"' in visitor.get("/page", HTTP_ACCEPT_LANGUAGE="en-US").content.decode()
    answer = visitor.post("/language", {"language": "en", "next": "/page"})
    assert (answer.status_code, answer["Location"]) == (302, "/page")
    assert 'lang="en"' in visitor.get("/page").content.decode()


def test_the_large_view_is_remembered(visitor):
    visitor.post("/elder", {"elder": "1", "next": "/page"})
    assert 'class="elder"' in visitor.get("/page").content.decode()
    visitor.post("/elder", {"elder": "0", "next": "/page"})
    assert 'class="elder"' not in visitor.get("/page").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_the_switches_lead_nowhere_else(visitor, elsewhere):
    assert visitor.post("/language", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_looking_at_a_switch_changes_nothing(visitor):
    assert not visitor.get("/elder").cookies


# --- what can't be text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/page?q=a%00b", "/page%00", "/page?%00=1", "/page?q=%ff%fe", "/page?q=\u5929".encode().decode("latin-1")],
)
def test_what_cannot_be_text_is_refused_in_a_sentence(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code in (200, 400)
    if "%" in address:
        assert answer.status_code == 400
        assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("fields", [{"text": "a\0b"}, {"te\0xt": "a"}])
def test_a_nul_in_a_form_is_refused(visitor, fields):
    assert visitor.post("/echo", fields).status_code == 400


def test_a_nul_in_a_plain_form_and_broken_utf8_are_refused(visitor):
    kind = "application/x-www-form-urlencoded"
    assert visitor.post("/echo", b"text=a%00b", content_type=kind).status_code == 400
    assert visitor.post("/echo", b"text=%c3%28", content_type=kind).status_code == 400
    assert visitor.post("/echo", b"text=%E5%A5%BD", content_type=kind).content.decode() == "好"


def test_a_nul_in_a_cookie_is_refused(visitor):
    assert visitor.get("/page", HTTP_COOKIE=r'sessionid="a\000b"').status_code == 400


def test_a_broken_multipart_body_is_refused(visitor):
    assert visitor.post("/echo", b"--x\r\nnonsense", content_type="multipart/form-data").status_code == 400


def test_too_much_at_once_is_said_so(visitor):
    assert visitor.post("/echo", {"text": "长" * 1_500_000}).status_code == 413
    assert visitor.post("/echo", b"", content_type="text/plain", CONTENT_LENGTH=str(10**10)).status_code == 413


# --- refusals and faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/refused", 403, "Name at least one."),
        ("/overtaken", 409, "Too late."),
        ("/gone", 404, "/"),
        ("/closed", 403, "/"),
        ("/nowhere", 404, "/"),
        ("/broken", 500, "/"),
    ],
)
def test_a_no_is_a_calm_page(visitor, address, status, words):
    answer = visitor.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "19900001234" not in answer.content.decode()


def test_programs_get_the_sentence_as_data(visitor):
    assert visitor.get("/refused", HTTP_ACCEPT="application/json").json()["sentence"] == "Name at least one."
    assert b"<html" not in visitor.get("/refused", HTTP_HX_REQUEST="true").content


def test_a_lost_cookie_loses_no_words():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[m for m in _middleware() if "desk" not in m]):
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post("/echo", {"text": "楼道灯坏了三天<b>", "password": "geheim123"})
        html = answer.content.decode()
        assert answer.status_code == 403
        assert "楼道灯坏了三天&lt;b&gt;" in html
        assert "geheim123" not in html
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', html).group(1)
        again = browser.post("/echo", {"text": "楼道灯坏了三天<b>", "csrfmiddlewaretoken": token})
        assert again.content.decode() == "楼道灯坏了三天<b>"


# --- tags --------------------------------------------------------------------------------------------------------


def drawn(template: str, **context) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (NOON.replace(hour=18, minute=20), "11月22日 周日 18:20", "Sun 22 Nov 18:20"),
        (NOON.replace(year=2025), "2025年11月22日 周六 12:00", "Sat 22 Nov 2025 12:00"),
    ],
)
def test_moments_are_said_as_people_say_them(moment, chinese, english):
    with clock.frozen(NOON):
        with translation.override("zh-hans"):
            assert moments.said_moment(moment) == chinese
        with translation.override("en"):
            assert moments.said_moment(moment) == english


@pytest.mark.parametrize(
    ("copied", "said"),
    [
        ("2026-12-04", "12月4日 周五"),
        ("2026-12-04 19:00", "12月4日 周五 19:00"),
        ("2026-12-04T11:00:00+00:00", "12月4日 周五 19:00"),
        ("20261204", "20261204"),
        ("2026-13-40", "2026-13-40"),
        ("楼道灯不亮", "楼道灯不亮"),
    ],
)
def test_a_day_copied_into_a_notice_is_said_in_words(copied, said):
    with clock.frozen(NOON), translation.override("zh-hans"):
        assert moments.said_fact(copied) == said


@pytest.mark.parametrize(
    ("hours", "mood", "words"),
    [(1, "calm", "还有9小时"), (8, "warn", "还有2小时"), (13, "over", "超时3小时"), (9.75, "warn", "还有15分钟")],
)
def test_a_clock_says_in_words_what_it_shows(hours, mood, words):
    start, warn, due = NOON, NOON + timedelta(hours=7), NOON + timedelta(hours=10)
    with clock.frozen(NOON + timedelta(hours=hours)), translation.override("zh-hans"):
        html = drawn("{% clock start warn due %}", start=start, warn=warn, due=due)
    assert f"clockbar--{mood}" in html
    assert words in html.replace(" ", "")
    assert "style=" not in html


def test_a_stopped_clock_says_whether_it_was_in_time():
    with translation.override("en"):
        assert moments.face(NOON, NOON, NOON + timedelta(hours=4), NOON + timedelta(hours=1)).mood == "met"
        assert moments.face(NOON, NOON, NOON, NOON + timedelta(days=3)).words == "3 days late"


def test_what_people_type_is_shown_and_not_run():
    html = drawn("{{ text|paragraphs }}", text="一行\n二行\n\n<script>x</script>")
    assert html == "<p>一行<br>二行</p><p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_codes_are_spaced():
    assert drawn("{{ '1234567890123456'|spaced }}") == "1234 5678 9012 3456"


def test_a_link_keeps_the_other_parameters():
    request = RequestFactory().get("/?page=3&state=open&q=电梯")
    html = Template('{% query page=4 state="" %}').render(Context({"request": request}))
    assert html == "?page=4&amp;q=%E7%94%B5%E6%A2%AF"


def test_a_field_carries_label_hint_and_error():
    from django import forms

    class Form(forms.Form):
        name = forms.CharField(label="Name", help_text="As on the bell", max_length=3)

    html = drawn("{% field form.name %}", form=Form({"name": "longer"}))
    assert 'for="id_name"' in html
    assert "As on the bell" in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_silent_drawings(name):
    assert 'aria-hidden="true"' in drawn("{% icon name %}", name=name)


def test_every_state_has_a_shape():
    from linli.cases.lifecycle import State

    assert {str(s) for s in State} == set(STATE_ICONS)
    assert set(STATE_ICONS.values()) <= set(ICONS)


# --- colours and logs --------------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    """The colour tokens as each view sees them."""
    css = (ROOT / "frontend/src/ui/tokens.css").read_text("utf-8")
    sets = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r"\{([^{}]*)\}", css)]
    light, dark, elder, elder_dark = [s for s in sets if "ink-soft" in s][:4]
    return {
        "light": light,
        "dark": light | dark,
        "elder": light | elder,
        "elder dark": light | dark | elder | elder_dark,
    }


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *[
        (text, ground)
        for text in ("ink", "ink-soft", "main", "bad", "good", "whistle")
        for ground in ("paper", "surface")
    ],
    ("on-main", "main"),
    ("on-main", "main-strong"),
    ("main-strong", "main-tint"),
    ("good", "good-tint"),
    ("whistle", "whistle-tint"),
    ("bad", "bad-tint"),
    ("ink", "main-tint"),
    ("ink", "bad-tint"),
    ("ink", "sunk"),
    ("ink-soft", "sunk"),
]


@pytest.mark.parametrize("view", ["light", "dark", "elder", "elder dark"])
def test_text_stands_out(view):
    colours, least = palettes()[view], 7 if "elder" in view else 4.5
    weak = {
        f"{a} on {b}": round(contrast(colours[a], colours[b]), 2)
        for a, b in PAIRS
        if contrast(colours[a], colours[b]) < least
    }
    assert not weak


def test_logs_carry_no_numbers_of_people():
    said = logs.without_personal_data(
        None, "", {"event": "Not Found: /c/1234 5678 9012 3456", "exception": "x\nDETAIL: Failing row (张某某)"}
    )
    assert "5678" not in json.dumps(said, ensure_ascii=False)
    assert "张某某" not in said["exception"]

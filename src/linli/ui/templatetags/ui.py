"""Tags and filters that every page may use without loading."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from linli.kernel import codes
from linli.rulebook import names
from linli.ui import moments
from linli.ui.icons import ICONS, STATE_ICONS
from linli.ui.photos import PhotoBox

register = template.Library()


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """A line icon. It is silent for screen readers; `words` are for an icon that stands alone."""
    drawn = format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', ICONS[name]
    )
    return drawn + format_html('<span class="visually-hidden">{}</span>', words) if words else drawn


@register.filter
def when(moment: datetime | None) -> str:
    """{{ case.reported_at|when }}: 11月22日 周日 18:20"""
    return (
        format_html('<time datetime="{}">{}</time>', moment.isoformat(), moments.said_moment(moment)) if moment else ""
    )


@register.filter
def day(moment: date | datetime | None) -> str:
    """{{ case.reported_at|day }}: 11月22日 周日"""
    return moments.said_day(moment) if moment else ""


@register.filter
def limit(said: object) -> str:
    """{{ hotline.reply_limit|limit }}: 2 working days, where the rules write 2wd."""
    return moments.said_limit(str(said))


@register.filter
def named(words: str) -> str:
    """{{ stage.name|named }}: a name from a book of rules, in the reader's language."""
    return names.named(str(words or ""))


@register.filter
def cited(name: str) -> str:
    """{{ unit.duty_item|cited }}: the same with a number before it."""
    return names.cited(str(name or ""))


@register.filter
def all_named(several: Iterable[str]) -> list[str]:
    """{{ group.options|all_named|join:"、" }}"""
    return [names.named(one) for one in several]


@register.filter
def hour(moment: datetime | None) -> str:
    """{{ case.reported_at|hour }}: 18:20"""
    return moments.said_time(moment) if moment else ""


@register.simple_tag
def clock(start: datetime, warn: datetime, due: datetime, done: datetime | None = None, said: str = "") -> SafeString:
    """A bar and words for one promise: calm, amber from `warn` on, red when over; `done` stops it, and `said` is how
    that is said, such as "contacted {moment}".
    """
    if not (start and due):
        return mark_safe("")
    face = moments.face(start, warn or due, due, done)
    beside = said or "{moment}" if done else _("until {moment}")
    return format_html(
        '<span class="clockbar clockbar--{mood}"><svg class="clockbar__bar" aria-hidden="true" focusable="false">'
        '<rect class="clockbar__track" width="100%" height="100%"/><rect class="clockbar__fill" '
        'width="{percent}%" height="100%"/></svg>'
        '<span class="clockbar__words">{icon}{words}</span> <time class="clockbar__due" '
        'datetime="{iso}">{due}</time></span>',
        mood=face.mood,
        percent=face.percent,
        icon=icon(face.icon),
        words=face.words,
        iso=(done or due).isoformat(),
        due=beside.format(moment=moments.said_moment(done or due)),
    )


@register.simple_tag
def state(case) -> SafeString:
    """The state of a case as a badge: shape, word and colour."""
    shape = "whistle" if case.state == "with_units" and case.round == "whistle" else STATE_ICONS.get(case.state, "dot")
    kind = "whistle" if shape == "whistle" else case.state
    return format_html(
        '<span class="badge badge--{}">{}{}</span>', kind.replace("_", "-"), icon(shape), case.state_words
    )


@register.filter
def spaced(code: str) -> str:
    """A receipt code in groups of four."""
    return codes.spaced(code or "")


@register.filter
def paragraphs(text: str) -> SafeString:
    """What somebody typed, with its line breaks and nothing else."""
    blocks = [block for block in str(text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join(
        "",
        "<p>{}</p>",
        ((mark_safe("<br>".join(escape(line) for line in block.strip("\n").split("\n"))),) for block in blocks),
    )


@register.simple_tag
def field(bound, rows: int | None = None) -> SafeString:
    """Label, hint, input and error of one form field."""
    if bound.is_hidden:
        return mark_safe(str(bound) + _errors(bound))
    widget = bound.field.widget
    more = {"rows": rows} if rows else {}
    if bound.errors and not isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        more["aria-invalid"] = "true"
    hint = (
        format_html('<p class="field__hint" id="{}_helptext">{}</p>', bound.auto_id, bound.help_text)
        if bound.help_text
        else ""
    )
    broken = " field--bad" if bound.errors else ""
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return format_html(
            '<fieldset class="field field--choices{}"><legend class="field__label">{}{}</legend>{}{}{}</fieldset>',
            broken,
            bound.label,
            _optional(bound),
            hint,
            bound.as_widget(),
            _errors(bound),
        )
    drawn = bound.as_widget(attrs=more)
    if isinstance(widget, PhotoBox):
        return format_html('<div class="field{}">{}{}{}</div>', broken, drawn, hint, _errors(bound))
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="field field--check{}"><label>{}<span>{}</span></label>{}{}</div>',
            broken,
            drawn,
            bound.label,
            hint,
            _errors(bound),
        )
    return format_html(
        '<div class="field{}"><label class="field__label" for="{}">{}{}</label>{}{}{}</div>',
        broken,
        bound.id_for_label,
        bound.label,
        _optional(bound),
        hint,
        drawn,
        _errors(bound),
    )


def _optional(bound) -> str:
    return (
        ""
        if bound.field.required or bound.errors
        else format_html(' <span class="field__optional">{}</span>', _("optional"))
    )


def _errors(bound) -> str:
    if not bound.errors:
        return ""
    said = format_html_join("", "{} ", ((conditional_escape(e),) for e in bound.errors))
    return format_html(
        '<p class="field__error" id="{}_error">{}<span>{}</span></p>', bound.auto_id, icon("alert"), said
    )


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """This page's GET parameters with some changed; None or "" takes one away. Begins with "?"."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            parameters.pop(key, None)
        else:
            parameters[key] = str(value)
    return "?" + parameters.urlencode()

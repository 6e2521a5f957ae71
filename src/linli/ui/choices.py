"""Drop-downs, drawn by hand: Django draws each choice with two templates, and a county has hundreds of units to choose
from.
"""

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class Renderer(DjangoTemplates):
    def render(self, template_name, context, request=None):
        if template_name == "django/forms/widgets/select.html":
            return drop_down(context["widget"])
        return super().render(template_name, context, request)


def drop_down(widget: dict) -> str:
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _index in widget["optgroups"]))
    return format_html("<select{}>{}</select>", flatatt({"name": widget["name"], **widget["attrs"]}), groups)


def _group(name: str | None, options: list[dict]) -> str:
    drawn = format_html_join(
        "",
        "<option{}>{}</option>",
        ((flatatt({"value": str(one["value"]), **one["attrs"]}), one["label"]) for one in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn

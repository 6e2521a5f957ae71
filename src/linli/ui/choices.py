"""A list of choices, drawn by hand: Django draws each choice with templates of its own, and a county has two hundred streets."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

CHOSEN = mark_safe(" selected")


class Choices(forms.Select):
    """A drop-down of one choice, without groups."""

    def render(self, name, value, attrs=None, renderer=None):
        said = str(value or "")
        options = ((key, CHOSEN if str(key) == said else "", words) for key, words in self.choices)
        drawn = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})), drawn
        )

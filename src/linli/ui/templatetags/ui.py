"""Tags and filters that every page may use without loading."""

from django import template

register = template.Library()

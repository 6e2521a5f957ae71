"""Proofs that a community must not issue: what a resident who asks for one is told at once."""

from django.utils.translation import gettext as _

from linli.cases.duties import Duty


def where_instead(proof: Duty) -> str:
    return _(
        "The community must not issue this: {proof}. You need not wait for it; go here instead: {instead}."
    ).format(proof=proof.item, instead=proof.instead)

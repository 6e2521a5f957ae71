"""What each kind of stage is called on pages."""

from django.utils.translation import pgettext_lazy

STAGES_SAID = {
    "solicit": pgettext_lazy("stage", "hear everybody"),
    "study": pgettext_lazy("stage", "study and propose"),
    "consult": pgettext_lazy("stage", "consult"),
    "meeting": pgettext_lazy("stage", "meet"),
    "decide": pgettext_lazy("stage", "decide"),
    "resolve": pgettext_lazy("stage", "resolve in an assembly or by the owners"),
    "publish": pgettext_lazy("stage", "put on show"),
    "carry_out": pgettext_lazy("stage", "carry out"),
    "evaluate": pgettext_lazy("stage", "residents judge"),
}

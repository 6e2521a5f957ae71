"""The book of hotlines, as an administrator edits it: what their sheets call things, limits, kinds, places, the reply
sheet.
"""

import re
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.calendar.workdays import Limit
from linli.cases import actions, books
from linli.cases.hotline_files import LARGEST_TEMPLATE, keep_template
from linli.cases.hotlines import COLUMNS, REPLY, REQUIRED, Hotline, HotlineRules
from linli.cases.queries import category_by_code
from linli.desk import more
from linli.desk.frame import page
from linli.desk.hotline.words import COLUMN_WORDS, REPLY_WORDS
from linli.kernel.errors import Refused
from linli.paper.workbooks import missing_in
from linli.people.models import Post
from linli.people.rules import administers
from linli.places.models import Place

more.ENTRIES.append(
    more.Entry(
        "hotlines",
        "rules",
        _("Hotlines and their sheets"),
        _("What their columns are called, their limits, and the template of the reply sheet."),
        lambda post: administers.allows(post, None),
    )
)


class Lines(forms.CharField):
    """One thing a line."""

    def __init__(self, label, *, rows=4, **more):
        super().__init__(
            label=label, required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": rows}), **more
        )

    def clean(self, value) -> list[str]:
        return [line for one in super().clean(value).splitlines() if (line := one.strip())]


class Pairs(Lines):
    """theirs = ours, one pair a line."""

    def clean(self, value) -> dict[str, str]:
        said = {}
        for line in super().clean(value):
            theirs, sign, ours = line.replace("＝", "=").rpartition("=")
            if not sign or not theirs.strip() or not ours.strip():
                raise forms.ValidationError(_("“%(line)s”: write it as theirs = ours.") % {"line": line[:40]})
            said[theirs.strip()] = ours.strip()
        return said


class Headings(forms.CharField):
    """Several headings with 、 or a comma between."""

    def clean(self, value) -> list[str]:
        return [word for one in re.split(r"[、,，;；\n]", super().clean(value)) if (word := one.strip())]


class Limits(forms.CharField):
    def clean(self, value) -> Limit:
        try:
            return Limit.parse(super().clean(value).strip())
        except ValueError:
            raise forms.ValidationError(
                _("Write a limit as 24h (hours), 8wh (working hours) or 5wd (working days).")
            ) from None


class HotlineForm(forms.Form):
    name = forms.CharField(label=_("Name of the hotline"), max_length=40)
    return_limit = Limits(
        label=_("How long an order may be given back"), max_length=8, help_text=_("such as 2wd: two working days")
    )
    reply_limit = Limits(label=_("How long a reply may take, if the order does not say"), max_length=8)
    dates = Lines(
        _("More ways to write a date"), rows=2, help_text=_("such as %Y年%m月%d日%H时%M分; the usual ones are known")
    )
    scheme = forms.CharField(label=_("Whose list of kinds it uses"), max_length=80, required=False)
    categories = Pairs(
        _("Their kinds and ours"), rows=6, help_text=_("one a line: 物业管理/电梯故障 = A04; their code does as well")
    )
    aliases = Pairs(
        _("Other names of places"), rows=4, help_text=_("one a line: 锦和花园 = the place's code, or its name here")
    )
    beyond = Lines(_("Ways in which a matter goes beyond our duties"))
    out_of_scope = Lines(_("Kinds that the hotline does not take"))
    yes = forms.CharField(label=_("yes, in the reply sheet"), max_length=10)
    no = forms.CharField(label=_("no, in the reply sheet"), max_length=10)
    partly = forms.CharField(label=_("in part, in the reply sheet"), max_length=10)
    template = forms.FileField(
        label=_("The city's reply sheet, as .xlsx"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
        help_text=_("filled beneath its header and otherwise left as it is; without one, a plain sheet is made"),
    )
    why = forms.CharField(label=_("Why it changes"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, files=None, *, hotline: Hotline, number: int, post: Post):
        super().__init__(data, files, initial=_initial(hotline) | {"seen": number})
        self.hotline, self.post = hotline, post
        for key, words in COLUMN_WORDS.items():
            self.fields[f"column_{key}"] = Headings(label=words, required=key in REQUIRED, max_length=2000)
        for key, words in REPLY_WORDS.items():
            self.fields[f"reply_{key}"] = forms.CharField(label=words, required=False, max_length=80)

    def columns(self):
        return [self[f"column_{key}"] for key in COLUMNS]

    def replies(self):
        return [self[f"reply_{key}"] for key in REPLY]

    def clean_categories(self):
        given = self.cleaned_data["categories"]
        for theirs, ours in given.items():
            if category_by_code(ours) is None:
                raise forms.ValidationError(
                    _("“%(theirs)s”: there is no kind %(code)s here.") % {"theirs": theirs, "code": ours[:20]}
                )
        return given

    def clean_aliases(self):
        """By code, or by a name that only one place has."""
        given, codes = self.cleaned_data["aliases"], {}
        known = Place.objects.standing()
        for alias, said in given.items():
            found = list(
                known.filter(code=said)[:1]
                or known.filter(name=said).exclude(kind__in=["building", "unit", "dwelling"])[:2]
            )
            if len(found) != 1:
                raise forms.ValidationError(
                    _("“%(alias)s”: %(said)s is not one place. Write its code.") % {"alias": alias, "said": said[:40]}
                )
            codes[alias] = found[0].code
        return codes

    def clean_template(self):
        file = self.cleaned_data["template"]
        if file and file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("A template is at most %(limit)s MB.") % {"limit": LARGEST_TEMPLATE // 10**6})
        return file

    def hotline_said(self) -> Hotline:
        """The hotline as the form has it; the template checked and put into the store."""
        given = self.cleaned_data
        reply = tuple((heading, key) for key in REPLY if (heading := " ".join(given[f"reply_{key}"].split())))
        template = self.hotline.template
        if file := given["template"]:
            raw = file.read()
            wanted = [heading for heading, _what in reply]
            missing = missing_in(raw, wanted)
            if len(missing) == len(wanted) or any(heading in missing for heading, what in reply if what == "number"):
                raise Refused(
                    __("The template has no column for the order's number. Write above what its heading is."),
                    field="template",
                )
            template = keep_template(raw, name=file.name)
        return replace(
            self.hotline,
            name=given["name"],
            return_limit=given["return_limit"],
            reply_limit=given["reply_limit"],
            dates=tuple(given["dates"]),
            columns={key: tuple(words) for key in COLUMNS if (words := given[f"column_{key}"])},
            scheme=given["scheme"],
            categories=given["categories"],
            aliases=given["aliases"],
            beyond=tuple(given["beyond"]) or self.hotline.beyond,
            out_of_scope=tuple(given["out_of_scope"]) or self.hotline.out_of_scope,
            reply=reply,
            answers={key: given[key] for key in ("yes", "no", "partly")},
            template=template,
        )


def _initial(hotline: Hotline) -> dict:
    said = {
        "name": hotline.name,
        "return_limit": str(hotline.return_limit),
        "reply_limit": str(hotline.reply_limit),
        "dates": "\n".join(hotline.dates),
        "scheme": hotline.scheme,
        "categories": _pairs(hotline.categories),
        "aliases": _pairs(hotline.aliases),
        "beyond": "\n".join(hotline.beyond),
        "out_of_scope": "\n".join(hotline.out_of_scope),
        **hotline.answers,
    }
    said |= {f"column_{key}": "、".join(words) for key, words in hotline.columns.items()}
    return said | {f"reply_{what}": heading for heading, what in hotline.reply}


def _pairs(table) -> str:
    return "\n".join(f"{theirs} = {ours}" for theirs, ours in table.items())


class NewHotline(forms.Form):
    name = forms.CharField(label=_("Name of the hotline or system"), max_length=40)
    why = forms.CharField(label=_("Why it comes"), max_length=300)


def hotlines(request):
    """All hotlines; with ?key= one of them, to change it. Every change is the next edition of the book."""
    administers.require(request.post, None)
    book = books.hotlines.current()
    if "key" not in request.GET:
        return _all(request, book)
    hotline = book.rules.by_key(request.GET["key"])
    if hotline is None:
        raise Http404
    form = HotlineForm(
        request.POST or None, request.FILES or None, hotline=hotline, number=book.number, post=request.post
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = form.hotline_said()
            rules = HotlineRules.read(
                HotlineRules(tuple(changed if one.key == hotline.key else one for one in book.rules.systems)).body
            )
            actions.set_hotlines(rules, why=form.cleaned_data["why"], by=request.post, seen=form.cleaned_data["seen"])
        except (Refused, ValueError) as refusal:
            field = getattr(refusal, "field", "")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            _say_what_is_missing(request, changed, form.cleaned_data["template"])
            return redirect("desk:hotlines")
    return page(
        request,
        "desk/hotline/hotline.html",
        {"form": form, "hotline": hotline, "number": book.number},
        status=422 if form.errors else 200,
    )


def _say_what_is_missing(request, changed: Hotline, file) -> None:
    messages.success(request, __("Kept. It holds for every sheet from now on."))
    if file:
        file.seek(0)
        if missing := missing_in(file.read(), [heading for heading, _what in changed.reply]):
            messages.info(
                request,
                __("The template has no column for: %(missing)s. These stay out of the sheet.")
                % {"missing": "、".join(missing)},
            )


def _all(request, book):
    form = NewHotline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = " ".join(form.cleaned_data["name"].split())
        body = book.rules.body
        common = next((row for row in books.hotlines.shipped()["systems"]), {})
        body["systems"].append(common | {"key": name, "name": name})
        try:
            actions.set_hotlines(
                HotlineRules.read(body), why=form.cleaned_data["why"], by=request.post, seen=book.number
            )
        except (Refused, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, __("Entered, with the usual headings. Set it right here."))
            return redirect("desk:hotlines")
    return page(
        request,
        "desk/hotline/hotlines.html",
        {"systems": book.rules.systems, "form": form, "number": book.number, "since": book.since},
        status=422 if form.errors else 200,
    )

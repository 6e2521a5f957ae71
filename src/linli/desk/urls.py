from django.urls import include, path

from linli.desk import accounts, approvals, calendar, inbox, more, posts
from linli.desk.calls import pages as calls
from linli.desk.cases import act, alike, intake, pictures, places, receipts, same, why, work
from linli.desk.duties import imports, lists
from linli.desk.hotline import exports, heard, hotlines, orders, sheets
from linli.desk.mediation import views as talks
from linli.desk.rates import pages as rates
from linli.desk.rates import publishing
from linli.desk.rules import pages as rules
from linli.desk.supervision import exclusions
from linli.desk.supervision import pages as supervision
from linli.desk.whistles import board, deciding, rating, sessions

desk = [
    path("", work.work, name="work"),
    path("whistles", board.whistles, name="whistles"),
    path("whistles/<uuid:key>/rate", rating.rate, name="rate_whistle"),
    path("objections", deciding.objections, name="objections"),
    path("objections/<uuid:key>", deciding.objection, name="objection"),
    path("sessions", sessions.sessions, name="sessions"),
    path("sessions/freeze", sessions.freeze, name="freeze"),
    path("sessions/<str:street>/<str:day>", sessions.session, name="session"),
    path("sessions/<str:street>/<str:day>/sheet", sessions.sheet, name="session_sheet"),
    path("sessions/<str:street>/<str:day>/close", sessions.close, name="close_session"),
    path("sessions/<str:street>/<str:day>/<uuid:key>", sessions.say, name="say"),
    path("duties", lists.duties, name="duties"),
    path("duties/import", imports.duties_import, name="duties_import"),
    path("duties/refusals", lists.refusals, name="refusals"),
    path("cases/<uuid:key>", act.case, name="case"),
    path("cases/<uuid:key>/voices/<uuid:voice>/contact", act.contact, name="contact"),
    path("cases/<uuid:key>/same", same.look, name="same_look"),
    path("cases/<uuid:key>/same/<uuid:other>", same.same, name="same"),
    path("cases/<uuid:key>/unmerge", same.unmerge, name="unmerge"),
    path("cases/<uuid:key>/clock", why.why, name="why"),
    path("cases/<uuid:key>/<slug:name>", act.step, name="step"),
    path("photos/<uuid:key>", pictures.photo, name="photo"),
    path("photos", pictures.send, name="send_photo"),
    path("photos/kept/<str:ref>", pictures.kept, name="kept_photo"),
    path("intake", intake.intake, name="intake"),
    path("intake/alike", alike.while_typing, name="alike"),
    path("letter-box", intake.letter_box, name="letter_box"),
    path("slips/<uuid:key>", intake.slip, name="slip"),
    path("slips/<uuid:key>.pdf", intake.slip_sheet, name="slip_sheet"),
    path("mediations", talks.mediations, name="mediations"),
    path("mediations/new", talks.opening, name="mediation_new"),
    path("mediations/figures", talks.figures, name="mediation_figures"),
    path("mediations/<uuid:key>", talks.mediation, name="mediation"),
    path("mediations/<uuid:key>/agreement", talks.agreement, name="mediation_agreement"),
    path("mediations/<uuid:key>/parties/<uuid:party>/out", talks.take_out, name="mediation_take_out"),
    path("mediations/<uuid:key>/mediators/<uuid:mediator>/end", talks.let_go, name="mediation_let_go"),
    path("mediations/<uuid:key>/<slug:name>", talks.mediation, name="mediation_step"),
    path("receipt", receipts.receipt, name="receipt"),
    path("heard", heard.heard, name="heard"),
    path("hotline", orders.orders, name="hotline"),
    path("hotline/orders/<uuid:key>", orders.order, name="order"),
    path("hotline/orders/<uuid:key>/give-back", orders.give_back, name="give_back"),
    path("hotline/orders/<uuid:key>/reply", orders.reply, name="reply_order"),
    path("hotline/import", sheets.send, name="hotline_import"),
    path("hotline/import/<uuid:key>", sheets.preview, name="hotline_preview"),
    path("hotline/sheets/<uuid:key>", sheets.sheet, name="hotline_sheet"),
    path("hotline/export", exports.export, name="hotline_export"),
    path("hotlines", hotlines.hotlines, name="hotlines"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.read, name="read"),
    path("inbox/<uuid:key>/again", inbox.again, name="again"),
    path("post", posts.switch, name="post"),
    path("more", more.more, name="more"),
    path("rates", rates.rates, name="rates"),
    path("rates/cases", rates.cases, name="rate_cases"),
    path("rates/published", publishing.publications, name="publications"),
    path("rates/published/show", publishing.show, name="show_figures"),
    path("rates/published/<uuid:key>", publishing.publication, name="publication"),
    path("rates/published/<uuid:key>/annotate", publishing.annotate, name="annotate_figures"),
    path("rates/published/<uuid:key>/publish", publishing.publish, name="publish_figures"),
    path("supervision", supervision.supervision, name="supervision"),
    path("supervision/<uuid:key>/seen", supervision.seen, name="supervision_seen"),
    path("exclusions", exclusions.exclusions, name="exclusions"),
    path("exclusions/<uuid:key>", exclusions.exclusion, name="exclusion"),
    path("calls", calls.calls, name="calls"),
    path("calls/next", calls.take, name="take_call"),
    path("calls/paper", calls.paper, name="paper_ratings"),
    path("calls/<uuid:key>", calls.call, name="call"),
    path("calls/<uuid:key>/number", calls.number, name="call_number"),
    path("calls/<uuid:key>/give-back", calls.give_back, name="give_back_call"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/<uuid:key>", approvals.approval, name="approval"),
    path("rules", rules.rules, name="rules"),
    path("rules/<str:name>", rules.edition, name="book"),
    path("rules/<str:name>/<int:number>", rules.edition, name="edition"),
    path("rules/<str:name>/compare", rules.compared, name="compare_editions"),
    path("rules/<str:name>/next", rules.following, name="next_edition"),
    path("calendar", calendar.years, name="calendar"),
    path("calendar/import", calendar.take_in, name="import_notice"),
    path("places", posts.places, name="places"),
    path("places/suggest", places.suggest, name="suggest"),
]

urlpatterns = [
    path("login/", accounts.LogIn.as_view(), name="account_login"),
    path("logout/", accounts.LogOut.as_view(), name="account_logout"),
    path("", include((desk, "desk"))),
]

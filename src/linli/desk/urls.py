from django.urls import include, path

from linli.desk import accounts, inbox, more, posts
from linli.desk.cases import act, alike, intake, pictures, places, receipts, same, work
from linli.desk.duties import imports, lists
from linli.desk.rates import pages as rates
from linli.desk.rates import publishing
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
    path("cases/<uuid:key>/<slug:name>", act.step, name="step"),
    path("photos/<uuid:key>", pictures.photo, name="photo"),
    path("photos", pictures.send, name="send_photo"),
    path("photos/kept/<str:ref>", pictures.kept, name="kept_photo"),
    path("intake", intake.intake, name="intake"),
    path("intake/alike", alike.while_typing, name="alike"),
    path("letter-box", intake.letter_box, name="letter_box"),
    path("slips/<uuid:key>", intake.slip, name="slip"),
    path("slips/<uuid:key>.pdf", intake.slip_sheet, name="slip_sheet"),
    path("receipt", receipts.receipt, name="receipt"),
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
    path("places", posts.places, name="places"),
    path("places/suggest", places.suggest, name="suggest"),
]

urlpatterns = [
    path("login/", accounts.LogIn.as_view(), name="account_login"),
    path("logout/", accounts.LogOut.as_view(), name="account_logout"),
    path("", include((desk, "desk"))),
]

from django.urls import path

from linli.resident import meetings, photos, receipts, report, topics, voices, votes

app_name = "resident"
urlpatterns = [
    path("", report.front, name="front"),
    path("report", report.by_web, name="report"),
    path("report/thanks", report.thanks, name="thanks"),
    path("report/words.json", report.vocabulary, name="vocabulary"),
    path("report/alike", report.alike_here, name="alike"),
    path("report/photos", photos.send, name="photos"),
    path("report/photos/<str:ref>", photos.preview, name="preview"),
    path("r/<str:code>", report.by_plate, name="plate"),
    path("topics/raise", topics.raise_topic, name="raise"),
    path("topics/<str:number>/second", topics.second, name="second"),
    path("topics/<str:number>/appeal", topics.appeal, name="appeal"),
    path("topics/<str:number>/verdict", topics.verdict, name="verdict"),
    path("topics/<str:number>/say", voices.say, name="say"),
    path("k/", voices.find_card, name="find_card"),
    path("k/<str:code>", voices.card, name="card"),
    path("m/<str:code>", meetings.attend, name="attend"),
    path("v/", votes.find, name="find_vote"),
    path("v/<str:code>", votes.vote, name="vote"),
    path("v/<str:code>/paper.pdf", votes.paper, name="vote_paper"),
    path("c/", receipts.find, name="find"),
    path("c/<str:code>", receipts.receipt, name="receipt"),
    path("c/<str:code>/now", receipts.now, name="now"),
    path("c/<str:code>/earlier", receipts.earlier, name="earlier"),
    path("c/<str:code>/add", receipts.add, name="add"),
    path("c/<str:code>/rate", receipts.rate, name="rate"),
    path("c/<str:code>/object", receipts.object_to, name="object"),
    path("c/<str:code>/looks/<uuid:key>", receipts.object_to_look, name="look"),
    path("c/<str:code>/withdraw", receipts.withdraw, name="withdraw"),
    path("c/<str:code>/photo/<uuid:key>", receipts.photo, name="photo"),
]

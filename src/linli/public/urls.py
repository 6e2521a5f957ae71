from django.urls import path

from linli.public import about, accounts, duties, grids, health, motions, paper, photos, places, rates, streets, topics, votes

app_name = "public"
urlpatterns = [
    path("healthz", health.healthz, name="health"),
    path("about", about.about, name="about"),
    path("duties", duties.duties, name="duties"),
    path("s/<str:code>/returns", duties.returns, name="returns"),
    path("s/", streets.streets, name="streets"),
    path("s/<str:code>", streets.street, name="street"),
    path("s/<str:code>/rates", rates.published, name="rates"),
    path("s/<str:code>/rates/<str:month>", rates.published, name="rates_of"),
    path("s/<str:code>/plates.pdf", paper.plates_pdf, name="plates"),
    path("g/<str:code>", grids.grid, name="grid"),
    path("g/<str:code>/card.pdf", paper.card_pdf, name="card"),
    path("p/<str:code>.pdf", paper.plate_pdf, name="plate"),
    path("a/<uuid:key>.jpg", photos.photo, name="photo"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<str:number>", topics.topic, name="topic"),
    path("topics/<str:number>/notice.pdf", topics.notice, name="topic_notice"),
    path("motions/<str:number>", motions.motion, name="motion"),
    path("votes/", votes.votes, name="votes"),
    path("votes/<str:number>", votes.vote, name="vote"),
    path("votes/<str:number>/pack.json", votes.pack, name="vote_pack"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<str:number>", accounts.account, name="account"),
    path("receipts/<uuid:key>.jpg", accounts.receipt, name="receipt_picture"),
    path("cameras/", accounts.cameras, name="cameras"),
    path("places/", places.top, name="places"),
    path("places/<str:code>", places.place, name="place"),
]

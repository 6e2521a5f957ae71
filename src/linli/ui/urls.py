from django.urls import path

from linli.ui import views

app_name = "ui"
urlpatterns = [
    path("language", views.language, name="language"),
    path("elder", views.elder, name="elder"),
]

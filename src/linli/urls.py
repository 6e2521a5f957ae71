from django.urls import include, path

urlpatterns = [
    path("", include("linli.resident.urls")),
    path("", include("linli.public.urls")),
    path("desk/", include("linli.desk.urls")),
    path("", include("linli.ui.urls")),
]

from django.urls import include, path

urlpatterns = [
    path("", include("linli.resident.urls")),
    path("", include("linli.public.urls")),
    path("desk/", include("linli.desk.urls")),
    path("", include("linli.ui.urls")),
]

handler400 = "linli.ui.errors.bad_request"
handler403 = "linli.ui.errors.forbidden"
handler404 = "linli.ui.errors.not_found"
handler500 = "linli.ui.errors.failed"

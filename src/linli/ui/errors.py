from django.http import HttpResponseForbidden


def csrf_failed(request, reason=""):
    return HttpResponseForbidden(reason)

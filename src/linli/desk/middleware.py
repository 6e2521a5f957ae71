"""Who sits at the desk, and at which of the posts they hold."""

from django.contrib.auth.views import redirect_to_login
from django.db.models import IntegerField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.shortcuts import render

from linli.notices.models import Notice
from linli.people.queries import posts_of


class Counted(Subquery):
    """How many rows; bound them, or the count grows with the table."""

    template = "(select count(*) from (%(subquery)s) as found)"
    output_field = IntegerField()


REF = Concat(Value("people/post/"), Cast(OuterRef("pk"), TextField()))
UNREAD = Notice.objects.inbox_of(REF).unread().order_by().values("pk")[:100]


class SitAtThePost:
    """For the desk's own pages: `request.posts`, all current posts, and `request.post`, the one acted as.

    Nobody comes further without a login and a post, so no view has to ask. Three statements: session, person, posts
    with what is unread; other doors' requests cost none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.post, request.posts = None, []
        response = self.get_response(request)
        if request.post and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    def process_view(self, request, _view, _args, _kwargs):
        if "desk" not in request.resolver_match.app_names:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.posts = list(posts_of(request.user).annotate(unread=Counted(UNREAD)))
        if not request.posts:
            return render(request, "desk/no_post.html", status=403)
        chosen = request.session.get("post")
        request.post = next((post for post in request.posts if str(post.pk) == chosen), request.posts[0])
        return None

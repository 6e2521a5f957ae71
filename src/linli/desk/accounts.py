"""Coming in and going out. Accounts come with posts; nobody makes one for oneself."""

from http import HTTPStatus

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from django.conf import settings
from django.utils.translation import gettext as _

from linli.people.models import Post
from linli.people.roles import Role
from linli.ui.errors import say_no
from linli.ui.visitors import address_of

DEMO_PASSWORD = "linli-demo-2026"  # every account of the demo's fictional street; nothing outside the demo has it


class NoSignup(DefaultAccountAdapter):
    def get_client_ip(self, request):
        """Whose tries are counted: the house's own answer, which knows how many proxies to believe."""
        return address_of(request)

    def is_open_for_signup(self, request):
        return False

    def add_message(self, *args, **kwargs):
        """Being in, or out, is plain to see; no page says so on top."""


class LogIn(LoginView):
    """Name and password; on the demo also the fictional people to come in as. Allauth counts the tries."""

    template_name = "desk/login.html"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return say_no(request, 429, _("Too many tries"), _("Please wait a few minutes before you log in again."))
        return response

    def get_context_data(self, **kwargs):
        more = {"demo_posts": demo_posts(), "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | more


def demo_posts(most: int = 24) -> list[Post]:
    """The people of the demo who have a login name, one post each, those at the block first."""
    posts = Post.objects.current().with_names().exclude(person__username=None).order_by("person__username", "starts")
    first: dict[str, Post] = {}
    for post in posts[: 2 * most]:
        first.setdefault(post.person.username, post)
    rank = {role: n for n, role in enumerate(Role)}
    return sorted(first.values(), key=lambda post: rank[post.role])[:most]

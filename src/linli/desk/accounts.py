"""Coming in and going out. Accounts come with posts; nobody makes one for oneself."""

from datetime import timedelta
from http import HTTPStatus

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.utils.translation import gettext as _

from linli.gate.actions import Allowance, knock
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.people.roles import Role
from linli.ui.errors import say_no
from linli.ui.visitors import address_of

DEMO_PASSWORD = "linli-demo-2026"  # every account of the demo's fictional street; nothing outside the demo has it
# Allauth counts failed tries more strictly, but for each process by itself and only while its memory lasts.
# A whole street office may come from one address in the morning.
OF_AN_ADDRESS = Allowance("logins of an address", 200, timedelta(minutes=10))
OF_A_NAME = Allowance("logins as a name", 30, timedelta(minutes=10))


class NoSignup(DefaultAccountAdapter):
    def get_client_ip(self, request):
        """Whose tries are counted: the house's own answer, which knows how many proxies to believe."""
        return address_of(request)

    def is_open_for_signup(self, request):
        return False

    def respond_user_inactive(self, request, user):
        return say_no(request, 403, _("This account is closed"), _("Please ask your street's administrator."))

    def add_message(self, *args, **kwargs):
        """Being in, or out, is plain to see; no page says so on top."""


class LogIn(LoginView):
    """Name and password; on the demo also the fictional people to come in as. Tries are counted."""

    template_name = "desk/login.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            if request.method == "POST":
                name = request.POST.get("login", "").strip().lower()
                knock((OF_AN_ADDRESS, address_of(request)), (OF_A_NAME, name))
            response = super().dispatch(request, *args, **kwargs)
        except Refused:
            return self.too_often()
        return self.too_often() if response.status_code == HTTPStatus.TOO_MANY_REQUESTS else response

    def too_often(self):
        sentence = _("Please wait a few minutes before you log in again.")
        return say_no(self.request, 429, _("Too many tries"), sentence)

    def get_context_data(self, **kwargs):
        more = {"demo_posts": demo_posts(), "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | more


class LogOut(LogoutView):
    """Out, and what the browser kept of the desk's pages goes. Cookies stay: a resident's own settings
    are among them.
    """

    template_name = "desk/logout.html"

    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def demo_posts(most: int = 24) -> list[Post]:
    """The people of the demo who have a login name, one post each, those at the block first."""
    posts = Post.objects.current().with_names().exclude(person__username=None).order_by("person__username", "starts")
    first: dict[str, Post] = {}
    for post in posts[: 2 * most]:
        first.setdefault(post.person.username, post)
    rank = {role: n for n, role in enumerate(Role)}
    return sorted(first.values(), key=lambda post: rank[post.role])[:most]

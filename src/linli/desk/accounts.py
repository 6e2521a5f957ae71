from allauth.account.adapter import DefaultAccountAdapter


class NoSignup(DefaultAccountAdapter):
    """Accounts come with posts; nobody makes one for oneself."""

    def is_open_for_signup(self, request):
        return False

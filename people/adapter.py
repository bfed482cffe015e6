from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by the hall, never by signing themselves up."""

    def is_open_for_signup(self, request):
        return False

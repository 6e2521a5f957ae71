"""Text that lies in the database encrypted, with a key that does not."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """AES-128-CBC with HMAC-SHA256 (Fernet), under the newest of `settings.CONTACT_KEYS`; older keys still open."""
    return _cipher(tuple(settings.CONTACT_KEYS))


class SealedTextField(models.TextField):
    """A text field that is sealed on its way into the database and opened on its way out. Can't be searched."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError(
                "A sealed field does not open with the keys of this installation (LINLI_CONTACT_KEYS)."
            ) from error

"""Django's own backend for PostgreSQL; only a kept connection is looked at in another way."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Between two requests the server has nothing to say: if there is something to read, it has hung up.

        Django would ask it `SELECT 1` before every request, one round trip more.
        """
        if self.connection is None or self.connection.closed:
            return False
        ear = poll()
        ear.register(self.connection.fileno(), POLLIN)
        return not ear.poll(0)

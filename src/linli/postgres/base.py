"""Django's own backend for PostgreSQL; a kept connection is looked at in another way, and some statements are never
prepared.
"""

import re
from select import POLLIN, poll

from django.db.backends.postgresql import base

# A range of paths is a stairwell or a county, and an index of what is open serves only whoever asks for what is open:
# these are planned for their values each time. The one plan for all values, which PostgreSQL makes for what is
# prepared,
# can't use such an index and takes a county for a stairwell. What is looked up by its key has one best plan.
BY_KEY = '."id" = %s'
BY_VALUE = re.compile(r'\b(?:(?:grid_)?path"? >=|(?:state|stage|returned_for|file|public_file)"? (?:=|IN\b))')


class Cursor(base.ServerBindingCursor):
    def execute(self, query, params=None, *, prepare=None, binary=None):
        if prepare is None and isinstance(query, str) and BY_KEY not in query and BY_VALUE.search(query):
            prepare = False
        return super().execute(query, params, prepare=prepare, binary=binary)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def is_usable(self) -> bool:
        """Between two requests the server has nothing to say: if there is something to read, it has hung up.

        Django would ask it `SELECT 1` before every request, one round trip more.
        """
        if self.connection is None or self.connection.closed:
            return False
        ear = poll()
        ear.register(self.connection.fileno(), POLLIN)
        return not ear.poll(0)

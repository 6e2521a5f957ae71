"""What a carried motion led to."""

from django.db import transaction

from linli.councils import events
from linli.councils.actions.within import step, write
from linli.councils.assemblies import CARRIED
from linli.councils.models import Motion
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post


@transaction.atomic
def led_to(motion: Motion, *, into: str, by: Post, seen: int | None = None) -> Motion:
    """Note the ref of the case, the promise or the account that carries it out. Refuses a motion that
    was not carried.
    """
    motion = step("carry_out", motion, by=by, seen=seen)
    if (motion.outcome or {}).get("outcome") != CARRIED:
        raise Refused(N_("Only what was carried can be carried out. Advice binds nobody; what failed is put again."))
    return write(motion, events.MotionCarriedOut(into=into), by=by)

"""Linli (邻里): a platform on which a neighbourhood runs its own affairs."""

import os

# Before numpy is loaded anywhere: one thread adds up in one order, so that a board's figures are the same on every
# machine;
# and where several processes share a few cores, threads that wait for each other cost more than they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""Linli (邻里): a platform on which a neighbourhood runs its own affairs."""

"""Fair shares in whole numbers."""

from collections.abc import Sequence


def share_out(total: int, weights: Sequence[float], *, least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Share a whole number out by weight, within limits (Sainte-Laguë: next to the highest weight / (2n + 1)).

    Raises ValueError where the limits leave no way.
    """
    if not sum(least) <= total <= sum(most):
        raise ValueError(f"{total} does not fit between {sum(least)} and {sum(most)}")
    shares = list(least)
    for _ in range(total - sum(shares)):
        open_to = [i for i in range(len(shares)) if shares[i] < most[i]]
        shares[max(open_to, key=lambda i: (weights[i] / (2 * shares[i] + 1), -i))] += 1
    return shares

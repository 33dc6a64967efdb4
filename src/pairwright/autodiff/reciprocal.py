"""One divided by a number: the smallest module whose examples are tested."""


def reciprocal(a: float) -> float:
    """Return 1 / a.

    A value:

    >>> reciprocal(5) == 0.2
    True

    There is no reciprocal of zero:

    >>> reciprocal(0)
    Traceback (most recent call last):
    ZeroDivisionError: division by zero

    Several at once:

    >>> for a in range(1, 4):
    ...     print(reciprocal(a))
    1.0
    0.5
    0.3333333333333333
    """
    return 1 / a

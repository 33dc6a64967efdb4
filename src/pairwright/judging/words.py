"""Numbers as sentences have them."""


def two_digits(value: float) -> str:
    """Return a number with two significant digits and no exponent while that is short.

    >>> two_digits(113.4), two_digits(0.0561), two_digits(2.0)
    ('110', '0.056', '2')
    """
    return f"{float(f'{value:.2g}'):g}"

"""Numbers in sentences are short."""

import pytest

from pairwright.judging.words import two_digits


@pytest.mark.parametrize(
    ("value", "text"),
    [(113.4, "110"), (99.6, "100"), (12.4, "12"), (2.04, "2"), (0.0561, "0.056"), (0.0, "0")],
)
def test_they_have_two_digits_and_no_exponent(value, text):
    assert two_digits(value) == text

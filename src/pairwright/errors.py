"""The one exception that a user of pairwright is meant to read."""


class PairwrightError(Exception):
    """Bad input, told in one line: what is wrong, where, what is allowed, what to do.

    Scripts and commands print the message without a traceback and end with exit status 1.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))

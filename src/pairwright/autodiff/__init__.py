"""What exact derivatives buy: root finding, equations of state, activity coefficients, and more.

Written by hand are ``records`` and ``crystal_records``, what the demonstrations' rules write. All
other modules are tangled from the documents in ``literate``: edit them there.
"""

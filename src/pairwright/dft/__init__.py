"""The shipped database from first principles: which structures, and one calculation each."""

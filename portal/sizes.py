"""Sizes of files in the reader's language."""

from babel.units import format_unit

from portal.dates import babel_locale


def file_size(size):
    """Bytes as the reader writes them: 12 kB, 3.4 MB."""
    unit, divisor = ("kilobyte", 1000) if size < 1_000_000 else ("megabyte", 1_000_000)
    amount = max(round(size / divisor, 0 if divisor == 1000 else 1), 1)
    return format_unit(amount, f"digital-{unit}", "short", locale=babel_locale())

"""A short sum over bytes, by which is told whether something is still what it was."""

from __future__ import annotations

try:
    # hashlib loads all of OpenSSL, 3.5 MiB, to offer the same function.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b


def short_sum(data: bytes, size: int) -> str:
    """The BLAKE2b sum of some bytes in hexadecimal; ``size`` is how many bytes it has, 1 to 64."""
    return blake2b(data, digest_size=size).hexdigest()

"""Base64 as programs really write it: read as far as it can be read. Pure, and never raises."""

import binascii

_NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))


def read(raw: bytes) -> bytes:
    """What these base64 letters hold, as far as they can be read; strangers among them are passed over, the first padding ends them."""
    try:
        return binascii.a2b_base64(raw + b"===")
    except binascii.Error:  # one letter too many
        letters = raw.translate(None, delete=_NO_BASE64)
        return binascii.a2b_base64(letters[: len(letters) - len(letters) % 4])

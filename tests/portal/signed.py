"""Signs identities as a shop does. Written from RFC 7515, 7518 and 7519, apart from the code that reads them."""

import base64
import hashlib
import hmac
import json
import time


def token(claims: dict[str, object], secret: str, *, algorithm: str = "HS256") -> str:
    head = f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(claims)}"
    signature = hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest() if algorithm == "HS256" else b""
    return f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def soon() -> int:
    return int(time.time()) + 3600


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

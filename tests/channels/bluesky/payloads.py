"""Posts that a real network gave (recorded/README.md), kept as a look keeps them."""

import json
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"
SETTINGS = {"handle": "brightside.test", "app_password": "only-on-loopback"}


def recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text())
    return found


US = next(one["did"] for one in recorded("profiles")["profiles"] if one["handle"] == "brightside.test")
POSTS: list[dict[str, Any]] = recorded("posts")["posts"]


def kept(post: dict[str, Any], **more: object) -> bytes:
    return json.dumps({"us": US, "post": post, "reach": 2, **more}).encode()

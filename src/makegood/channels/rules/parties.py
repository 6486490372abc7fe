"""Who takes part in a conversation. Pure; a mere reference to a conversation never opens it."""

from collections.abc import Sequence


def may_join(*, public: bool, author: str, parties: Sequence[str], by_token: bool) -> bool:
    """Whether a message that refers to a conversation belongs to it.

    In private only an address that already took part, or one that holds our own signed reply address; anybody in public. A forged
    reference by a stranger starts a conversation of its own and reads nothing (CVE-2024-49193 teaches it).
    """
    return public or by_token or author in parties

"""Addresses that are loaded by the first who asks for one of them, or by `load`, so that a start need not wait for them.

Only for addresses with a name space of their own, and that no other part makes links to: what stands in them is unknown until then.
"""

from importlib import import_module

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern

_LATER: list[str] = []


class _Later(URLResolver):
    """Django loads a map named by its module when it is first looked into; only making any link at all would look into every one."""

    def _populate(self) -> None:
        """Nothing: what has a name space of its own is asked by it."""


def later(route: str, module: str, *, name: str) -> URLResolver:
    """Everything below `route` is in `module`, under the name space `name`."""
    _LATER.append(module)
    return _Later(RoutePattern(route, is_endpoint=False), module, app_name=name, namespace=name)


def load() -> None:
    """Loads what has not been asked for yet. May be repeated, and by a thread beside others."""
    for module in _LATER:
        import_module(module)

"""The OpenAPI document as people read it: operations by subject, and the shapes that they name. Reads the document and decides nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.api.v1.entry import SCOPE

_SAID_ONCE = "\n\nScope: "  # the document says the scope in words as well
_NULL = {"type": "null"}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field. `kind` is its type in words; `shape` is the name of a shape to which it leads, else ''."""

    name: str
    kind: str
    shape: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back under a good status."""

    status: str
    kind: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a machine can ask for. `body` is the name of the shape that it sends, else ''."""

    name: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: tuple[Field, ...]
    body: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Operations that belong together."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is sent or answered. `title` is its name as people read it."""

    name: str
    title: str
    words: str
    fields: tuple[Field, ...]


def subjects(document: Mapping[str, Any]) -> tuple[Subject, ...]:
    """Every operation once, under its subject, in the document's order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return tuple(Subject(name, tuple(operations)) for name, operations in found.items())


def shapes(document: Mapping[str, Any]) -> tuple[Shape, ...]:
    """Every object of the document by its name. What only lists words (an enumeration) is said where it is used."""
    schemas = document["components"]["schemas"]
    lists = {name: schema for name, schema in schemas.items() if "properties" not in schema}
    told = sorted(schemas.keys() - lists.keys())
    return tuple(_shape(name, _with_words(schemas[name], lists)) for name in told)


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        words=_words(told).partition(_SAID_ONCE)[0],
        scope=told[SCOPE],
        parameters=tuple(_parameter(one) for one in told["parameters"]),
        body=_shape_in(body),
        answers=tuple(_answers(told["responses"])),
    )


def _answers(responses: Mapping[str, Any]) -> Iterator[Answer]:
    for status, response in responses.items():
        if status < "300":
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            yield Answer(status, _kind(schema), _shape_in(schema))


def _parameter(told: Mapping[str, Any]) -> Field:
    kind = f"{_kind(told['schema'])}, {told['in']}"
    return Field(told["name"], kind, "", bool(told.get("required")), _words(told) or _words(told["schema"]))


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    required = schema.get("required", ())
    fields = tuple(
        Field(each, _kind(told), _shape_in(told), each in required, _words(told)) for each, told in schema["properties"].items()
    )
    return Shape(name, _called(name), _words(schema), fields)


def _with_words(schema: Any, lists: Mapping[str, Any]) -> Any:
    """The schema with lists of words in the place of their names."""
    if isinstance(schema, list):
        return [_with_words(one, lists) for one in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return lists[name] if name in lists else {key: _with_words(value, lists) for key, value in schema.items()}


def _shape_in(schema: Mapping[str, Any]) -> str:
    """The shape to which a schema leads, also inside a list or beside null."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [schema["items"]] if "items" in schema else [one for one in schema.get("anyOf", ()) if one != _NULL]
    return _shape_in(inner[0]) if len(inner) == 1 else ""


def _kind(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return _called(str(schema["$ref"]).rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        return " or ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "anything"))


def _words(told: Mapping[str, Any]) -> str:
    return str(told.get("description", "")).replace("`", "")


def _called(name: str) -> str:
    """“Page of OrderOut” for what the document calls Page_OrderOut_."""
    inner = name.removeprefix("Page_").removesuffix("_")
    return name if inner == name else f"Page of {inner}"

"""Says no to a machine, in the form of RFC 9457 (problem+json), naming each field. Never says more than the sender may know."""

from http import HTTPStatus

from django.http import JsonResponse

from makegood.kernel.refusals import Refusal

_STATUS = {
    "bad_signature": HTTPStatus.UNAUTHORIZED,
    "stale_signature": HTTPStatus.UNAUTHORIZED,
    "no_such_door": HTTPStatus.NOT_FOUND,
    "no_such_form": HTTPStatus.NOT_FOUND,
    "wrong_method": HTTPStatus.METHOD_NOT_ALLOWED,
    "id_reused": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "not_json": HTTPStatus.BAD_REQUEST,
    "not_now": HTTPStatus.SERVICE_UNAVAILABLE,
}
_TITLES = {
    HTTPStatus.BAD_REQUEST: "This cannot be read",
    HTTPStatus.UNAUTHORIZED: "The signature was not accepted",
    HTTPStatus.NOT_FOUND: "There is no such door",
    HTTPStatus.METHOD_NOT_ALLOWED: "This door takes POST",
    HTTPStatus.CONFLICT: "This id was used for something else",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too much at once",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "This door takes JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something in it is not right",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not just now",
}


def problem(refusal: Refusal) -> JsonResponse:
    """The answer to a request that was refused: nothing of it was kept."""
    status = _STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    body = {
        "type": f"urn:makegood:problem:{refusal.code}",
        "title": _TITLES[status],
        "status": status.value,
        "detail": refusal.sentence,
        "errors": [{"field": name, "message": message} for name, message in refusal.fields.items()],
    }
    answer = JsonResponse(body, status=status.value, content_type="application/problem+json")
    setattr(answer, "_has_been_logged", True)  # noqa: B010 - else Django's log would show the path, and with it the door's token
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        answer["Allow"] = "POST"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = "5"
    return answer

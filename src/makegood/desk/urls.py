"""The addresses of the desk. A change is a resource: it has an address of its own and is posted to."""

from django.urls import URLPattern, URLResolver, include, path

from makegood.desk.pages import away, beside, case, files, inbox, people, sheets, start, talk, today

_CASE: list[URLPattern | URLResolver] = [
    path("", case.case, name="case"),
    path("answers/", case.answers, name="answers"),
    path("notes/", case.notes, name="notes"),
    path("owner/", case.owner, name="owner"),
    path("resolution/", case.resolution, name="resolution"),
    path("reopening/", case.reopening, name="reopening"),
    path("messages/<uuid:message_id>/reading/", case.reading, name="reading"),
    path("messages/<uuid:message_id>/company/", talk.company, name="company"),
    path("invitations/", talk.invitations, name="invitations"),
    path("questions/", beside.questions, name="questions"),
    path("questions/<uuid:conversation_id>/", beside.answers, name="side_answers"),
    path("questions/<uuid:conversation_id>/notice/", beside.notice, name="side_notice"),
    path("away/", away.case_away, name="case_away"),
    path("steps/<uuid:step_id>/another-try/", case.another_try, name="another_try"),
    path("steps/<uuid:step_id>/by-hand/", case.by_hand, name="by_hand"),
    path("steps/<uuid:step_id>/omission/", case.omission, name="omission"),
    path("makegoods/<uuid:makegood_id>/approval/", case.approval, name="approval"),
    path("makegoods/<uuid:makegood_id>/choice/", case.choice, name="choice"),
    path("makegoods/<uuid:makegood_id>/changes/", case.changes, name="changes"),
    path("makegoods/<uuid:makegood_id>/refusal/", case.refusal, name="refusal"),
    path("makegoods/<uuid:makegood_id>/revocation/", case.revocation, name="revocation"),
]

_BRAND: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("ticket/", today.ticket, name="ticket"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("cases/<int:number>/", include(_CASE)),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/links/<uuid:link_id>/undoing/", people.undoing, name="link_undo"),
    path("who/", people.who, name="who"),
    path("who/<uuid:link_id>/confirmation/", people.confirmation, name="link_yes"),
    path("who/<uuid:link_id>/refusal/", people.refusal, name="link_no"),
    path("praise/", sheets.praise, name="praise"),
    path("praise/thanks/", sheets.thanks_seen, name="thanks_seen"),
    path("policy/", sheets.policy, name="policy"),
    path("troubles/", sheets.troubles, name="troubles"),
    path("troubles/raw/<uuid:raw_id>/", files.raw, name="raw"),
    path("troubles/raw/<uuid:raw_id>/reading/", sheets.raw_again, name="raw_again"),
    path("troubles/work/<uuid:work_id>/another-try/", sheets.work_again, name="work_again"),
    path("troubles/aside/<uuid:message_id>/return/", sheets.not_spam, name="not_spam"),
    path("attachments/<uuid:attachment_id>/", files.attachment, name="attachment"),
    path("messages/<uuid:message_id>/body/", files.body, name="body"),
    path("messages/<uuid:message_id>/pictures/", files.pictures_of_sender, name="pictures"),
    path("messages/<uuid:message_id>/away/", away.message, name="message_away"),
    path("messages/<uuid:message_id>/blocking/", away.blocking, name="blocking"),
    path("away/", away.shelf, name="away"),
    path("away/senders/", away.sender, name="sender_block"),
    path("away/senders/<uuid:rule_id>/", away.unblocking, name="sender_unblock"),
]

_DESK: list[URLPattern | URLResolver] = [
    path("", start.home, name="home"),
    path("enter/<str:token>/", start.enter, name="enter"),
    path("density/", start.density, name="density"),
    path("b/<slug:slug>/", include(_BRAND)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_DESK, "desk"))),
    path("accounts/", include("allauth.account.urls")),
]

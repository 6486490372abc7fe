"""The addresses for people who are no members: the chat window's and the contact form's, each below its brand and its channel, and somebody's
own page, below the token of a link.
"""

from django.urls import URLPattern, URLResolver, include, path

from makegood.portal.mine import pages as mine
from makegood.portal.pages import asked, by, chat, coupons, duty, form, hosted, on_call, stop
from makegood.portal.status import pages as status
from makegood.portal.talks import pages as talks

_CHAT: list[URLPattern | URLResolver] = [
    path("", hosted.chat, name="chat"),
    path("setup/", hosted.chat_setup, name="chat-setup"),
    path("with/<str:token>/", hosted.private, name="chat-private"),
    path("widget.js", chat.script, name="chat-script"),
    path("messages/", chat.messages, name="chat-messages"),
    path("talk/", chat.talk, name="chat-talk"),
    path("here/", chat.here, name="chat-here"),
    path("address/", chat.address_left, name="chat-address"),
    path("files/<uuid:attachment_id>/", chat.file, name="chat-file"),
    path("transcript/", chat.transcript, name="chat-transcript"),
]

_FORM: list[URLPattern | URLResolver] = [
    path("", form.form, name="form"),
    path("thanks/<str:receipt>/", form.thanks, name="form-thanks"),
    path("setup/", hosted.form_setup, name="form-setup"),
]

_MINE: list[URLPattern | URLResolver] = [
    path("new/<slug:slug>/", mine.ask, name="mine-ask"),
    path("look/<str:ticket>/", mine.preview, name="mine-preview"),
    path("<str:token>/", mine.show, name="mine"),
    path("<str:token>/again/", mine.again, name="mine-again"),
    path("<str:token>/<slug:part>/<slug:action>/", mine.act, name="mine-act"),
]

_TALKS: list[URLPattern | URLResolver] = [
    path("", talks.all_talks, name="talks"),
    path("<slug:talk>/", talks.talk, name="talk"),
    path("<slug:talk>/now/", talks.now, name="talk-now"),
    path("<slug:talk>/transcript/", talks.transcript, name="talk-transcript"),
    path("<slug:talk>/questions/", talks.questions, name="talk-questions"),
    path("<slug:talk>/questions/<int:number>/vote/", talks.vote, name="talk-vote"),
    path("<slug:talk>/myself/", talks.known, name="talk-known"),
]

_STATUS: list[URLPattern | URLResolver] = [
    path("", status.page, name="status"),
    path("subscribers/", status.subscribers, name="status-subscribers"),
    path("subscribers/<str:token>", status.confirmation, name="status-confirmation"),
    path("stop/<str:token>", status.ending, name="status-stop"),
]

_COUPONS: list[URLPattern | URLResolver] = [
    path("<slug:pool>/", coupons.claim, name="coupons"),
]

_PORTAL: list[URLPattern | URLResolver] = [
    path("chat/<slug:slug>/<slug:address>/", include(_CHAT)),
    path("mine/", include(_MINE)),
    path("talks/<slug:slug>/", include(_TALKS)),
    path("coupons/<slug:slug>/", include(_COUPONS)),
    path("by/<slug:slug>/<str:code>/", by.by, name="by"),
    path("stop/<str:token>", stop.stop, name="stop"),
    path("asked/<str:token>/", asked.asked, name="asked"),
    path("duty/<slug:slug>/<slug:token>.ics", duty.duty, name="duty"),
    path("on-call/<slug:slug>/<str:token>/", on_call.on_call, name="on-call"),
    path("status/<slug:slug>/", include(_STATUS)),
    path("form/<slug:slug>/<slug:address>/", include(_FORM)),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((_PORTAL, "portal")))]

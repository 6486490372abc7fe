"""The kinds of channels there are: one line each. A new channel is a folder under `adapters/` and a line here."""

from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.adapters.contact_form.adapter import ContactFormAdapter
from makegood.channels.adapters.counter.adapter import CounterAdapter
from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.adapters.email.carried import CarriedMails
from makegood.channels.adapters.feed.adapter import FeedAdapter
from makegood.channels.adapters.instagram.adapter import InstagramAdapter
from makegood.channels.adapters.mail_provider.adapter import MailProviderAdapter
from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.adapters.messenger.adapter import MessengerAdapter
from makegood.channels.adapters.own_page.adapter import OwnPageAdapter
from makegood.channels.adapters.reviews.adapter import ReviewsAdapter
from makegood.channels.adapters.sms.adapter import SmsAdapter
from makegood.channels.adapters.webchat.adapter import WebchatAdapter
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.adapters.webmention.adapter import WebmentionAdapter
from makegood.channels.adapters.whatsapp.adapter import WhatsAppAdapter
from makegood.channels.adapters.x.adapter import XAdapter
from makegood.channels.seam import Adapter, AnsweredByMail, ConsentedAs, FitsSettings, Measures, TellsWhatItTook
from makegood.channels.types import Abilities, ChannelConfig
from makegood.kernel.refusals import Refusal

_SPEAKERS: tuple[Adapter, ...] = (
    EmailAdapter(),
    MailProviderAdapter(CarriedMails()),
    WebchatAdapter(),
    ContactFormAdapter(),
    OwnPageAdapter(),
    BlueskyAdapter(),
    MastodonAdapter(),
    XAdapter(),
    MessengerAdapter(),
    InstagramAdapter(),
    WhatsAppAdapter(),
    SmsAdapter(),
    CounterAdapter(),
    FeedAdapter(),
    ReviewsAdapter(),
    WebmentionAdapter(),
    WebhookAdapter(),
)
ADAPTERS: dict[str, Adapter] = {adapter.kind: adapter for adapter in _SPEAKERS}


def adapter(kind: str) -> Adapter:
    """The adapter of a kind. Refuses an unknown kind, naming those there are."""
    if kind not in ADAPTERS:
        raise Refusal("unknown_channel", f"kind: “{kind}” is no channel. There are: {', '.join(ADAPTERS)}.", {"kind": "unknown"})
    return ADAPTERS[kind]


def abilities(channel: ChannelConfig) -> Abilities:
    """What this channel can, by its kind and its settings."""
    speaks = adapter(channel.kind)
    return speaks.abilities_of(channel=channel) if isinstance(speaks, FitsSettings) else speaks.abilities


def longest_typed(kind: str) -> int | None:
    """How many characters a form may hold back at; None where the network counts otherwise, and the gate alone can tell."""
    speaks = adapter(kind)
    return None if isinstance(speaks, Measures) else speaks.abilities.max_length


def answers_by_mail(kind: str) -> bool:
    """Whether what comes by channels of this kind is answered through the brand's mailbox."""
    speaks = adapter(kind)
    return isinstance(speaks, AnsweredByMail) and speaks.answered_by_mail


def unanswered(kind: str) -> str:
    """Why nothing can be said on channels of this kind, and what to do instead; '' where something can."""
    return adapter(kind).abilities.unanswered


def consented_as(kind: str) -> str:
    """Under which kind people agree to hear from us on channels of this one."""
    speaks = adapter(kind)
    return speaks.consented_as if isinstance(speaks, ConsentedAs) else kind


def length(kind: str, text: str) -> int:
    """How long a text is where channels of this kind count it; characters unless the network counts otherwise."""
    speaks = adapter(kind)
    return speaks.length(text) if isinstance(speaks, Measures) else len(text)


def shared_secret(config: ChannelConfig) -> str:
    """What whoever calls this channel signs with, where that is made here (`Setting.shared`); '' where the caller has it, or signs nothing."""
    shared = [setting.name for setting in adapter(config.kind).form if setting.shared]
    return next((config.settings[name] for name in shared if config.settings.get(name)), "")


def calls_within_s(kind: str) -> float:
    """How long a provider of this kind may take to call us about a letter that it took, in seconds; 0 where it never does."""
    speaks = adapter(kind)
    return speaks.calls_within_s if isinstance(speaks, TellsWhatItTook) else 0.0

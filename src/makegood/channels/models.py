"""What was heard and said, as rows. Personal words live here and can be erased; the journal holds only ids."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from makegood.platform.models import BrandRow


class Channel(BrandRow):
    """One place where the brand listens and speaks. `settings` hold the adapter's secrets and are never shown."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=320)
    settings = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    cursor = models.TextField(default="")
    last_heard_at = models.DateTimeField(null=True)
    last_trouble = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "kind", "address"], name="channel_once")]


class RawItem(BrandRow):
    """The bytes as they came, stored before anything is thought about them."""

    channel_id = models.UUIDField()
    external_key = models.CharField(max_length=300)
    content = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    tries = models.IntegerField(default=0)
    reason = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id", "external_key"], name="raw_once")]
        indexes = [models.Index(fields=["brand_id", "received_at"], name="raw_parked", condition=models.Q(state="parked"))]


class Conversation(BrandRow):
    """Messages that belong together on one channel. Never merged with another: a case stands above both."""

    channel_id = models.UUIDField()
    subject = models.TextField(default="")
    public = models.BooleanField(default=False)
    started_at = models.DateTimeField()


class ConversationKey(BrandRow):
    """What messages call this conversation's messages: known ones and ones still to come (a reply may arrive before its parent)."""

    channel_id = models.UUIDField()
    key = models.CharField(max_length=400)
    conversation_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id", "key"], name="conversation_key_once")]


class Party(BrandRow):
    """An address that took part in a conversation: only these may join it by a reference."""

    conversation_id = models.UUIDField()
    address = models.CharField(max_length=420)  # "email:tom.arden@example.org", normalised

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "conversation_id", "address"], name="party_once")]


class Message(BrandRow):
    """One message, either way. `identity_id` is the author of one that came in, the recipient of one that went out."""

    conversation_id = models.UUIDField()
    channel_id = models.UUIDField()
    direction = models.CharField(max_length=3)
    external_id = models.CharField(max_length=400)
    raw_id = models.UUIDField(null=True)
    identity_id = models.UUIDField(null=True)
    author_kind = models.CharField(max_length=20)
    author_value = models.CharField(max_length=400)
    author_name = models.CharField(max_length=300, default="")
    author_shown = models.CharField(max_length=400, default="", db_default="")
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    subject = models.TextField(default="")
    text = models.TextField(default="")
    visible = models.TextField(default="")
    html = models.TextField(default="")
    at = models.DateTimeField()
    sent_at = models.DateTimeField()
    automatic = models.CharField(max_length=12, default="")
    bounce = models.JSONField(null=True)
    public = models.BooleanField(default=False)
    link = models.TextField(default="")
    reach = models.BigIntegerField(null=True)
    score = models.SmallIntegerField(null=True)
    spam_likely = models.BooleanField(default=False)
    set_aside = models.BooleanField(default=False)
    cut = models.BooleanField(default=False)
    thread_key = models.CharField(max_length=400, default="")
    authentic = models.CharField(max_length=10, default="", db_default="")
    addressed = models.CharField(max_length=50, default="", db_default="")
    away_until = models.DateField(null=True)
    overheard = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id", "external_id"], name="message_once")]
        indexes = [
            models.Index(fields=["brand_id", "conversation_id", "at", "id"], name="message_conversation"),
            models.Index(fields=["brand_id", "identity_id", "-at", "-id"], name="message_identity"),
            models.Index(fields=["brand_id", "-at"], name="message_set_aside", condition=models.Q(set_aside=True)),
            models.Index(
                fields=["brand_id", "-at"], name="message_forged", condition=models.Q(set_aside=True, authentic="forged")
            ),
        ]


class Knock(BrandRow):
    """A message named a private conversation in which its author has no part, and so began one of its own."""

    message_id = models.UUIDField()
    conversation_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "message_id"], name="knock_once")]


class Attachment(BrandRow):
    """A file that came with a message. The bytes lie outside any web root under their digest; the name is only ever shown."""

    message_id = models.UUIDField()
    position = models.IntegerField()
    name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=150)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    content_id = models.CharField(max_length=300, default="")
    description = models.TextField(default="", db_default="")  # what a picture of ours shows

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "message_id", "position"], name="attachment_once")]


class Outgoing(BrandRow):
    """The way of a message out of the house. Its id is the message's id."""

    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="queued")
    purpose = models.CharField(max_length=15)
    automatic = models.BooleanField(default=False)
    by_member_id = models.UUIDField(null=True)
    in_reply_to_id = models.UUIDField(null=True)
    send_after = models.DateTimeField()
    held_because = models.TextField(default="")
    failed_because = models.TextField(default="")
    tries = models.IntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    person_identity = models.UUIDField()
    scheduled = models.BooleanField(default=False, db_default=False)  # a member chose `send_after`
    until_told = models.BooleanField(default=False, db_default=False)  # held until a member says so
    lease = models.UUIDField(null=True)  # of the work in whose hands it is leaving
    first_tried_at = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)  # for people to read; the work row's pause decides
    failure = models.CharField(max_length=20, default="", db_default="")
    let_be_at = models.DateTimeField(null=True)  # of one that failed: a member said to leave it
    unsubscribe = models.TextField(default="", db_default="")  # the address at which one request ends letters like this one
    taken_as = models.CharField(max_length=300, default="", db_default="")  # what its provider called it, until we knew
    programme = models.CharField(max_length=120, default="", db_default="")  # of which programme it is part
    priority = models.IntegerField(default=0, db_default=0)  # of two that meet on one day the larger goes
    occasion = models.CharField(max_length=200, default="", db_default="")  # what it is about, as its flow calls that
    best_before = models.DateTimeField(null=True)  # later it is not said at all

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="outgoing_once")]
        indexes = [
            models.Index(fields=["brand_id", "person_identity", "-queued_at"], name="outgoing_person"),
            models.Index(fields=["brand_id", "-queued_at"], name="outgoing_failed", condition=models.Q(state="failed")),
            models.Index(
                fields=["brand_id", "send_after"],
                name="outgoing_open",
                condition=models.Q(state__in=["queued", "held", "leaving"]),
            ),
        ]


class Outlet(BrandRow):
    """The way out of one channel: when it was used lately (where it has a pace), and whether it is shut for a while. All instants are the
    database's clock. A row is made at the first use and held only for the moment of a claim, never while anybody talks to the network."""

    channel_id = models.UUIDField()
    recent = ArrayField(models.DateTimeField(), default=list, db_default=[])
    failures = models.IntegerField(default=0, db_default=0)  # passing troubles since something left, or was answered for good
    shut_until = models.DateTimeField(null=True)
    shut_because = models.TextField(default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id"], name="outlet_once")]


class Line(BrandRow):
    """The line over which a channel's provider says at once that something came, and which worker holds it. All instants are the database's
    clock. Without a row nobody ever held one."""

    channel_id = models.UUIDField()
    holder = models.UUIDField(null=True)  # of one worker's hold; None where nobody has it
    seen_at = models.DateTimeField()  # the holder's last sign of life
    open_since = models.DateTimeField(null=True)  # None while it is not open
    again_at = models.DateTimeField(null=True)  # not opened before
    failures = models.IntegerField(default=0, db_default=0)  # in a row
    trouble = models.TextField(default="", db_default="")  # why it broke, or could not be opened, last

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "channel_id"], name="channel_line_once")]


class Hold(BrandRow):
    """Why some things are not said to somebody for now ("an open complaint: no greeting today"). `until` None: until it is let go. One for a
    cause and its subject (a case), so that the end of one never ends another."""

    identity_id = models.UUIDField()
    purpose = models.CharField(max_length=15)
    because = models.TextField()
    until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, default="", db_default="")
    subject = models.CharField(max_length=60, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "identity_id", "purpose", "cause", "subject"], name="hold_once")
        ]
        indexes = [models.Index(fields=["brand_id", "cause", "subject"], name="hold_cause")]


class Discipline(BrandRow):
    """The brand's quiet hours, by the clock of whoever is written to, and how often anybody is written to unasked. One row for a brand; without
    it the defaults of `rules.discipline` hold."""

    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    per_week = models.IntegerField()
    per_month = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id"], name="discipline_once"),
            models.CheckConstraint(
                name="discipline_some", condition=models.Q(per_week__gt=0, per_month__gte=models.F("per_week"))
            ),
        ]


class Suppressed(BrandRow):
    """A contact that the gate did not let through, and why. Holds no words but the subject line."""

    key = models.CharField(max_length=200)
    identity_id = models.UUIDField()
    medium = models.CharField(max_length=40)  # a kind of channel, "phone" or "post"
    purpose = models.CharField(max_length=15)
    programme = models.CharField(max_length=120, default="")
    occasion = models.CharField(max_length=200, default="")
    subject = models.TextField(default="")
    reason = models.CharField(max_length=40)
    because = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="suppressed_once")]
        indexes = [
            models.Index(fields=["brand_id", "-at"], name="suppressed_latest"),
            models.Index(fields=["brand_id", "identity_id", "-at"], name="suppressed_person"),
            models.Index(fields=["brand_id", "occasion"], name="suppressed_occasion", condition=~models.Q(occasion="")),
        ]


class ByHand(BrandRow):
    """A contact that no channel carries (a call, a card), so that the caps count it: when it takes place, or took place."""

    key = models.CharField(max_length=200)
    identity_id = models.UUIDField()
    medium = models.CharField(max_length=40)
    purpose = models.CharField(max_length=15)
    programme = models.CharField(max_length=120, default="")
    priority = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "key"], name="by_hand_once")]
        indexes = [models.Index(fields=["brand_id", "identity_id", "-at"], name="by_hand_person")]


class SenderRule(BrandRow):
    """What a member decided about a sender: "block" sets their future mail aside, "pictures" lets pictures from elsewhere load in their
    letters. `sender` is a whole address, or a domain after an @."""

    sender = models.CharField(max_length=320)  # "tom@example.org" or "@example.org", small letters
    rule = models.CharField(max_length=8)
    by_member_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "rule", "sender"], name="sender_rule_once"),
            models.CheckConstraint(condition=models.Q(rule__in=["block", "pictures"]), name="sender_rule_known"),
        ]


class MessageAway(BrandRow):
    """A message that was put out of sight, and why. The row is the state: without one the message is where it always was."""

    message_id = models.UUIDField()
    why = models.CharField(max_length=7)
    by_member_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)  # its words are gone for good

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "message_id"], name="message_away_once"),
            models.CheckConstraint(condition=models.Q(why__in=["spam", "blocked", "trash"]), name="message_away_why_known"),
        ]
        indexes = [models.Index(fields=["brand_id", "-at"], name="message_away_latest")]


class Acknowledging(BrandRow):
    """Whether the brand says by itself that a mail arrived, and how often within an hour at most. One row for a brand."""

    active = models.BooleanField(default=False)
    per_hour = models.IntegerField()
    capped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id"], name="acknowledging_once"),
            models.CheckConstraint(condition=models.Q(per_hour__gt=0), name="acknowledging_some"),
        ]


class Acknowledged(BrandRow):
    """When a mailbox was last told that something arrived: at most once a day. `mailbox` is a digest, good for nothing else; a row goes
    after two days."""

    mailbox = models.CharField(max_length=64)
    at = models.DateTimeField()
    vouched = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "mailbox"], name="acknowledged_once")]
        indexes = [models.Index(fields=["brand_id", "at"], name="acknowledged_when")]

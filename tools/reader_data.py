"""Reads the public data for the first reader's training: tidy texts, labels, splits without near-duplicates."""

import html
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from makegood.understanding.readers.first.words import tidy

SEED = 20260302
HELD_OUT_SHARE = 0.1
MAIL_LENGTH = 1_500
CONSUMER_LETTERS = 300
GLAD_TWEETS = 3_000
FEELINGS = ["negative", "neutral", "positive"]
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_NOT_LETTERS = re.compile(r"https?://\S+|@\w+|[^a-z]+")

REQUEST_INTENTS = [
    "cancel", "cancel_reservation", "book_flight", "book_hotel", "car_rental", "restaurant_reservation", "order",
    "order_checks", "make_call", "text", "timer", "alarm", "reminder", "reminder_update", "calendar_update",
    "shopping_list_update", "todo_list_update", "play_music", "next_song", "update_playlist", "change_language",
    "change_user_name", "change_speed", "change_accent", "change_volume", "change_ai_name", "reset_settings", "sync_device",
    "whisper_mode", "share_location", "report_lost_card", "report_fraud", "freeze_account", "transfer", "pay_bill",
    "schedule_maintenance", "schedule_meeting", "pto_request", "smart_home", "repeat", "tell_joke", "flip_coin", "roll_dice",
    "new_card", "travel_notification", "redeem_rewards", "insurance_change", "pin_change", "credit_limit_change",
    "rollover_401k", "uber", "find_phone", "confirm_reservation", "request_refund", "cancel_transfer", "terminate_account",
    "order_physical_card", "get_physical_card", "edit_personal_details",
]  # fmt: skip
NEITHER = [
    "greeting", "thank_you", "goodbye", "yes", "no", "maybe", "oos",
]  # fmt: skip
QUESTION_CATEGORIES = [
    "country_support", "supported_cards_and_currencies", "age_limit", "exchange_rate", "card_delivery_estimate",
    "transfer_timing", "fiat_currency_support", "atm_support", "visa_or_mastercard", "why_verify_identity", "card_acceptance",
    "disposable_card_limits", "top_up_limits", "verify_source_of_funds",
]  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """Tidy texts and a label each; `groups` is the domain or the split, where there is one."""

    texts: list[str]
    labels: npt.NDArray[np.int64]
    groups: list[str]

    def where(self, keep: npt.NDArray[np.bool_]) -> "Labelled":
        chosen = np.flatnonzero(keep)
        return Labelled([self.texts[i] for i in chosen], self.labels[chosen], [self.groups[i] for i in chosen])


@dataclass(frozen=True)
class Pool:
    complaints: Labelled  # 1 complaint; group = domain
    besides: Labelled  # for the complaint head: 1 consumer complaints, 0 ordinary mail and glad tweets
    feeling: Labelled  # index into FEELINGS; group = "train" or "held_out"
    feeling_test: Labelled
    request: Labelled  # 1 request, 0 question; group = "train" or "test"
    spam: Labelled  # 1 spam; group = "train" or "test"
    reviews: Labelled  # stars 1 or 5; only measured


def load(folder: Path) -> Pool:
    """Everything, in a fixed order. The TweetEval validation part is the test, and what resembles it has left the training pool."""
    test = _tweeteval(folder)
    complaints = _complaints(folder)
    narratives = _narratives(folder)
    mails = _mails(folder)
    feeling = _semeval(folder, apart_from=test)
    return Pool(
        complaints=complaints,
        besides=_besides(
            narratives,
            mails,
            [text for text, mood in zip(feeling.texts, feeling.labels, strict=True) if FEELINGS[mood] == "positive"],
        ),
        feeling=feeling,
        feeling_test=test,
        request=_requests(folder),
        spam=_spam(mails, [*complaints.texts, *narratives]),
        reviews=_reviews(folder),
    )


def _key(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())[:60]


def distinct(texts: list[str], taken: set[str] | None = None) -> list[int]:
    """Indices of the texts that resemble neither an earlier one nor a taken one (same first 60 letters, links and names apart)."""
    taken = set() if taken is None else taken
    kept = []
    for index, text in enumerate(texts):
        key = _key(text)
        if key not in taken:
            taken.add(key)
            kept.append(index)
    return kept


def _complaints(folder: Path) -> Labelled:
    rows = pd.read_csv(folder / "complaints/complaint_tweets_3449.csv.gz")
    texts = [tidy(html.unescape(text)) for text in rows["text"]]
    kept = distinct(texts, set())
    return Labelled([texts[i] for i in kept], rows["complaint"].to_numpy(np.int64)[kept], [rows["domain"].iloc[i] for i in kept])


def _narratives(folder: Path) -> list[str]:
    rows = pd.read_csv(folder / "cfpb/cfpb_sample.csv.gz").dropna(subset=["Consumer complaint narrative"])
    texts = [tidy(re.sub(r"X{2,}(?:/X{2,})*", "", text)[:MAIL_LENGTH]) for text in rows["Consumer complaint narrative"]]
    return [texts[i] for i in distinct(texts, set())]


def _tweeteval(folder: Path) -> Labelled:
    rows = pd.read_parquet(folder / "sentiment/tweeteval_train_val.parquet")
    rows = rows[rows["task"] == "sentiment"]
    label = next(column for column in rows.columns if set(rows[column].astype(str)) >= set(FEELINGS))
    texts = [tidy(html.unescape(text)) for text in rows["text"]]
    return Labelled(texts, np.array([FEELINGS.index(name) for name in rows[label]]), ["test"] * len(texts))


def _semeval(folder: Path, apart_from: Labelled) -> Labelled:
    rows = pd.read_parquet(folder / "sentiment/semeval2017_train_pool.parquet")
    label = next(column for column in rows.columns if set(rows[column].astype(str)) >= set(FEELINGS))
    texts = [tidy(html.unescape(_ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text))) for text in rows["text"]]
    kept = distinct(texts, {_key(text) for text in apart_from.texts})
    labels = np.array([FEELINGS.index(name) for name in rows[label]])[kept]
    held_out = np.random.default_rng(SEED).random(len(kept)) < HELD_OUT_SHARE
    return Labelled([texts[i] for i in kept], labels, ["held_out" if out else "train" for out in held_out])


def _requests(folder: Path) -> Labelled:
    clinc = pd.read_csv(folder / "intents/clinc150.csv.gz")
    clinc = clinc[~clinc["intent"].isin(NEITHER)]
    banking = pd.read_csv(folder / "intents/banking77_train.csv.gz")
    banking = banking[banking["category"].isin([*QUESTION_CATEGORIES, *REQUEST_INTENTS])]
    intents = [*clinc["intent"], *banking["category"]]
    texts = [tidy(text) for text in [*clinc["text"], *banking["text"]]]
    groups = ["test" if split == "test" else "train" for split in clinc["split"]] + ["train"] * len(banking)
    return Labelled(texts, np.array([int(intent in REQUEST_INTENTS) for intent in intents]), groups)


def _mails(folder: Path) -> list[tuple[str, int]]:
    """(subject and words, 1 for spam) of the SpamAssassin sample, in the archive's order of names."""
    mails = []
    with tarfile.open(folder / "mails/spamassassin_sample_2250.tar.xz") as archive:
        for member in sorted(archive.getmembers(), key=lambda each: each.name):
            stored = archive.extractfile(member) if member.isfile() else None
            if stored is not None:
                mails.append((_mail_words(message_from_bytes(stored.read())), int(member.name.startswith("spam"))))
    kept = distinct([text for text, _ in mails], set())
    return [mails[i] for i in kept if len(mails[i][0]) > 20]


def _mail_words(mail: Message) -> str:
    part = next((each for each in mail.walk() if each.get_content_maintype() == "text"), None)
    raw = part.get_payload(decode=True) if part is not None else b""
    words = raw.decode("latin-1") if isinstance(raw, bytes) else ""
    if part is not None and part.get_content_subtype() == "html":
        words = html.unescape(re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", words))
    quoted_away = "\n".join(line for line in words.splitlines() if not line.startswith(">"))
    return tidy(f"{mail.get('Subject', '')}\n\n{quoted_away[:MAIL_LENGTH]}")


def _besides(narratives: list[str], mails: list[tuple[str, int]], glad: list[str]) -> Labelled:
    """Long complaints, ordinary mail and glad tweets beside the complaint tweets, so that neither length nor gladness complains."""
    random = np.random.default_rng(SEED)
    letters = [narratives[i] for i in random.permutation(len(narratives))[:CONSUMER_LETTERS]]
    others = [text for text, spam in mails if not spam][:600] + [glad[i] for i in random.permutation(len(glad))[:GLAD_TWEETS]]
    texts = letters + others
    return Labelled(texts, np.array([1] * len(letters) + [0] * len(others)), ["besides"] * len(texts))


def _spam(mails: list[tuple[str, int]], customers: list[str]) -> Labelled:
    """Spam against ordinary mail and against what customers write, so that "order" and "price" do not condemn."""
    texts = [text for text, _ in mails] + customers
    labels = np.array([spam for _, spam in mails] + [0] * len(customers))
    drawn = np.random.default_rng(SEED + 1).random(len(texts)) < 0.2
    return Labelled(texts, labels, ["test" if out else "train" for out in drawn])


def _reviews(folder: Path) -> Labelled:
    rows = pd.read_csv(folder / "reviews/trustpilot_banks.csv.gz")
    text, stars = _column(rows, "text"), _column(rows, "stars")
    rows = rows.dropna(subset=[text, stars])
    rows = rows[rows[stars].isin([1.0, 5.0])]
    return Labelled([tidy(each) for each in rows[text]], rows[stars].to_numpy(np.int64), ["reviews"] * len(rows))


def _column(rows: pd.DataFrame, kind: str) -> str:
    tests: dict[str, Callable[[pd.Series], bool]] = {
        "stars": lambda column: column.dtype.kind == "f" and set(column.dropna().unique()) == {1.0, 2.0, 3.0, 4.0, 5.0},
        "text": lambda column: column.dtype.kind != "f" and column.dropna().astype(str).str.len().mean() > 150,
    }
    return next(name for name in rows.columns if tests[kind](rows[name]))

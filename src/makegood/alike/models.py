"""What messages are about, in numbers: one row per message that may be like others. As personal as its words, and gone with them.

Its id is the message's. `bits` are the signs of `codes`, by which near ones are found first: with pgvector's index where the server has it.
"""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from makegood.platform.models import BrandRow


class Bits(models.Field):  # type: ignore[type-arg]  # subscriptable for the type checker alone
    """384 bits, written as text of 0 and 1."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  # Django asks so
        return "bit(384)"


class StoredVector(BrandRow):
    version = models.CharField(max_length=80)  # of the embedder
    codes = models.BinaryField()  # 384 signed bytes
    bits = Bits()
    written_at = models.DateTimeField(db_default=Now())  # by the database's clock

    class Meta:
        db_table = "alike_vector"
        indexes = [
            models.Index(fields=["brand_id", "version", "-id"], name="alike_latest"),
            models.Index(fields=["brand_id", "version", "written_at"], name="alike_written"),
        ]

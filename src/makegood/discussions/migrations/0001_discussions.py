"""Live discussions: who answers, who takes part, what they ask, one vote each, and what was answered."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("question_id", models.UUIDField()),
                ("answerer_id", models.UUIDField()),
                ("key", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "question_id", "key"), name="talk_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Answerer",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("discussion_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("name", models.CharField(max_length=80)),
                ("role", models.CharField(default="", max_length=80)),
                ("is_host", models.BooleanField(default=False)),
                ("gone", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "discussion_id", "member_id"), name="answerer_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("gone", False), ("is_host", True)),
                        fields=("brand_id", "discussion_id"),
                        name="answerer_one_host",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discussion",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("slug", models.CharField(max_length=80)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("title", models.CharField(max_length=160)),
                ("intro", models.TextField(default="")),
                ("zone", models.CharField(max_length=60)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("look_first", models.BooleanField(default=False)),
                ("last_number", models.IntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "-starts_at"], name="discussion_latest"),
                    models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="discussion_occasion"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "slug"), name="discussion_slug_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="discussion_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField(null=True)),
                ("proved", models.BooleanField(default=False)),
                ("banned_at", models.DateTimeField(null=True)),
                ("came_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "identity_id"], name="participant_identity")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("identity_id__isnull", False), ("proved", True)),
                        fields=("brand_id", "identity_id"),
                        name="participant_proved_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proved", False), ("identity_id__isnull", False), _connector="OR"),
                        name="participant_proved_is_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("discussion_id", models.UUIDField()),
                ("participant_id", models.UUIDField()),
                ("identity_id", models.UUIDField(null=True)),
                ("number", models.IntegerField()),
                ("key", models.CharField(max_length=64)),
                ("name", models.CharField(default="", max_length=60)),
                ("text", models.TextField()),
                ("state", models.CharField(max_length=10)),
                ("held_for", models.CharField(default="", max_length=10)),
                ("links_shown", models.BooleanField(default=False)),
                ("why", models.CharField(default="", max_length=10)),
                ("because", models.CharField(default="", max_length=300)),
                ("merged_into", models.UUIDField(null=True)),
                ("votes", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("mood", models.CharField(default="", max_length=10)),
                ("wishes_to_buy", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "participant_id"], name="talk_question_asker"),
                    models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="talk_question_person"),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["brand_id", "merged_into"],
                        name="talk_question_behind",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "discussion_id", "number"), name="talk_question_number"),
                    models.UniqueConstraint(fields=("brand_id", "discussion_id", "key"), name="talk_question_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "shown", "hidden", "merged"])), name="talk_question_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_for__in", ["", "first", "link", "doubt"])), name="talk_question_held"
                    ),
                    models.CheckConstraint(condition=models.Q(("votes__gte", 0)), name="talk_question_votes"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="talk_question_merged_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("question_id", models.UUIDField()),
                ("participant_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "participant_id"], name="vote_whose")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "question_id", "participant_id"), name="vote_once")],
            },
        ),
        borders.guard("discussions_discussion"),
        borders.guard(
            "discussions_answerer", references={"discussion_id": "discussions_discussion", "member_id": "brands_member"}
        ),
        borders.guard("discussions_participant", references={"identity_id": "people_identity"}),
        borders.guard(
            "discussions_question",
            references={
                "discussion_id": "discussions_discussion",
                "participant_id": "discussions_participant",
                "identity_id": "people_identity",
                "merged_into": "discussions_question",
            },
        ),
        borders.guard(
            "discussions_vote",
            references={"question_id": "discussions_question", "participant_id": "discussions_participant"},
            referenced=False,
        ),
        borders.guard(
            "discussions_answer",
            references={"question_id": "discussions_question", "answerer_id": "discussions_answerer"},
            referenced=False,
        ),
    ]

"""Three weeks at Brightside Lights: who bought what, who wrote, and what became of it. The texts are in words.toml, the day is `Days`."""

from makegood.commands.demo import keeping
from makegood.commands.demo.days import Days, in_its_slot
from makegood.commands.demo.people import IDA, SAM
from makegood.commands.demo.scenes import (
    Scene,
    answer,
    approved,
    confirmed,
    in_stock,
    mail,
    nonsense,
    note,
    parcel,
    policy_set,
    post,
    refilled,
    replaced,
    sale,
    sold,
    taken,
)


def story(days: Days) -> list[Scene]:
    """All scenes in the order of time."""
    parts = (_before, _regulars, _tom, _first_week, _second_week, _third_week, _yesterday, _this_morning, keeping.scenes)
    return sorted((scene for part in parts for scene in part(days)), key=lambda scene: scene.at)


def _before(days: Days) -> list[Scene]:
    """Regulars, long before anything went wrong."""
    ago = days.days_ago
    return [
        *sold(ago(92, "10:20"), "kate", ("LED-60", 8), ("FAIRY-20", 1), courier=IDA),
        *sold(ago(80, "15:05"), "sven", ("LED-SPOT", 10)),
        *sold(ago(74, "11:40"), "hanna", ("LED-E14", 6), courier=IDA),
        *sold(ago(66, "09:15"), "nora", ("BULB-VINT", 4)),
        *sold(ago(61, "17:30"), "greta", ("PEND-02", 2), ("BULB-VINT", 2), courier=IDA),
        *sold(ago(55, "20:10"), "imran", ("SENSOR-1", 2)),
        *sold(ago(48, "12:00"), "rosa", ("STRIP-5M", 1)),
        *sold(ago(44, "13:25"), "maya", ("LED-60", 12), courier=IDA),
        *sold(ago(41, "08:50"), "jack", ("LED-SPOT", 24)),
        *sold(ago(38, "16:45"), "ruth", ("LED-60", 6)),
        *sold(ago(33, "10:05"), "kate", ("NIGHT-1", 2)),
        *sold(ago(29, "19:20"), "chloe", ("LED-60", 4), courier=IDA),
    ]


def _regulars(days: Days) -> list[Scene]:
    """Plain custom of people of whom more will be told one day."""
    ago = days.days_ago
    return [
        *sold(ago(136, "11:10"), "garage", ("LED-SPOT", 24), ("SENSOR-1", 2)),
        *sold(ago(97, "19:05"), "juno", ("DESK-01", 1)),
        *sold(ago(88, "12:40"), "isolde", ("NIGHT-1", 1), ("LED-E14", 4)),
        *sold(ago(45, "20:30"), "juno", ("TABLE-03", 1), courier=IDA),
        *sold(ago(36, "09:25"), "rowan", ("FAIRY-20", 2)),
        *sale(ago(6, "16:20"), "edda", ("FLOOR-01", 1), promised=days.on(0, "15:00")),
    ]


def _tom(days: Days) -> list[Scene]:
    """The bulbs of his renovation. Nothing went wrong with any of them, and he never said a word about it."""
    bulbs = [sold(days.days_ago(ago, "18:40"), "tom", ("LED-60", 6)) for ago in (150, 121, 96, 70, 52, 31)]
    return [
        *(scene for one in bulbs for scene in one),
        *sale(days.days_ago(1, "09:15"), "tom", ("DIM-04", 2), ("TORCH-01", 1), promised=days.on(0, "08:00")),
        parcel(days.on(0, "07:35"), "tom", "out_for_delivery", courier=SAM),
        parcel(days.on(0, "08:40"), "tom", "delivered", courier=SAM),
    ]


def _first_week(days: Days) -> list[Scene]:
    on = days.on
    return [
        *sold(on(-15, "09:30"), "ruth", ("PEND-02", 1)),
        mail(on(-14, "09:20"), "ruth", "ruth_cracked"),
        *replaced(on(-14, "09:50"), "mara", "ruth"),
        mail(on(-12, "10:15"), "ruth", "ruth_thanks", again=True),
        *sold(on(-15, "14:10"), "chloe", ("LED-E14", 8), courier=IDA),
        mail(on(-14, "13:05"), "chloe", "chloe_first"),
        *replaced(on(-14, "13:50"), "joe", "chloe", courier=IDA),
        *sold(on(-15, "11:00"), "ben", ("SENSOR-1", 1)),
        mail(on(-13, "10:30"), "ben", "ben_wrong"),
        *replaced(on(-13, "11:10"), "joe", "ben"),
        *sold(on(-14, "12:30"), "hanna", ("FAIRY-20", 1), courier=IDA),
        mail(on(-12, "11:20"), "hanna", "hanna_kaputt"),
        *replaced(on(-12, "12:00"), "mara", "hanna", courier=IDA),
        mail(on(-10, "09:40"), "hanna", "hanna_danke", again=True),
        *sale(on(-14, "15:00"), "owen", ("STRIP-5M", 1)),
        parcel(on(-12, "14:30"), "owen", "delivered", courier=IDA),
        mail(on(-11, "09:10"), "owen", "owen_late"),
        approved(on(-11, "09:45"), "joe", "owen"),
    ]


def _second_week(days: Days) -> list[Scene]:
    on = days.on
    return [
        policy_set(on(-10, "09:05"), "mara", follow_up="24 hours"),  # two hours after the parcel is too soon to ask
        refilled(on(-7, "09:00"), "priya", 20_000),
        *sold(on(-13, "16:00"), "amara", ("BULB-VINT", 3)),
        mail(on(-10, "14:20"), "amara", "amara_refund"),
        approved(on(-10, "15:00"), "mara", "amara"),
        *sold(on(-12, "17:15"), "leo", ("DESK-01", 1), courier=IDA),
        mail(on(-9, "10:00"), "leo", "leo_twice"),
        approved(on(-9, "10:35"), "mara", "leo", instead="refund"),
        mail(on(-9, "13:30"), "iris", "iris_question"),
        answer(
            on(-9, "14:05"),
            "joe",
            "iris",
            "Dear Iris,\n\nyes, they do: our rotary dimmers work with all LED bulbs that we sell, from 5 to 150 W, and they need no neutral "
            "wire. If anything hums or flickers, tell us and we take it back.\n\nJoe, Brightside Lights",
            resolve=True,
        ),
        *sold(on(-8, "11:30"), "iris", ("DIM-04", 1), ("LED-60", 5)),
        *sold(on(-9, "15:40"), "nora", ("DESK-01", 1)),
        mail(on(-8, "09:05"), "nora", "nora_dead"),
        *replaced(on(-8, "09:25"), "mara", "nora"),
        post(on(-6, "12:40"), "nora", "nora_post", reach=2300),
        confirmed(on(-6, "13:10"), "mara", "nora"),
        *sold(on(-10, "08:30"), "chloe", ("NIGHT-1", 1), courier=IDA),
        mail(on(-8, "15:10"), "chloe", "chloe_second"),
        *replaced(on(-8, "15:35"), "mara", "chloe", courier=IDA),
        *sold(on(-9, "09:10"), "carlos", ("STRIP-5M", 1)),
        mail(on(-7, "10:10"), "carlos", "carlos_dark"),
        *replaced(on(-7, "10:50"), "joe", "carlos"),
        mail(on(-6, "08:02"), "agency", "spam_seo", spam=True),
        *sale(on(-6, "09:30"), "paul", ("FAIRY-20", 1)),
        mail(on(-6, "09:50"), "paul", "paul_address"),
        answer(
            on(-6, "10:20"),
            "joe",
            "paul",
            "Dear Paul,\n\nit is changed: your fairy lights go to 4 Mill Lane. They leave here this afternoon.\n\nJoe, Brightside Lights",
            resolve=True,
        ),
        parcel(in_its_slot(on(-6, "09:30")), "paul", "delivered", courier=SAM),
    ]


def _third_week(days: Days) -> list[Scene]:
    on = days.on
    return [
        mail(on(-5, "11:00"), "aisha", "aisha_question"),
        answer(
            on(-5, "11:30"),
            "joe",
            "aisha",
            "Dear Aisha,\n\nthe night light is not dimmable, but it has a sensor and only shines in the dark. It comes in white and in "
            "sand.\n\nJoe, Brightside Lights",
            resolve=True,
        ),
        mail(on(-5, "11:31"), "aisha", "aisha_outofoffice", again=True, machine=True),
        *sold(on(-7, "12:20"), "sven", ("LED-60", 10), ("LED-E14", 4)),
        mail(on(-5, "15:30"), "sven", "sven_thanks"),
        post(on(-4, "17:30"), "ruth", "ruth_post", reach=5100),
        *sold(on(-6, "16:30"), "rosa", ("FAIRY-20", 3), courier=IDA),
        mail(on(-3, "09:30"), "rosa", "rosa_praise"),
        *sold(on(-5, "10:40"), "greta", ("PEND-02", 1), courier=IDA),
        mail(on(-3, "11:15"), "greta", "greta_invoice"),
        answer(
            on(-3, "11:45"),
            "joe",
            "greta",
            "Dear Greta,\n\ngladly. Which VAT number shall stand on it, and is the company's name Lund Interiors Ltd? You get the invoice "
            "within the hour after your answer.\n\nJoe, Brightside Lights",
        ),
        mail(on(-2, "08:15"), "supplier", "spam_supplier", spam=True),
        *sold(on(-4, "15:20"), "imran", ("LED-SPOT", 6)),
        *sold(on(-3, "12:10"), "lena", ("LED-E14", 6), courier=IDA),
    ]


def _yesterday(days: Days) -> list[Scene]:
    on = days.on
    return [
        *sold(on(-4, "17:00"), "yusuf", ("SENSOR-1", 1), courier=IDA),
        mail(on(-1, "15:35"), "yusuf", "yusuf_lost"),
        *sold(on(-4, "13:00"), "edith", ("DIM-04", 1)),
        mail(on(-1, "13:10"), "edith", "edith_gone"),
        answer(
            on(-1, "13:35"),
            "joe",
            "edith",
            "Dear Edith,\n\nplease switch the dimmer off at the fuse and do not use it any more. A new one is on its way as soon as you tell "
            "me that the address is still right.\n\nJoe, Brightside Lights",
        ),
        mail(on(-1, "10:50"), "kate", "kate_question"),
        answer(
            on(-1, "11:15"),
            "joe",
            "kate",
            "Dear Kate,\n\nyes: any of our LED bulbs with an E27 base, the warm white one with 60 W equivalent for instance.\n\nJoe, Brightside "
            "Lights",
            resolve=True,
        ),
        post(on(-1, "18:20"), "unpacker", "public_kind", reach=640),
        nonsense(on(-1, "12:10"), b'{"messages": [{"id": "4711", "text": "The lamp from last w'),
        *sold(on(-3, "14:35"), "jack", ("LED-SPOT", 12)),
        mail(on(-1, "14:00"), "jack", "jack_wrong"),
        taken(on(-1, "14:10"), "mara", "jack"),
        answer(
            on(-1, "14:25"),
            "mara",
            "jack",
            "Dear Jack,\n\nI am sorry, that is our mistake. I am looking for twelve spots of one batch, so that they all shine alike in your "
            "kitchen, and tell you tomorrow morning how we send them.\n\nMara, Brightside Lights",
        ),
        post(on(-1, "14:50"), "waiting", "public_wait", reach=310),
        answer(
            on(-1, "15:20"),
            "joe",
            "waiting",
            "We are sorry that you wait, and about the lamp. We do not know yet who you are: please send us a private message with the name "
            "on your order, and one of us looks at it at once. Joe",
        ),
        mail(on(-1, "16:05"), "carlos", "carlos_again", again=True),
        *sold(on(-4, "10:30"), "chloe", ("STRIP-5M", 1), courier=IDA),
        mail(on(-1, "16:40"), "chloe", "chloe_third"),
        taken(on(-1, "16:48"), "mara", "chloe"),
        note(
            on(-1, "16:50"),
            "mara",
            "chloe",
            "Third time within three weeks, all from shelf 4. I write to her myself; nobody sends a template, please.",
        ),
    ]


def _this_morning(days: Days) -> list[Scene]:
    on, ago = days.on, days.ago
    return [
        approved(on(0, "09:05"), "joe", "yusuf"),
        parcel(on(0, "09:20"), "yusuf", "accepted", replacement=True),
        *sold(on(-3, "09:00"), "felix", ("PEND-02", 1)),
        mail(ago(minutes=44), "felix", "felix_glass"),
        in_stock(ago(minutes=37), "PEND-02", 0),  # after the shop was asked, and before Joe agrees
        approved(ago(minutes=36), "joe", "felix"),
        *sold(on(-2, "16:20"), "nina", ("DESK-01", 1)),
        mail(ago(minutes=38), "nina", "nina_sparks"),
        mail(ago(minutes=33), "maya", "maya_jersey"),
        *sale(on(-4, "09:45"), "dev", ("STRIP-5M", 1)),
        parcel(on(-3, "07:10"), "dev", "exception"),
        mail(ago(minutes=29), "dev", "dev_where"),
        mail(ago(minutes=24), "tom", "tom_torch"),
        mail(ago(minutes=11), "lena", "lena_unsure"),
    ]

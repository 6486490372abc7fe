"""The letters in English. Warm and short: what failed, what we do, what comes next. Never a promise to do better, never a wish for a review."""

from makegood.makegoods.rules.words import Words

ENGLISH = Words(
    greeting="Hello {name},",
    greeting_nameless="Hello,",
    own_ours="That was our fault, and we are sorry.",
    own_not_ours="It did not happen in our hands, but you should not be left with it.",
    way_service="It comes the same way as the first: {service}.",
    way_plain="It comes the same way as the first.",
    several="{quantity} × {item}",
    subject_order="Your order {order}",
    subject="Your message to us",
    failed={
        "faulty": "The {item} from your order {order} did not work when it reached you.",
        "wrong_item": "Your order {order} brought you something other than the {item} that you had chosen.",
        "lost": "The {item} from your order {order} never reached you.",
        "late": "The {item} from your order {order} did not come when it should have.",
        "quality": "The {item} from your order {order} was not as good as you had every right to expect.",
        "billing": "The bill for the {item} from your order {order} was not right.",
        "staff": "We did not treat you well when you needed help with your order {order}.",
        "outage": "Our service was not there when you needed it for your order {order}.",
        "privacy": "Something of yours that was to stay private did not stay so.",
        "safety": "The {item} from your order {order} was not safe.",
        "other": "Something went wrong with the {item} from your order {order}.",
    },
    failed_somewhere={
        "faulty": "What you bought from us did not work when it reached you.",
        "wrong_item": "We sent you something other than you had chosen.",
        "lost": "What you bought from us never reached you.",
        "late": "What you bought from us did not come when it should have.",
        "quality": "What you bought from us was not as good as you had every right to expect.",
        "billing": "Our bill was not right.",
        "staff": "We did not treat you well when you needed us.",
        "outage": "Our service was not there when you needed it.",
        "privacy": "Something of yours that was to stay private did not stay so.",
        "safety": "Something that we sold you was not safe.",
        "other": "Something went wrong between us and you.",
    },
    failed_too={
        "late": "It also came later than it should have.",
        "billing": "The bill was not right, either.",
        "staff": "And we did not treat you well when you told us.",
    },
    letters={
        "replace": """{greeting}

{what_failed} {own}

A replacement is on its way to you. {way} Please keep the first one; there is nothing to send back.

We will write once more when it has arrived, to make sure that all is well.

{signature}""",
        "replace_return": """{greeting}

{what_failed} {own}

A replacement is on its way to you. {way} Please give the first one back in the same box; the label in the parcel is already paid.

We will write once more when it has arrived, to make sure that all is well.

{signature}""",
        "replace_lost": """{greeting}

{what_failed} {own}

We have sent it again. {way} Should the first one still turn up, please just keep it.

We will write once more when it has arrived, to make sure that all is well.

{signature}""",
        "refund": """{greeting}

{what_failed} {own}

We have paid {amount} back to you, the way you paid. There is nothing to send back.

If the money is not with you in a few days, just answer and we will find it.

{signature}""",
        "refund_return": """{greeting}

{what_failed} {own}

We have paid {amount} back to you, the way you paid. Please send the first one back with the label that follows; it is already paid.

If the money is not with you in a few days, just answer and we will find it.

{signature}""",
        "refund_sold_out": """{greeting}

{what_failed} {own}

We wanted to send you another one, but it is sold out. So we have paid {amount} back to you, the way you paid. There is nothing to send back.

If the money is not with you in a few days, just answer and we will find it.

{signature}""",
        "late_kept": """{greeting}

{what_failed} {own}

You had a time from us, and we did not keep it. If anything else about the order is not right, just answer and we will see to it at once.

{signature}""",
        "late_kept_gift": """{greeting}

{what_failed} {own}

You had a time from us, and we did not keep it. For the wait, this is yours: {gift}. There is nothing you need to do for it.

If anything else about the order is not right, just answer and we will see to it at once.

{signature}""",
        "find_parcel": """{greeting}

{what_failed} {own}

We are asking the carrier where it is, and you will hear from us with the day on which it comes.

If you would rather have your money back, one word is enough and you will have it.

{signature}""",
        "look_into": """{greeting}

{what_failed} {own}

We are looking at what happened, and you will hear from us with what we found and what we do about it.

{signature}""",
        "which_order": """{greeting}

{what_failed} {own}

Answer with your order number, or the name and street that it went to, and we will put it right at once: a new one or your money back, as you like it better.

{signature}""",
        "explain": """{greeting}

{what_failed} We are sorry that you had this trouble.

We have looked at everything we can see, and this did not happen in our hands. We would rather tell you so plainly than say something soft.

If you see something that we are missing, just answer and we will look again.

{signature}""",
        "card": """This should have been right the first time. {own} Here it is again, with our good wishes.

{signature}""",
        "follow_up_replaced": """{greeting}

The replacement for the {item} from your order {order} should be with you now.

If all is well, there is nothing you need to do. If it is not, just answer and we will put it right at once.

{signature}""",
        "follow_up_refunded": """{greeting}

We paid {amount} back to you for the {item} from your order {order}.

If it has reached you, there is nothing you need to do. If it has not, just answer and we will find it.

{signature}""",
        "follow_up_settled": """{greeting}

You told us that something had gone wrong, and we hope that it is right now.

If it is, there is nothing you need to do. If it is not, just answer and we will see to it at once.

{signature}""",
        "replace_fetch": """{greeting}

{what_failed} {own}

A replacement is on its way to you. {way} Please keep the first one ready: we have it fetched from your door, you need not carry it anywhere.

We will write once more when it has arrived, to make sure that all is well.

{signature}""",
        "refund_fetch": """{greeting}

{what_failed} {own}

We have paid {amount} back to you, the way you paid. Please keep the first one ready: we have it fetched from your door, you need not carry it anywhere.

If the money is not with you in a few days, just answer and we will find it.

{signature}""",
        "redo": """{greeting}

{what_failed} {own}

We do it again, and it costs you nothing. Tell us when it suits you, and we keep to it.

{signature}""",
        "kept": """{greeting}

{what_failed} {own}

You took it as it was, and we do not take that for granted. If anything else is not right, just answer and we will see to it at once.

{signature}""",
        "kept_gift": """{greeting}

{what_failed} {own}

You took it as it was, and it is worth less for that. So this is yours: {gift}. There is nothing you need to do for it.

If anything else is not right, just answer and we will see to it at once.

{signature}""",
        "overcharged": """{greeting}

{what_failed} {own}

We have paid {amount} back to you, exactly what was too much, the way you paid.

If the money is not with you in a few days, just answer and we will find it.

{signature}""",
        "evidence": """{greeting}

{what_failed} We want to put it right.

Could you send us a photo of it, or of what came instead? One picture by answering is enough.

One of us looks at it, and then it goes on.

{signature}""",
    },
    paragraphs={
        "also_gift": "For the trouble that you had, this is yours as well: {gift}. There is nothing you need to do for it.",
        "also_paid_out": "It also cost you {amount} that it should not have. We pay that, too.",
        "also_overcharged": "The {amount} that were charged too much are paid back to you as well.",
        "also_call": "One of us will call you, because you should be able to tell it to somebody.",
        "money_refund": "{amount} back",
        "money_credit": "{amount} for your next order",
        "money_code": "a code over {amount}",
    },
    lower_titles=True,
    first_names=True,
)

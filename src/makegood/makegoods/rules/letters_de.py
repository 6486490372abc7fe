"""The letters in German. Warm and short: what failed, what we do, what comes next. Never a promise to do better, never a wish for a review."""

from makegood.makegoods.rules.words import Words

GERMAN = Words(
    greeting="Guten Tag {name},",
    greeting_nameless="Guten Tag,",
    own_ours="Das war unser Fehler, und es tut uns leid.",
    own_not_ours="Das ist nicht bei uns passiert, aber Sie sollen nicht damit allein bleiben.",
    way_service="Die Lieferung kommt auf demselben Weg wie beim ersten Mal: {service}.",
    way_plain="Die Lieferung kommt auf demselben Weg wie beim ersten Mal.",
    several="{quantity} × {item}",
    subject_order="Ihre Bestellung {order}",
    subject="Ihre Nachricht an uns",
    failed={
        "faulty": "»{item}« aus Ihrer Bestellung {order} hat nicht funktioniert, als es bei Ihnen ankam.",
        "wrong_item": "mit Ihrer Bestellung {order} kam etwas anderes als das, was Sie ausgesucht hatten: »{item}«.",
        "lost": "»{item}« aus Ihrer Bestellung {order} ist nie bei Ihnen angekommen.",
        "late": "»{item}« aus Ihrer Bestellung {order} kam nicht, als es hätte kommen sollen.",
        "quality": "»{item}« aus Ihrer Bestellung {order} war nicht so gut, wie Sie es mit Recht erwarten.",
        "billing": "die Rechnung über »{item}« aus Ihrer Bestellung {order} stimmte nicht.",
        "staff": "wir haben Sie nicht gut behandelt, als Sie Hilfe mit Ihrer Bestellung {order} brauchten.",
        "outage": "unser Dienst war nicht da, als Sie ihn für Ihre Bestellung {order} brauchten.",
        "privacy": "etwas, das nur Sie angeht, ist nicht vertraulich geblieben.",
        "safety": "»{item}« aus Ihrer Bestellung {order} war nicht sicher.",
        "other": "mit »{item}« aus Ihrer Bestellung {order} ist etwas schiefgegangen.",
    },
    failed_somewhere={
        "faulty": "was Sie bei uns gekauft haben, hat nicht funktioniert, als es bei Ihnen ankam.",
        "wrong_item": "wir haben Ihnen etwas anderes geschickt als das, was Sie ausgesucht hatten.",
        "lost": "was Sie bei uns gekauft haben, ist nie bei Ihnen angekommen.",
        "late": "was Sie bei uns gekauft haben, kam nicht, als es hätte kommen sollen.",
        "quality": "was Sie bei uns gekauft haben, war nicht so gut, wie Sie es mit Recht erwarten.",
        "billing": "unsere Rechnung stimmte nicht.",
        "staff": "wir haben Sie nicht gut behandelt, als Sie uns brauchten.",
        "outage": "unser Dienst war nicht da, als Sie ihn brauchten.",
        "privacy": "etwas, das nur Sie angeht, ist nicht vertraulich geblieben.",
        "safety": "etwas, das wir Ihnen verkauft haben, war nicht sicher.",
        "other": "zwischen uns und Ihnen ist etwas schiefgegangen.",
    },
    failed_too={
        "late": "Außerdem kam es später, als es hätte kommen sollen.",
        "billing": "Auch die Rechnung stimmte nicht.",
        "staff": "Und wir haben Sie nicht gut behandelt, als Sie es uns sagten.",
    },
    letters={
        "replace": """{greeting}

{what_failed} {own}

Der Ersatz ist schon unterwegs zu Ihnen. {way} Bitte behalten Sie, was Sie haben; Sie müssen nichts zurückschicken.

Wenn er angekommen ist, schreiben wir Ihnen noch einmal und fragen, ob alles gut ist.

{signature}""",
        "replace_return": """{greeting}

{what_failed} {own}

Der Ersatz ist schon unterwegs zu Ihnen. {way} Bitte geben Sie das erste Stück im selben Karton zurück; der Aufkleber im Paket ist bezahlt.

Wenn der Ersatz angekommen ist, schreiben wir Ihnen noch einmal und fragen, ob alles gut ist.

{signature}""",
        "replace_lost": """{greeting}

{what_failed} {own}

Wir haben es noch einmal abgeschickt. {way} Sollte die erste Sendung doch noch auftauchen, behalten Sie sie bitte einfach.

Wenn es angekommen ist, schreiben wir Ihnen noch einmal und fragen, ob alles gut ist.

{signature}""",
        "refund": """{greeting}

{what_failed} {own}

Wir haben Ihnen {amount} zurückgezahlt, auf dem Weg, auf dem Sie bezahlt haben. Sie müssen nichts zurückschicken.

Wenn das Geld in ein paar Tagen nicht da ist, antworten Sie einfach, und wir finden es.

{signature}""",
        "refund_return": """{greeting}

{what_failed} {own}

Wir haben Ihnen {amount} zurückgezahlt, auf dem Weg, auf dem Sie bezahlt haben. Bitte schicken Sie uns das erste Stück mit dem Aufkleber zurück, der noch kommt; er ist bezahlt.

Wenn das Geld in ein paar Tagen nicht da ist, antworten Sie einfach, und wir finden es.

{signature}""",
        "refund_sold_out": """{greeting}

{what_failed} {own}

Wir wollten Ihnen Ersatz schicken, aber er ist ausverkauft. Deshalb haben wir Ihnen {amount} zurückgezahlt, auf dem Weg, auf dem Sie bezahlt haben. Sie müssen nichts zurückschicken.

Wenn das Geld in ein paar Tagen nicht da ist, antworten Sie einfach, und wir finden es.

{signature}""",
        "late_kept": """{greeting}

{what_failed} {own}

Wir hatten Ihnen eine Zeit genannt und haben sie nicht gehalten. Wenn an der Bestellung noch etwas nicht stimmt, antworten Sie einfach, und wir kümmern uns gleich darum.

{signature}""",
        "late_kept_gift": """{greeting}

{what_failed} {own}

Wir hatten Ihnen eine Zeit genannt und haben sie nicht gehalten. Für das Warten bekommen Sie von uns: {gift}. Sie müssen nichts dafür tun.

Wenn an der Bestellung noch etwas nicht stimmt, antworten Sie einfach, und wir kümmern uns gleich darum.

{signature}""",
        "find_parcel": """{greeting}

{what_failed} {own}

Wir fragen beim Zusteller nach, wo es ist, und Sie hören von uns, an welchem Tag es kommt.

Wenn Sie lieber Ihr Geld zurück haben möchten, genügt ein Wort als Antwort, und Sie bekommen es.

{signature}""",
        "look_into": """{greeting}

{what_failed} {own}

Wir sehen uns an, was passiert ist, und Sie hören von uns, was wir gefunden haben und was wir tun.

{signature}""",
        "which_order": """{greeting}

{what_failed} {own}

Antworten Sie mit Ihrer Bestellnummer oder mit dem Namen und der Straße, wohin sie ging, und wir bringen es gleich in Ordnung: mit Ersatz oder mit Ihrem Geld, wie es Ihnen lieber ist.

{signature}""",
        "explain": """{greeting}

{what_failed} Es tut uns leid, dass Sie diesen Ärger hatten.

Wir haben uns alles angesehen, was wir sehen können: Bei uns ist es nicht passiert. Das sagen wir Ihnen lieber offen als mit weichen Worten.

Wenn wir etwas übersehen, antworten Sie einfach, und wir sehen noch einmal nach.

{signature}""",
        "card": """Das hätte schon beim ersten Mal stimmen sollen. {own} Hier ist es noch einmal, mit guten Wünschen.

{signature}""",
        "follow_up_replaced": """{greeting}

der Ersatz für »{item}« aus Ihrer Bestellung {order} müsste jetzt bei Ihnen sein.

Wenn alles gut ist, müssen Sie nichts tun. Wenn nicht, antworten Sie einfach, und wir bringen es gleich in Ordnung.

{signature}""",
        "follow_up_refunded": """{greeting}

wir haben Ihnen {amount} für »{item}« aus Ihrer Bestellung {order} zurückgezahlt.

Wenn das Geld bei Ihnen ist, müssen Sie nichts tun. Wenn nicht, antworten Sie einfach, und wir finden es.

{signature}""",
        "follow_up_settled": """{greeting}

Sie hatten uns gesagt, dass etwas schiefgegangen war. Wir hoffen, dass es jetzt in Ordnung ist.

Wenn ja, müssen Sie nichts tun. Wenn nicht, antworten Sie einfach, und wir kümmern uns gleich darum.

{signature}""",
        "replace_fetch": """{greeting}

{what_failed} {own}

Der Ersatz ist schon unterwegs zu Ihnen. {way} Bitte halten Sie das erste Stück bereit: Wir lassen es bei Ihnen abholen, Sie müssen es nirgends hintragen.

Wenn der Ersatz angekommen ist, schreiben wir Ihnen noch einmal und fragen, ob alles gut ist.

{signature}""",
        "refund_fetch": """{greeting}

{what_failed} {own}

Wir haben Ihnen {amount} zurückgezahlt, auf dem Weg, auf dem Sie bezahlt haben. Bitte halten Sie das erste Stück bereit: Wir lassen es bei Ihnen abholen, Sie müssen es nirgends hintragen.

Wenn das Geld in ein paar Tagen nicht bei Ihnen ist, antworten Sie einfach, und wir gehen dem nach.

{signature}""",
        "redo": """{greeting}

{what_failed} {own}

Wir machen es noch einmal, und es kostet Sie nichts. Sagen Sie uns, wann es Ihnen passt, und wir halten uns daran.

{signature}""",
        "kept": """{greeting}

{what_failed} {own}

Sie haben es so genommen, wie es war, und das ist für uns nicht selbstverständlich. Wenn sonst etwas nicht stimmt, antworten Sie einfach, und wir kümmern uns sofort darum.

{signature}""",
        "kept_gift": """{greeting}

{what_failed} {own}

Sie haben es so genommen, wie es war, und damit ist es weniger wert. Deshalb gehört Ihnen: {gift}. Sie müssen nichts dafür tun.

Wenn sonst etwas nicht stimmt, antworten Sie einfach, und wir kümmern uns sofort darum.

{signature}""",
        "overcharged": """{greeting}

{what_failed} {own}

Wir haben Ihnen {amount} zurückgezahlt, genau das, was zu viel war, auf dem Weg, auf dem Sie bezahlt haben.

Wenn das Geld in ein paar Tagen nicht bei Ihnen ist, antworten Sie einfach, und wir gehen dem nach.

{signature}""",
        "evidence": """{greeting}

{what_failed} Wir wollen es in Ordnung bringen.

Können Sie uns ein Foto davon schicken, oder von dem, was stattdessen kam? Ein Bild als Antwort genügt.

Jemand von uns sieht es sich an, und dann geht es weiter.

{signature}""",
    },
    paragraphs={
        "also_gift": "Für die Mühe, die Sie hatten, gehört Ihnen außerdem: {gift}. Sie müssen nichts dafür tun.",
        "also_paid_out": "Es hat Sie außerdem {amount} gekostet, die es nicht hätte kosten dürfen. Auch das zahlen wir.",
        "also_overcharged": "Die {amount}, die zu viel berechnet wurden, sind ebenfalls zurückgezahlt.",
        "also_call": "Jemand von uns ruft Sie an, denn Sie sollen es jemandem erzählen können.",
        "money_refund": "{amount} zurück",
        "money_credit": "{amount} für Ihre nächste Bestellung",
        "money_code": "ein Gutschein über {amount}",
    },
    lower_titles=False,
    first_names=False,
)

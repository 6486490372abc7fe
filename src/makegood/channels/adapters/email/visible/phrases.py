"""What mail programs and people write around an answer, by language: data for the rules beside it, no rules here.

Sources: the programs' own output (Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, GMX and others) in these languages. A new language
is one more word in each list.
"""

# "On <date>, <name> wrote:" as (how it begins, how it ends); what lies between must hold a digit or an address.
ATTRIBUTIONS = (
    (r"On|At|In", r"wrote|writes|you wrote|said"),
    (r"Am|Den|Um|Von|On", r"schrieb(?:en)?(?: Sie)?(?: folgendes)?|hat .{1,120} geschrieben"),
    (r"Le|En date du", r"a écrit|a ecrit|écrivait|écrivit|vous avez écrit|a e?´?crit"),
    (r"El|En|Con fecha", r"escribió|escribio|escribi[oó] lo siguiente|va escriure|ha escrito"),
    (r"Il(?: giorno)?|In data|Nel", r"ha scritto|hai scritto|scrisse|scriveva"),
    (r"Op", r"schreef|heeft .{1,120} geschreven|het volgende geschreven"),
    (r"Em|No dia|A", r"escreveu|escreveu o seguinte|escrevi"),
    (r"W dniu|Dnia|Dn\.|W", r"napisał(?:\(a\)|/a|a)?|napisa[łl]\(?a?\)?|pisze|użytkownik .{1,160} napisał"),
    (r"Den|Kl|På", r"skrev(?: .{1,160})?|skriver"),
    (r"Dne|Dňa|V", r"napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?"),
    (r"La data de|În data|Pe|La", r"a scris"),
    (r"Στις|Την", r"έγραψε"),
    (r"Vào", r"đã viết"),
    (r"Pada", r"menulis"),
    (r"在|于|於", r"写道|寫道|写到|編寫"),
    (r"ב-?", r"כתב(?:ה)?(?: .{0,80})?"),
    (r"في", r"كتب(?: .{0,80})?"),
)

# Words that end the line before a quote in any order of words: "<name> wrote on <date>:", "<date>, <name> kirjoitti:".
WROTE = (
    "wrote", "writes", "schrieb", "schrieben", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "napisał", "napisała", "napisał(a)",
    "pisze", "skrev", "kirjoitti", "írta", "napsal", "napsal(a)", "napísal(a)", "a scris", "написал", "написала", "написал(а)", "пишет", "писал",
    "пише", "написав", "yazdı", "şunu yazdı", "έγραψε", "写道", "寫道", "のメール", "さんは書きました", "님이 작성", "wrote the following", "skriver", "geschreven",
)  # fmt: skip

FROM = (
    "from", "von", "de", "da", "van", "od", "från", "fra", "lähettäjä", "от", "від", "od", "feladó", "kimden", "gönderen", "发件人", "寄件者",
    "差出人", "送信者", "보낸 사람", "보낸사람", "από", "מאת", "من", "expéditeur", "remitente", "mittente", "afzender", "absender", "avsändare", "de la",
    "saatja", "expeditor", "dari", "từ",
)  # fmt: skip
WHEN = (
    "sent", "date", "gesendet", "datum", "envoyé", "envoyé le", "enviado", "enviado el", "enviado em", "fecha", "inviato", "data", "verzonden",
    "wysłano", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "отправлено", "дата", "надіслано", "odesláno", "odoslané", "elküldve", "dátum",
    "gönderilme tarihi", "tarih", "发送时间", "日期", "寄件日期", "傳送時間", "送信日時", "日付", "날짜", "보낸 날짜", "ημερομηνία", "נשלח", "تاريخ", "trimis",
    "date d'envoi", "verstuurd", "sent on", "message du", "datum/zeit",
)  # fmt: skip
TO = (
    "to", "an", "à", "a", "para", "aan", "do", "till", "til", "vastaanottaja", "кому", "komu", "címzett", "kime", "alıcı", "收件人", "收件者", "宛先",
    "받는 사람", "προς", "אל", "إلى", "către", "kepada", "destinataire", "empfänger", "cc", "kopie", "copie à", "kopia", "копия", "bcc", "抄送",
)  # fmt: skip
SUBJECT = (
    "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto", "temat", "ämne", "emne", "aihe", "тема", "předmět", "predmet",
    "tárgy", "konu", "主题", "主旨", "件名", "제목", "θέμα", "נושא", "الموضوع", "subiect", "perihal", "sujet", "betrifft", "re",
)  # fmt: skip
OTHER = ("reply-to", "antwort an", "répondre à", "importance", "priority", "attachments", "anlagen", "pièces jointes", "organization", "message-id", "mailed-by")  # fmt: skip

ORIGINAL = (
    "original message", "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "message d'origine", "message d’origine",
    "message original", "message initial", "mensaje original", "messaggio originale", "oorspronkelijk bericht", "oorspronkelijk e-mailbericht",
    "mensagem original", "wiadomość oryginalna", "oryginalna wiadomość", "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse",
    "oprindelig besked", "opprinnelig melding", "alkuperäinen viesti", "исходное сообщение", "пересылаемое сообщение", "původní zpráva",
    "pôvodná správa", "eredeti üzenet", "özgün ileti", "orijinal mesaj", "原始邮件", "原始郵件", "邮件原件", "元のメッセージ", "오리지널 메시지", "원본 메시지",
    "αρχικό μήνυμα", "mesaj original", "reply message", "originele bericht", "alkuperäinen viesti", "original email", "original mail",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "begin forwarded message", "forwarded by", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "weitergeleitet von", "message transféré", "début du message transféré", "début du message réexpédié",
    "mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "mensagem encaminhada", "início da mensagem encaminhada", "wiadomość przekazana dalej", "przesłana wiadomość",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt meddelelse", "videresendt besked", "videresendt melding",
    "välitetty viesti", "пересылаемое сообщение", "пересланное сообщение", "přeposlaná zpráva", "továbbított üzenet", "iletilen mesaj",
    "转发的邮件", "轉寄郵件", "转发邮件信息", "転送メッセージ", "전달된 메시지", "προωθημένο μήνυμα",
)  # fmt: skip
ABOVE = (
    "reply above this line", "type your reply above this line", "please type your reply above", "please reply above this line",
    "write above this line", "answer above this line", "bitte antworten sie oberhalb dieser linie", "bitte über dieser linie antworten",
    "répondez au-dessus de cette ligne", "responda por encima de esta línea", "antwoord boven deze lijn",
)  # fmt: skip

# The whole line is the mark of a device or program. `X` stands for up to six words.
SENT_FROM = (
    r"sent (?:from|via|with|using) X", r"get outlook for X", r"envoy[ée]e? (?:de|depuis|à partir de|via|avec) X",
    r"obtenir outlook pour X", r"télécharger outlook pour X", r"provenance : X", r"(?:von meinem|von meiner) X gesendet", r"gesendet (?:von|mit|aus|über|vom) X",
    r"diese nachricht wurde von meinem X gesendet", r"von X gesendet", r"outlook für X (?:beziehen|herunterladen)", r"holen sie sich outlook für X",
    r"enviado (?:desde|de|do|da|pelo|a partir do|con|via) X", r"obtener outlook para X", r"obter o outlook para X", r"inviato (?:da|dal|dall'|con|tramite) ?X",
    r"scarica outlook per X", r"ottieni outlook per X", r"verzonden (?:vanaf|van|met|via) X", r"verstuurd (?:vanaf|van|met|via) X", r"outlook voor X downloaden",
    r"skickat (?:från|med) X", r"sendt (?:fra|med) X", r"hent outlook til X", r"hämta outlook för X", r"lähetetty X", r"wysłan[eoay] (?:z|ze|przy użyciu) X",
    r"pobierz outlook X", r"отправлено (?:с|из|от|через) X", r"надіслано (?:з|із) X", r"odesláno (?:z|ze) X", r"odoslané (?:z|zo) X", r"elküldve (?:az|a) X",
    r"X(?:'dan|'den|’dan|’den|dan|den)? gönderildi", r"发自我?的? ?X", r"從我的 X 傳送", r"X ?から送信", r"나의 X에서 보냄", r"στάλθηκε από X",
    r"trimis de pe X", r"sent from a X",
)  # fmt: skip

# The line that takes leave; a name, and perhaps a card, follows it.
FAREWELLS = (
    r"(?:with |my )?(?:best|kind|kindest|warm|warmest|many|good)?(?: and kind)?[ -]*regards(?: from .{1,30})?", r"best(?: wishes)?", r"all (?:the|my) best",
    r"(?:warm|warmest|kind) wishes", r"yours?(?: very)?(?: sincerely| faithfully| truly)?", r"(?:very )?(?:sincerely|respectfully)(?: yours)?", r"cheers",
    r"cordially", r"rgds", r"br", r"kr", r"love", r"xx+",
    r"(?:mit )?(?:freundlich(?:e[nm]?|st(?:e[nm])?)|best(?:e[nm]?)|lieb(?:e[nm]?)|viele[nm]?|herzlich(?:e[nm]?|st(?:e[nm])?)|schöne[nm]?|sonnige[nm]?)(?: und [a-zäöü]+)? gr(?:ü|ue|u)(?:ß|ss)(?:e[n]?)?(?: (?:aus|von) .{1,30})?",
    r"gr(?:ü|ue)(?:ß|ss)e?(?: (?:aus|von) .{1,30})?", r"mfg", r"vg", r"lg", r"hochachtungsvoll", r"gru(?:ß|ss)", r"beste grüße",
    r"(?:bien )?(?:à vous|cordialement|amicalement|sincèrement|respectueusement)(?: à vous)?", r"salutations(?: distinguées)?", r"bien à (?:vous|toi)",
    r"cdlt", r"veuillez agréer.{0,120}", r"je vous prie d'agréer.{0,120}", r"très cordialement", r"bises",
    r"(?:un )?(?:saludos?|cordial saludo|saludo cordial)(?: cordial(?:es)?)?", r"(?:muy )?atentamente", r"atte", r"un abrazo",
    r"(?:cordiali|distinti|cari) saluti", r"cordialmente", r"saluti", r"un saluto", r"(?:con )?(?:vriendelijke|hartelijke) groet(?:en)?",
    r"met (?:vriendelijke|hartelijke|beste) groet(?:en)?", r"groet(?:en|jes)?", r"mvg", r"hoogachtend", r"(?:com os )?(?:melhores )?cumprimentos",
    r"atenciosamente", r"att", r"abraços?", r"(?:z |łączę )?(?:powa[żz]aniem|pozdrowienia(?:mi)?|wyrazami szacunku)", r"pozdrawiam(?: serdecznie)?",
    r"(?:med )?(?:vänliga?|venlig|vennlig|bästa|bedste|beste|hjärtliga) ?(?:hälsning(?:ar)?|hilsen|hilsener)", r"mvh", r"kh", r"hilsen", r"hälsningar", r"vh",
    r"ystävällisin terveisin", r"terveisin", r"с уважением", r"с наилучшими пожеланиями", r"всего доброго", r"з повагою", r"s pozdravem",
    r"s pozdravom", r"üdvözlettel", r"tisztelettel", r"saygılarımla", r"iyi çalışmalar", r"此致", r"祝好", r"敬具", r"με εκτίμηση",
    r"בברכה", r"cu stimă", r"cu respect", r"trân trọng",
)  # fmt: skip
THANKS = (
    r"(?:many |very many )?thanks?(?: you)?(?: so much| very much| a lot| again| in advance| a million)?(?: (?:and|&) (?:best |kind )?regards)?", r"ta", r"thx",
    r"(?:vielen |besten |herzlichen )?dank(?: im voraus)?(?: und .{1,40})?", r"danke(?: schön| sehr)?", r"merci(?: beaucoup| d'avance| bien)?",
    r"(?:muchas )?gracias", r"(?:mille )?grazie", r"(?:alvast )?bedankt", r"dank(?: u)?(?: wel)?", r"(?:muito )?obrigad[oa]", r"tack", r"tak", r"takk",
    r"kiitos", r"спасибо", r"dziękuję", r"děkuji", r"teşekkürler", r"谢谢",
)  # fmt: skip

# A paragraph that begins like this, at the end (or, for warnings, at the beginning), is the company's lawyer or mail filter.
DISCLAIMERS = (
    r"(?:legal |e-?mail )?disclaimer", r"(?:confidentiality|privacy|legal) (?:notice|note|statement|warning)", r"privileged and confidential",
    r"this (?:e-?mail|message|communication|electronic (?:mail|message)|transmission)(?: message)?[^.]{0,120}(?:confidential|intended|privileged|scanned|virus|proprietary|checked)", r"the (?:information|contents?) (?:contained |transmitted )?(?:in|of) this (?:e-?mail|message|communication)",
    r"if you (?:are not the intended recipient|have received this (?:e-?mail|message) in error)", r"please consider the environment",
    r"think before you print", r"save (?:a tree|paper)", r"virus-free\.", r"avast (?:logo|antivirus)", r"this email has been (?:scanned|checked)",
    r"diese (?:e-?mail|nachricht)[^.]{0,80}(?:vertraulich|enthält|ist nur|ist ausschließlich)", r"vertraulichkeitshinweis", r"haftungsausschluss",
    r"der inhalt dieser e-?mail", r"bitte denken sie an die umwelt", r"ce (?:message|courriel|mail)[^.]{0,80}(?:confidentiel|destiné|établi)",
    r"(?:este|esta) (?:mensaje|correo|mensagem|e-?mail)[^.]{0,120}(?:confidencial|destinad|dirigid)", r"aviso (?:legal|de confidencialidad)",
    r"(?:questo|il presente) (?:messaggio|e-?mail)", r"le informazioni contenute", r"de(?:ze)? (?:informatie|e-?mail|dit bericht)[^.]{0,80}(?:vertrouwelijk|bestemd)",
    r"dit bericht[^.]{0,80}(?:vertrouwelijk|bestemd)", r"ta wiadomość", r"данное сообщение",
)  # fmt: skip
WARNINGS = (
    r"(?:\*+ ?)?(?:caution|warning|attention|external(?: e-?mail| sender| message)?)(?: ?\*+)?\s*[:!-].{0,40}(?:e-?mail|message|sender|originated|outside|external|click)",
    r"\[?external(?: e-?mail| sender)?\]?$", r"this (?:e-?mail|message) (?:originated|was sent|came) from outside", r"you don't often get e-?mail from",
    r"some people who received this message don't often get e-?mail", r"sie erhalten nicht (?:oft|häufig) eine e-?mail von", r"vous n'obtenez pas souvent d'e-?mail",
    r"achtung: diese e-?mail (?:kommt|stammt)", r"externe e-?mail",
)  # fmt: skip
LIST_FOOTERS = (
    r"https?://\S+/mailman/listinfo", r"-{3,}\s*yahoo! groups", r"this sf\.net e-?mail is sponsored", r"-{3,}\s*this sf\.net e-?mail",
    r"to unsubscribe", r"unsubscribe from", r"you (?:received|are receiving) this (?:message|e-?mail|because)", r"mailing list", r"to post to this group",
    r"do you yahoo!\?", r"get your free", r"join the world", r"msn (?:photos|hotmail)", r"reply to this e-?mail directly", r"you can reach the person managing",
)  # fmt: skip
